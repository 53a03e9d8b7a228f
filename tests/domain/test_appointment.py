"""When a client comes again: every way to say it, and what stays words."""

from __future__ import annotations

import time as clocks
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.domain.session.appointment import (
    appointment_time,
    doubts,
    may_be_two,
    rounded,
    understood,
)

TUESDAY = date(2026, 11, 17)
TEN = time(10, 0)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Tue 24 10:00", "Tue 2026-11-24 10:00"),
        ("tue", "Tue 2026-11-24"),
        ("Tuesday 10:00", "Tue 2026-11-24 10:00"),
        ("Wed 9.30", "Wed 2026-11-18 09:30"),
        ("thursday at 4pm", "Thu 2026-11-19 16:00"),
        ("24", "Tue 2026-11-24"),
        ("17", "Thu 2026-12-17"),
        ("1 Dec 10:00", "Tue 2026-12-01 10:00"),
        ("Dec 1, 10:00", "Tue 2026-12-01 10:00"),
        ("3rd March", "Wed 2027-03-03"),
        ("29 Feb", "Tue 2028-02-29"),
        ("24.11. 10:00", "Tue 2026-11-24 10:00"),
        ("24.11.2026", "Tue 2026-11-24"),
        ("2026-12-01 10:00", "Tue 2026-12-01 10:00"),
        ("Mon 2026-12-01", "Tue 2026-12-01"),
        ("2020-01-05", "Sun 2020-01-05"),
        ("in 2 weeks", "Tue 2026-12-01 10:00"),
        ("in 3 weeks 14:30", "Tue 2026-12-08 14:30"),
        ("Tue 24 10:00 by video", "Tue 2026-11-24 10:00 by video"),
        ("after the holiday", "after the holiday"),
        ("the 2nd Tuesday in December", "the 2nd Tuesday in December"),
        ("2nd half of November", "2nd half of November"),
        ("30 minutes", "30 minutes"),
        ("25 min by phone", "25 min by phone"),
        ("12 hours at most", "12 hours at most"),
        ("3 times a week", "3 times a week"),
        ("5 sessions left", "5 sessions left"),
        ("24 Tuesday", "Tue 2026-11-24 Tuesday"),
        ("24 same time", "Tue 2026-11-24 10:00"),
        ("24th with mother", "Tue 2026-11-24 with mother"),
        ("next Tue 10:00", "Tue 2026-11-24 10:00"),
        ("on Thursday", "Thu 2026-11-19"),
        ("tomorrow 9:00", "Wed 2026-11-18 09:00"),
        ("next time", "next time"),
        ("Tue 10:61", "Tue 2026-11-24 10:61"),
        ("2026-13-40", "2026-13-40"),
        ("31 Nov", "31 Nov"),
        ("10:00", "10:00"),
        ("monthly", "monthly"),
        ("on 24 Nov", "Tue 2026-11-24"),
        ("2026-11-24T10:00", "Tue 2026-11-24 10:00"),
        ("2026/11/24", "Tue 2026-11-24"),
        ("24-11-2026", "Tue 2026-11-24"),
        ("11/24", "Tue 2026-11-24"),
        ("24/11", "Tue 2026-11-24"),
        ("11/24/2027 9:00", "Wed 2027-11-24 09:00"),
        ("3/3", "Wed 2027-03-03"),
        ("3/4", "3/4"),
        ("Tue 3/4", "Tue 3/4"),
        ("9-11-2026", "9-11-2026"),
        ("13/13", "13/13"),
        ("next week", "Tue 2026-11-24 10:00"),
        ("same time next week", "Tue 2026-11-24 10:00"),
        ("in a week 9:00", "Tue 2026-11-24 09:00"),
        ("in 2 months", "Sun 2027-01-17 10:00"),
        ("in 15 months", "Thu 2028-02-17 10:00"),
        ("in 3 days", "Fri 2026-11-20 10:00"),
        ("today 15:00", "Tue 2026-11-17 15:00"),
        ("10:00 Tue", "Tue 2026-11-24 10:00"),
        ("at 10 Tue", "Tue 2026-11-24 10:00"),
        ("3pm tomorrow", "Wed 2026-11-18 15:00"),
        ("10:00 24 Nov", "Tue 2026-11-24 10:00"),
        ("Tue at 10", "Tue 2026-11-24 10:00"),
        ("Tue 10 am", "Tue 2026-11-24 10:00"),
        ("Tue 12am", "Tue 2026-11-24 00:00"),
        ("Tue 12 pm", "Tue 2026-11-24 12:00"),
        ("Tue 13pm", "Tue 2026-11-24 13pm"),
        ("Tue 24:00", "Tue 2026-11-24 24:00"),
        ("24:00", "24:00"),
        ("Tuesday week", "Tue 2026-12-01"),
        ("Tue week 10:00", "Tue 2026-12-01 10:00"),
        ("10:00 Tuesday week", "Tue 2026-12-01 10:00"),
        ("on Thursday week at 4pm", "Thu 2026-11-26 16:00"),
        ("Monday fortnight", "Mon 2026-12-07"),
        ("today week", "Tue 2026-11-24 10:00"),
        ("tomorrow week", "Wed 2026-11-25"),
        ("a week on Tuesday", "Tue 2026-12-01"),
        ("A week on Thursday, 9:00", "Thu 2026-11-26 09:00"),
        ("two weeks on Thursday", "Thu 2026-12-03"),
        ("a week Thursday", "Thu 2026-11-26"),
        ("a fortnight from tomorrow", "Wed 2026-12-02"),
        ("a week today", "Tue 2026-11-24 10:00"),
        ("two weeks from now", "Tue 2026-12-01 10:00"),
        ("Tuesday in two weeks", "Tue 2026-12-01"),
        ("Thursday in 2 weeks 9:00", "Thu 2026-12-03 09:00"),
        ("Monday in two weeks", "Mon 2026-11-30"),
        ("in two weeks on Thursday", "Thu 2026-12-03"),
        ("in a fortnight", "Tue 2026-12-01 10:00"),
        ("Monday in a fortnight", "Mon 2026-11-30"),
        ("in six weeks", "Tue 2026-12-29 10:00"),
        ("in ten days", "Fri 2026-11-27 10:00"),
        ("2 weeks", "Tue 2026-12-01 10:00"),
        ("2 weeks off", "2 weeks off"),
        ("the 24th", "Tue 2026-11-24"),
        ("Tuesday the 1st", "Tue 2026-12-01"),
        ("on the 1st of December 9:00", "Tue 2026-12-01 09:00"),
        ("the 2 of them", "the 2 of them"),
        ("Tue 10 to 11", "Tue 2026-11-24 10 to 11"),
        ("Thursday next week", "Thu 2026-11-26"),
        ("next week Thursday 14:00", "Thu 2026-11-26 14:00"),
        ("next week, on Thu", "Thu 2026-11-26"),
        ("next week same time", "Tue 2026-11-24 10:00"),
        ("next week at the same time", "Tue 2026-11-24 10:00"),
        ("Thursday same time", "Thu 2026-11-19 10:00"),
        ("same time tomorrow", "Wed 2026-11-18 10:00"),
        ("same time in two weeks", "Tue 2026-12-01 10:00"),
        ("same time Tue week", "Tue 2026-12-01 10:00"),
        ("same time as ever", "same time as ever"),
        ("tomorrow", "Wed 2026-11-18"),
        ("the day after tomorrow 9:00", "Thu 2026-11-19 09:00"),
        ("this Thursday", "Thu 2026-11-19"),
        ("10:00 next week", "Tue 2026-11-24 10:00"),
        ("the week after next", "Tue 2026-12-01 10:00"),
        ("Thursday the week after next", "Thu 2026-12-03"),
        ("week after next, Thursday 9:00", "Thu 2026-12-03 09:00"),
        ("weekly", "weekly"),
        ("fortnightly", "fortnightly"),
        ("next weekend", "next weekend"),
        ("Tuesday weekly", "Tue 2026-11-24 weekly"),
        ("next month", "next month"),
        ("a month on Tuesday", "a month on Tuesday"),
        ("two weeks off", "two weeks off"),
        ("31.02.", "31.02."),
        ("29.02.2027", "29.02.2027"),
        ("29.02.", "Tue 2028-02-29"),
        ("0001-01-01", "0001-01-01"),
        ("1926-11-17", "Wed 1926-11-17"),
        ("2999-01-01", "Tue 2999-01-01"),
        ("٢٤ Nov", "٢٤ Nov"),
        ("Nov ٢٤", "Nov ٢٤"),
        ("Tue １０:００", "Tue 2026-11-24 １０:００"),
        ("40 sessions", "40 sessions"),
    ],
)
def test_an_appointment_is_understood_or_stays_words(typed: str, kept: str) -> None:
    assert understood(typed, TUESDAY, TEN) == kept


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("Tue 24 10:00", ""),
        ("Tuesday 10", " · no Tuesday"),
        ("next Mon 2026-12-01", " · no Mon"),
        ("2020-01-05", " · that is past"),
        ("1926-11-17", " · that is past"),
        ("today", " · that is today"),
        ("2999-01-01", " · that is far ahead"),
        ("29 Feb", ""),
        ("17 Nov 16:00", " · or 2026-11-17?"),
        ("17.11. 16:00", " · or 2026-11-17?"),
        ("17 Nov 2027", ""),
        ("16 Nov", ""),
        ("Tue 10:00 by video", ""),
        ("Tue 24:00", " · the rest stays words"),
        ("Tue 13pm", " · the rest stays words"),
        ("Tue 1030", " · the rest stays words"),
        ("Tue １０:００", " · the rest stays words"),
        ("Tue or Wed", " · the rest stays words"),
        ("Tuesday week", " · or 2026-11-24?"),
        ("10:00 Tuesday week", " · or 2026-11-24?"),
        ("a fortnight on Tuesday", " · or 2026-12-01?"),
        ("Thursday week", ""),
        ("Thursday the week after next", ""),
        ("Thursday after next", " · the rest stays words"),
        ("Thu 2 weeks", " · the rest stays words"),
        ("Tue 1 Dec week", " · the rest stays words"),
        ("a week on Monday", ""),
        ("Tuesday in two weeks", ""),
        ("Thursday in two weeks", ""),
        ("Monday in two weeks", " · or 2026-12-07?"),
        ("Monday next week", ""),
        ("next Thursday", " · or 2026-11-26?"),
        ("next Tuesday", ""),
        ("next Monday", ""),
        ("this Thursday", ""),
        ("Thursday", ""),
        ("17-19 Dec or 20 Dec", None),
    ],
)
def test_what_may_be_meant_otherwise_is_said(typed: str, doubt: str | None) -> None:
    found = appointment_time(understood(typed, TUESDAY, TEN))
    if found is None:
        assert doubt is None
        return
    assert doubts(typed, *found, TUESDAY) == doubt


