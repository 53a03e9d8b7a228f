"""Looking a session over before it is signed: /sign shows it, and /sign again signs.

Enter never signs. It shows the words of the open thing that is selected, or mends it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from sessiontui.domain.entities import Line
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.session.times import clock_time
from sessiontui.domain.signing_checklist import OpenThing
from sessiontui.errors import UsageError
from sessiontui.ui.modes.ask_signer import AskSigner
from sessiontui.ui.modes.base import Effect, Mode, Show
from sessiontui.ui.modes.read_text import ReadText
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.signing import checklist_rows, words_behind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

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
_SIGNS = "/sign signs for good"


@dataclass(frozen=True, slots=True)
class SignReview(Mode):
    """A session is shown as it is about to be signed."""

    pane: ClassVar[str] = CHECKLIST
    is_over: bool = False
    """The session is over: its lines are only tied and followed up."""

    def rows(self, at: At) -> Iterator[Row] | None:
        """The things still open, and the print to be signed."""
        return checklist_rows(at.session, at.width) if at.session else None

    def chip(self, at: At) -> str | None:
        """The word for the line, where an open thing is selected."""
        if at.text or not at.choosing:
            return None
        return "tie" if self._is_untied(at) else "mend"

    def hint(self, at: At, width: int) -> str | None:
        """The ways on from here."""
        if at.text:
            return at.goals_named(width) or None
        ways = [_SIGNS, "Esc back"]
        if self._is_untied(at):
            ways = ["#1 ties it", "/sign signs", "Enter shows it", "Esc back"]
        elif at.choosing:
            ways = [self._mends(at.chosen), "/sign signs", "Esc back"]
        return hints.fitting([way for way in ways if way], width)

    @staticmethod
    def _mends(chosen: object) -> str:
        """The help for Enter on the selected row."""
        stop = chosen.stop if isinstance(chosen, OpenThing) else None
        if stop is not None:
            return f"Enter sets {clock_time(stop.better)}" if stop.better else ""
        has_words = not isinstance(chosen, OpenThing) or chosen.lines or chosen.words
        return "Enter shows it" if has_words else ""

    @staticmethod
    def _is_untied(at: At) -> bool:
        """Tell whether a line of the thread is selected that no goal holds."""
        untied = at.session.signing.checklist().untied if at.session else ()
        return at.choosing and at.chosen in untied

    def enter(self, at: At) -> Effect | None:
        """Mend or show what is selected; of a session that is over, tie."""
        if at.text:
            return self._complete(at) if self.is_over else None
        chosen = at.chosen
        if isinstance(chosen, OpenThing) and chosen.stop is not None:
            return self._set_stop(at, chosen.stop.better)
        if not isinstance(chosen, Line | OpenThing):
            return Effect(says=f"{_SIGNS}; Escape goes back.")
        words = words_behind(chosen, at.width)
        if not words:
            return Effect(says="No more stands behind it.")
        brief = ReadText(words, chosen, brief=True)
        return Effect(enters=brief, says="The next key closes it.")

    def _set_stop(self, at: At, better: datetime | None) -> Effect | None:
        """Set the likelier stop, or begin the line that sets one."""
        if better is None or at.session is None:
            return Effect(line="/stop ")
        came = at.session.enter(f"/stop {clock_time(better)}", Tab.NOTES)
        if self.is_over:
            return Effect(lets_go=True, enters=self, says=came.remark)
        return Effect(lets_go=True, came=came)

    def escape(self, at: At) -> Effect:
        """Go back to the print, unsigned."""
        del at
        return Effect(then=Show.PRINT)

    def next_untied(self, live: LiveSession | None) -> Effect:
        """Select the next line that no goal holds, if there is one."""
        untied = live.signing.checklist().untied if live else ()
        return Effect(
            lets_go=True, enters=self, chooses=next(iter(untied), None), says=""
        )

    def _complete(self, at: At) -> Effect:
        """Tie a line of a session that is over, or follow up its risk."""
        past, chosen = at.session, at.chosen
        tied = chosen if isinstance(chosen, Line) and _GOAL.fullmatch(at.text) else None
        if past is None or not (tied or _FOLLOW_UP.match(at.text)):
            return Effect(says=_OVER)
        if past.state.session.stopped_at is None:
            # What is written now must not make the hour longer.
            past.take_up()
        came = past.enter(at.text, Tab.NOTES, tied)
        following = self.next_untied(past)
        return replace(following, line="", says=came.remark)


def sign(
    live: LiveSession | None, review: SignReview | None, *, is_over: bool = False
) -> Effect:
    """Look over what is to be signed; once it is looked over, sign it.

    Raises:
        SessionTuiError: it cannot be signed.
    """
    if live is None:
        raise UsageError(WHICH)
    if review is not None:
        return Effect(then=Show.PRINT, says=live.sign().remark)
    if not live.state.preferences.signer and not live.state.is_closed:
        again = partial(sign, live, None, is_over=is_over)
        return Effect(line="", enters=AskSigner(live, again), says="")
    live.signing.look_over()
    first = SignReview(is_over).next_untied(live)
    return replace(first, then=Show.PRINT, from_top=True)
