"""When a client comes again: every way to say it, and what stays words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.domain.session.appointment import rounded, understood, when_of

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
        ("2026-13-40", "2026-13-40"),
        ("31 Nov", "31 Nov"),
        ("10:00", "10:00"),
        ("monthly", "monthly"),
        ("40 sessions", "40 sessions"),
    ],
)
def test_an_appointment_is_understood_or_stays_words(typed: str, kept: str) -> None:
    assert understood(typed, TUESDAY, TEN) == kept


@given(st.text(max_size=40))
def test_whatever_is_typed_is_kept_and_understood_once(typed: str) -> None:
    kept = understood(typed, TUESDAY, TEN)

    assert understood(kept, TUESDAY, TEN) == kept
    assert when_of(kept) is not None or kept == typed.strip()


def test_the_time_of_a_session_is_the_one_that_was_meant() -> None:
    assert rounded(datetime(2026, 11, 17, 10, 2, tzinfo=UTC)) == time(10, 0)
    assert rounded(datetime(2026, 11, 17, 23, 58, tzinfo=UTC)) == time(0, 0)
