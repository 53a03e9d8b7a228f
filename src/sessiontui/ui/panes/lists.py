"""What each tab of a session lists, from the live session to rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.formats import DEFAULT_WIDTH
from sessiontui.domain.kinds import Kind, Tab
from sessiontui.domain.models import number_text, rating_name
from sessiontui.ui.show import (
    MARGIN,
    aside,
    folded,
    heading,
    labelled,
    line_row,
    plain_row,
    sparkline,
)
from sessiontui.ui.widgets.rows import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sessiontui.domain.models import Line, Opening
    from sessiontui.live import LiveSession

_STRENGTH_GROUPS = (
    ("", "Strengths"),
    ("c", "Coping that worked before"),
    ("p", "People and resources"),
    ("v", "Values"),
    ("w", "Wins"),
)


def opening_rows(live: LiveSession, width: int) -> Iterator[Row]:
    """From last time: strengths first, then what to review and what to change."""
    yield heading("From last time")
    yield from _opening_lines(live.opening(), width)
    lines = live.of_tab(Tab.AGENDA)
    if lines:
        yield heading("Today")
        yield from (line_row(line, width, timed=False) for line in lines)


def _opening_lines(opening: Opening, width: int) -> Iterator[Row]:
    for line in opening.strengths:
        yield labelled("", line.label, line.text, width, line)
    for line in opening.wins:
        yield labelled("", "win", line.text, width, line)
    for line in opening.homework:
        yield labelled(
            "", "homework", f"{line.text}  (how did it go? @0–@4)", width, line
        )
    for line in opening.differently:
        yield labelled("", "they asked", line.text, width, line)
    for line in opening.parked:
        yield labelled("", "parked", line.text, width, line)


def agenda_rows(live: LiveSession, width: int) -> Iterator[Row]:
    """The agenda, with the homework and the parked items of today below it."""
    lines = live.of_tab(Tab.AGENDA)
    if not lines:
        yield aside("What would make today useful? Type it, then Enter.", width)
        return
    yield from (line_row(line, width, timed=False) for line in lines)


def notes_rows(live: LiveSession, width: int) -> Iterator[Row]:
    """All lines of the hour."""
    lines = live.everything()
    if not lines:
        yield aside("Nothing written yet. Short is right.", width)
    yield from (line_row(line, width) for line in lines)


def goals_rows(live: LiveSession, width: int) -> Iterator[Row]:
    """The client's goals with how their ratings went.

    The last rating stays hidden until the new one is in, so that it cannot pull it.
    """
    if not live.goals:
        yield aside(
            "What would be different if this helped? In their words: > …", width
        )
    for goal in live.goals:
        head = f"{MARGIN}#{goal.number}  "
        yield Row(
            Content.assemble((head, "dim"), folded(goal.text, width, len(head))), goal
        )
        if said := _progress(live, goal):
            yield aside(said, width, len(head))


def _progress(live: LiveSession, goal: Line) -> str:
    ratings = live.ratings(goal.number)
    plain = [line for line in ratings if not line.text.strip()]
    here = {line.id for line in live.lines}
    parts = []
    if plain and plain[-1].id in here:
        values = [line.value or 0 for line in plain]
        parts.append(f"{number_text(values[-1])}/10  {sparkline(values)}")
    elif plain:
        parts.append(f"last rating hidden until today's: = #{goal.number} 5")
    latest: dict[str, Line] = {rating_name(line): line for line in ratings}
    parts += [
        f"{name.lower()} {number_text(latest[name].value or 0)}"
        for name in ("Importance", "Confidence")
        if name in latest and latest[name].id in here
    ]
    return "   ".join(parts)


def strengths_rows(live: LiveSession, width: int) -> Iterator[Row]:
    """All that the client brings, over every session, grouped."""
    lines = live.strengths()
    if not lines:
        yield aside("What has worked before, even a little? + …", width)
    for sub, title in _STRENGTH_GROUPS:
        group = [line for line in lines if line.sub == sub]
        if group:
            yield heading(title)
            yield from (
                plain_row(f"{line.text}{_goal(line)}", width, line) for line in group
            )


def _goal(line: Line) -> str:
    return f"  #{line.goal}" if line.goal is not None else ""


def helped_rows(live: LiveSession, width: int) -> Iterator[Row]:
    """The closing questions, the current one marked, with their answers."""
    current = live.prompt()
    answered = {line.kind for line in live.lines}
    for prompt, answers in live.answers():
        mark = "› " if prompt == current and prompt.kind not in answered else "  "
        yield Row(Content.assemble((mark + folded(prompt.question, width, 2), "bold")))
        yield from (plain_row(line.text, width, line, 4) for line in answers)
        if not answers:
            yield aside("", width, 4)
    parked = [line for line in live.lines if line.kind is Kind.PARKED]
    if parked:
        yield heading("Parked for next time")
        yield from (plain_row(line.text, width, line) for line in parked)


_LISTS: dict[Tab, Callable[[LiveSession, int], Iterator[Row]]] = {
    Tab.AGENDA: agenda_rows,
    Tab.NOTES: notes_rows,
    Tab.GOALS: goals_rows,
    Tab.STRENGTHS: strengths_rows,
    Tab.HELPED: helped_rows,
}


def tab_rows(
    live: LiveSession, tab: Tab, width: int, *, opening: bool
) -> Iterator[Row]:
    """What a tab lists; `opening` asks for From last time again.

    From last time gives way to the agenda, and to nothing else.
    """
    if tab is Tab.AGENDA:
        begun = any(line.kind is Kind.AGENDA for line in live.lines)
        if (opening or not begun) and not live.opening().is_empty:
            return opening_rows(live, width)
    return _LISTS[tab](live, width)


def print_lines(live: LiveSession, width: int) -> list[str]:
    """The session's print, no wider than a page."""
    text = live.prints.summary(width=min(DEFAULT_WIDTH, width - 2))
    return [f" {line}" for line in text.rstrip("\n").split("\n")]
