"""Rows of Waiting: with whom, what, and since when; nothing of a risk in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.waiting import Waits
from sessiontui.ui.presenters.formatting import aside, folded
from sessiontui.ui.presenters.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.domain.waiting import Waiting

_ROWS = 2
"""Screen rows that one's words may take."""


def waiting_rows(found: tuple[Waiting, ...], width: int) -> Iterator[Row]:
    """Each thing that waits, its words below it; a risk stands without them."""
    if not found:
        yield aside("Nothing waits.", width)
    for row in found:
        where = f"{row.client.code} · {row.when} · {row.label}"
        parts = [folded(where, width, 2)]
        if row.words and row.what is not Waits.FOLLOW_UP:
            parts.append("\n    " + folded(row.words, width, 4, _ROWS))
        head, *words = parts
        yield Row(Content.assemble((f"  {head}", "dim"), *words), row)


def request_lines(waits: Waiting, width: int) -> tuple[str, ...]:
    """A request for amendment in its words, and how it is answered."""
    said = waits.request.text if waits.request else ""
    how = "In a shell, with your words behind it (or denied in place of accepted):"
    parts = (
        f"{waits.client.code} · {waits.when} · {waits.label}",
        f"  {said}",
        how,
        f"  {waits.command}",
    )
    return tuple(
        f"  {line}" for part in parts for line in folded(part, width, 2, 99).split("\n")
    )
