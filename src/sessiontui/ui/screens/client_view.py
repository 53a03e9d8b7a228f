"""The screen as the client sees it: what is theirs, one line for their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from sessiontui.ui.presenters.client_view import client_lines
from sessiontui.ui.presenters.formatting import folded
from sessiontui.ui.screens.frame import FrameScreen
from sessiontui.ui.screens.theirs import TheirScreen
from sessiontui.ui.widgets.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.model import Settings
    from sessiontui.ui.widgets.pane_stack import Pane

_THANKS = "Thank you."
"""What stands in the question's place once every question is answered."""


class TurnedScreen(TheirScreen, FrameScreen):
    """The client view: no head, no tabs, no hint that anything else is there."""

    def __init__(
        self, live: LiveSession, settings: Settings, back: Callable[[], None]
    ) -> None:
        """Turn the screen; `back` takes up the session again."""
        super().__init__(live, settings)
        self._back = back
        self.capture.closed = live.state.is_closed

    def compose_above_line(self) -> ComposeResult:
        """The question that is answered now, beside the line it is answered on."""
        yield Static(id="question", markup=False)

    def on_mount(self) -> None:
        """Where answers were given already, begin with them in sight."""
        self._answers_into_sight()

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
        """Bring the view and the question up to date."""
        del name, to_end
        width = self.text_width
        prompt = self._live.asks_client()
        asked = folded(prompt.question, width, 6) if prompt else _THANKS
        if self._live.state.is_closed:
            asked = ""
        rows = "\n".join(f"   {row.lstrip()}" for row in asked.split("\n"))
        self.put("question", Content.assemble((rows, "bold")))
        pane = self.panes.shown
        if isinstance(pane, TextView):
            pane.show(client_lines(self._live, width))

    def _answers_into_sight(self) -> None:
        pane = self.panes.shown
        if isinstance(pane, TextView) and any(
            said for _, said in self._live.state.answers()
        ):
            self.call_after_refresh(pane.to_end)

    # The line

    def enter(self) -> None:
        """Record an answer to the closing question that is asked now."""
        outcome = self._live.answer(self.capture.text)
        self.clear_line()
        self.attempt(self.keep_draft)
        self.refresh_pane()
        if outcome.changed:
            self._answers_into_sight()

    def escape(self) -> None:
        """Back from rest; else clear the box, or rest. Never to the therapist's notes.

        Ctrl+Z brings the words back.
        """
        if not self.resting and self.capture.text:
            self.capture.clear()
        else:
            self.toggle_rest()

    def turn_back(self) -> None:
        """Give the screen back; what is half typed waits here, as the client's."""
        self.app.pop_screen()
        self._back()
