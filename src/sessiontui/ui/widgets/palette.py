"""Textual's palette of actions, with a cursor that stands still."""

from __future__ import annotations

from textual.command import CommandPalette
from textual.widgets import Input


class Palette(CommandPalette):
    """Every action by name; nothing in it moves by itself."""

    def on_mount(self) -> None:
        """Let the cursor not blink: nothing moves unless the therapist acts."""
        self.query_one(Input).cursor_blink = False
