"""Scenario 7, tears: one key, four minutes, one key back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice


async def test_7_nobody_is_locked_out_before_the_limit(practice: Practice) -> None:
    async with practice.session() as room:
        await room.presses("ctrl+l")
        await room.minutes_pass(practice.settings.lock_minutes)
        assert room.app.is_running
        await room.hours.forward(1.1, room._settle)
        assert room.app.return_value == "lock"


async def test_7_tears(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters("> sit at that wedding", ": sleep")
        await room.minutes_pass(19)
        await room.types('" I just cannot')
        await room.minutes_pass(1)
        before = room.rows

        with room.budget(2):
            await room.presses("ctrl+l")
            assert room.picture.strip() == ""
            drawn = room.drawings
            await room.minutes_pass(4)
            assert room.drawings == drawn
            assert room.picture.strip() == ""
            assert room.app.is_running
            assert room.session.rest.is_on
            await room.presses("ctrl+l")

        assert room.line == '" I just cannot'
        assert room.live.drafts.load().text == '" I just cannot'
        assert room.rows[1:] == before[1:]
        assert "20 " in before[0]
        assert "24 " in room.rows[0]
        assert [line.text for line in room.live.state.lines] == [
            "sit at that wedding",
            "sleep",
        ]
