"""Bringing two codes of one client together, where nothing stands against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.session.times import of_here
from sessiontui.errors import SessionTuiError, UsageError
from sessiontui.services.caseload import utc_now
from sessiontui.store.merge import merge_clients, new_numbers
from sessiontui.store.trigger_refusals import HELD, REFUSALS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sessiontui.domain.client_codes import NewNumber
    from sessiontui.domain.entities import Client
    from sessiontui.store.record import Record


class Merging:
    """The way of a record from one code to another one of the same client."""

    def __init__(self, record: Record, clock: Callable[[], datetime] = utc_now) -> None:
        """Work on an open record."""
        self._record = record
        self._now = of_here(clock)

    def check(self, client: Client, into: Client) -> tuple[NewNumber, ...]:
        """Tell which numbers change as one client's record goes into another's.

        Raises:
            UsageError: they are one already.
            SessionTuiError: it may not go; of a signed one it is noted where it stands.
        """
        clients, retention = self._record.clients, self._record.retention
        if client.id == into.id:
            raise UsageError("Both codes lead to the same client already.")
        if any(x.signed_at for x in self._record.sessions.of_client(client.id)):
            clients.note_see_also(into, client)
            raise SessionTuiError(
                f"{client.code} has signed sessions, and what is signed stays where it "
                f"is. Noted for {into.code}: see also {client.code}."
            )
        if retention.hold(client.id) is not None:
            raise SessionTuiError(REFUSALS[HELD])
        if retention.requests(client):
            raise SessionTuiError(
                f"There are requests for amendment under {client.code}, so it stays."
            )
        return new_numbers(self._record, client, into)

    def merge(self, client: Client, into: Client) -> None:
        """Bring one client's record into another's; its code leads there for ever.

        Raises:
            SessionTuiError: it may not go.
        """
        self.check(client, into)
        merge_clients(self._record, client, into, self._now())
