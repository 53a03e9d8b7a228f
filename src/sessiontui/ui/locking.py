"""An app that blanks its screen and locks when nobody is here, on whichever screen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from textual import events

from sessiontui.ui.exit import LOCK, Place
from sessiontui.ui.idle import IdleLock
from sessiontui.ui.screens.line import LineScreen
from sessiontui.ui.screens.theirs import TheirScreen
from sessiontui.ui.terminal.letting_go import on_behalf_of
from sessiontui.ui.terminal.suspend import StoppableApp
from sessiontui.ui.terminal.wake_clock import AwakeClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.screen import Screen

    from sessiontui.settings.model import Settings
    from sessiontui.ui.idle import IdleClock

_MINUTE = 60


class LockingApp(StoppableApp):
    """What comes in passes by here first, so that no screen can be forgotten."""

    place: Place | None = None
    """Where a lock was within a session; None elsewhere."""

    def watch_for_idleness(
        self,
        settings: Settings,
        now: Callable[[], datetime],
        clock: IdleClock | None = None,
    ) -> None:
        """Count from now; `now` says when that is, for the stop of a session."""
        self._minutes = (settings.lock_minutes_outside, settings.lock_minutes)
        self._now = now
        self._idle_clock = clock or AwakeClock()
        self._idle = IdleLock(self._idle_clock, self._limit, self._rest, self._lock)

    def on_mount(self) -> None:
        """Begin to look; a session may have another limit than the caseload."""

        def look(screen: Screen[object]) -> None:
            del screen
            with on_behalf_of(self):
                self._idle.look()

        self.screen_change_signal.subscribe(self, look, immediate=True)
        self._idle.look()

    def on_unmount(self) -> None:
        """Give the alarms back."""
        self._idle_clock.close()

    async def on_event(self, event: events.Event) -> None:
        """Note every key, paste and click; one that comes too late goes nowhere."""
        here = isinstance(event, events.InputEvent | events.Paste)
        if not here or self._idle.pressed():
            await super().on_event(event)

    def look_at_clock(self) -> None:
        """Count the time that the process was stopped, before anything is shown."""
        self._idle.look()

    @property
    def _line_screens(self) -> list[LineScreen]:
        """The screens with a line, the topmost first."""
        return [x for x in reversed(self.screen_stack) if isinstance(x, LineScreen)]

    def _limit(self) -> float:
        told = (screen.in_session for screen in self._line_screens)
        within = next((each for each in told if each is not None), False)
        return self._minutes[within] * _MINUTE

    def _rest(self) -> None:
        """Blank the screen; what stands over it, such as the palette, goes."""
        while not isinstance(self.screen, LineScreen) and len(self.screen_stack) > 1:
            self.screen.dismiss()
        if isinstance(self.screen, LineScreen) and not self.screen.resting:
            self.screen.toggle_rest()

    def _lock(self, idle: float) -> None:
        """Leave as /lock does; a session stopped when the last key came."""
        self.leave(LOCK, self._now() - timedelta(seconds=idle))

    def exit(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as its base
        """Leave; a lock remembers which session it interrupts."""
        if args[:1] == (LOCK,):
            screens = self._line_screens
            within = next((x for x in screens if x.in_session is not None), None)
            if within is not None and within.session_id is not None:
                theirs = isinstance(screens[0], TheirScreen)
                self.place = Place(within.session_id, resting=theirs)
        super().exit(*args, **kwargs)

    def leave(self, result: str, at: datetime | None = None) -> None:
        """Leave from whatever stands on top, as the screen with the line would."""
        for screen in self._line_screens[:1]:
            screen.leave_app(result, at)