def test_a_time_that_the_clocks_leave_out_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Europe/London")
    clocks.tzset()
    try:
        night = date(2027, 3, 28)
        gone = doubts("28 March 1:30", night, time(1, 30), TUESDAY)
        assert gone == " · the clocks leave that time out"
        assert doubts("28 March 2:30", night, time(2, 30), TUESDAY) == ""
        autumn = date(2026, 10, 25)
        twice = doubts("25 Oct 1:30", autumn, time(1, 30), date(2026, 10, 20))
        assert twice == " · the clocks show that time twice"
    finally:
        monkeypatch.undo()
        clocks.tzset()


@pytest.mark.parametrize("typed", ["3/4", "Tue 3/4", "9/11/2026", "9-11-2026"])
def test_a_day_that_may_be_two_is_told_from_none(typed: str) -> None:
    assert may_be_two(typed)
    assert appointment_time(understood(typed, TUESDAY, TEN)) is None


@pytest.mark.parametrize("typed", ["24/11", "13/13", "he rings", "24 Nov", "3/3"])
def test_no_other_words_may_be_two_days(typed: str) -> None:
    assert not may_be_two(typed) or appointment_time(understood(typed, TUESDAY, TEN))


_PIECES = st.lists(
    st.sampled_from(
        [
            "Tue",
            "next",
            "24",
            "3/4",
            "24/11",
            "Nov",
            "10:00",
            "at",
            "pm",
            "10",
            "today",
            "in",
            "2",
            "weeks",
            "week",
            "a",
            "on",
            "fortnight",
            "same time",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(st.text(max_size=40) | _PIECES)
def test_whatever_is_typed_is_kept_and_understood_once(typed: str) -> None:
    kept = understood(typed, TUESDAY, TEN)

    assert understood(kept, TUESDAY, TEN) == kept
    assert appointment_time(kept) is not None or kept == typed.strip()


def test_the_time_of_a_session_is_the_one_that_was_meant() -> None:
    assert rounded(datetime(2026, 11, 17, 10, 2, tzinfo=UTC)) == time(10, 0)
    assert rounded(datetime(2026, 11, 17, 23, 58, tzinfo=UTC)) == time(0, 0)
