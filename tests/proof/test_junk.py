"""What other programs write over the screen: Ctrl+L, and again, and it is gone.

It is proof, not test: each screen is scribbled on in a whole terminal, and painted anew
by the program.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.ui.test_quiet_display import Seen, differing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.story import Template

PATIENCE = 10
JUNK = b"\x1b7\x1b[?25h\x1b[41;92;1;4m\x1b[5;3HJUNK\x1b[12;40HJUNK\x1b[24;1Hjunk\x1b8"
F2, F6, F7, F8, F9 = "\x1bOQ", *(f"\x1b[{n}~" for n in (17, 18, 19, 20))
CTRL_L, CTRL_O, CTRL_T, ESCAPE = "\x0c", "\x0f", "\x14", "\x1b"
SCREENS = (
    ("notes", F2),
    ("half a line", "half a line"),
    ("print", F6),
    ("over time", F8),
    ("back", ESCAPE + F2),
    ("help", F9),
    ("turned", ESCAPE + CTRL_T),
    ("questions", CTRL_T + F7),
    ("clients", CTRL_T + CTRL_O),
)


@pytest.fixture
def pair(template: Template, tmp_path: Path, secret: Path) -> Iterator[list[Seen]]:
    """The program twice: on a screen that is left alone, and on one that is not."""
    opened = []
    for name in ("alone", "written over"):
        home = template.copy_to(tmp_path / name).data
        opened.append(Seen(home, (80, 24), secret))
    yield opened
    for seen in opened:
        seen.terminal.close()


def test_what_was_written_over_the_screen_is_gone_with_ctrl_l(
    pair: list[Seen],
) -> None:
    alone, over = pair
    for seen in pair:
        seen.terminal.see("New client.")
        seen.terminal.type("> sit at that wedding\r= #1 3\r+ I rang\r@ walk\r")
        seen.terminal.see("walk")
    for where, keys in SCREENS:
        for seen in pair:
            seen.terminal.type(keys)
        agree(alone, over, where)
        turns = (
            "rest",
            "back",
            *(("rest again", "back again") if where == "notes" else ()),
        )
        for turn in turns:
            over.feed(JUNK)
            assert differing(over.cells, alone.cells)
            for seen in pair:
                seen.terminal.type(CTRL_L)
            agree(alone, over, f"{where}, {turn}")


def agree(alone: Seen, over: Seen, when: str) -> None:
    """Look until both show the same cells, and the cursor at the same place."""
    until = time.monotonic() + PATIENCE
    while True:
        for seen in (alone, over):
            seen.settle()
        cursors = [
            None if c.hidden else (c.x, c.y)
            for c in (alone.screen.cursor, over.screen.cursor)
        ]
        found = differing(over.cells, alone.cells)
        if not found and cursors[0] == cursors[1]:
            return
        assert time.monotonic() < until, f"{when}: {found or cursors}"
