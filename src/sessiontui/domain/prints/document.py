"""The makings of a print, and what it comes to: a sheet, sections, items."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sessiontui.domain.entities import rating_name
from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.session.times import clock_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sessiontui.domain.entities import Client, Line, Session
    from sessiontui.domain.session.client_card import CardFields

_A_SESSION = timedelta(hours=6)
"""No hour lasts so long; what is written later that day needs no day of its own."""
_PLACES = ("the first", "the second", "the third", "the fourth", "the fifth")
"""Names of those of one minute; from the sixth on a number does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that a print is made from.

    `lines` are the session's, in order; `goals` are the client's, of all sessions;
    `goal_notes` what was said about them since; `related` holds earlier lines that
    some line is about or builds on, `rated_before` the last rating of each thing before
    this session, `waiting` what earlier hours left that this one did not take up, the
    newest first, `card` what the client's card said by then. An entry also tells of
    the risk at the last session, `last_day`, and since. `by` and `service` are
    whose session it was and of which type, `supervised_by`
    who supervises its therapist, `place` where
    the therapist works, `call` whom the client may ring. `in_english` says that the
    notes are, `signature` is the line that ends the print of a signed session.
    """

    client: Client
    session: Session
    lines: tuple[Line, ...]
    goals: tuple[Line, ...] = ()
    goal_notes: tuple[Line, ...] = ()
    related: tuple[Line, ...] = ()
    rated_before: tuple[Line, ...] = ()
    waiting: tuple[Line, ...] = ()
    card: CardFields = field(default_factory=dict)
    last_day: date | None = None
    last_risk: tuple[Line, ...] = ()
    risk_since: tuple[Line, ...] = ()
    days: Mapping[int, date] = field(default_factory=dict)
    """The days of service of the sessions that earlier lines stand in."""
    by: str = ""
    supervised_by: str = ""
    service: str = ""
    place: str = ""
    call: str = ""
    name_line: bool = False
    in_english: bool = True
    signature: str = ""

    @property
    def by_id(self) -> Mapping[int, Line]:
        """Every line that another one may be tied to."""
        return {line.id: line for line in (*self.related, *self.lines)}

    def shown(self, at: datetime) -> str:
        """A time of day; with its offset, where that is not that of the start."""
        return clock_time(at, self.session.started_at)

    def day_and_month(self, at: datetime) -> str:
        """A day; with its year, where the session is of another."""
        year = f" {at.year}" if at.year != self.session.day.year else ""
        return f"{at.day} {at:%b}{year}"

    def day_and_time(self, at: datetime) -> str:
        """The same with its time."""
        return f"{self.day_and_month(at)} {self.shown(at)}"

    def stamp(self, line: Line) -> str:
        """The minute of a line; when it was written, where its day was over by then."""
        at, session = line.at, self.session
        later = at.date() != session.day and at - session.started_at > _A_SESSION
        return f"written {self.day_and_time(at)}" if later else self.shown(at)

    def moment(self, act: Line, lead: str = "") -> str:
        """An act named by its minute behind a lead, or by when it was written.

        Of several in one minute its place says which.
        """
        stamp = self.stamp(act)
        named = f"what was {stamp}" if self.is_late(act) else f"{lead}{stamp}"
        acts = [
            x.id for x in self.lines if x.kind is act.kind and self.stamp(x) == stamp
        ]
        if len(acts) == 1:
            return named
        return f"{place_among(acts, act.id)} of {named}"

    def is_late(self, line: Line) -> bool:
        """Tell whether it was written after the day of the session."""
        return self.is_here(line) and self.stamp(line).startswith("written")

    def day_of(self, line: Line) -> date:
        """The day of service on which a line was said, however late it was typed."""
        if self.is_here(line):
            return self.session.day
        return self.days.get(line.session_id, line.at.date())

    def before(self, line: Line) -> Line | None:
        """The last rating of the same before this session."""

        def of(rated: Line) -> tuple[Kind, int | None, str]:
            return rated.kind, rated.goal, rating_name(rated).casefold()

        return next((x for x in self.rated_before if of(x) == of(line)), None)

    def done_before(self, line: Line) -> Line | None:
        """The therapist's act that a line follows, where that is of this session.

        One that was set to a later minute by hand is not before it any more.
        """
        found = tied(line.about, Kind.INTERVENTION, self.by_id)
        if line.kind not in {Kind.RESPONSE, Kind.STEPPED_BACK} or found is None:
            return None
        before = found.at.replace(second=0, microsecond=0) <= line.at
        return found if before and self.is_here(found) else None

    def is_here(self, line: Line) -> bool:
        """Tell whether a line was recorded in this session."""
        return line.session_id == self.session.id


def place_among(ids: Sequence[int], of: int) -> str:
    """The place of one among several, in words: the second."""
    place = ids.index(of)
    return _PLACES[place] if place < len(_PLACES) else f"number {place + 1}"


def tied(number: int | None, kind: Kind, by_id: Mapping[int, Line]) -> Line | None:
    """The line at the end of a tie, while it still is what it was tied as.

    It may have become a scratch line since, which stands in no print.
    """
    found = by_id.get(number or 0)
    return found if found and found.kind is kind else None


def head_of(line: Line, by_id: Mapping[int, Line]) -> Line | None:
    """The line that this one is printed under: the first of all it continues."""
    head, seen = None, {line.id}
    while (found := _continued(line, by_id)) and found.id not in seen:
        head = line = found
        seen.add(found.id)
    return head


def _continued(line: Line, by_id: Mapping[int, Line]) -> Line | None:
    sub = line.row.sub(line.sub)
    continues = sub is not None and sub.continues
    return tied(line.about, line.kind, by_id) if continues else None


@dataclass(frozen=True, slots=True)
class Item:
    """One printed line and how deep it stands under another."""

    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FilledSection:
    """A heading with its items."""

    name: str
    heading: str
    entries: tuple[Item, ...]
    empty: str = ""
    """The sentence where there are none."""
