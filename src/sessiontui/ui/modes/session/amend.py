"""Adding to a signed session: its words wait for the reason that the line asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sessiontui.domain.entities import Line
from sessiontui.errors import UsageError
from sessiontui.ui.modes.base import Effect, Layer, Mode, Show
from sessiontui.ui.modes.session.sign_review import WHICH
from sessiontui.ui.presenters import hints

if TYPE_CHECKING:
    from sessiontui.services.session.amending import PendingAmendment
    from sessiontui.services.session.session import LiveSession
    from sessiontui.ui.modes.base import At


@dataclass(frozen=True, slots=True)
class Amend(Mode):
    """Words wait for the reason why they are added; the draft holds both."""

    to: LiveSession
    pending: PendingAmendment
    typed: str
    """The words as they were typed, with their /amend."""
    layer: ClassVar[Layer] = Layer.REASON

    def with_reason(self, reason: str) -> str:
        """All that is half typed: the words that wait, and the reason so far."""
        return f"{self.typed}\n{reason}"

    def chip(self, at: At) -> str:
        """The word for what is asked."""
        del at
        return "why"

    def hint(self, at: At, width: int) -> str:
        """The question for the reason."""
        del at
        whys = f"Why this {self.pending.what}?", f"Why {self.pending.what}?", "Why?"
        why = hints.first_fitting(whys, width)
        return hints.fitting((why, "Enter adds it", "Esc back"), width)

    def enter(self, at: At) -> Effect:
        """Add the words, with what stands on the line as the reason."""
        if at.text.startswith("/"):
            why = "The reason in words, please; Escape goes back."
            return Effect(holds=True, says=why)
        self.to.amending.add(self.pending, at.text)
        return Effect(
            leaves=(Amend,),
            line="",
            then=Show.PRINT,
            says="Added. What was signed stays as it was.",
        )

    def escape(self, at: At) -> Effect:
        """Put the words that wait back on the line, the reason below them."""
        left = self.with_reason(at.text).rstrip("\n")
        return Effect(leaves=(Amend,), line=left)


def amend(live: LiveSession | None, typed: str, chosen: object = None) -> Effect:
    """Take the words that are to be added; their reason is asked for next.

    They are about the line that is `chosen`, if one is and no minute is typed.

    Raises:
        SessionTuiError: nothing can be added, or a part is missing.
    """
    if live is None:
        raise UsageError(WHICH)
    selected = chosen if isinstance(chosen, Line) else None
    pending = live.amending.read(typed, selected)
    return Effect(line="", enters=Amend(live, pending, f"/amend {typed}"))
