"""Asking the person for what nobody else may see.

The standard library's getpass throws away keys typed ahead (TCSAFLUSH). Here every
key waits its turn: what is typed after Enter is the next answer, or reaches the
screen that opens.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import stat
import sys
import termios
from typing import TYPE_CHECKING, Any, TypeVar

from sessiontui.cli.output import is_dumb, tell
from sessiontui.domain.text import clean, is_utf16, without_mark, wrap
from sessiontui.errors import LockedError, SessionTuiError
from sessiontui.interrupts import interrupts_act

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")

_LONGEST_LINE = 1_000_000
"""Bytes; more than any passphrase, and a device may go on for ever."""
_LOCAL = 3
_INPUT = 0
_CONTROLS = 6
_DISABLED = b"\0"
_ENTER = b"\r"
_INTERRUPT = b"\x03"
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
_ASIDE = "\x1b[?1049h\x1b[H\x1b[2J"
_BACK = f"{_CLEAR}\x1b[?1049l"


class Terminal:
    """The person's terminal with its echo off, from `with` to the end of it."""

    def __init__(
        self,
        *,
        before_screen: bool = False,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        """Find the terminal; `before_screen` keeps Enter apart from Ctrl+J for one.

        `meanwhile` is called once, when the first question stands: a person takes
        longer than most of what is to be done.

        Raises:
            LockedError: there is none to ask on.
        """
        self._before_screen = before_screen
        self._meanwhile = meanwhile
        self._owned = True
        try:
            self._file = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError:
            if sys.stdin is None or not sys.stdin.isatty():
                raise LockedError(
                    "There is no terminal to ask for the passphrase on. "
                    "Name a file that holds it: --passphrase-file FILE"
                ) from None
            self._owned = False
            self._file = sys.stdin.fileno()
        self._before: list[Any] | None = None

    def __enter__(self) -> Terminal:
        """Turn the echo off; keys that wait already stay."""
        try:
            self._before = termios.tcgetattr(self._file)
            hidden = termios.tcgetattr(self._file)
            hidden[_LOCAL] &= ~(termios.ECHO | termios.ECHONL)
            hidden[_LOCAL] |= termios.ICANON | termios.ISIG
            if self._before_screen:
                # Enter ends the answer, and typed ahead it reaches the screen as
                # itself, not turned into the newline that Ctrl+J types there; Ctrl+Q
                # and Ctrl+S reach it too.
                hidden[_INPUT] &= ~(termios.ICRNL | termios.IXON)
                hidden[_CONTROLS][termios.VEOL] = _ENTER
            else:
                hidden[_INPUT] |= termios.ICRNL
            # Stopped by Ctrl+Z, the shell would bring the echo back under a prompt.
            hidden[_CONTROLS][termios.VSUSP] = _DISABLED
            termios.tcsetattr(self._file, termios.TCSANOW, hidden)
        except termios.error:
            raise LockedError("The terminal does not answer.") from None
        return self

    def __exit__(self, *_: object) -> None:
        """Set the terminal as it was found."""
        if self._before is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._file, termios.TCSANOW, self._before)
        if self._owned:
            os.close(self._file)

    def ask(self, question: str) -> str:
        """Read what is typed, unseen, up to Enter.

        Raises:
            LockedError: the terminal is gone, or Ctrl+D was pressed.
        """
        typed = bytearray()
        try:
            with _signals() as signals, interrupts_act():
                self._write(question)
                if self._meanwhile:
                    self._meanwhile()
                    self._meanwhile = None
                # One byte at a time: what comes after Enter belongs to somebody else.
                while (byte := self._read(signals)) not in {b"\n", _ENTER}:
                    if not byte:
                        self._write("\n")
                        raise LockedError("No passphrase was given.")
                    if byte == _INTERRUPT:
                        # It was pressed before the terminal made a signal of it.
                        raise KeyboardInterrupt
                    typed += byte
        except OSError:
            raise LockedError("The terminal is gone.") from None
        except KeyboardInterrupt:
            self._write("\n")
            raise
        self._write("\n")
        from sessiontui.ui.terminal.reading.typed_line import without_sequences

        return without_sequences(typed.decode("utf-8", "surrogateescape"))

    def _read(self, signals: int) -> bytes:
        """The next byte; empty at the end."""
        while self._file not in select.select([self._file, signals], [], [])[0]:
            os.read(signals, 64)
        return os.read(self._file, 1)

    def tell(self, text: str) -> None:
        """Show sentences, without breaking a word at the edge."""
        try:
            width = os.get_terminal_size(self._file).columns
        except OSError:
            width = 0
        self._write(wrap(clean(text), width) + "\n")

    @contextlib.contextmanager
    def aside(self) -> Any:  # noqa: ANN401 - a context manager of nothing
        """A page of its own, that leaves no trace on the screen or above it.

        A dumb terminal has no such page: what is shown there must say so.
        """
        plain = is_dumb()
        self._write("" if plain else _ASIDE)
        try:
            yield
        finally:
            self._write("" if plain else _BACK)

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            os.write(self._file, text.encode("utf-8", "replace"))


