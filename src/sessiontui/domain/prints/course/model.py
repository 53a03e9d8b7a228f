"""All that a print over sessions is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sessiontui.domain.session.times import minutes_between

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sessiontui.domain.entities import Client, Line, Session
    from sessiontui.domain.kinds.lookup import Kind
    from sessiontui.domain.progress.model import Progress, Told
    from sessiontui.domain.session.client_card import CardFields


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A client's sessions from first to last, or from one on, as they stand on a day.

    `lines` are all that were recorded in them, in order; `progress` the same put
    together. `by`, `service` and `minutes` are the therapist's usual ones.
    """

    progress: Progress
    sessions: tuple[Session, ...]
    lines: tuple[Told, ...]
    card: CardFields
    day: date
    by: str = ""
    supervised_by: str = ""
    service: str = ""
    minutes: int = 0
    call: str = ""
    name_line: bool = False
    """A blank for the name is left, to be filled by the pen."""
    question: str = ""
    """The question that is asked in supervision; it is kept nowhere."""
    status: str = "draft"
    days: Mapping[int, date] = field(default_factory=dict)
    """The days of all sessions by their ids, also of those that are left out."""

    @property
    def client(self) -> Client:
        """The client whose course it is."""
        return self.progress.client

    @property
    def hours(self) -> tuple[Session, ...]:
        """The sessions that were held."""
        return tuple(x for x in self.sessions if not x.is_entry)

    @property
    def held_minutes(self) -> int:
        """The length of all of them, as far as their ends are noted."""
        return sum(
            minutes_between(x.started_at, x.stopped_at)
            for x in self.hours
            if x.stopped_at and x.start_noted
        )

    def of(self, *kinds: Kind) -> tuple[Told, ...]:
        """The lines of some kinds, in order."""
        return tuple(x for x in self.lines if x.line.kind in kinds)

    def by_goal(self, number: int | None, *kinds: Kind) -> tuple[Told, ...]:
        """The lines of some kinds that are tied to a goal, in order."""
        return tuple(x for x in self.of(*kinds) if x.line.goal == number)

    def card_lines(self, field_name: str) -> tuple[Line, ...]:
        """The lines that the card has in a field."""
        return self.card.get(field_name, ())

    def day_of(self, line: Line) -> date:
        """The day of the session that a line stands in."""
        return self.days.get(line.session_id, self.day)
