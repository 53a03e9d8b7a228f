"""Homework as cards: what one typed line and the lines about it say together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import ROWS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.domain.entities import Line

OBSTACLE, SMALLER = "o", "s"
SURE_ENOUGH = 90
"""Likelihood in per cent that needs no smaller version (domain.md 3.5)."""

_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|today|tonight|tomorrow|weekend|weekdays?"
)
_SHORT = r"(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)s?(?!\w)"
_PART = r"morning|noon|afternoon|evening|night|bedtime|breakfast|lunch|dinner"
_CLOCK = r"\d{1,2}(?::\d\d)?\s?(?:am|pm)|\d{1,2}:\d\d|\d{1,2}h\d{0,2}"
_OFTEN = (
    r"daily|weekly|nightly|once|twice|(?:two|three|four|five|\d+)\s(?:times|evenings"
    r"|mornings|days|nights)|(?:a|per)\s(?:day|week|night)|(?:every|each)\s\w+"
)
_PLAIN = rf"(?:{_DAY}|{_CLOCK}|{_OFTEN}|(?:at\s)?(?:{_PART})s?)"
_BEFORE_DAY = "|".join(
    rf"(?<=\b{word}\s)" for word in ("on", "by", "every", "each", "next", "this")
)
# He sat in the sun: a short day is one only where something says so.
_SHORT_DAY = (
    rf"(?:(?-i:(?=[A-Z])){_SHORT}|(?:{_BEFORE_DAY}){_SHORT}"
    rf"|{_SHORT}(?=(?:\s|\sat\s|\saround\s){_PLAIN}(?!\w))"
    rf"|{_SHORT}(?=(?:,\s?|/|-|\sand\s|\sor\s|\s&\s){_SHORT})"
    rf"|(?<!\bthe\s)(?<!\ba\s){_SHORT}(?=[\s.!)]*\Z))"
)
_MOMENT = rf"(?:{_PLAIN}|{_SHORT_DAY})"
_LINK = r"(?:,?\s(?:(?:on|at|in|by|before|after|around|the|this|next|and|a)\s)*)"
# A day is no moment where something is of it: Monday's meeting.
_WHEN = rf"(?<!\w){_MOMENT}(?:{_LINK}{_MOMENT})*(?!\w|['’]\w)"

_COUNTS = frozenset({"once", "twice"})
"""Words that say how often: alone they are no moment; "once a day" is one."""


def when_of(text: str) -> str:
    """The moments that homework names, as typed: "Sat 10am"; "" where it names none."""
    # Compiled here, on first use: most commands ask for no moment.
    found = (x.group().strip() for x in re.finditer(_WHEN, text, re.IGNORECASE))
    moments = (x for x in found if x.casefold() not in _COUNTS)
    return ", ".join(dict.fromkeys(moments))


def is_outcome(line: Line) -> bool:
    """Tell whether a line says how homework went."""
    sub = ROWS[Kind.HOMEWORK].sub(line.sub) if line.kind is Kind.HOMEWORK else None
    return sub is not None and sub.outcome is not None


def as_it_went(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with one outcome for each homework: the last, as it was corrected to.

    One that was corrected by a bare number lends it its words.
    """
    lines = tuple(lines)
    last: dict[int, Line] = {}
    for line in lines:
        if is_outcome(line) and line.about is not None:
            before = last.get(line.about)
            words = line.text or (before.text if before else "")
            last[line.about] = replace(line, text=words)
    told = {line.id: line for line in last.values()}
    return tuple(
        told.get(line.id, line)
        for line in lines
        if line.id in told or line.about not in last or not is_outcome(line)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One piece of homework with all that was said about it, in order.

    `outcome` is how it went, 0 to 4, rated together; None until it was looked at.
    `corrected` are those that it took the place of.
    """

    head: Line
    obstacles: tuple[Line, ...] = ()
    smaller: tuple[Line, ...] = ()
    outcome: Line | None = None
    corrected: tuple[Line, ...] = ()

    @property
    def likely(self) -> tuple[int, ...]:
        """The likelihood each time that one was said, in per cent."""
        said = (line.likely for line in (self.head, *self.smaller))
        return tuple(value for value in said if value is not None)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of the card."""
        outcome = (self.outcome,) if self.outcome else ()
        return (self.head, *self.obstacles, *self.smaller, *self.corrected, *outcome)

    @property
    def went(self) -> int | None:
        """The rating of how it went, 0 to 4."""
        sub = ROWS[Kind.HOMEWORK].sub(self.outcome.sub) if self.outcome else None
        return sub.outcome if sub else None


def cards(lines: Iterable[Line]) -> tuple[Card, ...]:
    """Homework lines put together, in the order of their heads.

    A line about homework that is not among the lines is left out.
    """
    heads: list[Line] = []
    about: dict[int | None, list[Line]] = {}
    for line in lines:
        if line.kind is Kind.HOMEWORK:
            about.setdefault(line.about, []).append(line)
            if not line.sub:
                heads.append(line)
    return tuple(_card(head, about.get(head.id, [])) for head in heads)


def _card(head: Line, about: list[Line]) -> Card:
    outcomes = tuple(line for line in about if is_outcome(line))
    return Card(
        head=head,
        obstacles=tuple(line for line in about if line.sub == OBSTACLE),
        smaller=tuple(line for line in about if line.sub == SMALLER),
        outcome=outcomes[-1] if outcomes else None,
        corrected=outcomes[:-1],
    )
