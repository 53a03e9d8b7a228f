"""The frame of a screen: the texts around its line, in the room that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from sessiontui.domain.text import wrap
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.formatting import NARROW

if TYPE_CHECKING:
    from textual.content import Content

    from sessiontui.ui.screens.base import BaseScreen

_FIXED = frozenset({"head", "tabs", "rest"})
"""Places of one size: a new layout would also send the scrollbar of the list again."""
SHORT = 12
"""Rows below which the rule above the list is left out."""
_TINY = 6
"""Rows below which only the list and the line are left."""
_AROUND = 5
"""Head, tabs, rule, line and hint."""
_LEAST = 3
"""Head, tabs and a row of the list."""
_LINE = 8
"""Columns that the line has at least, however long the word before it is."""
_SAID, _SAID_SHORT = 6, 3
"""Rows that a sentence below the line may take, also on a short screen (frame.tcss)."""


class Frame:
    """The texts around the line of one screen."""

    def __init__(self, screen: BaseScreen) -> None:
        """Frame this screen, which shows nothing yet."""
        self._screen = screen
        self._shown: dict[str, str] = {}

    @property
    def width(self) -> int:
        """The columns that text may take."""
        screen = self._screen
        return max(8, min(screen.size.width, screen.settings.text_width))

    @property
    def is_narrow(self) -> bool:
        """Tell whether words are left out for want of columns."""
        return self.width < NARROW

    @property
    def list_room(self) -> int:
        """The rows that a list has while the line and the hint have one each."""
        height = self._screen.size.height
        return max(1, height - _AROUND + (1 if height < SHORT else 0))

    def note_size(self) -> None:
        """Tell the sheets what there is room for."""
        screen = self._screen
        screen.set_class(screen.size.height < SHORT, "-short")
        screen.set_class(screen.size.height < _TINY, "-tiny")
        screen.set_class(screen.size.width < NARROW, "-narrow")

    def put(
        self, name: str, text: str | Content, *, layout: bool | None = None
    ) -> None:
        """Show a text in its place; what has not changed is not sent again."""
        if self._shown.get(name) != repr(text):
            self._shown[name] = repr(text)
            layout = name not in _FIXED if layout is None else layout
            self._screen.query_one(f"#{name}", Static).update(text, layout=layout)

    def put_chip(self, chip: str) -> None:
        """Show what the line would be, where the line keeps room enough."""
        ways = (f" {chip} › ", " › ")
        self.put("chip", hints.first_fitting(ways, self.width - _LINE))

    def put_hint(self, said: str, status: str = "") -> None:
        """Show a sentence below the line, and a word at its right where there is room.

        On the blank screen only trouble is told.
        """
        screen, width = self._screen, self.width
        height = screen.size.height
        trouble = screen.trouble and bool(screen.said or screen.unsaved)
        most = _SAID_SHORT if height < SHORT else _SAID
        most = max(1, min(most, height - _LEAST - screen.line_input.rows))
        # Trouble is told as far as it goes, even where that is half a sentence.
        said = hints.less(said, width - 1, most, whole_words=not trouble) or (
            said if trouble else ""
        )
        gap = width - len(said) - len(status) - 2
        if not screen.said and gap > 1:
            said += f"{' ' * gap}{status}"
        is_long = len(said) >= width
        if is_long:
            # Each row begins where the first one does.
            said = wrap(said, width - 1).replace("\n", "\n ")
        self.put("hint", f" {said}")
        screen.query_one("#hint").set_class(is_long, "-long")
        self.put("rest", f" {screen.said}" if trouble else "")
        screen.query_one("#hint").set_class(trouble, "-trouble")
