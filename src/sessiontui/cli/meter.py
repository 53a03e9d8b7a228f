"""One line that says how far something long is, on a terminal after two seconds."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING

from sessiontui.cli.output import is_dumb, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.store.far import Far

_QUIET = 2.0
"""Seconds that nobody minds waiting for."""
_EVERY = 0.5
_CLEAR = "\r\x1b[K"


@contextlib.contextmanager
def telling(what: str) -> Iterator[Far]:
    """A way to tell how far it is, in a line that is gone at the end.

    A terminal that cannot write over a line is told once that it takes a while. Where
    nobody watches, nothing is told. Ctrl+C stops it, as it stops everything.
    """
    watched = sys.stderr if sys.stderr is not None and sys.stderr.isatty() else None
    again = time.monotonic() + _QUIET
    told = False

    def far(share: float) -> None:
        nonlocal again, told
        now = time.monotonic()
        if watched is None or now < again:
            return
        again = now + _EVERY
        if not is_dumb():
            watched.write(f"{_CLEAR}{what}: {share:.0%}. Ctrl+C stops it.")
            watched.flush()
        elif not told:
            tell(f"{what} takes a while. Ctrl+C stops it.")
        told = True

    try:
        yield far
    finally:
        if watched is not None and told and not is_dumb():
            watched.write(_CLEAR)
            watched.flush()
