"""Retention: how long what is kept, what holds it back, and what remains of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.amendment_requests import ANSWER_KINDS, RequestKind
from sessiontui.domain.client_codes import code_key
from sessiontui.domain.retention import Hold, due, kept_until
from sessiontui.domain.session.times import of_here
from sessiontui.domain.text import clean
from sessiontui.errors import NotFoundError, SessionTuiError, UsageError
from sessiontui.services.caseload import utc_now
from sessiontui.services.session.prints import files_of
from sessiontui.store.backup.backup_and_restore import back_up
from sessiontui.store.backup.schedule import holders
from sessiontui.store.copies.backup_names import BY_ITSELF, backup_name
from sessiontui.store.erase import EraseOrder, erase_client
from sessiontui.store.sqlcipher.files import make_folder
from sessiontui.store.trigger_refusals import HELD, REFUSALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime
    from pathlib import Path

    from sessiontui.domain.amendment_requests import Request
    from sessiontui.domain.entities import Client, KeptScratch
    from sessiontui.domain.retention import Due, Periods, Receipt, Standing
    from sessiontui.store.backup.schedule import Holder
    from sessiontui.store.record import Record


class Retention:
    """The duties of a therapist towards a record once the sessions are over."""

    def __init__(
        self,
        record: Record,
        periods: Periods,
        author: str,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Work on an open record by the therapist's own periods."""
        self._record = record
        self._periods = periods
        self._author = author
        self._clock = of_here(clock)

    def standing(self, client: Client) -> Standing:
        """The things kept of a client, and what decides how long."""
        return self._record.retention.standing(client)

    def kept_until(self, standing: Standing, *, notes: bool) -> date:
        """The last day on which a client's record, or their notes, must be kept."""
        return kept_until(standing, self._periods, notes=notes)

    def due(self) -> tuple[Due, ...]:
        """Whatever is past its period, also what is held back."""
        today = self._clock().date()
        return due(self._record.retention.standings(), self._periods, today)

    def keep_until(self, client: Client, day: date | None) -> None:
        """Keep a client's record at least to a day; None goes by the periods again."""
        self._record.retention.keep_until(client, day)

    def hold(self, client: Client, reason: str) -> None:
        """Let nothing of a client's be destroyed.

        Raises:
            UsageError: no reason was given.
        """
        self._add_hold(client, reason, set_=True)

    def lift(self, client: Client, reason: str) -> None:
        """Let it go by the periods again.

        Raises:
            UsageError: there is no hold, or no reason was given.
        """
        if self._record.retention.hold(client.id) is None:
            raise UsageError("There is no legal hold on this client.")
        self._add_hold(client, reason, set_=False)
        for session in self._record.sessions.of_client(client.id):
            if session.signed_at is None:
                # What the hold found half-way gone goes on its way.
                self._record.redaction.redact_emptied(session.id)
        self._record.tidy()

    def kept_scratch(self, client: Client) -> tuple[KeptScratch, ...]:
        """The scratch lines that a hold kept as their session was signed."""
        return self._record.redaction.kept_scratch(client.id)

    def redact_scratch(self, client: Client) -> int:
        """Destroy the scratch lines that a hold kept; returns how many there were.

        Raises:
            SessionTuiError: the hold is still in force.
        """
        if self._record.retention.hold(client.id) is not None:
            raise SessionTuiError(REFUSALS[HELD])
        kept = self.kept_scratch(client)
        self._record.redaction.redact_scratch(kept)
        self._record.tidy()
        return len(kept)

    def _add_hold(self, client: Client, reason: str, *, set_: bool) -> None:
        words = _words(reason, "A hold needs a reason: --reason …")
        hold = Hold(at=self._clock(), set=set_, reason=words)
        self._record.retention.add_hold(client, hold)

    # Requests for amendment

    def requests(self, client: Client | None = None) -> tuple[Request, ...]:
        """The requests of clients to have a record mended, and the answers."""
        return self._record.retention.requests(client)

    def add_request(
        self,
        client: Client,
        kind: RequestKind,
        text: str,
        number: int | None = None,
        about: int | None = None,
    ) -> int:
        """Keep a request, or what was said to one, word for word; returns its number.

        Raises:
            UsageError: there are no words, or the request that it answers is not named.
            NotFoundError: there is no such session or request of this client's.
        """
        words = _words(text, "Nothing was typed, so nothing was kept.")
        session_id = None
        if number is not None:
            session = self._record.sessions.numbered(client.id, number)
            if session is None:
                raise NotFoundError(
                    "There is no such session. List them with: "
                    "sessiontui sessions CLIENT"
                )
            session_id = session.id
        if kind is not RequestKind.REQUEST:
            asked = self._asked(client, about)
            if kind in ANSWER_KINDS and asked.answered:
                raise UsageError("That request has its answer already.")
            if session_id is None and asked.session_number is not None:
                found = self._record.sessions.numbered(client.id, asked.session_number)
                session_id = found.id if found else None
            about = asked.id
        elif about is not None:
            raise UsageError("A request is about a session: --session N.")
        return self._record.retention.add_request(
            client, session_id, kind, words, self._author, self._clock(), about
        )

    def _asked(self, client: Client, about: int | None) -> Request:
        asked = [x for x in self.requests(client) if x.kind is RequestKind.REQUEST]
        if about is None and len(asked) == 1:
            return asked[0]
        if about is None:
            raise UsageError(
                "Say which request it answers: --about NUMBER. "
                "List them with: sessiontui requests CLIENT"
            )
        for request in asked:
            if request.id == about:
                return request
        raise NotFoundError(
            "There is no such request of this client's. "
            "List them with: sessiontui requests CLIENT"
        )

    # Destroying

    def check(self, client: Client, *, notes_only: bool, before_time: bool) -> Standing:
        """The things that would be destroyed, where they may be.

        Raises:
            SessionTuiError: a hold stands against it, or its time has not come.
            NotFoundError: there are no notes.
        """
        standing = self.standing(client)
        if standing.hold is not None:
            raise SessionTuiError(
                "There is a legal hold on this client. When it is over, lift it with: "
                "sessiontui hold CLIENT --lift --reason …"
            )
        if notes_only and not standing.notes:
            raise NotFoundError("There are no psychotherapy notes of this client.")
        kept = self.kept_until(standing, notes=notes_only)
        if kept >= self._clock().date() and not before_time:
            raise SessionTuiError(
                f"This is kept until {kept}. To destroy it earlier, add --before-time."
            )
        return standing

    def erase(
        self, client: Client, reason: str, *, notes_only: bool
    ) -> tuple[tuple[Receipt, ...], bool]:
        """Destroy a client's record or notes, and the prints of it that the app wrote.

        Returns:
            The receipts, and whether the text has left the files already.
        """
        names = self._record.clients.names(client)
        prints = [] if notes_only else files_of(self._record.paths, names)
        order = EraseOrder(
            client=client,
            notes_only=notes_only,
            author=self._author,
            reason=_words(reason, "Destroying needs a reason: --reason …"),
            at=self._clock(),
            expired=self.kept_until(self.standing(client), notes=True)
            < self._clock().date(),
        )
        done = erase_client(self._record, order)
        for file in prints:
            file.unlink(missing_ok=True)
        return done

    def receipts(self) -> tuple[Receipt, ...]:
        """The receipts of what was destroyed."""
        return self._record.retention.receipts()

    def codes(self, client: Client) -> tuple[str, ...]:
        """All codes that ever led to a client; once they are destroyed, none does."""
        return self._record.clients.codes(client)

    def holders(
        self, codes: Iterable[str], folders: tuple[Path, ...], *, notes_only: bool
    ) -> tuple[Holder, ...]:
        """The backups that still hold a client, or cannot be looked into."""
        keys = map(code_key, codes)
        return holders(self._record, keys, folders, notes_only=notes_only)

    def replace_backups(self, holders: tuple[Holder, ...], folder: Path) -> None:
        """Put one fresh backup in the place of those that were made by themselves.

        Raises:
            CannotWriteError, DamagedError: it could not be made; none is removed.
        """
        make_folder(folder)
        back_up(self._record, folder / backup_name(BY_ITSELF, self._clock()))
        for holder in holders:
            if holder.by_itself:
                holder.path.unlink(missing_ok=True)


def _words(text: str, missing: str) -> str:
    words = clean(text).strip()
    if not words:
        raise UsageError(missing)
    return words
