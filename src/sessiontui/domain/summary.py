"""One renderer for every print: the same record always gives the same bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ConfigDict

from sessiontui.domain.formats import (
    DEFAULT_WIDTH,
    FORMATS,
    NONE_RECORDED,
    NOT_ANSWERED,
    Format,
    Section,
)
from sessiontui.domain.goals import GLOSS, notes_of, status
from sessiontui.domain.homework import as_it_went
from sessiontui.domain.kinds import LET_GO, REACHED, Kind
from sessiontui.domain.models import (
    Author,
    Client,
    Frozen,
    Line,
    Session,
    number_text,
    rated,
    rating_name,
)
from sessiontui.domain.prompts import ANSWERS, USUAL, said_under
from sessiontui.domain.text import clean, wrap
from sessiontui.domain.together import together

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

_BLANK = re.compile("^ +$", re.MULTILINE)
_LABEL_COLUMNS = 20
_NARROW = 50
_PAST = frozenset({LET_GO, REACHED})


class Sheet(Frozen):
    """All that a print is made from.

    `lines` are the session's, in order; `goals` are the client's, of all sessions;
    `goal_notes` what was said about them since; `related` holds earlier lines that
    some line is about or builds on. `zone` is where the times
    are shown; None is the machine's own.
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    client: Client
    session: Session
    lines: tuple[Line, ...]
    goals: tuple[Line, ...] = ()
    goal_notes: tuple[Line, ...] = ()
    related: tuple[Line, ...] = ()
    zone: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One printed line and how deep it stands under another."""

    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FilledSection:
    """A heading with its items."""

    heading: str
    entries: tuple[Item, ...]


def render(sheet: Sheet, format_name: str, width: int = DEFAULT_WIDTH) -> str:
    """The print of a session as plain text that ends with a newline.

    Width is in columns; 0 leaves every line as long as it is.

    Raises:
        KeyError: no format has that name.
    """
    from jinja2 import FileSystemLoader
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    chosen = FORMATS[format_name]
    # Plain text for a terminal or a printer, never HTML: escaping would change words.
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
        keep_trailing_newline=True,
    )
    environment.filters["fold"] = lambda text, first, then: (
        " " * first + wrap(text, width and width - first, " " * (then - first))
    ).replace("\n", "\n" + " " * first)
    environment.filters["label"] = lambda label, text: _labelled(label, text, width)
    text = environment.get_template(chosen.template).render(
        title=chosen.title,
        client=sheet.client.code,
        number=sheet.session.number,
        when=_when(sheet),
        day=_local(sheet.session.started_at, sheet).strftime("%a %Y-%m-%d"),
        sections=fill(sheet, chosen),
        none_recorded=Item(NONE_RECORDED),
    )
    return _BLANK.sub("", clean(text)).rstrip("\n") + "\n"


def fill(sheet: Sheet, chosen: Format) -> tuple[FilledSection, ...]:
    """The sections of a format with what belongs in each."""
    filled = (
        FilledSection(section.heading, tuple(_items(sheet, chosen, section)))
        for section in chosen.sections
    )
    return tuple(
        section
        for section, plan in zip(filled, chosen.sections, strict=True)
        if section.entries or plan.always
    )


def _items(sheet: Sheet, chosen: Format, section: Section) -> Iterable[Item]:
    by_id = {line.id: line for line in (*sheet.related, *sheet.lines)}
    lines = (*_standing_goals(sheet), *sheet.lines)
    if chosen.for_client:
        yield from _for_client(sheet, lines, by_id, chosen, section)
        return
    lines = tuple(x for x in lines if _place(x, chosen) == section.name)
    lines = as_it_went(lines)
    under: dict[int, list[Line]] = {}
    for line in lines:
        if continued := _head_of(line, by_id):
            under.setdefault(continued.id, []).append(line)
    shown: set[int] = set()
    for line in lines:
        head = _head_of(line, by_id) or line
        if head.id in shown:
            continue
        shown.add(head.id)
        yield Item(_text(head, sheet, by_id))
        for child in (*_known_of(head, sheet), *under.get(head.id, ())):
            yield Item(_text(child, sheet, by_id), 1)
        if head.kind is Kind.GOAL:
            yield from (Item(text, 1) for text in _goal_ratings(head, sheet))


def _for_client(
    sheet: Sheet,
    lines: Iterable[Line],
    by_id: Mapping[int, Line],
    chosen: Format,
    section: Section,
) -> Iterable[Item]:
    """A section of the client's sheet, each line in one breath with what joins it.

    An earlier line comes along where something was added to it in this session.
    """
    every: dict[int, Line] = {}
    for line in lines:
        head = _head_of(line, by_id) if line.row.joins(line.sub) else None
        every |= {x.id: x for x in (head, line) if x is not None}
    for line, words in together(every.values()):
        past = line.kind is Kind.GOAL and status(line, sheet.goal_notes) in _PAST
        if not past and _place(line, chosen) == section.name:
            yield Item(words)


def _head_of(line: Line, by_id: Mapping[int, Line]) -> Line | None:
    """The line that this one is printed under."""
    sub = line.row.sub(line.sub)
    continues = sub is not None and sub.continues
    return _tied(line.about, line.kind, by_id) if continues else None


def _tied(number: int | None, kind: Kind, by_id: Mapping[int, Line]) -> Line | None:
    """The line at the end of a tie, while it still is what it was tied as.

    It may have become a scratch line since, which stands in no print.
    """
    found = by_id.get(number or 0)
    return found if found and found.kind is kind else None


def _known_of(goal: Line, sheet: Sheet) -> Iterable[Line]:
    """What earlier sessions said of a goal and still holds: its gloss, its status."""
    letter = status(goal, sheet.goal_notes)
    for kept in (GLOSS, letter):
        notes = notes_of(goal, sheet.goal_notes, kept)
        if notes and notes[-1].session_id != sheet.session.id:
            yield notes[-1]


def _standing_goals(sheet: Sheet) -> tuple[Line, ...]:
    """The client's goals from earlier sessions: each print must stand on its own.

    One that was let go or reached before is left out, unless this session names it.
    """
    here = {line.id for line in sheet.lines}
    named = {line.goal for line in sheet.lines}
    return tuple(
        goal
        for goal in sheet.goals
        if goal.id not in here
        and (goal.number in named or status(goal, sheet.goal_notes) not in _PAST)
    )


def _place(line: Line, chosen: Format) -> str | None:
    if line.kind is Kind.RATING and line.goal is not None:
        return None
    return line.row.section(line.sub, chosen.name)


def _goal_ratings(goal: Line, sheet: Sheet) -> list[str]:
    return [
        f"{rating_name(line)} {number_text(line.value or 0)}/10"
        for line in sheet.lines
        if line.kind is Kind.RATING and line.goal == goal.number
    ]


def _text(line: Line, sheet: Sheet, by_id: Mapping[int, Line]) -> str:
    """A line as a clinical print shows it: what it is, then the words as typed."""
    label = line.row.print_as_of(line.sub)
    words = line.text
    if line.kind is Kind.RATING:
        label, words = "", rated(line)
    elif line.row.scale:
        words = rated(line)
    elif line.kind is Kind.CHANGED and (
        asked := _tied(line.about, Kind.DIFFERENTLY, by_id)
    ):
        label += f" ({asked.text})"
    text = f"{label}: {words}" if label and words else label or words
    if line.kind in ANSWERS:
        text = _answer(line)
    notes = list(_remarks(line, sheet, by_id))
    if notes:
        text += f" ({', '.join(notes)})"
    if line.goal is not None and line.kind is not Kind.GOAL:
        text += f"  #{line.goal}"
    if line.kind is Kind.GOAL and line.number:
        return f"#{line.number} {text}"
    if line.kind is Kind.AGENDA:
        return f"[{'x' if line.done else ' '}] {text}"
    if line.kind in {Kind.HOMEWORK, Kind.GOAL}:
        return text
    if line.row.section(line.sub, "summary") in {"notes", "risk"}:
        return f"{_local(line.at, sheet):%H:%M} {text}"
    return text


def _answer(line: Line) -> str:
    """What was said to a closing question, under the question as it was asked."""
    question = line.asked or line.row.print_as or USUAL[line.kind]
    if line.keyed:
        question += " (typed by the client)"
    return said_under(question, line.text or NOT_ANSWERED)


def _remarks(line: Line, sheet: Sheet, by_id: Mapping[int, Line]) -> Iterable[str]:
    earlier = line.session_id != sheet.session.id
    if earlier and line.kind in {Kind.HOMEWORK, Kind.STRENGTH}:
        yield f"from {_local(line.at, sheet):%Y-%m-%d}"
    if line.minutes:
        yield f"{line.minutes} min"
    if line.kind is Kind.AGENDA and line.author is Author.THERAPIST:
        yield "therapist's item"
    if line.likely is not None:
        yield f"likelihood {line.likely}%"
    if built_on := _tied(line.builds_on, Kind.STRENGTH, by_id):
        yield f"builds on: {built_on.text}"


def _when(sheet: Sheet) -> str:
    start = _local(sheet.session.started_at, sheet)
    text = f"{start:%a %Y-%m-%d}  start {start:%H:%M}"
    if sheet.session.stopped_at:
        stop = _local(sheet.session.stopped_at, sheet)
        minutes = round((stop - start).total_seconds() / 60)
        text += f"  stop {stop:%H:%M} ({minutes} min)"
    return text


def _local(moment: datetime, sheet: Sheet) -> datetime:
    return moment.astimezone(sheet.zone)


def _labelled(label: str, text: str, width: int) -> str:
    """A label with its text beside it, or, where that is too narrow, above it."""
    if 0 < width < _NARROW:
        head = f"{label}\n" if label else ""
        return head + "  " + wrap(text, width - 2).replace("\n", "\n  ")
    pad = " " * _LABEL_COLUMNS
    body = wrap(text, width and width - _LABEL_COLUMNS)
    return label.ljust(_LABEL_COLUMNS) + body.replace("\n", "\n" + pad)
