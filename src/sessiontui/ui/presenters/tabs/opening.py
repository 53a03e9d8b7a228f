"""From last time: what to be glad of, what to ask about, what to do differently."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.prints.words.joined_lines import joined
from sessiontui.domain.session.opening import (
    CHECK_IN,
    RISK_LAST_TIME,
    OlderRow,
    newest_requests,
)
from sessiontui.ui.presenters.formatting import (
    aside,
    heading,
    is_narrow,
    labelled,
    plain_row,
)
from sessiontui.ui.presenters.tabs.homework import bold, card_facts, dim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sessiontui.domain.entities import Line
    from sessiontui.domain.session.opening import Opening
    from sessiontui.services.session.session import LiveSession
    from sessiontui.ui.presenters.row import Row

_OLDER = {Kind.HOMEWORK: "ask about", Kind.AGENDA: "not reached"}
_ROWS = 2
"""Screen rows that one line may take, so that the whole fits without scrolling."""
EVERYTHING = 10_000
"""Room for all there is."""
_ASKED, _FIRST, _NEXT, _FACTS, _GLAD, _LEFT, _LAST = range(7)
"""The order in which rows find room: what to ask about always, other strengths last."""
_TURNS = (
    *((place, rows) for rows in range(1, _ROWS + 1) for place in (_ASKED, _FIRST)),
    *((place, rows) for place in range(_NEXT, _LAST + 1) for rows in (1, _ROWS)),
)
"""Turns in finding room, and in how many rows: first one for each that counts."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something of last time: when it finds room, and what it is in so many rows."""

    place: int
    drawn: Callable[[int], Row]
    waits: bool = False
    """It is counted where it finds no room."""


def opening_rows(
    live: LiveSession, opening: Opening, width: int, room: int = EVERYTHING
) -> Iterator[Row]:
    """Strengths first, then wins, homework, what was asked for, and what was left.

    What to ask about is always there. The rest is there as far as it has room in so
    many rows of the screen, in the order of its use.
    """
    shown, hidden = _fitted(live, opening, width, room)
    if hidden:
        # What waits is never just left out: the row that counts it needs room, too.
        _, hidden = _fitted(live, _counting(opening, hidden), width, room)
        shown, _ = _fitted(live, _counting(opening, hidden), width, room)
    return iter(shown)


def _counting(opening: Opening, hidden: int) -> Opening:
    """The opening with a row that counts what finds no room, beside what is older."""
    older = opening.older_row or OlderRow(0)
    row = replace(older, count=older.count + hidden, last=True)
    return replace(opening, older_row=row)


def _fitted(
    live: LiveSession, opening: Opening, width: int, room: int
) -> tuple[tuple[Row, ...], int]:
    """The rows that find room, and how much of what waits finds none."""
    pieces = tuple(_pieces(live, opening, width))
    shown: dict[int, Row] = {}
    for place, rows in _TURNS:
        for number, piece in enumerate(pieces):
            if piece.place != place:
                continue
            row, before = piece.drawn(rows), shown.get(number)
            more = _height(row) - (_height(before) if before else 0)
            if more <= room or (place == _ASKED and before is None):
                shown[number] = row
                room -= more
    hidden = [x for x, piece in enumerate(pieces) if piece.waits and x not in shown]
    return tuple(shown[number] for number in sorted(shown)), len(hidden)


def _height(row: Row) -> int:
    return row.content.plain.count("\n") + 1


def _pieces(live: LiveSession, opening: Opening, width: int) -> Iterator[_Piece]:
    """All there is of last time, as it stands on the screen from top to bottom."""

    def told(place: int, label: str, words: str, value: object = None) -> _Piece:
        return _Piece(
            place, lambda most: labelled("", label, words, width, value, most)
        )

    if not opening.is_empty:
        yield _as_it_is(_ASKED, heading("From last time"))
    if opening.ended:
        yield _as_it_is(_ASKED, aside(opening.ended_words, width))
    if opening.check_in:
        yield _as_it_is(_ASKED, bold(aside(CHECK_IN, width)))
    for lines in (opening.strengths, opening.wins):
        for place, line in zip((_FIRST, _GLAD), lines, strict=False):
            yield told(place, line.label, line.text, line)
        for line in lines[2:]:
            yield told(_LAST, line.label, line.text, line)
    for line in opening.follow_ups:
        yield _as_it_is(_ASKED, plain_row(opening.follow_up_words(line), width, line))
    if opening.risk:
        yield _as_it_is(_ASKED, plain_row(RISK_LAST_TIME, width, opening.risk))
    how = "@0–@4" if is_narrow(width) else "(how did it go? @0–@4)"
    for card in opening.homework:
        ((_, task),) = joined((card.head, *card.smaller))
        yield told(_ASKED, "ask about", f"{task}  {how}", card.head)
        if facts := card_facts(card, live.state.built_on((card.head,))):
            yield _quiet(told(_FACTS, "", facts))
    newest, more = newest_requests(opening.differently)
    for line in newest:
        yield told(_ASKED, "differently", line.text, line)
    if more:
        yield _quiet(told(_NEXT, "", _more(more)))
    for line in opening.parked:
        yield told(_ASKED, "parked", line.text, line)
    for place, line in enumerate(opening.unfinished):
        piece = told(_LEFT if place else _NEXT, "not reached", line.text, line)
        yield replace(piece, waits=True)
    if opening.older_row:
        words = f"{opening.older_row.words} · Enter lists them"
        yield _quiet(told(_ASKED, "", words, opening.older_row))
    for line in opening.older:
        words = f"{line.text} · {opening.days.get(line.session_id, '')}"
        yield told(_ASKED, _OLDER.get(line.kind, line.label), words, line)
    for row in quiet_words(opening, width):
        yield _as_it_is(_NEXT, row)


def _as_it_is(place: int, row: Row) -> _Piece:
    return _Piece(place, lambda _: row)


def _quiet(piece: _Piece) -> _Piece:
    return _Piece(piece.place, lambda most: dim(piece.drawn(most)))


def request_rows(requests: tuple[Line, ...], width: int) -> Iterator[Row]:
    """The client's wishes that are still open: the newest, and how many more."""
    newest, more = newest_requests(requests)
    for line in newest:
        yield labelled("", "differently", line.text, width, line, _ROWS)
    if more:
        yield dim(labelled("", "", _more(more), width, None))


def _more(count: int) -> str:
    return f"and {count} more · /progress"


def quiet_words(opening: Opening, width: int) -> Iterator[Row]:
    """The things that a therapist may want to do once, said once, dim."""
    if opening.ask_anew:
        yield aside(
            "The closing questions were left open three times. Another way: "
            "/ask closing, or F7 and let them type; Ctrl+T comes back.",
            width,
        )
    if opening.consent_open:
        yield aside(
            "Notes discussed with the client?  /consent yes, declined or later", width
        )
