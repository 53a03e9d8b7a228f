"""A session as it is about to be signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.entities import Line
from sessiontui.domain.prints.formats import DEFAULT_WIDTH
from sessiontui.domain.session.times import clock_time
from sessiontui.ui.presenters.formatting import (
    MARGIN,
    aside,
    folded,
    labelled,
    plain_row,
    words_of,
)
from sessiontui.ui.presenters.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.domain.signing_checklist import OpenThing
    from sessiontui.services.session.session import LiveSession


def checklist_rows(live: LiveSession, width: int) -> Iterator[Row]:
    """Each open thing by what it is and how many, and the print to be signed."""
    for thing in live.signing.checklist().things:
        yield plain_row(thing.sentence, width, thing, indent=1)
        for line in thing.lines if thing.each else ():
            yield labelled(_minute(line), line.label, "", width, line)
    yield aside(
        f"Signed by {live.state.preferences.signer}, as {live.signing.format}. "
        "After that nothing changes; /amend adds.",
        width,
        1,
    )
    yield Row(Content(""))
    text = live.signing.preview(min(DEFAULT_WIDTH, width - 2))
    yield from (Row(Content(f" {line}")) for line in text.rstrip("\n").split("\n"))


def words_behind(of: Line | OpenThing, width: int) -> tuple[str, ...]:
    """The words of the lines that a row is about; often none."""
    lines = (of,) if isinstance(of, Line) else of.lines
    told = [(f"{_minute(x)}{x.label}", words_of(x)) for x in lines]
    if not isinstance(of, Line) and of.words:
        told.append((of.sentence, of.words))
    return tuple(
        f"{MARGIN}{row}"
        for label, words in told
        for row in (label, *folded(words, width, len(MARGIN), 99).split("\n"), "")
    )


def _minute(line: Line) -> str:
    return f"{clock_time(line.at)}  "
