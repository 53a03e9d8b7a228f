"""The moments of Ctrl+C: at once where a person is asked, else when a step is done.

Raised in the middle of an import, KeyboardInterrupt can leave the lock on imports
taken. Where another thread imports at that time, as at every start, both wait for
each other for ever.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Waiting:
    """A handler that only remembers."""

    pressed = False

    def __call__(self, *_: object) -> None:
        self.pressed = True


@contextmanager
def interrupts_wait() -> Iterator[None]:
    """Let Ctrl+C act when all in here is done; only the main thread may ask for it.

    Raises:
        KeyboardInterrupt: at the end, if it was pressed.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        # Somebody else sees to it, or nobody is to: as for a job in the background.
        yield
        return
    waiting = _Waiting()
    signal.signal(signal.SIGINT, waiting)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if waiting.pressed:
            raise KeyboardInterrupt


@contextmanager
def interrupts_act() -> Iterator[None]:
    """Let Ctrl+C act at once here, also where it waits around it.

    Raises:
        KeyboardInterrupt: at once, also if it was pressed before.
    """
    waiting = signal.getsignal(signal.SIGINT)
    if not isinstance(waiting, _Waiting):
        yield
        return
    if waiting.pressed:
        raise KeyboardInterrupt
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, waiting)
