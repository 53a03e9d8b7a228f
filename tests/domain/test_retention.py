"""How long what is kept: periods, days set by hand, holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sessiontui.domain.amendment_requests import Request, RequestKind
from sessiontui.domain.entities import Client
from sessiontui.domain.retention import (
    Due,
    Hold,
    Periods,
    Standing,
    due,
    kept_until,
    months_later,
)

KESTREL = Client(id=1, code="KESTREL-4")
LAST = datetime(2026, 3, 10, 10, 50, tzinfo=UTC)
HOLD = Hold(at=LAST, set=True, reason="court order")


def standing(
    *, keep_until: date | None = None, hold: Hold | None = None, notes: int = 2
) -> Standing:
    return Standing(
        client=KESTREL,
        sessions=9,
        lines=90,
        notes=notes,
        first=LAST,
        last=LAST,
        last_day=LAST.date(),
        keep_until=keep_until,
        hold=hold,
    )


def found(today: date, one: Standing, periods: Periods) -> list[tuple[str, bool]]:
    return [(row.what, row.held_back) for row in due([one], periods, today)]


def test_a_record_is_kept_seven_years_after_the_last_session() -> None:
    assert kept_until(standing(), Periods(), notes=False) == date(2033, 3, 10)
    assert found(date(2033, 3, 10), standing(), Periods()) == []
    assert found(date(2033, 3, 11), standing(), Periods()) == [
        ("record", False),
        ("psychotherapy notes", False),
    ]


def test_psychotherapy_notes_may_have_a_shorter_period_of_their_own() -> None:
    periods = Periods(psychotherapy_notes_months=3)

    assert found(date(2026, 6, 10), standing(), periods) == []
    assert found(date(2026, 6, 11), standing(), periods) == [
        ("psychotherapy notes", False)
    ]
    assert found(date(2026, 6, 11), standing(notes=0), periods) == []


def test_a_minors_record_is_held_back_to_the_day_that_was_set() -> None:
    minor = standing(keep_until=date(2040, 5, 1))

    assert kept_until(minor, Periods(), notes=False) == date(2040, 5, 1)
    assert found(date(2033, 3, 11), minor, Periods()) == [
        ("record", True),
        ("psychotherapy notes", True),
    ]
    # The day that was set is the last one on which it is kept.
    assert found(date(2040, 5, 1), minor, Periods())[0] == ("record", True)
    assert found(date(2040, 5, 2), minor, Periods())[0] == ("record", False)
    # An earlier day takes nothing off the period.
    early = standing(keep_until=date(2027, 1, 1))
    assert kept_until(early, Periods(), notes=False) == date(2033, 3, 10)


def test_a_leap_day_is_kept_for_whole_years() -> None:
    leap = replace(standing(), last_day=date(2024, 2, 29))

    assert kept_until(leap, Periods(), notes=False) == date(2031, 2, 28)
    assert found(date(2031, 2, 28), leap, Periods()) == []
    assert found(date(2031, 3, 1), leap, Periods()) != []


def test_a_legal_hold_holds_both_back() -> None:
    rows = due([standing(hold=HOLD)], Periods(), date(2050, 1, 1))

    assert [row.hold for row in rows] == [HOLD, HOLD]
    assert all(row.held_back for row in rows)


def test_what_is_longest_due_comes_first() -> None:
    newer = replace(standing(), last_day=date(2028, 1, 1))
    rows: tuple[Due, ...] = due([newer, standing()], Periods(), date(2050, 1, 1))

    assert [row.since.year for row in rows] == [2033, 2033, 2035, 2035]


@pytest.mark.parametrize(
    ("day", "months", "on"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
        (date(9999, 12, 31), 84, date.max),
        (date(9998, 1, 31), 84, date.max),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(
    day: date, months: int, on: date
) -> None:
    assert months_later(day, months) == on


def test_a_request_is_to_be_answered_in_sixty_days_or_ninety() -> None:
    asked = Request(
        id=1,
        client=KESTREL,
        kind=RequestKind.REQUEST,
        at=LAST,
        author="R. Amadi",
        text="I never said that",
    )

    assert asked.is_open
    assert asked.act_by == date(2026, 5, 9)
    assert asked.act_by_extended == date(2026, 6, 8)
