"""Yesterday's hour, finished today by keys; and a second hour in a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.services.caseload import Caseload
from tests.story import open_session, type_all
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.store.record import Record
    from tests.story import Clock

SIZES = pytest.mark.parametrize("size", [(80, 24), (40, 20)])


@SIZES
async def test_yesterday_is_finished_today(
    record: Record, clock: Clock, size: tuple[int, int]
) -> None:
    live = open_session(record, clock)
    type_all(live, ["a quieter week", "@ walk"])
    live.leave()
    clock.forward(days=1)
    caseload = Caseload(record, clock)
    today = caseload.open("KESTREL-4")
    type_all(today, ["today's own"])

    async with at_the_keyboard(caseload, "KESTREL-4", size) as user:
        await user.presses("f8", "up", "enter", "enter")
        assert "10 Mar · not signed" in user.head
        assert any("a quieter week" in row for row in user.shown)
        await user.types("rang the clinic")
        await user.presses("enter")

    past = caseload.past(live.state.client, 1)
    assert "written 11 Mar" in past.prints.summary()
    assert [x.text for x in today.state.lines] == ["today's own"]


async def test_a_second_hour_in_a_day_is_asked_for(
    record: Record, clock: Clock
) -> None:
    type_all(open_session(record, clock), ["one"])
    caseload = Caseload(record, clock)

    async with at_the_keyboard(caseload, "KESTREL-4") as user:
        assert "session 1" in user.head
        commands = user.app.get_system_commands(user.app.screen)
        next(x for x in commands if x.title == "Another session today").callback()
        await user.presses("f2")
        assert "session 2" in user.head


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_yesterday_was_never_typed(
    record: Record, clock: Clock, size: tuple[int, int]
) -> None:
    type_all(open_session(record, clock), ["one"])
    caseload = Caseload(record, clock)

    async with at_the_keyboard(caseload, "KESTREL-4", size) as user:
        await user.presses("ctrl+p")
        await user.types("another day")
        await user.presses("enter")
        assert "09 Mar" in user.head
        await user.enters("/start 10:00", "she came late")

    (yesterday, today) = caseload.sessions(caseload.find_client("KESTREL-4"))
    assert (f"{yesterday.day}", today.number) == ("2026-03-09", 1)
    assert yesterday.start_noted


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_an_hour_was_missed(
    record: Record, clock: Clock, size: tuple[int, int]
) -> None:
    caseload = Caseload(record, clock)

    async with at_the_keyboard(caseload, "KESTREL-4", size) as user:
        await user.enters("/missed no word")
        assert "missed" in user.head
        await user.enters("rang, left a message")
        await user.presses("f6")
        assert "MISSED APPOINTMENT" in user.picture

    (entry,) = caseload.sessions(caseload.find_client("KESTREL-4"))
    assert entry.is_missed
