"""From places in a file to numbers of the database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sessiontui.errors import DamagedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.store.bulk_rows import Row

Ids = dict[int, int]
"""From a place in the file to a number of the database."""

_LATEST = 1 << 52
"""The last moment that a file may bring, in microseconds: in the year 2112.

What is recorded later must stay above it and still fit an export.
"""


def ids(refs: Iterable[int], last: int) -> Ids:
    """Numbers behind the last one given, for refs that count from 1 without a gap.

    Raises:
        KeyError: they do not.
    """
    found = sorted(refs)
    if found != list(range(1, len(found) + 1)):
        raise KeyError
    return {ref: last + ref for ref in found}


def free(moments: Iterable[int], taken: frozenset[int]) -> Ids:
    """Each moment as it is, or the first free one behind it.

    Raises:
        DamagedError: one is so late that nothing could come after it.
    """
    named = set(moments)
    if named and max(named) > _LATEST:
        raise DamagedError("It comes from the far future; nothing was changed.")
    given: Ids = {}
    used = set(taken)
    for moment in sorted(named):
        number = moment
        while number in used or (number != moment and number in named):
            number += 1
        used.add(number)
        given[moment] = number
    return given


def at(ids: Ids, ref: int | None) -> int | None:
    """The number for a ref; none for none.

    Raises:
        KeyError: the ref points to nothing.
    """
    return None if ref is None else ids[ref]


def as_column(state: Row | None) -> str | None:
    """A state of a row as the history keeps it."""
    if state is None:
        return None
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def without(row: Row, *names: str) -> Row:
    """A row without some of its columns."""
    return {name: value for name, value in row.items() if name not in names}
