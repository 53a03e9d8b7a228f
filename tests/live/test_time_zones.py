"""Where a thing was written: its time is that of the place, wherever it is read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.exchange.past import read_json
from tests.exchange.whole import take, write_json
from tests.story import Clock, open_session, type_all

from sessiontui.cli.presenters.list_columns import hit_block, session_row
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.errors import UsageError
from sessiontui.exchange.importing import bring
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.signatures import odd_times
from sessiontui.store.integrity.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.story import Template

    from sessiontui.store.record import Record

TOKYO, ANGELES = "Asia/Tokyo", "America/Los_Angeles"
ME = Preferences(signer="A. Moss, LPC")


def test_a_flight_from_tokyo_to_los_angeles_and_back(
    record: Record, fly: Callable[[str], None]
) -> None:
    fly(TOKYO)
    clock = Clock(datetime(2026, 3, 9, 23, 50, tzinfo=UTC))
    live = Caseload(record, clock, preferences=ME).open("KESTREL-4")
    type_all(live, ["slept badly", "> sit at the wedding"])
    clock.forward(minutes=48)
    live.leave()
    caseload = Caseload(record, clock, preferences=ME)
    client = caseload.find_client("KESTREL-4")
    here = caseload.past(client).prints.summary()
    assert "Tue 2026-03-10  start 08:50  stop 09:40 (50 min)" in here

    fly(ANGELES)
    clock.forward(hours=12)
    abroad = caseload.past(client)
    assert abroad.prints.summary() == here
    assert "2026-03-10 08:50" in "  ".join(session_row(abroad.state.session))
    assert "2026-03-10 08:50" in hit_block(caseload.search("slept")[0])
    # What is signed there says so: it is another clock's.
    abroad.sign()
    assert "Signed A. Moss, LPC 2026-03-10 05:40 -07:00" in abroad.prints.summary()
    line = abroad.amending.line_named("8:50")
    addition = abroad.amending.read("correction 08:50.1 slept well")
    assert addition.about == line
    abroad.amending.add(addition, "misheard")
    there = abroad.prints.summary()
    assert "line 1 (08:50 note)" in there

    fly(TOKYO)
    assert caseload.past(client).prints.summary() == there
    assert verify(record) == ()


def test_a_line_of_another_place_than_its_session_says_which(
    record: Record, fly: Callable[[str], None]
) -> None:
    fly(ANGELES)
    clock = Clock(datetime(2026, 3, 9, 22, 0, tzinfo=UTC))
    live = open_session(record, clock)
    fly("America/New_York")
    type_all(live, ["moved on"])
    assert "18:00 -04:00 moved on" in live.prints.summary()


def test_what_is_let_go_and_what_is_printed_are_of_this_place(
    record: Record, fly: Callable[[str], None]
) -> None:
    fly(TOKYO)
    clock = Clock(datetime(2026, 3, 9, 23, 50, tzinfo=UTC))
    caseload = Caseload(record, clock, preferences=ME)
    live = caseload.open("KESTREL-4")
    (parked,) = type_all(live, ["? the move"])
    live.leave()
    clock.forward(days=1)
    today = caseload.open("KESTREL-4")
    today.edits.remove((parked,))

    (let_go,) = today.state.lines
    assert let_go.at.utcoffset() == timedelta(hours=9)
    assert f"{caseload.course(today.state.client).day}" == "2026-03-11"


def test_an_export_carries_the_places(
    record: Record, fly: Callable[[str], None]
) -> None:
    fly(TOKYO)
    type_all(open_session(record, Clock()), ["slept"])
    session = take(record).clients[0].sessions[0]
    assert session.started_at_offset == session.lines[0].at_offset == 9 * 60
    assert session.lines[0].at.endswith("+00:00")


def test_what_came_in_is_told_by_the_day_of_the_place(
    record: Record, fly: Callable[[str], None], template: Template, tmp_path: Path
) -> None:
    fly("Pacific/Kiritimati")
    here = f"{datetime.now().astimezone():%Y-%m-%d}"
    type_all(open_session(record, Clock()), ["slept"])
    new = template.open_in(tmp_path / "new")
    bring(new, read_json(write_json(take(record))))
    fly("Pacific/Midway")
    (told,) = new.in_and_out()
    assert told.startswith(f"Brought in on {here}, ")
    new.close()


@given(
    zones=st.lists(
        st.sampled_from(
            [TOKYO, ANGELES, "UTC", "Asia/Kathmandu", "Pacific/Kiritimati"]
        ),
        min_size=2,
        max_size=4,
    ),
    hour=st.integers(0, 23),
)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_day_and_its_times_never_change_with_the_zone(
    record: Record, fly: Callable[[str], None], zones: list[str], hour: int
) -> None:
    clock = Clock(datetime(2026, 3, 7, hour, 30, tzinfo=UTC))
    code = f"{'-'.join(zones)}-{hour}"[:40]
    seen: set[tuple[date, str]] = set()
    for zone in zones:
        fly(zone)
        live = Caseload(record, clock).open(code)
        type_all(live, ["slept"] if not seen else [])
        seen.add((live.state.session.day, live.prints.summary().split("start")[0]))
        clock.forward(minutes=1)
    assert len(seen) == 1


def test_a_clock_wrong_by_five_years_found_after_a_signature(record: Record) -> None:
    clock = Clock(datetime(2026, 3, 3, 10, 0, tzinfo=UTC))
    caseload = Caseload(record, clock, preferences=ME)
    type_all(caseload.open("KESTREL-4"), ["before"])

    clock.forward(days=1826)
    wrong = caseload.open("KESTREL-4")
    type_all(wrong, ["slept"])
    said = "The clock went 1826 days on between this session and all before it"
    assert said in str(wrong.signing.checklist().sentences)
    wrong.sign()
    wrong.amending.add(wrong.amending.read("addendum more"), "forgot")

    clock.forward(days=-1819)
    right = caseload.open("KESTREL-4")
    type_all(right, ["better"])
    assert caseload.open("KESTREL-4").state.session.id == right.state.session.id
    assert caseload.past(right.state.client).state.session.id == right.state.session.id
    said = "The clock stands 1818 days before what was recorded last"
    assert said in str(right.signing.checklist().sentences)
    right.sign()
    right.amending.add(right.amending.read("addendum more"), "forgot")
    assert verify(record) == ()
    (odd,) = odd_times(record)
    assert odd.startswith("KESTREL-4 session 3: signed 1818 days before what was")

    clock.forward(days=7)
    later = caseload.open("KESTREL-4")
    type_all(later, ["well"])
    assert not any("clock" in x for x in later.signing.checklist().sentences)
    later.sign()
    assert verify(record) == ()


def test_times_set_by_hand_are_told_and_what_was_there_is_kept(record: Record) -> None:
    clock = Clock()
    live = Caseload(record, clock, preferences=ME).open("KESTREL-4")
    for minute in range(40):
        live.enter(f"/start 9:{minute:02}", Tab.NOTES)
    type_all(live, ["slept"])
    live.sign()
    assert "start 09:39" in live.prints.summary()
    assert "times set by hand" in live.prints.summary()
    db, _ = record.databases[0]
    past = db.execute("select after from past where what = 'session' order by id")
    starts = [json.loads(after)["started_at"][11:16] for (after,) in past]
    assert starts[:3] == ["10:02", "09:00", "09:01"]
    with pytest.raises(UsageError):
        open_session(record, clock).enter("/start 23:50", Tab.NOTES)


@pytest.mark.parametrize(
    ("lines", "by_hand"),
    [
        (["/stop"], False),
        (["/start", "/stop"], False),
        (["/start 10:02"], False),
        (["/stop 10:43"], False),
        (["/start 10:00"], True),
        (["/start 10:00", "/start 10:00"], True),
        (["/start 10:00", "/start 10:02"], True),
        (["/start 10:00", "/start"], False),
        (["/stop 10:40"], True),
        (["/stop 10:40", "/stop"], False),
        (["/stop", "/stop 10:41"], True),
    ],
)
def test_only_a_time_that_no_clock_showed_is_told_as_set_by_hand(
    record: Record, lines: list[str], by_hand: bool
) -> None:
    clock = Clock()
    live = open_session(record, clock)
    clock.forward(minutes=40)
    type_all(live, ["slept"])
    for line in lines:
        live.enter(line, Tab.NOTES)
    assert ("times set by hand" in live.prints.summary()) is by_hand
    live.leave()
    again = Caseload(record, clock).past(live.state.client, 1)
    assert ("times set by hand" in again.prints.summary()) is by_hand
    assert verify(record) == ()


def test_behind_a_lock_a_session_goes_on_to_its_true_stop(record: Record) -> None:
    clock = Clock()
    live = open_session(record, clock)
    type_all(live, ["slept"])
    live.leave(stays=True)
    clock.forward(minutes=2)
    again = Caseload(record, clock).resumed(live.state.session.id)
    assert again is not None
    clock.forward(minutes=20)
    again.leave()
    kept = record.sessions.by_id(live.state.session.id)
    assert kept is not None
    assert kept.stopped_at == clock.now
