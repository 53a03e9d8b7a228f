"""A driver that survives any byte and keeps still while nothing happens."""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder
from enum import StrEnum

from textual import _ansi_sequences
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers import _writer_thread
from textual.drivers.linux_driver import LinuxDriver


class _AltDigit(StrEnum):
    """Alt with a digit, which Textual reads as what a Mac's Option key would type."""

    ONE = "alt+1"
    TWO = "alt+2"
    THREE = "alt+3"
    FOUR = "alt+4"
    FIVE = "alt+5"
    SIX = "alt+6"


for _number, _key in enumerate(_AltDigit, 1):
    _ansi_sequences.ANSI_SEQUENCES_KEYS[f"\x1b{_number}"] = (_key,)  # type: ignore[index]

# With the usual bound of 30 writes, a stalled link would stop the screen's loop, and
# what is typed meanwhile could not be kept. Without one (0), only the picture waits.
_writer_thread.MAX_QUEUED_WRITES = 0  # type: ignore[misc]

_NAP_SECONDS = 0.1


class QuietDriver(LinuxDriver):
    """Textual's driver without mouse movements and without a fatal byte."""

    def _get_terminal_size(self) -> tuple[int, int]:
        """Ask the terminal itself: COLUMNS and LINES may be left from another one."""
        try:
            width, height = os.get_terminal_size(self.fileno)
        except OSError:
            width, height = 0, 0
        return (width, height) if width and height else super()._get_terminal_size()

    def _enable_mouse_support(self) -> None:
        """Ask for clicks and the wheel only: over SSH each movement is a packet."""
        if not self._mouse:
            return
        self.write("\x1b[?1000h\x1b[?1006h")
        self.flush()

    def run_input_thread(self) -> None:
        """Read keys; a byte that is no UTF-8 becomes a replacement character."""
        selector = selectors.SelectSelector()
        selector.register(self.fileno, selectors.EVENT_READ)
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        try:
            while not self.exit_event.is_set():
                if selector.select(_NAP_SECONDS):
                    data = os.read(self.fileno, 4096)
                    if not data:
                        break
                    for event in parser.feed(decode(data)):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
        finally:
            selector.close()
            try:
                for _ in parser.feed(""):
                    pass
            except (EOFError, ParseError):
                pass
