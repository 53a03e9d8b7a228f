"""Scenario 18, close, sign, hand over: the thread is tied, the hour signed for good."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.store.integrity.verify import verify
from tests.story import open_session

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice

HOUR = (
    "> sit at that wedding",
    "/did invited 5 min sitting near exit",
    "/response agreed to picture it first",
    "/did psy adrenaline curve #1",
    "<t so it peaks and drops if I stay",
    "+ I rang my brother",
    "+w I went out in the rain",
    "@ text him Fri #1",
    ". coffee with milk",
    ". ring the landlord",
)


async def test_18_close_sign_hand_over(practice: Practice) -> None:
    practice.settings = replace(practice.settings, held="in person")
    async with practice.session() as room:
        await room.presses("f2")
        await room.enters(*HOUR)
        await room.enters("/format girp", "/present client only")
        for minutes in (19, 19, 11):
            await room.presses("f2")
            await room.minutes_pass(minutes)
        with room.budget(7):
            # The preview: what is still open stands above the print.
            await room.enters("/sign")
            seen = " ".join(room.picture.split())
            assert "1 line not tied to a goal" in seen
            assert "2 scratch lines will be destroyed" in seen
            assert "Signed by R. Amadi, as girp." in seen
            await room.enters("#1")
            assert "not tied" not in room.picture
            assert "/sign signs for good" in room.hint
            await room.enters("/sign")
            assert "Signed. 2 scratch lines destroyed." in room.hint
            await room.enters("/save takehome")

        live = room.live
        assert live.state.session.signed_at == practice.clock.now
        assert [x.goal for x in live.state.lines if x.row.label == "did"] == [1, 1]
        assert "coffee" not in "".join(line.text for line in live.state.lines)
        signed = live.prints.summary()
        assert "format GIRP   status SIGNED\n" in signed
        assert "start 10:02  stop 10:51 (49 min)  in person  client only\n" in signed
        assert "GOAL\n #1 In the client's words: sit at that wedding" in signed
        assert "INTERVENTION\n" in signed
        assert "invited 5 min sitting near exit  #1\n" in signed
        assert "Signed R. Amadi 2026-03-10 10:51   chain " in signed
        assert signed.endswith("   addenda 0\n")

        (sheet,) = practice.record.paths.summaries.glob("*takehome.txt")
        assert sheet.stat().st_mode & 0o777 == 0o600
        told = sheet.read_text(encoding="utf-8")
        for words in (
            "sit at that wedding",
            "I rang my brother",
            "I went out in the rain",
            "text him Fri",
            "so it peaks and drops if I stay",
        ):
            assert words in told
        for words in ("invited", "near exit", "Signed", "picture it first"):
            assert words not in told

        await room.enters("/save")
        await room.enters("/save")
        (file,) = practice.record.paths.summaries.glob("*girp.txt")
        assert file.read_text(encoding="utf-8") == signed
        assert file.stat().st_mode & 0o777 == 0o600

        await room.enters("one more thing")
        assert "This session is signed" in room.hint
        assert room.line_input.text == "one more thing"
    assert verify(practice.record) == ()

    practice.clock.forward(days=1)
    again = open_session(practice.record, practice.clock, "KESTREL-4")
    assert again.state.session.number == 2
    assert again.drafts.load().text == "one more thing"


async def test_18_what_is_open_blocks_nothing_and_shows_only_at_the_close(
    practice: Practice,
) -> None:
    async with practice.session() as room:
        await room.enters("> sit at that wedding", "/did invited 5 min")
        await room.enters("/did asked about sleep", "! means asked")
        for key in ("f1", "f2", "f3", "f4", "f5", "f6"):
            await room.presses(key)
            assert "not tied" not in room.picture
            assert "follow-up: !f" not in room.picture
        await room.enters("/sign")
        seen = " ".join(room.picture.split())
        assert "2 lines not tied to a goal" in seen
        assert "A risk line has no follow-up: !f" in seen
        await room.presses("enter", "enter", "escape")
        assert room.live.state.session.signed_at is None
        await room.enters("/sign")
        with room.budget(2):
            await room.enters("/sign")
        assert room.live.state.session.signed_at is not None
        assert [line.goal for line in room.live.state.lines[1:]] == [None] * 3


async def test_18_escape_and_any_tab_lead_back_and_nothing_is_signed(
    practice: Practice,
) -> None:
    async with practice.session() as room:
        await room.enters("> sit at that wedding", "/did invited 5 min")
        await room.enters("/sign")
        await room.presses("escape")
        await room.presses("enter", "enter", "enter")
        await room.enters("/sign")
        await room.presses("f2")
        await room.presses("enter")
        await room.enters("/sign", "!f call Thu", "/undo")
        assert room.live.state.session.signed_at is None
        await room.enters("/sign")
        assert room.live.state.session.signed_at is not None
