"""The real program with nobody there: rest, lock, and what a sleeping laptop does."""

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

    from sessiontui.paths import Paths

CTRL_P, ESCAPE = "\x10", "\x1b"
LIMIT = 3.0
"""Seconds until the screen rests, and then until it locks."""

JUMPING = """
import os, sys, time
from sessiontui.ui.terminal import awake

real = awake.AwakeClock.readings
def readings(self):
    slept = 3 * 60 * 60 if os.path.exists(sys.argv[-1]) else 0
    return tuple(each + slept for each in real(self))

awake.AwakeClock.readings = readings
flag = sys.argv[-1]
from sessiontui.cli.group import run
sys.exit(run(sys.argv[1:-1]))
"""


@pytest.fixture
def terminal(paths: Paths, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens the program on an empty record, unlocked or with its prompt."""
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
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
            passphrase_file=file,
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
    user.see("1 Agenda")
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
    user.type(PASSPHRASE + "\r")
    user.see("KESTREL-4")
    user.type("\r")
    assert "and half a thou" in user.see("half a thou")


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
    user.see("1 Agenda")
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
    user.see("1 Agenda")
    user.process.send_signal(signal.SIGSTOP)
    user.read_for(5)
    user.process.send_signal(signal.SIGCONT)
    user.see("Passphrase:", seconds=3)
    assert "KESTREL" not in user.text()


def test_the_first_key_after_a_long_sleep_finds_it_locked(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    slept = tmp_path / "slept"
    user = terminal(
        *("open", "KESTREL-4", str(slept)), limit=1200, program=("-c", JUMPING)
    )
    user.see("1 Agenda")
    user.type("before it was shut")
    user.see("before it was shut")
    slept.touch()
    user.type("x")
    user.see("Passphrase:")
    user.type(PASSPHRASE + "\r")
    user.see("half-typed line kept")
    user.type("\r")
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
