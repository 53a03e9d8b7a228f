"""Waiting: what was promised or is due over all clients, in place of the caseload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sessiontui.domain.grammar.parser import SlashCommand
from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.domain.waiting import Waiting
from sessiontui.ui.modes.base import Effect, Finish, Mode, OpenClient, Show
from sessiontui.ui.modes.read_text import ReadText
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.waiting import request_lines, waiting_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.ui.modes.base import At
    from sessiontui.ui.presenters.row import Row

WAITING = "waiting"
"""The pane of what waits."""
_SELECT = "Select a row with ↑; then Enter leads to it."


@dataclass(frozen=True, slots=True)
class BrowseWaiting(Mode):
    """The list of what waits."""

    pane: ClassVar[str] = WAITING
    found: tuple[Waiting, ...]

    def rows(self, at: At) -> Iterator[Row]:
        """Each thing that waits."""
        return waiting_rows(self.found, at.width)

    def hint(self, at: At, width: int) -> str | None:
        """The way to follow a row."""
        if at.text:
            return None
        return hints.fitting(("↑ selects", "Enter leads to it", "Esc back"), width)

    def enter(self, at: At) -> Effect | None:
        """Go where the selected thing is answered."""
        if at.text.strip():
            return None
        if not isinstance(at.chosen, Waiting):
            return Effect(says=_SELECT)
        chosen = at.chosen
        if chosen.request is not None:
            return Effect(
                lets_go=True,
                enters=ReadText(request_lines(chosen, at.width), back_to=chosen),
                says="Escape goes back.",
            )
        if chosen.unfinished is None:
            return Effect(then=OpenClient(chosen.client.code))
        if at.caseload.readonly:
            look = SlashCommand(command=Command.PROGRESS, argument=chosen.client.code)
            return Effect(then=look)
        return Effect(then=Finish(chosen.client, chosen.unfinished))

    def escape(self, at: At) -> Effect | None:
        """Go back to the clients; first let go of a selected row."""
        return None if at.choosing else Effect(then=Show.HOME)
