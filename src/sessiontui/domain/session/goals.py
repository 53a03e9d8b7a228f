"""The standing of a goal: its status, the therapist's gloss, the client's reasons."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import ACTIVE, LET_GO, REACHED, RESTING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sessiontui.domain.entities import Line

GLOSS = "g"
"""The letter of the therapist's own words for a goal."""
OWN_REASON, OUTER_REASON = "m", "e"
"""The letters of the reasons that the client gave: of their own, from outside."""
STATUSES: Mapping[str, str] = MappingProxyType(
    {ACTIVE: "active", REACHED: "reached", RESTING: "resting", LET_GO: "let go"}
)
"""The letters that say how a goal stands, in words."""


_SCALE = 10
"""The most that a goal is rated."""


def target(text: str) -> str:
    """The rating that is aimed at; a number by itself is one of the scale."""
    words = text.strip()
    number = words.isdecimal() and int(words) <= _SCALE
    return f"{words}/{_SCALE}" if number else words


def status(goal: Line, notes: Iterable[Line]) -> str:
    """The letter of how a goal stands now; `notes` are lines about goals, in order."""
    letter = ACTIVE
    for note in notes:
        if note.about == goal.id and note.sub in STATUSES:
            letter = note.sub
    return letter


def resting(goal: Line, notes: Iterable[Line]) -> str:
    """The words behind a goal that rests, where others stand beside it."""
    return " (resting)" if status(goal, notes) == RESTING else ""


def notes_of(goal: Line, notes: Iterable[Line], letter: str) -> tuple[Line, ...]:
    """The lines of one letter about a goal, in order."""
    return tuple(x for x in notes if x.about == goal.id and x.sub == letter)
