"""The window changes its size while words stand on the line: none is out of sight."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from tests.story import type_all
from tests.ui.terminal import Terminal
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from tests.story import Template
    from tests.ui.typist import Typist

LONG = "on Sunday " + " ".join(f"word{number}" for number in range(40)) + " atlast"
ROWS = "\n".join(f"row {number} of a pasted mail" for number in range(12)) + "\natlast"
SIZES = ((40, 10), (20, 6), (15, 5), (40, 10), (80, 24), (40, 10), (60, 8), (80, 24))
SCREENS = {
    "session": (),
    "notes": ("f2",),
    "caseload": ("ctrl+o",),
    "client view": ("ctrl+t",),
    "feedback": ("f7",),
    "progress": ("f8",),
    "goals over time": ("f8", "f2"),
}


@pytest.fixture
def known(caseload: Caseload, live: LiveSession) -> Caseload:
    type_all(live, ["> sit at that wedding", "= #1 4", "a day at the sea"])
    return caseload


def assert_in_sight(typist: Typist, end: str) -> None:
    """The cursor stands in the line behind its last word, and the hint below it."""
    line_input, screen = typist.line_input, typist.app.screen
    place, picture = line_input.cursor_screen_offset, typist.picture
    assert screen.get_widget_at(*place)[0] is line_input, (place, picture)
    before = picture.split("\n")[place.y][: place.x].rstrip()
    last = before.split(" ")[-1].strip("│")
    assert last, (place, picture)
    assert end.endswith(last), (place, before, picture)
    hint = screen.query_one("#hint")
    if hint.region:
        assert hint.region.bottom == screen.size.height
        assert not hint.region.contains(*place)


@pytest.mark.parametrize("words", [LONG, ROWS], ids=["long", "pasted"])
@pytest.mark.parametrize("keys", SCREENS.values(), ids=SCREENS.keys())
async def test_the_end_of_the_line_and_the_cursor_stay_in_sight(
    known: Caseload, keys: tuple[str, ...], words: str
) -> None:
    async with at_the_keyboard(known) as typist:
        await typist.presses(*keys)
        await typist.pastes(words)
        assert_in_sight(typist, "atlast")
        for size in SIZES:
            await typist.pilot.resize_terminal(*size)
            for _ in range(3):
                await typist.pilot.pause()
            assert typist.line == words
            assert_in_sight(typist, "atlast")
        await typist.types("!")
        assert typist.line == words + "!"
        assert_in_sight(typist, "atlast!")


async def test_a_cursor_within_the_words_stays_in_sight_too(known: Caseload) -> None:
    async with at_the_keyboard(known) as typist:
        await typist.pastes(LONG)
        await typist.presses("home", "up", "home", "end")
        word = typist.picture.split("\n")[typist.line_input.cursor_screen_offset.y]
        for size in SIZES:
            await typist.pilot.resize_terminal(*size)
            for _ in range(3):
                await typist.pilot.pause()
            place = typist.line_input.cursor_screen_offset
            widget, _ = typist.app.screen.get_widget_at(*place)
            assert widget is typist.line_input, (size, place, word)


@pytest.mark.parametrize(
    ("code", "said"),
    [("WREN-7", "in WREN-7, session 1"), ("GOLDFINCH-14", "in GOLDFINCH-14")],
)
async def test_where_a_step_could_not_be_taken_back_is_said_in_two_rows(
    caseload: Caseload, live: LiveSession, code: str, said: str
) -> None:
    wren = caseload.open(code)
    (line,) = type_all(live, ["about the garden"])
    live.edits.move((line,), code)
    wren.state.load()
    wren.edits.edit(wren.state.lines[0], "about the divorce")
    async with at_the_keyboard(caseload, size=(20, 6)) as typist:
        await typist.presses("ctrl+z")
        assert " ".join(typist.hint.split()) == f"Not taken back: {said}"


def test_on_a_real_terminal_the_cursor_follows_the_window(
    template: Template, tmp_path: Path, secret: Path
) -> None:
    home = template.copy_to(tmp_path / "home").data
    window = Terminal(home, "open", "KESTREL-4", passphrase_file=secret)
    with contextlib.closing(window):
        window.see("1 Agenda")
        window.type(LONG)
        window.see("atlast")
        for size in SIZES:
            window.resize(*size)
            rows = window.see("atlast").split("\n")
            window.read_for(0.3)
            rows = window.text().split("\n")
            column, row = window.cursor()
            assert rows[row][:column].rstrip().endswith("atlast"), (size, rows)
            if size[1] >= 6:
                assert row == size[1] - 2
                assert rows[-1].endswith("saved") or "saved ·" in rows[-1]
