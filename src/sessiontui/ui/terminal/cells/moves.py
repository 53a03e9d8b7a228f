"""The ways that a cursor can take from one place to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Place = tuple[int, int]

SHORT_GAP = 4
"""Cells that cost no more to send again than to jump over."""


def straight(to: Place) -> str:
    """The way that is right from wherever the cursor stands."""
    x, y = to
    return f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"


def ways(
    start: Place, to: Place, again: Callable[[int, int], str | None], *, newlines: bool
) -> Iterator[str]:
    """All ways that may be the shortest; `again` gives the cells of the row to go to.

    It gives what can be written anew to come from one column to the other, or None.
    `newlines` says that a newline steps down in its column.
    """
    yield straight(to)
    (before, _), (x, y) = start, to
    down = _down(y - start[1], newlines=newlines)
    yield down + _across(before, x, again)
    yield "\r" + down + _across(0, x, again)
    if not newlines and y == start[1] + 1:
        # The terminal's line makes a carriage return of it as well.
        yield "\r\n" + _across(0, x, again)


def _down(by: int, *, newlines: bool) -> str:
    if by > 0:
        return "\n" * by if newlines and by < SHORT_GAP else _step(by, "B")
    return _step(-by, "A") if by else ""


def _across(x: int, to: int, again: Callable[[int, int], str | None]) -> str:
    if to < x:
        return "\b" * (x - to) if x - to < SHORT_GAP else _step(x - to, "D")
    if to == x:
        return ""
    letters = again(x, to) if to - x < SHORT_GAP else None
    return _step(to - x, "C") if letters is None else letters


def _step(by: int, which: str) -> str:
    return f"\x1b[{by}{which}" if by > 1 else f"\x1b[{which}"
