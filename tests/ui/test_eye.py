"""What meets the eye while the client can see the screen, and what it names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from textual.geometry import Region

from sessiontui.domain.kinds.lookup import TAB_TITLES, Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.services.caseload import Caseload
from sessiontui.settings.model import Settings
from sessiontui.ui.presenters.formatting import DrawnRows
from sessiontui.ui.presenters.hints import goals_named, hint
from sessiontui.ui.presenters.progress import progress_tabs
from sessiontui.ui.presenters.tab_bar import tabs_content
from sessiontui.ui.presenters.tabs.goals import DrawnGoals
from sessiontui.ui.presenters.tabs.session_tabs import print_lines, tab_rows
from tests.story import type_all
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record
    from sessiontui.ui.presenters.row import Row
    from tests.story import Clock


def styles_of(row: Row) -> set[str]:
    """The styles that a row's words are set in."""
    return {str(span.style) for span in row.content.spans}


# Rows


async def test_a_private_row_says_that_it_is_one_and_no_more(
    caseload: Caseload, live: LiveSession
) -> None:
    type_all(live, ["~ felt lectured; named it"])
    async with at_the_keyboard(caseload) as user:
        await user.presses("f2")
        assert [row.split() for row in user.shown] == [["10:02", "private"]]
        (row,) = user.screen.panes.rows.rows  # type: ignore[union-attr]
        assert styles_of(row) == {"dim"}
        await user.presses("up", "enter")
        assert "felt lectured" in user.line
        assert [row.split() for row in user.shown] == [["10:02", "private"]]
        await user.presses("escape")
        assert user.line == ""
        assert "lectured" not in user.picture


def test_a_risk_row_is_bold_and_has_no_colour(live: LiveSession) -> None:
    type_all(live, ["!c no plan", "slept badly"])
    rows = tab_rows(
        live,
        Tab.NOTES,
        80,
        opening=False,
        minutes=50,
        drawn=DrawnRows(),
        goals=DrawnGoals(),
    )
    risk, note = rows
    assert styles_of(risk) == {"bold"}
    assert styles_of(note) == {"dim"}


def test_check_in_first_is_bold_in_its_place(
    caseload: Caseload, live: LiveSession, clock: Clock
) -> None:
    type_all(live, ["~ strain today"])
    live.leave()
    clock.forward(days=7)
    rows = tuple(
        tab_rows(
            caseload.open("KESTREL-4"),
            Tab.AGENDA,
            80,
            opening=False,
            minutes=50,
            drawn=DrawnRows(),
            goals=DrawnGoals(),
        )
    )
    assert rows[1].content.plain.strip() == "check in first"
    assert styles_of(rows[1]) == {"bold"}


def test_between_goals_stands_a_blank_row(live: LiveSession) -> None:
    type_all(live, ["> sleep", "> dance", "= #2 4", "> sing"])
    plain = [row.content.plain.strip() for row in DrawnGoals().of(live, 80)]
    assert [bool(text) for text in plain] == [True, False, True, True, False, True]


async def test_the_bar_of_the_selected_row_is_even(
    caseload: Caseload, live: LiveSession
) -> None:
    type_all(live, ["slept badly"])
    async with at_the_keyboard(caseload, size=(60, 20)) as user:
        await user.presses("f2", "up")
        rows = user.screen.panes.rows
        assert rows is not None
        (strip,) = rows.render_lines(Region(0, 0, 60, 1))
        styles = {
            (x.style.reverse, x.style.dim, x.style.color, x.style.bgcolor)
            for x in strip
            if x.style is not None
        }
        assert len(styles) == 1
        assert next(iter(styles))[:2] == (True, False)


# Tabs, hints and the line


@pytest.mark.parametrize("width", [40, 60, 80])
def test_every_tab_has_a_name(width: int) -> None:
    for tab in TAB_TITLES:
        content = tabs_content(tab, width, TAB_TITLES)
        assert content.cell_length <= width
        assert not _bare(content.plain)
    for in_session in (True, False):
        looks = progress_tabs("goals", in_session=in_session)
        for look in looks:
            content = tabs_content(look, width, looks)
            assert content.cell_length <= width
            assert not _bare(content.plain)


