"""Ratings as one row of small bars, where there is no room for more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Iterable[float]) -> str:
    """Ratings 0 to 10 as a row of small bars, in which no real step is flat.

    Each has the bar of its height. Where two different ratings of a row would share
    one, the higher takes the next bar, as long as there are bars for all.
    """
    row = [min(10, max(0, value)) for value in values]
    heights = _heights(sorted(set(row)))
    return "".join(_BARS[heights[value]] for value in row)


def _heights(ratings: list[float]) -> dict[float, int]:
    """The bar of each rating, lowest first; those of a higher one are never lower."""
    top = len(_BARS) - 1
    heights = [round(rating / 10 * top) for rating in ratings]
    if len(ratings) <= len(_BARS):
        for place in range(1, len(heights)):
            heights[place] = max(heights[place], heights[place - 1] + 1)
        for place, height in enumerate(heights):
            heights[place] = min(height, top - (len(heights) - 1 - place))
    return dict(zip(ratings, heights, strict=True))
