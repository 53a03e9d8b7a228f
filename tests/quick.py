"""What makes a run quick, none of it less real.

`make test` would take half an hour, most of it spent on four things that no test is
about: deriving the same key again, wiping memory, waiting until Textual's own poll
believes that the app is at rest, and waiting for a disk. A child process, and with it
every test of the program as a person starts it, does all of them as ever.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import hashlib
import os
import signal
import tempfile
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2
from textual._context import active_app

_SHARED_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30
"""Bytes that must be free in memory before the temporary files go there."""
_THAW = 40
"""Tests after which what is left of them is looked for."""
_since_thaw = 0
_WIPING = "PRAGMA cipher_memory_security=ON"
_SOON = 0.02
"""Seconds within which a timer counts as work: as long as Textual's own poll sleeps."""

_HEARD = {
    getattr(signal, f"SIG{x}")
    for x in ["HUP", "INT", "QUIT", "TERM", "TSTP", "TTIN", "TTOU"]
}


def derive_once() -> None:
    """Remember what PBKDF2 gave for a passphrase and a salt: it is always the same.

    What has a salt of its own is derived as ever.
    """
    hashlib.pbkdf2_hmac = functools.cache(hashlib.pbkdf2_hmac)  # type: ignore[assignment]


def leave_memory() -> None:
    """Open records in the process of the tests without wiping its memory.

    SQLCipher then locks and unlocks every piece of memory by a call of the kernel,
    which is four fifths of what the store costs. It works for a whole process or not at
    all, so `tests/store/test_wiping.py` asks the program in a process of its own.
    """
    connect = dbapi2.connect

    def unwiped(*arguments: Any, **more: Any) -> Any:
        return connect(*arguments, **{"factory": _Unwiped, **more})

    dbapi2.connect = unwiped


class _Unwiped(dbapi2.Connection):  # type: ignore[misc]
    """A connection that passes over the one order to wipe memory."""

    def execute(self, sql: str, *values: Any) -> Any:
        if sql == _WIPING:
            sql = "PRAGMA cipher_memory_security"
        return super().execute(sql, *values)


async def at_rest(_: float = 0, longest: float = 1) -> None:
    """Wait until nothing is ready to go on, all is painted, and no timer is due soon.

    Stands in for Textual's `wait_for_idle`, which looks every 20 ms whether processor
    time was used meanwhile: it waits too long on a quiet machine and not long enough
    on a busy one, where the process may just not have had its turn.
    """
    loop: Any = asyncio.get_running_loop()
    until = loop.time() + longest
    while loop.time() < until:
        await asyncio.sleep(0)
        if loop._ready or _paint():
            continue
        painting = _painters()
        due = [
            x.when()
            for x in loop._scheduled
            if not x.cancelled() and not (x._args and x._args[0] in painting)
        ]
        rest = min(due, default=until) - loop.time()
        if rest > _SOON:
            return
        await asyncio.sleep(max(0, rest))


def _paint() -> bool:
    """Paint now what the screen's own timer would within 16 ms; says if it was any."""
    app = active_app.get(None)
    if app is None or not app._screen_stacks or not app.screen_stack:
        return False
    screen = app.screen
    waiting = (
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )
    if not waiting or not screen.is_current or app._batch_count:
        return False
    screen._on_timer_update()
    return True


def _painters() -> list[object]:
    """What the timers of the screens sleep on: they find all painted already."""
    app = active_app.get(None)
    screens = app.screen_stack if app and app._screen_stacks else []
    tasks = [x._update_timer._task for x in screens]
    return [y for x in tasks if (y := getattr(x, "_fut_waiter", None)) is not None]


def rest_exactly() -> None:
    """Let Pilot know when the app is at rest instead of guessing it.

    It waits at most 30 seconds for a screen, and the loop keeps that timer, with what
    stood on the screen, until it would have been due: pytest's own limit is enough.
    """
    import textual.app
    import textual.pilot

    for module in (textual.app, textual.pilot):
        module.wait_for_idle = at_rest  # type: ignore[attr-defined]
    textual.pilot.Pilot._wait_for_screen.__defaults__ = (None,)


def write_to_memory() -> None:
    """Put temporary files in memory, where there is room and nobody chose a place.

    Whatever is recorded is flushed to the disk at each Enter; no test here is about
    the disk. What kills a process finds the same files as on a disk.
    """
    if any(name in os.environ for name in ("PYTEST_DEBUG_TEMPROOT", "TMPDIR")):
        return
    try:
        free = os.statvfs(_SHARED_MEMORY)
        with tempfile.TemporaryFile(dir=_SHARED_MEMORY):
            pass
    except OSError:
        return
    if free.f_bavail * free.f_frsize > _ROOM:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(_SHARED_MEMORY)


def thaw() -> None:
    """Let go of what earlier apps left: each freezes, as it starts, all that there is.

    Once in a while, since looking at all objects takes a tenth of a second; without it
    a process grows by a gigabyte.
    """
    global _since_thaw  # noqa: PLW0603 - it counts the tests of this process
    _since_thaw += 1
    if _since_thaw % _THAW == 0:
        gc.unfreeze()
        gc.collect()
        gc.freeze()


def hear_signals() -> None:
    """Hear what a parent had this run ignore, so that the children do, too.

    `nohup` ignores SIGHUP, a shell that starts something behind `&` SIGINT and SIGQUIT,
    and what is ignored stays so in every child.
    """
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)
    for number in _HEARD:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
