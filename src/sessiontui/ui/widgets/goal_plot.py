"""Ratings from 0 to 10 over days as a plot of characters that needs no colour.

This module loads the plotting library. Import it when a plot is first wanted.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual_plotext import PlotextPlot

from sessiontui.ui.presenters.plot import SEVERAL, shared_points

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.ui.presenters.plot import Series

TOP = 10
_EVERY_STEP = 13
"""Rows with which each whole rating has a row of its own."""
_DATE = 10


class GoalPlot(PlotextPlot):
    """A plot that is only looked at: it takes no focus and is drawn once."""

    can_focus = False
    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__(id="plot")
        # Without colours of its own it takes those of the screen, whatever they are.
        self.set_reactive(PlotextPlot.theme, "clear")
        self._series: tuple[Series, ...] = ()

    def show(self, series: Iterable[Series], width: int, height: int) -> None:
        """Show these ratings in that many columns and rows."""
        self.styles.height = height
        self._series = tuple(series)
        self._draw(width, height)
        self.refresh()

    def _draw(self, width: int, height: int) -> None:
        plot = self.plt
        plot.clear_figure()
        # Colours are given out as series are added; the library's own include red.
        plot.theme("clear")
        for each in self._series:
            plot.plot(*_axes(each.points), marker=each.joint)
        for each in self._series:
            plot.scatter(*_axes(each.points), marker=each.marker)
        if shared := shared_points(self._series):
            plot.scatter(*_axes(shared), marker=SEVERAL)
        plot.ylim(0, TOP)
        step = 2 if height >= _EVERY_STEP else 5
        plot.yticks([float(value) for value in range(0, TOP + 1, step)])
        days = [day for each in self._series for day, _ in each.points]
        first, last = min(days), max(days)
        # One day alone still needs a width to stand in.
        plot.xlim(*((first, last) if first < last else (first - 1, last + 1)))
        ticks = {first, last}
        if width > _DATE * 5 and last - first > 1:
            ticks.add((first + last) // 2)
        names = [date.fromordinal(day).isoformat() for day in sorted(ticks)]
        plot.xticks([float(day) for day in sorted(ticks)], names)
        plot.xaxes(True, False)
        plot.yaxes(True, False)


def _axes(points: Iterable[tuple[int, float]]) -> tuple[list[int], list[float]]:
    pairs = list(points)
    return [day for day, _ in pairs], [value for _, value in pairs]
