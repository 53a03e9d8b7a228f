"""The moments of Ctrl+C: at once where a person is asked, else when a step is done.

Raised in the middle of an import, KeyboardInterrupt can leave the lock on imports
taken. Where another thread imports at that time, as at every start, both wait for
each other for ever.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.store.sqlcipher.driver import Database

_STEPS = 10_000
"""Steps of the database between two looks at whether Ctrl+C was pressed: about 1 ms."""


class _Waiting:
    """A handler that only remembers."""

    pressed = False

    def __call__(self, *_: object) -> None:
        self.pressed = True

    def is_pressed(self) -> bool:
        """Tell it to whoever asks now and then."""
        return self.pressed


@contextmanager
def interrupts_wait() -> Iterator[_Waiting]:
    """Let Ctrl+C act when all in here is done; only the main thread may ask for it.

    Raises:
        KeyboardInterrupt: at the end, if it was pressed.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        # Somebody else sees to it, or nobody is to: as for a job in the background.
        yield _Waiting()
        return
    waiting = _Waiting()
    signal.signal(signal.SIGINT, waiting)
    try:
        yield waiting
    finally:
        signal.signal(signal.SIGINT, before)
        if waiting.pressed:
            raise KeyboardInterrupt


@contextmanager
def interrupts_end(db: Database) -> Iterator[None]:
    """Let Ctrl+C end a long statement of a database, which by itself hears of none.

    Raises:
        KeyboardInterrupt: soon after it was pressed, in place of what the statement
            made of being ended.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with interrupts_wait() as waiting:
        db.conn.set_progress_handler(waiting.is_pressed, _STEPS)
        try:
            yield
        finally:
            db.conn.set_progress_handler(None, 0)


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
