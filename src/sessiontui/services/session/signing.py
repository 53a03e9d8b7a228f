"""Signing the session: what is still open is said, then it never changes again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.prints.formats import DEFAULT_FORMAT, FORMATS
from sessiontui.domain.prints.signed import (
    UNKNOWN,
    narrowed,
    with_marked_fields,
    with_signature,
)
from sessiontui.domain.session.client_card import valid_until
from sessiontui.domain.signature import Signature
from sessiontui.domain.signing_checklist import (
    SigningChecklist,
    checklist_of,
    destroyed,
)
from sessiontui.errors import UsageError
from sessiontui.services.session.state import Outcome
from sessiontui.store.repositories.signatures import Signed

if TYPE_CHECKING:
    from datetime import datetime

    from sessiontui.domain.entities import Session
    from sessiontui.services.session.drafts import DraftKeeper
    from sessiontui.services.session.prints import Prints
    from sessiontui.services.session.start_and_stop import SessionTimes
    from sessiontui.services.session.state import SessionState
    from sessiontui.store.record import Record

NO_NAME = (
    "Signing needs your name: write it in the settings file under [therapist]. "
    "`sessiontui where` says where that is."
)


class Signing:
    """The signature of a session."""

    def __init__(
        self,
        state: SessionState,
        record: Record,
        prints: Prints,
        times: SessionTimes,
        drafts: DraftKeeper,
    ) -> None:
        """Sign a session of an open record, as it prints, with its times."""
        self._state = state
        self._lines = record.lines
        self._signatures = record.signatures
        self._redaction = record.redaction
        self._prints = prints
        self._times = times
        self._drafts = drafts
        self._stop: datetime | None = None

    def check(self) -> None:
        """Refuse where nothing can be signed.

        Raises:
            CannotWriteError: another copy is writing.
            UsageError: it is signed, it is empty, or nobody's name is known.
        """
        self._state.check_writable()
        if not self._state.preferences.signer:
            raise UsageError(NO_NAME)
        lines, entry = self._state.lines, self._state.session.is_entry
        if not entry and all(line.kind is Kind.SCRATCH for line in lines):
            raise UsageError("There is nothing to sign yet; one line is enough.")

    def checklist(self) -> SigningChecklist:
        """The things that are still open."""
        state = self._state
        about = {line.about for line in state.lines if line.about}
        related = self._lines.lines_by_id(about) if about else ()
        until = valid_until(state.client_card())
        is_contact = state.session.is_entry and not state.session.is_missed
        return replace(
            checklist_of(state.lines, state.goals, related),
            unanswered=len(state.follow_ups()) if is_contact else 0,
            gone=self._redaction.risks_gone(state.session.id),
            held=state.is_held,
            stop=self._times.stop_in_doubt(self._stop),
            ahead=self._times.stop_ahead(),
            behind=self._times.behind_stop(),
            plan_until=until if until and until < state.today() else None,
            clock=self._signatures.clock_doubt(state.session.id, state.now()),
        )

    @property
    def format(self) -> str:
        """The print that is signed: the chosen one, unless that is the client's own."""
        found = FORMATS.get(self._state.session.format)
        return DEFAULT_FORMAT if found and found.for_client else self._prints.format

    def look_over(self) -> None:
        """Settle the stop that is signed with what is looked over now.

        Raises:
            CannotWriteError, UsageError: nothing can be signed.
        """
        self.check()
        self._stop = None
        self._stop = self._ended()

    def preview(self, width: int) -> str:
        """The print as it is signed next, but for two marked fields.

        When it is signed and the chain value are known only then.
        """
        at = self._state.now()
        session = replace(self._about_to_stand(), signed_at=at)
        signature = Signature(
            session_id=session.id,
            place=0,
            at=at,
            signer=self._state.preferences.signer,
            format=session.format,
            scratch=0,
            content="",
            previous="",
            chain=UNKNOWN,
        )
        text = self._printed(Signed(session=session, signature=signature))
        text = with_marked_fields(text, signature, session.started_at)
        return narrowed(text, width)

    def _about_to_stand(self) -> Session:
        session = self._state.session
        return replace(
            session,
            format=self.format,
            stopped_at=session.stopped_at or self._ended(),
        )

    def _ended(self) -> datetime | None:
        """The moment at which it stopped, where anybody can tell."""
        session = self._state.session
        if session.is_missed or not session.start_noted:
            return None
        return self._stop or self._times.ended()

    def signature(self) -> Signature | None:
        """The signature, once there is one."""
        return self._signatures.signature(self._state.session.id)

    def sign(self) -> Outcome:
        """Sign the session, durably; the state is the caller's to read anew.

        Raises:
            CannotWriteError, UsageError: nothing was signed.
        """
        self.check()
        state = self._state
        if self._drafts.answering().text:
            raise UsageError(
                "The client's unfinished words wait in the client view. Record or "
                "clear them there; then sign."
            )
        if self._drafts.load().text:
            raise UsageError(
                "A half-typed line waits in this session. Record it or clear it; "
                "then sign."
            )
        session = self._about_to_stand()
        signature = self._signatures.sign(
            session,
            state.preferences.signer,
            state.now(),
            self._printed,
            self._prints.made_by(session.format),
        )
        said = f"Signed. {destroyed(signature.scratch, held=state.is_held)}".rstrip()
        return Outcome(goto=Tab.SUMMARY, remark=said, changed=True)

    def _printed(self, signed: Signed) -> str:
        """The print that is signed, from the session as it is about to stand."""
        state = self._state.read_as(signed.session)
        text = self._prints.rendered(
            signed.session.format, signed.signature, state=state
        )
        return with_signature(text, signed.signature, signed.session.started_at)
