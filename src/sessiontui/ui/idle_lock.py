"""The time that nobody was here: first the blank screen, then the lock.

Keys are only noted as they come; one alarm sleeps until the earliest moment at which
anything could be due, so that nothing wakes meanwhile and nothing is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

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


class IdleLock:
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
