"""Scenario 12, disclosure of risk: three lines, six keys, and it heads every print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice

SAID = "said better off without me; no plan; means asked"


async def test_12_disclosure_of_risk(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters("> sit at that wedding", "/notes")

        with room.budget(6):
            await room.enters(
                f"! {SAID}", "!p brother stays tonight", "!f call Thu 9am"
            )

        risks = [line for line in room.live.state.lines if line.kind is Kind.RISK]
        assert [line.sub for line in risks] == ["", "p", "f"]
        for name, row in FORMATS.items():
            told = room.live.prints.summary(name, 0)
            assert "denie" not in told.casefold()
            if row.for_client:
                assert SAID not in told
                continue
            first = told.index("\nRISK\n")
            assert told.index(SAID) > first
            rows = told[:first].strip().split("\n")[2:]
            assert all(x.startswith(("By ", "Discussed: ", "Notes disc")) for x in rows)
            assert "brother stays tonight" in told
            assert "call Thu 9am" in told
            assert "Not recorded: " in told
        await room.enters("/sign")
        assert "follow-up: !f" not in room.picture
        await room.presses("f2")


@pytest.mark.parametrize("kind", ["~", "private", ".", "scratch"])
async def test_12_it_cannot_be_private_or_scratch(
    practice: Practice, kind: str
) -> None:
    async with practice.session() as room:
        await room.enters(f"! {SAID}", "!p brother stays tonight")
        await room.presses("f2")
        before = room.live.state.lines

        await room.enters(f"/retag {kind}")
        assert "A risk line stays in the record" in room.hint
        mark = {"private": "/private", "scratch": "/scratch"}.get(kind, kind)
        await room.presses("ctrl+u", "up", "enter", "home")
        await room.enters(f"{mark} ")
        assert [line.kind for line in room.live.state.lines] == [Kind.RISK] * len(
            before
        )
        assert practice.record.private_notes.notes(room.live.state.session.id) == ()


async def test_12_at_the_signature_one_line_asks_for_the_follow_up(
    practice: Practice,
) -> None:
    async with practice.session() as room:
        await room.enters(f"! {SAID}")
        assert "follow-up: !f" not in room.picture
        await room.enters("/sign")
        seen = " ".join(room.picture.split())
        assert seen.count("A risk line has no follow-up: !f") == 1
        await room.enters("!f call Thu 9am")
        assert "has no follow-up" not in room.picture
        await room.presses("f2")


async def test_12_the_follow_up_of_last_week_is_said_before_it_is_signed(
    practice: Practice,
) -> None:
    async with practice.session() as room:
        await room.enters(f"! {SAID}")
        client = room.live.state.client
    stopped = practice.record.sessions.of_client(client.id)[0].stopped_at
    practice.next_tuesday()
    async with practice.session(code=None) as room:
        await room.presses("f8", "enter")
        await room.enters("/sign")
        assert "A risk line has no follow-up: !f" in " ".join(room.picture.split())
        await room.enters("a late thought")
        assert "with !f" in " ".join(room.hint.split())
        await room.presses("ctrl+u")
        await room.enters("!f called, she is with her brother")
        assert "has no follow-up" not in " ".join(room.picture.split())
        await room.enters("/sign")
        assert "Signed." in room.hint

    caseload = Caseload(practice.record, practice.clock)
    past = caseload.past(caseload.find_client("KESTREL-4"))
    day = practice.clock.now.astimezone()
    assert past.state.session.stopped_at == stopped
    assert [x.sub for x in past.state.lines] == ["", "f"]
    assert past.state.lines[1].at.date() == practice.clock.now.date()
    assert f"written {day:%-d %b} " in past.prints.summary()
    assert verify(practice.record) == ()
