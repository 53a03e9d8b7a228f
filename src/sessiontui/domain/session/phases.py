"""Session frames: the phases of an hour, as data. Nothing is prescribed by them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a session in one word or two, with its usual minutes."""

    name: str
    minutes: int


Phases = tuple[Phase, ...]

# The minutes of an hour that has fifty of them.
FRAMES: Mapping[str, Phases] = MappingProxyType(
    {
        "free": (),
        "cbt": (
            Phase("mood", 4),
            Phase("bridge", 2),
            Phase("agenda", 3),
            Phase("homework", 7),
            Phase("items", 22),
            Phase("new homework", 5),
            Phase("summary", 7),
        ),
        "mi": (
            Phase("engage", 8),
            Phase("focus", 7),
            Phase("evoke", 25),
            Phase("plan", 10),
        ),
    }
)


def phases_for(frame: Phases, minutes: int) -> Phases:
    """The phases of a session that usually takes so many minutes, in whole ones.

    In a very short session a phase without a minute of its own is left out.
    """
    whole = sum(phase.minutes for phase in frame)
    ends = [
        (end * minutes * 2 + whole) // (whole * 2)
        for end in accumulate(phase.minutes for phase in frame)
    ]
    return tuple(
        Phase(phase.name, end - start)
        for phase, start, end in zip(frame, [0, *ends], ends, strict=False)
        if end > start
    )


def phase_at(frame: Phases, minute: int) -> Phase | None:
    """The phase that the clock is in; None before the first and after the last."""
    for phase, end in zip(
        frame, accumulate(phase.minutes for phase in frame), strict=True
    ):
        if 0 <= minute < end:
            return phase
    return None
