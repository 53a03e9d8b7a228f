"""One line that says how far something long is, on a terminal after two seconds."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from typing import TYPE_CHECKING

from sessiontui.cli.output import is_dumb, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from sessiontui.store.meter import Far

_QUIET = 2.0
"""Seconds that nobody minds waiting for."""
_EVERY = 0.5
_CLEAR = "\r\x1b[K"


@contextlib.contextmanager
def telling(what: str) -> Iterator[Far]:
    """A way to tell how far it is, in a line that is gone at the end.

    A terminal that cannot write over a line is told once that it takes a while. Where
    nobody watches, nothing is told. Ctrl+C stops it, as it stops everything, and what
    is told here may be stopped: it comes about wholly or not at all.
    """
    try:
        with _watched(what) as far:
            yield far
    except KeyboardInterrupt:
        tell("Stopped; nothing is left half done.")
        raise


@contextlib.contextmanager
def _watched(what: str) -> Iterator[Far]:
    if sys.stderr is None or not sys.stderr.isatty():
        from sessiontui.store.meter import silent

        yield silent
        return
    line = _Line(what, sys.stderr)
    # One statement of the database can take longer than anybody waits for a word.
    beside = threading.Thread(target=line.keep_telling, daemon=True)
    beside.start()
    try:
        yield line.far
    finally:
        line.over.set()
        beside.join()
        line.clear()


class _Line:
    """The line, and when it is written again."""

    def __init__(self, what: str, screen: TextIO) -> None:
        self.over = threading.Event()
        self._what = what
        self._screen = screen
        self._share = 0.0
        self._told = False
        self._lock = threading.Lock()
        self._again = time.monotonic() + _QUIET

    def far(self, share: float) -> None:
        """Take in how far it is."""
        self._share = share
        if time.monotonic() >= self._again:
            self._tell()

    def keep_telling(self) -> None:
        """Write the line until it is over, however seldom it is told how far."""
        while not self.over.wait(max(self._again - time.monotonic(), 0.05)):
            self._tell()

    def clear(self) -> None:
        """Take the line away."""
        if self._told and not is_dumb():
            self._write(_CLEAR)

    def _tell(self) -> None:
        with self._lock:
            self._again = time.monotonic() + _EVERY
            if not is_dumb():
                self._write(
                    f"{_CLEAR}{self._what}: {self._share:.0%}. Ctrl+C stops it."
                )
            elif not self._told:
                tell(f"{self._what} takes a while. Ctrl+C stops it.")
            self._told = True

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._screen.write(text)
            self._screen.flush()
