"""From last time: what to be glad of, what to ask about, what to do differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.opening import newest_requests
from sessiontui.domain.together import together
from sessiontui.ui.panes.cards import card_facts, dim
from sessiontui.ui.show import aside, heading, is_narrow, labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.domain.models import Line
    from sessiontui.domain.opening import Opening
    from sessiontui.live import LiveSession
    from sessiontui.ui.widgets.rows import Row

_FEW = 2
"""How many of a kind a narrow screen shows of what is only to be glad of."""
_ROWS = 2
"""Screen rows that one line may take, so that the whole fits without scrolling."""


def opening_rows(live: LiveSession, opening: Opening, width: int) -> Iterator[Row]:
    """Strengths first, then wins, homework, what was asked for, and what was left."""
    if not opening.is_empty:
        yield heading("From last time")
    narrow = is_narrow(width)
    few = _FEW if narrow else None
    for line in (*opening.strengths[:few], *opening.wins[:few]):
        yield labelled("", line.label, line.text, width, line, _ROWS)
    for card in opening.homework:
        how = "@0–@4" if narrow else "(how did it go? @0–@4)"
        ((_, task),) = together((card.head, *card.smaller))
        words = f"{task}  {how}"
        yield labelled("", "ask about", words, width, card.head, _ROWS)
        facts = card_facts(card, live.built_on((card.head,)))
        if facts and not narrow:
            yield dim(labelled("", "", facts, width, None, _ROWS))
    yield from request_rows(opening.differently, width)
    for line in opening.parked:
        yield labelled("", "parked", line.text, width, line, _ROWS)
    for line in opening.unfinished[: few and 1]:
        yield labelled("", "not reached", line.text, width, line, _ROWS)
    yield from quiet_words(opening, width)


def request_rows(requests: tuple[Line, ...], width: int) -> Iterator[Row]:
    """What the client asked for and is still open: the newest, and how many more."""
    newest, more = newest_requests(requests)
    for line in newest:
        yield labelled("", "differently", line.text, width, line, _ROWS)
    if more:
        yield dim(labelled("", "", f"and {more} more · /progress", width, None))


def quiet_words(opening: Opening, width: int) -> Iterator[Row]:
    """What the therapist may want to do once, said once, dim."""
    if opening.ask_anew:
        yield aside(
            "The closing questions were left open three times. Another way: "
            "/ask closing, or F7 and let them type.",
            width,
        )
    if opening.consent_open:
        yield aside(
            "Notes discussed with the client?  /consent yes, declined or later", width
        )
