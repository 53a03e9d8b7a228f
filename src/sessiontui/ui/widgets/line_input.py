"""The line: always ready, wraps, grows to five rows.

Every key is dealt with here, in the order in which it was typed. Textual would hand
some keys on to be dealt with later, so that in a burst (a slow link, a paste without
brackets) Backspace could delete a letter that was typed after it, and Enter could
take words that were typed behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol
from unicodedata import category

from textual.binding import BindingsMap
from textual.widgets import TextArea

from sessiontui.domain.text import clean
from sessiontui.ui.terminal.text_area import quicken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events
    from textual.widgets.text_area import Edit, EditResult, Location

    from sessiontui.domain.entities import Draft

MAX_ROWS = 5
_UNSEEN = frozenset({"Cf", "Zs"})
"""Joiners and spaces that Textual takes for no letters; many scripts need them."""

_EDITING = {
    key: bindings
    for each in reversed(TextArea.__mro__)
    for key, bindings in BindingsMap(
        vars(each).get("BINDINGS", ())
    ).key_to_bindings.items()
}
"""A text area's actions, by keys that are no letters."""


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

    def reach_row(self, by: int) -> None:
        """Home (-1) or End (1) was pressed for the selected row."""

    def row_keyed(self, key: str) -> None:
        """Space or Delete was pressed for the selected row."""

    def closes_brief(self) -> bool:
        """Close what is shown only until the next key; tell whether that was so."""

    def say_how_to_leave(self) -> None:
        """Ctrl+C was pressed with nothing to copy."""

    def do(self, key_id: str) -> None:
        """A key of the table of keys was pressed."""


class LineInput(TextArea):
    """The line that everything is typed on. It knows no kinds and no store."""

    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(
        self, owner: LineOwner, keys: Mapping[str, str], draft: Draft | None = None
    ) -> None:
        """Tell `owner` what is typed; `keys` gives the action's id for a key.

        The words of a draft stand on the line before any key can reach it.
        """
        quicken(self)
        super().__init__(
            draft.text if draft else "",
            id="line-input",
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

    async def on_key(self, event: events.Key) -> None:
        """Deal with a key at once; what means nothing goes no further."""
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
        elif (
            self._owner.closes_brief()
            and key not in self._keys
            and (key == "space" or not event.is_printable)
        ):
            event.prevent_default()
        elif key in self._keys:
            event.stop()
            event.prevent_default()
            self._owner.do(self._keys[key])
        elif self.closed or self._is_for_owner(key):
            event.stop()
            event.prevent_default()
        elif key == "ctrl+c" and not self.selected_text:
            event.stop()
            event.prevent_default()
            self._owner.say_how_to_leave()
        elif key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self._type("\n")
        elif not event.is_printable and _is_unseen(event.character):
            event.stop()
            event.prevent_default()
            self._type(event.character or "")
        elif not event.is_printable:
            for binding in _EDITING.get(key, ()):
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
        elif self.choosing and key in {"home", "end"} and not self.text:
            owner.reach_row(-1 if key == "home" else 1)
        elif self.choosing and key in {"space", "delete"} and not self.text:
            owner.row_keyed(key)
        else:
            return False
        return True

    def _up_leaves(self) -> bool:
        return self.choosing or self.get_cursor_up_location()[0] == 0 == (
            self.wrapped_document.location_to_offset(self.cursor_location).y
        )

    async def on_paste(self, event: events.Paste) -> None:
        """Put pasted words on the line."""
        event.prevent_default()
        event.stop()
        elsewhere = self.app.screen
        if elsewhere is not self.screen and hasattr(elsewhere, "take_paste"):
            elsewhere.take_paste(event.text)
            return
        self._owner.closes_brief()
        if self.closed:
            return
        self.move_cursor(self._type(clean(event.text)).end_location)

    def _type(self, text: str) -> EditResult:
        """Put what was typed in place of what is selected."""
        return self.replace(text, *self.selection, maintain_selection_offset=False)

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

    def forget(self) -> None:
        """Let undo bring no earlier words back."""
        self.history.clear()

    def hold(self, text: str) -> None:
        """Keep what was refused, selected: the next letter takes its place.

        Ctrl+Z brings it back.
        """
        self.put(text)
        self.select_all()

    def _edited(self) -> None:
        self.fit()
        self._owner.line_edited()

    def on_resize(self) -> None:
        """Fit the rows to a new width, with the cursor in sight."""
        # Its base wraps anew behind this, and the rows are counted here.
        self.wrapped_document.wrap(self.wrap_width, self.indent_width)
        self.fit()
        self.call_after_refresh(self.cursor_into_sight)

    def cursor_into_sight(self) -> None:
        """Bring the cursor into sight: it stands elsewhere in words wrapped anew."""
        if self.is_attached and self.is_running:
            self.scroll_cursor_visible()

    @property
    def rows(self) -> int:
        """The rows of the screen that it takes."""
        return self._rows

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
