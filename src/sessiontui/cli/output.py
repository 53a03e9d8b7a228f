"""Output of the command line: data on stdout, narration on stderr, always clean."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from sessiontui.domain.ascii import in_ascii, needs_ascii
from sessiontui.domain.text import clean, wrap
from sessiontui.errors import CannotWriteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO, TextIO


class _Manner:
    """The manner in which this process tells sentences."""

    ascii = False


def speak_ascii(wanted: bool) -> None:
    """Tell sentences without signs beyond ASCII from now on, or with them."""
    _Manner.ascii = wanted


def is_dumb() -> bool:
    """True for a type of terminal that can only show one line after the other."""
    return os.environ.get("TERM", "") in {"", "dumb", "unknown"}


def prepare_streams() -> None:
    """Let both streams take any text, and files the same bytes on every machine."""
    speak_ascii(needs_ascii(sys.stderr))
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            if stream.isatty():
                reconfigure(errors="replace")
            else:
                reconfigure(encoding="utf-8", errors="replace")


def say(text: str) -> None:
    """Print data to stdout, at once; a terminal of ASCII only gets no other signs.

    Raises:
        CannotWriteError: stdout is closed, or the disk behind it refused.
    """
    check_stdout()
    if _Manner.ascii and is_read():
        text = in_ascii(text)
    with _on_stdout():
        sys.stdout.write(clean(text).removesuffix("\n") + "\n")
        sys.stdout.flush()


def check_stdout() -> None:
    """Look whether anything takes what will be printed, before anything is done.

    Raises:
        CannotWriteError: stdout is closed.
    """
    if sys.stdout is None:
        raise CannotWriteError("The output could not be written: stdout is closed.")


def is_read() -> bool:
    """Tell whether a person reads what is printed, and not another program."""
    return sys.stdout is not None and sys.stdout.isatty()


@contextlib.contextmanager
def piped() -> Iterator[BinaryIO]:
    """The way to the next program in a pipe, for a file's bytes as they are.

    Raises:
        CannotWriteError: the disk behind the pipe refused.
    """
    with _on_stdout():
        yield sys.stdout.buffer
        sys.stdout.flush()


def check_pipe() -> None:
    """Look whether there is a pipe to hand a file on in, before anything is asked.

    Raises:
        UsageError: a terminal would show it, or nothing would take it.
    """
    if sys.stdout is None or sys.stdout.isatty():
        raise UsageError("With -o - the file goes into a pipe, not onto the screen.")


@contextlib.contextmanager
def _on_stdout() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        from sessiontui.store.sqlcipher.files import reason

        raise CannotWriteError(
            f"The output could not be written ({reason(error)})."
        ) from None


def tell(text: str, end: str = "\n", *, words: bool = False) -> None:
    """Tell the person something on stderr; nobody listening is no reason to stop.

    `words` says that it holds what somebody typed, which stays as it is.
    """
    if sys.stderr is None:
        return
    if _Manner.ascii and not words:
        text = in_ascii(text)
    with contextlib.suppress(OSError, ValueError):
        text = clean(text)
        sys.stderr.write((wrap(text, columns_of(sys.stderr)) if end else text) + end)
        sys.stderr.flush()


def columns_of(stream: TextIO | None) -> int:
    """The columns of the terminal that a stream leads to; 0 where it leads to none."""
    with contextlib.suppress(OSError, ValueError):
        if stream is not None and stream.isatty():
            return os.get_terminal_size(stream.fileno()).columns
    return 0


def abandon_stdout() -> None:
    """Let what is still buffered go nowhere, so that leaving stays quiet."""
    if sys.stdout is None:
        return
    with contextlib.suppress(OSError, ValueError):
        out = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out)
        os.close(nowhere)
