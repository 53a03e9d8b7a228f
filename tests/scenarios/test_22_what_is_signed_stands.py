"""Scenario 22, what is signed stands: a flight, the switch, a hold, a wrong clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sessiontui.domain.retention import Periods
from sessiontui.services.caseload import Caseload
from sessiontui.services.retention import Retention
from sessiontui.store.integrity.signatures import odd_times
from sessiontui.store.integrity.verify import verify
from tests.live.test_time_zones import ANGELES, TOKYO

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.scenarios.conftest import Practice
    from tests.scenarios.room import Room

BERLIN = "Europe/Berlin"


def seen(room: Room) -> str:
    """What stands in the pane, in one line."""
    return " ".join(" ".join(room.shown).split())


async def writes_on(room: Room, minutes: int) -> None:
    """Time passes at the keyboard, so that nothing locks."""
    for _ in range(0, minutes, 10):
        await room.presses("f2")
        await room.minutes_pass(10)


async def test_22_a_flight_from_tokyo_to_los_angeles_and_back(
    practice: Practice, fly: Callable[[str], None]
) -> None:
    fly(TOKYO)
    practice.clock.now = datetime(2026, 3, 9, 23, 50, tzinfo=UTC)
    async with practice.session() as room:
        await room.presses("f2")
        await room.enters("slept badly", "> sit at the wedding")
        await writes_on(room, 46)

    fly(ANGELES)
    practice.clock.forward(hours=12)
    async with practice.session(code=None) as room:
        await room.presses("f8", "enter")
        assert "Tue 2026-03-10 start 08:50 stop 09:42 (52 min)" in seen(room)
        await room.enters("/sign")
        assert "08:50" in seen(room)
        assert "Signed R. Amadi ????-??-?? ??:?? -??:??" in seen(room)
        await room.enters("/sign")
        assert "Signed R. Amadi 2026-03-10 05:42 -07:00" in seen(room)
        # The line is named as the signed print shows it, not by a clock of here.
        await room.enters("/amend correction 08:50.1 slept well", "misheard")
        assert "line 1 (08:50 note)" in seen(room)

    fly(TOKYO)
    practice.clock.forward(days=1)
    async with practice.session(code=None) as room:
        await room.presses("f8", "enter")
        assert "Tue 2026-03-10 start 08:50 stop 09:42 (52 min)" in seen(room)
        assert "line 1 (08:50 note)" in seen(room)
    assert verify(practice.record) == ()


async def test_22_the_night_the_clocks_go_forward(
    practice: Practice, fly: Callable[[str], None]
) -> None:
    fly(BERLIN)
    practice.clock.now = datetime(2026, 3, 29, 0, 20, tzinfo=UTC)  # 01:20
    async with practice.session() as room:
        await room.presses("f2")
        await writes_on(room, 60)
        await room.enters("rang in the night", "/start 2:30")
        assert "There was no 02:30 on Sun 29 Mar" in room.hint
        await room.presses("ctrl+u")
        await room.enters("/start 1:15", "/stop", "/sign")
        assert "start 01:15 stop 03:20 +02:00 (65 min)" in seen(room)
        await room.enters("/sign")
        assert "start 01:15 stop 03:20 +02:00 (65 min)" in seen(room)
    assert verify(practice.record) == ()


async def test_22_the_night_the_clocks_go_back(
    practice: Practice, fly: Callable[[str], None]
) -> None:
    fly(BERLIN)
    practice.clock.now = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30, the first
    async with practice.session() as room:
        await room.presses("f2")
        await writes_on(room, 70)  # 02:40 again
        await room.enters("rang in the night", "/stop 2:35")
        assert "Stopped 02:35" in room.hint
        await room.enters("/sign")
        assert "start 02:30 stop 02:35 +01:00 (65 min)" in seen(room)
        await room.enters("/sign")
        assert "start 02:30 stop 02:35 +01:00 (65 min)" in seen(room)
    assert verify(practice.record) == ()


async def test_22_a_hold_freezes_what_was_written(practice: Practice) -> None:
    async with practice.session("HELD-1") as room:
        await room.presses("f2")
        await room.enters("! means asked", ". coffee")
        keeping = Retention(practice.record, Periods(), "R. Amadi", practice.clock)
        keeping.hold(room.live.state.client, "court order")
        for keys in (("up",), ("up", "up")):
            await room.presses(*keys)
            await room.enters("/move DUMP-1")
            assert "legal hold" in room.hint
            await room.presses("ctrl+u", "escape", "escape")
        await room.presses("up")
        await room.enters("/retag private")
        assert "legal hold" in room.hint
        await room.presses("ctrl+u", "escape", "escape")
        await room.enters("/sign")
        assert "1 scratch line kept under the legal hold" in seen(room)
        await room.enters("/sign")
        assert "1 scratch line kept under the legal hold" in room.hint
        keeping.lift(room.live.state.client, "settled")
        (kept,) = practice.record.redaction.kept_scratch(room.live.state.client.id)
        assert kept.session_id == room.live.state.session.id
    assert verify(practice.record) == ()


async def test_22_a_clock_wrong_by_five_years_found_after_a_signature(
    practice: Practice,
) -> None:
    async with practice.session() as room:
        await room.enters("before")
    practice.clock.forward(days=1826)
    async with practice.session() as room:
        await room.enters("slept", "/sign")
        assert "The clock went 1826 days on" in seen(room)
        await room.enters("/sign")
        assert room.live.state.session.signed_at is not None

    practice.clock.forward(days=-1819)
    async with practice.session() as room:
        await room.enters("better", "/sign")
        assert "The clock stands 1818 days before what was recorded last" in seen(room)
        await room.enters("/sign")
        assert room.live.state.session.signed_at == practice.clock.now
    assert verify(practice.record) == ()
    (odd,) = odd_times(practice.record)
    assert "signed 1818 days before what was" in odd


async def test_22_the_wrong_code_is_found_a_week_later(practice: Practice) -> None:
    async with practice.session("KESTREL-4") as room:
        await room.enters("> sit at the wedding")
    async with practice.session("KESTRLE-4") as room:
        await room.enters("! means asked", "slept badly", "rang the clinic")
    practice.clock.now += timedelta(days=7)
    async with practice.session("KESTRLE-4") as room:
        await room.presses("f8", "up", "enter", "enter")
        await room.presses("up", "up", "space", "up")
        await room.enters("/move KESTREL-4")
        assert "2 lines moved" in room.hint
        await room.enters("/sign")
        assert "moved: risk, 10:04" in seen(room)
        assert "means asked" not in seen(room)
    caseload = Caseload(practice.record, practice.clock)
    there = caseload.sessions(caseload.find_client("KESTREL-4"))
    assert any(
        line.text == "means asked"
        for session in there
        for line in practice.record.lines.lines(session.id)
    )
    assert verify(practice.record) == ()


async def test_22_the_row_that_is_selected_is_what_is_corrected(
    practice: Practice,
) -> None:
    async with practice.session() as room:
        await room.presses("f2")
        await room.enters("slept badly", "ate well", "/sign", "/sign")
        await room.presses("f2")
        await room.enters("/amend correction 10:02 slept well")
        assert "Say which: 10:02.1 note, 10:02.2 note" in room.hint
        await room.presses("ctrl+u", "up", "up")
        assert "/amend corrects it" in room.hint
        with room.budget(4):
            await room.enters("/amend slept well")
            assert "correction to 10:02.1?" in room.hint
            await room.enters("misheard")
        await room.presses("f6")
        assert "To: session 1, line 1 (10:02 note) Reason: misheard" in seen(room)
    assert verify(practice.record) == ()
