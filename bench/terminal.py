"""A program on a real pseudo-terminal, watched from outside.

Every chunk of output is stamped when it arrives and goes through the emulated screen
after that, so the emulator's own work is in no measured time, and "visible" means
that the text stands on the screen, not that some bytes came.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROWS, COLUMNS = 30, 100
QUIET = 0.030
"""Seconds of silence after which output counts as settled."""

_QUESTIONS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\x1b\[0?c"), "\x1b[?64;1;2;6;22c"),
    (re.compile(rb"\x1b\[>0?c"), "\x1b[>41;377;0c"),
    (re.compile(rb"\x1b\[6n"), "\x1b[{row};{column}R"),
    (re.compile(rb"\x1b\[5n"), "\x1b[0n"),
    (re.compile(rb"\x1b\[\?([0-9]+)\$p"), "\x1b[?{0};0$y"),
    (re.compile(rb"\x1b\]1([01]);\?(?:\x07|\x1b\\)"), "\x1b]1{0};rgb:0/0/0\x1b\\"),
    (re.compile(rb"\x1b\[>0?q"), "\x1bP>|XTerm(377)\x1b\\"),
    (re.compile(rb"\x1bP(?:\+q|\$q)[^\x1b]*\x1b\\"), "\x1bP0+r\x1b\\"),
)
"""What a program may ask, and what an ordinary xterm answers."""


class Terminal:
    """One run of one program, from its start to its end."""

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        *,
        cwd: str | os.PathLike[str] | None = None,
        ahead: bytes = b"",
    ) -> None:
        """Start it; `ahead` is typed before it can have read anything."""
        self.screen = Screen(ROWS, COLUMNS)
        self.chunks: list[tuple[float, bytes]] = []
        self.ended: float | None = None
        self.code: int | None = None
        self.total = 0
        self._shown = 0
        self._open = True
        self.began = time.perf_counter()
        self.pid, self._file = os.forkpty()
        if not self.pid:
            self._become(argv, env, cwd)
        os.set_blocking(self._file, False)
        self._alive = os.pidfd_open(self.pid)
        self._poll = select.poll()
        self._poll.register(self._file, select.POLLIN)
        self._poll.register(self._alive, select.POLLIN)
        if ahead:
            os.write(self._file, ahead)

    @staticmethod
    def _become(
        argv: Sequence[str],
        env: Mapping[str, str],
        cwd: str | os.PathLike[str] | None,
    ) -> None:
        with contextlib.suppress(BaseException):
            size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            if cwd is not None:
                os.chdir(cwd)
            for number in (signal.SIGPIPE, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            os.execvpe(argv[0], list(argv), dict(env))
        os._exit(127)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.ended is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._alive)
        os.close(self._file)

    # In and out

    def pump(self, seconds: float) -> bool:
        """Wait for output and stamp it; False when none came."""
        came = False
        for file, _ in self._poll.poll(max(0.0, seconds) * 1000):
            if file == self._alive:
                self.ended = time.perf_counter()
                self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
                self._poll.unregister(self._alive)
            else:
                came = self._read()
        return came

    def _read(self) -> bool:
        try:
            data = os.read(self._file, 1 << 16)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self._open = False
            self._poll.unregister(self._file)
            return False
        self.chunks.append((time.perf_counter(), data))
        self.total += len(data)
        self._answer(data)
        return True

    def _answer(self, data: bytes) -> None:
        for question, answer in _QUESTIONS:
            for asked in question.finditer(data):
                given = [group.decode() for group in asked.groups()]
                if "{row}" in answer:
                    self.look()
                column, row = self.screen.cursor
                self.send(answer.format(*given, row=row + 1, column=column + 1))

    def send(self, keys: str) -> float:
        """Type; returns the moment."""
        moment = time.perf_counter()
        data = keys.encode()
        while data:
            try:
                data = data[os.write(self._file, data) :]
            except BlockingIOError:
                self.pump(0.01)
        return moment

    # Seeing

    def look(self, seen: Callable[[Screen], bool] | None = None) -> float | None:
        """Bring the screen up to date; the stamp of the chunk that made `seen` so."""
        moment = None
        while self._shown < len(self.chunks):
            stamp, data = self.chunks[self._shown]
            self._shown += 1
            self.screen.feed(data)
            if seen and moment is None and seen(self.screen):
                moment = stamp
        return moment

    def wait(self, seen: Callable[[Screen], bool], limit: float = 20.0) -> float:
        """When the screen came to show something.

        Raises:
            TimeoutError: it did not.
        """
        end = time.perf_counter() + limit
        self.look()
        if seen(self.screen):
            return time.perf_counter()
        while time.perf_counter() < end and self._open:
            self.pump(0.25)
            if (moment := self.look(seen)) is not None:
                return moment
        raise TimeoutError("\n".join(row.rstrip() for row in self.screen.rows()))

    def moment(self, seen: Callable[[Screen], bool], limit: float = 5.0) -> float:
        """As `wait`, for what may have come already, and nothing was looked at since.

        Raises:
            TimeoutError: it did not come.
        """
        came = self.look(seen)
        return self.wait(seen, limit) if came is None else came

    def settle(self, quiet: float = QUIET, limit: float = 5.0) -> float | None:
        """Read until nothing has come for a while; the stamp of the last chunk."""
        begun = len(self.chunks)
        end = time.perf_counter() + limit
        while self._open and time.perf_counter() < end:
            if not self.pump(quiet):
                break
        return self.chunks[-1][0] if len(self.chunks) > begun else None

    def watch(self, seconds: float) -> list[tuple[float, bytes]]:
        """All chunks of the next seconds."""
        begun, end = len(self.chunks), time.perf_counter() + seconds
        while self._open and (left := end - time.perf_counter()) > 0:
            self.pump(left)
        return self.chunks[begun:]

    # The process

    def cpu(self) -> float:
        """Seconds of processor time so far, of finished threads too."""
        return time.clock_gettime(~self.pid << 3 | 2)

    def memory(self) -> float:
        """MB in memory now."""
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return int(re.findall(r"\nRss:\s+(\d+)", text)[0]) / 1024

    def wakeups(self) -> int:
        """How often its threads have slept and woken."""
        count = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                text = (task / "status").read_text()
                count += int(re.findall(r"\nvoluntary_ctxt_switches:\s+(\d+)", text)[0])
        return count

    def quit(self, keys: str, limit: float = 5.0) -> float | None:
        """Type the keys that end it; seconds until the process is gone."""
        *before, last = keys.split("\0")
        for part in before:
            self.send(part)
            self.settle(0.15)
        moment = self.send(last)
        end = time.perf_counter() + limit
        while self.ended is None and time.perf_counter() < end:
            self.pump(end - time.perf_counter())
        return self.ended - moment if self.ended else None
