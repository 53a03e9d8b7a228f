"""The client's goals: their words first, then how each stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.entities import RULERS, number_text, rating_name
from sessiontui.domain.kinds.index import ACTIVE, ROWS, Kind
from sessiontui.domain.session.goals import STATUSES, status
from sessiontui.domain.text import sparkline
from sessiontui.ui.presenters.formatting import MARGIN, aside, hung, tailed
from sessiontui.ui.presenters.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.domain.entities import Line
    from sessiontui.services.session.session import LiveSession

_ORDER = tuple(STATUSES)


def goals_rows(live: LiveSession, width: int) -> Iterator[Row]:
    """The goals that are being worked on, then those that are not, each as it stands.

    The last rating stays hidden until the new one is in, so that it cannot pull it.
    """
    if not live.state.goals:
        yield aside(
            "What would be different if this helped? In their words: > …", width
        )
    strengths = live.state.built_on(live.state.goals)
    stands = {goal.id: status(goal, live.state.goal_notes) for goal in live.state.goals}
    for goal in sorted(
        live.state.goals, key=lambda goal: _ORDER.index(stands[goal.id])
    ):
        head = f"{MARGIN}#{goal.number}  "
        indent = len(head)
        letter = stands[goal.id]
        said = "" if letter == ACTIVE else f"({STATUSES[letter]})"
        words, tail = tailed(goal.text, said, width, indent)
        yield Row(Content.assemble((head, "dim"), words, (tail, "dim")), goal)
        if progress := _progress(live, goal):
            yield aside(progress, width, indent)
        for note in live.state.goal_notes:
            if note.about == goal.id and note.sub not in STATUSES:
                label = ROWS[Kind.GOAL].label_of(note.sub)
                yield _note(label, note, width, indent)
        if goal.builds_on in strengths:
            words = f"builds on: {strengths[goal.builds_on].text}"
            yield aside(words, width, indent)


def _note(label: str, note: Line, width: int, indent: int) -> Row:
    return Row(Content.assemble(*hung(f"{label}: ", note.text, width, indent)), note)


def _progress(live: LiveSession, goal: Line) -> str:
    ratings = live.state.ratings(goal.number)
    plain = [line for line in ratings if not line.text.strip()]
    here = {line.id for line in live.state.lines}
    parts = []
    if plain and plain[-1].id in here:
        values = [line.value or 0 for line in plain]
        last = " → ".join(number_text(value) for value in values[-2:])
        parts.append(f"{last}/10  {sparkline(values)}")
    elif plain:
        parts.append(f"last rating hidden until today's: = #{goal.number} …")
    latest: dict[str, Line] = {rating_name(line): line for line in ratings}
    parts += [
        f"{name.lower()} {number_text(latest[name].value or 0)}"
        for name in RULERS.values()
        if name in latest and latest[name].id in here
    ]
    return "   ".join(parts)
