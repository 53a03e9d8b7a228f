"""Textual's palette of actions, with a cursor that stands still."""

from __future__ import annotations

from textual import events
from textual.command import CommandPalette
from textual.widgets import Input

from sessiontui.ui.terminal.letting_go import let_go_of_below


class Palette(CommandPalette):
    """Every action by name; nothing in it moves by itself."""

    def on_mount(self) -> None:
        """Let the cursor not blink: nothing moves unless the therapist acts."""
        self.query_one(Input).cursor_blink = False

    def on_unmount(self) -> None:
        """Let go of the screen below."""
        let_go_of_below(self)

    def take_key(self, event: events.Key) -> None:
        """A key that was typed ahead of the palette goes to what has the focus now."""
        self.app.post_message(events.Key(event.key, event.character))

    def take_paste(self, text: str) -> None:
        """A paste that came ahead of it likewise."""
        self.app.post_message(events.Paste(text))
