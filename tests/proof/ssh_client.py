"""An SSH client for the tests: what ssh does, where no ssh is installed.

Run as `python ssh_client.py PORT KEY TTY COMMAND`; TTY is `-t` for a terminal, or `-T`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import termios
import tty
from typing import Any

import asyncssh


class Pipe(asyncssh.SSHClientSession[bytes]):
    """Hands on what the command prints."""

    def data_received(self, data: bytes, datatype: int | None) -> None:
        number = 2 if datatype == asyncssh.EXTENDED_DATA_STDERR else 1
        while data:
            data = data[os.write(number, data) :]


async def run(port: str, key: str, how: str, command: str) -> int:
    """Run one command there, and come back with its exit code."""
    connection = await asyncssh.connect(
        "127.0.0.1",
        int(port),
        client_keys=[key],
        known_hosts=None,
        agent_path=None,
        username=os.environ.get("USER", "therapist"),
        config=None,
    )
    asked: dict[str, Any] = {}
    if how == "-t":
        asked = {
            "term_type": os.environ.get("TERM", "dumb"),
            "term_size": tuple(os.get_terminal_size(0)),
        }
    channel, _ = await connection.create_session(Pipe, command, encoding=None, **asked)
    loop = asyncio.get_running_loop()

    def hand_on() -> None:
        data = os.read(0, 65536)
        if data:
            channel.write(data)
        else:
            loop.remove_reader(0)
            channel.write_eof()

    def resized() -> None:
        channel.change_terminal_size(*os.get_terminal_size(0))

    if how == "-t":
        loop.add_signal_handler(signal.SIGWINCH, resized)
    loop.add_reader(0, hand_on)
    await channel.wait_closed()
    code = channel.get_exit_status()
    return 255 if code is None else code


def main() -> int:
    """Run it with the terminal raw, and set that back."""
    port, key, how, command = sys.argv[1:5]
    before = None
    if how == "-t":
        before = termios.tcgetattr(0)
        tty.setraw(0)
    try:
        return asyncio.run(run(port, key, how, command))
    finally:
        if before is not None:
            termios.tcsetattr(0, termios.TCSADRAIN, before)


if __name__ == "__main__":
    sys.exit(main())
