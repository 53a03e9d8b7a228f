"""Leaves the terminal as it was found, however the process ends but for kill -9.

Nothing is left to save when a signal comes: every key press has saved its draft. So
a thread of its own waits for the signals, puts the terminal right without ever
waiting for it, and ends the process, even while the screen's own loop hangs on a
stalled link.
"""

from __future__ import annotations

import contextlib
import os
import signal
import termios
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_STDIN = 0
_DISABLED = b"\0"
_SIGNALS = {signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT}
_LEAVE = (
    b"\x1b[?2004l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1004l"
    b"\x1b[?2048l\x1b[<u\x1b[?7h\x1b[?1049l\x1b[?25h"
)
"""Paste, mouse and focus reports off, keyboard and wrapping as usual, main screen."""


class TerminalGuard:
    """Watches over one terminal from before the first key to after the last."""

    def __init__(self) -> None:
        """Note how the terminal is set, and take the deadly signals on a thread."""
        self._before = _attributes()
        self._away = False
        self._watchdog: threading.Timer | None = None
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        threading.Thread(target=self._wait, name="signals", daemon=True).start()

    def hush(self, *, wholly: bool = False) -> None:
        """Let typed keys wait, unseen and unchanged, until the screen reads them.

        `wholly` counts Ctrl+C among them: nothing is left that it need end.
        """
        attributes = _attributes()
        if attributes is None:
            return
        attributes[0] &= ~(termios.ICRNL | termios.IXON)
        attributes[3] &= ~(termios.ECHO | termios.ICANON)
        # Undo, typed ahead, is no stop.
        attributes[6][termios.VSUSP] = _DISABLED
        if wholly:
            attributes[3] &= ~termios.ISIG
        with contextlib.suppress(termios.error):
            termios.tcsetattr(_STDIN, termios.TCSANOW, attributes)

    def restore(self) -> None:
        """Set the terminal as it was found."""
        if self._before is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(_STDIN, termios.TCSANOW, self._before)

    def let_go(self) -> None:
        """Set the terminal as it was found, and leave it alone from here on."""
        self.restore()
        self._away = True

    def take_again(self) -> None:
        """Watch over the terminal again."""
        self._away = False
        self.hush()

    def end_within(self, seconds: float, code: int = 0) -> None:
        """End the process for certain: a stalled terminal must not keep it alive."""
        if self._watchdog is None:
            self._watchdog = threading.Timer(seconds, self._end, (code,))
            self._watchdog.daemon = True
            self._watchdog.start()

    def call_off(self) -> None:
        """The terminal let go in time; what comes now may take its time."""
        if self._watchdog is not None:
            self._watchdog.cancel()

    def _wait(self) -> None:
        # In the background, after a stop without a warning, it would stop again.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        self._end(128 + signal.sigwait(_SIGNALS))

    def _end(self, code: int) -> None:
        if not self._away:
            self.restore()
            with contextlib.suppress(OSError):
                tty = os.open("/dev/tty", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
                os.write(tty, _LEAVE)
        os._exit(code)


def _attributes() -> list[Any] | None:
    try:
        return termios.tcgetattr(_STDIN)
    except (termios.error, OSError):
        return None
