"""Clocks that go on while a laptop sleeps, and an alarm that they wake.

The loop's own timers stand still in that time: a screen left open at noon would be
readable in the evening until they have caught up. The kernel's alarms on these clocks
are due at once on waking.
"""

from __future__ import annotations

import asyncio
import os
import struct
import time
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ctypes
    from collections.abc import Callable

_CLOCKS = (getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC), time.CLOCK_REALTIME)
"""Time since the start with all sleep, and the time of day: it tells of the sleep of
machines within machines, whose other clocks stand still."""
_ABSOLUTE = 1
_NAP = 15.0
"""Seconds between looks at the clocks, where the kernel has no such alarms."""


class WakeClock:
    """The machine's clocks, and one alarm at a time on the running loop."""

    clocks = tuple(partial(time.clock_gettime, each) for each in _CLOCKS)
    """Both clocks, in seconds."""

    def __init__(self) -> None:
        self._alarms: tuple[_Alarm, ...] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def wake_in(self, seconds: float, call: Callable[[], None]) -> None:
        """Call then or somewhat earlier, in place of any call asked for before."""
        if self._alarms is None:
            self._alarms = _alarms()
        for alarm, clock in zip(self._alarms, self.clocks, strict=False):
            alarm.set(clock() + seconds, partial(self._ring, call))
        if not self._alarms:
            if self._timer is not None:
                self._timer.cancel()
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(min(seconds, _NAP), call)

    def _ring(self, call: Callable[[], None]) -> None:
        for alarm in self._alarms or ():
            alarm.stop()
        call()

    def close(self) -> None:
        """Call no more, and give the alarms back."""
        for alarm in self._alarms or ():
            alarm.close()
        self._alarms = ()
        if self._timer is not None:
            self._timer.cancel()


class _Alarm:
    """A file that can be read from a moment on that one of the clocks shows."""

    def __init__(self, library: ctypes.CDLL, clock: int) -> None:
        self._library = library
        self._file = library.timerfd_create(clock, os.O_NONBLOCK | os.O_CLOEXEC)
        if self._file < 0:
            raise OSError

    def set(self, at: float, call: Callable[[], None]) -> None:
        asyncio.get_running_loop().add_reader(self._file, call)
        whole, part = divmod(at, 1)
        # An itimerspec: no interval, then the moment.
        moment = struct.pack("llll", 0, 0, int(whole), int(part * 1e9))
        self._library.timerfd_settime(self._file, _ABSOLUTE, moment, None)

    def stop(self) -> None:
        asyncio.get_running_loop().remove_reader(self._file)

    def close(self) -> None:
        self.stop()
        os.close(self._file)


def _alarms() -> tuple[_Alarm, ...]:
    """An alarm for each clock, or none where the kernel has none."""
    # Not at the top: it would be loaded before the first frame.
    import ctypes

    try:
        library = ctypes.CDLL(None)
        return tuple(_Alarm(library, clock) for clock in _CLOCKS)
    except (AttributeError, OSError):
        return ()
