"""The record's entities as frozen values, made by the store, shown by screens.

They check nothing themselves: what comes from outside is checked where it comes in, by
the line's grammar, the settings, the exchange's schema and the store.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sessiontui.domain.kinds.lookup import ROWS, RULERS, Kind, KindRow, Tab

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, time


class Author(StrEnum):
    """The one whose words, or whose item, a line is."""

    THERAPIST = "therapist"
    CLIENT = "client"


class SessionKind(StrEnum):
    """Tell whether it was an hour, or an entry of its own for what was none."""

    HOUR = "hour"
    MISSED = "missed"
    CONTACT = "contact"
    CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client, known by a code and never by a name."""

    id: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session with a client, or an entry beside them.

    Its times, as all kept moments, are aware: each is as its own place showed it.

    `day` is its day of service where it was held, whatever the zone it is read in.
    """

    id: int
    client_id: int
    number: int
    day: date
    started_at: datetime
    stopped_at: datetime | None = None
    signed_at: datetime | None = None
    format: str = "summary"
    timed: bool = False
    """The therapist said when it stopped; leaving then changes nothing."""
    held: str = ""
    """The way it was held, in the therapist's words: in person, by video, by phone."""
    present: str = ""
    """Those who were there."""
    place: str = ""
    """The client's place; the place of both, when both were there."""
    service: str = ""
    """The type of service, where it was not the usual one."""
    start_noted: bool = True
    """Somebody saw or said when it began, and not only on which day."""
    start_by_hand: bool = False
    """The time at which it began was typed."""
    stop_by_hand: bool = False
    """The time at which it stopped was typed, and not only that it did."""
    confirmed: bool = False
    """Somebody said that it was held: when, how, where or with whom."""
    kind: SessionKind = SessionKind.HOUR
    of_day: int = 1
    """Its place among the entries of its day, in the order in which they were made."""

    @property
    def by_hand(self) -> bool:
        """Tell whether one of its times, or both, were set by hand."""
        return self.start_by_hand or (self.stop_by_hand and self.stopped_at is not None)

    @property
    def is_entry(self) -> bool:
        """Tell whether it was no hour: it has no number and no length then."""
        return self.kind is not SessionKind.HOUR

    @property
    def is_missed(self) -> bool:
        """Tell whether nobody came: it neither began nor stopped."""
        return self.kind is SessionKind.MISSED

    @property
    def is_card(self) -> bool:
        """Tell whether only the card was written, on a day without an hour."""
        return self.kind is SessionKind.CARD

    @property
    def of_day_words(self) -> str:
        """The place of an entry beside others of its day, which its address ends in."""
        return f" .{self.of_day}" if self.is_entry and self.of_day > 1 else ""

    @property
    def which(self) -> int | str:
        """The address of a session: its number, or an entry's day and place in it."""
        return entry_of(self.day, self.of_day) if self.is_entry else self.number

    @property
    def name(self) -> str:
        """The name in lists: session 5, or missed appointment of 2026-11-28."""
        return session_name(self.kind, self.which)

    @property
    def order(self) -> tuple[date, datetime, int]:
        """The place among its client's sessions: by day of service and start."""
        return self.day, self.started_at, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientOverview:
    """A client as a row of the caseload."""

    client: Client
    sessions: int
    last_started_at: datetime | None
    """The start of the last session, where it is noted."""
    last_day: date | None = None
    starts: tuple[datetime, ...] = ()
    unsigned: int = 0
    """Sessions before today's that are not signed."""
    endless: int = 0
    """Those of them without an end."""
    next_day: date | None = None
    """The day on which the client comes again, where that is known and not past."""
    next_time: time | None = None

    @property
    def next_words(self) -> str:
        """The next appointment, in words for a list."""
        if self.next_day is None:
            return ""
        at = f" {self.next_time:%H:%M}" if self.next_time else ""
        return f"next {self.next_day:%a %d %b}{at}"

    @property
    def open_words(self) -> str:
        """The work that waits in it, in words; nothing of what was said."""
        found = [f"{self.unsigned} unsigned"] if self.unsigned else []
        return ", ".join([*found, *(["no end noted"] if self.endless else [])])


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One recorded line. `at` is aware; `goal` is a goal's number.

    `number` is set on goals only: their number within the client. `about` is the id
    of an earlier line that this one continues (an outcome, an obstacle, a response);
    `builds_on` is the id of a strength, and `strength` its number as typed. `asked`
    is a closing question in other than its usual words; `keyed` says that the client
    typed the line.
    """

    id: int
    session_id: int
    kind: Kind
    text: str
    at: datetime
    sub: str = ""
    author: Author = Author.THERAPIST
    position: float = 0
    goal: int | None = None
    number: int | None = None
    minutes: int | None = None
    likely: int | None = None
    value: float | None = None
    done: bool = False
    about: int | None = None
    builds_on: int | None = None
    strength: int | None = None
    asked: str = ""
    keyed: bool = False
    written: datetime | None = None
    """The moment it was written, where its minute was set by hand since."""
    changed: datetime | None = None
    """The moment it was changed last, after its session's day."""

    @property
    def row(self) -> KindRow:
        """This line's row of the table of kinds."""
        return ROWS[self.kind]

    @property
    def label(self) -> str:
        """The label of this line in lists."""
        return self.row.label_of(self.sub)


