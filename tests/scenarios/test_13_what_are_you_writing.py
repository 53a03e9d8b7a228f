"""Scenario 13: "What are you writing about me?" The laptop is turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.entities import Author
from tests.scenarios.room import BAR

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice

THEIRS = [
    "For today",
    "· sister's wedding",
    "· sleep",
    "What I want",
    "· sit at that wedding",
    "What I bring",
    "· out in the rain",
    "· I rang my brother",
    "To try",
    "· text him Fri night",
]
"""All that there is to see, word for word."""
NOT_THEIRS = [
    "she looked away when asked",
    "~ strain: felt lectured",
    "! said better off without me",
    "/formulation leaving brings relief at once",
    "/did invited 5 min near the exit",
    "/observed shoulders up",
    '" he would see me there',
    "= mood 4",
    "? father called",
    ". phone the school",
    ">g stays while the alarm is on",
    "@o phone off",
]


async def test_13_what_are_you_writing_about_me(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters(
            ": last week's item", "@ last week's walks", "/helped silence"
        )
    practice.next_tuesday()

    async with practice.session() as room:
        await room.enters(": sister's wedding", ": sleep", "> sit at that wedding")
        await room.enters("+ I rang my brother", "+w out in the rain")
        await room.enters("@ text him Fri night %95")
        await room.presses("f2")
        await room.enters(*NOT_THEIRS)
        await room.types("he seems to")

        with room.budget(2):
            await room.presses("ctrl+t")
            whole = " ".join(" ".join(room.shown).split())
            assert whole == " ".join(THEIRS)
            listed = {row.strip() for row in room.shown}
            painted = {row.strip(BAR) for row in room.rows}
            assert painted - listed == {"›"}
            await room.presses("ctrl+t")
        assert not room.is_turned
        assert room.line == "he seems to"


async def test_13_what_the_client_would_rather_have_there_is_theirs(
    practice: Practice,
) -> None:
    async with practice.session() as room:
        await room.enters("> go to that wedding", "+ I rang my brother")
        await room.presses("ctrl+t", "ctrl+t", "f3", "up", "enter")
        assert room.line == "go to that wedding"
        await room.presses("ctrl+u")
        await room.enters("sit at that wedding and stay")

        (goal,) = room.live.state.goals
        assert (goal.number, goal.author) == (1, Author.CLIENT)
        assert goal.text == "sit at that wedding and stay"
        await room.presses("ctrl+t")
        assert "sit at that wedding and stay" in room.picture
        assert "go to that" not in room.picture
        await room.presses("ctrl+t", "ctrl+z")
        assert room.live.state.goals[0].text == "go to that wedding"
