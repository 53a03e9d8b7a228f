"""What the client's own screens share: they keep the client's words as the client's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.grammar.commands import Command
from sessiontui.ui.screens.line import LineScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.model import Settings

FOR_CLIENTS = frozenset({"view", "rest", "undo", "redo", "page.up", "page.down"})
"""Keys that do something while a client sits at the keyboard.

Leaving is not among them: behind it stands a shell, and what was typed there.
"""


class TheirScreen(LineScreen):
    """A screen for the client: one key alone leads from it to the therapist's notes."""

    def __init__(self, live: LiveSession, settings: Settings) -> None:
        """Begin with what the client left half-typed, wherever that was."""
        super().__init__(settings, live.drafts.answering())
        self._live = live

    def turn_back(self) -> None:
        """Give the screen back to the therapist."""
        raise NotImplementedError

    def say(self, sentence: str, *, trouble: bool = False) -> None:
        """Say only what keeps an answer from being kept."""
        super().say(sentence if trouble else "", trouble=trouble)

    # The line

    def line_edited(self) -> None:
        """Keep the words; from rest, who types comes back to this screen."""
        super().line_edited()
        if self.resting:
            self.toggle_rest()

    def keep_draft(self) -> None:
        """Keep the half-typed answer beside the therapist's own line."""
        cursor = self.capture.cursor_location
        self._live.drafts.save_answering(self.capture.text, cursor)

    def line_completed(self) -> None:
        """Complete nothing: there are no /words here."""

    # Keys

    def act(self, key_id: str) -> None:
        """Do what a key stands for, if it is for clients too."""
        if key_id in FOR_CLIENTS:
            super().act(key_id)

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """What the keys that work here stand for."""
        return super().commands() | {
            Command.VIEW: lambda _: self.turn_back(),
            Command.UNDO: lambda _: self.capture.undo(),
            Command.REDO: lambda _: self.capture.redo(),
        }
