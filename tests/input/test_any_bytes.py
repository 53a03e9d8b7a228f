"""Whatever comes in at the keyboard: a huge paste, broken UTF-8, plain noise."""

from __future__ import annotations

import os
import random
import re
import select
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_record
from sessiontui.ui.terminal.reading.keys_table import KeyPress as Pressed
from sessiontui.ui.terminal.reading.keys_table import Text
from sessiontui.ui.terminal.reading.lexer import Lexer
from tests.faults.conftest import texts
from tests.tally import rounds
from tests.ui.terminal import LEFT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key
    from tests.tally import Tally
    from tests.ui.terminal import Terminal

F2, ESCAPE, CTRL_L, CTRL_T = "\x1bOQ", "\x1b", "\x0c", "\x14"
CTRL_U, CTRL_Q = "\x15", "\x11"
WAYS_BACK = ("", ESCAPE, CTRL_L, CTRL_T, CTRL_L)
"""From a text or a client's screen, from the blank screen, from both."""
_PIECE = 2_000
_STRAY = re.compile(rb"\x1b\](?!22;|12;#|112\x07)|\x1bP|\x1b_|\x1b\^|\xc2[\x80-\x9f]")
"""Titles, clipboard, pictures, C1 controls; not the shape of a mouse's pointer."""
HANG = 60
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


@pytest.mark.parametrize("end", ["\n", " "], ids=["lines", "one paragraph"])
def test_a_megabyte_is_pasted_and_typed_on_behind_it(
    terminal: Callable[..., Terminal], paths: Paths, key: Key, end: str
) -> None:
    user = terminal()
    user.see("KESTREL-4 · session 1")
    user.type(F2)
    words = f"she said a great many words, word after word, today{end}" * 20_000
    pour(user, b"\x1b[200~" + words.encode() + b"\x1b[201~behind it")
    user.see("behind it", HANG)
    user.type("\r")
    user.type("and on")
    user.see("note › and on")
    user.type(CTRL_Q)
    assert user.wait() == 0
    record = open_record(paths, key)
    assert "\n".join(texts(record)).strip() == words + "behind it"
    record.close()


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


def is_busy(user: Terminal) -> bool:
    """Whether the program did anything in the next moment but wait for keys."""
    took = []
    for _ in range(2):
        assert user.process.poll() is None
        status = Path(f"/proc/{user.process.pid}/stat").read_text()
        took.append(status.rpartition(")")[2].split()[11:13])
        sent = user.read_for(0.5)
    return bool(sent) or took[0] != took[1]


def answers(user: Terminal, words: str) -> bool:
    """Whether the words come up that are typed, from wherever the keys have led."""
    # Whatever was begun ends by itself.
    user.read_for(1.2)
    user.type(ESCAPE)
    user.read_for(0.2)
    for way in (*WAYS_BACK, *WAYS_BACK):
        user.raw = b""
        user.type(way + CTRL_L + CTRL_L + CTRL_U + words)
        until = time.monotonic() + HANG
        while words not in user.text() and is_busy(user):
            assert time.monotonic() < until, user.text()
        if words in user.text():
            return True
    return False


@pytest.mark.timeout(5000)
def test_noise_does_no_harm(
    terminal: Callable[..., Terminal],
    paths: Paths,
    key: Key,
    tally: Callable[[str, str], Tally],
) -> None:
    """But Ctrl+Q and Ctrl+P any key may come up; what is typed behind it lands."""
    row = tally("noise at the keyboard", "it goes on, and answers behind it")
    paths.settings.write_text('[keys]\nquit = "f24"\n')
    user = terminal()
    user.see("KESTREL-4 · session 1")
    sent = b""
    for start in range(0, rounds(4, whole=200) * _PIECE, _PIECE):
        user.raw = b""
        pour(user, noise(_PIECE, start))
        # Taken is not yet done: keys wait in the program, not on the line.
        until = time.monotonic() + HANG
        while is_busy(user):
            assert time.monotonic() < until
        sent = sent[-100:] + user.raw
        assert user.process.poll() is None, f"it ended at {start}: {sent[-6000:]!r}"
        assert LEFT not in sent
        assert not _STRAY.search(sent)
        row.round()
    assert answers(user, "answered behind it")
    user.process.terminate()
    user.wait()
    assert user.is_restored()
    record = open_record(paths, key)
    assert verify(record) == ()
    record.close()
    again = terminal()
    again.see("KESTREL-4 · session 1")
    assert answers(again, "typed behind it")


@pytest.mark.timeout(5000)
def test_ten_megabytes_of_noise_are_read(tally: Callable[[str, str], Tally]) -> None:
    row = tally("2 kB of noise to the reader of keys", "the next key lands")
    lexer = Lexer()
    for number in range(rounds(50, whole=5_000)):
        list(lexer.feed(noise(_PIECE, number).decode(errors="replace"), 10 * number))
        list(lexer.tick(10 * number + 1))
        (escape,) = (*lexer.feed("\x1b", 10 * number + 2), *lexer.tick(10 * number + 3))
        (key,) = lexer.feed("\x1b[Z", 10 * number + 4)
        row.round(lost=(escape, key) != (Pressed("escape"), Pressed("shift+tab")))


@pytest.mark.parametrize(
    "sequence",
    ["\x1b[1183644;285430u", "\x1b[97;1;99999999u", "\x1b[48;9999999;9999999;0;0t"],
)
def test_what_cannot_be_read_is_dropped_and_the_next_key_lands(sequence: str) -> None:
    assert list(Lexer().feed(sequence + "a", 0)) == [Text("a")]
