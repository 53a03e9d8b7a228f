"""Ratings as bars: exact to half a point, in any width, and none hides another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.story import type_all

from sessiontui.domain.ascii import in_ascii
from sessiontui.domain.progress.plot import LEAST, bars, rated_days

if TYPE_CHECKING:
    from tests.story import Clock

    from sessiontui.domain.progress.model import Progress
    from sessiontui.services.caseload import Caseload

HALVES = [half / 2 for half in range(21)]


def told(caseload: Caseload, clock: Clock, *weeks: tuple[str, ...]) -> Progress:
    """A client's way of so many sessions, a week apart."""
    for lines in weeks:
        live = caseload.open("KESTREL-4")
        type_all(live, [*lines])
        live.leave()
        clock.forward(days=7)
    return caseload.progress(caseload.find_client("KESTREL-4"))


def drawn(progress: Progress, width: int = 80) -> list[tuple[str, ...]]:
    shared = rated_days(progress)
    return [bars(story, shared, width) for story in progress.goals]


def heights(rows: tuple[str, ...]) -> list[str]:
    """Each column of the bars, from the bottom to the top."""
    cells = [row[4:] for row in rows[4::-1]]
    columns = range(max(map(len, cells)))
    return ["".join(x[i : i + 1] for x in cells).rstrip() for i in columns]


def test_every_half_point_is_drawn_otherwise_in_ascii_too(
    caseload: Caseload, clock: Clock
) -> None:
    weeks: list[tuple[str, ...]] = [(f"= #1 {value:g}",) for value in HALVES]
    weeks[0] = ("> it", *weeks[0])
    (rows,) = drawn(told(caseload, clock, *weeks))
    for shown in (rows, tuple(map(in_ascii, rows))):
        found = heights(shown)[::2]
        assert len(found) == len(HALVES)
        assert len(set(found)) == len(HALVES)
        assert found == sorted(found, key=len)
    assert heights(rows)[10 * 2] == "██▄"
    assert heights(rows)[12 * 2] == "███"


def test_a_day_stands_in_one_column_for_all_goals_and_a_gap_stays_a_gap(
    caseload: Caseload, clock: Clock
) -> None:
    way = told(
        caseload,
        clock,
        ("> it", "> that", "= #1 2", "= #2 4"),
        ("= #2 6",),
        ("= #1 8", "= #1 10"),
    )
    first, second = drawn(way)
    assert heights(first) == ["█", "", "", "", "████", "", "█████"]
    assert heights(second) == ["██", "", "███"]
    assert first[-1] == second[-1] == "2026-03-10 – 2026-03-24"


def test_nought_is_seen_and_no_rating_is_not(caseload: Caseload, clock: Clock) -> None:
    rated, unrated = drawn(told(caseload, clock, ("> it", "> that", "= #1 0")))
    assert heights(rated) == ["▁"]
    assert unrated == ()


@pytest.mark.parametrize("width", [*range(LEAST, 40), 80])
def test_the_newest_fit_in_any_width_and_older_ones_are_said(
    caseload: Caseload, clock: Clock, width: int
) -> None:
    weeks: list[tuple[str, ...]] = [(f"= #1 {n % 11}",) for n in range(30)]
    weeks[0] = ("> it", *weeks[0])
    (rows,) = drawn(told(caseload, clock, *weeks), width)
    assert max(map(len, rows)) <= width
    assert heights(rows)[-1] == "███▄"
    days = " ".join(rows[5:])
    assert days.endswith("– 2026-09-29")
    assert days.startswith("… ") == (width < 4 + 30)


def test_where_there_is_no_room_there_are_no_bars(
    caseload: Caseload, clock: Clock
) -> None:
    assert drawn(told(caseload, clock, ("> it", "= #1 5")), LEAST - 1) == [()]
