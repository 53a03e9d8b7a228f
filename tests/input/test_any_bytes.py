"""Whatever comes in at the keyboard: a huge paste, broken UTF-8, plain noise."""

from __future__ import annotations

import os
import random
import re
import select
import time
from typing import TYPE_CHECKING

import pytest
from textual import events

from sessiontui.store.record import open_record
from sessiontui.ui.terminal.driver import KeyReader
from tests.faults.conftest import texts
from tests.ui.terminal import LEFT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.paths import Paths
    from sessiontui.store.key import Key
    from tests.ui.terminal import Terminal

F1, F2, ESCAPE, CTRL_U, CTRL_Q = "\x1bOP", "\x1bOQ", "\x1b", "\x15", "\x11"
_PIECE = 2_000
_STRAY = re.compile(rb"\x1b\](?!22;)|\x1bP|\x1b_|\x1b\^|\xc2[\x80-\x9f]")
"""Titles, clipboard, pictures, C1 controls; not the shape of a mouse's pointer."""
HANG = 20
"""Seconds that tell a hang from a slow machine; how quick it is, bench/ says."""


def pour(user: Terminal, data: bytes, most: float = 60) -> None:
    """Send bytes as fast as they are taken, reading on, as a terminal does."""
    until = time.monotonic() + most
    os.set_blocking(user.screen, False)
    try:
        while data:
            assert time.monotonic() < until, f"{len(data)} bytes were not taken"
            readable, writable, _ = select.select([user.screen], [user.screen], [], 0.2)
            if readable:
                user.raw += os.read(user.screen, 65536)
            if writable:
                try:
                    data = data[os.write(user.screen, data[:1024]) :]
                except BlockingIOError:
                    time.sleep(0.001)
    finally:
        os.set_blocking(user.screen, True)


def test_a_megabyte_is_pasted_and_typed_on_behind_it(
    terminal: Callable[..., Terminal], paths: Paths, key: Key
) -> None:
    user = terminal()
    user.see("KESTREL-4 · session 1")
    user.type(F2)
    words = "she said a great many words, word after word, today\n" * 20_000
    begun = time.monotonic()
    pour(user, b"\x1b[200~" + words.encode() + b"\x1b[201~behind it")
    user.see("behind it")
    took = time.monotonic() - begun
    user.type("\r")
    user.type("and on")
    user.see("note › and on")
    user.type(CTRL_Q)
    assert user.wait(5) == 0
    record = open_record(paths, key)
    assert "\n".join(texts(record)).strip() == words + "behind it"
    record.close()
    assert took < HANG


def noise(length: int, seed: int) -> bytes:
    """Bytes of any kind, some of them as a terminal's own sequences begin."""
    chance = random.Random(seed)
    made = bytearray()
    while len(made) < length:
        made += chance.choice(
            (
                chance.randbytes(chance.randrange(1, 64)),
                b"\x1b[" + chance.randbytes(6),
                b"\x1b[<" + b"%d;%d;%dM" % tuple(chance.choices(range(300), k=3)),
                b"\x1b[%d;%du" % tuple(chance.choices(range(1200000), k=2)),
                b"\x1b[200~" + chance.randbytes(20) + b"\x1b[201~",
                b"\x1b]52;c;" + chance.randbytes(4) + b"\x07",
                b"\x1bP" + chance.randbytes(8) + b"\x1b\\",
                b"\x1b[?%d;%d$y" % tuple(chance.choices(range(3000), k=2)),
                b"\x1b[48;%d;%d;%d;%dt" % tuple(chance.choices(range(99), k=4)),
                b"words and words\r",
            )
        )
    # Ctrl+P lists every action by name, and Enter would choose to leave.
    return bytes(made[:length]).replace(b"\x10", b"p")


@pytest.mark.timeout(5000)
def test_noise_does_no_harm(
    terminal: Callable[..., Terminal], paths: Paths, key: Key
) -> None:
    """But Ctrl+Q and Ctrl+P any key may come up; what is typed behind it lands."""
    length = 10_000_000 if "SESSIONTUI_LONG" in os.environ else 50_000
    paths.settings.write_text('[keys]\nquit = "f24"\n')
    user = terminal()
    user.see("KESTREL-4 · session 1")
    begun = len(user.raw)
    for start in range(0, length, _PIECE):
        pour(user, noise(_PIECE, start))
        assert user.process.poll() is None, f"it ended at {start}: {user.raw[-6000:]!r}"
    user.type("\x1b[201~")
    while user.read_for(2):
        assert user.process.poll() is None
    assert LEFT not in user.raw[begun:]
    assert not _STRAY.search(user.raw[begun:])
    user.process.terminate()
    user.wait(5)
    assert user.is_restored()
    again = terminal()
    again.type(CTRL_U + "typed behind it")
    again.see("typed behind it")


@pytest.mark.parametrize(
    "sequence",
    ["\x1b[1183644;285430u", "\x1b[97;1;99999999u", "\x1b[48;9999999;9999999;0;0t"],
)
def test_what_cannot_be_read_is_dropped_and_the_next_key_lands(sequence: str) -> None:
    reader = KeyReader()

    (key,) = reader.feed(sequence + "a")

    assert isinstance(key, events.Key)
    assert key.character == "a"
