"""The keys of a long list: what is selected is seen, and what is removed was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.story import type_all
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.ui.widgets.row_list import RowList
    from tests.ui.typist import Typist

COUNT = 60


@pytest.fixture
def long_hour(caseload: Caseload, live: LiveSession) -> Caseload:
    """An hour of many more notes than a screen has rows."""
    type_all(live, [f"note number {n}" for n in range(COUNT)])
    return caseload


def rows_of(user: Typist) -> RowList:
    rows = user.screen.panes.rows
    assert rows is not None
    return rows


def chosen(user: Typist) -> int | None:
    """The number of the selected note, which must be in sight."""
    text = getattr(rows_of(user).value, "text", None)
    if text is None:
        return None
    assert text in user.picture, "what is selected is seen"
    return int(text.rsplit(" ", 1)[1])


async def test_pages_home_and_end_take_the_selection_along(
    long_hour: Caseload,
) -> None:
    async with at_the_keyboard(long_hour, size=(80, 24)) as user:
        await user.presses("f2", "up")
        assert chosen(user) == COUNT - 1
        await user.presses("pageup")
        a_page = COUNT - 1 - (chosen(user) or 0)
        assert a_page > 10
        await user.presses("pageup")
        assert chosen(user) == COUNT - 1 - 2 * a_page
        await user.presses("pagedown")
        assert chosen(user) == COUNT - 1 - a_page
        await user.presses("home")
        assert chosen(user) == 0
        await user.presses("pageup")
        assert chosen(user) == 0
        await user.presses("end")
        assert chosen(user) == COUNT - 1
        await user.presses("pagedown")
        assert chosen(user) == COUNT - 1


async def test_what_is_removed_behind_a_page_is_what_is_seen(
    long_hour: Caseload,
) -> None:
    async with at_the_keyboard(long_hour, size=(80, 24)) as user:
        await user.presses("f2", "up", "pageup")
        number = chosen(user)
        await user.presses("delete")
        texts = [line.text for line in user.live.state.lines]
        assert f"note number {number}" not in texts
        assert len(texts) == COUNT - 1


async def test_up_selects_in_what_is_seen_and_leaps_nowhere(
    long_hour: Caseload,
) -> None:
    async with at_the_keyboard(long_hour, size=(80, 24)) as user:
        await user.presses("f2", "pageup", "pageup")
        before = user.picture
        await user.presses("up")
        assert chosen(user) is not None
        assert before.split("\n")[3:20] == user.picture.split("\n")[3:20]


async def test_with_words_on_the_line_home_and_end_are_the_lines(
    long_hour: Caseload,
) -> None:
    async with at_the_keyboard(long_hour, size=(80, 24)) as user:
        await user.presses("f2", "up")
        await user.types("two")
        await user.presses("home")
        await user.types("x")
        assert user.line == "xtwo"
        assert chosen(user) == COUNT - 1


@pytest.mark.parametrize("size", [(80, 12), (40, 20), (40, 12), (120, 36)])
async def test_a_list_that_stood_at_its_end_stays_there_after_a_resize(
    long_hour: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(long_hour, size=(80, 24)) as user:
        await user.presses("f2")
        await user.pilot.resize_terminal(*size)
        await user.pilot.pause()
        assert f"note number {COUNT - 1}" in user.picture
        await user.pilot.resize_terminal(80, 24)
        await user.pilot.pause()
        assert f"note number {COUNT - 1}" in user.picture


async def test_a_short_list_that_no_longer_fits_stays_at_its_end(
    caseload: Caseload, live: LiveSession
) -> None:
    type_all(live, [f"note number {n}" for n in range(12)])
    async with at_the_keyboard(caseload, size=(80, 24)) as user:
        await user.presses("f2")
        await user.pilot.resize_terminal(80, 10)
        await user.pilot.pause()
        assert "note number 11" in user.picture


async def test_a_list_that_was_turned_back_stays_where_it_is(
    long_hour: Caseload,
) -> None:
    async with at_the_keyboard(long_hour, size=(80, 24)) as user:
        await user.presses("f2", "pageup", "pageup")
        top = rows_of(user).scroll_offset.y
        await user.pilot.resize_terminal(80, 20)
        await user.pilot.pause()
        assert rows_of(user).scroll_offset.y == top


async def test_a_hit_of_today_is_selected_on_its_tab(long_hour: Caseload) -> None:
    async with at_the_keyboard(long_hour, size=(80, 24)) as user:
        await user.presses("f3")
        await user.enters('/find "number 7"')
        await user.presses("up", "enter")
        assert user.screen.panes.name_shown == "tab-notes"
        assert chosen(user) == 7
        await user.presses("enter")
        assert user.line == "note number 7", "and Enter opens it as any row"
