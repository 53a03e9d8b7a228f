"""A program whose every figure is known: what the measures must read from it.

Options are NAME=NUMBER: start, echo, exit (milliseconds of sleep before the screen
stands, before a key is echoed, before it ends), bytes (a key), cpu (milliseconds of
work a key), idle (bytes a second), megabytes.
"""

import os
import select
import sys
import termios
import time
import tty

DEFAULTS = {"start": 0, "echo": 0, "exit": 0, "bytes": 1, "cpu": 0, "idle": 0}
QUIT = b"\x11"


def main() -> None:
    chosen = {**DEFAULTS, "megabytes": 0}
    chosen |= {name: int(n) for name, n in (x.split("=") for x in sys.argv[1:])}
    ballast = bytearray(os.urandom(1024)) * (1024 * chosen["megabytes"])
    before = termios.tcgetattr(0)
    tty.setraw(0, termios.TCSANOW)
    time.sleep(chosen["start"] / 1000)
    os.write(1, b"\x1b[?1049h\x1b[Hknown\x1b[2;1H")
    try:
        while (keys := _keys(chosen["idle"])) != QUIT:
            for key in keys:
                _echo(bytes([key]), chosen)
    finally:
        time.sleep(chosen["exit"] / 1000)
        termios.tcsetattr(0, termios.TCSADRAIN, before)
        del ballast


def _keys(idle: int) -> bytes:
    # A tenth of a second after a key, so that idle bytes never mix with an echo.
    while not select.select([0], [], [], 0.1 if idle else None)[0]:
        os.write(1, b"\x00" * (idle // 10))
    return os.read(0, 1)


def _echo(key: bytes, chosen: dict[str, int]) -> None:
    time.sleep(chosen["echo"] / 1000)
    end = time.process_time() + chosen["cpu"] / 1000
    while time.process_time() < end:
        pass
    os.write(1, key + b"\x00" * (chosen["bytes"] - 1))


if __name__ == "__main__":
    main()
