"""The share of something long that is done, told to whoever wants to know."""

from __future__ import annotations

from collections.abc import Callable

Far = Callable[[float], None]
"""Is told a share from 0 to 1, again and again; it must cost next to nothing."""


def silent(share: float) -> None:
    """Tell nobody."""
    del share
