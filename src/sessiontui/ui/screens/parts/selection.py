"""The selected row of the list above a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sessiontui.ui.screens.base import BaseScreen


class Selection:
    """The row of one screen that is selected, if one is; the keys still type."""

    def __init__(self, screen: BaseScreen) -> None:
        """Begin with none."""
        self._screen = screen

    @property
    def value(self) -> object:
        """The thing that the selected row stands for."""
        rows = self._screen.rows
        return rows.value if rows else None

    def let_go(self) -> None:
        """Let go of the selected row."""
        self._screen.line_input.choosing = False
        if (rows := self._screen.rows) is not None:
            rows.highlighted = None

    def step(self, by: int, *, carry: bool) -> None:
        """Select the next row, or take the selected one along; a text is turned."""
        screen = self._screen
        if screen.rest.is_on:
            return
        rows = screen.rows
        screen.said = ""
        if rows is None:
            screen.turn_page(by)
        elif carry:
            screen.attempt(
                lambda: screen.effects.take(lambda mode, at: mode.carry_row(by, at))
            )
        elif rows.step(by):
            screen.line_input.choosing = True
        elif by > 0:
            self.let_go()
        screen.refresh_line()

    def reach(self, by: int) -> None:
        """Select the first row (-1) or the last one (1)."""
        screen = self._screen
        if (rows := screen.rows) is not None and not screen.rest.is_on:
            screen.said = ""
            rows.reach(by)
            screen.refresh_line()

    def clicked(self) -> None:
        """A row was clicked; the keys go on typing."""
        line_input = self._screen.line_input
        line_input.choosing = True
        line_input.focus()
        self._screen.refresh_line()
