"""The place above the line: one pane at a time, each made when it is first shown."""

from __future__ import annotations

from textual.containers import Container

from sessiontui.ui.widgets.row_list import RowList
from sessiontui.ui.widgets.text_view import TextView

Pane = RowList | TextView


class PaneStack(Container):
    """Lists and texts by name."""

    def __init__(self, first: Pane) -> None:
        """Begin with one pane."""
        super().__init__(first, id="panes")
        self._name_shown = str(first.id)

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
    def rows(self) -> RowList | None:
        """The shown list, if a list is shown."""
        return self.shown if isinstance(self.shown, RowList) else None

    def show(self, name: str, make: type[Pane] = RowList) -> None:
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
            if isinstance(pane, RowList | TextView) and pane.id != self.name_shown:
                pane.show(())
