"""The client view: what the table of kinds allows, and no hint of anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.kinds.lookup import ACTIVE, Kind
from sessiontui.domain.prints.words.joined_lines import joined
from sessiontui.domain.session.goals import status
from sessiontui.ui.presenters.formatting import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sessiontui.domain.entities import Line
    from sessiontui.services.session.session import LiveSession


THANKS = "Thank you."
"""All that stands there once no question is left."""
_LEAST_ROOM = 6
"""Rows below which a title stands wherever it comes."""
_ENDLESS = 10_000


def client_lines(live: LiveSession, width: int, room: int = 0) -> Iterator[Content]:
    """The view as lines, generously spaced; of the questions those with an answer.

    With `room` for so many rows, no title stands at the foot of a page over nothing.
    """
    told = 0
    for title, texts in _titled(live):
        block = list(_block(title, texts, width))
        if block and (behind := _page_end(told, room) - told) < _with_title(block):
            yield from [Content("")] * behind
            told += behind
        yield from block
        told += len(block)


def _titled(live: LiveSession) -> Iterator[tuple[str, list[str]]]:
    for title, lines in _groups(live):
        yield title, words_for_client(lines)
    for prompt, answers in live.state.answers():
        yield prompt.question, words_for_client(answers)


def _page_end(told: int, room: int) -> int:
    """The line with which the page ends that the next line stands on.

    A page that is turned begins with the last row of the one before.
    """
    if room < _LEAST_ROOM:
        return told + _ENDLESS
    end = room
    while end <= told:
        end += room - 1
    return end


def _with_title(block: list[Content]) -> int:
    """The rows of a block down to its first words, which belong together."""
    blank = [place for place, line in enumerate(block) if not line.plain]
    return blank[1] + 2


def _groups(live: LiveSession) -> Iterator[tuple[str, Iterable[Line]]]:
    yield "For today", (line for line in live.state.lines if line.kind is Kind.AGENDA)
    notes = live.state.goal_notes
    yield "What I want", (x for x in live.state.goals if status(x, notes) == ACTIVE)
    yield "What I bring", live.state.strengths()
    yield "To try", _to_try(live)


def _to_try(live: LiveSession) -> Iterator[Line]:
    """Today's homework, and that to which today a smaller version was added."""
    today = {line.id for line in live.state.lines}
    for card in live.state.cards():
        if card.head.id in today or any(x.id in today for x in card.smaller):
            yield from (card.head, *card.smaller)


def words_for_client(lines: Iterable[Line]) -> list[str]:
    """The words read from the lines: the one way by which any come in here."""
    shown = (x for x in lines if x.row.shown_to_client(x.sub) and x.text.strip())
    return [f"{words} ✓" if line.done else words for line, words in joined(shown)]


def _block(title: str, texts: list[str], width: int) -> Iterator[Content]:
    if not texts:
        return
    yield Content("")
    yield from (
        Content.assemble((f"   {part.lstrip()}", "bold"))
        for part in folded(title, width, 6).split("\n")
    )
    yield Content("")
    for text in texts:
        for number, part in enumerate(folded(text, width, 6).split("\n")):
            yield Content(f"{'   · ' if number == 0 else '     '}{part.lstrip()}")
        yield Content("")
