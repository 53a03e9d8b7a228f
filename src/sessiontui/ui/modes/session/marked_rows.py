"""Marking rows on the Notes tab: what is done then is done to all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sessiontui.ui.modes.base import FOUND, Effect, Layer, Mode
from sessiontui.ui.presenters import hints

if TYPE_CHECKING:
    from sessiontui.ui.modes.base import At


@dataclass(frozen=True, slots=True)
class MarkedRows(Mode):
    """Rows are marked; Enter does to them what the line says, Del removes them."""

    ids: frozenset[int]
    layer: ClassVar[Layer] = Layer.MARKS

    def hint(self, at: At, width: int) -> str | None:
        """The things to do with the marked rows together."""
        if at.text or at.pane == FOUND:
            return None
        return hints.marked(width, len(at.chosen_ids))

    def escape(self, at: At) -> Effect | None:
        """Let go of the marks; over search hits they are not seen, and these go."""
        if at.pane == FOUND and not at.choosing:
            return None
        return Effect(lets_go=True, leaves=(MarkedRows,), says="")

    def row_key(self, key: str, at: At) -> Effect | None:
        """Remove all that are marked and the selected one; Space is a single row's."""
        if key != "delete" or at.line is None or at.session is None:
            return None
        return Effect(came=at.session.edits.remove(at.lines), leaves=(MarkedRows,))


def toggled(line_id: int, at: At) -> Effect:
    """Mark a line, or take its mark away."""
    ids = at.marked ^ {line_id}
    if not ids:
        return Effect(leaves=(MarkedRows,), says="")
    return Effect(enters=MarkedRows(ids), says="")
