"""A terminal behind a slow link: 300 ms there and back, 56 kbit/s, and it may stall."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from tests.ui.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

ONE_WAY = 0.15
"""Seconds from one end to the other."""
RATE = 56_000 / 8
"""Bytes a second."""
_ROOM = 2_048
"""Bytes that are under way at most; behind them the program's terminal is full."""
_BLOCK = 256


class SlowTerminal(Terminal):
    """The program at the far end of a slow link, whose keys go there slowly too."""

    def __init__(self, home: Path, *arguments: str, **more: Any) -> None:
        super().__init__(home, *arguments, **more)
        self.far = self.screen
        """The program's own terminal, at the far end of the link."""
        here, there = socket.socketpair()
        self.screen = here.detach()
        self._link = _Link(self.far, there)

    def stall(self) -> None:
        """Take nothing more from the program, while keys still go there."""
        self._link.stalled = True

    def go_on(self) -> None:
        """Take again what waits."""
        self._link.stalled = False

    @property
    def sent(self) -> int:
        """The bytes that the program has sent and the link has taken."""
        return self._link.taken

    def hang_up(self) -> None:
        """Drop the link."""
        self._link.close()
        super().hang_up()

    def close(self) -> None:
        self._link.close()
        super().close()


class _Link:
    """Hands on what comes at either end, late and slowly."""

    def __init__(self, far: int, near: socket.socket) -> None:
        self._far, self._near = far, near
        self.stalled = False
        self.taken = 0
        self._open = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hand on nothing more, and let go of the program's terminal."""
        if self._open:
            self._open = False
            self._thread.join(5)
            self._near.close()
            with contextlib.suppress(OSError):
                os.close(self._far)

    def _run(self) -> None:
        near = self._near.fileno()
        down, up = _Way(near), _Way(self._far)
        while self._open:
            now = time.monotonic()
            with contextlib.suppress(OSError):
                down.hand_on(now)
                up.hand_on(now)
            wanted = [near]
            if not self.stalled and down.waiting < _ROOM:
                wanted.append(self._far)
            ready, _, _ = select.select(wanted, [], [], 0.005)
            for number in ready:
                try:
                    data = os.read(number, _BLOCK)
                except OSError:
                    data = b""
                if not data:
                    # The program has gone; the rest of what it said still arrives.
                    if number == self._far:
                        self.stalled = True
                    elif not down.waiting:
                        return
                    time.sleep(0.005)
                elif number == self._far:
                    self.taken += len(data)
                    down.take(data)
                else:
                    up.take(data)


class _Way:
    """One direction: what is under way, and when it will be there."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._under_way: deque[tuple[float, bytes]] = deque()
        self._free_at = 0.0
        self.waiting = 0

    def take(self, data: bytes) -> None:
        begin = max(self._free_at, time.monotonic())
        self._free_at = begin + len(data) / RATE
        self._under_way.append((self._free_at + ONE_WAY, data))
        self.waiting += len(data)

    def hand_on(self, now: float) -> None:
        while self._under_way and self._under_way[0][0] <= now:
            _, data = self._under_way.popleft()
            self.waiting -= len(data)
            os.write(self._to, data)
