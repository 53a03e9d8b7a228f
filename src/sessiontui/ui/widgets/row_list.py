"""A list of rows that never takes the focus: the line keeps it."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar, cast

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.css.styles import RulesMap

    from sessiontui.ui.presenters.row import Row


_REVERSED = Style(reverse=True, dim=False)
"""One even bar: what is dim in a row would stand out of it."""


class RowList(ScrollView):
    """Rows of content with a selection that is moved from outside.

    Only what is seen is drawn, and only rows that are new are measured, so that a long
    hour costs no more than a short one.
    """

    can_focus = False
    ALLOW_SELECT: ClassVar[bool] = False

    class Clicked(Message):
        """A row was clicked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._shown: tuple[Row, ...] = ()
        self._heights: list[int] = []
        self._ends: list[int] = []
        """Behind which line of the whole list each row ends."""
        self._measured_for = 0
        self._drawn: dict[int, list[Strip]] = {}
        self._highlighted: int | None = None
        self._stands_at_end = False

    def show(self, rows: Iterable[Row], *, to_end: bool = False) -> None:
        """Show these rows; the place stays unless `to_end` asks for the last one."""
        new = tuple(rows)
        old = self._shown
        if new == old:
            return
        kept, top = self.value, self.scroll_y
        self._stands_at_end = to_end or (bool(old) and self._stands_at_end)
        first, last = _same_ends(old, new)
        self._heights[first : len(old) - last] = [
            self._height(row) for row in new[first : len(new) - last]
        ]
        self._shown = new
        self._lay_out()
        if kept is not None:
            self.choose(kept)
        if to_end or (self._stands_at_end and not self.value):
            self._to_end()
            # The list may not have its size yet.
            self.call_after_refresh(self._to_end)
        elif not self.value:
            self.scroll_to(y=top, animate=False, immediate=True)

    def _to_end(self) -> None:
        """Show the last row, unless another one was selected meanwhile."""
        if self.value is None:
            self.scroll_end(animate=False, immediate=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Note whether the list was turned to its end, to stay there at any size."""
        super().watch_scroll_y(old_value, new_value)
        if self.max_scroll_y > 0:
            self._stands_at_end = new_value >= self.max_scroll_y

    def _height(self, row: Row) -> int:
        width = self._measured_for
        return row.content.get_height(cast("RulesMap", self.styles), width or 1)

    def _lay_out(self) -> None:
        self._drawn.clear()
        self._ends = list(accumulate(self._heights))
        lines = self._ends[-1] if self._ends else 0
        self.virtual_size = Size(self._measured_for, lines)
        self.refresh()

    def _measure(self) -> None:
        """Measure every row anew where the width has changed."""
        width = self.scrollable_content_region.width
        if width == self._measured_for:
            return
        self._measured_for = width
        self._heights = [self._height(row) for row in self._shown]
        self._lay_out()
        self._scroll_to_chosen()

    def on_mount(self) -> None:
        """Measure as soon as there is a size to measure for."""
        self._measure()

    def on_resize(self) -> None:
        """Measure for the new width; a list that stood at its end stays there."""
        at_end = self._stands_at_end
        self._measure()
        if at_end and self.value is None:
            self._to_end()
        else:
            self._scroll_to_chosen()

    def on_show(self) -> None:
        """Show the selected row."""
        self._scroll_to_chosen()

    def notify_style_update(self) -> None:
        """Draw anew under another theme."""
        self._drawn.clear()
        super().notify_style_update()

    # The selection

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, seen or not."""
        return self._shown

    @property
    def highlighted(self) -> int | None:
        """The place of the selected row, or None."""
        return self._highlighted

    @highlighted.setter
    def highlighted(self, place: int | None) -> None:
        if place == self._highlighted:
            return
        for changed in (self._highlighted, place):
            self._drawn.pop(-1 if changed is None else changed, None)
        self._highlighted = place
        self._scroll_to_chosen()
        self.refresh()

    @property
    def value(self) -> object:
        """The value of the selected row, or None."""
        if self._highlighted is None or self._highlighted >= len(self._shown):
            return None
        return self._shown[self._highlighted].value

    def choose(self, value: object) -> bool:
        """Select the row that stands for a value; False where there is none."""
        key = _key(value)
        for index, row in enumerate(self._shown):
            if row.value is not None and _key(row.value) == key:
                self.highlighted = index
                return True
        self.highlighted = None
        return False

    def behind(self) -> tuple[object, ...]:
        """The values behind the selected row, then those before it: nearest first."""
        place = self._highlighted
        if place is None:
            return ()
        rows = (*self._shown[place + 1 :], *reversed(self._shown[:place]))
        return tuple(row.value for row in rows if row.value is not None)

    def step(self, by: int) -> bool:
        """Select the next row that can be selected; False when there is none.

        Where none was, it is the last one in sight, or downwards the first.
        """
        places = self._places()
        if not places:
            return False
        if self._highlighted is None:
            seen = [place for place in places if self._is_seen(place)] or places
            self.highlighted = seen[-1] if by < 0 else seen[0]
            return True
        further = [i for i in places if (i - self._highlighted) * by > 0]
        if further:
            self.highlighted = further[-1] if by < 0 else further[0]
        return bool(further)

    def reach(self, by: int) -> None:
        """Select the first row that can be selected (-1), or the last (1)."""
        if places := self._places():
            self.highlighted = places[-1] if by > 0 else places[0]

    def page(self, by: int) -> None:
        """Turn a page; a selected row is left for the one that stands a page away."""
        step = max(1, self.scrollable_content_region.height - 1)
        place = self._highlighted
        if place is None or place >= len(self._ends):
            self.scroll_relative(y=by * step, animate=False, immediate=True)
            return
        line = self._ends[place] + by * step
        within = [i for i in self._places() if (i - place) * by > 0]
        near = [i for i in within if (line - self._ends[i]) * by >= 0]
        if within:
            self.highlighted = max(near or within[:1], key=lambda i: i * by)

    def _places(self) -> list[int]:
        """The places of the rows that can be selected."""
        return [i for i, row in enumerate(self._shown) if row.value is not None]

    def _is_seen(self, place: int) -> bool:
        """Tell whether some of a row is in sight."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        end = self._ends[place]
        return end > top and end - self._heights[place] < top + height

    def _scroll_to_chosen(self) -> None:
        place = self._highlighted
        if place is None or place >= len(self._ends) or not self.is_mounted:
            return
        height = self._heights[place]
        region = Region(0, self._ends[place] - height, self._measured_for, height)
        self.scroll_to_region(region, force=True, animate=False, immediate=True)

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines of the screen, measured for the width that it has now."""
        self._measure()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw a line; the selected row is reversed, so that it needs no colour."""
        line = y + self.scroll_offset.y
        place = bisect_right(self._ends, line)
        if place >= len(self._shown):
            return Strip.blank(self._measured_for, self.visual_style.rich_style)
        strips = self._strips(place)
        below = self._ends[place] - line
        if below > len(strips):
            # On a terminal of a column there is no width, and a row has no line.
            return Strip.blank(self._measured_for, self.visual_style.rich_style)
        return strips[-below]

    def _strips(self, place: int) -> list[Strip]:
        """The lines of a row."""
        if (drawn := self._drawn.get(place)) is not None:
            return drawn
        style, width = self.visual_style, self._measured_for
        content = self._shown[place].content
        meta = {"row": place}
        strips = [
            strip.extend_cell_length(width, style.rich_style).apply_meta(meta)
            for strip in Visual.to_strips(self, content, width, None, style)
        ]
        if place == self._highlighted:
            strips = [
                Strip(Segment.apply_style(strip, post_style=_REVERSED), width)
                for strip in strips
            ]
        self._drawn[place] = strips
        return strips

    async def on_click(self, event: events.Click) -> None:
        """Select the row that is clicked."""
        event.prevent_default()
        event.stop()
        place = event.style.meta.get("row")
        if isinstance(place, int) and self._shown[place].value is not None:
            self.highlighted = place
            self.post_message(self.Clicked())


def _same_ends(old: Sequence[Row], new: Sequence[Row]) -> tuple[int, int]:
    """The number of rows that are the same at the beginning, and behind the others."""
    first = _same(old, new)
    most = min(len(old), len(new)) - first
    return first, min(most, _same(old[::-1], new[::-1]))


def _same(old: Sequence[Row], new: Sequence[Row]) -> int:
    """The number of rows that are the same from the first on."""
    pairs = enumerate(zip(old, new, strict=False))
    most = min(len(old), len(new))
    return next((i for i, (a, b) in pairs if a is not b and a != b), most)


def _key(value: object) -> object:
    return getattr(value, "id", value)
