"""Ties between lines, which never join the lines of two clients."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from sessiontui.domain.text import clean, with_count
from sessiontui.store.schema.session_names import NAMED_BY_SQL, row_name
from sessiontui.store.sqlcipher.connection import THESE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sessiontui.store.sqlcipher.driver import Database

TIES = ("goal_id", "about", "builds_on")
"""The columns that tie a line to another one of the same client."""


@contextlib.contextmanager
def changing_clients(db: Database, ids: Iterable[int]) -> Iterator[None]:
    """Let lines change their client: ties among them come along, all others are cut.

    Since no tie may cross for a moment either, those among them are cut, too, and
    tied again at the end.
    """
    if not (found := sorted(ids)):
        yield
        return
    these = json.dumps(found)
    inner: list[tuple[str, int, int]] = []
    for tie in TIES:
        rows = db.execute(
            f"select id, {tie} from line where id in {THESE} and {tie} in {THESE}",
            (these,),
        ).fetchall()
        inner += ((tie, line, named) for line, named in rows)
        db.execute(f"update line set {tie} = null where {_touches(tie)}", (these,))
    yield
    for tie, line, named in inner:
        db.execute(
            # Both are in hand: they were read by id and have just moved together.
            f"update line set {tie} = ?2 where id = ?1 and {tie} is null",
            (line, named),
        )


def _touches(tie: str) -> str:
    """A condition that the index on each tie serves: a tie to or from these lines."""
    clients = f"(select client_id from line where id in {THESE})"
    return (
        f"{tie} is not null and (id in {THESE}"
        f" or (client_id in {clients} and {tie} in {THESE}))"
    )


def fitted(db: Database, row: dict[str, Any]) -> dict[str, Any]:
    """A removed line as it can stand again: without what it can no longer be tied to.

    What it was tied to may have gone to another client meanwhile, and its number to
    another goal.
    """
    if "client_id" not in row:
        return row
    fits = dict(row)
    for tie in TIES:
        sql = "select 1 from line where id = ? and client_id = ?"
        if not db.execute(sql, (row.get(tie), row["client_id"])).fetchone():
            fits[tie] = None
    number, highest = db.execute(
        "select max(number = ?2), max(number) from line where client_id = ?1",
        (row["client_id"], row.get("number")),
    ).fetchone()
    if number:
        fits["number"] = highest + 1
    return fits


def named_in(db: Database, line_id: int) -> int | None:
    """The session of a line that is tied to this one, or None where none is."""
    for tie in TIES:
        row = db.execute(
            f"select other.session_id from line join line as other"
            f" on other.client_id = line.client_id and other.{tie} = line.id"
            " where line.id = ? limit 1",
            (line_id,),
        ).fetchone()
        if row:
            return int(row[0])
    return None


def crossed(db: Database) -> tuple[str, ...]:
    """The sessions whose lines are tied to another client's, a sentence each.

    Only earlier programs could make such a tie.
    """
    rows = db.execute(
        f"select client.code, count(*), {NAMED_BY_SQL} from line"
        " join session on session.id = line.session_id"
        f" join client on client.id = line.client_id where {crossing('line')}"
        " group by session.id order by session.id"
    ).fetchall()
    return tuple(
        f"{clean(code)} {row_name(*named_by)}:"
        f" {with_count(count, 'line is', 'lines are')} tied to another client's."
        for code, count, *named_by in rows
    )


def crossing(line: str) -> str:
    """A condition: the row `line` is tied to a line of another client."""
    return " or ".join(f"({crosses(line, tie)})" for tie in TIES)


def crosses(line: str, tie: str) -> str:
    """A condition: this tie of the row `line` leads to another client's line."""
    return (
        f"exists (select 1 from line as named where named.id = {line}.{tie}"
        f" and named.client_id <> {line}.client_id)"
    )
