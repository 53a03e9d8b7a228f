"""The README from top to bottom, on what it says is needed and nothing else.

The page itself is read: each command in it is run, and what its table says is typed.
The root holds Python, pip, make, git and a shell's own tools; the home is empty.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from bench.terminal import Terminal

from tests.proof.bare_root import Root
from tests.story import PASSPHRASE

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^\| `(.+?)` \|", re.MULTILINE)
CODE = "KESTREL-4"
LONG = 900.0
"""Seconds for a busy machine to set up what a command needs."""

pytestmark = pytest.mark.timeout(3600)


def commands() -> list[str]:
    """Every command of the page, in its order, and those that it names instead."""
    found = []
    for block in BLOCK.findall(README):
        for line in block.splitlines():
            command, _, said = line.partition("#")
            found.append(command.strip())
            if "or: " in said:
                found.append(said.partition("or: ")[2].strip())
    return found


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Root:
    """A root of its own, made once; each machine has a home in it."""
    return Root(tmp_path_factory.mktemp("root") / "root")


@pytest.fixture
def machine(root: Root) -> Machine:
    return Machine(root, Path(tempfile.mkdtemp(dir=root.folder / "home")))


class Machine:
    """A root with a few tools in it, an empty home and a clone, and nothing of ours."""

    def __init__(self, root: Root, home: Path) -> None:
        self.root, self.home = root, home
        self.clone = home / "sessiontui"
        self.env = {
            "PATH": f"/usr/bin:{self.inside(home)}/.local/bin",
            "HOME": self.inside(home),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            # Where packages come from here, as anywhere else.
            "UV_SYSTEM_CERTS": "1",
            **{
                name: value
                for name, value in os.environ.items()
                if name.startswith(("PIP_", "UV_", "SSL_CERT_"))
            },
        }
        settings = Path.home() / ".config" / "pip" / "pip.conf"
        if settings.is_file():
            self.env.setdefault("PIP_CONFIG_FILE", str(settings))
        cloned = ["git", "clone", "--quiet", str(ROOT), str(self.clone)]
        subprocess.run(cloned, check=True)

    def inside(self, path: Path) -> str:
        """A path as it is called within the root."""
        return f"/{path.relative_to(self.root.folder)}"

    def run(self, *called: str) -> str:
        done = subprocess.run(
            self.root.command(*called, at=self.inside(self.clone)),
            env=self.env,
            capture_output=True,
            text=True,
            timeout=LONG,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def terminal(self, command: str) -> Terminal:
        called = ("/usr/bin/sh", "-c", f"exec {command}")
        return Terminal(
            self.root.command(*called, at=self.inside(self.clone)), self.env
        )

    def add(self, installer: str) -> None:
        """Give the machine pipx or uv, which the page takes for granted there."""
        own = f"{self.inside(self.home)}/.{installer}"
        self.run("python3", "-m", "venv", own)
        self.run(f"{own}/bin/pip", "install", "--quiet", installer)
        bin_ = self.home / ".local" / "bin"
        bin_.mkdir(parents=True, exist_ok=True)
        (bin_ / installer).symlink_to(f"{own}/bin/{installer}")


def see(window: Terminal, text: str, limit: float = 60.0) -> None:
    window.wait(lambda screen: screen.sees(text), limit)


def said(window: Terminal) -> str:
    """All that came, also what has left the screen."""
    return b"".join(data for _, data in window.chunks).decode()


def ends(window: Terminal, keys: str) -> None:
    """Leave, and it ended well."""
    window.quit(keys, 30)
    assert window.code == 0, window.screen.rows()


def begin(window: Terminal) -> None:
    """The first start, to the caseload."""
    for wanted, typed in (
        ("New passphrase", PASSPHRASE),
        ("once more", PASSPHRASE),
        ("RECOVERY SHEET", ""),
    ):
        see(window, wanted, LONG)
        window.send(typed + "\r")


def unlock(window: Terminal) -> None:
    see(window, "assphrase")
    window.send(PASSPHRASE + "\r")


def typed() -> list[str]:
    """The lines of the page's table, as they are typed."""
    return TABLE.findall(README)


def test_a_stranger_goes_through_the_readme_from_top_to_bottom(
    machine: Machine,
) -> None:
    told = commands()
    assert {"make demo", "make run", "pipx install .", "uv tool install ."} <= set(told)
    for command in told:
        name = shlex.split(command)[0]
        if command == "make demo":
            with machine.terminal(command) as window:
                see(window, "Agenda", LONG)
                ends(window, "\x11")
        elif command == "make run":
            with machine.terminal(command) as window:
                begin(window)
                see(window, "client")
                window.send(f"{CODE}\r")
                see(window, "Enter again")
                window.send("\r")
                see(window, "2 Notes")
                window.send("\x1bOQ")
                for line in typed():
                    window.send(f"{line}\r")
                    window.settle(0.3)
                ends(window, "\x11")
        elif name in {"pipx", "uv"}:
            machine.add(name)
            machine.run(*shlex.split(command), *(["--force"] * (name == "uv")))
            assert "sessiontui" in machine.run("sessiontui", "--version")
        elif "capture" in command:
            with machine.terminal(command) as window:
                unlock(window)
                see(window, "note")
                window.send("a line without a screen\r")
                window.settle(0.3)
                ends(window, "\x04")
        else:
            assert "summary" in command, command
            with machine.terminal(command) as window:
                unlock(window)
                see(window, "status draft")
                shown = " ".join(said(window).split())
                assert all(words(line) in shown for line in typed())
                assert "a line without a screen" in shown


def words(line: str) -> str:
    """What of a line stands in a print: without its mark and what sets it."""
    return re.sub(r'^["+>@] | %\d+$', "", line)


@pytest.mark.parametrize("installer", ["pip", "pipx", "uv"])
def test_the_built_wheel_is_installed_by_name(machine: Machine, installer: str) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run(
        [*build, "--outdir", machine.home / "dist", machine.clone],
        check=True,
        capture_output=True,
    )
    wheel = machine.inside(next((machine.home / "dist").glob("*.whl")))
    if installer == "pip":
        own = f"{machine.inside(machine.home)}/.local"
        machine.run("python3", "-m", "venv", own)
        machine.run(f"{own}/bin/pip", "install", "--quiet", wheel)
    else:
        machine.add(installer)
        how = ["install"] if installer == "pipx" else ["tool", "install"]
        machine.run(installer, *how, wheel)
    for printed in ("guide", "marks", "schema", "settings --example", "man"):
        assert machine.run("sessiontui", *printed.split()), printed
