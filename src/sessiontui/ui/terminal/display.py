"""An app that sends only what changed where that is possible, and forgets words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

from sessiontui.ui.terminal.closed_screens import let_go_of_closed, let_go_of_texts
from sessiontui.ui.terminal.supported import Feature, supported

if TYPE_CHECKING:
    from sessiontui.ui.terminal.cells.output import CellOutput

OWN_CURSOR = "-own-cursor"
"""The class of the app while the terminal shows the cursor, and not the line."""


class QuietDisplay(App[str]):
    """An app whose updates are sent cell by cell."""

    _cells: CellOutput | None = None
    _own_cursor = False

    def be_quiet(self, *, cells: bool, cursor: bool) -> None:
        """Say which parts are at work; neither is with a Textual that lacks theirs."""
        if cells and supported(Feature.CELLS):
            from sessiontui.ui.terminal.cells.output import CellOutput

            self._own_cursor = cursor
            self._cells = CellOutput(self, cursor=cursor)

    def on_mount(self) -> None:
        """Draw no cursor where the terminal shows its own."""
        self.set_class(self._own_cursor and not self.is_headless, OWN_CURSOR)

    def repaint(self) -> None:
        """Send the whole screen at the next update: it may have been written over."""
        if self._cells is not None:
            self._cells.forget()

    def forget_closed(self) -> None:
        """Hold on to no screen or widget that is closed."""
        let_go_of_closed(self)

    def forget_words(self) -> None:
        """Keep no words in memory but those on the screen."""
        let_go_of_texts(self)
        if self._cells is not None:
            self._cells.forget_texts()
