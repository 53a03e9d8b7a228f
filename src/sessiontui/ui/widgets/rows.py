"""A list of rows that never takes the focus: the line keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events
    from textual.content import Content
    from textual.strip import Strip


_REVERSED = Style(reverse=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what is shown, and what it stands for (None: not to be selected)."""

    content: Content
    value: object = None


class Rows(OptionList):
    """Rows of content with a selection that is moved from outside."""

    can_focus = False
    ALLOW_SELECT: ClassVar[bool] = False

    class Clicked(Message):
        """A row was clicked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, compact=True, markup=False)
        self._shown: tuple[Row, ...] = ()

    def show(self, rows: Iterable[Row], *, to_end: bool = False) -> None:
        """Show these rows; the place stays unless `to_end` asks for the last one."""
        new = tuple(rows)
        old = self._shown
        if new == old:
            return
        kept, top = self.value, self.scroll_y
        at_end = bool(old) and self.max_scroll_y > 0 and top >= self.max_scroll_y
        self._shown = new
        if [_key(row.value) for row in new] == [_key(row.value) for row in old]:
            # What only looks different stays where it is on the screen.
            for index, (row, before) in enumerate(zip(new, old, strict=True)):
                if row.content != before.content:
                    self.replace_option_prompt_at_index(index, row.content)
        elif old and new[: len(old)] == old:
            self.add_options(_option(row) for row in new[len(old) :])
        else:
            self.set_options(_option(row) for row in new)
            if kept is not None:
                self.choose(kept)
        if to_end or (at_end and not self.value):
            self.scroll_end(animate=False, immediate=True)
            # The new rows may not have been measured yet.
            self.call_after_refresh(self.scroll_end, animate=False, immediate=True)
        elif not self.value:
            self.scroll_to(y=top, animate=False, immediate=True)

    @property
    def value(self) -> object:
        """What the selected row stands for, or None."""
        if self.highlighted is None or self.highlighted >= len(self._shown):
            return None
        return self._shown[self.highlighted].value

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
        """What stands behind the selected row, then what stands before it: nearest."""
        place = self.highlighted
        if place is None:
            return ()
        rows = (*self._shown[place + 1 :], *reversed(self._shown[:place]))
        return tuple(row.value for row in rows if row.value is not None)

    def step(self, by: int) -> bool:
        """Select the next row that can be selected; False when there is none."""
        places = [i for i, row in enumerate(self._shown) if row.value is not None]
        if not places:
            return False
        if self.highlighted is None:
            self.highlighted = places[-1] if by < 0 else places[0]
            return True
        further = [i for i in places if (i - self.highlighted) * by > 0]
        if further:
            self.highlighted = further[-1] if by < 0 else further[0]
        return bool(further)

    def page(self, by: int) -> None:
        """Turn a page."""
        step = max(1, self.scrollable_content_region.height - 1)
        self.scroll_relative(y=by * step, animate=False, immediate=True)

    def render_line(self, y: int) -> Strip:
        """Draw a line; the selected row is reversed, so that it needs no colour."""
        strip = super().render_line(y)
        if self.highlighted is None:
            return strip
        options = {
            segment.style.meta.get("option") for segment in strip if segment.style
        }
        return strip.apply_style(_REVERSED) if self.highlighted in options else strip

    async def _on_click(self, event: events.Click) -> None:
        event.prevent_default()
        event.stop()
        index = event.style.meta.get("option")
        if isinstance(index, int) and self._shown[index].value is not None:
            self.highlighted = index
            self.post_message(self.Clicked())


def _option(row: Row) -> Option:
    return Option(row.content, disabled=row.value is None)


def _key(value: object) -> object:
    return getattr(value, "id", value)
