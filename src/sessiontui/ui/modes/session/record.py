"""Recording what stands on the line; what is done to lines may lose their marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.grammar.parser import SlashCommand
from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.errors import SessionTuiError
from sessiontui.services.session.state import Outcome
from sessiontui.ui.modes.base import Effect
from sessiontui.ui.modes.session.marked_rows import MarkedRows

if TYPE_CHECKING:
    from sessiontui.services.session.session import LiveSession
    from sessiontui.ui.modes.base import At, Mode


def record(live: LiveSession, at: At) -> Effect:
    """Record the line, or do what it asks; what is refused stays on the line.

    An order stays selected, or what is typed next would join it; so does the row that
    it was for.
    """
    try:
        came = live.enter(at.text, at.tab, at.line, at.lines)
    except SessionTuiError as refused:
        reading = live.reader.read(at.text, live.state.context(at.tab))
        if not isinstance(reading, SlashCommand):
            raise
        came = Outcome(remark=str(refused))
    if came.is_refused:
        return Effect(holds=True, says=came.remark)
    return recorded(came, at)


def recorded(came: Outcome, at: At, *leaves: type[Mode]) -> Effect:
    """The effect behind words that are safe by now: the line is free for the next."""
    if came.changed:
        leaves += (MarkedRows,)
    # What is added to a signed session is about the row that is selected.
    adds = came.slash is not None and came.slash.command is Command.AMEND
    return Effect(
        lets_go=not adds, leaves=leaves, line=came.fills, came=came, carried=at.text
    )
