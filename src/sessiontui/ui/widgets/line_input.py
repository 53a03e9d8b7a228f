"""The capture line: always ready, wraps, grows to five rows.

Every key is dealt with here, in the order in which it was typed. Textual would hand
some keys on to be dealt with later, so that in a burst (a slow link, a paste without
brackets) Backspace could delete a letter that was typed after it, and Enter could
take words that were typed behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol
from unicodedata import category

from rich.text import Text
from textual.document._document import Document
from textual.document._document_navigator import DocumentNavigator
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets import TextArea

from sessiontui.domain.text import clean
from sessiontui.ui.terminal.supported import is_proven
from sessiontui.ui.widgets.wrapping import LONG, QuickWrap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events
    from textual.geometry import Region
    from textual.widgets.text_area import Edit, EditResult, Location

    from sessiontui.domain.entities import Draft

MAX_ROWS = 5
_UNSEEN = frozenset({"Cf", "Zs"})
"""Joiners and spaces that Textual takes for no letters; many scripts need them."""


class LineOwner(Protocol):
    """The screen around the line. It is told at once, within the key press."""

    def line_edited(self) -> None:
        """The words on the line changed."""

    def cursor_moved(self) -> None:
        """The cursor went elsewhere among the words."""

    def line_entered(self) -> None:
        """Enter was pressed."""

    def line_completed(self) -> None:
        """Tab was pressed."""

    def escape(self) -> None:
        """Escape was pressed."""

    def step_rows(self, by: int, *, carry: bool) -> None:
        """An arrow was pressed that belongs to the list; `carry` moves the row too."""

    def row_keyed(self, key: str) -> None:
        """Space or Delete was pressed for the selected row."""

    def say_how_to_leave(self) -> None:
        """Ctrl+C was pressed with nothing to copy."""

    def do(self, key_id: str) -> None:
        """A key of the table of keys was pressed."""

    def typed_in_vain(self) -> None:
        """Something was typed while the line takes nothing."""


class Capture(TextArea):
    """The line that everything is typed on. It knows no kinds and no store."""

    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(
        self, owner: LineOwner, keys: Mapping[str, str], draft: Draft | None = None
    ) -> None:
        """Tell `owner` what is typed; `keys` gives the action's id for a key.

        The words of a draft stand on the line before any key can reach it.
        """
        super().__init__(
            draft.text if draft else "",
            id="capture",
            compact=True,
            highlight_cursor_line=False,
            show_line_numbers=False,
            soft_wrap=True,
        )
        self.cursor_blink = False
        self.choosing = False
        self.closed = False
        self._owner = owner
        self._keys = keys
        self._rows = 1
        if draft:
            self.move_cursor(draft.cursor)
        self._restyled = True

    async def _on_key(self, event: events.Key) -> None:
        key = event.key
        # What means nothing here means nothing to the screen, which would hand it on
        # to the line again.
        event.stop()
        elsewhere = self.app.screen
        if elsewhere is not self.screen and hasattr(elsewhere, "take_key"):
            # Typed ahead of a change of screens: the words belong to the new one.
            event.stop()
            event.prevent_default()
            elsewhere.take_key(event)
        elif key in self._keys:
            event.stop()
            event.prevent_default()
            self._owner.do(self._keys[key])
        elif self.closed:
            event.stop()
            event.prevent_default()
            self._owner.typed_in_vain()
        elif self._is_for_owner(key):
            event.stop()
            event.prevent_default()
        elif key == "ctrl+c" and not self.selected_text:
            event.stop()
            event.prevent_default()
            self._owner.say_how_to_leave()
        elif key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self._replace_via_keyboard("\n", *self.selection)
        elif not event.is_printable and _is_unseen(event.character):
            event.stop()
            event.prevent_default()
            self._replace_via_keyboard(event.character or "", *self.selection)
        elif not event.is_printable:
            for binding in self._bindings.key_to_bindings.get(key, ()):
                event.stop()
                event.prevent_default()
                await self.run_action(binding.action)
                if self.text and binding.action.startswith("cursor"):
                    self._owner.cursor_moved()
                break

    def _is_for_owner(self, key: str) -> bool:
        owner = self._owner
        if key == "enter":
            owner.line_entered()
        elif key == "tab":
            owner.line_completed()
        elif key == "escape":
            owner.escape()
        elif key == "shift+tab" or (key == "up" and self._up_leaves()):
            owner.step_rows(-1, carry=False)
        elif key == "down" and (self.choosing or not self.text):
            owner.step_rows(1, carry=False)
        elif self.choosing and key in {"shift+up", "shift+down"}:
            owner.step_rows(-1 if key == "shift+up" else 1, carry=True)
        elif self.choosing and key in {"space", "delete"} and not self.text:
            owner.row_keyed(key)
        else:
            return False
        return True

    def _up_leaves(self) -> bool:
        return self.choosing or self.get_cursor_up_location()[0] == 0 == (
            self.wrapped_document.location_to_offset(self.cursor_location).y
        )

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        elsewhere = self.app.screen
        if elsewhere is not self.screen and hasattr(elsewhere, "take_paste"):
            elsewhere.take_paste(event.text)
            return
        if self.closed:
            self._owner.typed_in_vain()
            return
        if result := self._replace_via_keyboard(clean(event.text), *self.selection):
            self.move_cursor(result.end_location)

    def edit(self, edit: Edit) -> EditResult:
        """Do an edit and tell of it within the same key press."""
        result = super().edit(edit)
        self._edited()
        return result

    def undo(self) -> None:
        """Take back an edit of the words on the line."""
        super().undo()
        self._edited()

    def redo(self) -> None:
        """Bring back an edit of the words on the line."""
        super().redo()
        self._edited()

    def action_delete_to_start_of_line(self) -> None:
        """Clear the line, all its rows, wherever the cursor is; undo brings it back."""
        if self.text:
            self.clear()

    def notify_style_update(self) -> None:
        """Take the styles anew at the next drawing."""
        self._restyled = True
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw; unlike its base, without asking for all styles at every key."""
        if self._restyled:
            self._restyled = False
            return super().render_lines(crop)
        return super(TextArea, self).render_lines(crop)

    def _set_document(self, text: str, language: str | None) -> None:
        """Take words on; how they wrap is not worked out anew at every key."""
        if not is_proven():
            super()._set_document(text, language)
            return
        self.document = Document(text)
        self.wrapped_document = QuickWrap(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._build_highlight_map()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def _render_line(self, y: int) -> Strip:
        """Draw a row; of a long paragraph without looking at the rest of it."""
        wrapped = self.wrapped_document
        y += self.scroll_offset.y
        if isinstance(wrapped, QuickWrap) and y < wrapped.height:
            row, section = wrapped._offset_to_line_info[y]
            line = self.document[row]
            if len(line) > LONG and "\t" not in line:
                return self._render_row(row, *wrapped.span(row, section))
        return super()._render_line(y - self.scroll_offset.y)

    def _render_row(self, row: int, begin: int, end: int) -> Strip:
        line, theme = self.document[row], self._theme
        # Behind the last word there is room for the cursor.
        room = " " if end == len(line) else ""
        text = Text(line[begin:end] + room, end="", no_wrap=True)
        top, bottom = sorted(self.selection)
        if top != bottom and top[0] <= row <= bottom[0] and theme.selection_style:
            left = top[1] if top[0] == row else 0
            right = bottom[1] if bottom[0] == row else len(line)
            if left < end and right > begin:
                left, right = max(left, begin), min(right, end)
                text.stylize(theme.selection_style, left - begin, right - begin)
        cursor_row, column = self.selection.end
        if (
            cursor_row == row
            and begin <= column < begin + len(text)
            and self._draw_cursor
            and theme.cursor_style
        ):
            text.stylize(theme.cursor_style, column - begin, column - begin + 1)
        strip = Strip(text.render(self.app.console), cell_length=text.cell_len)
        width = self.scrollable_content_region.size.width
        strip = strip.extend_cell_length(width, theme.base_style)
        return strip.apply_style(theme.base_style or self.rich_style)

    def scroll_cursor_visible(
        self, center: bool = False, animate: bool = False
    ) -> Offset:
        """Scroll to the cursor, where there is anything to scroll."""
        if self.max_scroll_y or self.scroll_y:
            return super().scroll_cursor_visible(center, animate)
        self._recompute_cursor_offset()  # type: ignore[no-untyped-call]
        return Offset(0, 0)

    def find_matching_bracket(self, bracket: str, search_from: Location) -> None:
        """Look for no partner of a bracket: these are words, not code."""

    def put(self, text: str, cursor: tuple[int, int] | None = None) -> None:
        """Set the words on the line, with nothing to undo before them."""
        self.load_text(text)
        self.move_cursor(self.document.end if cursor is None else cursor)
        self.fit()
        if text:
            # Before the first layout the width that wraps the words is not known.
            self.call_after_refresh(self.fit)

    def _edited(self) -> None:
        self.fit()
        self._owner.line_edited()

    def on_resize(self) -> None:
        """Fit the rows to a new width, with the cursor in sight."""
        # Its base wraps anew behind this, and the rows are counted here.
        self._rewrap_and_refresh_virtual_size()
        self.fit()
        self.call_after_refresh(self.cursor_into_sight)

    def cursor_into_sight(self) -> None:
        """Bring the cursor into sight: it stands elsewhere in words wrapped anew."""
        if self.is_attached and self.is_running:
            self.scroll_cursor_visible()

    def fit(self) -> None:
        """Take as many rows as the words need and the screen has, up to five."""
        if not self.is_attached:
            return
        most = min(MAX_ROWS, max(1, self.screen.size.height // 3))
        rows = max(1, min(most, self.wrapped_document.height))
        if rows != self._rows:
            self._rows = rows
            self.styles.height = rows


def _is_unseen(character: str | None) -> bool:
    return (
        bool(character)
        and len(character or "") == 1
        and (category(character or " ") in _UNSEEN)
    )
