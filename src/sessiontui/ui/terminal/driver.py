"""A driver that survives any byte, sleeps until there is input, and never waits.

The tests in tests/ui prove what it adds against a real terminal (`Feature.DRIVER`).
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import termios
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING

from textual import events
from textual._parser import ParseError
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from sessiontui.ui.terminal.display import QuietDisplay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from textual.message import Message


_WIDEST = 1000
"""Columns and rows of the largest terminal that is believed."""

_PASTE_BEGINS = "\x1b[200~"
_PASTE_ENDS = "\x1b[201~"


class PasteSplitter:
    """Tells pasted text from keys, so that nothing in a paste can act as a key."""

    def __init__(self) -> None:
        self._pasting = False
        self._held = ""
        self._pasted: list[str] = []

    def feed(self, text: str) -> Iterator[tuple[bool, str]]:
        """Pieces of what came in: (is it pasted, the text)."""
        text, self._held = self._held + text, ""
        while text:
            marker = _PASTE_ENDS if self._pasting else _PASTE_BEGINS
            before, found, after = text.partition(marker)
            if not found:
                before, self._held = _without_beginning(text, marker)
            if self._pasting:
                self._pasted.append(before)
            elif before:
                yield False, before
            if not found:
                return
            if self._pasting:
                yield True, "".join(self._pasted)
                self._pasted.clear()
            self._pasting = not self._pasting
            text = after


def _without_beginning(text: str, marker: str) -> tuple[str, str]:
    """The text without a marker that has only begun at its end, and that beginning.

    A lone Escape is a key of its own and is never held back.
    """
    for length in range(len(marker) - 1, 1, -1):
        if text.endswith(marker[:length]):
            return text[:-length], text[-length:]
    return text, ""


class KeyReader:
    """Reads keys one by one; a sequence that cannot be read is dropped, not fatal."""

    def __init__(self, *, debug: bool = False) -> None:
        self._debug = debug
        self._parser = XTermParser(debug)

    def feed(self, text: str) -> Iterator[Message]:
        """What came in, as far as it means anything."""
        for character in text:
            yield from self._read(lambda: self._parser.feed(character))  # noqa: B023

    def tick(self) -> Iterator[Message]:
        """What is due without more coming in: a lone Escape."""
        yield from self._read(self._parser.tick)

    def patience(self) -> float | None:
        """Seconds until a lone Escape is known to be one; None to sleep until a key."""
        due = self._parser._timeout_time
        return None if due is None else max(0.0, due - get_time())

    def close(self) -> None:
        """Read no more."""
        with contextlib.suppress(EOFError, ParseError):
            for _ in self._parser.feed(""):
                pass

    def _read(self, read: Callable[[], Iterable[Message]]) -> Iterator[Message]:
        try:
            messages = tuple(read())
        except Exception:  # noqa: BLE001 - noise on the link has no end of kinds
            self._parser = XTermParser(self._debug)
            return
        yield from (x for x in messages if not _is_absurd(x))


def _is_absurd(message: Message) -> bool:
    """Whether a size is told that no terminal has: to draw it would take all memory."""
    return isinstance(message, events.Resize) and not (
        0 < message.size.width <= _WIDEST and 0 < message.size.height <= _WIDEST
    )


class QuietDriver(LinuxDriver):
    """Textual's driver without mouse movements, naps and a fatal byte."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **options)
        self._wake_reader, self._wake_writer = os.pipe()
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
        super().start_application_mode()  # type: ignore[no-untyped-call]
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

    def run_input_thread(self) -> None:
        """Read keys; a byte that is no UTF-8 becomes a replacement character."""
        reader = KeyReader(debug=self._debug)
        splitter = PasteSplitter()
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._wake_reader, selectors.EVENT_READ)
            try:
                while not self.exit_event.is_set():
                    for key, _ in selector.select(reader.patience()):
                        if key.fd == self._wake_reader:
                            os.read(self._wake_reader, 16)
                            continue
                        data = os.read(self.fileno, 4096)
                        if not data:
                            return
                        for message in _messages(reader, splitter.feed(decode(data))):
                            self.process_message(message)
                    for message in reader.tick():
                        self.process_message(message)
            finally:
                reader.close()


def _messages(
    reader: KeyReader, pieces: Iterator[tuple[bool, str]]
) -> Iterator[Message]:
    for is_pasted, text in pieces:
        if is_pasted:
            yield events.Paste(text)
        else:
            yield from reader.feed(text)