@contextlib.contextmanager
def _signals() -> Iterator[int]:
    """A pipe that can be read once a signal has come.

    One that comes just before the wait for a key, or to another thread, would else
    be seen only at the next key: Ctrl+C at a prompt would do nothing.
    """
    heard, told = os.pipe()
    os.set_blocking(told, False)
    before = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    try:
        yield heard
    finally:
        signal.set_wakeup_fd(before)
        os.close(heard)
        os.close(told)


def as_typed(typed: bytes, errors: str) -> str:
    """Text from stdin: of what a keyboard sends, the words only.

    Raises:
        UnicodeDecodeError: it is not UTF-8, and `errors` does not mend that.
    """
    if sys.stdin is not None and sys.stdin.isatty():
        from sessiontui.ui.terminal.reading.typed_line import without_sequences

        words = without_sequences(typed.decode("utf-8", "surrogateescape"))
        typed = words.encode("utf-8", "surrogateescape")
    return typed.decode("utf-8", errors)


def read_passphrase_file(path: Path) -> str:
    """The first line of a file that only its owner can read, without a mark before it.

    Raises:
        SessionTuiError: others can read it; the sentence says how to close it.
        LockedError: it cannot be read, is UTF-16, or holds nothing.
    """
    line = _passphrase_line(path)
    if is_utf16(line):
        raise LockedError(f"{path} is UTF-16. Save it as UTF-8.")
    return _secret(_first_words(line), path)


def with_passphrase_file(path: Path, attempt: Callable[[str], T]) -> T:
    """The result of an attempt with the passphrase of a file.

    It is tried without the byte order mark that the file may begin with, and up to a
    CR that ends its line; then with them, since records were made so, and the second
    says how to set it right.

    Raises:
        LockedError: neither fits, or the file is UTF-16.
    """
    line = _passphrase_line(path)
    usual = _first_words(line)
    before = [x for x in (without_mark(line), line) if x.removesuffix(b"\r") != usual]
    try:
        return attempt(_secret(usual, path))
    except LockedError as error:
        if is_utf16(line):
            raise LockedError(f"{path} is UTF-16. Save it as UTF-8.") from None
        said = error
    for other in before:
        with contextlib.suppress(LockedError):
            found = attempt(_secret(other, path))
            break
    else:
        raise said from None
    with_mark = without_mark(line) != line
    what = f"the byte order mark that {path} begins with" if with_mark else "a line end"
    tell(
        f"The passphrase of this record holds {what}. Set it right with: sessiontui "
        f"--passphrase-file '{path}' passphrase --new-passphrase-file '{path}'"
    )
    return found


def _first_words(line: bytes) -> bytes:
    """A first line without its mark; CR alone ends a line too."""
    return without_mark(line).partition(b"\r")[0]


def _secret(line: bytes, path: Path) -> str:
    secret = line.removesuffix(b"\r").decode("utf-8", "surrogateescape")
    if not secret:
        raise LockedError(f"The first line of {path} is empty; it holds no passphrase.")
    return secret


def _passphrase_line(path: Path) -> bytes:
    from sessiontui.store.sqlcipher.files import reason

    try:
        # A pipe may be waited for.
        with interrupts_act():
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                mode = os.fstat(file).st_mode
                if stat.S_IMODE(mode) & 0o077 and not stat.S_ISCHR(mode):
                    raise SessionTuiError(
                        f"Other users can read {path}. "
                        f"Close it with: chmod 600 '{path}'"
                    )
                line = _first_line(file)
                if len(line) > _LONGEST_LINE:
                    raise LockedError(f"The first line of {path} has no end.")
            finally:
                os.close(file)
    except OSError as error:
        raise LockedError(
            f"The passphrase file {path} cannot be read ({reason(error)})."
        ) from None
    return line


def _first_line(file: int) -> bytes:
    """Byte by byte, so that a pipe keeps what comes after for others to read."""
    line = bytearray()
    while (byte := os.read(file, 1)) not in {b"", b"\n"}:
        line += byte
        if len(line) > _LONGEST_LINE:
            break
    return bytes(line)
