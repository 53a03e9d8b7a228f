"""Yesterday's hour, finished today by keys; and a second hour in a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.services.caseload import Caseload
from tests.scenarios.room import Keys
from tests.story import open_session, type_all
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.store.record import Record
    from tests.story import Clock
    from tests.ui.typist import Typist

SIZES = pytest.mark.parametrize("size", [(80, 24), (40, 20)])


class Desk(Keys):
    """The therapist after the hour, with every key counted."""

    def __init__(self, user: Typist) -> None:
        super().__init__()
        self.user = user

    async def presses(self, *keys: str) -> None:
        """Press keys that are no text."""
        self.pressed += keys
        await self.user.presses(*keys)

    async def types(self, text: str) -> None:
        """Type letters."""
        self.pressed += text
        await self.user.types(text)

    async def chooses(self, words: str) -> None:
        """Choose in the palette by words."""
        await self.presses("ctrl+p")
        await self.types(words)
        await self.presses("enter")

    async def enters(self, line: str) -> None:
        """Type a line with Enter."""
        await self.types(line)
        await self.presses("enter")


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
        desk = Desk(user)
        with desk.budget(3):
            await desk.presses("f8", "up", "enter")
        assert "10 Mar · not signed" in user.head
        assert any("a quieter week" in row for row in user.shown)
        with desk.budget(1):
            await desk.enters("rang the clinic")
        with desk.budget(2):
            await desk.enters("/stop 10:50")

    past = caseload.past(live.state.client, 1)
    assert "written 11 Mar" in past.prints.summary()
    assert [x.text for x in today.state.lines] == ["today's own"]


@SIZES
async def test_two_hours_in_a_day(
    record: Record, clock: Clock, size: tuple[int, int]
) -> None:
    type_all(open_session(record, clock), ["one"])
    caseload = Caseload(record, clock)

    async with at_the_keyboard(caseload, "KESTREL-4", size) as user:
        desk = Desk(user)
        assert _number(user) == 1
        with desk.budget(2):
            await desk.chooses("another session")
        assert _number(user) == 2
        with desk.budget(2):
            await desk.enters("+ came back by himself")
        # Opened anew, the day's last one goes on.
        with desk.budget(2):
            await desk.presses("ctrl+o", "enter")
        assert _number(user) == 2

    (first, second) = caseload.sessions(caseload.find_client("KESTREL-4"))
    assert first.day == second.day


@SIZES
async def test_what_waits_leads_to_yesterday(
    record: Record, clock: Clock, size: tuple[int, int]
) -> None:
    live = open_session(record, clock)
    type_all(live, ["a quieter week"])
    live.leave()
    clock.forward(days=1)

    async with at_the_keyboard(Caseload(record, clock), None, size) as user:
        desk = Desk(user)
        with desk.budget(4):
            await desk.enters("/waiting")
            await desk.presses("up", "enter")
        assert "10 Mar · not signed" in user.head


@SIZES
async def test_yesterday_was_never_typed(
    record: Record, clock: Clock, size: tuple[int, int]
) -> None:
    type_all(open_session(record, clock), ["one"])
    caseload = Caseload(record, clock)

    async with at_the_keyboard(caseload, "KESTREL-4", size) as user:
        desk = Desk(user)
        with desk.budget(2):
            await desk.chooses("another day")
        assert "09 Mar" in user.head
        with desk.budget(3):
            await desk.enters("/start 10:00")
            await desk.enters("she came late")

    (yesterday, today) = caseload.sessions(caseload.find_client("KESTREL-4"))
    assert (f"{yesterday.day}", today.number) == ("2026-03-09", 1)
    assert yesterday.start_noted


@SIZES
async def test_an_hour_was_missed(
    record: Record, clock: Clock, size: tuple[int, int]
) -> None:
    caseload = Caseload(record, clock)

    async with at_the_keyboard(caseload, "KESTREL-4", size) as user:
        desk = Desk(user)
        with desk.budget(2):
            await desk.enters("/missed no word")
        assert "missed" in user.head
        with desk.budget(1):
            await desk.enters("rang, left a message")
        await user.presses("f6")
        assert "MISSED APPOINTMENT" in user.picture

    (entry,) = caseload.sessions(caseload.find_client("KESTREL-4"))
    assert entry.is_missed


def _number(user: Typist) -> int:
    return user.live.state.session.number
