"""Browsing the tabs of a session: Enter records the line, or edits the selected one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sessiontui.domain.kinds.index import Tab
from sessiontui.ui.modes.base import Layer, Mode, Step
from sessiontui.ui.modes.edit import open_line
from sessiontui.ui.modes.mark import Mark, toggled
from sessiontui.ui.modes.record import record
from sessiontui.ui.presenters import hints

if TYPE_CHECKING:
    from sessiontui.ui.modes.base import At


@dataclass(frozen=True, slots=True)
class Browse(Mode):
    """A tab of a session."""

    tab: Tab
    opening: bool = False
    """Whether From last time is looked at again."""
    layer: ClassVar[Layer] = Layer.HOME

    @property
    def is_text(self) -> bool:
        """The Summary tab is one text."""
        return self.tab is Tab.SUMMARY

    @property
    def pane(self) -> str:
        """Each tab has its own."""
        return f"tab-{self.tab}"

    def chip(self, at: At) -> str | None:
        """What the line would be recorded as."""
        if at.session is None:
            return None
        if at.session.state.session.signed_at and not at.text.startswith("/"):
            return "signed"
        return hints.chip(
            at.text, at.session.state.context(self.tab), at.session.reader.read
        )

    def hint(self, at: At, width: int) -> str:
        """Help for the line, for the selected row, or for the print."""
        if named := at.goals_named(width):
            return named
        if at.choosing and not at.text:
            return hints.choosing(width, self.tab)
        if self.is_text and not at.text and at.session is not None:
            further = "/amend" if at.session.state.session.signed_at else "/sign"
            parts = (f"{at.key('save')} writes it", further, "/format NAME", "/copy")
            return hints.fitting(parts, width)
        if self.tab is Tab.HELPED and not at.text:
            ways = (f"{at.key('feedback')} lets them type", f"{at.key('view')} back")
            return hints.fitting(ways, width)
        return hints.hint(at.text, width, at.settings.goals_label, self.tab)

    def enter(self, at: At) -> Step | None:
        """Record the line, or open the selected one to edit it."""
        if at.session is None:
            return None
        if at.line is not None and not at.text:
            return open_line(at.line, at.session)
        return record(at.session, at)

    def escape(self, at: At) -> Step:
        """Let go of the selected row."""
        del at
        return Step(lets_go=True)

    def row_key(self, key: str, at: At) -> Step | None:
        """Tick or mark the selected line, or remove it with all that are marked."""
        if at.line is None or at.session is None:
            return None
        changes = at.session.edits
        if key == "delete":
            removed = changes.remove(at.lines or (at.line,))
            return Step(came=removed, leaves=(Mark,))
        if self.tab is Tab.NOTES:
            return toggled(at.line.id, at)
        return Step(came=changes.tick(at.line), moves_on=True)

    def carry_row(self, by: int, at: At) -> Step | None:
        """Move the selected line up or down; the selection goes with it."""
        if at.line is None or at.session is None:
            return None
        moved = at.session.edits.reorder(at.line, by, self.tab)
        return Step(came=moved, chooses=at.line)