def _bare(tabs: str) -> list[str]:
    """The numbers that have no name behind them."""
    return re.findall(r"[0-9](?! ?[A-Z])", tabs)


async def test_with_a_narrow_text_every_tab_has_a_name(caseload: Caseload) -> None:
    async with at_the_keyboard(
        caseload, size=(80, 24), settings=Settings(text_width=60)
    ) as user:
        assert "4 Str" in user.picture
        assert "6 Sum" in user.picture


async def test_each_row_of_a_long_hint_begins_where_the_first_one_does(
    caseload: Caseload,
) -> None:
    async with at_the_keyboard(caseload, size=(40, 20)) as user:
        await user.enters("/format nowhere")
        rows = user.picture.rstrip("\n").split("\n")
        first = next(n for n, row in enumerate(rows) if "There are these" in row)
        hint_rows = [row for row in rows[first:] if row.strip()]
        assert len(hint_rows) > 1
        assert all(row[0] == " " != row[1] for row in hint_rows)


def test_behind_a_number_sign_the_goals_are_named(live: LiveSession) -> None:
    type_all(live, ["> sleep through the night", "> dance at the wedding"])
    goals = live.state.goals
    for text in ("slept better #", "#", "slept better #1"):
        named = goals_named(text, goals, 60)
        assert named == "#1 sleep through the night  #2 dance at the wedding"
    for width in (20, 30, 40):
        named = goals_named("better #", goals, width)
        assert named.startswith("#1 sleep")
        assert len(named) <= width
    for text in ("slept better", "#1 better", "a#", ""):
        assert goals_named(text, goals, 60) == ""
    assert goals_named("better #", (), 60) == ""


async def test_the_goals_are_named_while_a_line_is_edited_too(
    caseload: Caseload, live: LiveSession
) -> None:
    type_all(live, ["> sleep through", "slept badly"])
    async with at_the_keyboard(caseload) as user:
        await user.presses("f2", "up", "enter")
        await user.types(" #")
        assert user.hint.startswith("#1 sleep through")


def test_tab_is_named_where_it_completes() -> None:
    for text in ("/for", "/hom", "/forma"):
        assert hint(text, 70).endswith("Tab completes")
        assert len(hint(text, 40)) <= 40
    for text in ("/", "/format", "/format ", "/nowhere", "words", '" words'):
        assert "Tab" not in hint(text, 200)


async def test_the_palette_has_letters_only_and_names_keys_as_they_are_written(
    caseload: Caseload,
) -> None:
    async with at_the_keyboard(caseload, size=(80, 40)) as user:
        await user.presses("ctrl+p")
        for _ in range(100):
            await user.pilot.pause(0.02)
            if "Ctrl+O" in user.picture:
                break
        assert "Ctrl+O" in user.picture
        assert not re.search(r"Key:|ctrl\+|[\U0001f000-\U0001ffff]", user.picture)


async def test_before_f7_the_way_back_is_told(caseload: Caseload) -> None:
    for size in ((80, 24), (40, 20)):
        async with at_the_keyboard(caseload, size=size) as user:
            await user.presses("f5")
            assert user.hint.startswith("F7 lets them type · Ctrl+T back")


# The print


def test_a_signed_print_is_wrapped_once(record: Record, clock: Clock) -> None:
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    live = caseload.open("KESTREL-4")
    type_all(live, ["she said that " + "the evenings are easier now and " * 8])
    unsigned = print_lines(live, 60)
    live.sign()
    signed = print_lines(live, 60)
    words = [line for line in unsigned if "evenings" in line or "easier" in line]
    assert [x for x in signed if "evenings" in x or "easier" in x] == words
    whole = live.prints.summary().split("\n")
    assert live.prints.summary(width=0).split("\n")[:-2] == whole[:-2], (
        "where there is room, the very bytes that were signed"
    )
