"""What the tabs tell at a glance: from last time, goals, strengths, homework."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.ui.presenters.client_view import client_lines
from tests.story import type_all
from tests.ui.typist import SIZES, Typist, at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from tests.story import Clock

LAST_WEEK = (
    "> I want to sit at that wedding and not plan my escape",
    ">g staying in company while afraid",
    "= #1 3",
    "+ I rang my brother before it got bad",
    "+s with my cousins too",
    "+c breathing out slowly on the stairs",
    "+p my aunt",
    "+w I went out once even in the rain",
    "+w I said no on Sunday",
    "@ text my brother Sat 10am %60 #1 #+1",
    "@o phone off",
    "@s text him Fri night instead %95",
    ": work email mine",
    "? father called",
    "/differently Less homework talk at the start.",
)


@pytest.fixture
def second_week(caseload: Caseload, live: LiveSession, clock: Clock) -> Caseload:
    """KESTREL-4 a week after the first session."""
    type_all(live, LAST_WEEK)
    live.leave()
    clock.forward(days=7)
    return caseload


async def select(user: Typist, text: str) -> None:
    """Go up in the list to a line."""
    for _ in range(len(user.shown)):
        await user.presses("up")
        if (
            getattr(user.screen.panes.rows and user.screen.panes.rows.value, "text", "")
            == text
        ):
            return
    raise AssertionError("there is no such row")


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_screen_tells_what_to_be_glad_of_to_ask_and_to_change(
    second_week: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(second_week, size=size) as user:
        seen = " ".join(user.picture.split())
        for words in (
            "I rang my brother",
            "win I said no on Sunday",
            "ask about text my brother Sat 10am",
            "differently Less homework",
            "parked father called",
            "not reached work email",
        ):
            assert words in seen
        order = ["strength", "win", "ask about", "differently", "parked"]
        places = [seen.index(f" {label} ") for label in order]
        assert places == sorted(places)


@pytest.mark.parametrize("size", SIZES)
async def test_space_takes_up_what_was_left_and_marks_what_was_changed(
    second_week: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(second_week, size=size) as user:
        await select(user, "work email")
        await user.presses("space")
        await select(user, "Less homework talk at the start.")
        await user.presses("space")

        kinds = [(line.kind, line.text) for line in user.live.state.lines]
        assert kinds == [("agenda", "work email"), ("changed", "")]
        assert "From last time" in user.picture
        assert user.live.state.requests() == ()
        await user.presses("ctrl+z")
        assert [x.text for x in user.live.state.requests()] == [
            "Less homework talk at the start."
        ]


@pytest.mark.parametrize("size", SIZES)
async def test_a_goal_shows_how_it_stands_and_hides_the_last_rating(
    second_week: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(second_week, size=size) as user:
        await user.presses("f3")
        assert "3/10" not in user.picture
        assert "your gloss: staying in company" in user.picture

        await user.enters("= #1 4", "= imp 7", "= ready 5", "> sleep #+2", "/resting")

        seen = " ".join(user.picture.split())
        assert "4/10" in seen
        assert "importance 7" in seen
        assert "readiness 5" in seen
        assert "builds on: breathing out slowly" in seen
        assert "sleep (resting)" in seen


@pytest.mark.parametrize("size", SIZES)
async def test_strengths_lead_with_what_was_built_on_and_where_they_show_up(
    second_week: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(second_week, size=size) as user:
        await user.presses("f4")
        await user.enters("I sing")

        rows = user.shown
        first = next(i for i, row in enumerate(rows) if "#+1" in row)
        assert "built on once" in rows[first]
        assert "shows up: with my cousins too" in rows[first + 1]
        assert "I sing" in rows[first + 2]


@pytest.mark.parametrize("size", SIZES)
async def test_homework_is_one_card_with_what_is_known_of_it(
    second_week: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(second_week, size=size) as user:
        await user.enters(": sleep 15m", "@2", "@o rain")

        seen = " ".join(" ".join(user.shown).split())
        assert "15 of 50 min planned" in seen
        assert "when: Sat 10am · when smaller: Fri night" in seen
        assert "likely: 60 → 95%" in seen
        assert "builds on: I rang my brother" in seen
        card = seen[seen.index("homework ") :]
        labels = ["homework", "phone off", "rain", "smaller text", "went 2/4"]
        places = [card.index(label) for label in labels]
        assert places == sorted(places)


async def test_joiners_and_hard_spaces_that_are_typed_stay(caseload: Caseload) -> None:
    words = "\u0645\u06cc\u200c\u062e \U0001f468\u200d\U0001f469 a\u00a0b\u202fc"
    async with at_the_keyboard(caseload) as user:
        await user.enters(words)
        assert [line.text for line in user.live.state.lines] == [words]


async def test_an_empty_session_opens_on_its_opening_wherever_it_was_left(
    second_week: Caseload,
) -> None:
    async with at_the_keyboard(second_week) as user:
        await user.presses("f2", "ctrl+q")
    async with at_the_keyboard(second_week) as user:
        assert "From last time" in user.picture


async def test_a_row_names_what_it_answers(
    second_week: Caseload, live: LiveSession
) -> None:
    async with at_the_keyboard(second_week) as user:
        await user.enters("@3 both times", "/changed agenda first", "/consent yes")
        await user.presses("f2")
        seen = " ".join(" ".join(user.shown).split())

        assert "went 3/4 (text my brother Sat 10am) both times" in seen
        assert (
            "we changed (asked: Less homework talk at the start.) agenda first" in seen
        )
        assert "consent yes" in seen
        await user.presses("f1")
        assert "went 3/4 (text my brother Sat 10am) both" in " ".join(
            " ".join(user.shown).split()
        )


@pytest.mark.parametrize("size", SIZES)
async def test_opening_and_agenda_show_the_newest_requests_and_how_many_more(
    caseload: Caseload, live: LiveSession, clock: Clock, size: tuple[int, int]
) -> None:
    type_all(live, [f"/differently wish {n}" for n in range(5)])
    live.leave()
    clock.forward(days=7)
    async with at_the_keyboard(caseload, size=size) as user:
        for _ in range(2):
            seen = " ".join(user.picture.split())
            for n in (4, 3, 2):
                assert f"differently wish {n}" in seen
            assert "wish 1" not in seen
            assert "and 2 more" in seen
            await user.enters(": sleep")


async def test_the_client_view_shows_tasks_and_strengths_whole(
    caseload: Caseload, live: LiveSession, clock: Clock
) -> None:
    type_all(live, ["@ walk an hour", "@s walk", "@s walk to the corner"])
    type_all(live, ["+ rang him", "+ I sing"])
    rang = live.state.lines[-2]
    live.enter("+s at work", Tab.NOTES, rang)

    seen = [str(line) for line in client_lines(live, 80)]

    assert "   · walk an hour · or smaller: walk to the corner" in seen
    assert "   · rang him · shows up: at work" in seen
    assert "   · I sing" in seen
    assert len([row for row in seen if "shows up" in row or "smaller" in row]) == 2
