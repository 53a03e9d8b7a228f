"""Scenario 1, arrive, prime, begin: Tuesday at ten, KESTREL-4 is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sessiontui.services.caseload import Caseload
from tests.scenarios.conftest import opened
from tests.story import Clock, type_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key
    from tests.scenarios.conftest import Practice
    from tests.scenarios.room import Desk

LAST_TIME = [
    ": sleep",
    "/next",
    "+ I still go to choir",
    "+c counting backwards in choir songs",
    "+w texted my brother",
    "+w said no to a Sunday",
    "@ three walks",
    "/differently more time on the sleep diary",
    "? father called",
]
LEADS_WITH = [
    "I still go to choir",
    "said no to a Sunday",
    "texted my brother",
    "three walks",
    "more time on the sleep diary",
    "father called",
]
"""What the first screen shows, in its order: strengths first, then both wins."""


def stand_in_order(words: list[str], shown: str) -> None:
    flat = " ".join(shown.split())
    places = [flat.index(part) for part in words]
    assert places == sorted(places)


def a_week_ago(record: Record, now: datetime) -> None:
    """Last week's sessions: HERON-2 the day before and in the afternoon."""
    clock = Clock(now)
    for code, days, lines in (
        ("HERON-2", 8, ["a note"]),
        ("KESTREL-4", 7, LAST_TIME),
        ("WREN-7", 6, ["a note"]),
    ):
        clock.now = now - timedelta(days=days)
        live = Caseload(record, clock).open(code)
        for line in lines:
            if line.startswith("/next"):
                live.enter(line, live.drafts.load().tab)
            else:
                type_all(live, [line])
        live.leave()


def test_1_arrive_prime_begin_from_the_shell(
    desk: Callable[[], Desk], paths: Paths, key: Key
) -> None:
    with opened(paths, key) as record:
        a_week_ago(record, datetime.now(UTC))

    user = desk()
    user.unlock()
    user.see("Caseload")
    user.see("KESTREL-4")
    with user.budget(2):
        before = user.processor_seconds()
        user.presses("enter")
        user.see("From last time")
        shown = user.see("father called")
        assert user.processor_seconds() - before < 1
    stand_in_order(["From last time", *LEADS_WITH], shown)
    assert "KESTREL-4 · " in shown

    user.types("s")
    user.see("› s")
    assert "From last time" in user.text()
    begun = datetime.now(UTC)
    user.presses("ctrl+q")
    assert user.wait() == 0
    with opened(paths, key) as record:
        live = Caseload(record).open("KESTREL-4")
        session = live.state.session
        assert (session.number, live.drafts.load().text) == (2, "s")
        assert abs(session.started_at - begun) < timedelta(seconds=30)


async def test_1_the_due_client_comes_first_and_the_opening_leads_with_strengths(
    practice: Practice,
) -> None:
    practice.next_tuesday()
    a_week_ago(practice.record, practice.clock.now)

    async with practice.session(code=None) as room:
        assert "KESTREL-4" in room.shown[0]
        with room.budget(2):
            await room.presses("enter")
            stand_in_order(["From last time", *LEADS_WITH], room.picture)
        assert [
            row for row in room.shown if "sleep" in row and "diary" not in row
        ] == []
        assert room.live.state.session.started_at == practice.clock.now
        assert room.live.state.session.number == 2

        before = room.rows
        await room.types("s")
        assert room.line == "s"
        assert room.rows_changed(before) <= 2
        await room.types("leep")
        assert "From last time" in room.picture
        await room.presses("enter")
        assert "From last time" not in room.picture