@dataclass(frozen=True, slots=True)
class RiskGone:
    """A line that was a risk: removed, moved to another client, or taken back."""

    how: str
    at: datetime
    text: str = ""
    """Its words, where they are still this client's."""


@dataclass(frozen=True, slots=True)
class KeptScratch:
    """A scratch line that a legal hold kept as its session was signed."""

    session_id: int
    session_name: str
    line_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A half-typed line: what stood on the line, where, and whose it was."""

    session_id: int
    tab: Tab = Tab.AGENDA
    text: str = ""
    cursor: tuple[int, int] = (0, 0)
    editing: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A search hit."""

    line: Line
    client: Client
    session_number: int
    day: date
    session_kind: SessionKind = SessionKind.HOUR
    of_day: int = 1
    added: str = ""
    """The name of its amendment, where it was added to a signed session."""

    @property
    def label(self) -> str:
        """The name in lists."""
        return self.added or self.line.label

    @property
    def entry(self) -> str:
        """The day and place of the entry it stands in; empty where that is an hour."""
        is_hour = self.session_kind is SessionKind.HOUR
        return "" if is_hour else entry_of(self.day, self.of_day)

    @property
    def session_name(self) -> str:
        """The name of the session that it stands in."""
        return session_name(self.session_kind, self.entry or self.session_number)


def entry_of(day: date, of_day: int) -> str:
    """The address of an entry: 2026-11-28, or 2026-11-28.2 for a second one."""
    return f"{day}.{of_day}" if of_day > 1 else f"{day}"


def session_name(kind: SessionKind, which: int | str) -> str:
    """The name in lists: of an hour by its number, and an entry by its day."""
    return f"{_NAMES[kind]}{which}"


_NAMES: Mapping[SessionKind, str] = MappingProxyType(
    {
        SessionKind.HOUR: "session ",
        SessionKind.MISSED: "missed appointment of ",
        SessionKind.CONTACT: "contact of ",
        SessionKind.CARD: "card of ",
    }
)


class Score(NamedTuple):
    """A score of a test: what it is called, its number, and the most it may be."""

    name: str
    value: float
    most: float


_SCORE = re.compile(r"(.*[^\W\d_].*)\s([0-9]{1,3}(?:\.[0-9])?)\s?/\s?([0-9]{1,3})")
_SCORE_LONGEST = 120


def score_of(text: str) -> Score | None:
    """The score that `PHQ-9 19/27` tells; None where it is none."""
    words = text.strip()
    found = _SCORE.fullmatch(words) if len(words) <= _SCORE_LONGEST else None
    if found is None:
        return None
    name, value, most = found.groups()
    score = Score(name.strip(), float(value), float(most))
    return score if score.value <= score.most else None


def value_text(line: Line) -> str:
    """The number that a rating or a score comes to, with its scale."""
    score = score_of(line.text) if line.kind is Kind.SCORE else None
    if score is None:
        return f"{number_text(line.value or 0)}/10"
    return f"{number_text(score.value)}/{number_text(score.most)}"


def of_ten(line: Line) -> float:
    """The same as a part of ten, for a plot."""
    score = score_of(line.text) if line.kind is Kind.SCORE else None
    if score is None:
        return line.value or 0
    return score.value / score.most * 10 if score.most else 0


def rating_name(line: Line) -> str:
    """The thing that a rating rates, with the usual short forms spelled out."""
    label = line.text.strip()
    if line.kind is Kind.SCORE:
        return score.name if (score := score_of(label)) else label
    return RULERS.get(label.casefold(), label or "Rating")


def rated(line: Line) -> str:
    """A number with what it rates and its scale, in words."""
    value = line.value or 0
    if line.kind is Kind.SCORE:
        return line.text
    if line.kind is Kind.PACE:
        said = f"{line.text.strip()}  " if line.text.strip() else ""
        return f"{said}{signed_text(value)} (-3 support, +3 challenge)"
    return f"{rating_name(line)} {number_text(value)}/10"


def signed_text(value: float) -> str:
    """A place on the dial from support to challenge: -2, 0, +1."""
    return f"{value:+g}" if value else "0"


def number_text(value: float) -> str:
    """A rating as people write it: 4, not 4.0."""
    return f"{value:g}"
