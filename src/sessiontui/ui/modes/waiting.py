"""Waiting: what was promised or is due over all clients, in place of the caseload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.domain.grammar.commands import Command
from sessiontui.domain.grammar.parser import SlashCommand
from sessiontui.domain.waiting import Waiting, Waits
from sessiontui.ui.modes.base import Mode, OpenClient, Show, Step
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.waiting import waiting_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.ui.modes.base import At
    from sessiontui.ui.presenters.row import Row

WAITING = "waiting"
"""The pane of what waits."""
_SELECT = "Select a row with ↑; then Enter leads to it."


@dataclass(frozen=True, slots=True)
class Wait(Mode):
    """The list of what waits."""

    found: tuple[Waiting, ...]

    @property
    def pane(self) -> str:
        """The pane of what waits."""
        return WAITING

    def rows(self, at: At) -> Iterator[Row]:
        """Each thing that waits."""
        return waiting_rows(self.found, at.width)

    def hint(self, at: At, width: int) -> str | None:
        """The way to follow a row."""
        if at.text:
            return None
        return hints.fitting(("↑ selects", "Enter leads to it", "Esc back"), width)

    def enter(self, at: At) -> Step | None:
        """Go where the selected thing is answered."""
        if at.text.strip():
            return None
        if not isinstance(at.chosen, Waiting):
            return Step(says=_SELECT)
        if at.chosen.what is Waits.REQUEST:
            code, number = at.chosen.client.code, at.chosen.request
            return Step(
                says=f"It is answered in a shell: sessiontui request {code} --kind "
                f"accepted (or denied) --about {number}"
            )
        code = at.chosen.client.code
        if at.chosen.line is None:
            # Where each session can be opened, finished and signed.
            look = SlashCommand(command=Command.PROGRESS, argument=code)
            return Step(then=look)
        return Step(then=OpenClient(code))

    def escape(self, at: At) -> Step | None:
        """Go back to the clients; first let go of a selected row."""
        return None if at.choosing else Step(then=Show.HOME)
