"""Retention: how long what is kept, and what may be destroyed.

The periods are the therapist's to set (domain.md 2.5); nothing here is destroyed by
itself.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.domain.entities import Client

RECORD = "record"
NOTES = "psychotherapy notes"
_DAY = timedelta(days=1)
_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The time that a record is kept after a client's last session."""

    record_years: int = 7
    psychotherapy_notes_months: int | None = None
    """None keeps them as long as the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A hold: something may not be destroyed, or may again."""

    at: datetime
    set: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The things kept of a client, and what decides how long."""

    client: Client
    sessions: int
    lines: int
    notes: int
    first: datetime | None
    last: datetime | None
    last_day: date | None = None
    keep_until: date | None = None
    hold: Hold | None = None
    open_requests: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A part of a record that is past its period, and what holds it back, if so."""

    client: Client
    what: str
    since: date
    hold: Hold | None = None
    keep_until: date | None = None
    open_requests: int = 0

    @property
    def held_back(self) -> bool:
        """Tell whether it may not be destroyed today all the same."""
        return self.hold is not None or self.keep_until is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The receipt for what was destroyed: that it was, of whom, by whom and why."""

    at: datetime
    code: str
    what: str
    """RECORD or NOTES."""
    sessions: int
    lines: int
    first: datetime | None
    last: datetime | None
    author: str
    reason: str


def kept_until(standing: Standing, periods: Periods, *, notes: bool) -> date:
    """The last day on which a client's record, or their notes, must be kept.

    Notes with a period of their own go by it; a day that was set holds the record.
    """
    over = _period_over(standing, periods, notes=notes)
    if notes and periods.psychotherapy_notes_months is not None:
        return over
    return max(over, standing.keep_until or over)


def _period_over(standing: Standing, periods: Periods, *, notes: bool) -> date:
    if standing.last_day is None:
        # Nothing tells when a period of nothing would begin.
        return date.max
    last = standing.last_day
    record = months_later(last, periods.record_years * _MONTHS)
    if not notes or periods.psychotherapy_notes_months is None:
        return record
    return min(record, months_later(last, periods.psychotherapy_notes_months))


def due(
    standings: Iterable[Standing], periods: Periods, today: date
) -> tuple[Due, ...]:
    """Whatever is past its period today, also what is held back; longest first."""
    found = []
    for one in standings:
        for what, notes in ((RECORD, False), (NOTES, True)):
            over = _period_over(one, periods, notes=notes)
            if over >= today or (notes and not one.notes):
                continue
            kept = kept_until(one, periods, notes=notes)
            found.append(
                Due(
                    client=one.client,
                    what=what,
                    since=over + _DAY,
                    hold=one.hold,
                    keep_until=kept if kept >= today else None,
                    open_requests=one.open_requests,
                )
            )
    return tuple(sorted(found, key=lambda row: (row.since, row.client.code)))


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month, or of all."""
    years, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    if years > date.max.year:
        return date.max
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))
