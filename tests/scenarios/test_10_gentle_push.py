"""Scenario 10, a gentle push: invited, she leans away, stepped back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice

JUDGES = ("too ", "should", "push", "resist", "refus", "avoid", "pace", "challenge")


async def test_10_gentle_push_read_the_room_step_back(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters("> sit at that wedding")
        await room.presses("f2")
        with room.budget(2):
            await room.enters("& invited 5 min sitting near exit #1")
        await room.minutes_pass(2)
        with room.budget(2):
            await room.enters("( held her breath")
        with room.budget(1):
            await room.presses("ctrl+r")
        assert not [word for word in JUDGES if word in room.picture.casefold()]
        await room.minutes_pass(1)
        with room.budget(2):
            await room.enters("< agreed to picture it first")

        told = [(x.kind, f"{x.at:%H:%M}") for x in room.live.state.lines[1:]]
        assert told == [
            (Kind.INTERVENTION, "10:02"),
            (Kind.OBSERVATION, "10:04"),
            (Kind.STEPPED_BACK, "10:04"),
            (Kind.RESPONSE, "10:05"),
        ]
        printed = room.live.prints.summary(width=0)
        assert "10:02 Intervention: invited 5 min sitting near exit  #1\n" in printed
        assert "\n 10:04 Followed the client's pace\n" in printed
        assert "10:05 Response: agreed to picture it first\n" in printed

        assert "tepped" not in room.live.prints.summary("takehome")
        await room.presses("ctrl+t")
        assert "tepped" not in room.picture
        assert "invited" not in room.picture
