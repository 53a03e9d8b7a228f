"""Which line stands where in a print: the sections of a format with their items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.index import FOLLOW_UP, LET_GO, REACHED, Kind
from sessiontui.domain.prints.document import FilledSection, Item, head_of
from sessiontui.domain.prints.formats import FORMATS, HEAD, LAST
from sessiontui.domain.prints.joined_lines import together
from sessiontui.domain.prints.wording import not_recorded, rating_text, text_of
from sessiontui.domain.session.closing_questions import ANSWERS
from sessiontui.domain.session.goals import GLOSS, notes_of, status
from sessiontui.domain.session.homework import as_it_went, when_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.document import Sheet
    from sessiontui.domain.prints.formats import Format, Section

_PAST = frozenset({LET_GO, REACHED})
_FROM_BEFORE = frozenset({Kind.HOMEWORK, Kind.STRENGTH})
"""Kinds that tell of the time since the last session: they come first."""
_SEEN = "seen"
"""The place of what was presented until something was done, and responds from then."""


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet in the order of a format, with where each of its lines stands."""

    sheet: Sheet
    chosen: Format
    by_id: Mapping[int, Line]
    lines: tuple[Line, ...]
    places: Mapping[int, str]
    """The sections by the ids of lines; what is in none stands under another line."""

    def of(self, section: str) -> tuple[Line, ...]:
        """The lines of a section, in order."""
        return tuple(x for x in self.lines if self.places.get(x.id) == section)

    def head(self, line: Line) -> Line | None:
        """The line that another one stands under."""
        if self.chosen.joins and (done := self.sheet.done_before(line)):
            return done
        return head_of(line, self.by_id)


def page(sheet: Sheet, chosen: Format) -> Page:
    """A sheet laid out for a format."""
    by_id = sheet.by_id
    lines = (*_standing_goals(sheet, chosen), *_in_order(sheet, chosen))
    responds = _responding(lines)
    places = {x.id: _place(x, sheet, chosen, by_id, responds) for x in lines}
    known = {key: place for key, place in places.items() if place is not None}
    return Page(sheet, chosen, by_id, lines, known)


