"""An SSH server for the tests: what sshd does, where no sshd is installed.

Run as `python ssh_server.py HOST_KEY AUTHORIZED_KEYS`; prints its port on 127.0.0.1.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import subprocess
import sys
import termios
from typing import TYPE_CHECKING

import asyncssh

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONTROLLING = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execvp(sys.argv[1], sys.argv[1:])"
)


class Shell(asyncssh.SSHServerSession[bytes]):
    """One command for one client, on a pty if it asked for one."""

    def __init__(self) -> None:
        self._term = ""
        self._size = (80, 24)
        self._command = ""
        self._read_from: list[int] = []
        self._write_to = -1

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._chan = chan

    def pty_requested(
        self,
        term_type: str,
        term_size: tuple[int, int, int, int],
        term_modes: Mapping[int, int],
    ) -> bool:
        self._term, self._size = term_type, term_size[:2]
        return True

    def exec_requested(self, command: str) -> bool:
        self._command = command
        return True

    def session_started(self) -> None:
        call = ["/bin/sh", "-c", self._command]
        environment = {k: v for k, v in os.environ.items() if k != "TERM"}
        if self._term:
            master, inner = os.openpty()
            termios.tcsetwinsize(inner, self._size[::-1])
            self._child = subprocess.Popen(
                [sys.executable, "-c", _CONTROLLING, *call],
                stdin=inner,
                stdout=inner,
                stderr=inner,
                start_new_session=True,
                env={**environment, "TERM": self._term},
            )
            os.close(inner)
            self._read_from, self._write_to = [master], master
        else:
            self._child = subprocess.Popen(
                call,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                env=environment,
            )
            streams = self._child.stdin, self._child.stdout, self._child.stderr
            ours = [os.dup(stream.fileno()) for stream in streams if stream]
            for stream in filter(None, streams):
                stream.close()
            self._write_to, *self._read_from = ours
        self.resume_writing()

    def data_received(self, data: bytes, datatype: int | None) -> None:
        with contextlib.suppress(OSError):
            while data:
                data = data[os.write(self._write_to, data) :]

    def eof_received(self) -> bool:
        if not self._term:
            self._close(self._write_to)
            self._write_to = -1
        return True

    def terminal_size_changed(
        self, width: int, height: int, pixwidth: int, pixheight: int
    ) -> None:
        termios.tcsetwinsize(self._write_to, (height, width))

    def pause_writing(self) -> None:
        for number in self._read_from:
            asyncio.get_running_loop().remove_reader(number)

    def resume_writing(self) -> None:
        for number in self._read_from:
            asyncio.get_running_loop().add_reader(number, self._pump, number)

    def connection_lost(self, exc: Exception | None) -> None:
        """As sshd does: the terminal goes, and the kernel hangs up on the program."""
        for number in {*self._read_from, self._write_to}:
            self._close(number)
        self._read_from, self._write_to = [], -1

    def _pump(self, number: int) -> None:
        try:
            data = os.read(number, 65536)
        except OSError:
            data = b""
        if data:
            kind = asyncssh.EXTENDED_DATA_STDERR
            is_error = not self._term and number == self._read_from[-1]
            self._chan.write(data, kind if is_error else None)
            return
        asyncio.get_running_loop().remove_reader(number)
        if number in self._read_from and len(self._read_from) > 1:
            self._read_from.remove(number)
            self._close(number)
            return
        self._chan.exit(self._child.wait() % 256)

    def _close(self, number: int) -> None:
        if number < 0:
            return
        asyncio.get_running_loop().remove_reader(number)
        with contextlib.suppress(OSError):
            os.close(number)


class Server(asyncssh.SSHServer):
    """Anyone with an authorised key may run commands."""

    def session_requested(self) -> Shell:
        return Shell()


async def serve(host_key: str, authorized: str) -> None:
    """Listen until killed."""
    server = await asyncssh.create_server(
        Server,
        "127.0.0.1",
        0,
        server_host_keys=[host_key],
        authorized_client_keys=authorized,
        encoding=None,
        line_editor=False,
        config=None,
    )
    sys.stdout.write(f"{server.get_port()}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    flags = fcntl.fcntl(1, fcntl.F_GETFD)
    fcntl.fcntl(1, fcntl.F_SETFD, flags | fcntl.FD_CLOEXEC)
    asyncio.run(serve(*sys.argv[1:3]))
