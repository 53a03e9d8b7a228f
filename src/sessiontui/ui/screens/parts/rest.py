"""The screen at rest: blank, so that nobody reads it; the line works all the while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.ui.terminal.display import QuietDisplay

if TYPE_CHECKING:
    from sessiontui.ui.screens.base import BaseScreen

_REST = "-rest"
"""The class by which the sheets blank a screen."""


class Rest:
    """The rest of one screen."""

    def __init__(self, screen: BaseScreen) -> None:
        """Begin awake."""
        self._screen = screen

    @property
    def is_on(self) -> bool:
        """Tell whether the screen is blank."""
        return self._screen.has_class(_REST)

    def set(self, *, on: bool) -> None:
        """Be blank or not from the next frame on."""
        self._screen.set_class(on, _REST)

    def toggle(self) -> None:
        """Blank the screen, or bring it back; nothing stays selected unseen."""
        screen = self._screen
        screen.selection.let_go()
        self.set(on=not self.is_on)
        if isinstance(screen.app, QuietDisplay):
            # Something else may have written over the screen.
            screen.app.repaint()
        if not self.is_on:
            screen.refresh_frame()
