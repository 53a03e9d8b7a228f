"""Words on a line that records nothing: they are looked for, or are a /word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from sessiontui.domain.grammar.parser import Context, Goto, SlashCommand, read_line
from sessiontui.ui.modes.base import Effect, Layer, Mode
from sessiontui.ui.modes.read_text import ReadText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sessiontui.ui.modes.base import At
    from sessiontui.ui.presenters.progress import ProgressTab


@dataclass(frozen=True, slots=True)
class ReadOnlyLine(Mode):
    """Words typed come before what is shown: Escape clears them first."""

    refused: str
    """The sentence where a line would be recorded."""
    tabs: Mapping[str, ProgressTab] = field(default_factory=dict)
    """The tabs that a /word leads to."""
    closes_text: bool = False
    """Escape closes a text together with the words."""
    layer: ClassVar[Layer] = Layer.LINE

    def enter(self, at: At) -> Effect | None:
        """Do what a /word says."""
        if not at.text.startswith("/"):
            return None
        reading = read_line(at.text, Context(goals_label=at.settings.goals_label))
        tab = self.tabs.get(at.text[1:].strip().casefold())
        if tab is None and isinstance(reading, Goto):
            tab = self.tabs.get(reading.tab.value)
        if tab is not None:
            return Effect(line="", then=tab)
        if isinstance(reading, SlashCommand):
            return Effect(line="", then=reading, carried=at.text)
        return Effect(holds=True, says=self.refused)

    def escape(self, at: At) -> Effect | None:
        """Let go of a selected row, else clear the words."""
        if not at.text:
            return None
        if at.choosing:
            return Effect(lets_go=True)
        return Effect(line="", leaves=(ReadText,) if self.closes_text else ())
