"""The card: what is said once of a client, and which of its fields are empty."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.index import ROWS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sessiontui.domain.entities import Line

FIELDS: tuple[str, ...] = tuple(sub.letter for sub in ROWS[Kind.CARD].subs)
AGREED, UNTIL, ENDED = "agreed", "until", "ended"
WHICH_FIELD = f"Say which field: {', '.join(FIELDS)}."
_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


def card_of(lines: Iterable[Line]) -> Mapping[str, tuple[Line, ...]]:
    """The lines that hold, by field, from all lines of a card in order.

    Each field has its newest line. What was agreed adds up: to treatment, to the plan.
    """
    found: dict[str, tuple[Line, ...]] = {}
    for line in lines:
        before = found.get(line.sub, ()) if line.sub == AGREED else ()
        found[line.sub] = (*before, line)
    return {field: found[field] for field in FIELDS if field in found}


def next_empty(card: Iterable[str], behind: str = "") -> str:
    """The first field behind one that nothing is in; "" where there is none."""
    start = FIELDS.index(behind) + 1 if behind in FIELDS else 0
    filled = set(card)
    return next((field for field in FIELDS[start:] if field not in filled), "")


def day_in(words: str) -> date | None:
    """The first day that stands among words as 2027-05-01; None for none."""
    for found in _DAY.findall(words):
        try:
            return date.fromisoformat(found)
        except ValueError:
            continue
    return None
