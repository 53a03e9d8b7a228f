"""The closing questions as the client answers them: a box for each, and then rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sessiontui.domain.commands import Command
from sessiontui.ui.panes.client_view import words_for_client
from sessiontui.ui.screens.line import LineScreen
from sessiontui.ui.screens.turned import FOR_CLIENTS
from sessiontui.ui.show import folded

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult

    from sessiontui.domain.models import Line
    from sessiontui.live import LiveSession
    from sessiontui.settings import Settings

_SHORT = 12
"""Rows below which only the box that is typed in has a frame."""
_BESIDE = 12
"""Columns that stand beside the words in a box: margins, frame, scrollbar."""


class FeedbackScreen(LineScreen):
    """The closing questions, for the client to answer at the keyboard."""

    def __init__(
        self, live: LiveSession, settings: Settings, back: Callable[[], None]
    ) -> None:
        """Ask from the first question without an answer; `back` leads to rest."""
        super().__init__(settings, live.drafts.answering())
        self._live = live
        self._back = back
        asked = live.answers()
        self._questions = tuple(prompt for prompt, _ in asked)
        self._at = _first_open([said for _, said in asked])

    # What stands on the screen

    def compose(self) -> ComposeResult:
        """Each question with its box; the line is the box of the open one."""
        with Vertical(id="frame") as frame:
            frame.styles.max_width = self.settings.text_width
            with VerticalScroll(id="questions", can_focus=False):
                for number, prompt in enumerate(self._questions):
                    yield Static(Content(prompt.question), id=f"question-{number}")
                    yield Static(id=f"said-{number}", classes="box", markup=False)
                    if number == self._at:
                        with Vertical(id="open-box", classes="box"):
                            yield self.capture
            yield Static(id="hint", markup=False)
        yield Static(id="rest", markup=False)

    def on_mount(self) -> None:
        """Show what was answered already."""
        self.refresh_frame()

    def on_resize(self) -> None:
        """Fit the boxes to the new size; nothing is lost."""
        self.set_class(self.size.height < _SHORT, "-short")
        self.call_after_refresh(self.refresh_frame)

    def refresh_frame(self) -> None:
        """Bring boxes and hint up to date, with the open box in sight."""
        if not self.is_attached:
            return
        width = self.text_width - _BESIDE
        for number, (_, said) in enumerate(self._live.answers()):
            words = "\n".join(words_for_client(said))
            self.put(f"said-{number}", folded(words, width + 2, 0) if words else "")
            box = self.query_one(f"#said-{number}")
            box.display = bool(words) or number != self._at
            box.set_class(not words, "-empty")
        self.refresh_line()
        self.call_after_refresh(self._bring_into_sight)

    def refresh_line(self) -> None:
        """What Enter does, or what keeps an answer from being kept."""
        last = self._at == len(self._questions) - 1
        hint = "Enter, and that is all" if last else "Enter goes on"
        self.put("hint", f"   {self._said or hint}")
        self.put("rest", f" {self._said}" if self._trouble else "")
        self.query_one("#hint").set_class(self._trouble, "-trouble")

    def _bring_into_sight(self) -> None:
        if self.is_attached:
            questions = self.query_one("#questions", VerticalScroll)
            for name in (f"#question-{self._at}", "#open-box"):
                questions.scroll_to_widget(
                    self.query_one(name), animate=False, immediate=True
                )

    def say(self, sentence: str, *, trouble: bool = False) -> None:
        """Say only what keeps an answer from being kept."""
        super().say(sentence if trouble else "", trouble=trouble)

    def turn_page(self, by: int) -> None:
        """Turn a page of the questions."""
        questions = self.query_one("#questions", VerticalScroll)
        step = max(1, questions.size.height - 1)
        questions.scroll_relative(y=by * step, animate=False, immediate=True)

    # The line

    def keep_draft(self) -> None:
        """Keep the half-typed answer beside the therapist's own line."""
        cursor = self.capture.cursor_location
        self._live.drafts.save_answering(self.capture.text, cursor)

    def enter(self) -> None:
        """Record this box, then go on to the next, or to rest."""
        self._live.answer_to(self._questions[self._at], self.capture.text)
        self.capture.put("")
        self._said = ""
        self.attempt(self.keep_draft)
        if self._at == len(self._questions) - 1:
            self._end()
            return
        self._at += 1
        self.query_one("#questions").move_child(
            self.query_one("#open-box"), after=self.query_one(f"#said-{self._at}")
        )
        self.refresh_frame()

    def line_completed(self) -> None:
        """Complete nothing: there are no /words here."""

    def escape(self) -> None:
        """Back from rest, or leave the rest of the questions."""
        if self.resting:
            self.toggle_rest()
        else:
            self.attempt(self._leave)

    # Keys

    def act(self, key_id: str) -> None:
        """Do what a key stands for, if it is for clients too."""
        if key_id in FOR_CLIENTS:
            super().act(key_id)

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """What the keys that work here stand for."""
        return super().commands() | {
            Command.VIEW: lambda _: self._leave(),
            Command.UNDO: lambda _: self.capture.undo(),
            Command.REDO: lambda _: self.capture.redo(),
        }

    def _leave(self) -> None:
        self._record_words()
        self._end()

    def _record_words(self) -> None:
        if self.capture.text.strip():
            self._live.answer_to(self._questions[self._at], self.capture.text)
            self.capture.put("")

    def _end(self) -> None:
        self.app.pop_screen()
        self._back()

    def part(self, at: datetime | None) -> None:
        """Record what the client left half-typed."""
        del at
        self._record_words()


def _first_open(answers: list[tuple[Line, ...]]) -> int:
    """The first question that was never asked, else left open, else the last one."""
    for is_open in (lambda said: not said, _is_left_open):
        for number, said in enumerate(answers):
            if is_open(said):
                return number
    return len(answers) - 1


def _is_left_open(said: tuple[Line, ...]) -> bool:
    return not any(line.text.strip() for line in said)
