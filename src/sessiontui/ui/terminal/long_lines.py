"""A text area in which a paragraph may be of any length (`Feature.LINES`).

Textual wraps a whole paragraph anew at each key and cuts all of it for each row that
it draws: half a second a key in a pasted megabyte, and to be felt in a pasted e-mail.
Here only the rows that a key may change are wrapped, with the same result, and only
what is seen is drawn.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len, get_character_cell_size
from rich.text import Text
from textual._cells import cell_width_to_column_index
from textual._wrap import compute_wrap_offsets
from textual.expand_tabs import get_tab_widths
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Document, DocumentNavigator, WrappedDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.geometry import Region
    from textual.widgets.text_area import Location

LONG = 1_000
"""Letters from which a paragraph is not wrapped whole at each key."""
_PIECE = 4_000
_MANY = 10_000
"""Letters of an edit from which it costs no more to wrap everything."""


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


class QuickWrap(WrappedDocument):
    """A document whose rows follow each edit at the price of a few rows."""

    _wrapped_for: tuple[int, int] | None = None

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Wrap everything, unless it stands at this width already."""
        wanted = width, tab_width or self._tab_width
        if wanted == self._wrapped_for:
            return
        self._wrapped_for = self._width, self._tab_width = wanted
        self._wrap_offsets, self._tab_width_cache = [], []
        self._offset_to_line_info, self._line_index_to_offsets = [], []
        y = 0
        for row, line in enumerate(self.document.lines):
            tabs = get_tab_widths(line, self._tab_width)
            offsets = self._offsets(line, tabs) if width else []
            rows = len(offsets) + 1
            self._wrap_offsets.append(offsets)
            self._tab_width_cache.append([each for _, each in tabs])
            self._line_index_to_offsets.append(list(range(y, y + rows)))
            self._offset_to_line_info += [(row, section) for section in range(rows)]
            y += rows

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Wrap what an edit may have changed."""
        row = start[0]
        if self._width and row == old_end[0] == new_end[0] < len(self._wrap_offsets):
            line = self.document[row]
            if len(line) > LONG and "\t" not in line:
                self._wrap_within(row, start[1], old_end[1], new_end[1])
                return
        elif sum(map(len, self.document.lines[row : new_end[0] + 1])) > _MANY:
            self._wrapped_for = None
            self.wrap(self._width)
            return
        super().wrap_range(start, old_end, new_end)

    def _wrap_within(self, row: int, start: int, old_end: int, new_end: int) -> None:
        line, old = self.document[row], self._wrap_offsets[row]
        by = new_end - old_end
        # A word that became shorter may fit on the row above it, and it begins at
        # most one row above the one that it was changed on.
        sure = max(0, bisect_right(old, start) - 2)
        new = old[:sure]
        for offset in self._breaks(line, new[-1] if new else 0):
            new.append(offset)
            if offset > new_end:
                same = bisect_left(old, offset - by)
                if same < len(old) and old[same] == offset - by:
                    new += (
                        [each + by for each in old[same + 1 :]]
                        if by
                        else old[same + 1 :]
                    )
                    break
        self._wrap_offsets[row] = new
        self._tab_width_cache[row] = [0]
        self._grow(row, len(new) - len(old))

    def _grow(self, row: int, by: int) -> None:
        """Give a paragraph more rows, or fewer."""
        if not by:
            return
        ys = self._line_index_to_offsets[row]
        rows, below = len(ys), ys[-1] + 1
        if by > 0:
            ys += range(below, below + by)
            more = [(row, section) for section in range(rows, rows + by)]
            self._offset_to_line_info[below:below] = more
        else:
            del ys[by:]
            del self._offset_to_line_info[below + by : below]
        for after in range(row + 1, len(self._line_index_to_offsets)):
            self._line_index_to_offsets[after] = [
                y + by for y in self._line_index_to_offsets[after]
            ]

    def _offsets(self, line: str, tabs: list[tuple[str, int]]) -> list[int]:
        if "\t" in line:
            # How wide a tab is depends on all that stands before it.
            return compute_wrap_offsets(
                line, self._width, self._tab_width, precomputed_tab_sections=tabs
            )
        return list(self._breaks(line, 0))

    def _breaks(self, line: str, start: int) -> Iterator[int]:
        """The beginnings of the rows behind the one at `start`, piece by piece."""
        length = _PIECE
        while True:
            piece = line[start : start + length]
            found = _breaks_within(piece, self._width, self._tab_width)
            yield from (start + each for each in found)
            if start + length >= len(line):
                return
            # What begins behind the last break may go on in the next piece.
            length = _PIECE if found else 2 * length
            start += found[-1] if found else 0

    # Where something stands, from its own row alone

    def row_at(self, y: int) -> tuple[int, int]:
        """The paragraph that a row of the screen belongs to, and which row of it."""
        return self._offset_to_line_info[y]

    def span(self, row: int, section: int) -> tuple[int, int]:
        """The beginning and end of a row in its paragraph."""
        offsets = self._wrap_offsets[row]
        begin = offsets[section - 1] if section else 0
        return begin, (
            offsets[section] if section < len(offsets) else len(self.document[row])
        )

    def get_sections(self, line_index: int) -> list[str]:
        """The rows of a paragraph."""
        line = self.document[line_index]
        places = (0, *self._wrap_offsets[line_index], len(line))
        return [line[begin:end] for begin, end in pairwise(places)]

    def location_to_offset(self, location: Location) -> Offset:
        """The place on the screen of a place in the text."""
        row, column = location
        row = max(0, min(row, len(self._line_index_to_offsets) - 1))
        line = self.document[row]
        if "\t" in line:
            return super().location_to_offset((row, column))
        section = bisect_right(self._wrap_offsets[row], column)
        begin, _ = self.span(row, section)
        y = self._line_index_to_offsets[row][section]
        return Offset(cell_len(line[begin:column]), y)

    def get_target_document_column(
        self, line_index: int, x_offset: int, y_offset: int
    ) -> int:
        """The letter of a paragraph at a place on one of its rows."""
        rows = len(self._wrap_offsets[line_index]) + 1
        section = y_offset % rows
        begin, end = self.span(line_index, section)
        column = begin + cell_width_to_column_index(
            self.document[line_index][begin:end], x_offset, self._tab_width
        )
        return column if section == rows - 1 else min(column, end - 1)


def _breaks_within(piece: str, width: int, tab_width: int) -> list[int]:
    if not _is_plain(piece):
        return compute_wrap_offsets(piece, width, tab_width)
    last_start = _last_start(width).match
    found, at = [], 0
    while len(piece) - at > width:
        # A row ends where the last word begins that does not fit; a word that fits
        # on no row is cut.
        word = last_start(piece, at)
        at = word.end() if word else at + width
        found.append(at)
    return found


@lru_cache(maxsize=8)
def _last_start(width: int) -> re.Pattern[str]:
    """Finds the last word that begins within so many letters."""
    return re.compile(rf".{{0,{width - 1}}}\s(?=\S)", re.DOTALL)


def _is_plain(piece: str) -> bool:
    """Tell whether each letter stands in a column of its own."""
    if piece.isascii():
        return piece.isprintable()
    return all(get_character_cell_size(each) == 1 for each in set(piece))
