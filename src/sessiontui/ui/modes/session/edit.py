"""Editing a recorded line: its words stand on the line until Enter or Escape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sessiontui.errors import NotFoundError
from sessiontui.ui.modes.base import Effect, Layer, Mode
from sessiontui.ui.modes.session.marked_rows import MarkedRows
from sessiontui.ui.modes.session.record import recorded
from sessiontui.ui.presenters import hints

if TYPE_CHECKING:
    from sessiontui.domain.entities import Line
    from sessiontui.services.session.session import LiveSession
    from sessiontui.ui.modes.base import At


@dataclass(frozen=True, slots=True)
class Edit(Mode):
    """A recorded line is being edited; the draft names it beside the words."""

    of: Line
    layer: ClassVar[Layer] = Layer.LINE

    def chip(self, at: At) -> str:
        """The kind of line that is edited."""
        del at
        return f"edit {self.of.label}"

    def hint(self, at: At, width: int) -> str | None:
        """The marks that the edit would lose, or help for what stands on the line."""
        if at.session is None:
            return None
        edits = at.session.edits
        opened = at.text == edits.opened(self.of).text
        if not opened and (named := at.goals_named(width)):
            return named
        if told := edits.told(self.of, at.text):
            return " · ".join(told)
        if at.text.startswith("/") or len(at.text) <= 1:
            return hints.hint(at.text, width, at.settings.goals_label)
        return hints.editing(*edits.becomes(self.of, at.text), width)

    def enter(self, at: At) -> Effect | None:
        """Keep the edit, or record a new line where this one is gone meanwhile."""
        if at.session is None:
            return None
        try:
            came = at.session.edits.edit(self.of, at.text)
        except NotFoundError:
            came = at.session.enter(at.text, at.tab)
        return recorded(came, at, Edit)

    def escape(self, at: At) -> Effect:
        """Leave the line as it was recorded; Ctrl+Z brings back what was typed."""
        if at.session and at.text == at.session.edits.opened(self.of).text:
            return Effect(leaves=(Edit,), line="", says="")
        return Effect(leaves=(Edit,), clears=True)


def open_line(line: Line, live: LiveSession) -> Effect:
    """Put a recorded line's words on the line, to be edited."""
    opened = live.edits.opened(line)
    return Effect(
        lets_go=True,
        leaves=(MarkedRows,),
        enters=Edit(line),
        line=opened.text,
        cursor=opened.cursor,
    )
