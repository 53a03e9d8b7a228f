"""Scenario 19, next morning: something was forgotten, and something was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify
from tests.scenarios.test_18_close_and_sign import HOUR

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice


async def test_19_forgot_something_and_got_something_wrong(practice: Practice) -> None:
    async with practice.session() as room:
        await room.presses("f2")
        await room.enters(HOUR[0])
        for minutes in (19, 10):
            await room.minutes_pass(minutes)
            await room.presses("f2")
        await room.enters("/did invited 10 min sitting near exit #1", "/sign", "/sign")
        original = room.live.prints.summary()

    practice.clock.forward(hours=22)
    async with practice.session(code=None) as room:
        with room.budget(8):
            await room.presses("f8", "enter")
            assert "invited 10 min sitting near exit" in " ".join(
                " ".join(room.shown).split()
            )
            await room.enters("/amend addendum brother's number now on safety contact")
            assert "Why this addendum?" in room.hint
            await room.enters("she rang about it this morning")
            assert "Added." in room.hint
            await room.enters("/amend correction 10:31 5 min, not 10")
            assert "Why this correction to 10:31?" in room.hint
            await room.enters("I mixed up two exercises")

    caseload = Caseload(practice.record, practice.clock)
    past = caseload.past(caseload.find_client("KESTREL-4"))
    first, second = practice.record.signatures.amendments(past.state.session.id)
    assert [x.kind.label for x in (first, second)] == ["addendum", "correction"]
    assert {x.author for x in (first, second)} == {"R. Amadi"}
    assert first.at.date() == practice.clock.now.date()
    assert [x.reason for x in (first, second)] == [
        "she rang about it this morning",
        "I mixed up two exercises",
    ]
    assert (first.about, second.about) == (None, past.state.lines[1].id)
    printed = past.prints.summary()
    assert "   (corrected: see 2)\n" in printed
    printed = printed.replace("   (corrected: see 2)", "", 1)
    assert printed.startswith(original.removesuffix("   addenda 0\n"))
    assert "invited 10 min sitting near exit" in printed
    assert "5 min, not 10" in printed
    assert len(practice.record.sessions.of_client(past.state.client.id)) == 1
    assert verify(practice.record) == ()


async def test_19_words_that_wait_for_a_reason_are_not_lost(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters("one line", "/sign", "/sign")
        await room.enters("/amend she rang")
        assert "Say which" in room.hint
        assert room.line_input.text == "/amend she rang"
        await room.presses("ctrl+u")
        await room.enters("/amend addendum she rang")
        await room.types("half a re")
        kept = room.live.drafts.load().text
        assert kept == "/amend addendum she rang\nhalf a re"
        await room.presses("escape")
        assert room.line_input.text == kept
        assert practice.record.signatures.amendments(room.live.state.session.id) == ()


async def test_19_a_session_of_last_week_is_tied_and_signed_where_it_is_looked_at(
    practice: Practice,
) -> None:
    async with practice.session() as room:
        await room.enters("> sit at that wedding", "/did invited 5 min", ". coffee")
    practice.next_tuesday()
    async with practice.session(code=None) as room:
        await room.presses("f8", "enter")
        await room.enters("/sign")
        assert "1 line not tied to a goal" in " ".join(room.picture.split())
        await room.enters("#1", "/sign")
        assert "Signed. 1 scratch line destroyed." in room.hint

    caseload = Caseload(practice.record, practice.clock)
    past = caseload.past(caseload.find_client("KESTREL-4"))
    assert past.state.session.signed_at is not None
    assert past.state.session.signed_at.date() == practice.clock.now.date()
    assert [line.goal for line in past.state.lines] == [None, 1]
    assert verify(practice.record) == ()
