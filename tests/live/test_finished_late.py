"""A session of another day, finished later: it stays of its day, and says so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from tests.story import Clock, open_session, type_all

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.errors import UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record


def next_day(record: Record, clock: Clock) -> LiveSession:
    """Yesterday's session, opened next morning to be finished."""
    live = open_session(record, clock)
    type_all(live, ["a quieter week", "@ walk"])
    clock.forward(minutes=40)
    live.leave()
    clock.now = datetime(2026, 3, 11, 9, 10, tzinfo=UTC)
    return Caseload(record, clock).finish("KESTREL-4", 1)


def test_what_is_written_and_changed_late_says_so(record: Record, clock: Clock) -> None:
    late = next_day(record, clock)
    before = late.state.session

    type_all(late, ["rang the clinic", "@ sleep"])
    late.edits.edit(late.state.lines[0], "a much quieter week")
    late.leave()

    text = late.prints.summary()
    assert "written 11 Mar 09:10 rang the clinic" in text
    assert "10:02 a much quieter week (changed 11 Mar)" in text
    assert "sleep (written 11 Mar 09:11)" in text
    assert "walk\n" in text
    after = record.sessions.by_id(before.id)
    assert after is not None
    assert (after.started_at, after.stopped_at) == (
        before.started_at,
        before.stopped_at,
    )
    assert verify(record) == ()


def test_every_change_after_its_day_says_so(record: Record, clock: Clock) -> None:
    live = Caseload(record, clock).open("KESTREL-4")
    type_all(
        live, ["> sit there", "+ rang him", ": sleep", "did it", "@ walk", "~ her"]
    )
    live.leave()
    clock.forward(days=1)
    late = Caseload(record, clock).finish("KESTREL-4", 1)
    _, _, item, note, walk = late.state.lines

    late.edits.tick(item)
    late.edits.link((note,), 1)
    late.edits.build_on((walk,), 1)
    late.edits.retag(late.state.notes, "note")

    said = {x.text for x in late.state.lines if x.changed == clock.now}
    assert said == {"sleep", "did it", "walk", "her"}
    late.undo()
    late.undo()
    late.undo()
    assert [x.changed for x in late.state.lines if x.text == "walk"] == [None]
    assert verify(record) == ()


def test_what_is_written_in_another_year_says_which(
    record: Record, clock: Clock
) -> None:
    late = next_day(record, clock)
    clock.now = datetime(2027, 1, 6, 9, 10, tzinfo=UTC)
    type_all(late, ["rang the clinic"])
    late.edits.edit(late.state.lines[0], "a much quieter week")

    text = late.prints.summary()
    assert "written 6 Jan 2027 09:10 rang the clinic" in text
    assert "(changed 6 Jan 2027)" in text


def test_a_minute_set_by_hand_says_so_and_is_taken_back(
    record: Record, clock: Clock
) -> None:
    late = next_day(record, clock)
    (line,) = type_all(late, ["rang the clinic"])

    late.enter("/at 10:31", Tab.NOTES, line)

    said = "10:31 rang the clinic (time set by hand, written 11 Mar 09:10)"
    assert said in late.prints.summary()
    late.undo()
    assert "written 11 Mar 09:10 rang the clinic" in late.prints.summary()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("/at 09:30", "outside this session"),
        ("/at 10:59", r"10:59 is outside this session from 10:02 to \d\d:\d\d\."),
        ("/at noon", "Type a time"),
        ("/at", "Type its time"),
    ],
)
def test_a_minute_stays_within_the_session(
    record: Record, clock: Clock, typed: str, why: str
) -> None:
    late = next_day(record, clock)
    (line,) = type_all(late, ["rang the clinic"])

    with pytest.raises(UsageError, match=why):
        late.enter(typed, Tab.NOTES, line)


@pytest.mark.parametrize(
    ("started", "line", "stop", "now", "typed", "meant"),
    [
        # 2:30 was there twice: in UTC at 0:30 and at 1:30.
        ("00:10", "01:05", "", "01:05", "2:30", "00:30"),
        ("00:10", "01:45", "", "01:45", "2:30", "01:30"),
        ("00:10", "00:45", "", "01:45", "2:30", "00:30"),
        ("00:40", "01:05", "", "01:35", "2:30", "01:30"),
        ("00:10", "01:20", "00:50", "01:20", "2:15", "00:15"),
        ("00:55", "01:20", "", "01:20", "2:05", "01:05"),
    ],
)
def test_a_minute_that_the_clock_showed_twice_is_the_one_that_may_be(
    record: Record,
    fly: Callable[[str], None],
    clock: Clock,
    started: str,
    line: str,
    stop: str,
    now: str,
    typed: str,
    meant: str,
) -> None:
    fly("Europe/Berlin")

    def at(text: str) -> datetime:
        return datetime.fromisoformat(f"2026-10-25T{text}+00:00")

    clock.now = at(started)
    live = open_session(record, clock)
    if stop:
        clock.now = at(stop)
        live.enter("/stop", Tab.NOTES)
    clock.now = at(line)
    (said,) = type_all(live, ["said so"])
    clock.now = at(now)

    set_to = live.enter(f"/at {typed}", Tab.NOTES, said).line

    assert set_to is not None
    assert set_to.at == at(meant)


def test_a_minute_is_of_a_selected_row(record: Record, clock: Clock) -> None:
    live = open_session(record, clock)
    type_all(live, ["one"])

    with pytest.raises(UsageError, match="Select one line"):
        live.enter("/at 10:02", Tab.NOTES)


def test_a_late_answer_is_to_no_later_follow_up(record: Record, clock: Clock) -> None:
    late = next_day(record, clock)
    today = Caseload(record, clock).open("KESTREL-4")
    type_all(today, ["! cutting again", "!f ring Friday"])

    outcome = late.enter("!d rang", Tab.NOTES)

    assert outcome.remark == "No risk follow-up is open; kept by itself."
    assert [x.text for x in today.state.follow_ups()] == ["ring Friday"]
    assert "Answers the follow-up" in today.enter("!d rang", Tab.NOTES).remark


def test_it_leaves_todays_session_and_its_draft_as_they_are(
    record: Record, clock: Clock
) -> None:
    late = next_day(record, clock)
    today = open_session(record, clock)
    today.drafts.save(Tab.NOTES, "half", (0, 4), None)

    late.drafts.save(Tab.NOTES, "rang the cl", (0, 11), None)
    type_all(late, ["rang the clinic"])
    late.leave()

    assert today.drafts.load().text == "half"
    assert len(record.sessions.of_client(late.state.client.id)) == 2
    assert [x.text for x in today.state.outstanding()] == ["walk"]


def test_what_is_signed_is_not_opened_to_be_finished(
    record: Record, clock: Clock
) -> None:
    next_day(record, clock)
    db, _ = record.databases[0]
    db.execute("drop trigger session_signed_unsealed")
    db.execute("update session set signed_at = started_at")

    with pytest.raises(UsageError, match="Session 1 is signed"):
        Caseload(record, clock).finish("KESTREL-4", 1)


def test_an_hour_that_was_confirmed_is_no_empty_hour(
    record: Record, clock: Clock
) -> None:
    live = open_session(record, clock)
    live.enter("/held video", Tab.NOTES)
    live.leave()

    (kept,) = Caseload(record, clock).sessions(live.state.client)
    assert kept.held == "video"
