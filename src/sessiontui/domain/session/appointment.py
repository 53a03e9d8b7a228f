"""The next appointment: how it is typed, and how it was understood."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_WEEKDAY = re.compile(
    r"(mon|tue(?:s)?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?",
    re.IGNORECASE,
)
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>[0-9]{4})(?P<by>[-/])(?P<number>[0-9]{1,2})(?P=by)"
        r"(?P<day>[0-9]{1,2})(?:T(?=[0-9])|(?![\w/-]))",
        r"(?P<day>[0-9]{1,2})\.(?P<number>[0-9]{1,2})\.(?P<year>[0-9]{4})?(?![0-9])",
        rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? {_MONTH}"
        r"(?: (?P<year>[0-9]{4}))?(?![\w])",
        rf"{_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?"
        r"(?:,? (?P<year>[0-9]{4}))?(?![\w:])",
        r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?! ?(?:am|pm)\b)(?=[\s,]|\Z)",
    )
)
_TWO = re.compile(
    r"(?P<first>[0-9]{1,2})(?:/(?P<second>[0-9]{1,2})(?:/(?P<year>[0-9]{4}))?"
    r"|-(?P<other>[0-9]{1,2})-(?P<its>[0-9]{4}))(?![\w/-])"
)
"""A day and a month, of which nobody says which is which."""
_TIME = re.compile(
    r"(?P<at>at )?(?P<hour>[01]?[0-9]|2[0-3])"
    r"(?:[:.](?P<minute>[0-5][0-9]))?(?: ?(?P<half>am|pm)\b)?(?![\w:])",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:on\s+(?=\w)|next\s+(?=[A-Za-z]))", re.IGNORECASE)
_NEAR = re.compile(r"(?P<near>today|tomorrow)\b[.,]?", re.IGNORECASE)
_AHEAD = re.compile(
    r"(?:(?:same time )?next week|in (?:(?P<count>[1-9][0-9]?)|an?|one)"
    r" (?P<what>week|day|month)s?)\b",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"(?:[A-Z][a-z]{2} )?(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?: (?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9]))?(?!\d)"
)
_WEEK_MORE = re.compile(r"week\b", re.IGNORECASE)
_MORE = re.compile(r"[^A-Za-z\s(]|(?:am|pm|and|or)\b", re.IGNORECASE)
"""Signs and words behind a day that may have been meant as a part of it."""
_WEEK = timedelta(days=7)
_FAR = timedelta(days=731)
_MONTHS_OF_YEAR = 12
_FIRST_YEAR = 1900
_MIDDAY = 12
NONE = "-"
"""The words of an appointment that says there is none any more."""
_ROUND = 5
_YEARS = 2
"""The years in which a day of a month is looked for: 29 Feb is not in every one."""


def understood(typed: str, held: date, at: time | None) -> str:
    """An appointment as it is kept: `Tue 2026-11-24 10:00`, then what else was typed.

    `held` is the day of the session that it is made in, `at` its time, which goes on
    where only so many weeks were typed. Words in which no day is found stay as they
    are.
    """
    kept, _ = _understood(typed, held, at)
    return kept


def _understood(typed: str, held: date, at: time | None) -> tuple[str, str]:
    """The words as they are kept, and what of them stays as it was typed."""
    words = typed.strip()
    is_ahead = _AHEAD.match(words) is not None
    day, rest = day_said(words, held)
    clock, rest = _time(rest)
    if is_ahead:
        clock = clock or at
    elif day is None and clock is not None:
        day, rest = day_meant(_led(rest), held)
    return (f"{shown_as(day, clock)} {rest}".strip(), rest) if day else (words, "")


def day_said(typed: str, held: date) -> tuple[date | None, str]:
    """The day that words begin with, also one that is so far ahead; then the rest."""
    words = typed.strip()
    ahead = _AHEAD.match(words)
    if ahead is None:
        return day_meant(_led(words), held)
    by, what = int(ahead["count"] or 1), (ahead["what"] or "week").casefold()
    rest = words[ahead.end() :].lstrip(" ,")
    if what == "month":
        return _months_ahead(held, by), rest
    return held + (_WEEK if what == "week" else timedelta(days=1)) * by, rest


def _months_ahead(held: date, by: int) -> date:
    """The same day of a later month, or its last one."""
    years, month = divmod(held.month - 1 + by, _MONTHS_OF_YEAR)
    year, month = held.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(held.day, last))


def day_meant(words: str, held: date) -> tuple[date | None, str]:
    """The day that words begin with, after the one they are said on; then the rest."""
    if found := _NEAR.match(words):
        by = timedelta(days=found["near"].casefold() == "tomorrow")
        return held + by, words[found.end() :].lstrip(" ,")
    weekday = _WEEKDAY.match(words)
    rest = words[weekday.end() :].lstrip() if weekday else words
    if _WEEK_MORE.match(rest):
        # A Tuesday week is another day on a Monday than on a Tuesday.
        return None, words
    day, rest = _day(rest, held)
    if day is None and weekday and not _TWO.match(rest):
        day = _next(weekday[1], held)
    return day, rest


def may_be_two(typed: str) -> bool:
    """Tell whether a day stands there of which the month may be meant too: 3/4."""
    rest = _led(typed)
    if weekday := _WEEKDAY.match(rest):
        rest = rest[weekday.end() :].lstrip()
    found = _TWO.match(rest)
    return found is not None and max(map(int, _pair(found))) <= _MONTHS_OF_YEAR


def doubts(typed: str, day: date, clock: time | None, held: date) -> str:
    """The ways in which a day may not be the one that was meant."""
    said = []
    if day < held:
        said.append("that is past")
    elif day == held:
        said.append("that is today")
    elif day - held > _FAR:
        said.append("that is far ahead")
    named = _WEEKDAY.match(_led(typed))
    if named and _WEEKDAYS.index(named[1][:3].casefold()) != day.weekday():
        said.append(f"no {named[0].rstrip('.,')}")
    if clock is not None:
        said += _clock_doubts(datetime.combine(day, clock))
    if _MORE.match(_understood(typed, held, None)[1]):
        said.append("the rest stays words")
    return "".join(f" · {each}" for each in said)


def _clock_doubts(at: datetime) -> list[str]:
    """The doubt about a time that the clocks here show never on that day, or twice."""
    if not _is_there(at):
        return ["the clocks leave that time out"]
    if at.astimezone() != at.replace(fold=1).astimezone():
        return ["the clocks show that time twice"]
    return []


def _is_there(at: datetime) -> bool:
    """Tell whether a time is on the clock of that day, here."""
    try:
        return at.astimezone().replace(tzinfo=None) == at
    except (ValueError, OverflowError, OSError):
        return True


def _led(typed: str) -> str:
    """Words without `on` or `next` before the day; the next Tuesday is the next one."""
    words = typed.strip()
    lead = _LEAD.match(words)
    return words[lead.end() :] if lead else words


def shown_as(day: date, clock: time | None) -> str:
    """A day and a time as an appointment shows them."""
    return f"{day:%a %Y-%m-%d}{f' {clock:%H:%M}' if clock else ''}"


def appointment_time(words: str) -> tuple[date, time | None] | None:
    """The day of a kept appointment, and its time where it has one."""
    found = _KEPT.match(words)
    if found is None:
        return None
    try:
        day = date.fromisoformat(found["day"])
        clock = time.fromisoformat(found["time"]) if found["time"] else None
    except ValueError:
        return None
    return (day, clock) if day.year >= _FIRST_YEAR else None


def in_a_week(held: date, at: time | None) -> str:
    """The same time next week."""
    return shown_as(held + _WEEK, at)


def rounded(at: datetime) -> time:
    """The time that a session was to begin, which it rarely does to the minute."""
    minutes = round((at.hour * 60 + at.minute) / _ROUND) * _ROUND
    return time(minutes // 60 % 24, minutes % 60)


def _next(weekday: str, held: date) -> date:
    by = (_WEEKDAYS.index(weekday[:3].casefold()) - held.weekday()) % 7
    return held + timedelta(days=by or 7)


def _day(rest: str, held: date) -> tuple[date | None, str]:
    """The day that words begin with, and the words behind it."""
    if two := _TWO.match(rest):
        first, second = _pair(two)
        if first != second and max(first, second) <= _MONTHS_OF_YEAR:
            return None, rest
        year = two["year"] or two["its"]
        day = _meant(year, min(first, second), max(first, second), held)
        return (day, rest[two.end() :].lstrip(" ,")) if day else (None, rest)
    for pattern in _DAYS:
        if found := pattern.match(rest):
            given = found.groupdict()
            month = given.get("number") or 0
            if named := given.get("month"):
                month = _MONTHS.index(named[:3].casefold()) + 1
            day = _meant(given.get("year"), int(month), int(given["day"]), held)
            return day, rest[found.end() :].lstrip(" ,")
    return None, rest


def _pair(found: re.Match[str]) -> tuple[int, int]:
    return int(found["first"]), int(found["second"] or found["other"])


def _meant(year: str | None, month: int, number: int, held: date) -> date | None:
    """The next such day behind that of the session; a full date is what it says."""
    if year:
        return _a_date(int(year), month, number)
    months = ((held.month + by - 1) for by in range(12 * _YEARS * 2 + 1))
    days = (_a_date(held.year + at // 12, at % 12 + 1, number) for at in months)
    return next(
        (d for d in days if d and d > held and month in {0, d.month}),
        None,
    )


def _a_date(year: int, month: int, day: int) -> date | None:
    if year < _FIRST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(rest: str) -> tuple[time | None, str]:
    """The time that words begin with, and the words behind it."""
    found = _TIME.match(rest)
    if found is None or not (found["minute"] or found["half"] or found["at"]):
        return None, rest
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= _MIDDAY:
            return None, rest
        hour = hour % _MIDDAY + (_MIDDAY if found["half"].casefold() == "pm" else 0)
    return time(hour, int(found["minute"] or 0)), rest[found.end() :].lstrip(" ,")
