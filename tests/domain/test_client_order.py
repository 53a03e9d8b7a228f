"""Which client is likely to come next."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from tests.story import TUESDAY

from sessiontui.domain.entities import Client, ClientOverview
from sessiontui.domain.session.client_order import likeliest_first

WEEK = timedelta(days=7)


def client(code: str, *starts: timedelta) -> ClientOverview:
    """A client who came at these distances from Tuesday 10:02, newest first."""
    moments = tuple(TUESDAY + start for start in starts)
    return ClientOverview(
        client=Client(id=len(code), code=code),
        sessions=len(starts),
        last_started_at=moments[0] if moments else None,
        last_day=moments[0].date() if moments else None,
        starts=moments,
    )


def order(*clients: ClientOverview, later: timedelta = timedelta()) -> list[str]:
    ordered = likeliest_first(clients, TUESDAY + later)
    return [overview.client.code for overview in ordered]


def test_a_last_day_without_a_start_says_that_they_came_and_no_usual_hour() -> None:
    gone = client("WREN-2")
    noted = client("HERON-11", -WEEK + timedelta(hours=2))
    typed_late = replace(client("KESTREL-4", -2 * WEEK), last_started_at=None)

    assert order(gone, noted, typed_late) == ["KESTREL-4", "HERON-11", "WREN-2"]
    only = replace(typed_late, starts=())
    assert order(gone, only, noted) == ["HERON-11", "KESTREL-4", "WREN-2"]


def test_whose_usual_hour_it_is_comes_first() -> None:
    here = client("KESTREL-4", -WEEK, -2 * WEEK)
    noon = client("WREN-2", -WEEK + timedelta(hours=2))
    tomorrow = client("HERON-11", -WEEK + timedelta(days=1))

    assert order(tomorrow, noon, here) == ["KESTREL-4", "WREN-2", "HERON-11"]


@pytest.mark.parametrize(("late", "first"), [(50, "KESTREL-4"), (70, "WREN-2")])
def test_a_client_who_is_late_is_still_expected_for_an_hour(
    late: int, first: str
) -> None:
    here = client("KESTREL-4", -WEEK)
    next_up = client("WREN-2", -WEEK + timedelta(hours=2))

    assert order(next_up, here, later=timedelta(minutes=late))[0] == first


def test_those_not_seen_for_two_months_or_never_come_last_by_code() -> None:
    away = client("AVOCET-1", -10 * WEEK)
    new = client("BITTERN-3")
    regular = client("WREN-2", -WEEK + timedelta(days=3))

    assert order(new, away, regular) == ["WREN-2", "AVOCET-1", "BITTERN-3"]


def test_the_order_is_the_same_however_the_clients_were_given() -> None:
    same = [client(code, -WEEK) for code in ("B", "A", "C")]

    assert order(*same) == order(*same[::-1]) == ["A", "B", "C"]


def test_an_appointment_of_today_comes_before_a_usual_hour() -> None:
    usual = client("WREN-2", -WEEK)
    soon = client("HERON-11", -WEEK + timedelta(hours=2))
    said = replace(
        client("KESTREL-4", -WEEK + timedelta(days=3)),
        next_day=TUESDAY.date(),
        next_time=time(16, 0),
    )

    assert order(usual, soon, said)[0] == "KESTREL-4"
