"""The ways off a screen: the end of the app, and nothing left of it in memory."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

from sessiontui.errors import SessionTuiError
from sessiontui.ui.exit import LOCK
from sessiontui.ui.keymap import in_force, key_label
from sessiontui.ui.terminal.closed_screens import on_behalf_of
from sessiontui.ui.terminal.display import QuietDisplay

if TYPE_CHECKING:
    from datetime import datetime

    from sessiontui.ui.screens.base import BaseScreen


class Leaving:
    """The ways off one screen."""

    def __init__(self, screen: BaseScreen) -> None:
        """Lead off this screen."""
        self._screen = screen

    def say_how(self) -> None:
        """Say which key leaves."""
        screen = self._screen
        keys = in_force(screen.settings.chosen_keys)
        screen.say(f"{key_label(keys['quit'])} leaves; all is saved.")

    def end_app(self, result: str, at: datetime | None = None) -> None:
        """Let every screen that is open note what it has to, then end the app.

        `at` is when somebody was last here, where that is not now.
        """
        for screen in self._screen.open_screens:
            with contextlib.suppress(SessionTuiError):
                screen.part(at, locks=result == LOCK)
        self._screen.app.exit(result)

    def forget(self) -> None:
        """Leave nothing in memory of a screen that is closed."""
        app, top = self._screen.app, self._screen.top
        if isinstance(app, QuietDisplay) and app.screen_stack:
            app.forget_closed()
            with on_behalf_of(app):
                top.leaving.forget_words()
                # A screen is a circle; circles are seldom looked for by themselves.
                top.call_after_refresh(gc.collect)

    def forget_words(self) -> None:
        """Forget whose words were drawn, where none may be on the screen now.

        The caseload has nobody's words: with it, those of the last client go.
        """
        app = self._screen.app
        if isinstance(app, QuietDisplay) and self._screen.in_session is False:
            # The terminal remembers them until they are painted over.
            self._screen.call_after_refresh(app.forget_words)
