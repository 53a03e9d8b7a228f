"""Scenario 2, mood check and bridge: "Maybe a 4, better than Sunday."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind, Store

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice

LAST_WEEK = "8/10"


async def test_2_mood_check_and_bridge(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters("= mood 8", "+ I rang my brother")
    practice.next_tuesday()

    async with practice.session() as room:
        for key in ("f1", "f2", "f3", "f4", "f5", "f6", "f1"):
            await room.presses(key)
            assert LAST_WEEK not in room.picture

        with room.budget(4):
            await room.enters("= mood 4")
            assert LAST_WEEK not in room.picture
            await room.minutes_pass(1)
            await room.enters('" better than Sunday')

        mood, words = room.live.state.lines
        assert (mood.kind, mood.text, mood.value) == (Kind.RATING, "mood", 4)
        assert mood.row.store is Store.RECORD
        assert practice.record.private_notes.notes(room.live.state.session.id) == ()
        assert (words.kind, words.text) == (Kind.WORDS, "better than Sunday")
        printed = room.live.prints.summary(width=0)
        assert "10:02 mood 4/10" in printed
        assert "10:03 In the client's words: better than Sunday\n" in printed
