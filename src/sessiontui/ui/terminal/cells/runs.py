"""Runs: cells side by side in one pen, and the order that they are sent in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.ui.terminal.cells.sgr import behind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sessiontui.ui.terminal.cells.glyphs import Cell


@dataclass(frozen=True, slots=True)
class Run:
    """Cells side by side that are sent at once; None is the pen of blanks alone."""

    x: int
    y: int
    cells: Sequence[Cell]
    pen: str | None = None
    sure: bool = True
    """Every terminal gives them the same width."""

    def follows(self, other: Run) -> bool:
        """Tell whether it begins where another one ends."""
        return self.y == other.y and self.x == other.x + len(other.cells)


def written(cell: Cell) -> str | None:
    """The pen that a cell is written with; a blank takes any with its background."""
    return None if cell[0] == " " else cell[1]


def by_pen(runs: Iterable[Run], now: str | None) -> list[Run]:
    """Runs in the order of their pens, the present one first."""
    order: dict[str | None, list[Run]] = {now: []}
    blanks: list[Run] = []
    for run in runs:
        if run.pen is None:
            blanks.append(run)
        else:
            order.setdefault(run.pen, []).append(run)
    for run in blanks:
        background = run.cells[0][1]
        fitting = (pen for pen in order if pen and behind(pen) == background)
        order.setdefault(next(fitting, background), []).append(run)
    return [run for pen in order for run in order[pen]]
