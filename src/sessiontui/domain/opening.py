"""From last time: what a session opens on."""

from __future__ import annotations

from sessiontui.domain.homework import Card
from sessiontui.domain.models import Frozen, Line

REQUESTS_SHOWN = 3


def newest_requests(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], int]:
    """As many requests as fit, newest first, and how many more there are."""
    return lines[:REQUESTS_SHOWN], len(lines[REQUESTS_SHOWN:])


class Opening(Frozen):
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
            self.strengths
            or self.wins
            or self.homework
            or self.differently
            or self.parked
            or self.unfinished
        )
