"""How long what is kept, what may be destroyed, and what a client asked to have mended.

The periods are the therapist's to set (domain.md 2.5); nothing here is destroyed by
itself.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import Field

from sessiontui.domain.models import Client, Frozen

RECORD = "record"
NOTES = "psychotherapy notes"
_TO_ACT = timedelta(days=60)
_EXTENDED = timedelta(days=30)
_MONTHS = 12


class Periods(Frozen):
    """How long what is kept after a client's last session."""

    record_years: int = 7
    psychotherapy_notes_months: int | None = None
    """None keeps them as long as the record."""


class Hold(Frozen):
    """That something may not be destroyed, or may again."""

    at: datetime
    set: bool
    reason: str


class RequestKind(StrEnum):
    """What a client asked to have mended in their record, and what came of it."""

    REQUEST = "request"
    ACCEPTED = "accepted"
    DENIED = "denied"
    DISAGREEMENT = "disagreement"
    REBUTTAL = "rebuttal"


ANSWERS = frozenset({RequestKind.ACCEPTED, RequestKind.DENIED})


class Request(Frozen):
    """A client's request for amendment, or what was said to one; kept word for word."""

    id: int
    client: Client
    kind: RequestKind
    at: datetime
    author: str
    text: str
    session_number: int | None = None
    about: int | None = None

    @property
    def act_by(self) -> date:
        """The day by which a request is to be answered."""
        return (self.at + _TO_ACT).astimezone().date()

    @property
    def act_by_extended(self) -> date:
        """That day where the client was told of the one extension."""
        return (self.at + _TO_ACT + _EXTENDED).astimezone().date()


class Standing(Frozen):
    """What is kept of a client, and what decides how long."""

    client: Client
    sessions: int
    lines: int
    notes: int
    first: datetime | None
    last: datetime | None
    keep_until: date | None = None
    hold: Hold | None = None
    open_requests: int = 0


class Due(Frozen):
    """From which day a part of a record may be destroyed, and what holds it back."""

    client: Client
    what: str
    since: date
    hold: Hold | None = None
    open_requests: int = 0


class Receipt(Frozen):
    """What remains of what was destroyed: that it was, of whom, by whom and why."""

    at: datetime
    code: str
    what: str = Field(pattern=f"^({RECORD}|{NOTES})$")
    sessions: int
    lines: int
    first: datetime | None
    last: datetime | None
    author: str
    reason: str


def may_go(standing: Standing, periods: Periods, *, notes: bool) -> date:
    """The day from which a client's record, or their notes, may be destroyed."""
    last = (standing.last or datetime.fromtimestamp(0).astimezone()).astimezone().date()
    kept = max(
        later(last, periods.record_years * _MONTHS), standing.keep_until or date.min
    )
    if notes and periods.psychotherapy_notes_months is not None:
        return min(kept, later(last, periods.psychotherapy_notes_months))
    return kept


def due(
    standings: tuple[Standing, ...], periods: Periods, today: date
) -> tuple[Due, ...]:
    """What may be destroyed today or is held back, the longest due first."""
    found = []
    for one in standings:
        record = may_go(one, periods, notes=False)
        notes = may_go(one, periods, notes=True)
        parts = [(RECORD, record)]
        if one.notes and notes < record:
            parts.append((NOTES, notes))
        found += [
            Due(
                client=one.client,
                what=what,
                since=since,
                hold=one.hold,
                open_requests=one.open_requests,
            )
            for what, since in parts
            if since <= today
        ]
    return tuple(sorted(found, key=lambda row: (row.since, row.client.code)))


def later(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    years, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))
