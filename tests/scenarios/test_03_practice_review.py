"""Scenario 3, homework review, half done: one walk of three, in the rain, proud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.prints.formats import FORMATS
from tests.scenarios.room import unkind_words

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice


async def test_3_practice_review_half_done(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters("@ three walks")
    practice.next_tuesday()

    async with practice.session() as room:
        assert "three walks" in room.picture
        with room.budget(6):
            await room.enters("@2")
            await room.minutes_pass(1)
            await room.enters("@o rain", "+w I went out once even in the rain")

        (card,) = room.live.state.cards()
        assert (card.head.text, card.went) == ("three walks", 2)
        assert [line.text for line in card.obstacles] == ["rain"]
        (win,) = (x for x in room.live.state.strengths() if x.kind is Kind.STRENGTH)
        assert (win.sub, win.text) == ("w", "I went out once even in the rain")
        assert room.live.state.outstanding() == ()

        printed = room.live.prints.summary(width=0)
        assert "three walks (from 2026-03-10)\n" in printed
        assert "How it went, rated together: 2/4" in printed
        assert "In the way: rain" in printed
        assert "Win: I went out once even in the rain" in printed
        for key in ("f1", "f2", "f3", "f4", "f5", "f6", "ctrl+t"):
            await room.presses(key)
            assert unkind_words(room.picture) == []
        for name in FORMATS:
            assert unkind_words(room.live.prints.summary(name)) == []
