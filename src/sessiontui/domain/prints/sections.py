"""The order of lines in a print: the sections of a format with their items."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.prints.document import FilledSection, Item, head_of
from sessiontui.domain.prints.formats import NO_NEXT_SESSION
from sessiontui.domain.prints.line_order import (
    NOT_WANTED,
    followed_up,
    known_of,
    lay_out,
    next_sessions,
    other_goals,
    planned,
)
from sessiontui.domain.prints.words.clinical import (
    how_it_ends,
    late_note,
    not_recorded,
    rating_text,
    still_waiting,
    text_of,
    went_label,
)
from sessiontui.domain.prints.words.joined_lines import joined
from sessiontui.domain.prints.words.sentence_leads import in_one_row
from sessiontui.domain.session.closing_questions import CLOSING_KINDS
from sessiontui.domain.session.goals import GLOSS, resting, status
from sessiontui.domain.session.homework import is_outcome, when_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.document import Sheet
    from sessiontui.domain.prints.formats import Format, Section
    from sessiontui.domain.prints.line_order import Page

_FIRST = frozenset({Kind.GOAL, Kind.HOMEWORK, Kind.STRENGTH})
"""Kinds that come first: the goals, and what tells of the time since last session."""


def fill_sections(sheet: Sheet, chosen: Format) -> tuple[FilledSection, ...]:
    """The sections of a format with what belongs in each."""
    laid = lay_out(sheet, chosen)
    items: Callable[[Page, Section], Iterable[Item]]
    if chosen.prose:
        from sessiontui.domain.prints.words.narrative import paragraphs as items
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


def _items(laid: Page, section: Section) -> Iterable[Item]:
    if section.name == "P":
        yield from _planned(laid, section)
        return
    for part in section.parts:
        name = f"{section.name}:{part}" if part else section.name
        items = tuple(_told(laid, section, laid.of(name)))
        if items and (named := section.name_of(part)):
            yield Item(named)
            items = tuple(Item(x.text, x.depth + 1) for x in items)
        yield from items
    if not section.parts:
        yield from _told(laid, section, laid.of(section.name))
    if section.name == "next":
        yield from map(Item, how_it_ends(laid.sheet))


def _planned(laid: Page, section: Section) -> Iterable[Item]:
    """The next time: when, what is done by then, and what is left for it."""
    by_then, left = planned(laid.of(section.name))
    ends = how_it_ends(laid.sheet)
    if not (next_sessions(laid.sheet) or ends):
        yield Item(NO_NEXT_SESSION)
    # The next session itself heads what is told by then.
    told = tuple(_told(laid, section, by_then))
    again = len(next_sessions(laid.sheet))
    yield from (*told[:again], *map(Item, ends), *told[again:])
    yield from _followed_up(laid)
    yield from _told(laid, section, left)
    if waits := still_waiting(laid.sheet):
        yield Item(waits)


def _told(laid: Page, section: Section, lines: tuple[Line, ...]) -> Iterable[Item]:
    sheet, chosen = laid.sheet, laid.chosen

    def item(line: Line, depth: int = 0) -> Item:
        return Item(text_of(line, sheet, laid.by_id, section, chosen), depth)

    if section.flat:
        yield from map(item, lines)
        return
    if chosen.practice and section.name != "P":
        # What was answered today comes before what was done about earlier answers.
        first = CLOSING_KINDS if section.name == "F" else _FIRST
        lines = tuple(sorted(lines, key=lambda x: x.kind not in first))
    lines = tuple(sorted(lines, key=lambda x: x.kind is not Kind.APPOINTMENT))
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
        children = (*known_of(head, sheet), *under.get(head.id, ()))
        if head.kind is Kind.GOAL:
            # An objective is read first, also one that took the place of another today.
            children = tuple(sorted(children, key=lambda x: x.sub != GLOSS))
        if chosen.practice and head.kind is Kind.HOMEWORK and not sheet.is_here(head):
            went = [x for x in children if went_label(x, sheet, laid.by_id)]
            children = tuple(x for x in children if x not in went)
            went.sort(key=lambda x: not is_outcome(x))
            if went:
                yield Item(in_one_row(item(x).text for x in went), 1)
        for child in children:
            yield item(child, 1)
        if head.kind is Kind.GOAL and head.number and not chosen.goals:
            yield from (Item(text, 1) for text in _goal_ratings(head, sheet))
            if section.name == "A":
                yield from (item(x, 1) for x in _impressions(head, sheet))
    if others := standing_beside(laid, section):
        yield Item(others)
    if missing := not_recorded(lines, in_entry=sheet.session.is_entry):
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
    for line, words in joined(every.values()):
        goal = line.kind is Kind.GOAL
        unwanted = goal and status(line, sheet.goal_notes) in NOT_WANTED
        place = line.row.section(line.sub, laid.chosen.name)
        if not unwanted and place == section.name:
            yield Item(words)
    if section.name == "when":
        yield from _moments(every.values(), laid.chosen.name)
    if section.name == "call" and sheet.call:
        yield Item(sheet.call)


def _moments(lines: Iterable[Line], name: str) -> Iterable[Item]:
    """The moments of what is to be tried; those of a smaller version as its own.

    Of several things some of which name none, a moment could be read with another: each
    says its own in its words.
    """
    each = [
        moments.removeprefix(" · ")
        for line, moments in joined(replace(x, text=_moment(x)) for x in lines)
        if line.row.section(line.sub, name) == "try"
    ]
    if all(each):
        yield from map(Item, each if len(set(each)) > 1 else each[:1])


def _moment(line: Line) -> str:
    """The moments that a task names, unless it says nothing else."""
    found = when_of(line.text)
    return "" if found == line.text.strip() else found


def _followed_up(laid: Page) -> Iterable[Item]:
    """The follow-ups of a risk, which stand in the plan, too."""
    if laid.chosen.practice:
        for line in followed_up(laid.sheet):
            yield Item(f"Risk follow-up: {line.text}")


def standing_beside(laid: Page, section: Section) -> str:
    """The goals that stand and were not addressed, in one line."""
    row = next((x for x in laid.sheet.goals), None)
    if row is None or not laid.chosen.practice:
        return ""
    if row.row.section("", laid.chosen.name) != section.name:
        return ""
    goals = other_goals(laid)
    notes = laid.sheet.goal_notes
    named = "; ".join(f"#{x.number} {x.text}{resting(x, notes)}" for x in goals)
    many = "goals" if len(goals) > 1 else "goal"
    return f"Other {many} standing: {named}" if goals else ""


def _goal_ratings(goal: Line, sheet: Sheet) -> list[str]:
    return [
        rating_text(line, sheet)
        + (f" ({said})" if (said := late_note(line, sheet)) else "")
        for line in sheet.lines
        if line.kind is Kind.RATING and line.goal == goal.number
    ]


def _impressions(goal: Line, sheet: Sheet) -> tuple[Line, ...]:
    return tuple(
        x for x in sheet.lines if x.kind is Kind.FORMULATION and x.goal == goal.number
    )
