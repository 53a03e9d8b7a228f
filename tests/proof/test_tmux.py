"""Inside a real tmux the quiet output shows what Textual's own output shows.

It is proof, not test: tmux is a daemon with whole terminals, two of them compared.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.needs import need
from tests.ui.test_quiet_display import STOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.story import Template

PATIENCE = 10
F2, F3, F4, F5, F6, F7, F8 = (
    "\x1bOQ",
    "\x1bOR",
    "\x1bOS",
    *(f"\x1b[{n}~" for n in (15, 17, 18, 19)),
)
ESCAPE, CTRL_L, CTRL_T, CTRL_P = "\x1b", "\x0c", "\x14", "\x10"
STEPS = (
    ("> sit at that wedding\r= #1 3\r+ I rang\r@ walk\r", True),
    ("half a line with caf\u00e9 \u4f60\u597d", True),
    *((key, True) for key in (F2, F3, F4, F5, F6, F2)),
    (CTRL_L, False),
    (CTRL_L, True),
    (CTRL_T, None),
    (CTRL_T, True),
    (F8, None),
    (ESCAPE, True),
    (CTRL_P, None),
    (ESCAPE, True),
    (F7, None),
    (CTRL_T, True),
)
"""Keys, and whether the cursor is shown behind them; None where the screen decides."""


class Tmux:
    """A tmux server of its own with a shell in which the program is a job."""

    def __init__(
        self, socket: Path, home: Path, secret: Path, *, shell: str = "sh"
    ) -> None:
        need("tmux", shutil.which("tmux"))
        self._socket = str(socket)
        self._home, self._secret = home, secret
        begin = f"env PS1=\\$ {shell}"
        self._do("-f/dev/null", "new-session", "-d", "-x80", "-y24", begin)
        self._do("set-option", "-g", "window-size", "manual")

    def _do(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, *words], capture_output=True, timeout=10
        )
        return done.stdout.decode()

    def start(self) -> None:
        told = {
            "SESSIONTUI_HOME": self._home,
            "SESSIONTUI_PASSPHRASE_FILE": self._secret,
            "PYTHONPATH": Path(__file__).parents[2] / "src",
        }
        given = " ".join(f"{name}={shlex.quote(str(v))}" for name, v in told.items())
        self.type(f"{given} {sys.executable} -m sessiontui open KESTREL-4\r")
        self.see("1 Agenda")

    def type(self, keys: str) -> None:
        self._do("send-keys", "-H", *(f"{byte:x}" for byte in keys.encode()))

    def resize(self, width: int, height: int) -> None:
        self._do("resize-window", "-x", str(width), "-y", str(height))

    def text(self) -> str:
        shown = self._do("capture-pane", "-p")
        return re.sub(r"\d+ of 50 min|\d\d:\d\d", "--", shown)

    def shows_cursor(self) -> bool:
        return self._do("display", "-p", "#{cursor_flag}").strip() == "1"

    def see(self, words: str) -> None:
        until = time.monotonic() + PATIENCE * 2
        while words not in self.text():
            assert time.monotonic() < until, f"{words!r} is not in\n{self.text()}"
            time.sleep(0.05)

    def scribble(self) -> None:
        """Write to the terminal as another program would."""
        tty = self._do("display", "-p", "#{pane_tty}").strip()
        Path(tty).write_text("\x1b[5;3HJUNK\x1b[12;40HJUNK")

    def pid(self) -> int:
        shell = self._do("display", "-p", "#{pane_pid}").strip()
        found = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        return int(found[0])

    def close(self) -> None:
        self._do("kill-server")


@pytest.fixture
def pair(template: Template, tmp_path: Path, secret: Path) -> Iterator[list[Tmux]]:
    """The program as it is, and as Textual alone would show it."""
    opened = []
    for name, told in (("quiet", ""), ("stock", STOCK)):
        home = template.copy_to(tmp_path / name).data
        (home / "settings.toml").write_text(told)
        opened.append(Tmux(tmp_path / f"{name}.sock", home, secret))
    try:
        for tmux in opened:
            tmux.start()
        yield opened
    finally:
        for tmux in opened:
            tmux.close()


def agree(pair: list[Tmux], when: str, cursor: bool | None = None) -> None:
    """Look until both show the same text, and the cursor is as it should be."""
    quiet, stock = pair
    until = time.monotonic() + PATIENCE
    before = ""
    while True:
        time.sleep(0.2)
        shown, wanted = quiet.text(), stock.text()
        is_right = cursor is None or quiet.shows_cursor() == cursor
        if shown == wanted == before and is_right:
            return
        before = wanted
        assert time.monotonic() < until, (
            f"{when}, cursor {quiet.shows_cursor()}:\n{shown}\n--- stock\n{wanted}"
        )


def test_in_tmux_every_screen_is_as_textual_paints_it(pair: list[Tmux]) -> None:
    for number, (keys, cursor) in enumerate(STEPS):
        for tmux in pair:
            tmux.type(keys)
        agree(pair, f"step {number}, {keys!r}", cursor)
    for size in ((40, 20), (100, 30), (80, 24)):
        for tmux in pair:
            tmux.resize(*size)
        agree(pair, f"at {size}", True)


@pytest.mark.parametrize("way", ["exit", "kill", "lock"])
def test_in_tmux_the_cursor_is_there_after_every_way_out(
    template: Template, tmp_path: Path, secret: Path, way: str
) -> None:
    home = template.copy_to(tmp_path / "home").data
    tmux = Tmux(tmp_path / "sock", home, secret)
    try:
        tmux.start()
        # At rest the cursor is hidden: leaving has to bring it back.
        if way != "lock":
            tmux.type(CTRL_L)
            until = time.monotonic() + PATIENCE
            while tmux.shows_cursor():
                assert time.monotonic() < until
                time.sleep(0.05)
        if way == "exit":
            tmux.type("\x11")
        elif way == "kill":
            os.kill(tmux.pid(), signal.SIGTERM)
        else:
            tmux.type("/lock\r")
        tmux.see("Passphrase:" if way == "lock" else "$")
        assert tmux.shows_cursor()
        assert "1 Agenda" not in tmux.text()
    finally:
        tmux.close()
