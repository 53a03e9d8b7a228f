"""The day on which a session was held: kept as a fact, and what goes in order by it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.story import Clock, open_session, type_all

from sessiontui.cli.presenters.list_columns import client_row
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.errors import UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify
from sessiontui.ui.presenters.caseload import client_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

TODAY = date(2026, 3, 10)
YESTERDAY = date(2026, 3, 9)


def of_day(record: Record, clock: Clock, day: date) -> LiveSession:
    return Caseload(record, clock).open("KESTREL-4", new_session=True, day=day)


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


def test_a_session_keeps_its_day_wherever_it_is_read(
    record: Record, zone: pytest.MonkeyPatch
) -> None:
    zone.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    clock = Clock(datetime(2026, 3, 9, 23, 50, tzinfo=UTC))
    live = open_session(record, clock)
    type_all(live, ["slept"])
    live.leave()

    for place in ("Asia/Tokyo", "America/Los_Angeles"):
        zone.setenv("TZ", place)
        time.tzset()
        caseload = Caseload(record, clock)
        client = caseload.find_client("KESTREL-4")
        assert caseload.past(client).state.session.day == TODAY
        assert "Tue 2026-03-10" in caseload.past(client).prints.summary()
        assert len(caseload.search("slept since:2026-03-10")) == 1
        assert caseload.search("slept until:2026-03-09") == ()


def test_what_was_never_typed_is_begun_as_of_its_day_without_a_start(
    record: Record, clock: Clock
) -> None:
    live = of_day(record, clock, YESTERDAY)
    assert "Mon 2026-03-09  start not noted" in live.prints.summary()

    for times in ("/start 23:10", "/stop 23:50"):
        live.enter(times, Tab.NOTES)

    assert "Mon 2026-03-09  start 23:10  stop 23:50 (40 min)" in live.prints.summary()
    assert verify(record) == ()


def test_the_caseload_tells_no_start_that_nobody_noted(
    record: Record, clock: Clock
) -> None:
    before = clock.now - timedelta(days=7)
    type_all(open_session(record, Clock(before)), ["slept"])
    late = of_day(record, clock, YESTERDAY)
    type_all(late, ["she rang her brother"])
    caseload = Caseload(record, clock)

    def told() -> tuple[str, str]:
        (row,) = caseload.clients()
        (shown,) = client_rows([row], (), "", 80)
        return str(shown.content), client_row(row)[2]

    assert "00:00" not in " ".join(told())
    assert "last Mon 09 Mar  2 sessions" in told()[0]
    assert caseload.clients()[0].starts == (before,)
    late.enter("/start 9:30", Tab.NOTES)
    assert "last Mon 09 Mar 09:30  2 sessions" in told()[0]


def test_a_day_ahead_is_refused(record: Record, clock: Clock) -> None:
    with pytest.raises(UsageError, match="2026-03-11 is still ahead"):
        of_day(record, clock, TODAY + timedelta(days=1))


def test_last_time_is_the_day_before_and_not_what_was_typed_last(
    record: Record, clock: Clock
) -> None:
    type_all(open_session(record, clock), ["@ walk", "? the wedding", "> sit there"])
    late = of_day(record, clock, YESTERDAY)
    type_all(late, ["@ breathe", "? the diary", "> of yesterday"])
    clock.forward(days=7)

    opening = open_session(record, clock).opening()
    assert [card.head.text for card in opening.homework] == ["walk"]
    assert [line.text for line in opening.parked] == ["the wedding", "the diary"]
    caseload = Caseload(record, clock)
    numbers = [x.number for x in caseload.sessions(late.state.client)]
    assert numbers == [2, 1, 3]
    told = caseload.progress(late.state.client)
    assert [x.session.number for x in told.sessions] == [2, 1, 3]


def test_a_late_session_of_an_earlier_day_opens_on_what_was_before_it(
    record: Record, clock: Clock
) -> None:
    clock.forward(days=-7)
    type_all(open_session(record, clock), ["@ breathe"])
    clock.forward(days=7)
    type_all(open_session(record, clock), ["@ walk", "> sit at the wedding"])

    late = of_day(record, clock, YESTERDAY)

    assert [card.head.text for card in late.opening().homework] == ["breathe"]
    assert "wedding" not in late.prints.summary()


def test_homework_looked_at_today_goes_by_day_of_service(
    record: Record, clock: Clock
) -> None:
    (walk,) = type_all(open_session(record, clock), ["@ walk"])
    (read,) = type_all(of_day(record, clock, YESTERDAY), ["@ read"])
    clock.forward(days=7)
    today = open_session(record, clock)

    today.enter("@2", Tab.AGENDA, walk)
    today.enter("@3", Tab.AGENDA, read)

    assert [x.head.text for x in today.state.cards()] == ["read", "walk"]
