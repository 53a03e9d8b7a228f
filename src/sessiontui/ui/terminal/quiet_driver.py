"""A driver that sleeps until there is input, and asks for no more than is wanted.

The tests in tests/ui prove what it adds against a real terminal (`Feature.DRIVER`).
"""

from __future__ import annotations

import contextlib
import os
import signal
import termios
from typing import Any

from sessiontui.ui.terminal.display import QuietDisplay
from sessiontui.ui.terminal.reading.lexer_driver import LexerDriver


class QuietDriver(LexerDriver):
    """The driver without mouse movements, naps and waiting."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **options)
        self._flushes = True

    def _get_terminal_size(self) -> tuple[int, int]:
        """Ask the terminal itself: COLUMNS and LINES may be left from another one."""
        try:
            width, height = os.get_terminal_size(self.fileno)
        except OSError:
            width, height = 0, 0
        return (width, height) if width and height else super()._get_terminal_size()

    def start_application_mode(self) -> None:
        """Take the terminal, also after a stop: whatever stood there is gone."""
        super().start_application_mode()
        if isinstance(self._app, QuietDisplay):
            self._app.repaint()

    def _enable_mouse_support(self) -> None:
        """Ask for clicks and the wheel only: over SSH each movement is a packet."""
        if not self._mouse:
            return
        self.write("\x1b[?1000h\x1b[?1006h")
        self.flush()

    def suspend_application_mode(self) -> None:
        """Let go of the terminal for a while; keys that wait stay where they are."""
        self._flushes = False
        super().suspend_application_mode()
        self._flushes = True

    def disable_input(self) -> None:
        """Wake the reader and let it end at once."""
        if self.exit_event.is_set():
            return
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        self._disable_mouse_support()
        self.exit_event.set()
        os.write(self._wake_writer, b"x")
        if self._key_thread is not None:
            self._key_thread.join()
        self.exit_event.clear()
        if self._flushes:
            with contextlib.suppress(termios.error):
                termios.tcflush(self.fileno, termios.TCIFLUSH)
