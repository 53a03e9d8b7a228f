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
        ("Tuesday week", "Tuesday week"),
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
        ("Tue 10:00 by video", ""),
        ("Tue 24:00", " · the rest stays words"),
        ("Tue 13pm", " · the rest stays words"),
        ("Tue 1030", " · the rest stays words"),
        ("Tue １０:００", " · the rest stays words"),
        ("Tue or Wed", " · the rest stays words"),
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
