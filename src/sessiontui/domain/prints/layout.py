"""Which line stands where in a print: the sections of a format with their items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.index import LET_GO, REACHED, Kind
from sessiontui.domain.prints.document import FilledSection, Item, head_of
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.domain.prints.joined_lines import together
from sessiontui.domain.prints.wording import not_recorded, rating_text, text_of
from sessiontui.domain.session.goals import GLOSS, notes_of, status
from sessiontui.domain.session.homework import as_it_went

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.document import Sheet
    from sessiontui.domain.prints.formats import Format, Section

_PAST = frozenset({LET_GO, REACHED})


def fill(sheet: Sheet, chosen: Format) -> tuple[FilledSection, ...]:
    """The sections of a format with what belongs in each."""
    by_id = sheet.by_id
    lines = (*_standing_goals(sheet), *_in_order(sheet, chosen))
    items = _for_client if chosen.for_client else _items
    filled = (
        FilledSection(
            section.name,
            section.heading,
            tuple(items(lines, sheet, chosen, section, by_id)),
        )
        for section in chosen.sections
    )
    return tuple(
        section
        for section, plan in zip(filled, chosen.sections, strict=True)
        if section.entries or plan.always
    )


def printable(sheet: Sheet) -> tuple[Line, ...]:
    """The session's lines in the order of the hour, without what is in no print."""
    told = FORMATS["narrative"]
    return tuple(
        line
        for line in _in_order(sheet, told)
        if line.row.section(line.sub, told.name) is not None
    )


def _in_order(sheet: Sheet, chosen: Format) -> Sequence[Line]:
    """The session's lines as entered, or by their minute and then as entered."""
    if chosen.for_client:
        return sheet.lines
    if not chosen.by_minute:
        return as_it_went(sheet.lines)

    def minute(line: Line) -> datetime:
        return line.at.replace(second=0, microsecond=0)

    return as_it_went(sorted(sheet.lines, key=minute))


def _place(
    line: Line, sheet: Sheet, chosen: Format, by_id: Mapping[int, Line]
) -> str | None:
    """The section where a line is printed; None for nowhere, or under its goal."""
    place = line.row.section(line.sub, chosen.name)
    if place is None or chosen.for_client:
        return place
    section = chosen.section(place)
    if line.kind is Kind.GOAL and not sheet.is_here(line):
        return chosen.goals or place
    if section.flat:
        return None if section.titles and _only_planned(line) else place
    if line.kind is Kind.RATING and line.goal is not None:
        return None
    head = head_of(line, by_id)
    if head is not None and sheet.is_here(head):
        place = head.row.section(head.sub, chosen.name)
    return None if section.titles and _only_planned(line) else place


def _only_planned(line: Line) -> bool:
    """Whether this is an agenda item of which nothing says that it was discussed."""
    return line.kind is Kind.AGENDA and not line.done


def _items(
    lines: Iterable[Line],
    sheet: Sheet,
    chosen: Format,
    section: Section,
    by_id: Mapping[int, Line],
) -> Iterable[Item]:
    lines = [x for x in lines if _place(x, sheet, chosen, by_id) == section.name]

    def item(line: Line, depth: int = 0) -> Item:
        return Item(text_of(line, sheet, by_id, section), depth)

    if section.flat:
        yield from map(item, lines)
        return
    under: dict[int, list[Line]] = {}
    for line in lines:
        if continued := head_of(line, by_id):
            under.setdefault(continued.id, []).append(line)
    shown: set[int] = set()
    for line in lines:
        head = head_of(line, by_id) or line
        if head.id in shown:
            continue
        shown.add(head.id)
        yield item(head)
        for child in (*_known_of(head, sheet), *under.get(head.id, ())):
            yield item(child, 1)
        if head.kind is Kind.GOAL and head.number and not chosen.goals:
            yield from (Item(text, 1) for text in _goal_ratings(head, sheet))
    if missing := not_recorded(lines):
        yield Item(missing)


def _for_client(
    lines: Iterable[Line],
    sheet: Sheet,
    chosen: Format,
    section: Section,
    by_id: Mapping[int, Line],
) -> Iterable[Item]:
    """A section of the client's sheet, each line in one breath with what joins it.

    An earlier line comes along where something was added to it in this session.
    """
    every: dict[int, Line] = {}
    for line in lines:
        head = head_of(line, by_id) if line.row.joins(line.sub) else None
        every |= {x.id: x for x in (head, line) if x is not None}
    for line, words in together(every.values()):
        past = line.kind is Kind.GOAL and status(line, sheet.goal_notes) in _PAST
        if not past and _place(line, sheet, chosen, by_id) == section.name:
            yield Item(words)


def _known_of(goal: Line, sheet: Sheet) -> Iterable[Line]:
    """What earlier sessions said of a goal and still holds: its gloss, its status."""
    letter = status(goal, sheet.goal_notes)
    for kept in (GLOSS, letter):
        notes = notes_of(goal, sheet.goal_notes, kept)
        if notes and not sheet.is_here(notes[-1]):
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


def _goal_ratings(goal: Line, sheet: Sheet) -> list[str]:
    return [
        rating_text(line)
        for line in sheet.lines
        if line.kind is Kind.RATING and line.goal == goal.number
    ]
