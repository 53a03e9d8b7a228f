"""The compared programs and the small, fixed environment that each run gets."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.records import CLIENT, PASSPHRASE_FILE
from bench.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

BIN = Path(sys.executable).parent
PYTHON = str(BIN / "python")
APPS = Path(__file__).parent / "apps"


@dataclass(frozen=True, slots=True)
class Program:
    """A program, the text that says it is ready, and how it is left.

    In `argv` and `passphrase`, HOME stands for the folder of the run, which is a copy
    of `home`. A NUL in `quit` is a pause.
    """

    name: str
    argv: tuple[str, ...]
    ready: str
    quit: str = "\x11"
    tabs: tuple[tuple[str, str], ...] = ()
    begin: tuple[str, str] | None = None
    home: Path | None = None
    in_place: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    def installed(self) -> bool:
        return shutil.which(self.argv[0]) is not None

    @contextlib.contextmanager
    def run(self, ahead: bytes = b"") -> Iterator[Terminal]:
        """One run in a home of its own."""
        with tempfile.TemporaryDirectory(prefix="sessiontui-bench-run-") as folder:
            home = Path(folder) / "home"
            if self.in_place and self.home is not None:
                home = self.home
            elif self.home is not None:
                shutil.copytree(self.home, home)
            else:
                home.mkdir()
            argv = [part.replace("HOME", str(home)) for part in self.argv]
            env = environment(home) | self.extra
            with Terminal(argv, env, cwd=home, ahead=ahead) as terminal:
                yield terminal


def environment(home: Path) -> dict[str, str]:
    """Nothing of the caller's: it may log, write no .pyc, or flush each write."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "TMPDIR": str(home),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "SHELL": "/bin/sh",
        "USER": "bench",
        "TZ": "UTC",
    }


def ours(home: Path, *, prompt: bool = False, in_place: bool = False) -> Program:
    """SessionTUI, straight on a client; with `prompt`, the passphrase is typed."""
    secret = () if prompt else ("--passphrase-file", f"HOME/{PASSPHRASE_FILE}")
    return Program(
        name="sessiontui",
        argv=(str(BIN / "sessiontui"), "--home", "HOME", *secret, "open", CLIENT),
        ready="Agenda entry number 7",
        tabs=(
            ("\x1bOR", "Goals entry number 7"),
            ("\x1bOS", "Strengths entry number 7"),
            ("\x1b[15~", "Helped entry number 7"),
            ("\x1bOP", "Agenda entry number 7"),
        ),
        home=home,
        in_place=in_place,
    )


HELLO = Program("hello", (PYTHON, str(APPS / "hello.py")), "type here")
LIBRARIES = Program(
    "libraries and key", (PYTHON, str(APPS / "libraries.py")), "type here"
)
TABS4 = Program(
    "tabs4",
    (PYTHON, str(APPS / "tabs4.py")),
    "Agenda entry number 7",
    tabs=(
        ("\x1bOQ", "Goals entry number 7"),
        ("\x1bOR", "Strengths entry number 7"),
        ("\x1bOS", "Helped entry number 7"),
        ("\x1bOP", "Agenda entry number 7"),
    ),
)
VIM = Program("vim", ("vim",), "~", begin=("i", "INSERT"), quit="\x1b\0:q!\r")
NANO = Program("nano", ("nano",), "GNU nano", quit="\x18\0n")


def known(**figures: int) -> Program:
    """The program whose figures are known, for checking the measures."""
    chosen = (f"{name}={number}" for name, number in figures.items())
    return Program("known", (PYTHON, str(APPS / "known.py"), *chosen), "known")
