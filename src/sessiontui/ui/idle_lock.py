"""The time that nobody was here: first the blank screen, then the lock.

Keys are only noted as they come; one alarm sleeps until the earliest moment at which
anything could be due, so that nothing wakes meanwhile and nothing is sent.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from sessiontui.ui.exit import LOCK, Place
from sessiontui.ui.screens.base import BaseScreen
from sessiontui.ui.terminal.closed_screens import on_behalf_of
from sessiontui.ui.terminal.process.wake_clock import WakeClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import App
    from textual.screen import Screen

    from sessiontui.settings.model import Settings

_MINUTE = 60

_GRACE = 60.0
"""Seconds for which the blank screen stands before the lock."""


class IdleClock(Protocol):
    """A clock that tells how long it has been, and wakes when it is time to look."""

    @property
    def clocks(self) -> tuple[Callable[[], float], ...]:
        """Clocks in seconds; the one that went on furthest is believed."""

    def wake_in(self, seconds: float, call: Callable[[], None]) -> None:
        """Call then or somewhat earlier, in place of any call asked for before."""

    def close(self) -> None:
        """Call no more."""


class IdleTimer:
    """Says when to blank the screen and when to lock, on whichever screen."""

    def __init__(
        self,
        clock: IdleClock,
        limit: float,
        rest: Callable[[], None],
        lock: Callable[[float], None],
    ) -> None:
        """Count from now.

        `limit` is the seconds after which `rest` is called, 0 for never; a minute
        later `lock` is called with the seconds since the last key. A limit below a
        minute makes that minute as short.
        """
        self._clock = clock
        self.limit = limit
        self._rest = rest
        self._lock = lock
        self._clocks = clock.clocks
        self._last = self._readings()
        self._rested = False
        self._locked = False

    def _readings(self) -> list[float]:
        return [clock() for clock in self._clocks]

    def idle(self) -> float:
        """Seconds since somebody was here, a laptop's sleep among them."""
        now = self._readings()
        return max(b - a for a, b in zip(self._last, now, strict=True))

    def pressed(self) -> bool:
        """Note that somebody is here; False when the lock was due before."""
        limit = self.limit
        if self._locked or (limit and self.idle() >= limit + _grace(limit)):
            self.look()
            return False
        self._last = self._readings()
        self._rested = False
        return True

    def look(self) -> None:
        """Do what is due, and sleep until something could be."""
        limit = self.limit
        if self._locked or not limit:
            return
        idle, last = self.idle(), limit + _grace(limit)
        if idle >= last:
            self._locked = True
            self._lock(idle)
            return
        self._clock.wake_in((limit if idle < limit else last) - idle, self.look)
        if idle >= limit and not self._rested:
            self._rested = True
            self._rest()


def _grace(limit: float) -> float:
    return min(_GRACE, limit)


class IdleLock:
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
        self._idle = IdleTimer(self._clock, 0, self._rest, self._lock)
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
