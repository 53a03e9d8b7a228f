"""Waiting: what was promised or is due, over all clients."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from sessiontui.domain.amendment_requests import Request
    from sessiontui.domain.entities import Client, Line, Session


class Waits(StrEnum):
    """The name of what waits, in the words of its row."""

    NOT_SIGNED = "not signed"
    NO_END = "not signed, no end noted"
    FOLLOW_UP = "risk follow-up"
    REQUEST = "request for amendment"
    DIFFERENTLY = "asked to do differently"
    HOMEWORK = "homework not looked at"
    PLAN = "plan past its until"


AFTER_ENDING = frozenset(
    {Waits.NOT_SIGNED, Waits.NO_END, Waits.FOLLOW_UP, Waits.REQUEST}
)
"""Matters that still wait with a client whose course has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits: with whom, since when, and where it is answered."""

    what: Waits
    client: Client
    day: date
    """Since when; of a request for amendment, the day by which it is to be answered."""
    session: Session | None = None
    line: Line | None = None
    request: Request | None = None

    @property
    def when(self) -> str:
        """Its day in words for a list."""
        return f"{'by ' if self.what is Waits.REQUEST else ''}{self.day}"

    @property
    def label(self) -> str:
        """A thing that waits, without a word of the client's."""
        if self.unfinished is None or self.session is None:
            return f"{self.what}"
        named, _, _ = self.session.name.partition(" of ")
        # The day of an entry stands before it.
        return f"{named}{self.session.of_day_words} {self.what}"

    @property
    def unfinished(self) -> int | str | None:
        """The session that waits itself, by its number, or an entry by its day."""
        itself = self.session is not None and self.line is None
        return self.session.which if itself and self.session else None

    @property
    def command(self) -> str:
        """The command that leads to where it is answered."""
        code, which = shlex.quote(self.client.code), self.unfinished
        if self.request is not None:
            return (
                f"sessiontui request {code} --kind accepted --about {self.request.id}"
            )
        if which is None:
            return f"sessiontui open {code}"
        name = "--session" if isinstance(which, int) else "--entry"
        return f"sessiontui open {code} {name} {which}"

    @property
    def words(self) -> str:
        """The words of the line that waits; none where a session waits itself."""
        return self.line.text if self.line else ""


def oldest_first(rows: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
    """The order of what waits: by its day, then by client."""
    kinds = list(Waits)
    return tuple(
        sorted(rows, key=lambda x: (x.day, x.client.code, kinds.index(x.what)))
    )
