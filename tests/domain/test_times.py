"""A time of day, typed in a hurry, and the moment that it means."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.domain.session.times import minutes_between, shown, time_meant


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").astimezone()


@pytest.mark.parametrize("typed", ["10:05", "10.05", "1005", " 10:05 "])
def test_a_time_may_be_typed_with_or_without_a_colon(typed: str) -> None:
    assert time_meant(typed, local("2026-03-10 10:02")) == local("2026-03-10 10:05")


@pytest.mark.parametrize(
    ("near", "typed", "meant"),
    [
        ("2026-03-10 10:02", "9:05", "2026-03-10 09:05"),
        ("2026-03-10 20:00", "7:30", "2026-03-10 07:30"),
        ("2026-03-10 10:02", "23:00", "2026-03-10 23:00"),
        ("2026-03-10 23:40", "0:20", "2026-03-11 00:20"),
        ("2026-03-10 23:40", "24:00", "2026-03-11 00:00"),
        ("2026-03-10 00:05", "23:55", "2026-03-09 23:55"),
        ("2026-03-10 23:57", "23:10", "2026-03-10 23:10"),
    ],
)
def test_it_is_on_the_day_or_across_a_midnight_that_is_close(
    near: str, typed: str, meant: str
) -> None:
    assert time_meant(typed, local(near)) == local(meant)


@pytest.mark.parametrize(
    "typed", ["", "ten", "10", "25:00", "10:60", "24:01", "10:05pm", "-10:05", "1:5"]
)
def test_what_is_no_time_means_none(typed: str) -> None:
    assert time_meant(typed, local("2026-03-10 10:02")) is None


@given(
    days=st.integers(0, 7000),
    into=st.integers(0, 24 * 60 * 60 - 1),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
)
def test_it_reads_as_it_was_typed_and_is_less_than_a_day_away(
    days: int, into: int, hour: int, minute: int
) -> None:
    near = local("2020-01-01 00:00") + timedelta(days=days, seconds=into)
    meant = time_meant(f"{hour}:{minute:02}", near)

    assert meant
    assert shown(meant) == f"{hour:02}:{minute:02}"
    assert abs(meant - near) < timedelta(days=1)


def test_on_the_night_the_clocks_change_each_time_has_its_own_offset(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    before_the_change = datetime.fromisoformat("2026-03-29T00:30:00+00:00")

    meant = time_meant("3:10", before_the_change)

    assert meant == datetime.fromisoformat("2026-03-29T01:10:00+00:00")


def test_how_long_it_was_is_what_the_two_times_of_day_say() -> None:
    start = datetime(2026, 3, 10, 1, 28, 50, tzinfo=UTC)
    stop = datetime(2026, 3, 10, 1, 37, 10, tzinfo=UTC)
    assert minutes_between(start, stop) == 9
    assert minutes_between(stop, stop) == 0
