"""When a session began and stopped: by itself, and as the therapist says."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.story import open_session, type_all

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.errors import CannotWriteError, UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_record

if TYPE_CHECKING:
    from tests.story import Clock

    from sessiontui.domain.entities import Session
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record


def said(live: LiveSession, text: str) -> str:
    outcome = live.enter(text, Tab.NOTES)
    assert outcome.line is None
    return outcome.remark


def kept(record: Record, live: LiveSession) -> Session:
    session = record.sessions.by_id(live.state.session.id)
    assert session
    return session


def times(record: Record, live: LiveSession) -> tuple[str, str]:
    session = kept(record, live)
    stop = session.stopped_at
    return f"{session.started_at:%H:%M}", f"{stop:%H:%M}" if stop else ""


def test_the_true_start_is_typed_after_the_session_began(
    record: Record, live: LiveSession, clock: Clock
) -> None:
    clock.forward(minutes=8)

    assert said(live, "/start 10:05") == "Started 10:05 (was 10:02)."
    assert times(record, live) == ("10:05", "")
    assert "start 10:05" in live.prints.summary()
    clock.forward(minutes=2)
    assert said(live, "/start") == "Started 10:12 (was 10:05)."
    assert said(live, "/start 10:12") == "Started 10:12."
    assert live.state.lines == ()


def test_a_start_noted_by_hand_leaves_the_stop_to_leaving(
    record: Record, live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    clock.forward(minutes=8)
    said(live, "/start 10:05")
    type_all(live, ["one"])
    clock.forward(minutes=41)
    live.leave()

    assert times(record, live) == ("10:05", "10:52")
    summary = caseload.past(live.state.client).prints.summary()
    assert "start 10:05  stop 10:52 (47 min)" in summary


def test_a_stop_by_hand_stays_whatever_follows(
    record: Record, live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["one"])
    clock.forward(minutes=49)
    assert said(live, "/stop 10:50") == "Stopped 10:50."
    type_all(live, ["and a word afterwards"])
    live.leave()
    assert times(record, live)[1] == "10:50"

    clock.forward(minutes=3)
    again = caseload.open("KESTREL-4")
    again.edits.edit(again.state.lines[0], "one, spelled right")
    again.leave()
    assert times(record, again)[1] == "10:50"

    assert said(again, "/stop 10:48") == "Stopped 10:48 (was 10:50)."
    again.leave()
    assert times(record, again)[1] == "10:48"


def test_stop_alone_is_now(live: LiveSession, clock: Clock) -> None:
    clock.forward(minutes=48)
    assert said(live, "/stop") == "Stopped 10:50."


def test_a_stop_may_be_some_minutes_ahead(live: LiveSession, clock: Clock) -> None:
    clock.forward(minutes=44)
    assert said(live, "/stop 10:50") == "Stopped 10:50."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("/start ten", "Type a time such as /start 10:05, or /start alone for now."),
        ("/stop 10:5", "Type a time such as /stop 10:05, or /stop alone for now."),
        ("/stop 9:50", "The session began at 10:02; it stopped after that."),
        ("/stop 2:50", "The session began at 10:02; it stopped after that."),
        ("/stop 12:50", "12:50 is still ahead; it is 10:42."),
        ("/start 23:00", "23:00 is still ahead; it is 10:42."),
    ],
)
def test_a_time_that_cannot_be_is_answered_with_a_sentence(
    record: Record, live: LiveSession, clock: Clock, typed: str, sentence: str
) -> None:
    clock.forward(minutes=40)
    with pytest.raises(UsageError) as refused:
        live.enter(typed, Tab.NOTES)

    assert str(refused.value) == sentence
    assert times(record, live) == ("10:02", "")


def test_a_start_behind_the_stop_is_refused(
    record: Record, live: LiveSession, clock: Clock
) -> None:
    clock.forward(minutes=50)
    said(live, "/stop 10:50")
    with pytest.raises(UsageError, match=r"stopped at 10:50; it began before"):
        live.enter("/start 10:51", Tab.NOTES)
    assert times(record, live) == ("10:02", "10:50")


def test_a_stop_in_the_minute_of_the_start_is_no_trouble(
    record: Record, live: LiveSession, clock: Clock
) -> None:
    clock.forward(seconds=30)
    said(live, "/start")
    said(live, "/stop 10:02")

    assert kept(record, live).stopped_at == kept(record, live).started_at


def test_times_cross_midnight_with_the_session(
    record: Record, caseload: Caseload, clock: Clock
) -> None:
    clock.forward(hours=13, minutes=38)
    night = caseload.open("KESTREL-4")
    type_all(night, ["one"])
    clock.forward(minutes=45)

    assert said(night, "/start 23:35") == "Started 23:35 (was 23:40)."
    assert said(night, "/stop 0:20") == "Stopped 00:20."
    session = kept(record, night)
    assert session.stopped_at
    assert session.stopped_at - session.started_at == timedelta(minutes=45)
    assert "(45 min)" in night.prints.summary()


def test_the_start_of_a_session_opened_behind_midnight_stays_on_its_day(
    record: Record, caseload: Caseload, clock: Clock
) -> None:
    clock.forward(hours=14, minutes=3)
    night = caseload.open("KESTREL-4")
    began = kept(record, night).started_at

    with pytest.raises(UsageError, match="its start stays on that day"):
        said(night, "/start 23:55")

    assert caseload.open("KESTREL-4").state.session.id == night.state.session.id
    assert kept(record, night).started_at == began


@pytest.mark.parametrize(("minutes", "goes_on"), [(5, True), (30, True), (31, False)])
def test_taken_up_within_half_an_hour_a_session_goes_on(
    record: Record,
    live: LiveSession,
    caseload: Caseload,
    clock: Clock,
    minutes: int,
    goes_on: bool,
) -> None:
    type_all(live, ["one"])
    stop = clock.forward(minutes=40)
    live.leave()
    later = clock.forward(minutes=minutes)

    again = caseload.open("KESTREL-4")
    assert again.state.session.stopped_at == (None if goes_on else stop)
    again.edits.edit(again.state.lines[0], "one, spelled right")
    again.leave()

    assert kept(record, again).stopped_at == (later if goes_on else stop)
    assert caseload.open("KESTREL-4").state.session.id == live.state.session.id


def test_finishing_the_note_bit_by_bit_never_moves_the_stop(
    record: Record, live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["one"])
    stop = clock.forward(minutes=48)
    live.leave()
    clock.forward(minutes=40)
    for words in ("two", "three", "four"):
        again = caseload.open("KESTREL-4")
        type_all(again, [words])
        again.leave()
        clock.forward(minutes=10)

    assert kept(record, live).stopped_at == stop


@pytest.mark.parametrize(("minutes", "goes_on"), [(25, True), (50, True), (180, False)])
def test_a_session_that_was_cut_off_goes_on_unless_it_is_long_ago(
    record: Record,
    live: LiveSession,
    caseload: Caseload,
    clock: Clock,
    minutes: int,
    goes_on: bool,
) -> None:
    type_all(live, ["one", "two"])
    last = live.state.lines[-1].at
    later = clock.forward(minutes=minutes)

    again = caseload.open("KESTREL-4")
    type_all(again, ["the note, finished"])
    again.leave()

    assert kept(record, again).stopped_at == (clock.now if goes_on else last)
    assert clock.now > later


def test_a_session_left_by_the_lock_stopped_at_the_last_key(
    record: Record, live: LiveSession, clock: Clock
) -> None:
    type_all(live, ["one"])
    last_key = clock.forward(minutes=20)
    clock.forward(minutes=21)
    live.leave(at=last_key)

    assert kept(record, live).stopped_at == last_key


def test_a_session_in_which_no_key_came_stopped_at_its_start(
    record: Record, live: LiveSession, clock: Clock
) -> None:
    type_all(live, ["one"])
    live.leave(at=live.state.session.started_at - timedelta(seconds=1))

    assert kept(record, live).stopped_at == live.state.session.started_at


def test_left_twice_a_session_stopped_the_first_time(
    record: Record, live: LiveSession, clock: Clock
) -> None:
    type_all(live, ["one"])
    stop = clock.forward(minutes=48)
    live.leave()
    clock.forward(minutes=5)
    live.leave()

    assert kept(record, live).stopped_at == stop


def test_a_copy_that_only_reads_notes_no_times(
    live: LiveSession, record: Record, clock: Clock
) -> None:
    type_all(live, ["one"])
    watching = open_record(record.paths, record.key, write=False)
    try:
        with pytest.raises(CannotWriteError):
            open_session(watching, clock).enter("/stop", Tab.NOTES)
    finally:
        watching.close()
    assert times(record, live) == ("10:02", "")


def test_a_long_silence_within_the_hour_and_its_lock_do_not_end_the_session(
    record: Record, live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["one"])
    quiet_since = clock.now
    clock.forward(minutes=21)
    live.leave(quiet_since)
    clock.forward(minutes=20)

    again = caseload.open("KESTREL-4")

    assert again.state.session.stopped_at is None
    type_all(again, ["two"])
    again.leave()
    assert kept(record, again).stopped_at == clock.now


HEADS = ("/present client", "/held video", "/place home", "/service talk")


@pytest.mark.parametrize("said_of_it", [*HEADS, "/start 10:01", "/format minutes"])
def test_taken_up_again_a_session_goes_on_whatever_is_said_of_it(
    record: Record, live: LiveSession, caseload: Caseload, clock: Clock, said_of_it: str
) -> None:
    type_all(live, ["one"])
    live.leave()
    clock.forward(minutes=20)
    again = caseload.open("KESTREL-4")
    type_all(again, ["two"])
    again.enter(said_of_it, Tab.NOTES)

    assert again.state.session.stopped_at is None
    assert "stop" not in again.prints.summary()
    clock.forward(minutes=5)
    again.leave()
    assert kept(record, again).stopped_at == clock.now


@pytest.mark.parametrize("said_of_it", HEADS)
def test_a_session_that_was_cut_off_stays_so_whatever_is_said_of_it(
    record: Record, live: LiveSession, caseload: Caseload, clock: Clock, said_of_it: str
) -> None:
    type_all(live, ["one"])
    last = live.state.lines[-1].at
    clock.forward(hours=3)
    again = caseload.open("KESTREL-4")
    again.enter(said_of_it, Tab.NOTES)

    assert again.state.session.stopped_at == last
    again.leave()
    assert kept(record, again).stopped_at == last


def test_a_refused_signing_gives_a_session_that_was_cut_off_no_longer_hour(
    record: Record, live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["one"])
    last = live.state.lines[-1].at
    clock.forward(hours=3)
    again = caseload.open("KESTREL-4")
    again.drafts.save(Tab.NOTES, "half a line", (0, 11), None)
    with pytest.raises(UsageError):
        again.sign()
    again.leave()

    assert kept(record, again).stopped_at == last


@pytest.mark.parametrize("way", ["record", "undo", "edit"])
def test_a_death_behind_the_stop_of_before_leaves_that_stop_nowhere(
    record: Record, live: LiveSession, caseload: Caseload, clock: Clock, way: str
) -> None:
    type_all(live, ["one"])
    live.leave()
    clock.forward(minutes=20)
    again = caseload.open("KESTREL-4")
    if way == "record":
        type_all(again, ["two"])
    elif way == "undo":
        again.undo()
    else:
        again.edits.edit(again.state.lines[0], "one, spelled right")

    assert kept(record, again).stopped_at is None


def test_a_look_at_a_session_leaves_its_stop_where_it_is(
    record: Record, live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["one"])
    stop = clock.now
    live.leave()
    clock.forward(hours=2)
    caseload.open("KESTREL-4").leave()

    assert kept(record, live).stopped_at == stop


def test_what_is_taken_up_again_goes_on_behind_a_lock(
    record: Record, live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["one"])
    live.leave(stays=True)
    clock.forward(minutes=20)
    again = caseload.resumed(live.state.session.id)
    assert again
    again.enter("/present client", Tab.NOTES)

    assert again.state.session.stopped_at is None
    again.leave()
    assert kept(record, again).stopped_at == clock.now


def test_a_noted_stop_that_is_ahead_or_has_lines_behind_it_is_told_before_signing(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["one"])
    clock.forward(minutes=39)
    said(live, "/stop 10:50")
    ahead = "The stop 10:50 is still ahead: /stop is now"
    assert live.signing.checklist().sentences == (ahead,)

    clock.forward(minutes=8)
    type_all(live, ["in the minute of the stop", "behind it"])
    found = live.signing.checklist()
    assert found.sentences == ("1 line was written after the stop",)
    assert found.behind == live.state.lines[-1:]
    clock.forward(days=1)
    late = caseload.finish("KESTREL-4", 1)
    type_all(late, ["written a day later says so itself"])
    assert late.signing.checklist().behind == found.behind


@pytest.mark.parametrize("year", [1969, 2300])
@pytest.mark.parametrize("typed", ["said", "~ apart"])
def test_a_clock_that_no_record_can_hold_records_nothing(
    record: Record, clock: Clock, year: int, typed: str
) -> None:
    """Written down, it would keep the whole record from being read."""
    live = open_session(record, clock)
    type_all(live, ["before"])
    today = clock.now
    clock.now = today.replace(year=year)
    with pytest.raises(UsageError, match=f"says that it is {year}"):
        live.enter(typed, Tab.NOTES)
    with pytest.raises(UsageError, match=f"says that it is {year}"):
        open_session(record, clock, "WREN-2")
    clock.now = today
    type_all(live, ["after"])
    assert verify(record) == ()


FROM_A_DAY = (
    *("/again", "/again tue 10:00", "/again in 3 weeks", "/again none"),
    *(
        "/start 10:00",
        "/start",
        "/stop 10:50",
        "/stop",
        "/card consent until in 3 weeks",
    ),
)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("typed", FROM_A_DAY)
def test_from_a_day_that_an_import_once_let_in_nothing_is_reckoned(
    typed: str, day: str, record: Record, clock: Clock
) -> None:
    live = open_session(record, clock)
    type_all(live, ["slept badly"])
    live.leave()
    record.databases[0][0].execute("update session set day = ?", (day,))
    caseload = Caseload(record, clock)
    live = caseload.past(caseload.find_client("KESTREL-4"), 1)

    with contextlib.suppress(UsageError):
        live.enter(typed, Tab.NOTES)

    if typed in {"/again", "/again tue 10:00", "/stop 10:50", "/start 10:00"}:
        with pytest.raises(UsageError, match="no day or time can be reckoned"):
            live.enter(typed, Tab.NOTES)
