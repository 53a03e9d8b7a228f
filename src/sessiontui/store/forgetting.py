"""Taking words out of the history that may not stay there; what happened stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.store.driver import Database

_PLACES = "'$.text', '$.asked'"
"""Where the words stand in a change; the guard on the history lets only these go."""


def forget_words(
    db: Database, session_id: int, ids: Iterable[int], kind: str = ""
) -> None:
    """Take the words of lines out of the history, within the caller's transaction.

    With a `kind`, also what lines of this session said while they were of it. Undo in
    this session goes back as far as this, and no further: what it would bring back has
    no words any more. A signed session's history is left as it is.
    """
    these = json.dumps(sorted(set(ids)))
    for side in ("before", "after"):
        db.execute(
            f"update change set {side} = json_remove({side}, {_PLACES})"
            f" where {side} is not null"
            " and (row_id in (select value from json_each(?1)) or"
            f" (session_id = ?2 and json_extract({side}, '$.kind') = ?3))"
            " and not exists (select 1 from session where"
            " session.id = change.session_id and session.signed_at is not null)",
            (these, session_id, kind),
        )
    db.execute(
        "insert into forgot(session_id, step)"
        " select ?1, max(id) from step where session_id = ?1 having max(id) not null"
        " on conflict(session_id) do update set step = excluded.step",
        (session_id,),
    )


def ever(db: Database, session_id: int, kind: str) -> tuple[int, ...]:
    """The lines of a session that are of a kind, or were as they were taken out."""
    rows = db.execute(
        "select id from line where session_id = ?1 and kind = ?2 union"
        " select change.row_id from change join (select row_id, max(seq) as seq"
        " from change where session_id = ?1 group by row_id) as last"
        " on last.seq = change.seq where change.op = 'delete'"
        " and json_extract(change.before, '$.kind') = ?2",
        (session_id, kind),
    ).fetchall()
    return tuple(row[0] for row in rows)
