"""Looking a session over before it is signed: nothing asks whether to sign.

The first /sign shows what will be signed, and Enter on the empty line, or /sign again,
signs it for good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sessiontui.domain.entities import Line
from sessiontui.domain.kinds.index import Tab
from sessiontui.errors import UsageError
from sessiontui.ui.modes.base import Mode, Show, Step
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.signing import checklist_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.services.session.session import LiveSession
    from sessiontui.ui.modes.base import At
    from sessiontui.ui.presenters.row import Row

CHECKLIST = "closing"
"""The pane that shows a session as it is about to be signed."""
WHICH = "Show the session first: ↑ selects it, then Enter."
_GOAL = re.compile(r"\s*#[1-9][0-9]?\s*")
_FOLLOW_UP = re.compile(r"\s*(!f|/followup)\s", re.IGNORECASE)
_OVER = (
    "Here lines are tied, with #1, and a risk's follow-up is added, with !f; Escape "
    "goes back."
)


@dataclass(frozen=True, slots=True)
class SignReview(Mode):
    """A session is shown as it is about to be signed."""

    is_over: bool = False
    """Whether the session is over: then its lines are only tied and followed up."""
    passed: frozenset[int] = frozenset()
    """The lines that are left untied on purpose."""

    @property
    def pane(self) -> str:
        """The pane of the checklist."""
        return CHECKLIST

    def rows(self, at: At) -> Iterator[Row] | None:
        """What is still open, and the print to be signed."""
        return checklist_rows(at.session, at.width) if at.session else None

    def chip(self, at: At) -> str | None:
        """What Enter on the empty line does."""
        if at.text:
            return None
        return "tie" if at.choosing else "sign"

    def hint(self, at: At, width: int) -> str | None:
        """The ways on from here."""
        if at.text:
            return at.goals_named(width) or None
        ways = ["Enter signs for good", "Esc back"]
        if at.choosing:
            ways = ["#1 ties it", "Enter passes it", "Esc back"]
        return hints.fitting(ways, width)

    def enter(self, at: At) -> Step | None:
        """Leave the selected line untied, or sign; of a session that is over, tie."""
        if not at.text:
            if not isinstance(at.chosen, Line):
                return self._sign(at)
            passed = replace(self, passed=self.passed | {at.chosen.id})
            return passed.next_untied(at.session)
        return self._complete(at) if self.is_over else None

    def _sign(self, at: At) -> Step:
        """Sign, or say why that cannot be."""
        try:
            return sign(at.session, self)
        except UsageError as refused:
            return Step(says=str(refused))

    def escape(self, at: At) -> Step:
        """Go back to the print, unsigned."""
        del at
        return Step(then=Show.PRINT)

    def next_untied(self, live: LiveSession | None) -> Step:
        """Select the next line that no goal holds, if there is one."""
        untied = live.signing.closing().untied if live else ()
        found = next((x for x in untied if x.id not in self.passed), None)
        return Step(lets_go=True, enters=self, chooses=found, says="")

    def _complete(self, at: At) -> Step:
        """Tie a line of a session that is over, or follow up its risk."""
        past, chosen = at.session, at.chosen
        tied = chosen if isinstance(chosen, Line) and _GOAL.fullmatch(at.text) else None
        if past is None or not (tied or _FOLLOW_UP.match(at.text)):
            return Step(says=_OVER)
        if past.state.session.stopped_at is None:
            # What is written now must not make the hour longer.
            past.take_up()
        came = past.enter(at.text, Tab.NOTES, tied)
        following = self.next_untied(past)
        return replace(following, line="", says=came.remark)


def sign(
    live: LiveSession | None, review: SignReview | None, *, is_over: bool = False
) -> Step:
    """Look over what is to be signed; once it is looked over, sign it.

    Raises:
        SessionTuiError: it cannot be signed.
    """
    if live is None:
        raise UsageError(WHICH)
    if review is not None:
        return Step(then=Show.PRINT, says=live.sign().remark)
    live.signing.look_over()
    first = SignReview(is_over).next_untied(live)
    return replace(first, then=Show.PRINT, from_top=True)
