"""The real program with nobody there: rest, lock, and what a sleeping laptop does.

It is proof, not test: rest and lock are waited for in real seconds, on a whole
terminal.
"""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.story import PASSPHRASE
from tests.ui.terminal import LEFT, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sessiontui.settings.paths import Paths

CTRL_O, CTRL_P, CTRL_T, ESCAPE, F5 = "\x0f", "\x10", "\x14", "\x1b", "\x1b[15~"
ENTERED = b"\x1b[?1049h"
"""What opens the screen of the app."""
LIMIT = 3.0
"""Seconds until the screen rests, and then until it locks."""

LONG = 3 * 60 * 60.0
JUMPING = """
import os, sys, time
from functools import partial
from sessiontui.ui.terminal.process import wake_clock as awake

def after_sleep(clock):
    slept = float(open(sys.argv[-1]).read()) if os.path.exists(sys.argv[-1]) else 0
    return clock() + slept

real = awake.WakeClock.clocks
awake.WakeClock.clocks = tuple(partial(after_sleep, clock) for clock in real)
flag = sys.argv[-1]
from sessiontui.cli.commands.command_table import run
sys.exit(run(sys.argv[1:-1]))
"""


@pytest.fixture
def terminal(paths: Paths, secret: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens the program on an empty record, unlocked or with its prompt."""
    opened: list[Terminal] = []

    def start(
        *arguments: str,
        limit: float = LIMIT,
        program: tuple[str, ...] = ("-m", "sessiontui"),
        size: tuple[int, int] = (80, 24),
    ) -> Terminal:
        minutes = limit / 60
        paths.settings.write_text(
            f"lock_minutes = {minutes}\nlock_minutes_outside = {minutes}\n"
        )
        window = Terminal(
            paths.data,
            *arguments,
            passphrase_file=secret,
            program=program,
            size=size,
        )
        opened.append(window)
        return window

    yield start
    for window in opened:
        window.close()


def is_blank(window: Terminal) -> bool:
    return not window.text().strip()


def until(happened: Callable[[], bool], window: Terminal, seconds: float) -> float:
    """Wait for something to be seen; returns how long it took."""
    begun = time.monotonic()
    while not happened():
        assert time.monotonic() - begun < seconds, window.text()
        window.read_for(0.05)
    return time.monotonic() - begun


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
def test_it_rests_then_locks_and_comes_back_to_the_same_line(
    terminal: Callable[..., Terminal], size: tuple[int, int]
) -> None:
    user = terminal("open", "KESTREL-4", size=size)
    user.see("Agenda")
    user.type("said in the hour\r" + "and half a thou")
    user.see("half a thou")
    before = user.process.pid
    assert LIMIT - 1 < until(lambda: is_blank(user), user, 10) < LIMIT + 1.5
    user.read_for(0.3)
    resting = len(user.raw)
    quiet = user.read_for(LIMIT - 1.3)
    assert quiet == b"", "while it rested something was sent"
    shown = user.see("Passphrase:")
    assert "Locked; all is" in shown
    # One process from the first key on: its memory is another program's now.
    assert user.process.pid == before
    assert user.process.poll() is None
    after = user.raw[resting:]
    assert LEFT in after
    for words in (b"said in the hour", b"half a thou", b"KESTREL"):
        assert words not in after
    assert "said in" not in shown
    assert "KESTREL" not in shown
    for secret in (f"/proc/{before}/cmdline", f"/proc/{before}/environ"):
        assert b"KESTREL" not in Path(secret).read_bytes()
    user.type(PASSPHRASE + "\r")
    assert "KESTREL-4" in user.see("half a thou")
    user.type("ght\r")
    until(lambda: "half a thought" in user.text(), user, 10)


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
def test_behind_the_lock_the_hour_goes_on_on_the_same_tab_again_and_again(
    terminal: Callable[..., Terminal], size: tuple[int, int]
) -> None:
    user = terminal("open", size=size, limit=1200)
    user.see("Nobody here yet")
    user.type("WREN-7\r\r")
    user.see("Agenda")
    user.type("a note\rhalf a line" + CTRL_O)
    until(lambda: "Agenda" not in user.text(), user, 10)
    user.type("KESTREL-4\r\r")
    # Nothing is written yet: who only listens comes back to the same place.
    user.see("KESTREL-4")
    user.type("\x1b3")
    user.see("goal ›")
    for _ in range(2):
        user.type("/lock\r")
        user.see("Passphrase:")
        assert "KESTREL" not in user.text()
        user.type(PASSPHRASE + "\r")
        assert "KESTREL-4" in user.see("goal ›")


def test_where_a_client_had_the_screen_it_comes_back_blank(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal("open", "KESTREL-4")
    user.see("Agenda")
    user.type("/note said in the hour\r" + "my half a thought")
    user.see("half a thought")
    user.type(F5 + CTRL_T)
    user.see("most helpful")
    user.type("The pict")
    user.see("Passphrase:")
    begun = len(user.raw)
    user.type(PASSPHRASE + "\r")
    until(lambda: ENTERED in user.raw[begun:], user, 10)
    user.read_for(1.5)
    assert is_blank(user)
    user.type(ESCAPE)
    shown = user.see("unfinished words wait behind Ctrl+T")
    assert "KESTREL-4" in shown
    assert "my half a thought" in shown
    user.type(CTRL_T)
    user.see("› The pict")


def test_in_the_caseload_the_lock_comes_back_to_the_caseload(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal("open", "KESTREL-4", limit=1200)
    user.see("Agenda")
    user.type("a note\r" + CTRL_O)
    until(lambda: "Agenda" not in user.text(), user, 10)
    user.type("/lock\r")
    user.see("Passphrase:")
    user.type(PASSPHRASE + "\r")
    assert "Agenda" not in user.see("KESTREL-4")


def test_the_caseload_locks_too_and_so_does_the_palette(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal("open")
    user.see("Nobody here yet")
    user.type(CTRL_P)
    user.see("Search for commands")
    until(lambda: is_blank(user), user, 10)
    user.see("Passphrase:")


def test_a_key_within_the_minute_goes_on_with_the_session(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal("open", "KESTREL-4")
    user.see("Agenda")
    until(lambda: is_blank(user), user, 10)
    user.type("typed in the rest" + ESCAPE)
    user.see("typed in the rest")
    user.read_for(LIMIT - 1)
    assert "typed in the rest" in user.text()
    until(lambda: is_blank(user), user, 5)


def test_after_the_process_was_stopped_for_long_it_locks_at_once(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal("open", "KESTREL-4", limit=2)
    user.see("Agenda")
    user.process.send_signal(signal.SIGSTOP)
    user.read_for(5)
    user.process.send_signal(signal.SIGCONT)
    user.see("Passphrase:", seconds=3)
    assert "KESTREL" not in user.text()


@pytest.mark.parametrize(("slept", "locks"), [(LONG, True), (1230, False)])
def test_what_became_due_in_a_stop_comes_before_any_picture(
    terminal: Callable[..., Terminal], tmp_path: Path, slept: float, locks: bool
) -> None:
    told = tmp_path / "slept"
    user = terminal(
        *("open", "KESTREL-4", str(told)), limit=1200, program=("-c", JUMPING)
    )
    user.see("Agenda")
    user.type("a teapot\rhalf typed")
    user.see("half typed")
    user.process.send_signal(signal.SIGTSTP)
    until(lambda: LEFT in user.raw, user, 10)
    told.write_text(str(slept))
    begun = len(user.raw)
    user.process.send_signal(signal.SIGCONT)
    until(lambda: ENTERED in user.raw[begun:], user, 10)
    if locks:
        user.see("Passphrase:")
    while user.read_for(0.5):
        pass
    assert b"teapot" not in user.raw[begun:]
    assert b"KESTREL" not in user.raw[begun:]
    if not locks:
        assert is_blank(user)
        user.type(ESCAPE)
        assert "half typed" in user.see("teapot")


def test_the_first_key_after_a_long_sleep_finds_it_locked(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    slept = tmp_path / "slept"
    user = terminal(
        *("open", "KESTREL-4", str(slept)), limit=1200, program=("-c", JUMPING)
    )
    user.see("Agenda")
    user.type("before it was shut")
    user.see("before it was shut")
    slept.write_text(str(LONG))
    user.type("x")
    user.see("Passphrase:")
    user.type(PASSPHRASE + "\r")
    assert "shutx" not in user.see("before it was shut")


def woken(process: int) -> int:
    """How often a process's threads went to sleep of their own will so far."""
    return sum(
        int(line.split()[1])
        for task in Path(f"/proc/{process}/task").iterdir()
        for line in (task / "status").read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    )


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc here")
def test_while_nobody_types_nothing_wakes_and_nothing_is_sent(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal("open", limit=1200)
    user.see("Nobody here yet")
    user.type("x")
    user.read_for(3)
    before = woken(user.process.pid)
    assert user.read_for(10) == b""
    assert woken(user.process.pid) == before