def fill(sheet: Sheet, chosen: Format) -> tuple[FilledSection, ...]:
    """The sections of a format with what belongs in each."""
    laid = page(sheet, chosen)
    items: Callable[[Page, Section], Iterable[Item]]
    if chosen.prose:
        from sessiontui.domain.prints.prose import told as items
    else:
        items = _for_client if chosen.for_client else _items
    filled = (
        FilledSection(
            section.name, section.heading, tuple(items(laid, section)), section.empty
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
    told = FORMATS["minutes"]
    return tuple(
        line
        for line in _in_order(sheet, told)
        if line.row.section(line.sub, told.name) is not None
    )


def discussed(sheet: Sheet) -> tuple[Line, ...]:
    """The agenda items that were ticked."""
    return tuple(x for x in sheet.lines if x.kind is Kind.AGENDA and x.done)


def _in_order(sheet: Sheet, chosen: Format) -> Sequence[Line]:
    """The session's lines as entered, or by their minute and then as entered."""
    if chosen.for_client:
        return sheet.lines
    if not chosen.by_minute:
        return as_it_went(sheet.lines)

    def minute(line: Line) -> datetime:
        return line.at.replace(second=0, microsecond=0)

    return as_it_went(sorted(sheet.lines, key=minute))


def _responding(lines: Iterable[Line]) -> frozenset[int]:
    """The lines that stand behind the first thing that was done."""
    found, behind = set(), False
    for line in lines:
        behind = behind or line.kind is Kind.INTERVENTION
        if behind:
            found.add(line.id)
    return frozenset(found)


def _place(
    line: Line,
    sheet: Sheet,
    chosen: Format,
    by_id: Mapping[int, Line],
    responds: frozenset[int],
) -> str | None:
    """The section where a line is printed; None for nowhere, or under its goal."""
    place = line.row.section(line.sub, chosen.name)
    if place is None or place == HEAD or chosen.for_client:
        return None if place == HEAD else place
    if line.kind is Kind.GOAL and not sheet.is_here(line):
        return chosen.goals or place
    if chosen.practice and line.kind is Kind.AGENDA:
        # What was discussed stands in the head.
        return None if line.done else place
    under_goal = line.kind is Kind.RATING and not _flat(chosen, place)
    under_goal = under_goal or (line.kind is Kind.FORMULATION and place == "A")
    if under_goal and any(goal.number == line.goal for goal in sheet.goals):
        return None
    if place == _SEEN:
        presented = "Pr" if chosen.name == "pirp" else "R:Presented"
        return "R:Responded" if line.id in responds else presented
    if _flat(chosen, place):
        return None if line.kind is Kind.AGENDA and not line.done else place
    head = head_of(line, by_id)
    if head is not None and sheet.is_here(head):
        return head.row.section(head.sub, chosen.name)
    return place


def _flat(chosen: Format, place: str) -> bool:
    return any(x.flat for x in chosen.sections if x.name == place)


def _items(laid: Page, section: Section) -> Iterable[Item]:
    for part in section.parts:
        name = f"{section.name}:{part}" if part else section.name
        items = tuple(_told(laid, section, laid.of(name)))
        if items and part and part != LAST:
            yield Item(part)
            items = tuple(Item(x.text, x.depth + 1) for x in items)
        yield from items
    if not section.parts:
        yield from _told(laid, section, laid.of(section.name))
    if section.name == "P":
        yield from _followed_up(laid)


def _told(laid: Page, section: Section, lines: tuple[Line, ...]) -> Iterable[Item]:
    sheet, chosen = laid.sheet, laid.chosen

    def item(line: Line, depth: int = 0) -> Item:
        return Item(text_of(line, sheet, laid.by_id, section, chosen), depth)

    if section.flat:
        yield from map(item, lines)
        return
    if chosen.practice and section.name != "P":
        # What was answered today comes before what was done about earlier answers.
        first = ANSWERS if section.name == "F" else _FROM_BEFORE
        lines = tuple(sorted(lines, key=lambda x: x.kind not in first))
    under: dict[int, list[Line]] = {}
    for line in lines:
        if continued := laid.head(line):
            under.setdefault(continued.id, []).append(line)
    shown: set[int] = set()
    for line in lines:
        head = laid.head(line) or line
        if head.id in shown:
            continue
        shown.add(head.id)
        yield item(head)
        for child in (*known_of(head, sheet), *under.get(head.id, ())):
            yield item(child, 1)
        if head.kind is Kind.GOAL and head.number and not chosen.goals:
            yield from (Item(text, 1) for text in _goal_ratings(head, sheet))
            if section.name == "A":
                yield from (item(x, 1) for x in _impressions(head, sheet))
    if others := standing_beside(laid, section):
        yield Item(others)
    if missing := not_recorded(lines):
        yield Item(missing)


def _for_client(laid: Page, section: Section) -> Iterable[Item]:
    """A section of the client's sheet, each line in one breath with what joins it.

    An earlier line comes along where something was added to it in this session.
    """
    sheet = laid.sheet
    every: dict[int, Line] = {}
    for line in laid.lines:
        head = head_of(line, laid.by_id) if line.row.joins(line.sub) else None
        every |= {x.id: x for x in (head, line) if x is not None}
    for line, words in together(every.values()):
        past = line.kind is Kind.GOAL and status(line, sheet.goal_notes) in _PAST
        place = line.row.section(line.sub, laid.chosen.name)
        if not past and place == section.name:
            yield Item(words)
        if section.name == "when" and place == "try" and (when := when_of(words)):
            yield Item(when)
    if section.name == "call" and sheet.call:
        yield Item(sheet.call)


def followed_up(sheet: Sheet) -> tuple[Line, ...]:
    """What is to be done about a risk."""
    return tuple(
        x for x in sheet.lines if x.kind is Kind.RISK and x.sub == FOLLOW_UP and x.text
    )


def _followed_up(laid: Page) -> Iterable[Item]:
    """What is to be done about a risk stands in the plan, too."""
    if laid.chosen.practice:
        for line in followed_up(laid.sheet):
            yield Item(f"Risk follow-up: {line.text}")


def known_of(goal: Line, sheet: Sheet) -> Iterable[Line]:
    """What earlier sessions said of a goal and still holds: its gloss, its status."""
    letter = status(goal, sheet.goal_notes)
    for kept in (GLOSS, letter):
        notes = notes_of(goal, sheet.goal_notes, kept)
        if notes and not sheet.is_here(notes[-1]):
            yield notes[-1]


def _standing_goals(sheet: Sheet, chosen: Format) -> tuple[Line, ...]:
    """The client's goals from earlier sessions: each print must stand on its own.

    One that was let go or reached before is left out, unless this session names it.
    Where an auditor reads, only those stand there that were addressed.
    """
    here = {line.id for line in sheet.lines}
    named = _addressed(sheet)
    return tuple(
        goal
        for goal in sheet.goals
        if goal.id not in here
        and (
            goal.number in named
            or not (chosen.practice or status(goal, sheet.goal_notes) in _PAST)
        )
    )


def _addressed(sheet: Sheet) -> frozenset[int | None]:
    """The numbers of the goals that this session worked on."""
    by_id = sheet.by_id
    heads = (head_of(line, by_id) for line in sheet.lines)
    return frozenset(
        line.goal for line in (*sheet.lines, *(x for x in heads if x)) if line.goal
    )


def standing_beside(laid: Page, section: Section) -> str:
    """The goals that stand and were not addressed, in one line."""
    row = next((x for x in laid.sheet.goals), None)
    if row is None or not laid.chosen.practice:
        return ""
    if row.row.section("", laid.chosen.name) != section.name:
        return ""
    goals = other_goals(laid)
    named = "; ".join(f"#{goal.number} {goal.text}" for goal in goals)
    many = "goals" if len(goals) > 1 else "goal"
    return f"Other {many} standing: {named}" if goals else ""


def other_goals(laid: Page) -> tuple[Line, ...]:
    """The goals that stand and were not addressed."""
    shown = {line.id for line in laid.lines}
    return tuple(
        goal
        for goal in laid.sheet.goals
        if goal.id not in shown and status(goal, laid.sheet.goal_notes) not in _PAST
    )


def _goal_ratings(goal: Line, sheet: Sheet) -> list[str]:
    return [
        rating_text(line, sheet)
        for line in sheet.lines
        if line.kind is Kind.RATING and line.goal == goal.number
    ]


def _impressions(goal: Line, sheet: Sheet) -> tuple[Line, ...]:
    return tuple(
        x for x in sheet.lines if x.kind is Kind.FORMULATION and x.goal == goal.number
    )
