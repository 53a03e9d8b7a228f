"""Search hits as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.ui.show import aside, folded, words_of
from sessiontui.ui.widgets.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sessiontui.domain.models import Found


def found_rows(found: Iterable[Found], width: int) -> Iterator[Row]:
    """Each hit with whose it is and when it was, newest first."""
    none = True
    for hit in found:
        none = False
        head = (
            f"  {hit.client.code} · session {hit.session_number} · "
            f"{hit.started_at.astimezone():%Y-%m-%d} · {hit.line.label}\n    "
        )
        words = folded(words_of(hit.line), width, 4)
        yield Row(Content.assemble((head, "dim"), words), hit.line)
    if none:
        yield aside("Nothing found. A word's beginning is enough.", width)
