"""The rows of each tab of a session, from the live session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.prints.formats import DEFAULT_WIDTH
from sessiontui.ui.presenters.formatting import (
    DrawnRows,
    aside,
    folded,
    heading,
    line_row,
    plain_row,
    said,
)
from sessiontui.ui.presenters.row import Row
from sessiontui.ui.presenters.tabs.homework import homework_rows
from sessiontui.ui.presenters.tabs.opening import (
    EVERYTHING,
    opening_rows,
    quiet_words,
    request_rows,
)
from sessiontui.ui.presenters.tabs.strengths import strengths_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sessiontui.domain.entities import Line
    from sessiontui.domain.session.opening import Opening
    from sessiontui.services.session.session import LiveSession
    from sessiontui.ui.presenters.tabs.goals import DrawnGoals


def agenda_rows(live: LiveSession, width: int, minutes: int) -> Iterator[Row]:
    """The agenda; below it the homework, and what the client asked for."""
    lines = live.state.of_tab(Tab.AGENDA)
    items = [line for line in lines if line.kind is Kind.AGENDA]
    if not items:
        yield aside("What would make today useful? Type it, then Enter.", width)
        yield from quiet_words(live.opening(), width)
    yield from (line_row(line, width, timed=False) for line in items)
    if planned := sum(line.minutes or 0 for line in items if not line.done):
        yield aside(_planned(planned, minutes), width)
    cards = live.state.cards()
    yield from homework_rows(
        cards, live.state.built_on(card.head for card in cards), width
    )
    shown = {line.id for card in cards for line in card.lines}
    yield from request_rows(live.state.requests(), width)
    rest = [x for x in lines if x.kind is not Kind.AGENDA and x.id not in shown]
    yield from _today(live, rest, width)


def _planned(minutes: int, usual: int) -> str:
    more = ": more than the session holds" if minutes > usual else ""
    return f"{minutes} of {usual} min planned{more}"


def notes_rows(
    live: LiveSession, width: int, marked: frozenset[int], drawn: DrawnRows
) -> Iterator[Row]:
    """All lines of the hour; a tick stands before those that are marked."""
    lines = live.state.everything()
    if not lines:
        yield aside("Nothing written yet. Short is right.", width)
    yield from drawn.of(lines, width, marked, live.state.answered(lines))


def closing_rows(live: LiveSession, width: int) -> Iterator[Row]:
    """The closing questions, the current one marked, with their answers."""
    current = live.state.prompt()
    for prompt, answers in live.state.answers():
        mark = "› " if prompt == current and not answers else "  "
        yield Row(Content.assemble((mark + folded(prompt.question, width, 2), "bold")))
        yield from (plain_row(said(line), width, line, 4) for line in answers)
        if not answers:
            yield aside("", width, 4)
    parked = [line for line in live.state.lines if line.kind is Kind.PARKED]
    if parked:
        yield heading("Parked for next time")
        yield from (plain_row(line.text, width, line) for line in parked)


_LISTS: dict[Tab, Callable[[LiveSession, int], Iterator[Row]]] = {
    Tab.STRENGTHS: strengths_rows,
    Tab.HELPED: closing_rows,
}


def tab_rows(
    live: LiveSession,
    tab: Tab,
    width: int,
    *,
    opening: bool,
    all_older: bool = False,
    minutes: int,
    drawn: DrawnRows,
    goals: DrawnGoals,
    marked: frozenset[int] = frozenset(),
    room: int = EVERYTHING,
) -> Iterable[Row]:
    """The rows of a tab; `opening` asks for From last time again.

    `all_older` asks for all of it that is open for longer, too.
    `minutes` is the usual length of a session, `drawn` and `goals` are the rows as they
    were drawn last, `marked` the ids of marked lines,
    `room` the rows of the screen that From last time should do with.

    From last time gives way to the agenda, and to nothing else.
    """
    if tab is Tab.AGENDA:
        begun = any(line.kind is Kind.AGENDA for line in live.state.lines)
        if opening or not (begun or live.state.is_late or live.state.session.is_entry):
            last = live.opening(all_older=all_older)
            if not last.is_empty:
                return _with_today(live, last, width, EVERYTHING if all_older else room)
        return agenda_rows(live, width, minutes)
    if tab is Tab.NOTES:
        return notes_rows(live, width, marked, drawn)
    if tab is Tab.GOALS:
        return goals.of(live, width)
    return _LISTS[tab](live, width)


def _with_today(
    live: LiveSession, opening: Opening, width: int, room: int
) -> Iterator[Row]:
    yield from opening_rows(live, opening, width, room)
    if live.state.of_tab(Tab.AGENDA):
        yield heading("Today")
        yield from _today(live, live.state.of_tab(Tab.AGENDA), width)


def _today(live: LiveSession, lines: Sequence[Line], width: int) -> Iterator[Row]:
    """Lines of the Agenda tab, each with what it answers."""
    answered = live.state.answered(lines)
    for line in lines:
        yield line_row(line, width, timed=False, answers=answered.get(line.id))


def print_lines(live: LiveSession, width: int) -> list[str]:
    """The session's print, no wider than a page."""
    text = live.prints.summary(width=min(DEFAULT_WIDTH, width - 2))
    return [f" {line}" for line in text.rstrip("\n").split("\n")]
