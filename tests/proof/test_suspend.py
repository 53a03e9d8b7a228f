"""Stopped, the terminal is somebody else's; on going on, all is as it was.

It is proof, not test: a whole terminal with its job control is stopped and goes on, by
real signals.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.needs import need
from tests.proof.test_tmux import Tmux
from tests.proof.test_types import resize
from tests.ui.terminal import LEFT, Terminal
from tests.ui.test_quiet_display import STOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.story import Template

F2, CTRL_L, CTRL_Q = "\x1bOQ", "\x0c", "\x11"
SLEEPLESS = "sleeping_driver = false\n"
WAYS = {"quiet": "", "stock": STOCK, "sleepless": SLEEPLESS, "bare": SLEEPLESS + STOCK}
PATIENCE = 15
ENTERED, PASTES, CURSOR = b"\x1b[?1049h", b"\x1b[?2004h", b"\x1b[?25h"
OFF = (b"\x1b[?2004l", b"\x1b[?1000l", b"\x1b[?1004l", b"\x1b[?7h", b"\x1b[<u", CURSOR)
_SEQUENCE = re.compile(rb"\x1b\[[<>=?]?[0-9;]*[a-zA-Z]")


@pytest.fixture(params=WAYS)
def home(request: pytest.FixtureRequest, template: Template, tmp_path: Path) -> Path:
    """A record, with the app's own output and driver and with Textual's."""
    made = template.copy_to(tmp_path / "home").data
    (made / "settings.toml").write_text("mouse = true\n" + WAYS[request.param])
    return made


@pytest.fixture
def user(home: Path, secret: Path) -> Iterator[Terminal]:
    """Somebody who has half a line on the screen."""
    window = Terminal(home, "open", "KESTREL-4", passphrase_file=secret)
    window.see("1 Agenda")
    window.type(F2 + "she held the teapot\r" + "half typed")
    window.see("half typed")
    settle(window)
    yield window
    window.close()


def settle(user: Terminal) -> str:
    while user.read_for(0.3):
        pass
    return re.sub(r"\d+ of 50 min", "--", user.text())


def until(condition: Callable[[], bool], user: Terminal) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, user.text()
        user.read_for(0.05)


def wait(condition: Callable[[], bool], tmux: Tmux) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, tmux.text()
        time.sleep(0.05)


def threads(user: Terminal) -> int:
    return len(os.listdir(f"/proc/{user.process.pid}/task"))


def is_stopped(user: Terminal) -> bool:
    return state(user.process.pid) == "T"


def state(pid: int) -> str:
    """How a process stands, as one letter; none when it is gone."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return status.rpartition(")")[2].split()[0]


def stop(user: Terminal, number: signal.Signals = signal.SIGTSTP) -> bytes:
    """Stop the program; returns what it sent on the way."""
    begun = len(user.raw)
    user.process.send_signal(number)
    until(lambda: is_stopped(user), user)
    user.read_for(0.2)
    return user.raw[begun:]


def go_on(user: Terminal) -> None:
    user.process.send_signal(signal.SIGCONT)
    until(lambda: not is_stopped(user), user)


def test_stopped_it_gives_the_terminal_back_clean(user: Terminal) -> None:
    sent = stop(user)
    assert user.is_restored()
    assert user.text().strip() == ""
    assert all(each in sent for each in OFF)
    behind = sent[sent.rindex(LEFT) :]
    assert _SEQUENCE.sub(b"", behind).strip() == b""
    assert behind.count(b"?25") == 1


def test_going_on_all_is_there_and_keys_work(user: Terminal) -> None:
    before, readers = settle(user), threads(user)
    for turn in range(3):
        stop(user)
        begun = len(user.raw)
        go_on(user)
        user.see("half typed")
        assert settle(user) == before
        sent = user.raw[begun:]
        assert sent.count(ENTERED) == sent.count(PASTES) == 1
        assert sent.count(b"teapot") == 1, f"painted more than once at turn {turn}"
        # A backup may have been at work for a moment.
        until(lambda: threads(user) <= readers, user)
    user.type(" and more\r")
    user.see("note         half typed and more")
    user.type(CTRL_Q)
    assert user.wait() == 0
    assert user.is_restored()


