"""The next appointment: how it is typed, and how it was understood."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_WEEKDAY = r"(mon|tue(?:s)?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_THE = "(?:the (?=[0-9]+(?:st|nd|rd|th)))?"
_COUNTED = r"(?:min(?:ute)?|hour|day|week|month|fortnight|time|session)s?|half"
_NTH = rf"(?:the )?[1-5](?:st|nd|rd|th) {_WEEKDAY}"
"""A number that is no day of a month: 30 minutes, the 2nd Tuesday."""
_DAYS = (
    r"(?P<year>[0-9]{4})(?P<by>[-/])(?P<number>[0-9]{1,2})(?P=by)"
    r"(?P<day>[0-9]{1,2})(?:T(?=[0-9])|(?![\w/-]))",
    r"(?P<day>[0-9]{1,2})\.(?P<number>[0-9]{1,2})\.(?P<year>[0-9]{4})?(?![0-9])",
    rf"{_THE}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}"
    r"(?: (?P<year>[0-9]{4}))?(?![\w])",
    rf"{_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?"
    r"(?:,? (?P<year>[0-9]{4}))?(?![\w:])",
    rf"(?!{_NTH}){_THE}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?"
    rf"(?! ?(?:am|pm|to|{_COUNTED})\b)(?=[\s,]|\Z)",
)
_TWO = (
    r"(?P<first>[0-9]{1,2})(?:/(?P<second>[0-9]{1,2})(?:/(?P<year>[0-9]{4}))?"
    r"|-(?P<other>[0-9]{1,2})-(?P<its>[0-9]{4}))(?![\w/-])"
)
"""A day and a month, of which nobody says which is which."""
_TIME = (
    r"(?P<at>at )?(?P<hour>[01]?[0-9]|2[0-3])"
    r"(?:[:.](?P<minute>[0-5][0-9]))?(?: ?(?P<half>am|pm)\b)?(?![\w:])"
)
_LEAD = r"(?:on\s+(?=\w)|(?:next|this)\s+(?=[A-Za-z]))"
_NEXT = r"next\b"
_NEAR = r"(?P<near>today|tomorrow|(?:the )?day after tomorrow)\b[.,]?"
_NEAR_BY = {"today": 0, "tomorrow": 1}
_COUNTS = (
    *("a", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_COUNT = rf"(?P<count>[1-9][0-9]?|an|{'|'.join(_COUNTS)})"
_SPAN = rf"{_COUNT} (?P<what>day|week|month|fortnight)s?"
_WEEKS = rf"{_COUNT} (?P<what>week|fortnight)s?"
_AFTER_NEXT = r"(?P<two>(?:the )?week after next)"
_DAY_OF_WEEK = rf"(?P<named>{_WEEKDAY})"
_NAMED = rf"(?P<named>today|tomorrow|{_WEEKDAY})"
_NO_DAY = rf"(?!,? (?:on )?{_WEEKDAY})"
_AHEAD = (
    rf"next week\b{_NO_DAY}",
    rf"in {_SPAN}\b{_NO_DAY}",
    rf"{_SPAN}(?: from (?:now|today)\b|\Z)",
    rf"{_WEEKS} today\b",
    r"today week\b",
    rf"{_AFTER_NEXT}\b{_NO_DAY}",
)
"""So many days, weeks or months from the session on."""
_WEEKS_BEHIND = (
    rf"(?:on )?{_NAMED} (?P<what>week|fortnight)\b",
    rf"{_WEEKS} (?:(?:on|from) )?{_NAMED}\b",
)
"""A day, and so many weeks more: Tuesday week is a week on Tuesday."""
_OF_WEEK = (
    rf"(?:on )?{_DAY_OF_WEEK},? (?:in {_WEEKS}|next week|{_AFTER_NEXT})\b",
    rf"(?:in {_WEEKS}|next week|{_AFTER_NEXT}),? (?:on )?{_DAY_OF_WEEK}",
)
"""A day of the week that is so many weeks ahead."""
_SAME = r"(?:at )?(?:the )?same time\b[\s,]*"
_KEPT = re.compile(
    r"(?:[A-Z][a-z]{2} )?(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?: (?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9]))?(?!\d)"
)
_MORE = (
    r"[^A-Za-z\s(]|(?:am|pm|and|or|(?:the )?weeks?|fortnight|after|before|next|from)\b"
)
"""Signs and words behind a day that may have been meant as a part of it."""
_WEEK = timedelta(days=7)
_UNITS = {"day": timedelta(days=1), "week": _WEEK, "fortnight": 2 * _WEEK}
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
    return _understood(typed, held, at)[0]


def _understood(
    typed: str, held: date, at: time | None
) -> tuple[str, str, date | None]:
    """The words as they are kept, what of them stays as typed, and the other day."""
    words = typed.strip()
    same = _match(_SAME, words)
    found = _said(words[same.end() :] if same else words, held)
    clock, rest = _time(found.rest)
    if clock is None and found.day:
        behind = _match(_SAME, rest) if at else None
        rest = rest[behind.end() :] if behind else rest
        clock = at if same or behind or found.keeps_time else None
    elif clock is not None and not found.day:
        found = _said(rest, held)
        rest = found.rest
    if found.day is None:
        return words, "", None
    return f"{shown_as(found.day, clock)} {rest}".strip(), rest, found.other


def day_said(typed: str, held: date) -> tuple[date | None, str]:
    """The day that words begin with, also one that is so far ahead; then the rest."""
    found = _said(typed, held)
    return found.day, found.rest


@dataclass(frozen=True, slots=True)
class _Said:
    """A day as it is understood, and the words behind it."""

    day: date | None
    rest: str
    other: date | None = None
    """The day that others mean by the same words."""
    keeps_time: bool = False


def _said(typed: str, held: date) -> _Said:
    words = typed.strip()
    if found := _first(_AHEAD, words):
        given = found.groupdict()
        rest, count = words[found.end() :].lstrip(" ,"), _count(given)
        if (what := (given.get("what") or "week").casefold()) == "month":
            return _Said(_months_ahead(held, count), rest, keeps_time=True)
        return _Said(held + count * _UNITS[what], rest, keeps_time=True)
    if found := _first(_WEEKS_BEHIND, words):
        day, _ = day_meant(found["named"], held)
        ahead = _count(found.groupdict()) * _UNITS[found["what"].casefold()]
        return _or(day, ahead, held, words[found.end() :])
    if found := _first(_OF_WEEK, words):
        day, _ = day_meant(found["named"], held)
        given = found.groupdict()
        return _of_week(day, given, held, words[found.end() :])
    day, rest = day_meant(_led(words), held)
    # Who says next Thursday on a Tuesday may mean this week's, or the next one's.
    is_two = _match(_NEXT, words) and day and _monday(day) == _monday(held)
    other = day + _WEEK if day and is_two else None
    # What names today's day and month, and no year, may be meant of today.
    if day and f"{day:%m-%d}" == f"{held:%m-%d}" and f"{day.year}" not in words:
        other = held if day > held else None
    return _Said(day, rest, other)


def _or(day: date | None, by: timedelta, held: date, rest: str) -> _Said:
    """A day and so much more; on a Tuesday, a Tuesday week may begin with today."""
    if day is None:
        return _Said(None, rest)
    other = held + by if day == held + _WEEK else None
    return _Said(day + by, rest.lstrip(" ,."), other)


def _of_week(
    day: date | None, given: dict[str, str | None], held: date, rest: str
) -> _Said:
    """A day of a week that is so far ahead, or as far behind the next such day."""
    if day is None:
        return _Said(None, rest)
    by = _count(given) * _UNITS[(given["what"] or "week").casefold()]
    of_week = _monday(held) + by + timedelta(days=day.weekday())
    other = (held if day.weekday() == held.weekday() else day) + by
    is_two = given["what"] and other != of_week
    return _Said(of_week, rest.lstrip(" ,."), other if is_two else None)


def _match(pattern: str, words: str) -> re.Match[str] | None:
    # Compiled, and kept, where a day is first typed: no start waits for it.
    return re.match(pattern, words, re.IGNORECASE)


def _first(patterns: tuple[str, ...], words: str) -> re.Match[str] | None:
    return next((found for each in patterns if (found := _match(each, words))), None)


def _count(given: dict[str, str | None]) -> int:
    if given.get("two"):
        return 2
    count = (given.get("count") or "a").casefold().replace("an", "a")
    return int(count) if count.isdigit() else max(1, _COUNTS.index(count))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _months_ahead(held: date, by: int) -> date:
    """The same day of a later month, or its last one."""
    years, month = divmod(held.month - 1 + by, _MONTHS_OF_YEAR)
    year, month = held.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(held.day, last))


def day_meant(words: str, held: date) -> tuple[date | None, str]:
    """The day that words begin with, after the one they are said on; then the rest."""
    if found := _match(_NEAR, words):
        by = timedelta(days=_NEAR_BY.get(found["near"].casefold(), 2))
        return held + by, words[found.end() :].lstrip(" ,")
    weekday = _match(_WEEKDAY, words)
    rest = words[weekday.end() :].lstrip() if weekday else words
    day, rest = _day(rest, held)
    if day is None and weekday and not _match(_TWO, rest):
        day = _next(weekday[1], held)
    return day, rest


def may_be_two(typed: str) -> bool:
    """Tell whether a day stands there of which the month may be meant too: 3/4."""
    rest = _led(typed)
    if weekday := _match(_WEEKDAY, rest):
        rest = rest[weekday.end() :].lstrip()
    found = _match(_TWO, rest)
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
    named = _match(_WEEKDAY, _led(typed))
    if named and _WEEKDAYS.index(named[1][:3].casefold()) != day.weekday():
        said.append(f"no {named[0].rstrip('.,')}")
    if clock is not None:
        said += _clock_doubts(datetime.combine(day, clock))
    _, rest, other = _understood(typed, held, None)
    if other:
        said.append(f"or {other}?")
    if _match(_MORE, rest):
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
    lead = _match(_LEAD, words)
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
    if two := _match(_TWO, rest):
        first, second = _pair(two)
        if first != second and max(first, second) <= _MONTHS_OF_YEAR:
            return None, rest
        year = two["year"] or two["its"]
        day = _meant(year, min(first, second), max(first, second), held)
        return (day, rest[two.end() :].lstrip(" ,")) if day else (None, rest)
    for pattern in _DAYS:
        if found := _match(pattern, rest):
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
    found = _match(_TIME, rest)
    if found is None or not (found["minute"] or found["half"] or found["at"]):
        return None, rest
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= _MIDDAY:
            return None, rest
        hour = hour % _MIDDAY + (_MIDDAY if found["half"].casefold() == "pm" else 0)
    return time(hour, int(found["minute"] or 0)), rest[found.end() :].lstrip(" ,")
