"""From last time: what a session opens on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sessiontui.domain.entities import Line
    from sessiontui.domain.session.homework import Card

REQUESTS_SHOWN = 3
STRENGTHS_SHOWN = 3
WINS_SHOWN = 2
ROWS_OF_THEIR_OWN = 3
"""Sessions on which what was parked or not reached has a row of its own."""
CHECK_IN = "check in first"
RISK_LAST_TIME = "risk last time"
_STRAIN = re.compile(r"\s*strain(?!\w)", re.IGNORECASE)


def newest_requests(lines: tuple[Line, ...]) -> tuple[tuple[Line, ...], int]:
    """As many requests as fit, newest first, and how many more there are."""
    return lines[:REQUESTS_SHOWN], len(lines[REQUESTS_SHOWN:])


def is_strained(notes: Iterable[Line]) -> bool:
    """Tell whether one of these psychotherapy notes begins with the word strain."""
    return any(_STRAIN.match(note.text) for note in notes)


def follow_up_words(line: Line, day: str, *, alone: bool) -> str:
    """A risk follow-up as a row names it; beside others there it is its day alone."""
    words = " ".join(line.text.split()) if alone else ""
    return " · ".join(part for part in ("risk follow-up", words, day) if part)


@dataclass(frozen=True, slots=True)
class OlderRow:
    """The row that stands for all that is open and older: `and 2 older`."""

    count: int
    more: bool = False
    """There may be more than were counted."""
    last: bool = False
    """Some of last time are among them, for want of room."""

    @property
    def words(self) -> str:
        """The count, in words."""
        than = "more than " if self.more else ""
        return f"and {than}{self.count} {'more' if self.last else 'older'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """From last time: what the first screen of a session leads with.

    `follow_ups` are what was to be done about a risk, oldest first; `risk` is one of
    last time without any. `unfinished` are agenda items that were not reached; `older`
    what is open for longer, where it is listed, and else counted in `older_row`.
    `days` are the days of the sessions that these are of. `ask_anew` says that the
    closing questions were left open three times running.
    """

    ended: str = ""
    """The day on which the course was said to have ended, where it was."""
    follow_ups: tuple[Line, ...] = ()
    risk: Line | None = None
    alone: bool = True
    """Nobody but the client is there to read what was at risk."""
    older: tuple[Line, ...] = ()
    older_row: OlderRow | None = None
    days: Mapping[int, str] = field(default_factory=dict)

    strengths: tuple[Line, ...] = ()
    wins: tuple[Line, ...] = ()
    homework: tuple[Card, ...] = ()
    differently: tuple[Line, ...] = ()
    parked: tuple[Line, ...] = ()
    unfinished: tuple[Line, ...] = ()
    check_in: bool = False
    """Last time was strained; why stands in the psychotherapy notes only."""
    consent_open: bool = False
    ask_anew: bool = False

    @property
    def asked(self) -> tuple[tuple[Line, ...], int]:
        """The newest requests that are open, and how many more there are."""
        return newest_requests(self.differently)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing of last time to show yet."""
        return not (
            self.check_in
            or self.ended
            or self.strengths
            or self.wins
            or self.homework
            or self.differently
            or self.parked
            or self.unfinished
            or self.follow_ups
            or self.risk
            or self.older
            or self.older_row
        )

    @property
    def ended_words(self) -> str:
        """A note that the course had ended, without why."""
        return f"The course ended on {self.ended}." if self.ended else ""

    def follow_up_words(self, line: Line) -> str:
        """The follow-up of a risk, and from which day."""
        day = self.days.get(line.session_id, "")
        return follow_up_words(line, day, alone=self.alone)
