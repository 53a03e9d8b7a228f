"""Times of day as they are typed, and the day that a session belongs to."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from sessiontui.domain.entities import Session

_TIME = re.compile(r"([01]?[0-9]|2[0-4])[:.]?([0-5][0-9])")
_ACROSS_MIDNIGHT = timedelta(hours=6)
"""How far a session may reach into another day, and a typed time be meant there."""
_WEEK = timedelta(days=7)


def local_day(at: datetime) -> date:
    """The day that a moment is of, here."""
    return at.astimezone().date()


def first_moment(day: date) -> datetime:
    """The moment at which a day begins, here."""
    return _local(day, time())


def still_goes_on(session: Session, now: datetime) -> bool:
    """Whether an unsigned session is today's, or last night's across midnight."""
    today = session.day == local_day(now)
    near = abs(now - session.started_at) < _ACROSS_MIDNIGHT
    near = near and session.start_noted
    return session.signed_at is None and (today or near)


def time_meant(text: str, near: datetime) -> datetime | None:
    """The local moment that a typed time means; None where it is no time.

    It is on the day of `near`, or across a midnight that is close: 0:20 typed for a
    session that began at 23:40 is after it.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute = int(match.group(1)), int(match.group(2))
    if hour == 24 and minute:
        return None
    near = near.astimezone()
    at = time(hour % 24, minute)
    by_day = [_local(near.date() + timedelta(days=by), at) for by in (-1, 0, 1)]
    nearest = min(by_day, key=lambda moment: abs(moment - near))
    return nearest if abs(nearest - near) <= _ACROSS_MIDNIGHT else by_day[1]


def shown(at: datetime) -> str:
    """A moment as the time of day here."""
    return f"{at.astimezone():%H:%M}"


def day_text(day: date, today: date) -> str:
    """A day in few words: of the last week its name, the year where it is another."""
    if timedelta(0) <= today - day < _WEEK:
        return f"{day:%a}"
    return (
        f"{day:%a} {day.day} {day:%b}{'' if day.year == today.year else f' {day.year}'}"
    )


def minutes_between(start: datetime, stop: datetime) -> int:
    """How long it was, as somebody reckons who reads both times of day."""
    seconds = _minute(stop).timestamp() - _minute(start).timestamp()
    return round(seconds / 60)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _local(day: date, at: time) -> datetime:
    # Without a zone first: each day has its own offset where the clocks change.
    return datetime.combine(day, at).astimezone()
