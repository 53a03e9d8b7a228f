"""The client view: what the table of kinds allows, and no hint of anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.goals import status
from sessiontui.domain.kinds import LET_GO, Kind, Tab
from sessiontui.ui.show import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.domain.models import Line
    from sessiontui.live import LiveSession

_GROUPS = (
    (Kind.AGENDA, "For today"),
    (Kind.GOAL, "What I want"),
    (Kind.STRENGTH, "What I bring"),
    (Kind.HOMEWORK, "To try"),
)


def client_lines(live: LiveSession, width: int) -> Iterator[Content]:
    """The view as lines, generously spaced."""
    for kind, title in _GROUPS:
        lines = [line for line in _of(live, kind) if line.row.shown_to_client(line.sub)]
        if lines:
            yield from _block(title, [_words(line) for line in lines], width)
    for prompt, answers in live.answers():
        yield from _block(prompt.question, [line.text for line in answers], width)


def _of(live: LiveSession, kind: Kind) -> tuple[Line, ...]:
    if kind is Kind.GOAL:
        notes = live.goal_notes
        return tuple(x for x in live.goals if status(x, notes) != LET_GO)
    if kind is Kind.STRENGTH:
        return live.strengths()
    if kind is Kind.HOMEWORK:
        today = {line.id for line in live.lines}
        return tuple(card.to_try for card in live.cards() if card.head.id in today)
    return tuple(line for line in live.of_tab(Tab.AGENDA) if line.kind is kind)


def _words(line: Line) -> str:
    tick = " ✓" if line.done else ""
    return f"{line.text}{tick}"


def _block(title: str, texts: list[str], width: int) -> Iterator[Content]:
    yield Content("")
    yield from (
        Content.assemble((f"   {part}", "bold"))
        for part in folded(title, width, 6).split("\n")
    )
    yield Content("")
    for text in texts:
        for number, part in enumerate(folded(text, width, 6).split("\n")):
            yield Content(f"{'   · ' if number == 0 else '     '}{part.lstrip()}")
        yield Content("")
