"""Scenario 14, ten minutes left, and then: "my father called."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind, Tab

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice

AS_TIME_GOES_BY = (
    (1, "39 "),
    (1, "10 left"),
    (4, "10 left"),
    (1, "5 left"),
)


async def test_14_ten_minutes_left_doorknob(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters(": sister's wedding", "> sit at that wedding", "/next")
        await room.minutes_pass(19)
        await room.types("he seems lighter")
        await room.minutes_pass(19)
        await room.types(" today")
        before = room.rows
        for minutes, reads in AS_TIME_GOES_BY:
            await room.minutes_pass(minutes)
            assert reads in room.rows[0]
            assert room.rows[1:] == before[1:]
        await room.presses("enter")
        await room.minutes_pass(1)
        assert "5 left" in room.rows[0]

        with room.budget(3):
            await room.enters("? father called")
            await room.presses("f5")
        assert "father called" in room.picture
        assert room.live.state.lines[-1].kind is Kind.PARKED
    practice.next_tuesday()

    async with practice.session() as room:
        assert "parked father called" in " ".join(room.picture.split())
        await room.presses("down")
        while getattr(room.session.selected(), "text", "") != "father called":
            await room.presses("down")
        with room.budget(1):
            await room.presses("space")
        await room.enters(": sleep")
        items = [line.text for line in room.live.state.of_tab(Tab.AGENDA)]
        assert items[0] == "father called"
        assert "parked" not in room.picture
