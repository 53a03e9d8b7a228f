"""A terminal emulator on a screen that nobody sees, and a keyboard for it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.needs import need

if TYPE_CHECKING:
    from pathlib import Path

_KEY = re.compile(r"<([^<>]+)>|([^<>]+)")
_BETWEEN = "12"
"""Milliseconds between keys: somebody who types as fast as hands can."""
_FROM_HERE = {"TMUX", "STY", "TERM", "WAYLAND_DISPLAY"}
"""What tells of the terminal and the screen of whoever runs the proof."""


@dataclass(frozen=True, slots=True)
class Kind:
    """An emulator: how it is started on a command, and its key for pasting."""

    command: str
    pastes: str
    within: str = ""
    """What stands between it and the program."""


_XTERM = "xterm -geometry 90x28 -e"
_KITTY = (
    "kitty --config NONE -o update_check_interval=0 -o cursor_blink_interval=0"
    " -o remember_window_size=no"
)
_TMUX = "tmux -S tmux.socket -f tmux.conf new-session"
_TMUX_CONF = "set -gq allow-passthrough on\n"
"""So that xterm hears, from within tmux, what Alt is to be."""
KINDS = {
    "xterm": Kind(_XTERM, "<shift+Insert>"),
    "kitty": Kind(_KITTY, "<ctrl+shift+v>"),
    "xterm with tmux": Kind(_XTERM, "<shift+Insert>", _TMUX),
}


class Emulator:
    """One window with the program in it, on a screen and a keyboard of their own."""

    def __init__(self, kind: Kind, folder: Path, home: Path, secret: Path) -> None:
        needed = ("Xvfb", "setxkbmap", "xdotool", "xclip", kind.command.split()[0])
        for name in (*needed, *kind.within.split()[:1]):
            need(name, shutil.which(name))
        self._folder, self._pastes = folder, kind.pastes
        (folder / "tmux.conf").write_text(_TMUX_CONF)
        self.left = folder / "left"
        """Where the program's exit code stands behind its end."""
        self._started: list[subprocess.Popen[bytes]] = []
        self._environment = {
            **{name: x for name, x in os.environ.items() if name not in _FROM_HERE},
            "SESSIONTUI_HOME": str(home),
            "SESSIONTUI_PASSPHRASE_FILE": str(secret),
            "XDG_RUNTIME_DIR": str(folder),
            "XMODIFIERS": "@im=none",
            "LIBGL_ALWAYS_SOFTWARE": "1",
        }
        try:
            self._open(kind)
        except BaseException:
            self.close()
            raise

    def _open(self, kind: Kind) -> None:
        number, told = os.pipe()
        screen = f"Xvfb -displayfd {told} -screen 0 1000x700x24 -nolisten tcp -noreset"
        self._start(screen, pass_fds=(told,))
        os.close(told)
        with open(number, "rb") as display:
            self._environment["DISPLAY"] = ":" + display.readline().decode().strip()
        # Set before there is a window: emulators differ in how soon they hear of it.
        self._do("setxkbmap", "de")
        script = self._folder / "start.sh"
        program = shlex.join([sys.executable, "-m", "sessiontui", "open", "KESTREL-4"])
        script.write_text(f"{program}\necho $? >{shlex.quote(str(self.left))}\n")
        self._start(f"{kind.command} {kind.within} sh {shlex.quote(str(script))}")

    def _start(self, command: str, pass_fds: tuple[int, ...] = ()) -> None:
        self._started.append(
            subprocess.Popen(
                shlex.split(command),
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=pass_fds,
            )
        )

    def _do(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self._environment, capture_output=True, timeout=60
        )
        return done.stdout.decode()

    def reach(self) -> bool:
        """Turn the keyboard to the window; False while there is none."""
        found = self._do("xdotool", "search", "--onlyvisible", "--name", "").split()
        for window in found:
            self._do("xdotool", "windowfocus", window)
        return bool(found)

    def press(self, keys: str) -> None:
        """Type words, and press what stands in <…> by its name or its number."""
        call = ["xdotool"]
        for key, words in _KEY.findall(keys):
            call += ["key" if key else "type", "--delay", _BETWEEN]
            call += [key] if key else ["--args", "1", words]
        self._do(*call)

    def paste(self, words: str) -> None:
        """Copy something elsewhere, and paste it here."""
        for selection in ("primary", "clipboard"):
            subprocess.run(
                ["xclip", "-selection", selection],
                env=self._environment,
                input=words.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=60,
                check=True,
            )
        self.press(self._pastes)

    def ends(self, seconds: float = 30) -> str:
        """Wait for the end of the program; returns its exit code."""
        until = time.monotonic() + seconds
        while not (self.left.exists() and self.left.read_text()):
            assert time.monotonic() < until, "it did not end"
            time.sleep(0.1)
        return self.left.read_text().strip()

    def close(self) -> None:
        """End whatever is left, the screen last."""
        if (socket := self._folder / "tmux.socket").exists():
            self._do("tmux", "-S", str(socket), "kill-server")
        for process in reversed(self._started):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
