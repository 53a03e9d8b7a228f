"""The README from top to bottom, on what it says is needed and nothing else.

The page itself is read: each command in it is run, and what its table says is typed.
There is Python, pip, make, git and a shell's own tools; the home is empty.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bench.terminal import Terminal

from tests.needs import need
from tests.story import PASSPHRASE

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^\| `(.+?)` \|", re.MULTILINE)
CODE = "KESTREL-4"
TOOLS = (
    *("sh", "bash", "env", "make", "git", "test", "rm", "mkdir", "touch", "cat", "cp"),
    *("ln", "ls", "mv", "sed", "dirname", "basename", "uname", "head", "sort", "tr"),
)
"""What a machine has that can run make and git at all."""
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


class Machine:
    """A folder with a few tools, an empty home and a clone, and nothing of ours."""

    def __init__(self, folder: Path) -> None:
        self.tools, self.home = folder / "bin", folder / "home"
        self.clone = folder / "sessiontui"
        for made in (self.tools, self.home):
            made.mkdir(mode=0o700)
        for tool in TOOLS:
            if found := shutil.which(tool):
                (self.tools / tool).symlink_to(found)
        base = Path(sys.base_prefix) / "bin"
        for name in ("python3", "pip"):
            (self.tools / name).write_text(f'#!/bin/sh\nexec {base / name} "$@"\n')
            (self.tools / name).chmod(0o755)
        self.env = {
            "PATH": f"{self.tools}:{self.home}/.local/bin",
            "HOME": str(self.home),
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
        self.run("git", "clone", "--quiet", str(ROOT), str(self.clone), at=folder)

    def run(self, *called: str, at: Path | None = None) -> str:
        done = subprocess.run(
            called,
            cwd=at or self.clone,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=LONG,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def terminal(self, command: str) -> Terminal:
        shell = str(self.tools / "sh")
        return Terminal([shell, "-c", f"exec {command}"], self.env, cwd=self.clone)

    def add(self, installer: str) -> None:
        """Give the machine pipx or uv, which the page takes for granted there."""
        own = self.home / f".{installer}"
        self.run("python3", "-m", "venv", str(own))
        pip = subprocess.run(
            [own / "bin" / "pip", "install", "--quiet", installer],
            env=self.env,
            capture_output=True,
            timeout=LONG,
        )
        need(installer, pip.returncode == 0, "its package cannot be had")
        (self.tools / installer).symlink_to(own / "bin" / installer)


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


def test_a_stranger_goes_through_the_readme_from_top_to_bottom(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
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
def test_the_built_wheel_is_installed_by_name(tmp_path: Path, installer: str) -> None:
    machine = Machine(tmp_path)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run(
        [*build, "--outdir", tmp_path / "dist", machine.clone],
        check=True,
        capture_output=True,
    )
    wheel = str(next((tmp_path / "dist").glob("*.whl")))
    if installer == "pip":
        own = machine.home / ".local"
        machine.run("python3", "-m", "venv", str(own))
        machine.run(str(own / "bin" / "pip"), "install", "--quiet", wheel)
    else:
        machine.add(installer)
        how = ["install"] if installer == "pipx" else ["tool", "install"]
        machine.run(installer, *how, wheel)
    for printed in ("guide", "marks", "schema", "settings --example", "man"):
        assert machine.run("sessiontui", *printed.split()), printed
