"""Inside GNU screen: what is shown and coloured, detaching, attaching, resizing.

It is proof, not test: GNU screen is a daemon with a whole terminal, and the program
runs in it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyte
import pytest

from tests.needs import need
from tests.ui.terminal import _NOT_FOR_PYTE, Terminal
from tests.ui.test_quiet_display import STOCK, cells_of, differing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.story import Template

SCREEN = shutil.which("screen")
PATIENCE = 20
SOURCE = Path(__file__).parents[2] / "src"
F2, F3, F4, F5, F6, F7, F8 = (
    "\x1bOQ",
    "\x1bOR",
    "\x1bOS",
    *(f"\x1b[{n}~" for n in (15, 17, 18, 19)),
)
CTRL_L, CTRL_Q, CTRL_T, ESCAPE = "\x0c", "\x11", "\x14", "\x1b"
STEPS = (
    "> sit at that wedding\r= #1 3\r+ I rang\r@ walk\r",
    "half a line with caf\u00e9 and \u4f60\u597d",
    *(F2, F3, F4, F5, F6, F2),
    "\x1b[A",
    *(ESCAPE, CTRL_L, CTRL_L, CTRL_T, CTRL_T, F8, ESCAPE, F7, CTRL_T),
)


class Screened:
    """The program inside a screen of its own, seen on a terminal around it."""

    def __init__(self, sockets: Path, home: Path, secret: Path) -> None:
        need("GNU screen", SCREEN)
        self._sockets, self._home = sockets, home
        sockets.mkdir(mode=0o700)
        call = [sys.executable, "-m", "sessiontui", "--home", str(home)]
        call += ["--passphrase-file", str(secret), "open", "KESTREL-4"]
        self.terminal = self._around("-c", "/dev/null", "-S", "room", *call)

    def _around(self, *words: str, size: tuple[int, int] = (80, 24)) -> Terminal:
        become = "import os, sys; os.execv(sys.argv[1], sys.argv[1:])"
        return Terminal(
            self._home,
            program=("-c", become, SCREEN or "", *words),
            size=size,
            PYTHONPATH=str(SOURCE),
            SCREENDIR=str(self._sockets),
        )

    def do(self, *words: str) -> None:
        environment = {**os.environ, "SCREENDIR": str(self._sockets)}
        subprocess.run(
            [SCREEN or "", "-S", "room", *words],
            env=environment,
            capture_output=True,
            timeout=10,
        )

    def detach(self) -> None:
        self.do("-d")
        self.terminal.wait(PATIENCE)
        self.terminal.close()

    def attach(self, size: tuple[int, int] = (80, 24)) -> Terminal:
        self.terminal = self._around("-r", "room", size=size)
        return self.terminal

    def resize(self, width: int, height: int) -> None:
        size = struct.pack("HHHH", height, width, 0, 0)
        fcntl.ioctl(self.terminal.screen, termios.TIOCSWINSZ, size)
        self.terminal._size = (width, height)

    def close(self) -> None:
        self.do("-X", "quit")
        self.terminal.close()


@pytest.fixture
def sockets() -> Iterator[Path]:
    """A short name: a socket's path has a limit that a test's folder may pass."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


Opens = Callable[..., Screened]


@pytest.fixture
def start(
    template: Template, tmp_path: Path, sockets: Path, secret: Path
) -> Iterator[Opens]:
    """Opens the program in a screen, on a record of its own."""
    opened: list[Screened] = []

    def begin(told: str = "") -> Screened:
        name = f"{len(opened)}"
        home = template.copy_to(tmp_path / name).data
        (home / "settings.toml").write_text(told)
        opened.append(Screened(sockets / name, home, secret))
        opened[-1].terminal.see("1 Agenda")
        return opened[-1]

    yield begin
    for screened in opened:
        screened.close()


def test_detached_and_attached_at_another_size_nothing_is_missing(
    start: Opens,
) -> None:
    user = start()
    user.terminal.type(F2 + "he slept\rhalf a li")
    user.terminal.see("half a li")
    user.detach()
    user.attach().see("he slept")
    user.terminal.see("half a li")
    user.detach()
    narrow = user.attach((40, 20))
    narrow.see("he slept")
    narrow.type("ne\r")
    narrow.see("half a line")
    user.resize(100, 30)
    narrow.type("as wide as before\r")
    narrow.see("as wide as before")
    narrow.type(CTRL_Q)
    assert narrow.wait(PATIENCE) == 0
    assert narrow.is_restored()


def test_every_screen_is_as_textual_paints_it_in_words_and_colours(
    start: Opens,
) -> None:
    quiet, stock = start(), start(STOCK)
    both = quiet.terminal, stock.terminal
    for number, keys in enumerate(STEPS):
        for terminal in both:
            terminal.type(keys)
        agree(*both, f"step {number}, {keys!r}")
        if number == 1:
            assert "caf\u00e9 and \u4f60\u597d" in quiet.terminal.text()
    for size in ((40, 20), (100, 30), (80, 24)):
        for screened in (quiet, stock):
            screened.resize(*size)
        agree(*both, f"at {size}")


def agree(quiet: Terminal, stock: Terminal, when: str) -> None:
    """Look until both show the same cells but for the drawn cursor."""
    until = time.monotonic() + PATIENCE
    while True:
        for terminal in (quiet, stock):
            while terminal.read_for(0.1):
                pass
        shown, wanted = picture(quiet), picture(stock)
        if not shown.cursor.hidden:
            x, y = shown.cursor.x, shown.cursor.y
            drawn = wanted.buffer[y][x]
            wanted.buffer[y][x] = drawn._replace(reverse=False)
        found = differing(cells_of(shown), cells_of(wanted))
        if not found:
            return
        assert time.monotonic() < until, f"{when}: {found}"


def picture(terminal: Terminal) -> pyte.Screen:
    """All that was ever sent, as it stands."""
    screen = pyte.Screen(*terminal._size)
    stream = pyte.ByteStream(screen)
    stream.feed(_NOT_FOR_PYTE.sub(b"", terminal.raw))
    return screen
