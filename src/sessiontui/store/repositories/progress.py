"""Many sessions at once: what a client's way over time is put together from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sessiontui.store.repositories.sessions import SESSION_SQL
from sessiontui.store.repository import (
    BY_DAY_TABLES,
    LINE_TABLES,
    PLAIN_COLUMNS_SQL,
    Repository,
    line_of,
    session_of,
)
from sessiontui.store.sqlcipher.connection import THESE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.domain.entities import Line, Session
    from sessiontui.domain.kinds.lookup import Kind

_COLUMNS = f"{PLAIN_COLUMNS_SQL}, null as strength"
_LAST_FIRST = "order by day desc, started_at desc, id desc"


class ProgressRepository(Repository):
    """A client's sessions and lines, all of them or those of the newest sessions."""

    def sessions(
        self, client_id: int, newest: int | None = None
    ) -> tuple[Session, ...]:
        """The newest sessions, or all, first to last."""
        rows = self.all(
            f"{SESSION_SQL} where client_id = ? {_newest_first(newest)}", client_id
        )
        return tuple(session_of(row) for row in reversed(rows))

    def count(self, client_id: int) -> int:
        """The number of sessions; an entry is none."""
        hours = "select count(*) from session where client_id = ? and kind = 'hour'"
        return self.number(hours, client_id) or 0

    def lines(
        self, client_id: int, kinds: Iterable[Kind], newest: int | None = None
    ) -> tuple[Line, ...]:
        """The lines of some kinds in those sessions, in order.

        The number of a strength that a line builds on stays out: it would be counted
        anew for every line.
        """
        # The `+` has SQLite go by session, so that older ones cost nothing.
        rows = self.all(
            f"select {_COLUMNS} from {BY_DAY_TABLES}"
            f" where line.session_id in ({_ids(newest)})"
            " and +line.kind in (select value from json_each(?))"
            " order by session.day, session.started_at, session.id, line.position",
            client_id,
            json.dumps([kind.value for kind in kinds]),
        )
        return tuple(line_of(row) for row in rows)

    def lines_by_id(self, ids: Iterable[int]) -> tuple[Line, ...]:
        """Lines by their ids, oldest first."""
        rows = self.all(
            f"select {_COLUMNS} from {LINE_TABLES}"
            f" where line.id in {THESE} order by line.id",
            json.dumps([*ids]),
        )
        return tuple(line_of(row) for row in rows)

    def moved(
        self, client_id: int, newest: int | None = None
    ) -> dict[int, tuple[int, int]]:
        """The number of lines moved into and out of each session; none left out.

        A line that was moved on, or back again, counts by where it ended up.
        """
        rows = self.all(
            "select row_id, from_session, to_session from moved where row_id in"
            f" (select row_id from moved where from_session in ({_ids(newest)})"
            f" union select row_id from moved where to_session in ({_ids(newest)}))"
            " order by id",
            client_id,
            client_id,
        )
        ends: dict[int, tuple[int, int]] = {}
        for row in rows:
            first = ends.get(row["row_id"], (row["from_session"], 0))[0]
            ends[row["row_id"]] = (first, row["to_session"])
        counts: dict[int, tuple[int, int]] = {}
        for first, last in ends.values():
            if first != last:
                into, out = counts.get(last, (0, 0))
                counts[last] = (into + 1, out)
                into, out = counts.get(first, (0, 0))
                counts[first] = (into, out + 1)
        return counts


def _newest_first(most: int | None) -> str:
    return f"{_LAST_FIRST} limit {-1 if most is None else most}"


def _ids(newest: int | None) -> str:
    return f"select id from session where client_id = ? {_newest_first(newest)}"
