"""Signing the session: what is still open is said, then it never changes again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.index import Kind, Tab
from sessiontui.domain.prints.formats import DEFAULT_FORMAT, FORMATS
from sessiontui.domain.prints.signed import sealed
from sessiontui.domain.signing_checklist import Closing, closing_of, destroyed
from sessiontui.errors import UsageError
from sessiontui.services.session.state import Outcome

if TYPE_CHECKING:
    from sessiontui.services.session.clock import Times
    from sessiontui.services.session.drafts import DraftKeeper
    from sessiontui.services.session.prints import Prints
    from sessiontui.services.session.state import SessionView
    from sessiontui.store.repositories.signatures import Signed

NO_NAME = (
    "Signing needs your name: write it in the settings file under [therapist]. "
    "`sessiontui where` says where that is."
)


class Signing:
    """The signature of the viewed session."""

    def __init__(
        self, view: SessionView, prints: Prints, times: Times, drafts: DraftKeeper
    ) -> None:
        """Sign the viewed session, as it prints, with its times."""
        self._view = view
        self._prints = prints
        self._times = times
        self._drafts = drafts

    def check(self) -> None:
        """Refuse where nothing can be signed.

        Raises:
            CannotWriteError: another copy is writing.
            UsageError: it is signed, it is empty, or nobody's name is known.
        """
        self._view.check_writable()
        if not self._view.ways.signer:
            raise UsageError(NO_NAME)
        if all(line.kind is Kind.SCRATCH for line in self._view.lines):
            raise UsageError("There is nothing to sign yet; one line is enough.")

    def closing(self) -> Closing:
        """What is still open."""
        view = self._view
        about = {line.about for line in view.lines if line.about}
        related = view.record.lines.lines_by_id(about) if about else ()
        return closing_of(view.lines, view.goals, related)

    @property
    def format(self) -> str:
        """The print that is signed: the chosen one, unless that is the client's own."""
        found = FORMATS.get(self._view.session.format)
        return DEFAULT_FORMAT if found and found.for_client else self._prints.format

    def preview(self, width: int) -> str:
        """The print as it would be signed now."""
        return self._prints.rendered(self.format, None, width)

    def sign(self) -> Outcome:
        """Sign the session, durably.

        Raises:
            CannotWriteError, UsageError: nothing was signed.
        """
        self.check()
        view = self._view
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
        session = replace(
            view.session,
            format=self.format,
            stopped_at=view.session.stopped_at or self._times.ended(),
        )
        try:
            signature = view.record.signing.sign(
                session, view.ways.signer, view.now(), self._printed
            )
        finally:
            view.session = view.record.clients.session(session.id) or view.session
            view.load()
        view.touched = False
        view.record.tidy()
        said = f"Signed. {destroyed(signature.scratch)}".rstrip()
        return Outcome(goto=Tab.SUMMARY, remark=said, changed=True)

    def _printed(self, signed: Signed) -> str:
        """The print that is signed, from the session as it is about to stand."""
        self._view.session = signed.session
        self._view.load()
        text = self._prints.rendered(signed.session.format, signed.signature)
        return sealed(text, signed.signature)
