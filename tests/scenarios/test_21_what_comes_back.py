"""Scenario 21, what comes back: a risk, three homeworks, half a line of last week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.services.caseload import Caseload

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice
    from tests.scenarios.room import Room


def seen(room: Room) -> str:
    """All that stands on the screen, in one line."""
    return " ".join(room.picture.split())


async def test_21_a_risk_returns_and_is_answered_by_a_phone_call(
    practice: Practice,
) -> None:
    async with practice.session() as room:
        await room.presses("f2")
        with room.budget(4):
            await room.enters("! cutting again", "!f call her Fri")
    practice.clock.forward(days=6)
    async with practice.session() as room:
        assert "From last time" in seen(room)
        assert "risk follow-up · call her Fri · Tue" in seen(room)
        # Space on its row puts the mark on the line; Enter is the second key.
        await room.presses("up")
        assert "Space !d done" in room.hint
        with room.budget(3):
            await room.presses("space")
            assert room.line == "!d "
            assert "answers: call her Fri · Tue" in room.hint
            await room.types("rang her Friday, she is with her brother")
            await room.presses("enter")
        assert "Answers the follow-up of Tue 10 Mar" in room.hint
        assert "call her Fri" not in " ".join(room.shown)
        await room.presses("ctrl+z")
        assert "call her Fri" in seen(room)
        with room.budget(2):
            await room.enters("!d rang her")
    practice.next_tuesday()
    async with practice.session() as room:
        assert "risk" not in seen(room)
    waiting = Caseload(practice.record, practice.clock).waiting()
    assert not [row for row in waiting if row.line is not None]


async def test_21_a_risk_without_a_follow_up_is_given_one(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters("! cutting again")
    practice.next_tuesday()
    async with practice.session() as room:
        await room.presses("up")
        assert "risk last time" in seen(room)
        assert "Space !f plan" in room.hint
        with room.budget(3):
            await room.presses("space")
            assert room.line == "!f "
            await room.types("call her Fri")
            await room.presses("enter")
        (planned,) = room.live.state.lines
        assert (planned.sub, planned.text) == ("f", "call her Fri")
        assert "risk last time" not in seen(room)
    practice.next_tuesday()
    async with practice.session() as room:
        assert "risk follow-up · call her Fri · Tue" in seen(room)
        assert "risk last time" not in seen(room)


async def test_21_beside_others_a_follow_up_is_its_day_until_it_is_asked_for(
    practice: Practice,
) -> None:
    async with practice.session() as room:
        await room.enters("!f call her Fri", "+ rang him")
    practice.clock.forward(days=3)
    async with practice.session() as room:
        await room.enters("/present client and mother")
        await room.presses("f1")
        assert "risk follow-up · Tue" in seen(room)
        assert "call her" not in seen(room)
        await room.presses("up")
        with room.budget(1):
            await room.presses("enter")
        assert "call her Fri" in seen(room)
        await room.presses("escape")
        assert "call her" not in seen(room)
        # Nothing of it is on the screen that is turned to the client.
        await room.presses("ctrl+t")
        assert "risk" not in seen(room)


async def test_21_three_open_homeworks(practice: Practice) -> None:
    for task in ("walk to the river", "write to my brother", "picture the hall"):
        async with practice.session() as room:
            await room.enters(f"@ {task}")
        practice.next_tuesday()
    async with practice.session() as room:
        assert "picture the hall" in seen(room)
        assert "and 2 older" in seen(room)
        assert "river" not in seen(room)
        await room.presses("up")
        with room.budget(1):
            await room.presses("enter")
        assert "write to my brother" in seen(room)
        assert "walk to the river" in seen(room)
        # The oldest is let go, the one before it was done.
        await room.presses("up")
        assert "Del lets it go" in room.hint
        with room.budget(1):
            await room.presses("delete")
        assert "let go" in room.hint
        assert not any("river" in row for row in room.shown if "ask about" in row)
        await room.presses("ctrl+z")
        assert any("river" in row for row in room.shown if "ask about" in row)
        with room.budget(2):
            await room.enters("@3 did it twice")
        assert not any("hall" in row for row in room.shown if "ask about" in row)


async def test_21_half_a_line_of_last_week(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters("+ rang him", "! cutting again")
        await room.presses("f2")
        await room.types("/amend late he")
    practice.next_tuesday()
    async with practice.session() as room:
        assert "From last time" in seen(room)
        assert "risk last time" in seen(room)
        assert "rang him" in seen(room)
        assert room.line == " /amend late he"
        assert "agenda ›" in seen(room)
        assert "amend ›" not in seen(room)
        with room.budget(1):
            await room.presses("ctrl+u")
