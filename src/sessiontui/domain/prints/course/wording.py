"""The wording of prints over sessions: what was recorded, each with its day."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from sessiontui.domain.entities import rated, value_text
from sessiontui.domain.kinds.lookup import FOLLOW_UP, NOTHING_VOICED, ROWS, RULERS, Kind
from sessiontui.domain.prints.document import Item
from sessiontui.domain.prints.formats import NAME_LINE, NOT_RECORDED
from sessiontui.domain.prints.render import ended, fold, supervised
from sessiontui.domain.prints.words.clinical import is_told_both_ways, of_nothing
from sessiontui.domain.progress.phrases import dated
from sessiontui.domain.session.closing_questions import said_under
from sessiontui.domain.session.times import clock_time
from sessiontui.domain.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.course.model import Course
    from sessiontui.domain.progress.model import Told

FAMILY_DOCTOR = "Contact with the family doctor, agreed or declined"
_QUOTED = re.compile(
    r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|‘.*’|'.*'", re.DOTALL
)
Block = tuple[str, tuple[Item, ...]]
"""A heading with what stands under it."""


def laid_out(
    title: str, head: Iterable[str], blocks: Iterable[Block], end: str, width: int
) -> str:
    """A print: its title, its head, its sections, and one quiet last line."""
    rows = [fold(row, width, then=2) for row in (title, *head) if row]
    for heading, items in blocks:
        rows.append(fold(heading, width))
        rows += [
            fold(x.text, width, 1 + 2 * x.depth, 3 + 2 * x.depth)
            for x in items or (Item(NOT_RECORDED),)
        ]
    return ended("\n".join([*rows, fold(end, width, then=2)]))


def author(course: Course) -> Iterator[str]:
    """The author of a print, below a blank for the name where one is wanted."""
    if course.name_line:
        yield NAME_LINE
    by = (f"By {course.by}" if course.by else "", course.service)
    yield "   ".join(x for x in by if x)
    if course.supervised_by:
        yield supervised(course.supervised_by)


def from_card(course: Course, field: str, label: str = "") -> Iterator[Item]:
    """A field of the card behind its name, or that it is not recorded."""
    label = label or ROWS[Kind.CARD].print_as_of(field)
    lines = course.card_lines(field)
    words = "; ".join(line.text for line in lines) or NOT_RECORDED
    yield Item(f"{label}: {words}")


def alone(course: Course, field: str) -> tuple[Item, ...]:
    """A field of the card under a heading that names it."""
    return tuple(Item(line.text) for line in course.card_lines(field))


def tied_words(line: Line, heading: str = "", label: str = "") -> str:
    """A line with what it is, or another label, and the goal that it is tied to."""
    label = label or line.row.print_as_of(line.sub)
    words = rated(line) if line.row.scale else line.text
    if label.casefold() == heading.casefold():
        label = ""
    if line.sub == NOTHING_VOICED and words:
        label = label.rstrip(".")
    text = said_under(label, words)
    if nothing := of_nothing(line):
        text += f" ({nothing})"
    return f"{text}  #{line.goal}" if line.goal is not None else text


def on_day(told: Told, heading: str = "") -> str:
    """A line behind the day of its session."""
    return f"{told.session.day} {tied_words(told.line, heading)}"


def of_risk(course: Course, *, timed: bool = False) -> Iterator[tuple[Told, Item]]:
    """All that was at risk, with what each act answers.

    `timed` says when; so does a session in which nothing was voiced and yet something
    was.
    """
    every = course.of(Kind.RISK)
    by_id = {x.id: x for x in every}
    follow_ups = Counter(x.session.id for x in every if x.line.sub == FOLLOW_UP)
    subs: dict[int, set[str]] = {}
    for each in every:
        subs.setdefault(each.session.id, set()).add(each.line.sub)
    for each in every:
        line, session = each.line, each.session
        answers = by_id.get(line.about or 0)
        label, day = "", f"{session.day}"
        if answers is not None:
            words = one_line(answers.line.text.strip())
            which = f" ({words})" if words else ""
            if answers.session.id != session.id:
                label = f"Follow-up of {answers.session.day}{which} done"
            elif follow_ups[session.id] > 1:
                label = f"Follow-up{which} done"
        with_time = timed or is_told_both_ways(subs[session.id])
        if with_time and line.at.date() == session.day:
            day += f" {clock_time(line.at, session.started_at)}"
        yield each, Item(f"{day} {tied_words(line, 'risk', label)}")


def is_quote(text: str) -> bool:
    """Tell whether all words of a text stand in quotation marks."""
    outside = _QUOTED.sub("", text)
    return outside != text and not any(map(str.isalnum, outside))


def first_and_last(ratings: Sequence[Told]) -> str:
    """The first and the last of some ratings, each with its day."""
    each = [
        f"{value_text(x.line)} on {x.session.day}" for x in (ratings[0], ratings[-1])
    ]
    return f"{each[0]}, once" if len(ratings) == 1 else ", ".join(each)


def trend(name: str, ratings: Sequence[Told], depth: int = 1) -> Iterator[Item]:
    """Ratings over time: first and last, and those between where there are more."""
    named = name.capitalize() if name.capitalize() in RULERS.values() else name
    yield Item(f"{named}: {first_and_last(ratings)}", depth)
    if between := dated(ratings[1:-1]):
        yield Item(f"between: {between}", depth + 1)
