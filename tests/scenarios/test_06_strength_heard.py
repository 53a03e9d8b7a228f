"""Scenario 6, a strength heard in mid-sentence: typed blind, eyes on the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Kind

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice

HEARD = "I rang my brother before it got bad"
LISTED_AMONG_OTHERS = frozenset({"f4", "f6"})
"""Tabs where it takes its place among what is there already."""


@pytest.mark.parametrize("place", ["f1", "f2", "f3", "f4", "f5", "f6", "ctrl+l"])
async def test_6_strength_heard_mid_sentence(practice: Practice, place: str) -> None:
    async with practice.session() as room:
        await room.enters("+ I still go to choir", "+p my brother", "@ three walks")
    practice.next_tuesday()

    async with practice.session() as room:
        await room.enters('" better than Sunday', ": sleep")
        await room.presses(place)
        before, tab = room.rows, room.session.tab
        with room.budget(2):
            await room.enters(f"+ {HEARD}")

        strength = room.live.state.lines[-1]
        assert (strength.kind, strength.text) == (Kind.STRENGTH, HEARD)
        assert room.live.state.client.code == "KESTREL-4"
        assert strength.session_id == room.live.state.session.id
        assert strength in room.live.state.strengths()
        assert (room.session.tab, room.line) == (tab, "")
        folded = place == "f6" and practice.size[0] < len(HEARD) + len("  Strength: ")
        assert room.rows_new(before) <= 2 + folded
        if place not in LISTED_AMONG_OTHERS:
            assert room.rows_changed(before) <= 2
        if place == "ctrl+l":
            assert room.rows == before
            assert room.picture.strip() == ""
