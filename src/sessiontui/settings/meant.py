"""The name that was probably meant, where one is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEAR = 0.6
"""The part of a name that must be there, for it to be the one that was meant."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is nearest; empty where none is near."""
    from difflib import get_close_matches

    by_case = {each.casefold(): each for each in known}
    near = get_close_matches(name.casefold(), by_case, 1, _NEAR)
    return by_case[near[0]] if near else ""


def meant_or_all(name: str, known: Iterable[str]) -> str:
    """The sentence with the name that was probably meant, or with all there are."""
    every = tuple(known)
    near = nearest(name, every)
    return f"Did you mean {near}?" if near else f"There are: {', '.join(every)}."
