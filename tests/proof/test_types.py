"""Every type and size of terminal: it works, or it says in one line what does.

It is proof, not test: the real program starts on a whole terminal of each type and
size.
"""

from __future__ import annotations

import fcntl
import struct
import termios
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.terminal import LEFT, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.story import Template

F2, CTRL_Q = "\x1bOQ", "\x11"


@pytest.fixture
def start(
    template: Template, tmp_path: Path, secret: Path
) -> Iterator[Callable[..., Terminal]]:
    """Opens the program on one record, in any terminal."""
    home = template.copy_to(tmp_path / "home").data
    opened: list[Terminal] = []

    def begin(size: tuple[int, int] = (80, 24), **more: Any) -> Terminal:
        opened.append(
            Terminal(
                home, "open", "KESTREL-4", size=size, passphrase_file=secret, **more
            )
        )
        return opened[-1]

    yield begin
    for window in opened:
        window.close()


@pytest.mark.parametrize(
    "variables",
    [
        *(
            {"TERM": name}
            for name in ("screen", "tmux-256color", "linux", "vt100", "no-such-term")
        ),
        {"LANG": "C", "LC_ALL": "C"},
        {"LANG": "xx_YY.UTF-8"},
        {"LC_ALL": "no-such-locale"},
        {"LANG": "de_DE@euro", "LC_CTYPE": "UTF-8"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=lambda given: "-".join(given.values()),
)
def test_on_this_terminal_it_types_records_and_leaves(
    start: Callable[..., Terminal], variables: dict[str, str]
) -> None:
    user = start(**variables)
    user.see("1 Agenda")
    user.type(F2 + "plain words\r")
    user.see("plain words")
    user.type(CTRL_Q)
    assert user.wait() == 0
    assert user.is_restored()
    assert LEFT in user.raw
    assert b"Traceback" not in user.raw
    start().see("plain words")


def resize(user: Terminal, width: int, height: int) -> None:
    size = struct.pack("HHHH", height, width, 0, 0)
    fcntl.ioctl(user.screen, termios.TIOCSWINSZ, size)


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (10, 3), (500, 200)])
def test_at_any_size_a_line_is_recorded(
    start: Callable[..., Terminal], size: tuple[int, int]
) -> None:
    user = start(size=size)
    until = time.monotonic() + 20
    while b"\x1b[?1049h" not in user.raw:
        assert time.monotonic() < until
        user.read_for(0.1)
    user.type(F2 + "kept at any size\r")
    user.read_for(1.5)
    user.type(CTRL_Q)
    assert user.wait() == 0
    assert b"Traceback" not in user.raw
    start().see("kept at any size")


def test_a_storm_of_sizes_loses_no_letter(start: Callable[..., Terminal]) -> None:
    user = start()
    user.see("1 Agenda")
    user.type(F2)
    words = "every letter of this is here"
    for turn in range(200):
        resize(user, 1 + turn * 37 % 200, 1 + turn * 17 % 60)
        if turn % 7 == 0 and turn // 7 < len(words):
            user.type(words[turn // 7])
        user.read_for(0.01)
    user.type(words[29:])
    resize(user, 80, 24)
    user.read_for(1)
    user.type("\r" + CTRL_Q)
    assert user.wait() == 0
    assert b"Traceback" not in user.raw
    start().see(words)
