"""A time of day, typed in a hurry, and the moment that it means."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.domain.session.times import clock_time, minutes_between, time_meant
from sessiontui.errors import UsageError


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
    assert clock_time(meant) == f"{hour:02}:{minute:02}"
    assert abs(meant - near) < timedelta(days=1)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00").astimezone()


@pytest.mark.usefixtures("berlin")
def test_on_the_night_the_clocks_change_each_time_has_its_own_offset() -> None:
    assert time_meant("3:10", at("2026-03-29T00:30")) == at("2026-03-29T01:10")


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize("typed", ["2:00", "2:30", "2:59"])
def test_a_time_that_the_clocks_left_out_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match=r"There was no 02:.. on Sun 29 Mar"):
        time_meant(typed, at("2026-03-29T00:30"))


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("near", "after", "meant"),
    [
        ("2026-10-24T23:50", None, "2026-10-25T00:45"),
        ("2026-10-25T01:20", None, "2026-10-25T01:45"),
        ("2026-10-25T00:50", None, "2026-10-25T00:45"),
        ("2026-10-25T00:50", "2026-10-25T00:50", "2026-10-25T01:45"),
    ],
)
def test_of_a_time_that_was_there_twice_the_nearer_is_meant(
    near: str, after: str | None, meant: str
) -> None:
    assert time_meant("2:45", at(near), at(after) if after else None) == at(meant)


@pytest.mark.usefixtures("berlin")
def test_a_stop_that_was_there_twice_is_the_one_nearer_to_now() -> None:
    began, now = at("2026-10-25T00:30"), at("2026-10-25T01:40")
    assert time_meant("2:35", began, began, now) == at("2026-10-25T01:35")


@pytest.mark.usefixtures("berlin")
def test_a_time_is_typed_as_in_the_place_of_what_it_is_near() -> None:
    tokyo = datetime.fromisoformat("2026-03-10T08:50+09:00")
    assert time_meant("9:40", tokyo) == tokyo + timedelta(minutes=50)


def test_how_long_it_was_is_what_the_two_times_of_day_say() -> None:
    start = datetime(2026, 3, 10, 1, 28, 50, tzinfo=UTC)
    stop = datetime(2026, 3, 10, 1, 37, 10, tzinfo=UTC)
    assert minutes_between(start, stop) == 9
    assert minutes_between(stop, stop) == 0
