"""Scenario 8, ambivalence and rulers: "He'd see me there."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice
    from tests.scenarios.room import Room

PRODUCES_SUSTAIN_TALK = re.compile(r"not (a |an |the )?(higher|more|10)", re.IGNORECASE)


def asked(room: Room) -> str:
    """What the hint asks, as it is painted."""
    rows = room.screen.query_one("#hint").size.height
    return " ".join(" ".join(room.rows[-rows:]).split())


async def test_8_ambivalence_and_rulers(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters("> sit at that wedding")
        with room.budget(6):
            await room.enters("^r he'd see me there")
            await room.minutes_pass(1)

            await room.enters("= imp 7")
            assert asked(room) == "Why 7 and not lower? What would make it 8?"
            assert not PRODUCES_SUSTAIN_TALK.search(room.picture)
            await room.types("=")
            assert "Why" not in room.picture
            await room.types(" conf 4")
            await room.presses("enter")
            assert asked(room) == "Why 4 and not lower? What would make it 5?"
            assert not PRODUCES_SUSTAIN_TALK.search(room.picture)

        await room.presses("f3")
        assert "Why" not in room.picture
        talk, importance, confidence = room.live.state.lines[1:]
        assert (talk.kind, talk.label) == (Kind.CHANGE_TALK, "reason")
        assert (importance.text, importance.value) == ("imp", 7)
        assert (confidence.text, confidence.value) == ("conf", 4)
        printed = room.live.prints.summary(width=0)
        assert "Change talk (reason): he'd see me there" in printed
        assert "Importance 7/10" in printed
        assert "Confidence 4/10" in printed
