"""Blanks the screen and locks when nobody is here, whichever screen stands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sessiontui.ui.exit import LOCK, Place
from sessiontui.ui.idle_lock import IdleLock
from sessiontui.ui.screens.base import BaseScreen
from sessiontui.ui.terminal.closed_screens import on_behalf_of
from sessiontui.ui.terminal.process.wake_clock import WakeClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import App
    from textual.screen import Screen

    from sessiontui.settings.model import Settings
    from sessiontui.ui.idle_lock import IdleClock

_MINUTE = 60


class Locking:
    """The idle lock of an app; what comes in is told here before any screen has it."""

    def __init__(
        self,
        app: App[str],
        settings: Settings,
        now: Callable[[], datetime],
        clock: IdleClock | None = None,
    ) -> None:
        """Count from now; `now` says when that is, for the stop of a session."""
        self._app = app
        self._minutes = (settings.lock_minutes_outside, settings.lock_minutes)
        self._now = now
        self._clock = clock or WakeClock()
        self._idle = IdleLock(self._clock, 0, self._rest, self._lock)
        self.pressed = self._idle.pressed
        """Note a key, a paste or a click; False for one that comes too late."""

    def begin(self) -> None:
        """Begin to look; a session may have another limit than the caseload."""

        def look(screen: Screen[object]) -> None:
            del screen
            with on_behalf_of(self._app):
                self.look()

        self._app.screen_change_signal.subscribe(self._app, look, immediate=True)
        self.look()

    def end(self) -> None:
        """Give the alarms back."""
        self._clock.close()

    def look(self) -> None:
        """Do what is due by now."""
        self._idle.limit = self._limit()
        self._idle.look()

    def place(self) -> Place | None:
        """The session that a lock interrupts now, to come back to."""
        within = next((x for x in self._screens if x.in_session is not None), None)
        if within is None or within.session_id is None:
            return None
        return Place(
            within.session_id,
            resting=self._screens[0].for_client,
            late=within.finishes_late,
        )

    def leave(self, result: str, at: datetime | None = None) -> None:
        """Leave from whatever stands on top, as the screen with the line would."""
        for screen in self._screens[:1]:
            screen.leaving.end_app(result, at)

    @property
    def _screens(self) -> list[BaseScreen]:
        """The screens with a line, the topmost first."""
        stack = reversed(self._app.screen_stack)
        return [screen for screen in stack if isinstance(screen, BaseScreen)]

    def _limit(self) -> float:
        told = (screen.in_session for screen in self._screens)
        within = next((each for each in told if each is not None), False)
        return self._minutes[within] * _MINUTE

    def _rest(self) -> None:
        """Blank the screen; what stands over it, such as the palette, goes."""
        app = self._app
        while not isinstance(app.screen, BaseScreen) and len(app.screen_stack) > 1:
            app.screen.dismiss()
        if isinstance(app.screen, BaseScreen) and not app.screen.rest.is_on:
            app.screen.rest.toggle()

    def _lock(self, idle: float) -> None:
        """Leave as /lock does; a session stopped when the last key came."""
        self.leave(LOCK, self._now() - timedelta(seconds=idle))
