"""The rows of a search: each hit with whose it is, and the words looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.search_query import places
from sessiontui.ui.presenters.formatting import aside, folded, words_of
from sessiontui.ui.presenters.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.domain.entities import SearchHit


def hit_rows(
    found: tuple[SearchHit, ...], width: int, words: tuple[str, ...] = ()
) -> Iterator[Row]:
    """Each hit with whose it is and when it was; the words looked for underlined."""
    for hit in found:
        where = f"{hit.client.code} · {hit.session_name} · {hit.day} · {hit.label}"
        head = f"  {folded(where, width, 2)}\n    "
        text = folded(words_of(hit.line), width, 4)
        said = Content(text)
        for start, end in places(text, words):
            said = said.stylize("underline", start, end)
        yield Row(Content.assemble((head, "dim"), said), hit.line)
    if not found:
        yield aside("Nothing found. A word's beginning is enough.", width)
