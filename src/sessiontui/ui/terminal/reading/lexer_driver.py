"""The driver that reads with our own lexer, whatever the version of Textual.

It needs what is public of Textual's driver only (`Feature.KEYS`).
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
import termios
import time
import tty
from codecs import getincrementaldecoder, register_error
from typing import TYPE_CHECKING

from textual import constants, events
from textual.drivers.linux_driver import LinuxDriver
from textual.messages import TerminalSupportsSynchronizedOutput

from sessiontui.ui.terminal.reading.keys_table import KeyPress, dialect, key_name
from sessiontui.ui.terminal.reading.lexer import ESCAPE, Lexer, Paste, Report
from sessiontui.ui.terminal.sent_sequences import sent_at_the_end, sent_at_the_start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from textual.message import Message

    from sessiontui.ui.terminal.reading.lexer import Token

# The kitty protocol is read where an outer program has it on, and not asked for: no
# key of ours needs it, and terminals differ in it in Enter, Space and Backspace.
constants.DISABLE_KITTY_KEY = True  # type: ignore[misc]

_BURST = 32
"""Letters in one read that nobody types: they go to the line as one."""
_READ, _MOST, _A_MOMENT = 4096, 1 << 20, 0.05
"""Bytes of a read and of what is taken at once, and the longest that may take."""
DECODING = "sessiontui-terminal"
_BEGINNINGS = (b"\x8f", b"\x90", b"\x9b", b"\x9d")
"""SS3, DCS, CSI and OSC as one byte."""
_END = b"\x9c"
"""The end of a string as one byte."""
_LONGEST_ESCAPE = 2.0
"""Seconds that a lone Escape may wait at most, whatever the environment says."""
_KEYS_AS_USUAL = "\x1b[?1l\x1b[?9001l"
"""Arrows as the table of keys has them, and keys not as Windows counts them."""
_WHEEL = (
    events.MouseScrollUp,
    events.MouseScrollDown,
    events.MouseScrollLeft,
    events.MouseScrollRight,
)


class LexerDriver(LinuxDriver):
    """Textual's driver with our own reading of what comes in."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **options)
        app = args[0] if args else options["app"]
        self._alt_keys: frozenset[str] = getattr(app, "alt_keys", frozenset())
        self._waited: int = getattr(app, "typed_ahead", 0)
        self._wake_reader, self._wake_writer = os.pipe()
        os.set_blocking(self._wake_reader, False)
        self._term = os.environ.get("TERM", "")
        self._mouse_at = (0, 0)
        self.steps_down = False
        """True once a newline steps down in its column, as it does on a terminal."""

    def start_application_mode(self) -> None:
        """Take the terminal, with its arrows and Alt as the table of keys has them."""
        with contextlib.suppress(BlockingIOError):
            # What woke nobody must not end the new reader.
            os.read(self._wake_reader, 64)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self.steps_down = _step_down(self.fileno)
        self.write(_KEYS_AS_USUAL + sent_at_the_start())

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        self.write(sent_at_the_end())
        super().stop_application_mode()

    def disable_input(self) -> None:
        """Wake the reader, which sleeps until there is a key, and let it end."""
        os.write(self._wake_writer, b"x")
        super().disable_input()

    def run_input_thread(self) -> None:
        """Read keys; a byte that is no UTF-8 becomes a replacement character.

        But one that begins or ends a sequence by itself, where a terminal was told to
        send such, is what it is there.
        """
        lexer = Lexer(
            alt_keys=self._alt_keys, own=dialect(self._term), escape=_escape_delay()
        )
        decode = getincrementaldecoder("utf-8")(errors=DECODING).decode
        while True:
            due = lexer.deadline()
            patience = None if due is None else max(0.0, due - time.monotonic())
            ready, _, _ = select.select(
                [self.fileno, self._wake_reader], [], [], patience
            )
            if self._wake_reader in ready:
                return
            if not ready and not self._has_come():
                tokens = lexer.tick(time.monotonic())
            elif data := self._all_there_is():
                tokens = lexer.feed(decode(data), time.monotonic())
            else:
                return
            for token in tokens:
                for message in self._messages(token):
                    self.process_message(message)

    def _has_come(self) -> bool:
        """Look once more: on a busy machine it may have come since it was due."""
        return bool(select.select([self.fileno], [], [], 0)[0])

    def _all_there_is(self) -> bytes:
        """All that has come so far, so that a burst is one change of the line."""
        taken, until = bytearray(), time.monotonic() + _A_MOMENT
        taken += os.read(self.fileno, _READ)
        # A link that drops now must not take along what it has brought.
        with contextlib.suppress(OSError):
            while (
                len(taken) < _MOST
                and time.monotonic() < until
                and self._has_come()
                and (data := os.read(self.fileno, _READ))
            ):
                taken += data
        # Before we had the terminal, it made Ctrl+J of every Enter.
        early = bytes(taken[: self._waited]).replace(b"\n", b"\r")
        rest = bytes(taken[self._waited :])
        self._waited = max(0, self._waited - len(taken))
        return early + rest

    def _messages(self, token: Token) -> Iterator[Message]:
        if isinstance(token, KeyPress):
            yield events.Key(token.name, None)
        elif isinstance(token, Report):
            yield from self._reported(token.sequence.removeprefix("\x1b["))
        elif isinstance(token, Paste) or len(token.text) >= _BURST:
            yield events.Paste(token.text)
        else:
            for sign in token.text:
                yield events.Key(key_name(sign), sign)

    def _reported(self, what: str) -> Iterator[Message]:
        """The terminal's reports of its mouse, its focus and its modes."""
        if what == "I":
            yield events.AppFocus()
        elif what == "O":
            yield events.AppBlur()
        elif what.startswith("<"):
            buttons, x, y = map(int, what[1:-1].split(";"))
            yield self._clicked(buttons, x - 1, y - 1, pressed=what.endswith("M"))
        elif what.startswith("?2026;") and what[len("?2026;")] != "0":
            yield TerminalSupportsSynchronizedOutput()

    def _clicked(self, buttons: int, x: int, y: int, *, pressed: bool) -> Message:
        before, self._mouse_at = self._mouse_at, (x, y)
        button = 0 if buttons & 64 else (buttons + 1) & 3
        if buttons & 64:
            kind: type[events.MouseEvent] = _WHEEL[buttons & 3]
        elif buttons & 32 or not button:
            kind = events.MouseMove
        else:
            kind = events.MouseDown if pressed else events.MouseUp
        shift, meta, ctrl = (bool(buttons & bit) for bit in (4, 8, 16))
        moved = x - before[0], y - before[1]
        return kind(None, x, y, *moved, button, shift, meta, ctrl, x, y)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    """A replacement for bytes that are no UTF-8, or the control that one is."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad, behind = error.object[error.start : error.end], error.object[error.end :]
    is_beginning = bad in _BEGINNINGS and (not behind or 0x20 <= behind[0] < 0x7F)
    is_control = is_beginning or bad == _END
    return chr(bad[0]) if is_control else "\ufffd", error.end


register_error(DECODING, _replaced)


def _step_down(terminal: int) -> bool:
    """Have newlines sent as they are: one byte to the next row; False if that failed.

    The driver gives the terminal back with what it found.
    """
    try:
        written_to = sys.__stderr__
        if not written_to or not os.path.sameopenfile(terminal, written_to.fileno()):
            return False
        attributes = termios.tcgetattr(terminal)
        attributes[tty.OFLAG] &= ~termios.OPOST
        termios.tcsetattr(terminal, termios.TCSANOW, attributes)
    except (termios.error, OSError):
        return False
    return True


def _escape_delay() -> float:
    """Seconds until a lone Escape is one; a slow link may be given more of them."""
    try:
        return min(int(os.environ["ESCDELAY"]) / 1000, _LONGEST_ESCAPE)
    except (KeyError, ValueError):
        return ESCAPE
