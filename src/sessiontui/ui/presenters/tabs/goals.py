"""The client's goals: their words first, then how each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.entities import number_text, rating_name
from sessiontui.domain.kinds.lookup import ACTIVE, ROWS, RULERS, Kind
from sessiontui.domain.progress.plot import sparkline
from sessiontui.domain.session.goals import STATUSES, status
from sessiontui.ui.presenters.formatting import MARGIN, aside, hung, tailed
from sessiontui.ui.presenters.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sessiontui.domain.entities import Line
    from sessiontui.services.session.session import LiveSession

_ORDER = tuple(STATUSES)


@dataclass(frozen=True, slots=True)
class _Goal:
    """A goal with all that its rows are drawn from."""

    line: Line
    letter: str
    """The letter of its standing."""
    notes: tuple[Line, ...]
    ratings: tuple[Line, ...]
    today: frozenset[int]
    """The ids of those ratings that are of this session."""
    builds_on: Line | None
    width: int


class DrawnGoals:
    """The rows of goals as they were drawn last; an unchanged goal keeps its rows.

    They belong to one screen and go with it, since they hold a client's words.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._drawn: dict[int, tuple[_Goal, tuple[Row, ...]]] = {}
        self._of: tuple[object, ...] = ()
        self._all: tuple[Row, ...] = ()

    def of(self, live: LiveSession, width: int) -> tuple[Row, ...]:
        """The goals that are being worked on, then those that are not."""
        state = live.state
        strengths = state.built_on(state.goals)
        drawn_of = (state.goals, state.goal_notes, state.rated, strengths, width)
        if drawn_of != self._of:
            self._of = drawn_of
            self._all = tuple(self._draw(_goals(live, strengths, width), width))
        return self._all

    def _draw(self, goals: Iterable[_Goal], width: int) -> Iterator[Row]:
        before, self._drawn = self._drawn, {}
        for goal in sorted(goals, key=lambda goal: _ORDER.index(goal.letter)):
            if self._drawn:
                yield Row(Content(""))
            known = before.get(goal.line.id)
            if known is None or known[0] != goal:
                known = (goal, tuple(_rows(goal)))
            self._drawn[goal.line.id] = known
            yield from known[1]
        if not self._drawn:
            yield aside(
                "What would be different if this helped? In their words: > …", width
            )


def _goals(
    live: LiveSession, strengths: Mapping[int, Line], width: int
) -> Iterator[_Goal]:
    here = {line.id for line in live.state.lines if line.kind is Kind.RATING}
    about: dict[int | None, list[Line]] = {}
    for note in live.state.goal_notes:
        about.setdefault(note.about, []).append(note)
    for goal in live.state.goals:
        notes, ratings = about.get(goal.id, ()), live.state.ratings(goal)
        yield _Goal(
            goal,
            status(goal, notes),
            tuple(note for note in notes if note.sub not in STATUSES),
            ratings,
            frozenset(line.id for line in ratings if line.id in here),
            strengths.get(goal.builds_on or 0),
            width,
        )


def _rows(goal: _Goal) -> Iterator[Row]:
    """A goal as it stands.

    The last rating stays hidden until the new one is in, so that it cannot pull it.
    """
    width = goal.width
    head = f"{MARGIN}#{goal.line.number}  "
    indent = len(head)
    said = "" if goal.letter == ACTIVE else f"({STATUSES[goal.letter]})"
    words, tail = tailed(goal.line.text, said, width, indent)
    yield Row(Content.assemble((head, "dim"), words, (tail, "dim")), goal.line)
    if progress := _progress(goal):
        yield aside(progress, width, indent)
    for note in goal.notes:
        yield _note(ROWS[Kind.GOAL].label_of(note.sub), note, width, indent)
    if goal.builds_on is not None:
        yield aside(f"builds on: {goal.builds_on.text}", width, indent)


def _note(label: str, note: Line, width: int, indent: int) -> Row:
    return Row(Content.assemble(*hung(f"{label}: ", note.text, width, indent)), note)


def _progress(goal: _Goal) -> str:
    ratings, here = goal.ratings, goal.today
    plain = [line for line in ratings if not line.text.strip()]
    parts = []
    if plain and plain[-1].id in here:
        values = [line.value or 0 for line in plain]
        last = " → ".join(number_text(value) for value in values[-2:])
        parts.append(f"{last}/10  {sparkline(values)}")
    elif plain:
        again = f"= #{goal.line.number} …"
        parts.append(f"last rating hidden until today's: {again}")
    latest: dict[str, Line] = {rating_name(line): line for line in ratings}
    parts += [
        f"{name.lower()} {number_text(latest[name].value or 0)}"
        for name in RULERS.values()
        if name in latest and latest[name].id in here
    ]
    return "   ".join(parts)
