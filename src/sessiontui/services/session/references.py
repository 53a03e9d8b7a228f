"""The line that a new entry is about: the one it continues, the goal in hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.entities import number_text, score_of
from sessiontui.domain.kinds.lookup import (
    FOLLOW_UP,
    FOLLOWED_UP,
    ROWS,
    RULERS,
    TEACH_BACK,
    Kind,
)
from sessiontui.domain.prints.document import place_among
from sessiontui.domain.session.client_card import WHICH_FIELD
from sessiontui.domain.session.closing_questions import CLOSING_KINDS
from sessiontui.domain.session.goals import STATUSES, status
from sessiontui.domain.session.homework import SURE_ENOUGH, is_outcome
from sessiontui.domain.session.times import date_text
from sessiontui.errors import UsageError
from sessiontui.services.session.again_and_card import as_understood, card_understood

if TYPE_CHECKING:
    from datetime import datetime

    from sessiontui.domain.entities import Line
    from sessiontui.domain.grammar.parser import Entry
    from sessiontui.services.session.state import SessionState

_TOP = 10
_SEEK = frozenset({Kind.CHANGED, Kind.RATING})
"""Kinds that look for what they belong to, besides those that continue a line."""
ANSWERING = frozenset({Kind.RESPONSE, Kind.STEPPED_BACK})
"""Kinds that follow something the therapist did."""


_AT_THE_END = "Say it at the end: #1"
WHICH_CONSENT = "Say which: /consent yes, declined or later."


def check_answered(entry: Entry) -> None:
    """Refuse what lacks its answer, its number or its goal.

    Raises:
        UsageError: with what is missing; the words stay where they are.
    """
    if entry.kind is Kind.CONSENT and not entry.sub:
        raise UsageError(WHICH_CONSENT)
    if entry.kind is Kind.CARD and not entry.sub:
        raise UsageError(WHICH_FIELD)
    if ROWS[entry.kind].scale and entry.value is None:
        raise UsageError(f"{entry.remark.partition(';')[0]}.")
    if entry.kind is Kind.SCORE and score_of(entry.text) is None:
        raise UsageError(f"{entry.remark.partition(';')[0]}.")
    if entry.kind is Kind.GOAL and entry.sub and entry.goal is None and entry.remark:
        # A goal was named that there is not: no other one is meant.
        said = entry.remark.partition(";")[0].rstrip(".")
        raise UsageError(f"{said}; the words stay here.")


def with_reference_anew(
    state: SessionState, line: Line, entry: Entry
) -> tuple[Entry, int | None]:
    """The line that an edited one is about: as before, or as if typed as this now."""
    if entry.kind in ANSWERING:
        stays = (entry.kind, entry.goal) == (line.kind, line.goal)
        return entry, line.about if stays else answered_act(state, entry.goal, line)
    if entry.kind is Kind.APPOINTMENT:
        return as_understood(state, entry), None
    if entry.kind is Kind.CARD:
        return card_understood(state, entry), None
    same = (entry.kind, entry.sub) == (line.kind, line.sub)
    sub = ROWS[entry.kind].sub(entry.sub)
    seeks = entry.kind in _SEEK or (sub is not None and sub.continues)
    if same:
        return entry, line.about
    if not seeks:
        return entry, line.about if entry.kind is line.kind else None
    found, about = with_reference(state, entry, None, line)
    if about is None and line.about is not None:
        # It stays where it was: nothing is missed that was not found anew.
        return replace(found, remark=entry.remark), line.about
    return found, about


def with_reference(
    state: SessionState,
    entry: Entry,
    selected: Line | None,
    edited: Line | None = None,
) -> tuple[Entry, int | None]:
    """The entry as it is to be recorded, and the id of the line that it is about.

    Where a line is `edited` into this entry, only what was said before it counts.
    """
    if entry.kind in ANSWERING:
        if entry.sub == TEACH_BACK and not entry.remark:
            entry = replace(entry, remark="teach-back: also on the client's sheet")
        return entry, answered_act(state, entry.goal, edited)
    if entry.kind is Kind.HOMEWORK:
        return _homework(state, entry, selected, edited)
    if entry.kind is Kind.STRENGTH:
        return _strength(state, entry, selected, edited)
    if entry.kind is Kind.GOAL and entry.sub:
        return _of_goal(state, entry, selected, edited)
    if entry.kind is Kind.RISK and entry.sub == FOLLOWED_UP:
        return _followed_up(state, entry, selected, edited)
    if entry.kind is Kind.APPOINTMENT:
        return as_understood(state, entry), None
    if entry.kind is Kind.CARD:
        return card_understood(state, entry), None
    if entry.kind is Kind.RATING:
        return _rating(state, entry, selected, edited), None
    if entry.kind is Kind.AGENDA:
        return entry, _taken_up(state, entry, selected)
    if entry.kind is Kind.CHANGED:
        asked = selected if selected and selected.kind is Kind.DIFFERENTLY else None
        waiting = state.requests()
        found = asked or (waiting[0] if waiting else None)
        return entry, found.id if found else None
    if entry.kind in CLOSING_KINDS and not entry.asked:
        return replace(entry, asked=state.prompt_for(entry.kind).asked), None
    return entry, None


def _taken_up(state: SessionState, entry: Entry, selected: Line | None) -> int | None:
    """The line that waited and is put on the agenda: the selected, or typed anew."""
    if selected and selected.session_id != state.session.id:
        waits = selected.kind in {Kind.PARKED, Kind.AGENDA}
        if waits and selected.text == entry.text:
            return selected.id
    return state.waiting_as(entry.text)


def _said(state: SessionState, edited: Line | None = None) -> tuple[Line, ...]:
    """Today's lines, the latest first; wherever they stand in a list by now."""

    def moment(line: Line) -> tuple[datetime, int]:
        return line.at, line.id

    earlier = (x for x in state.lines if edited is None or moment(x) < moment(edited))
    return tuple(sorted(earlier, key=moment, reverse=True))


