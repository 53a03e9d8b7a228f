"""The program as a person or a script meets it: a process, a pipe, a terminal."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING

import pytest

from sessiontui.cli.commands.command_table import run
from tests.story import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

SESSIONTUI = (sys.executable, "-m", "sessiontui")
_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def with_new_client(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a command, which may take on the clients of its story.

    Only what is asked for without `--new-client` in a test of its own is another story.
    """
    if arguments[:1] != ("capture",) or len(arguments) == 1:
        return arguments
    if arguments[1].startswith("-") or "--as-typed" in arguments:
        return tuple(x for x in arguments if x != "--as-typed")
    return (*arguments, "--new-client")


class Shell:
    """Runs commands on one home, with the passphrase in a file unless told not to."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home = home
        self.file = folder / "passphrase"
        self.keep(self.file, PASSPHRASE)

    def keep(self, file: Path, passphrase: str) -> Path:
        """Write a passphrase file as it should be."""
        file.write_text(passphrase + "\n", encoding="utf-8")
        file.chmod(0o600)
        return file

    def environment(self, **more: str) -> dict[str, str]:
        """What a process is started with."""
        return {**os.environ, "SESSIONTUI_HOME": str(self.home), **more}

    def run(
        self,
        *arguments: str,
        lines: str | bytes = b"",
        unlocked: bool = True,
        **more: str,
    ) -> subprocess.CompletedProcess[str]:
        """Run one command away from any terminal, and wait for its end."""
        arguments = with_new_client(arguments)
        if unlocked:
            more = {"SESSIONTUI_PASSPHRASE_FILE": str(self.file), **more}
        done = subprocess.run(
            [*SESSIONTUI, *arguments],
            input=lines.encode() if isinstance(lines, str) else lines,
            capture_output=True,
            env=self.environment(**more),
            start_new_session=True,
            timeout=30,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    def call(
        self, *arguments: str, lines: str | bytes = b""
    ) -> subprocess.CompletedProcess[str]:
        """Run one command within this process: the same, without the time to start."""
        arguments = with_new_client(arguments)
        text = lines.encode() if isinstance(lines, str) else lines
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SESSIONTUI_HOME", str(self.home))
            patch.setenv("SESSIONTUI_PASSPHRASE_FILE", str(self.file))
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
            streams = io.BytesIO(), io.BytesIO()
            for name, stream in zip(("stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, io.TextIOWrapper(stream, write_through=True))
            code = run(arguments)
            out, err = (stream.getvalue().decode() for stream in streams)
        return subprocess.CompletedProcess(arguments, code, out, err)

    def terminal(self, *arguments: str, **more: str) -> Window:
        """Start a command in a terminal of its own."""
        return Window([*SESSIONTUI, *arguments], self.environment(**more))


class Window:
    """A terminal with the program in it: what it shows, and what is typed."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        environment = {"TERM": "xterm-256color", **environment}
        self.pid, self.screen = pty.fork()
        if not self.pid:
            os.execve(command[0], command, environment)
        termios.tcsetwinsize(self.screen, (24, 80))
        self.shown = ""

    def see(self, words: str, seconds: float = 30) -> str:
        """Wait until the words stand there; returns all that came up to their end."""
        until = time.monotonic() + seconds
        while words not in self.shown:
            if not self._read(until):
                raise AssertionError(f"{words!r} did not come, only {self.shown!r}")
        before, _, self.shown = self.shown.partition(words)
        return before + words

    def type(self, keys: str | bytes) -> None:
        """Press keys, as they are."""
        os.write(self.screen, keys if isinstance(keys, bytes) else keys.encode())

    def answer(self, question: str, words: str) -> str:
        """Wait for a question and type an answer; returns what came before."""
        before = self.see(question)
        self.type(words + "\n")
        return before

    def echoes(self) -> bool:
        """Whether typed keys are shown."""
        return bool(termios.tcgetattr(self.screen)[3] & termios.ECHO)

    def end(self, seconds: float = 30) -> tuple[int, str]:
        """Wait for the program's end; returns its exit code and the rest it showed."""
        until = time.monotonic() + seconds
        while self._read(until):
            pass
        echoes = self.echoes()
        _, status = os.waitpid(self.pid, 0)
        os.close(self.screen)
        assert echoes, "the echo did not come back"
        return os.waitstatus_to_exitcode(status), self.shown

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def _read(self, until: float) -> bool:
        ready, _, _ = select.select(
            [self.screen], [], [], max(0, until - time.monotonic())
        )
        if not ready:
            raise AssertionError(f"nothing more came after {self.shown!r}")
        try:
            block = os.read(self.screen, 65536)
        except OSError:
            return False
        self.shown += block.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(block)


def plain(text: str) -> str:
    """What a person reads of it: without the terminal's own sequences."""
    return _SEQUENCE.sub("", text)
