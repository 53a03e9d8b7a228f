"""Runs: cells side by side in one pen, and the order that they are sent in."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

from sessiontui.ui.terminal.cells.moves import ways
from sessiontui.ui.terminal.cells.sgr import behind, change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sessiontui.ui.terminal.cells.glyphs import Cell
    from sessiontui.ui.terminal.cells.moves import Place


_FAR = 7
"""Bytes of a way from an unknown place."""
_FEW_PENS = 5
"""Pens, of which all orders are weighed."""


@dataclass(frozen=True, slots=True)
class Run:
    """Cells side by side that are sent at once; None is the pen of blanks alone."""

    x: int
    y: int
    cells: Sequence[Cell]
    pen: str | None = None
    sure: bool = True
    """Every terminal gives them the same width."""

    @property
    def end(self) -> Place:
        """The place of the cursor behind it."""
        return self.x + len(self.cells), self.y

    def follows(self, other: Run) -> bool:
        """Tell whether it begins where another one ends."""
        return self.y == other.y and self.x == other.x + len(other.cells)


def pen_of(cell: Cell) -> str | None:
    """The pen that a cell is written with; a blank takes any with its background."""
    return None if cell[0] == " " else cell[1]


def by_pen(runs: Iterable[Run], now: str | None, at: Place | None) -> list[Run]:
    """Runs by their pens, in the order with the fewest changes and shortest ways."""
    groups: dict[str, list[Run]] = {}
    blanks: list[Run] = []
    for run in runs:
        if run.pen is None:
            blanks.append(run)
        else:
            groups.setdefault(run.pen, []).append(run)
    for run in blanks:
        background = run.cells[0][1]
        fitting = (pen for pen in groups if behind(pen) == background)
        groups.setdefault(next(fitting, background), []).append(run)
    ordered: list[Run] = []
    below = at[1] if at else 0
    for pen in _cheapest(groups, now, at):
        # First what is below, then from the top: line and hint are next to each other.
        ordered += sorted(groups[pen], key=lambda run: run.y < below)
        below = ordered[-1].y
    return ordered


def _cheapest(
    groups: Mapping[str, Sequence[Run]], now: str | None, at: Place | None
) -> Sequence[str]:
    """The pens in their best order; of many, each time the one that is nearest."""
    firsts = [(pen, group[0]) for pen, group in groups.items()]
    starts = {pen: _cost(now, at, pen, run) for pen, run in firsts}
    steps = {
        before: {pen: _cost(before, group[-1].end, pen, run) for pen, run in firsts}
        for before, group in groups.items()
    }

    def cost(order: Sequence[str]) -> int:
        return starts[order[0]] + sum(steps[a][b] for a, b in pairwise(order))

    if len(groups) <= _FEW_PENS:
        return min(permutations(groups), key=cost)
    order = [min(starts, key=starts.__getitem__)]
    while left := groups.keys() - order:
        order.append(min(left, key=steps[order[-1]].__getitem__))
    return order


def _cost(now: str | None, at: Place | None, pen: str, run: Run) -> int:
    """The bytes from one pen and place to another, if no cell is written again."""
    to = run.x, run.y
    way = min(map(len, ways(at, to, _nothing, newlines=True))) if at else _FAR
    return len(change(now, pen)) + way


def _nothing(_start: int, _end: int) -> None:
    """No cells that can be written again."""
