"""Children that are really killed; `tests.store.victims` is what they do."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.story import handed_over

if TYPE_CHECKING:
    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key


class Victims:
    """Children of one process, each killed after a while."""

    def __init__(self, action: str, paths: Paths, key: Key) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.store.victims", action],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._tell(handed_over(paths, key))
        self._rest = b""

    def _tell(self, text: str) -> None:
        assert self._server.stdin
        self._server.stdin.write(text.encode())
        self._server.stdin.flush()

    def kill_one(self, after: float, said: int = 0) -> list[list[str]]:
        """Start a child, let it say so much, kill it then; returns all it said.

        The time counts from when it has the record open, and has said that. Without a
        number a busy machine may kill each child before it did anything.
        """
        self._tell("next\n")
        heard: list[list[str]] = []
        child = deadline = 0.0
        is_open = False
        while True:
            patience = max(0.0, deadline - time.monotonic()) if deadline else 30
            for message in self._read(patience):
                if message[0] == "child":
                    child = int(message[1])
                elif message[0] == "dead":
                    return heard
                elif message[0] == "open":
                    is_open = True
                else:
                    heard.append(message)
                if is_open and child and not deadline and len(heard) >= said:
                    deadline = time.monotonic() + after
            if deadline and time.monotonic() >= deadline and child:
                # It may have come to its end by itself; that is told, too.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(child), signal.SIGKILL)
                deadline = 0
                child = 0

    def _read(self, patience: float) -> list[list[str]]:
        assert self._server.stdout
        ready = select.poll()
        ready.register(self._server.stdout, select.POLLIN)
        if not ready.poll(patience * 1000):
            return []
        self._rest += os.read(self._server.stdout.fileno(), 1 << 16)
        *lines, self._rest = self._rest.split(b"\n")
        return [json.loads(line) for line in lines]

    def close(self) -> None:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()
