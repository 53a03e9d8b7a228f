"""The screen as the client sees it: what is theirs, one line for their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sessiontui.domain.commands import Command
from sessiontui.ui.panes.client_view import client_lines
from sessiontui.ui.screens.frame import FrameScreen
from sessiontui.ui.widgets.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sessiontui.live import LiveSession
    from sessiontui.settings import Settings
    from sessiontui.ui.widgets.panes import Pane


class Back(Protocol):
    """How the therapist's screen takes up the session again."""

    def __call__(self, left: str, *, resting: bool) -> None:
        """With what was left half-typed, and whether the screen stays blank."""


FOR_CLIENTS = frozenset(
    {"view", "rest", "undo", "redo", "page.up", "page.down", "quit"}
)
"""Keys that do something while a client sits at the keyboard."""


class TurnedScreen(FrameScreen):
    """The client view: no head, no tabs, no hint that anything else is there."""

    def __init__(
        self,
        live: LiveSession,
        settings: Settings,
        back: Back,
        *,
        apart: bool,
    ) -> None:
        """Turn the screen; `back` turns it back with what was left half-typed.

        `apart` says that the therapist's own line has words, so that there is no
        place for what is left half-typed here.
        """
        super().__init__(settings, live.drafts.answering())
        self._live = live
        self._back = back
        self._apart = apart

    def head_text(self, width: int) -> str:
        """Nothing: a code is nobody else's business."""
        del width
        return ""

    def chip_text(self) -> str:
        """Nothing: what is typed here can only be an answer."""
        return ""

    def status_text(self) -> str:
        """Nothing."""
        return ""

    def hint_text(self, width: int) -> str:
        """Nothing."""
        del width
        return ""

    def home_pane(self) -> str:
        """The only pane there is."""
        return "client-view"

    def make_home(self) -> Pane:
        """The view, as a text."""
        return TextView(id=self.home_pane())

    def fill(self, name: str, *, to_end: bool = False) -> None:
        """Bring the view up to date."""
        del name, to_end
        pane = self.panes.shown
        if isinstance(pane, TextView):
            pane.show(client_lines(self._live, self.text_width))

    def say(self, sentence: str, *, trouble: bool = False) -> None:
        """Say only what keeps an answer from being kept."""
        super().say(sentence if trouble else "", trouble=trouble)

    # The line

    def keep_draft(self) -> None:
        """Keep the half-typed answer beside the therapist's own line."""
        cursor = self.capture.cursor_location
        self._live.drafts.save_answering(self.capture.text, cursor)

    def enter(self) -> None:
        """Record an answer to the closing question that is asked now."""
        self._live.answer(self.capture.text)
        self.clear_line()
        self.attempt(self.keep_draft)
        self.refresh_pane()

    def line_completed(self) -> None:
        """Complete nothing: there are no /words here."""

    def escape(self) -> None:
        """Back from rest, or back to the therapist."""
        if self.resting:
            self.toggle_rest()
        else:
            self.attempt(self._turn_back)

    # Keys

    def act(self, key_id: str) -> None:
        """Do what a key stands for, if it is for clients too."""
        if key_id in FOR_CLIENTS:
            super().act(key_id)

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """What the keys that work here stand for."""
        return super().commands() | {
            Command.VIEW: lambda _: self._turn_back(),
            Command.UNDO: lambda _: self.capture.undo(),
            Command.REDO: lambda _: self.capture.redo(),
        }

    def _turn_back(self) -> None:
        """Give the screen back; words that would be lost there are recorded first."""
        left = self.capture.text
        if self._apart:
            self._live.answer(left)
            left = ""
        self.app.pop_screen()
        self._back(left, resting=self.resting)

    def part(self, at: datetime | None) -> None:
        """Record what the client left half-typed."""
        del at
        self._live.answer(self.capture.text)
