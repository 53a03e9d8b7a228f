"""The screen turned to the client: the client view, and the closing questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.ui.keymap import in_force, key_label
from sessiontui.ui.screens.client_view import ClientViewScreen
from sessiontui.ui.screens.closing_questions import ClosingQuestionsScreen

if TYPE_CHECKING:
    from sessiontui.ui.screens.session import SessionScreen


class TurnToClient:
    """The client's own screens over one session's; the therapist's line waits there."""

    def __init__(self, screen: SessionScreen, *, asks: bool) -> None:
        """Turn this screen; it `asks` once the closing questions were shown."""
        self._screen = screen
        self.asks = asks

    def show_view(self) -> None:
        """Turn the screen to the client."""
        screen = self._screen
        screen.selection.let_go()
        view = ClientViewScreen(
            screen.live, screen.settings, self._come_back, asks=self.asks
        )
        screen.app.push_screen(view)

    def _come_back(self) -> None:
        """Take up the session again; what was turned from rest comes back to rest."""
        self._screen.go_to(self._screen.tab)
        self.say_what_waits()

    def say_what_waits(self) -> None:
        """Tell that the client was not done typing; the words are not shown here."""
        screen = self._screen
        if screen.live.drafts.answering().text:
            view = key_label(in_force(screen.settings.chosen_keys)["view"])
            screen.say(f"The client's unfinished words wait behind {view}.")

    def hand_over(self) -> None:
        """Let the client answer the closing questions at the keyboard."""
        screen = self._screen
        screen.live.state.check_writable()
        screen.selection.let_go()
        self.asks = True
        asking = ClosingQuestionsScreen(screen.live, screen.settings, self._handed_back)
        screen.app.push_screen(asking)

    def _handed_back(self) -> None:
        """Take up the session again, since the therapist asked for it."""
        self._screen.rest.set(on=False)
        self._come_back()
