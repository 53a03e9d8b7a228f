"""The newest state of private.db as record.db knows it, and never a word of it.

It is written after private.db's own commit. One step ahead is a crash; behind, or with
another past, private.db is not the one that belongs here.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from sessiontui.domain.signature import canonical
from sessiontui.domain.text import with_count
from sessiontui.store.chain.events import note_event

if TYPE_CHECKING:
    from sessiontui.store.sqlcipher.driver import Database

_ROWS = (
    ("step", "id", "id, session_id, action, target"),
    ("change", "seq", "seq, step, at, op, row_id, session_id, before, after"),
)
_NONE: dict[str, object] = {"step": 0, "change": 0, "steps": "", "changes": ""}
_GONE_LATE = "notes gone late"
_ANEW = (
    "select coalesce(max(id), 0) from event where what in"
    f" ('destroyed', 'notes gone', '{_GONE_LATE}', 'imported', 'salvaged')"
)
"""Behind this event the history in private.db only grows."""


def note_private(db: Database, private: Database, *, whole: bool = False) -> None:
    """Note private.db's state, within the caller's transaction on record.db.

    `whole` reckons it from the start, where rows went or came in between.
    """
    last = _last(db)
    since = _NONE if whole or last is None else last
    state = _state(private, since)
    if whole or last is None or state["step"] != last["step"]:
        note_event(db, "private", **state)


def check_newest_private(db: Database, private: Database) -> list[str]:
    """Check that private.db is the one that record.db last saw, or one step ahead."""
    last = _last(db)
    if last is None:
        return []
    if _newest(private) < int(str(last["step"])):
        return ["it is not the newest one: an earlier one was put in its place."]
    if _state(private, _NONE, last) != last or not _has_only_grown(db, private):
        return ["what was written in it, or when, was changed or is gone."]
    (ahead,) = private.execute(
        "select count(*) from step where id > ?", (last["step"],)
    ).fetchone()
    (loose,) = private.execute(
        "select count(*) from change where seq > ?1 and (step is null or step <= ?2)",
        (last["change"], last["step"]),
    ).fetchone()
    if ahead > 1 or loose:
        steps = with_count(max(ahead, loose), "step")
        return [
            f"it is {steps} ahead of the record: the machine lost power, or it was"
            " written without SessionTUI."
        ]
    return []


def note_gone(db: Database) -> None:
    """Note that notes go only now, where private.db was written in the meantime."""
    (newest,) = db.execute(
        "select coalesce(max(id), 0) from event where what = 'private'"
    ).fetchone()
    if newest > db.execute(_ANEW).fetchone()[0]:
        note_event(db, _GONE_LATE)


def _has_only_grown(db: Database, private: Database) -> bool:
    """Every earlier state that the record saw is a beginning of what stands there."""
    state = _NONE
    rows = db.execute(
        f"select told from event where what = 'private' and id > ({_ANEW}) order by id"
    )
    for told in (json.loads(text) for (text,) in rows.fetchall()):
        state = _state(private, state, told)
        if state != told:
            return False
    return True


def _last(db: Database) -> dict[str, object] | None:
    row = db.execute(
        "select told from event where what = 'private' order by id desc limit 1"
    ).fetchone()
    return dict(json.loads(row[0])) if row else None


def _newest(private: Database) -> int:
    row = private.execute("select coalesce(max(id), 0) from step").fetchone()
    return int(row[0])


def _state(
    private: Database, since: dict[str, object], upto: dict[str, object] | None = None
) -> dict[str, object]:
    """The last keys of its history, and the hashes of it all so far."""
    state = dict(since)
    for table, key, columns in _ROWS:
        found = str(since[f"{table}s"])
        sql = f"select {columns} from {table} where {key} > ?"
        values = [since[table]]
        if upto is not None:
            sql += f" and {key} <= ?"
            values.append(upto[table])
        for row in private.execute(f"{sql} order by {key}", values):
            found = sha256(f"{found}\n{canonical(list(row))}".encode()).hexdigest()
            state[table] = row[0]
        state[f"{table}s"] = found
    return state
