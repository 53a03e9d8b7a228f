"""A sheet laid out for a format: the order of its lines, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import (
    FOLLOW_UP,
    FOLLOWED_UP,
    LET_GO,
    REACHED,
    RESTING,
    TARGET,
    Kind,
)
from sessiontui.domain.prints.document import head_of
from sessiontui.domain.prints.formats import FORMATS, HEAD
from sessiontui.domain.session.appointment import NONE
from sessiontui.domain.session.goals import GLOSS, notes_of, status
from sessiontui.domain.session.homework import as_it_went

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.document import Sheet
    from sessiontui.domain.prints.formats import Format

PAST = frozenset({LET_GO, REACHED})
"""The standings of a goal that is worked on no more."""
NOT_WANTED = frozenset({*PAST, RESTING})
"""Those of one that is not what the client wants now, as in the client view."""
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


def lay_out(sheet: Sheet, chosen: Format) -> Page:
    """A sheet laid out for a format."""
    by_id = sheet.by_id
    lines = (
        *_standing_goals(sheet, chosen),
        *(x for x in _in_order(sheet, chosen) if _holds(x)),
    )
    responds = _responding(lines)
    places = {x.id: _place(x, sheet, chosen, by_id, responds) for x in lines}
    known = {key: place for key, place in places.items() if place is not None}
    return Page(sheet, chosen, by_id, lines, known)


def printable(sheet: Sheet) -> tuple[Line, ...]:
    """The session's lines in the order of the hour, without what is in no print."""
    told = FORMATS["minutes"]
    return tuple(
        line
        for line in _in_order(sheet, told)
        if line.row.section(line.sub, told.name) is not None and _holds(line)
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
        return place
    head = head_of(line, by_id)
    if head is not None and sheet.is_here(head):
        return head.row.section(head.sub, chosen.name)
    return place


def _flat(chosen: Format, place: str) -> bool:
    return any(x.flat for x in chosen.sections if x.name == place)


def followed_up(sheet: Sheet) -> tuple[Line, ...]:
    """The follow-ups of a risk that were not done in the hour itself."""
    done = {x.about for x in sheet.lines if x.sub == FOLLOWED_UP}
    return tuple(
        x
        for x in sheet.lines
        if x.kind is Kind.RISK and x.sub == FOLLOW_UP and x.text and x.id not in done
    )


def next_sessions(sheet: Sheet) -> tuple[Line, ...]:
    """The next appointment, which heads the plan."""
    return tuple(x for x in sheet.lines if x.kind is Kind.APPOINTMENT and _holds(x))


def _holds(line: Line) -> bool:
    """Tell whether a line still says something: an appointment may be taken out."""
    return line.kind is not Kind.APPOINTMENT or line.text != NONE


_LEFT = (Kind.PARKED, Kind.AGENDA, Kind.LET_GO)
"""Kinds that a plan names last: for next time, left over, let go."""


def planned(lines: Iterable[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of a plan: what is done by the next session, and what is left for it.

    How a risk is followed up stands between them.
    """
    every = tuple(lines)
    left = (x for kind in _LEFT for x in every if x.kind is kind)
    return tuple(x for x in every if x.kind not in _LEFT), tuple(left)


def known_of(goal: Line, sheet: Sheet) -> Iterable[Line]:
    """The facts on a goal that still hold: its gloss, its status."""
    letter = status(goal, sheet.goal_notes)
    for kept in (GLOSS, TARGET, letter):
        notes = notes_of(goal, sheet.goal_notes, kept)
        if notes and not sheet.is_here(notes[-1]):
            yield notes[-1]


def _standing_goals(sheet: Sheet, chosen: Format) -> tuple[Line, ...]:
    """The client's goals from earlier sessions: each print must stand on its own.

    One that was let go or reached before is left out, unless this session names it; on
    the client's sheet one that rests as well. Where an auditor reads, only those stand
    there that were addressed.
    """
    out = NOT_WANTED if chosen.for_client else PAST
    here = {line.id for line in sheet.lines}
    named = _addressed(sheet)
    return tuple(
        goal
        for goal in sheet.goals
        if goal.id not in here
        and (
            goal.number in named
            or not (chosen.practice or status(goal, sheet.goal_notes) in out)
        )
    )


def _addressed(sheet: Sheet) -> frozenset[int | None]:
    """The numbers of the goals that this session worked on."""
    by_id = sheet.by_id
    heads = (head_of(line, by_id) for line in sheet.lines)
    return frozenset(
        line.goal for line in (*sheet.lines, *(x for x in heads if x)) if line.goal
    )


def other_goals(laid: Page) -> tuple[Line, ...]:
    """The goals that stand and were not addressed."""
    shown = {line.id for line in laid.lines}
    return tuple(
        goal
        for goal in laid.sheet.goals
        if goal.id not in shown and status(goal, laid.sheet.goal_notes) not in PAST
    )
