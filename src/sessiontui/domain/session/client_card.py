"""The card: what is said once of a client, and which of its fields are empty."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import ROWS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sessiontui.domain.entities import Line

    CardFields = Mapping[str, tuple[Line, ...]]
    """The lines that hold, by field."""

FIELDS: tuple[str, ...] = tuple(sub.letter for sub in ROWS[Kind.CARD].subs)
AGREED, UNTIL, ENDED = "agreed", "until", "ended"
DIAGNOSIS, TELEHEALTH = "for", "telehealth"
OF_ENDING = (ENDED, "advice", "how to come back")
"""The fields that tell of the end of a course."""
NOTHING = "-"
"""The sign that is typed to empty a field, or to take words out of a head."""
WHICH_FIELD = f"Say which field: {', '.join(FIELDS)}."
_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_LIKE_A_DAY = re.compile(r"(?<![\d-])\d{4}-\d{1,2}-\d{1,2}(?![\d-])")


def card_of(lines: Iterable[Line]) -> CardFields:
    """The lines that hold, by field, from all lines of a card in order.

    Each field has its newest line; a `-` empties it. What was agreed adds up: to
    treatment, to the plan.
    """
    found: dict[str, tuple[Line, ...]] = {}
    for line in lines:
        before = found.get(line.sub, ()) if line.sub == AGREED else ()
        found[line.sub] = () if line.text.strip() == NOTHING else (*before, line)
    return {field: found[field] for field in FIELDS if found.get(field)}


def stands_once(kind: Kind, sub: str) -> bool:
    """Tell whether a session has one such line at most: the next takes its place."""
    return ROWS[kind].once and sub != AGREED


def next_empty(card: Iterable[str], behind: str = "") -> str:
    """The first field behind one that nothing is in; "" where there is none."""
    start = FIELDS.index(behind) + 1 if behind in FIELDS else 0
    filled = set(card)
    return next((field for field in FIELDS[start:] if field not in filled), "")


def valid_until(card: CardFields) -> date | None:
    """The day until which the plan is valid, where the card names one."""
    return next((day_in(line.text) for line in card.get(UNTIL, ())), None)


def day_in(words: str) -> date | None:
    """The first day that stands among words as 2027-05-01; None for none."""
    for found in _DAY.findall(words):
        try:
            return date.fromisoformat(found)
        except ValueError:
            continue
    return None


def no_day_in(words: str) -> str:
    """The first of the words that is written as a day and is none; "" for none."""
    found = _LIKE_A_DAY.findall(words)
    return next((each for each in found if day_in(each) is None), "")
