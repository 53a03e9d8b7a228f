"""A text area in which a paragraph may be of any length (`Feature.LINES`).

How its words wrap, and what is drawn, is not worked out anew at every key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Document, DocumentNavigator

from sessiontui.ui.terminal.wrapping import LONG, QuickWrap

if TYPE_CHECKING:
    from textual.geometry import Region


class LongLines:
    """Methods that take the place of some of one text area."""

    def __init__(self, area: TextArea) -> None:
        """Take their place; the area may be in the middle of its construction."""
        self._area = area
        self._restyled = True
        vars(area).update(
            _set_document=self.set_document,
            _render_line=self.render_line,
            notify_style_update=self.notify_style_update,
            render_lines=self.render_lines,
            scroll_cursor_visible=self.scroll_cursor_visible,
        )

    def set_document(self, text: str, language: str | None) -> None:
        """Take words on, which are in no programming language."""
        del language
        area = self._area
        area.document = Document(text)
        area.wrapped_document = QuickWrap(area.document, tab_width=area.indent_width)
        area.navigator = DocumentNavigator(area.wrapped_document)
        area._build_highlight_map()
        area.move_cursor((0, 0))
        area._rewrap_and_refresh_virtual_size()

    def notify_style_update(self) -> None:
        """Take the styles anew at the next drawing."""
        self._restyled = True
        type(self._area).notify_style_update(self._area)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw; unlike Textual, without asking for all styles at every key."""
        area = self._area
        if self._restyled:
            self._restyled = False
            return type(area).render_lines(area, crop)
        return super(TextArea, area).render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw a row; of a long paragraph without looking at the rest of it."""
        area = self._area
        wrapped, place = area.wrapped_document, y + area.scroll_offset.y
        if isinstance(wrapped, QuickWrap) and place < wrapped.height:
            row, section = wrapped.row_at(place)
            line = area.document[row]
            if len(line) > LONG and "\t" not in line:
                return self._render_row(row, *wrapped.span(row, section))
        return type(area)._render_line(area, y)

    def _render_row(self, row: int, begin: int, end: int) -> Strip:
        area = self._area
        line, theme = area.document[row], area._theme
        # Behind the last word there is room for the cursor.
        room = " " if end == len(line) else ""
        text = Text(line[begin:end] + room, end="", no_wrap=True)
        top, bottom = sorted(area.selection)
        if top != bottom and top[0] <= row <= bottom[0] and theme.selection_style:
            left = top[1] if top[0] == row else 0
            right = bottom[1] if bottom[0] == row else len(line)
            if left < end and right > begin:
                left, right = max(left, begin), min(right, end)
                text.stylize(theme.selection_style, left - begin, right - begin)
        cursor_row, column = area.selection.end
        if (
            cursor_row == row
            and begin <= column < begin + len(text)
            and area._draw_cursor
            and theme.cursor_style
        ):
            text.stylize(theme.cursor_style, column - begin, column - begin + 1)
        strip = Strip(text.render(area.app.console), cell_length=text.cell_len)
        width = area.scrollable_content_region.size.width
        strip = strip.extend_cell_length(width, theme.base_style)
        return strip.apply_style(theme.base_style or area.rich_style)

    def scroll_cursor_visible(
        self, center: bool = False, animate: bool = False
    ) -> Offset:
        """Scroll to the cursor, where there is anything to scroll."""
        area = self._area
        if area.max_scroll_y or area.scroll_y:
            return type(area).scroll_cursor_visible(area, center, animate)
        area._recompute_cursor_offset()  # type: ignore[no-untyped-call]
        return Offset(0, 0)
