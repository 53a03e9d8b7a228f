"""Gives the terminal back for as long as the process is stopped.

Textual does this within the signal's handler, in the middle of whatever the loop was
doing, and paints only what changes behind it. Here it is a step of the loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import termios
import time
from typing import TYPE_CHECKING

from textual.geometry import Size

from sessiontui.ui.terminal.supported import Feature, supported

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.ui.terminal.display import QuietDisplay

_STDIN = 0
_A_MOMENT, _MOMENTS = 0.05, 20
"""Seconds between looks whether the terminal listens again, and how many of them."""
_WIPE = "\x1b[m\x1b[H\x1b[J"
"""For a terminal that has one screen only: nothing of the session stays on it."""


class Suspend:
    """Lets an app be stopped and continued like any other job of a shell."""

    def __init__(
        self,
        app: QuietDisplay,
        let_go: Callable[[], None],
        take_again: Callable[[], None],
        look_at_clock: Callable[[], None],
    ) -> None:
        """Hold the app.

        `let_go` sets the terminal as it was found, before somebody else uses it, and
        `take_again` as it has to be before the driver takes it; `look_at_clock` does
        what became due in the stop, before anything is shown.
        """
        self._app = app
        self._let_go = let_go
        self._take_again = take_again
        self._look_at_clock = look_at_clock

    def begin(self) -> None:
        """Take the signals over from the driver."""
        if not supported(Feature.SUSPEND):
            return
        driver = self._app._driver
        if driver is not None and driver.can_suspend:
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTSTP, self._stop)
            loop.add_signal_handler(signal.SIGCONT, self._continued)

    def _stop(self) -> None:
        """Let go of the terminal, stop, and go on once it is ours again."""
        driver = self._app._driver
        if driver is None or self._app._exit:
            return
        driver.write(_WIPE)
        driver.suspend_application_mode()
        with contextlib.suppress(termios.error):
            # What was typed blindly into the stop is no command for a shell.
            termios.tcflush(_STDIN, termios.TCIFLUSH)
        self._let_go()
        self._sleep()
        self._resume()

    def _continued(self) -> None:
        """Go on after a stop that nobody is told of: the reader is still at work."""
        driver = self._app._driver
        if driver is None or self._app._exit:
            return
        if not _in_front():
            self._sleep()
        # Two readers would share the keys.
        driver.suspend_application_mode()
        self._resume()

    def _sleep(self) -> None:
        """Stop, and again in the background: there is nobody to draw for."""
        loop = asyncio.get_running_loop()
        loop.remove_signal_handler(signal.SIGCONT)
        while True:
            os.kill(os.getpid(), signal.SIGSTOP)
            if _comes_to_front():
                break
        loop.add_signal_handler(signal.SIGCONT, self._continued)

    def _resume(self) -> None:
        app = self._app
        if app._driver is None:
            return
        self._take_again()
        app._driver.resume_application_mode()
        app.repaint()
        self._look_at_clock()
        if not app._exit and _size() in {app.size, None}:
            # At another size Textual paints everything by itself.
            app.refresh(layout=True)


def _comes_to_front() -> bool:
    """Tell whether it does soon; a deadly signal of the stop goes first."""
    for _ in range(_MOMENTS):
        time.sleep(_A_MOMENT)
        if _in_front():
            return True
    return False


def _in_front() -> bool:
    """Tell whether the terminal listens to this process and not to the shell."""
    try:
        return os.tcgetpgrp(_STDIN) == os.getpgrp()
    except OSError:
        return True


def _size() -> Size | None:
    try:
        return Size(*os.get_terminal_size(_STDIN))
    except OSError:
        return None
