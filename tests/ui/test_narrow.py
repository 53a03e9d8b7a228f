"""A narrow, short screen: nothing is lost, nothing runs into the margin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sessiontui.ui.hints import written
from tests.story import open_session, type_all
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.caseload import Caseload
    from sessiontui.store.record import Record
    from tests.story import Clock

NARROW = (40, 20)
LAST_TIME = (
    ": father",
    ": the wedding list",
    "? her sister rang",
    "? the seating plan",
    "/differently less about my mother",
    "@ text my brother on Saturday",
)


@pytest.mark.parametrize("size", [NARROW, (80, 24)])
async def test_the_written_print_is_told_in_one_row(
    caseload: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(caseload, size=size) as user:
        await user.enters("he slept better")
        await user.presses("f6", "ctrl+s")
        assert user.hint.startswith("Written")
        assert user.picture.split("\n")[-1].strip() == user.hint
        assert user.picture.split("\n")[-2].strip().startswith("note ›")


def test_a_written_print_says_as_much_of_where_it_is_as_fits() -> None:
    path = Path("/home/rowan/.local/share/sessiontui/summaries/A-1-session-2.txt")
    assert written(path, 200).endswith(f"only you can read: {path}")
    assert written(path, 44) == "Written as plain text: A-1-session-2.txt"
    assert written(path, 38) == "Written: A-1-session-2.txt"
    assert written(path, 24) == "Written to the summaries folder."


async def test_what_is_taken_up_from_last_time_leaves_the_next_row_selected(
    record: Record, clock: Clock, caseload: Caseload
) -> None:
    type_all(open_session(record, clock), LAST_TIME)
    clock.forward(days=7)
    async with at_the_keyboard(caseload) as user:
        # From the last row up to the first of five.
        await user.presses(*["up"] * 5)
        seen = []
        for _ in range(5):
            chosen = user.session.selected()
            assert chosen is not None
            seen.append(chosen.text)
            await user.presses("space")
        assert seen == [
            "less about my mother",
            "her sister rang",
            "the seating plan",
            "father",
            "the wedding list",
        ]
        today = [(line.label, line.text) for line in user.live.lines]
        assert today[0] == ("we changed", "")
        assert today[1:] == [("agenda", text) for text in seen[1:]]
