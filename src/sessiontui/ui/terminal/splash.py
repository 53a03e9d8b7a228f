"""The screen before Textual is loaded: a page of its own, one word.

Loading takes half a second; a shell that only waits looks as if the call was lost.
"""

from __future__ import annotations

import contextlib
import os

_STDERR = 2
_SHOW = b"\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J \x1b[2mOpening\x1b[m"
_LEAVE = b"\x1b[?1049l\x1b[?25h"


class Splash:
    """The page that the app takes over, or that is left where none comes."""

    def __init__(self) -> None:
        """Nothing is shown yet."""
        self._stands = False

    def show(self) -> None:
        """Leave the shell's screen for a page of our own."""
        self._stands = True
        _write(_SHOW)

    def hand_over(self) -> None:
        """The app has its screen from here on, and leaves it by itself."""
        self._stands = False

    def leave(self) -> None:
        """Go back to the shell's screen, unless the app had the page."""
        if self._stands:
            self._stands = False
            _write(_LEAVE)


def _write(what: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(_STDERR, what)
