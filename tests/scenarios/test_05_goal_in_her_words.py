"""Scenario 5, a goal in her words: to sit at that wedding and not plan the escape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.session.goals import GLOSS, notes_of

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice

GOAL = "I want to sit at that wedding and not plan my escape"


async def test_5_a_goal_in_her_words(practice: Practice) -> None:
    async with practice.session() as room:
        with room.budget(4):
            await room.enters(f"> {GOAL}", "= #1 3")

        (goal,) = room.live.state.goals
        assert goal.text.encode() == GOAL.encode()
        assert goal.number == 1
        (rating,) = room.live.state.ratings(room.live.state.goals[0])
        assert (rating.value, rating.goal) == (3, 1)
        printed = room.live.prints.summary(width=0)
        assert f"#1 In the client's words: {GOAL}\n" in printed
        assert "Rating 3/10" in printed
        await room.presses("f3")
        assert "3/10" in room.picture

        assert notes_of(goal, room.live.state.goal_notes, GLOSS) == ()
        assert "gloss" not in printed.casefold()
        await room.enters(">g staying in company while the alarm is on")
        (gloss,) = notes_of(goal, room.live.state.goal_notes, GLOSS)
        assert gloss.text == "staying in company while the alarm is on"
        assert room.live.state.goals[0].text == GOAL
        assert (
            "In the therapist's words: staying in company"
            in room.live.prints.summary(width=0)
        )
