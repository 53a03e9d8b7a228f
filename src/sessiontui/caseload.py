"""The caseload: clients by code, and the way into a session with one of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sessiontui.domain.order import likeliest_first
from sessiontui.domain.text import clean
from sessiontui.errors import CannotWriteError, NotFoundError, UsageError
from sessiontui.live import LiveSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.domain.models import Client, ClientOverview, Draft, Found, Session
    from sessiontui.store.record import Record

CODE_LIMIT = 40
"""Characters of a client code: what a row of a narrow screen holds."""


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class Caseload:
    """All clients of a record. The clock is the caller's, so that time can be told."""

    def __init__(
        self, record: Record, clock: Callable[[], datetime] = utc_now, notice: str = ""
    ) -> None:
        """Work on an open record; `notice` says why it is read-only, if it is."""
        self._record = record
        self._clock = clock
        self.notice = notice

    @property
    def readonly(self) -> bool:
        """Whether this copy may only look."""
        return self._record.readonly

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self._clock()

    def clients(self) -> tuple[ClientOverview, ...]:
        """All clients: the one with a half-typed line, then the likeliest next."""
        ordered = likeliest_first(self._record.clients.clients(), self._clock())
        place = self.unfinished()
        if place is None:
            return ordered
        return tuple(sorted(ordered, key=lambda row: row.client.id != place[1]))

    def unfinished(self) -> tuple[Draft, int] | None:
        """The session of today where the app was left last, with its client's id."""
        place = self._record.drafts.latest_place()
        if place is None:
            return None
        session = self._record.clients.session(place[0].session_id)
        return place if session and self._is_today(session) else None

    def find_client(self, code: str) -> Client:
        """The client with that code.

        Raises:
            NotFoundError: there is none.
        """
        found = self._record.clients.client(code_of(code))
        if found is None:
            raise NotFoundError(
                "There is no client with that code. List them with: sessiontui clients"
            )
        return found

    def has_client(self, code: str) -> bool:
        """Whether there is a client with that code."""
        try:
            return self._record.clients.client(code_of(code)) is not None
        except UsageError:
            return False

    def sessions(self, client: Client) -> tuple[Session, ...]:
        """A client's sessions, first to last."""
        return self._record.clients.sessions(client.id)

    def open(self, code: str, *, new_session: bool = False) -> LiveSession:
        """A client's session of today, begun if need be; a new code is taken on.

        Raises:
            UsageError: that cannot be a code.
            CannotWriteError: a session would have to begin in a read-only copy.
        """
        code = code_of(code)
        client = self._record.clients.client(code)
        latest = self._record.clients.latest_session(client.id) if client else None
        reuse = latest is not None and self._is_today(latest) and not new_session
        if self.readonly and not reuse:
            if client is None or latest is None:
                raise CannotWriteError("This copy can only read: it takes on nobody.")
            reuse = True
        if client is None:
            client = self._record.clients.add_client(code, self._clock())
        if latest is None or not reuse:
            latest = self._record.clients.add_session(client.id, self._clock())
        return self._live(client, latest)

    def past(self, client: Client, number: int | None = None) -> LiveSession:
        """A client's session by its number, or the last one.

        Raises:
            NotFoundError: there is no such session.
        """
        clients = self._record.clients
        if number is None:
            session = clients.latest_session(client.id)
        else:
            session = clients.numbered_session(client.id, number)
        if session is None:
            raise NotFoundError(
                "There is no such session. List them with: sessiontui sessions CLIENT"
            )
        return self._live(client, session)

    def find(self, words: str, client: Client | None = None) -> tuple[Found, ...]:
        """Recorded lines in which all the words stand, newest first."""
        return self._record.search.find(words, client.id if client else None)

    def close(self) -> None:
        """Close the record."""
        self._record.close()

    def _live(self, client: Client, session: Session) -> LiveSession:
        return LiveSession(
            self._record, client, session, self._clock, self._session_to_move_to
        )

    def _session_to_move_to(self, code: str) -> Session:
        client = self.find_client(code)
        latest = self._record.clients.latest_session(client.id)
        if latest is None or not self._is_today(latest):
            latest = self._record.clients.add_session(client.id, self._clock())
        return latest

    def _is_today(self, session: Session) -> bool:
        today = self._clock().astimezone().date()
        started = session.started_at.astimezone().date()
        return started == today and session.signed_at is None


def code_of(text: str) -> str:
    """A client code as it is kept.

    Raises:
        UsageError: it is empty or too long.
    """
    code = " ".join(clean(text).split())
    if not code or len(code) > CODE_LIMIT:
        raise UsageError(f"A client code has 1 to {CODE_LIMIT} characters.")
    return code
