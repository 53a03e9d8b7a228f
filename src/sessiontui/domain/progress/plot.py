"""Ratings from 0 to 10 as bars of characters: a plot, or one row of small ones.

In the plot every goal has bars of its own, so that none hides another, and a day stands
in the same column for all of them. Each half point looks otherwise, without colour and
in ASCII too.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sessiontui.domain.text import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sessiontui.domain.progress.model import GoalStory, Progress, Told

Column = tuple["date", int]
"""A day, and which rating of that day."""

_HALVES = "▂▄▆█"
"""A row holds two points; what a half, one, one and a half and two look like."""
_NOUGHT = "▁"
_ROWS = 5
_SCALE = 4
"""Columns that the scale takes."""
LEAST = 12
"""Columns below which there is no room for bars."""
_PAGE = 80
_SMALL = "▁▂▃▄▅▆▇█"


def rated_days(progress: Progress) -> tuple[Column, ...]:
    """The columns in every goal's bars: each day on which one was rated."""
    found = {x for story in progress.goals for x in _rated(story.ratings)}
    return tuple(sorted(found))


def bars(story: GoalStory, shared: Sequence[Column], width: int = 0) -> tuple[str, ...]:
    """A goal's ratings as rows of text, the newest at the right; nothing for none.

    Where not all fit, the oldest are left out and the days say so.
    """
    width = width or _PAGE
    if not story.ratings or width < LEAST:
        return ()
    room = width - _SCALE
    step = 2 if 2 * len(shared) - 1 <= room else 1
    shown = shared[-room:]
    values = dict(zip(_rated(story.ratings), story.ratings, strict=True))
    heights = [
        None if (told := values.get(column)) is None else told.line.value or 0
        for column in shown
    ]
    rows = []
    for row in reversed(range(_ROWS)):
        line = f"{2 * row + 2:>2} ┤"
        for height in heights:
            line += _cell(height, row).ljust(step)
        rows.append(line.rstrip())
    first, last = shown[0][0], shown[-1][0]
    days = f"{first}" if first == last else f"{first} – {last}"
    earlier = "… " if len(shown) < len(shared) else ""
    return (*rows, *wrap(earlier + days, width).split("\n"))


def _rated(ratings: Iterable[Told]) -> list[Column]:
    """The column of each rating."""
    seen: Counter[date] = Counter()
    found = []
    for told in ratings:
        day = told.session.day
        found.append((day, seen[day]))
        seen[day] += 1
    return found


def _cell(height: float | None, row: int) -> str:
    """The text of one row of a bar."""
    if height is None:
        return ""
    filled = min(4, round(2 * height) - 4 * row)
    if filled > 0:
        return _HALVES[filled - 1]
    return "" if row else _NOUGHT


def sparkline(values: Iterable[float]) -> str:
    """Ratings 0 to 10 as a row of small bars, in which no real step is flat.

    Each has the bar of its height. Where two different ratings of a row would share
    one, the higher takes the next bar, as long as there are bars for all.
    """
    row = [min(10, max(0, value)) for value in values]
    heights = _heights(sorted(set(row)))
    return "".join(_SMALL[heights[value]] for value in row)


def _heights(ratings: list[float]) -> dict[float, int]:
    """The bar of each rating, lowest first; those of a higher one are never lower."""
    top = len(_SMALL) - 1
    heights = [round(rating / 10 * top) for rating in ratings]
    if len(ratings) <= len(_SMALL):
        for place in range(1, len(heights)):
            heights[place] = max(heights[place], heights[place - 1] + 1)
        for place, height in enumerate(heights):
            heights[place] = min(height, top - (len(heights) - 1 - place))
    return dict(zip(ratings, heights, strict=True))