def answered_act(
    state: SessionState, goal: int | None, edited: Line | None = None
) -> int | None:
    """The intervention that is answered: the nearest before with the same goal.

    Where none has it, or no goal is named, the nearest before of all.
    """
    done = [x for x in _said(state, edited) if x.kind is Kind.INTERVENTION]
    same = [x for x in done if goal is not None and x.goal == goal]
    return next((x.id for x in (*same, *done)), None)


def _homework(
    state: SessionState, entry: Entry, selected: Line | None, edited: Line | None
) -> tuple[Entry, int | None]:
    sub = ROWS[Kind.HOMEWORK].sub(entry.sub)
    if entry.likely is not None and entry.likely < SURE_ENOUGH and not entry.remark:
        entry = replace(entry, remark="obstacle? @o …   smaller version? @s …")
    if sub is None:
        return entry, None
    if selected and selected.kind is Kind.HOMEWORK:
        return entry, selected.about or selected.id
    said = _said(state, edited)
    last = next((x for x in said if x.kind is Kind.HOMEWORK), None)
    if last and sub.outcome is None:
        return entry, last.about or last.id
    if outstanding := state.outstanding():
        return entry, outstanding[0].id
    if rated := next((x.about for x in said if is_outcome(x) and x.about), None):
        remark = "All of it was looked at; this corrects the last."
        return replace(entry, remark=remark), rated
    remark = "No homework from before is open; kept by itself."
    return replace(entry, remark=remark), None


def follow_up_answered(
    state: SessionState, selected: Line | None, edited: Line | None = None
) -> Line | None:
    """The risk follow-up that `!d` answers: the selected one, else the oldest open."""
    if selected and (selected.kind, selected.sub) == (Kind.RISK, FOLLOW_UP):
        return selected
    waiting = (x for x in state.follow_ups() if edited is None or x.id != edited.id)
    return next(waiting, None)


