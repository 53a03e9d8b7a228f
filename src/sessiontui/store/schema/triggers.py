"""The triggers over both files: history, signatures, ties, search, moves.

They are made anew when one is missing or differs, so their text is their version.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sessiontui.store.chain.events import MOVED_HELD, NOW
from sessiontui.store.chain.links import CLIENT_COLUMNS, SESSION_COLUMNS, state_of
from sessiontui.store.schema.ties import TIES, crosses, crossing
from sessiontui.store.trigger_refusals import (
    CROSSES,
    HELD,
    KNOWN,
    NOT_THEIRS,
    ONLY_GROWS,
    SIGNED,
    STAYS_A_RISK,
    TIED,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sessiontui.store.sqlcipher.driver import Database

LINE_COLUMNS = (
    "id",
    "session_id",
    "client_id",
    "kind",
    "sub",
    "text",
    "author",
    "at",
    "position",
    "goal_id",
    "number",
    "minutes",
    "likely",
    "value",
    "done",
    "about",
    "builds_on",
    "asked",
    "keyed",
    "written",
    "changed",
    "at_offset",
    "written_offset",
    "changed_offset",
)
NOTE_COLUMNS = ("id", "session_id", "text")


def _history_triggers(table: str, columns: tuple[str, ...]) -> dict[str, str]:
    def as_json(prefix: str) -> str:
        return "json_object({})".format(
            ", ".join(f"'{name}', {prefix}.{name}" for name in columns)
        )

    differs = " or ".join(f"new.{name} is not old.{name}" for name in columns)
    insert = (
        "insert into change(step, at, op, row_id, session_id, before, after) values ("
        f"(select step from writing), {NOW}, "
    )
    triggers = {
        f"{table}_logged_insert": f"after insert on {table} begin {insert}"
        f"'insert', new.id, new.session_id, null, {as_json('new')}); end",
        f"{table}_logged_update": f"after update on {table} when {differs}"
        f" begin {insert}"
        f"'update', new.id, new.session_id, {as_json('old')}, {as_json('new')}); end",
        f"{table}_logged_delete": f"after delete on {table} begin {insert}"
        f"'delete', old.id, old.session_id, {as_json('old')}, null); end",
    }
    return triggers | _only_grows(change="seq", step="id")


def _only_grows(**keys: str) -> dict[str, str]:
    """Rows of these tables, with their keys, come and stay.

    A conflict that replaces a row calls no delete trigger, unless the caller chose so;
    so it is refused before.
    """
    refuse = f"begin select raise(abort, '{ONLY_GROWS}'); end"
    triggers: dict[str, str] = {}
    for table, key in keys.items():
        triggers |= {
            f"{table}_no_update": f"before update on {table} {refuse}",
            f"{table}_no_delete": f"before delete on {table} {refuse}",
            f"{table}_no_replace": f"before insert on {table} when exists"
            f" (select 1 from {table} where {key} = new.{key}) {refuse}",
        }
    return triggers


# The one thing that may leave the history: words that were to be destroyed, of lines
# that no signature covers. What happened, when and to which line stays
# (store/repositories/redaction.py).
_REDACTION_TRIGGER = {
    "change_no_update": "before update on change when not (new.seq = old.seq"
    " and new.step is old.step and new.at = old.at and new.op = old.op"
    " and new.row_id = old.row_id and new.session_id = old.session_id"
    + "".join(
        f" and (new.{side} is old.{side} or"
        f" new.{side} is json_remove(old.{side}, '$.text', '$.asked'))"
        for side in ("before", "after")
    )
    + " and not exists (select 1 from line join session"
    " on session.id = line.session_id where line.id = old.row_id"
    " and session.signed_at is not null))"
    f" begin select raise(abort, '{ONLY_GROWS}'); end"
}


def _signed_triggers() -> dict[str, str]:
    refuse = f"begin select raise(abort, '{SIGNED}'); end"
    tied = f"begin select raise(abort, '{TIED}'); end"

    def signed(session: str) -> str:
        return (
            "exists (select 1 from session "
            f"where id = {session} and signed_at is not null)"
        )

    def held(condition: str) -> str:
        return (
            "exists (select 1 from line as other join session"
            f" on session.id = other.session_id where {condition}"
            " and session.signed_at is not null)"
        )

    referred = " or ".join(
        held(f"other.client_id = old.client_id and other.{tie} = old.id")
        for tie in TIES
    )
    loose = f"not {signed('old.session_id')}"
    # A conflict that replaces a row calls no delete trigger unless the caller chose so.
    in_place = held("other.id = new.id") + " or (new.number is not null and "
    in_place += held("other.client_id = new.client_id and other.number = new.number")
    taken = (
        "exists (select 1 from session where signed_at is not null and (id = new.id"
        " or (client_id = new.client_id and number = new.number)))"
    )
    return {
        "line_signed_insert": "before insert on line "
        f"when {signed('new.session_id')} or {in_place}) {refuse}",
        "line_signed_update": "before update on line "
        f"when {signed('old.session_id')} or {signed('new.session_id')} {refuse}",
        "line_signed_number": "before update of id, number, client_id on line"
        " when (new.id <> old.id or new.number is not old.number"
        f" or new.client_id <> old.client_id) and ({in_place})) {refuse}",
        "line_signed_delete": "before delete on line "
        f"when {signed('old.session_id')} {refuse}",
        "line_tied_update": "before update of id, session_id, client_id, kind, sub,"
        " text, author, at, number, minutes, likely, value, asked, keyed on line"
        f" when {loose} and ({referred}) {tied}",
        "line_tied_delete": "before delete on line"
        f" when {loose} and ({referred}) {tied}",
        "session_signed_update": "before update on session "
        f"when old.signed_at is not null {refuse}",
        "session_signed_number": "before update of id, client_id, number on session"
        " when (new.id <> old.id or new.client_id <> old.client_id"
        f" or new.number <> old.number) and {taken} {refuse}",
        "session_signed_delete": "before delete on session "
        f"when old.signed_at is not null {refuse}",
        "session_signed_insert": "before insert on session"
        f" when new.signed_at is not null or {taken} {refuse}",
    }


_FORGET_WORDS = (
    "insert into line_fts(line_fts, rowid, text) values ('delete', old.id, old.text);"
)
_INDEX_WORDS = "insert into line_fts(rowid, text) values (new.id, new.text);"
SEARCH_TRIGGERS = {
    "line_found_insert": f"after insert on line begin {_INDEX_WORDS} end",
    "line_found_update": "after update of text on line "
    f"begin {_FORGET_WORDS} {_INDEX_WORDS} end",
    "line_found_delete": f"after delete on line begin {_FORGET_WORDS} end",
}


def _tie_triggers() -> dict[str, str]:
    """No tie is made that crosses; one that an earlier program made may stand."""
    refuse = f"begin select raise(abort, '{CROSSES}'); end"
    made = " or ".join(
        f"(new.{tie} is not old.{tie} and {crosses('new', tie)})" for tie in TIES
    )
    left = " or ".join(
        "exists (select 1 from line as other where other.client_id = old.client_id"
        f" and other.{tie} = old.id and other.id <> old.id)"
        for tie in TIES
    )
    # A tie may come before what it names: its foreign key may wait for the commit.
    named = " or ".join(
        "exists (select 1 from client join line as other"
        f" on other.client_id = client.id and other.{tie} = new.id"
        " where client.id <> new.client_id)"
        for tie in TIES
    )
    return {
        "line_tie_insert": f"before insert on line when {crossing('new')}"
        f" or (new.id > 0 and ({named})) {refuse}",
        "line_tie_update": f"before update of {', '.join(TIES)} on line"
        f" when new.client_id = old.client_id and ({made}) {refuse}",
        "line_tie_client": "before update of client_id on line when"
        f" new.client_id <> old.client_id and ({crossing('new')} or {left}) {refuse}",
    }


# Where a line went, for both sessions' histories, and not a word of it.
_MOVED_TRIGGERS = {
    "line_moved": "after update of session_id on line"
    " when old.session_id <> new.session_id begin insert into moved("
    f"at, row_id, from_session, to_session) values ({NOW}, new.id, old.session_id,"
    " new.session_id); end",
    **_only_grows(moved="id"),
}

# A signature is made while the session is still open and then closes it; only a
# session that stands signed takes amendments (the foreign key to `signature`).
_STANDING_TRIGGERS = {
    "signature_first": "before insert on signature when"
    " (select signed_at from session where id = new.session_id) is not null"
    " or new.client_id is not"
    " (select client_id from session where id = new.session_id)"
    " or new.place <> (select coalesce(max(place), 0) + 1 from signature"
    " where client_id = new.client_id)"
    f" begin select raise(abort, '{SIGNED}'); end",
    "session_signed_unsealed": "before update of signed_at on session"
    " when new.signed_at is not null and not exists (select 1 from signature"
    " where session_id = new.id and at = new.signed_at)"
    f" begin select raise(abort, '{SIGNED}'); end",
    "amendment_own": "before insert on amendment when new.client_id is not"
    " (select client_id from session where id = new.session_id)"
    " or (new.about is not null and not exists (select 1 from line"
    " where id = new.about and session_id = new.session_id))"
    f" begin select raise(abort, '{NOT_THEIRS}'); end",
    "client_kept_update": "before update of id, code, code_key, created_at on client"
    " when new.id <> old.id or new.created_at <> old.created_at or not exists"
    " (select 1 from former where client_id = old.id and code_key = old.code_key)"
    " or exists (select 1 from former where code_key = new.code_key)"
    f" begin select raise(abort, '{KNOWN}'); end",
    "client_kept_insert": "before insert on client when exists (select 1 from client"
    " where id = new.id or code_key = new.code_key)"
    " or exists (select 1 from former where code_key = new.code_key)"
    f" begin select raise(abort, '{KNOWN}'); end",
    "amendment_found_insert": "after insert on amendment begin"
    " insert into amendment_fts(rowid, text) values (new.id, new.text); end",
    **_only_grows(
        signature="session_id", amendment="id", request="id", hold="id", destroyed="id"
    ),
}


def is_held(client: str) -> str:
    """A condition: a legal hold on this client is in force."""
    return (
        f"(select action from hold where client_id = {client}"
        " order by id desc limit 1) is 'set'"
    )


def was_kind(change: str, kind: str) -> str:
    """A condition: before or after this change, the line was of a kind."""
    return " or ".join(
        f"iif(json_valid({change}.{side}),"
        f" json_extract({change}.{side}, '$.kind'), null) is '{kind}'"
        for side in ("before", "after")
    )


def is_of_line(line: str) -> str:
    """A condition: a change is of this line, here or where it was moved away from."""
    return (
        f"change.row_id = {line}.id and change.session_id in"
        f" (select {line}.session_id union"
        f" select from_session from moved where moved.row_id = {line}.id)"
    )


# Under a legal hold nothing leaves, whatever asks for it; and what was ever a risk is
# never hidden. Only undo makes a line again what it was before it was called a risk.
_STAYING_TRIGGERS = {
    "line_held_move": "before update of client_id on line"
    f" when new.client_id <> old.client_id and {is_held('old.client_id')}"
    f" and not exists (select 1 from event where what = '{MOVED_HELD}'"
    " and json_extract(told, '$.client') = old.client_id"
    " and old.id in (select value from json_each(told, '$.lines')))"
    f" begin select raise(abort, '{HELD}'); end",
    "line_held_scratch": "before update of kind on line when new.kind = 'scratch'"
    f" and old.kind <> 'scratch' and {is_held('old.client_id')}"
    f" begin select raise(abort, '{HELD}'); end",
    "change_held": "before update on change when"
    + is_held("(select client_id from session where id = old.session_id)")
    + f" begin select raise(abort, '{HELD}'); end",
    "line_risk_stays": "before update of kind on line"
    " when old.kind = 'risk' and new.kind <> 'risk' and not exists"
    " (select 1 from step join writing on writing.step = step.id"
    " where step.action in ('undo', 'redo'))"
    f" begin select raise(abort, '{STAYS_A_RISK}'); end",
    "line_risk_scratch": "before update of kind on line"
    " when new.kind = 'scratch' and old.kind <> 'scratch' and not exists"
    " (select 1 from step join writing on writing.step = step.id"
    " where step.action in ('undo', 'redo')) and exists"
    f" (select 1 from change where {is_of_line('old')}"
    f" and ({was_kind('change', 'risk')}))"
    f" begin select raise(abort, '{STAYS_A_RISK}'); end",
}


def _noted(table: str, columns: tuple[str, ...]) -> str:
    """Each change of a row whose history is bound goes into that history."""
    return (
        f"after update on {table} when exists (select 1 from past"
        f" where what = '{table}' and row_id = new.id) begin"
        " insert into past(at, what, row_id, after) values ("
        f"{NOW}, '{table}', new.id, {state_of('new', columns)}); end"
    )


# A link stays; only its salt may go, for which the digest of its words is left.
_CHAIN_TRIGGERS = {
    "session_noted": _noted("session", SESSION_COLUMNS),
    "client_noted": _noted("client", CLIENT_COLUMNS),
    **_only_grows(former="id", event="id", past="id", tip="seq", link="seq"),
    "link_no_update": "before update on link when not (new.seq = old.seq"
    " and new.client_id = old.client_id and new.what = old.what"
    " and new.row_id = old.row_id and new.digest = old.digest and new.salt is null)"
    f" begin select raise(abort, '{ONLY_GROWS}'); end",
}

RECORD_TRIGGERS = (
    _history_triggers("line", LINE_COLUMNS)
    | _REDACTION_TRIGGER
    | _signed_triggers()
    | _tie_triggers()
    | SEARCH_TRIGGERS
    | _MOVED_TRIGGERS
    | _STANDING_TRIGGERS
    | _STAYING_TRIGGERS
    | _CHAIN_TRIGGERS
)
PRIVATE_TRIGGERS = _history_triggers("note", NOTE_COLUMNS)


def strange_triggers(db: Database, triggers: dict[str, str]) -> list[str]:
    """The guards that are missing, or are not as they should be, and any besides."""
    kept = "select name, sql from sqlite_master where type = 'trigger'"
    found = dict(db.execute(kept).fetchall())
    wanted = {name: f"create trigger {name} {body}" for name, body in triggers.items()}
    return [
        name
        for name in sorted(found.keys() | wanted.keys())
        if not _same(found.get(name, ""), wanted.get(name, ""))
    ]


def _same(found: str, wanted: str) -> bool:
    return found.casefold() == wanted.casefold()


@contextlib.contextmanager
def without_triggers(db: Database, triggers: Mapping[str, str]) -> Iterator[None]:
    """Let the guards of a file rest, and stand again before its transaction ends.

    The caller holds the transaction: whatever happens in it, a file without its
    guards is never committed.
    """
    if not db.conn.in_transaction:
        raise RuntimeError("guards are lifted in a transaction only")
    for name in triggers:
        db.execute(f"drop trigger if exists {name}")
    yield
    for name, body in triggers.items():
        db.execute(f"create trigger {name} {body}")
