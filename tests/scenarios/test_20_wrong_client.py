"""Scenario 20, wrong client: two lines typed under HERON-2 before noticing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.store.integrity.verify import verify
from tests.story import moves_of, open_session

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice

WRONG = ("I want to sit at that wedding", "said better off without me")


async def test_20_two_lines_go_to_the_client_they_belong_to(
    practice: Practice,
) -> None:
    kestrel = open_session(practice.record, practice.clock, "KESTREL-4")
    async with practice.session("HERON-2") as room:
        await room.presses("f2")
        await room.enters("arrived early", f"> {WRONG[0]}", f"! {WRONG[1]}")
        assert "HERON-2" in room.head
        with room.budget(5):
            await room.presses("up", "space", "up")
            await room.enters("/move KESTREL-4")
        assert "2 lines moved" in room.hint

        assert [x.text for x in room.live.state.everything()] == ["arrived early"]
        for key in ("f1", "f2", "f3", "f4", "f5", "f6", "ctrl+t"):
            await room.presses(key)
            seen = " ".join(" ".join(room.shown).split())
            assert not any(words in seen for words in WRONG), key
        await room.presses("ctrl+t")
        for name in ("summary", "takehome"):
            printed = room.live.prints.summary(name, 0)
            assert not any(words in printed for words in WRONG)
        for words in WRONG:
            await room.enters(f"/find {words.split()[-1]}")
            assert "0 found" in room.hint

        kestrel.state.load()
        assert [(x.kind, x.text, x.number) for x in kestrel.state.lines] == [
            (Kind.GOAL, WRONG[0], 1),
            (Kind.RISK, WRONG[1], None),
        ]
        for session in (room.live.state.session, kestrel.state.session):
            moves = moves_of(practice.record, session.id)
            assert [move[1:] for move in moves] == [
                (room.live.state.session.id, kestrel.state.session.id)
            ] * 2


async def test_20_one_key_takes_it_back_with_every_tie(practice: Practice) -> None:
    open_session(practice.record, practice.clock, "KESTREL-4").enter(
        "> a goal of Kestrel's", Tab.NOTES
    )
    async with practice.session("HERON-2") as room:
        await room.presses("f2")
        await room.enters(f"> {WRONG[0]}", "= #1 3", "stays #1")
        before = room.live.state.lines
        with room.budget(6):
            await room.presses("up", "up", "space", "up")
            await room.enters("/move KESTREL-4")
        assert [(x.text, x.goal) for x in room.live.state.lines] == [("stays", None)]
        there = open_session(practice.record, practice.clock, "KESTREL-4")
        assert [(x.number, x.goal) for x in there.state.lines] == [
            (1, None),
            (2, None),
            (None, 2),
        ]
        with room.budget(1):
            await room.presses("ctrl+z")
        assert room.live.state.lines == before
        there.state.load()
        assert [x.text for x in there.state.lines] == ["a goal of Kestrel's"]


async def test_20_what_was_signed_already_is_corrected_and_written_where_it_belongs(
    practice: Practice,
) -> None:
    async with practice.session("HERON-2") as room:
        await room.presses("f2")
        await room.enters("arrived early", WRONG[0], "/sign", "/sign")
        await room.presses("f2")
        signed = room.live.prints.summary()
        await room.presses("up")
        await room.enters("/move KESTREL-4")
        assert "Say in it, with /amend correction" in room.hint
        assert [x.text for x in room.live.state.lines] == ["arrived early", WRONG[0]]
        await room.presses("escape", "ctrl+u")

        minute = f"{room.live.state.lines[1].at.astimezone():%H:%M}"
        with room.budget(5):
            await room.enters(f"/amend correction {minute}.2 this line is not hers")
            await room.enters("written in the wrong client's record")
        assert "Added." in room.hint
        printed = room.live.prints.summary()
        assert "   (corrected: see 1)\n" in printed
        printed = printed.replace("   (corrected: see 1)", "", 1)
        assert printed.startswith(signed.removesuffix("   addenda 0\n"))
        assert "this line is not hers" in printed

    async with practice.session("KESTREL-4") as room:
        await room.enters(f"> {WRONG[0]}")
        assert WRONG[0] in room.live.prints.summary()
    assert verify(practice.record) == ()
