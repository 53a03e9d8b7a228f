"""Open ends over all clients: unsigned sessions, and lines without their answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sessiontui.store.repositories.carryover import OPEN_SQL
from sessiontui.store.repositories.sessions import NOT_LEFT_SQL, SESSION_SQL
from sessiontui.store.repository import (
    BY_DAY,
    Repository,
    client_of,
    session_of,
)
from sessiontui.store.sqlcipher.connection import THESE

if TYPE_CHECKING:
    from sessiontui.domain.entities import Client, Line, Session
    from sessiontui.domain.kinds.lookup import Kind


class WaitingRepository(Repository):
    """Open ends of every client."""

    def unsigned(self) -> tuple[tuple[Client, Session], ...]:
        """The sessions that nobody has signed, without days of no hour."""
        rows = self.all(
            f"{SESSION_SQL} where signed_at is null and kind <> 'card'"
            f" and not {NOT_LEFT_SQL} order by id"
        )
        clients = self._clients()
        return tuple((clients[x["client_id"]], session_of(x)) for x in rows)

    def lines(self, kind: Kind) -> tuple[tuple[Client, Session, Line], ...]:
        """The lines of a kind that nobody has answered, with where they stand."""
        # By client, so that each one's index of kinds serves.
        lines = self.lines_where(
            "line.client_id in (select id from client)"
            f" and line.kind = '{kind}' and {OPEN_SQL[kind]} order by line.id"
        )
        return self._placed(lines)

    def card(self, *fields: str) -> tuple[tuple[Client, Session, Line], ...]:
        """The lines of some fields of every card, in order, with where they stand."""
        lines = self.lines_by_day(
            "line.client_id in (select id from client) and line.kind = 'card'"
            f" and line.sub in {THESE} order by {BY_DAY}",
            json.dumps(fields),
        )
        return self._placed(lines)

    def _placed(
        self, lines: tuple[Line, ...]
    ) -> tuple[tuple[Client, Session, Line], ...]:
        """Lines with their clients and sessions."""
        if not lines:
            return ()
        sessions = json.dumps([line.session_id for line in lines])
        rows = self.all(f"{SESSION_SQL} where id in {THESE}", sessions)
        clients = self._clients()
        found = {x["id"]: (clients[x["client_id"]], session_of(x)) for x in rows}
        return tuple((*found[line.session_id], line) for line in lines)

    def _clients(self) -> dict[int, Client]:
        rows = self.all("select id, code from client")
        return {row["id"]: client_of(row["id"], row["code"]) for row in rows}