def test_another_size_meanwhile_is_painted(user: Terminal) -> None:
    stop(user)
    resize(user, 60, 20)
    user._size = (60, 20)
    go_on(user)
    user.see("half typed")
    shown = settle(user)
    assert "she held the teapot" in shown
    assert shown.split("\n")[18].startswith(" note › half typed")
    user.type(" and more\r")
    user.see("half typed and more")


def test_while_blank_it_stays_blank(user: Terminal) -> None:
    user.type(CTRL_L)
    until(lambda: user.text().strip() == "", user)
    begun = len(user.raw)
    stop(user)
    go_on(user)
    until(lambda: ENTERED in user.raw[begun:], user)
    assert settle(user).strip() == ""
    assert b"teapot" not in user.raw[begun:]
    user.type(" unseen" + CTRL_L)
    user.see("half typed unseen")


def test_without_a_warning_it_is_painted_anew(user: Terminal) -> None:
    before, readers = settle(user), threads(user)
    for _ in range(3):
        stop(user, signal.SIGSTOP)
        # As a shell would write over it meanwhile.
        user.raw += b"\x1b[3;1Hsome shell's words\x1b[10;5Hand more of them"
        go_on(user)
        until(lambda: "shell" not in user.text(), user)
        assert settle(user) == before
        until(lambda: threads(user) <= readers, user)
    user.type(" and more\r")
    user.see("note         half typed and more")


def test_a_signal_in_the_stop_ends_it_without_a_touch(user: Terminal) -> None:
    stop(user)
    begun = len(user.raw)
    user.process.terminate()
    user.process.send_signal(signal.SIGCONT)
    assert user.wait() == 128 + signal.SIGTERM
    assert user.is_restored()
    # Whichever of the two came first: nothing of the session is left there.
    sent = user.raw[begun:]
    assert not sent or LEFT in sent


def test_a_stopped_job_can_be_killed_from_its_shell(
    home: Path, secret: Path, tmp_path: Path
) -> None:
    tmux = Tmux(tmp_path / "tmux", home, secret, shell="bash --norc --noprofile")
    try:
        tmux.start()
        pid = tmux.pid()
        os.kill(pid, signal.SIGTSTP)
        wait(lambda: state(pid) == "T", tmux)
        tmux.type("kill %1\r")
        wait(lambda: state(pid) == "", tmux)
        tmux.type("echo a$((30+1))b\r")
        tmux.see("a31b")
    finally:
        tmux.close()


@pytest.mark.parametrize("shell", ["sh", "bash --norc --noprofile"])
def test_in_tmux_a_shell_has_the_keys_meanwhile(
    home: Path, secret: Path, tmp_path: Path, shell: str
) -> None:
    need(shell, shutil.which(shell.split()[0]))
    tmux = Tmux(tmp_path / "tmux", home, secret, shell=f"TERM=tmux-256color {shell}")
    try:
        tmux.start()
        tmux.type(F2 + "she held the teapot\rhalf typed")
        tmux.see("half typed")
        shown = tmux.text()
        pid = tmux.pid()
        for turn in range(2):
            os.kill(pid, signal.SIGTSTP)
            wait(lambda: state(pid) == "T", tmux)
            tmux.type(f"echo a$(({turn}+30))b\r")
            tmux.see(f"a3{turn}b")
            assert "teapot" not in tmux.text()
            assert tmux.shows_cursor()
            tmux.type("bg\r")
            tmux.type(f"echo c$(({turn}+40))d\r")
            tmux.see(f"c4{turn}d")
            assert "teapot" not in tmux.text()
            tmux.type("fg\r")
            tmux.see("half typed")
            wait(lambda: tmux.text() == shown, tmux)
        tmux.type(" and more\r")
        tmux.see("half typed and more")
        tmux.type(CTRL_Q)
        wait(lambda: state(pid) == "", tmux)
        assert "c41d" in tmux.text()
        tmux.type("echo e$((60+1))f\r")
        tmux.see("e61f")
    finally:
        tmux.close()
