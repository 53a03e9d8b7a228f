"""The triggers that stand over both files: history, signatures, search, moves.

They are made anew when one is missing or differs, so their text is their version.
"""

from __future__ import annotations

SIGNED = "signed sessions do not change"
ONLY_GROWS = "the history only grows"
REFUSALS = frozenset({SIGNED, ONLY_GROWS})
"""What a trigger says that refuses a change."""
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
)
NOTE_COLUMNS = ("id", "session_id", "text")


def _history_guards(table: str, columns: tuple[str, ...]) -> dict[str, str]:
    def as_json(prefix: str) -> str:
        return "json_object({})".format(
            ", ".join(f"'{name}', {prefix}.{name}" for name in columns)
        )

    insert = (
        "insert into change(step, at, op, row_id, session_id, before, after) values ("
        "(select step from writing), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), "
    )
    guards = {
        f"{table}_logged_insert": f"after insert on {table} begin {insert}"
        f"'insert', new.id, new.session_id, null, {as_json('new')}); end",
        f"{table}_logged_update": f"after update on {table} begin {insert}"
        f"'update', new.id, new.session_id, {as_json('old')}, {as_json('new')}); end",
        f"{table}_logged_delete": f"after delete on {table} begin {insert}"
        f"'delete', old.id, old.session_id, {as_json('old')}, null); end",
    }
    return guards | _only_grows("change", "step")


def _only_grows(*tables: str) -> dict[str, str]:
    return {
        f"{table}_no_{verb}": f"before {verb} on {table} "
        f"begin select raise(abort, '{ONLY_GROWS}'); end"
        for table in tables
        for verb in ("update", "delete")
    }


def _signed_guards() -> dict[str, str]:
    refuse = f"begin select raise(abort, '{SIGNED}'); end"

    def signed(session: str) -> str:
        return (
            "exists (select 1 from session "
            f"where id = {session} and signed_at is not null)"
        )

    return {
        "line_signed_insert": "before insert on line "
        f"when {signed('new.session_id')} {refuse}",
        "line_signed_update": "before update on line "
        f"when {signed('old.session_id')} or {signed('new.session_id')} {refuse}",
        "line_signed_delete": "before delete on line "
        f"when {signed('old.session_id')} {refuse}",
        "session_signed_update": "before update on session "
        f"when old.signed_at is not null {refuse}",
        "session_signed_delete": "before delete on session "
        f"when old.signed_at is not null {refuse}",
    }


_FORGET_WORDS = (
    "insert into line_fts(line_fts, rowid, text) values ('delete', old.id, old.text);"
)
_INDEX_WORDS = "insert into line_fts(rowid, text) values (new.id, new.text);"
SEARCH_GUARDS = {
    "line_found_insert": f"after insert on line begin {_INDEX_WORDS} end",
    "line_found_update": "after update of text on line "
    f"begin {_FORGET_WORDS} {_INDEX_WORDS} end",
    "line_found_delete": f"after delete on line begin {_FORGET_WORDS} end",
}

# Where a line went, for both sessions' histories, and not a word of it.
_MOVED_GUARDS = {
    "line_moved": "after update of session_id on line"
    " when old.session_id <> new.session_id begin insert into moved("
    "at, row_id, from_session, to_session) values ("
    "strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), new.id, old.session_id, new.session_id);"
    " end",
    **_only_grows("moved"),
}

# A signature is made while the session is still open and then closes it; only a
# session that stands signed takes amendments (the foreign key to `signature`).
_STANDING_GUARDS = {
    "signature_first": "before insert on signature when"
    " (select signed_at from session where id = new.session_id) is not null"
    f" begin select raise(abort, '{SIGNED}'); end",
    "session_signed_unsealed": "before update of signed_at on session"
    " when new.signed_at is not null and not exists (select 1 from signature"
    " where session_id = new.id and at = new.signed_at)"
    f" begin select raise(abort, '{SIGNED}'); end",
    "session_signed_insert": "before insert on session"
    f" when new.signed_at is not null begin select raise(abort, '{SIGNED}'); end",
    "amendment_found_insert": "after insert on amendment begin"
    " insert into amendment_fts(rowid, text) values (new.id, new.text); end",
    **_only_grows("signature", "amendment", "request", "hold", "destroyed"),
}

RECORD_GUARDS = (
    _history_guards("line", LINE_COLUMNS)
    | _signed_guards()
    | SEARCH_GUARDS
    | _MOVED_GUARDS
    | _STANDING_GUARDS
)
PRIVATE_GUARDS = _history_guards("note", NOTE_COLUMNS)
