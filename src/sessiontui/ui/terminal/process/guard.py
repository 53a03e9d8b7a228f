"""Leaves the terminal as it was found, however the process ends but for kill -9.

Nothing is left to save when a signal comes: every key press has saved its draft. So
a thread of its own waits for the signals, puts the terminal right without ever
waiting for it, and ends the process, even while the screen's own loop hangs on a
stalled link.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import sys
import termios
import threading
from typing import TYPE_CHECKING

from sessiontui.ui.terminal.sent_sequences import sent_at_the_end

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

    def __init__(self, before: list[Any] | None = None) -> None:
        """Note how the terminal is set, and take the deadly signals on a thread.

        `before` is how it was found by the process that this one goes on from.
        """
        self.before = before or _attributes()
        self.typed_ahead = 0
        """Bytes that waited while the terminal still made Ctrl+J of every Enter."""
        self._leave = _LEAVE
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
        turned = attributes[0] & termios.ICRNL
        attributes[0] &= ~(termios.ICRNL | termios.IXON)
        attributes[3] &= ~(termios.ECHO | termios.ICANON)
        # Undo, typed ahead, is no stop.
        attributes[6][termios.VSUSP] = _DISABLED
        if wholly:
            attributes[3] &= ~termios.ISIG
            # The screen comes next, which tells the terminal more.
            self._leave = _LEAVE + sent_at_the_end().encode()
        with contextlib.suppress(termios.error):
            termios.tcsetattr(_STDIN, termios.TCSANOW, attributes)
            if turned:
                self.typed_ahead = _waiting()

    def restore(self) -> None:
        """Set the terminal as it was found."""
        if self.before is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(_STDIN, termios.TCSANOW, self.before)

    def let_go(self) -> None:
        """Set the terminal as it was found, and leave it alone from here on."""
        self.restore()
        self._away = True

    def take_again(self) -> None:
        """Watch over the terminal again."""
        self._away = False
        self.hush()

    def end_within(self, seconds: float) -> None:
        """End the process for certain: a stalled terminal must not keep it alive."""
        if self._watchdog is None:
            self._watchdog = threading.Timer(seconds, self._end, (0,))
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
                os.write(tty, self._leave)
        os._exit(code)


def _waiting() -> int:
    """Count the bytes that have come and that nobody has read."""
    with contextlib.suppress(OSError):
        count = fcntl.ioctl(_STDIN, termios.FIONREAD, bytes(4))
        return int.from_bytes(count, sys.byteorder)
    return 0


def _attributes() -> list[Any] | None:
    try:
        return termios.tcgetattr(_STDIN)
    except (termios.error, OSError):
        return None
