"""A text of any length, drawn line by line: only what is seen costs anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

if TYPE_CHECKING:
    from collections.abc import Iterable


class TextView(ScrollView):
    """Lines of plain or styled text, to be looked at and scrolled."""

    can_focus = False
    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._told: tuple[str | Content, ...] = ()
        self._lines: tuple[Content, ...] = ()

    @property
    def lines(self) -> tuple[Content, ...]:
        """The whole text."""
        return self._lines

    def show(self, lines: Iterable[str | Content], first: int = 0) -> None:
        """Show these lines from the top, or from the `first`; strings are literal."""
        told = tuple(lines)
        if told == self._told:
            return
        self._told = told
        new = tuple(x if isinstance(x, Content) else Content(x) for x in told)
        self._lines = new
        self.virtual_size = Size(
            max((line.cell_length for line in new), default=0), len(new)
        )
        if first:
            self.call_after_refresh(
                self.scroll_to, y=first, animate=False, immediate=True
            )
        self.refresh()

    def to_end(self) -> None:
        """Show the last lines."""
        self.scroll_end(animate=False, immediate=True)

    def page(self, by: int) -> None:
        """Turn a page."""
        step = max(1, self.scrollable_content_region.height - 1)
        self.scroll_relative(y=by * step, animate=False, immediate=True)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        place = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        style = self.visual_style
        if place >= len(self._lines):
            return Strip.blank(width, style.rich_style)
        strips = Visual.to_strips(self, self._lines[place], width, 1, style)
        strip = strips[0] if strips else Strip.blank(width, style.rich_style)
        return strip.crop_extend(0, width, style.rich_style)
