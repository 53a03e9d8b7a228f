"""From last time: what a session opens on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.domain.entities import Line
    from sessiontui.domain.session.homework import Card

REQUESTS_SHOWN = 3
CHECK_IN = "check in first"
_STRAIN = re.compile(r"\s*strain(?!\w)", re.IGNORECASE)


def newest_requests(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], int]:
    """As many requests as fit, newest first, and how many more there are."""
    return lines[:REQUESTS_SHOWN], len(lines[REQUESTS_SHOWN:])


def is_strained(notes: Iterable[Line]) -> bool:
    """Whether one of these psychotherapy notes begins with the word strain."""
    return any(_STRAIN.match(note.text) for note in notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """From last time: what the first screen of a session leads with.

    `unfinished` are agenda items that were not reached. `ask_anew` says that the
    closing questions were left open three times running.
    """

    strengths: tuple[Line, ...] = ()
    wins: tuple[Line, ...] = ()
    homework: tuple[Card, ...] = ()
    differently: tuple[Line, ...] = ()
    parked: tuple[Line, ...] = ()
    unfinished: tuple[Line, ...] = ()
    check_in: bool = False
    """Whether last time was strained; why stands in the psychotherapy notes only."""
    consent_open: bool = False
    ask_anew: bool = False

    @property
    def asked(self) -> tuple[tuple[Line, ...], int]:
        """The newest requests that are open, and how many more there are."""
        return newest_requests(self.differently)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing of last time to show yet."""
        return not (
            self.check_in
            or self.strengths
            or self.wins
            or self.homework
            or self.differently
            or self.parked
            or self.unfinished
        )
