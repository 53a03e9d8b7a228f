"""A session that can be turned to the client, and is turned back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.grammar.commands import Command
from sessiontui.ui.keymap import in_force, shown
from sessiontui.ui.screens.client_view import TurnedScreen
from sessiontui.ui.screens.feedback import FeedbackScreen
from sessiontui.ui.screens.tabs import TabsScreen

if TYPE_CHECKING:
    from collections.abc import Callable


class TurningScreen(TabsScreen):
    """The tabs of a session, and the way to the client's own screens and back."""

    def on_mount(self) -> None:
        """Tell what a death of the program left waiting."""
        self.attempt(self._say_what_waits)

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """What every tab can be asked to do, and to turn the screen."""
        return super().commands() | {
            Command.VIEW: lambda _: self._turn(),
            Command.FEEDBACK: lambda _: self._hand_over(),
        }

    def _turn(self) -> None:
        """Turn the screen to the client; the therapist's own line waits here."""
        self.stop_choosing()
        self.app.push_screen(TurnedScreen(self.live, self.settings, self._turned_back))

    def _turned_back(self) -> None:
        """Take up the session again; what was turned from rest comes back to rest."""
        self.go_to(self.tab)
        self._say_what_waits()

    def _say_what_waits(self) -> None:
        """Tell that the client was not done typing; the words are not shown here."""
        if self.live.drafts.answering().text:
            view = shown(in_force(self.settings.chosen_keys)["view"])
            self.say(f"The client's unfinished words wait behind {view}.")

    def _hand_over(self) -> None:
        """Let the client answer the closing questions at the keyboard."""
        self.live.state.check_writable()
        self.stop_choosing()
        self.app.push_screen(
            FeedbackScreen(self.live, self.settings, self._handed_back)
        )

    def _handed_back(self) -> None:
        """Take up the session again, since the therapist asked for it."""
        self.set_class(False, "-rest")
        self._turned_back()
