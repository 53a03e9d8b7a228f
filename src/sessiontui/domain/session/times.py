"""Times of day as they are typed, and the day that a session belongs to."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sessiontui.domain.entities import Session

_TIME = re.compile(r"([01]?[0-9]|2[0-4])[:.]?([0-5][0-9])")
_ACROSS_MIDNIGHT = timedelta(hours=6)
"""The hours that a session may reach into another day, and a typed time with it."""
_WEEK = timedelta(days=7)
_MINUTE = timedelta(minutes=1)


FIRST_YEAR, LAST_YEAR = 1970, 2199
"""The years that a moment of a record lies in, in UTC; an export has the same."""


def check_reckoned(day: date) -> None:
    """Refuse to reckon from a day of service on which a record holds no moment.

    An earlier program took such days in with an import.

    Raises:
        UsageError: it is one.
    """
    if not FIRST_YEAR - 1 <= day.year <= LAST_YEAR + 1:
        raise UsageError(
            f"This session is of {day:%d %b} {day.year}, from which no day or time "
            "can be reckoned. Say it in a session of another day."
        )


def stamp(at: datetime) -> str:
    """A moment in the one spelling of a record: UTC, to the microsecond.

    Raises:
        UsageError: no record holds it; the clock must be far off.
    """
    moment = at.astimezone(UTC)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UsageError(
            f"The clock of this computer says that it is {moment.year}, so nothing is "
            "recorded. Set it right first."
        )
    return moment.isoformat(timespec="microseconds")


def local_day(at: datetime) -> date:
    """The day that a moment is of, here."""
    return at.astimezone().date()


def of_here(clock: Callable[[], datetime]) -> Callable[[], datetime]:
    """A clock that shows what the clocks of this place show."""

    def now() -> datetime:
        return clock().astimezone()

    return now


def offset_of(at: datetime) -> int:
    """The minutes from UTC of the clock that showed a moment."""
    return (at.utcoffset() or timedelta()) // _MINUTE


def in_place(at: datetime, offset: int) -> datetime:
    """A moment as a clock that far from UTC showed it."""
    return at.astimezone(_zone(offset))


@cache
def _zone(offset: int) -> timezone:
    return timezone(offset * _MINUTE)


def zone_name() -> str:
    """The zone that this computer goes by, by its name where it has one."""
    link = Path("/etc/localtime")
    name = os.environ.get("TZ", "").lstrip(":")
    if not name and link.is_symlink():
        name = f"{link.readlink()}".partition("zoneinfo/")[2]
    return name or f"{datetime.now().astimezone():%Z}"


def first_moment(day: date) -> datetime:
    """The moment at which a day begins, here."""
    return _local(day, time())


def still_goes_on(session: Session, now: datetime) -> bool:
    """Tell whether an unsigned session is today's, or last night's across midnight."""
    today = session.day == local_day(now)
    near = abs(now - session.started_at) < _ACROSS_MIDNIGHT
    near = near and session.start_noted
    return session.signed_at is None and (today or near)


def time_meant(
    text: str,
    near: datetime,
    after: datetime | None = None,
    twice: datetime | None = None,
    until: datetime | None = None,
) -> datetime | None:
    """The moment that a typed time means where `near` is of; None where it is no time.

    It is on the day of `near`, or across a midnight that is close: 0:20 typed for a
    session that began at 23:40 is after it. Of a time that the clock showed twice the
    nearer to `twice`, or else to `near`, is meant, and not before `after`, or behind
    `until`, where only one of them is.

    Raises:
        UsageError: the clock never showed it, as it was put forward then.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute = int(match.group(1)), int(match.group(2))
    if hour == 24 and minute:
        return None
    at = time(hour % 24, minute)

    def far(moment: datetime) -> timedelta:
        return abs(moment - near)

    by_day = [
        min(
            _in_place_of(near, near.date() + timedelta(days=by), at),
            key=lambda moment: (
                after is not None and moment < after,
                until is not None and moment > until,
                abs(moment - (twice or near)),
            ),
        )
        for by in (-1, 0, 1)
    ]
    nearest = min(by_day, key=far)
    meant = nearest if far(nearest) <= _ACROSS_MIDNIGHT else by_day[1]
    if f"{meant:%H:%M}" != f"{at:%H:%M}":
        raise UsageError(
            f"There was no {at:%H:%M} on {meant:%a %d %b}: the clocks were put forward."
        )
    return meant


def clock_time(at: datetime, beside: datetime | None = None) -> str:
    """A moment as the time of day where it was; told by its offset, where that differs.

    `beside` is a moment whose place is known to the reader: the session's start.
    """
    return f"{at:%H:%M}{offset_beside(at, beside)}"


def offset_beside(at: datetime, beside: datetime | None) -> str:
    """The offset of a moment, where it is not that of another: such as +09:00."""
    if beside is None or at.utcoffset() == beside.utcoffset():
        return ""
    sign, minutes = "-" if offset_of(at) < 0 else "+", abs(offset_of(at))
    return f" {sign}{minutes // 60:02}:{minutes % 60:02}"


def day_text(day: date, today: date) -> str:
    """A day in few words: of the last week its name, the year where it is another."""
    if timedelta(0) <= today - day < _WEEK:
        return f"{day:%a}"
    return date_text(day, today)


def date_text(day: date, today: date) -> str:
    """A day with its date, the year where it is another."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def minutes_between(start: datetime, stop: datetime) -> int:
    """The length, as somebody reckons it who reads both times of day."""
    seconds = _to_minute(stop).timestamp() - _to_minute(start).timestamp()
    return round(seconds / 60)


def _to_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _local(day: date, at: time) -> datetime:
    # Without a zone first: each day has its own offset where the clocks change.
    return datetime.combine(day, at).astimezone()


def _in_place_of(near: datetime, day: date, at: time) -> tuple[datetime, ...]:
    """The moments at which a clock showed a time, in the place where `near` is of.

    That is this place, whose clocks may change, or another, known by its offset.
    """
    if near.astimezone().utcoffset() != near.utcoffset():
        return (datetime.combine(day, at, near.tzinfo),)
    return tuple(_local(day, at.replace(fold=fold)) for fold in (0, 1))
