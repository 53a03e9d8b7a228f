"""The share of something long that is done, told to whoever wants to know."""

from __future__ import annotations

from collections.abc import Callable

Far = Callable[[float], None]
"""Is told a share from 0 to 1, again and again; it must cost next to nothing."""


def silent(share: float) -> None:
    """Tell nobody."""
    del share


def part_of(far: Far, start: float, end: float) -> Far:
    """A way to tell of one part of the whole, from one share of it to another."""
    return lambda share: far(start + share * (end - start))
