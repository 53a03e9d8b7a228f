"""A real terminal with the real program in it, seen through an emulated screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyte

from sessiontui.store.open import open_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key

# Reports and keyboard modes that pyte would print instead of obeying.
_NOT_FOR_PYTE = re.compile(
    rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*(?:\$p|[rs])|\x1bP.*?\x1b\\"
)
LEFT = b"\x1b[?1049l"
"""What brings the main screen back."""


class Cells(pyte.Screen):
    """An emulated screen that erases as terminals do: with the colour behind alone."""

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        with self._colour_behind():
            super().erase_in_line(how, private)

    def erase_characters(self, count: int | None = None) -> None:
        with self._colour_behind():
            super().erase_characters(count)

    @contextlib.contextmanager
    def _colour_behind(self) -> Iterator[None]:
        pen = self.cursor.attrs
        self.cursor.attrs = self.default_char._replace(bg=pen.bg)
        yield
        self.cursor.attrs = pen


class Terminal:
    """The program on a pty: what is typed, what is shown, how it ends."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        passphrase_file: Path | None = None,
        program: tuple[str, ...] = ("-m", "sessiontui"),
        **more: str,
    ) -> None:
        self._size = size
        self.screen, self._program_side = os.openpty()
        fcntl.ioctl(
            self._program_side,
            termios.TIOCSWINSZ,
            struct.pack("HHHH", size[1], size[0], 0, 0),
        )
        self.before = termios.tcgetattr(self._program_side)
        environment = {**os.environ, "TERM": "xterm-256color", **more}
        environment["SESSIONTUI_HOME"] = str(home)
        if passphrase_file:
            environment["SESSIONTUI_PASSPHRASE_FILE"] = str(passphrase_file)
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import fcntl, os, sys, termios; os.setsid();"
                "fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
                "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])",
                *program,
                *arguments,
            ],
            stdin=self._program_side,
            stdout=self._program_side,
            stderr=self._program_side,
            env=environment,
        )
        self.raw = b""

    def type(self, keys: str | bytes) -> None:
        """Press keys, as they are."""
        os.write(self.screen, keys if isinstance(keys, bytes) else keys.encode())

    def read_for(self, seconds: float) -> bytes:
        """All that the program sends within some time."""
        start, until = len(self.raw), time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not self._read(left):
                break
        return self.raw[start:]

    def see(self, words: str, seconds: float = 30) -> str:
        """Wait until the words stand on the screen; returns the screen."""
        until = time.monotonic() + seconds
        while words not in (text := self.text()):
            left = until - time.monotonic()
            assert left > 0, f"{words!r} did not come:\n{text}"
            self._read(min(left, 0.2))
        return text

    def see_unbroken(self, word: str, seconds: float = 30) -> None:
        """Wait until a word stands on the screen that may be wrapped over rows."""
        until = time.monotonic() + seconds
        while word not in (text := self.text()).replace("\n", "").replace(" ", ""):
            left = until - time.monotonic()
            assert left > 0, f"{word!r} did not come:\n{text}"
            self._read(min(left, 0.2))

    def sees(self, words: str, seconds: float = 30) -> bool:
        """Wait until the words stand on the screen, or the program has ended."""
        until = time.monotonic() + seconds
        while words not in self.text():
            assert time.monotonic() < until, f"{words!r} did not come:\n{self.text()}"
            if self.process.poll() is not None:
                return False
            self._read(0.2)
        return True

    def resize(self, width: int, height: int) -> None:
        """Drag the window to another size; what stood there is painted anew."""
        self.raw, self._size = b"", (width, height)
        size = struct.pack("HHHH", height, width, 0, 0)
        fcntl.ioctl(self._program_side, termios.TIOCSWINSZ, size)
        os.kill(self.process.pid, signal.SIGWINCH)

    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(row.rstrip() for row in self._shown().display)

    def cursor(self) -> tuple[int, int]:
        """The column and the row of the cursor."""
        cursor = self._shown().cursor
        return cursor.x, cursor.y

    def _shown(self) -> pyte.Screen:
        screen = pyte.Screen(*self._size)
        # pyte has one screen only: what stood on the other one goes with it.
        raw = self.raw.replace(LEFT, b"\x1b[2J\x1b[H")
        pyte.ByteStream(screen).feed(_NOT_FOR_PYTE.sub(b"", raw))
        return screen

    def wait(self, seconds: float = 30) -> int:
        """Wait for the end of the program, reading on; returns its exit code."""
        until = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < until:
            self._read(0.05)
        self.read_for(0.1)
        return self.process.wait(timeout=0.1)

    def processor_seconds(self) -> float:
        """How long the program itself was at work, however busy the machine is."""
        status = Path(f"/proc/{self.process.pid}/stat").read_text()
        ticks = status.rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def is_restored(self) -> bool:
        """Whether the terminal is set as it was found."""
        return termios.tcgetattr(self._program_side)[:4] == self.before[:4]

    def hang_up(self) -> None:
        """Drop the link."""
        os.close(self._program_side)
        os.close(self.screen)

    def close(self) -> None:
        """End whatever is left."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for descriptor in (self.screen, self._program_side):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def _read(self, seconds: float) -> bool:
        if not select.select([self.screen], [], [], seconds)[0]:
            return True
        try:
            block = os.read(self.screen, 65536)
        except OSError:
            return False
        self.raw += block
        return bool(block)


def recorded(paths: Paths, key: Key) -> list[str]:
    """What stands in the record while the program has it open, half lines too."""
    with contextlib.closing(open_record(paths, key, write=False)) as record:
        client = record.clients.client("KESTREL-4")
        assert client is not None
        (session,) = record.sessions.of_client(client.id)
        lines = [line.text for line in record.lines.lines(session.id)]
        draft = record.drafts.draft(session.id)
        theirs = record.drafts.answering(session.id)
        half = [*([draft[1].text] if draft else []), *([theirs.text] if theirs else [])]
        return [*lines, *half]


def wait_for_record(paths: Paths, key: Key, words: str, seconds: float = 30) -> None:
    """Wait until the record holds a line, or half of one, with the program open."""
    until = time.monotonic() + seconds
    while words not in recorded(paths, key):
        assert time.monotonic() < until, recorded(paths, key)
        time.sleep(0.1)
