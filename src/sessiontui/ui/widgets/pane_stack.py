"""The place above the line: one pane at a time, each made when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container

from sessiontui.ui.widgets.row_list import Rows
from sessiontui.ui.widgets.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.content import Content

Pane = Rows | TextView
TEXT = "text"
"""The pane for a text that is looked at for a while: help, a past session."""


class Panes(Container):
    """Lists and texts by name."""

    def __init__(self, first: Pane) -> None:
        """Begin with one pane."""
        super().__init__(first, id="panes")
        self._name_shown = self._before_text = str(first.id)

    @property
    def name_shown(self) -> str:
        """The name of the pane that is shown."""
        return self._name_shown

    @property
    def shown(self) -> Pane:
        """The pane that is shown."""
        pane = self.query_one(f"#{self.name_shown}")
        assert isinstance(pane, Pane)  # noqa: S101 - only panes are ever mounted here
        return pane

    @property
    def rows(self) -> Rows | None:
        """The shown list, if a list is shown."""
        return self.shown if isinstance(self.shown, Rows) else None

    def show(self, name: str, make: type[Pane] = Rows) -> None:
        """Show a pane; one that was never shown is made now."""
        if name == self.name_shown:
            return
        if self.rows is not None:
            self.rows.highlighted = None
        with self.app.batch_update():
            self.shown.display = False
            if not self.query(f"#{name}"):
                self.mount(make(id=name))
            self._name_shown = name
            self.shown.display = True

    def empty_others(self) -> None:
        """Keep nothing in the panes that are not shown."""
        for pane in self.query_children("*"):
            if isinstance(pane, Rows | TextView) and pane.id != self.name_shown:
                pane.show(())

    def show_text(self, lines: Iterable[str | Content]) -> None:
        """Show a text in place of the list, for a while."""
        if self.name_shown != TEXT:
            self._before_text = self.name_shown
        self.show(TEXT, TextView)
        self.query_one(f"#{TEXT}", TextView).show(lines)

    def close_text(self) -> bool:
        """Go back from a text to the pane before it; False when none was shown."""
        if self.name_shown != TEXT:
            return False
        self.show(self._before_text)
        return True
