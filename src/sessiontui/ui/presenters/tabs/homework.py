"""Homework as cards: the words, then in one dim row what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.session.homework import when_of
from sessiontui.ui.presenters.formatting import labelled, line_row
from sessiontui.ui.presenters.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sessiontui.domain.entities import Line
    from sessiontui.domain.session.homework import Card


def homework_rows(
    cards: Iterable[Card], strengths: Mapping[int, Line], width: int
) -> Iterator[Row]:
    """Each card with its obstacle, its smaller version and how it went."""
    for card in cards:
        goal = f"  #{card.head.goal}" if card.head.goal is not None else ""
        yield labelled("", card.head.label, f"{card.head.text}{goal}", width, card.head)
        if facts := card_facts(card, strengths):
            yield dim(labelled("", "", facts, width, None))
        for line in (*card.obstacles, *card.smaller):
            yield labelled("", line.label, line.text, width, line)
        if card.outcome:
            yield line_row(card.outcome, width, timed=False)


def card_facts(card: Card, strengths: Mapping[int, Line]) -> str:
    """When, how likely, and which strength it builds on; nothing for what is unsaid."""
    facts = []
    if when := when_of(card.head.text):
        facts.append(f"when: {when}")
    if card.smaller and (when := when_of(card.smaller[-1].text)):
        facts.append(f"when smaller: {when}")
    if card.likely:
        facts.append(f"likely: {' → '.join(map(str, card.likely))}%")
    builds_on = strengths.get(card.head.builds_on or 0)
    if builds_on:
        facts.append(f"builds on: {builds_on.text}")
    return " · ".join(facts)


def dim(row: Row) -> Row:
    """The same row, all of it quiet."""
    return Row(Content.assemble((row.content.plain, "dim")), row.value)


def bold(row: Row) -> Row:
    """The same row, all of it to be seen."""
    return Row(Content.assemble((row.content.plain, "bold")), row.value)
