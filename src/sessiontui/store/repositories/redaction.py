"""Taking words out of the history that may not stay there; what happened stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sessiontui.store.repositories.base import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.store.sqlcipher.driver import Database

_PLACES = "'$.text', '$.asked'"
"""Where the words stand in a change; the guard on the history lets only these go."""
_THESE = "(select value from json_each(?1))"
_WHERE_THEY_WERE = (
    "(select ?2 union select session_id from change where row_id in"
    f" {_THESE} and step in (select id from step where session_id = ?2)"
    f" union select from_session from moved where row_id in {_THESE}"
    f" union select to_session from moved where row_id in {_THESE})"
)
_LAST_STEPS = 100
"""As many as a session that nobody left may have behind it at the next opening."""
_OPEN = (
    "not exists (select 1 from line join session on session.id = line.session_id"
    " where line.id = change.row_id and session.signed_at is not null)"
)


class RedactionRepository(Repository):
    """What a session's history may no longer say, and how far back undo still goes."""

    def redact_hidden(self, session_id: int) -> None:
        """Let go of the words that went to private.db in a session that was left."""
        if self.all(_HIDDEN, session_id):
            with self._undo_log.unit() as db:
                redact_words(db, session_id, ())

    def redact_left_behind(self) -> None:
        """Do the same for what a death of the program left: its steps are the last."""
        rows = self.all(
            "select distinct session_id from"
            " (select session_id from step order by id desc limit ?)",
            _LAST_STEPS,
        )
        for row in rows:
            self.redact_hidden(row["session_id"])

    def reach(self, session_id: int) -> int:
        """The step up to which nothing can be taken back any more, or 0."""
        row = self.one("select step from forgot where session_id = ?", session_id)
        return int(row["step"]) if row else 0


def redact_words(
    db: Database, session_id: int, ids: Iterable[int], kind: str = ""
) -> None:
    """Take the words of lines out of the history, within the caller's transaction.

    With these go the lines that went to private.db in this session and, with a
    `kind`, what any of its lines said while they were of it. Undo goes back to the last
    step that lost its words, and no further. What a signed line said before stays.
    """
    hidden = [row[0] for row in db.execute(_HIDDEN, (session_id,)).fetchall()]
    values = (json.dumps(sorted({*ids, *hidden})), session_id, kind)
    lost: set[int] = set()
    for side in ("before", "after"):
        rows = db.execute(
            f"select seq, step from change where session_id in {_WHERE_THEY_WERE}"
            f" and {side} is not null and (row_id in {_THESE} or"
            f" (session_id = ?2 and {_part(side, 'kind')} = ?3)) and {_OPEN}",
            values,
        ).fetchall()
        lost |= {step for _, step in rows if step is not None}
        db.execute(
            f"update change set {side} = iif(json_valid({side}),"
            f" json_remove({side}, {_PLACES}), null)"
            f" where seq in {_THESE}",
            (json.dumps([seq for seq, _ in rows]),),
        )
    db.execute(
        "insert into forgot(session_id, step) select session_id, max(id) from step"
        f" where id in {_THESE} and session_id in (select id from session)"
        " group by session_id"
        " on conflict(session_id) do update set step = max(step, excluded.step)",
        (json.dumps(sorted(lost)),),
    )


def ever(db: Database, session_id: int, kind: str) -> tuple[int, ...]:
    """The lines of a session that are of a kind, or were as they were taken out."""
    rows = db.execute(
        "select id from line where session_id = ?1 and kind = ?2 union"
        " select change.row_id from change join (select row_id, max(seq) as seq"
        " from change where session_id = ?1 group by row_id) as last"
        " on last.seq = change.seq where change.op = 'delete'"
        f" and {_part('change.before', 'kind')} = ?2",
        (session_id, kind),
    ).fetchall()
    return tuple(row[0] for row in rows)


def _part(side: str, name: str) -> str:
    """A part of what a change kept; NULL where another tool wrote no JSON there."""
    return f"iif(json_valid({side}), json_extract({side}, '$.{name}'), null)"


_HIDDEN = (
    "select distinct taken.row_id from step"
    " join change as taken on taken.step = step.id and taken.op = 'delete'"
    " join change as emptied on emptied.step = step.id and emptied.op = 'update'"
    " and emptied.row_id = taken.row_id where step.session_id = ?"
    f" and {_part('taken.before', 'text')} = ''"
    f" and {_part('emptied.after', 'text')} = ''"
    f" and {_part('emptied.before', 'text')} <> ''"
    " and not exists (select 1 from line where line.id = taken.row_id)"
)
"""Lines that were emptied and taken out in one step: only `hide_lines` does so."""