def _followed_up(
    state: SessionState, entry: Entry, selected: Line | None, edited: Line | None
) -> tuple[Entry, int | None]:
    found = follow_up_answered(state, selected, edited)
    if found is None:
        remark = "No risk follow-up is open; kept by itself."
        return replace(entry, remark=remark), None
    waiting = state.follow_ups()
    more = len([x for x in waiting if x.id != found.id])
    of_day = [x.id for x in waiting if state.day_of(x) == state.day_of(found)]
    # Its words are not shown: the client may sit beside it.
    alone = len(of_day) < 2 or found.id not in of_day
    which = "the" if alone else place_among(of_day, found.id)
    day = date_text(state.day_of(found), state.today())
    left = f"; {more} more open" if more else ""
    remark = f"Answers {which} follow-up of {day}{left}."
    return replace(entry, remark=remark), found.id


def _strength(
    state: SessionState, entry: Entry, selected: Line | None, edited: Line | None
) -> tuple[Entry, int | None]:
    sub = ROWS[Kind.STRENGTH].sub(entry.sub)
    if sub is None or not sub.continues:
        return entry, None
    if selected and selected.kind is Kind.STRENGTH:
        return entry, selected.about or selected.id
    last = next((x for x in _said(state, edited) if x.kind is Kind.STRENGTH), None)
    if last:
        return entry, last.about or last.id
    return replace(entry, remark="Which strength? Select it with ↑ first."), None


def _of_goal(
    state: SessionState, entry: Entry, selected: Line | None, edited: Line | None
) -> tuple[Entry, int | None]:
    number = entry.goal or goal_in_hand(state, selected, edited)
    goal = next((goal for goal in state.goals if goal.number == number), None)
    if goal is None:
        kept = "It is kept: ↑, then #1 ties it." if entry.text.strip() else _AT_THE_END
        return replace(entry, remark=f"Which goal? {kept}"), None
    said = entry.remark or goal_told(state, entry.sub, goal)
    return replace(entry, goal=goal.number, remark=said), goal.id


def goal_told(state: SessionState, sub: str, goal: Line) -> str:
    """The goal that a line says something of, where that is how it stands."""
    if sub not in STATUSES:
        return ""
    stands = status(goal, state.goal_notes) == sub
    return f"goal {goal.number} {'is ' if stands else ''}{STATUSES[sub]}" + (
        " already" if stands else ""
    )


def _rating(
    state: SessionState, entry: Entry, selected: Line | None, edited: Line | None
) -> Entry:
    ruler = RULERS.get(entry.text.strip().casefold())
    if entry.goal is None and not entry.text.strip():
        return _bare_rating(state, entry, selected)
    if entry.goal is None and (selected or ruler):
        # Without a ruler only a goal or its line is rated: mood belongs to no goal.
        number = goal_in_hand(state, selected, edited) if ruler else _goal_of(selected)
        entry = replace(entry, goal=number)
    if ruler and entry.value is not None:
        entry = replace(entry, remark=follow_up(entry.value))
    return entry


def _bare_rating(state: SessionState, entry: Entry, selected: Line | None) -> Entry:
    """A number by itself rates the selected goal, or the only one in work."""
    if number := _goal_of(selected):
        return replace(entry, goal=number)
    active = state.active_goals()
    if len(active) == 1:
        number = active[0].number
        return replace(entry, goal=number, remark=f"For goal {number}.")
    if active:
        value = number_text(entry.value or 0)
        return replace(entry, remark=f"For which goal? = #{active[0].number} {value}")
    return entry


def follow_up(value: float) -> str:
    """The two questions behind a ruler; never why it is not higher (domain.md 3.3)."""
    here = number_text(value)
    asked = [f"Why {here} and not lower?"] if value > 0 else []
    if value < _TOP:
        asked.append(f"What would make it {number_text(min(_TOP, value + 1))}?")
    return "   ".join(asked)


def _goal_of(line: Line | None) -> int | None:
    if line is None:
        return None
    return line.number if line.kind is Kind.GOAL and line.number else line.goal


def goal_in_hand(
    state: SessionState, selected: Line | None, edited: Line | None = None
) -> int | None:
    """The goal that is being talked about: the selected, the last one, or the only."""
    if number := _goal_of(selected):
        return number
    for line in _said(state, edited):
        if number := _goal_of(line):
            return number
    active = state.active_goals()
    return active[0].number if len(active) == 1 else None
