"""The screen as the client sees it: what is theirs, one line for their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import Static

from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.ui.modes.base import Mode
from sessiontui.ui.presenters.client_view import THANKS, client_lines
from sessiontui.ui.presenters.formatting import folded
from sessiontui.ui.screens.base import BaseScreen
from sessiontui.ui.widgets.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.model import Settings

"""The words in the question's place once every question is answered."""


class _View(Mode):
    """The only pane there is, a text."""

    is_text: ClassVar[bool] = True
    pane: ClassVar[str] = "client-view"


class ClientViewScreen(BaseScreen):
    """The client view: no head, no tabs, no hint that anything else is there."""

    for_client = True

    def __init__(
        self,
        live: LiveSession,
        settings: Settings,
        back: Callable[[], None],
        *,
        asks: bool,
    ) -> None:
        """Turn the screen, with what the client left half typed, wherever that was.

        `back` takes up the session again. Unless it `asks` the closing questions, or
        one is answered already, nothing is asked yet; what is typed is kept as more.
        """
        draft = live.drafts.answering()
        super().__init__(settings, draft, _View())
        self._live = live
        self._back = back
        self._asks = asks or bool(draft.text) or live.is_closing
        self.line_input.closed = live.state.is_closed

    def compose_above_line(self) -> ComposeResult:
        """The question that is answered now, beside the line it is answered on."""
        yield Static(id="question", markup=False)

    def refresh_line(self) -> None:
        """Say nothing but what keeps an answer from being kept."""
        self.frame.put_chip("")
        self.frame.put_hint(self.said)

    def refresh_pane(self, *, to_end: bool = False) -> None:
        """Bring the view and the question up to date."""
        del to_end
        width = self.frame.width
        prompt = self._live.asks_client()
        asked = folded(prompt.question, width, 6) if prompt else THANKS
        if self._live.state.is_closed or not self._asks:
            asked = ""
        rows = "\n".join(f"   {row.lstrip()}" for row in asked.split("\n"))
        self.frame.put("question", Content.assemble((rows, "bold")))
        pane = self.panes.shown
        if isinstance(pane, TextView):
            pane.show(client_lines(self._live, width, self.panes.size.height))

    def _answers_into_sight(self) -> None:
        pane = self.panes.shown
        if isinstance(pane, TextView) and any(
            said for _, said in self._live.state.answers()
        ):
            self.call_after_refresh(pane.to_end)

    # The line

    def keep_draft(self) -> None:
        """Keep the half-typed answer beside the therapist's own line."""
        cursor = self.line_input.cursor_location
        self._live.drafts.save_answering(self.line_input.text, cursor)

    def enter(self) -> None:
        """Record an answer to the closing question that is asked now, or more."""
        outcome = self._live.answer(self.line_input.text, asked=self._asks)
        self.said = ""
        self.line_input.put("")
        self.attempt(self.keep_draft)
        self.refresh_pane()
        if outcome.changed:
            self._answers_into_sight()

    def escape(self) -> None:
        """Back from rest; else clear the box, or rest. Never to the therapist's notes.

        Ctrl+Z brings the words back.
        """
        if not self.rest.is_on and self.line_input.text:
            self.line_input.clear()
        else:
            self.rest.toggle()

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """The commands behind the keys that work here."""
        return super().commands() | {Command.VIEW: lambda _: self._turn_back()}

    def _turn_back(self) -> None:
        """Give the screen back; what is half typed waits here, as the client's."""
        self.app.pop_screen()
        self._back()
