"""The closing questions as the client answers them: a box for each, and then rest."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.domain.session.closing_questions import ANYTHING_ELSE, has_words
from sessiontui.errors import SessionTuiError
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.client_view import words_for_client
from sessiontui.ui.presenters.formatting import folded
from sessiontui.ui.screens.base import BaseScreen
from sessiontui.ui.screens.parts.frame import SHORT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult

    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.model import Settings

_BESIDE = 12
"""Columns that stand beside the words in a box: margins, frame, scrollbar."""

_AFTER_THE_END = frozenset({"view"})
"""The key that does something behind the last question."""


class ClosingQuestionsScreen(BaseScreen):
    """The closing questions, for the client to answer at the keyboard."""

    for_client = True

    def __init__(
        self, live: LiveSession, settings: Settings, back: Callable[[], None]
    ) -> None:
        """Ask from the first question without an answer; `back` takes up the session.

        Where all are answered, they stand there, and there is room for more.
        """
        super().__init__(settings, live.drafts.answering())
        self._live = live
        self._back = back
        self._questions = tuple(prompt for prompt, _ in live.state.answers())
        asked = live.asks_client() or ANYTHING_ELSE
        if asked not in self._questions:
            self._questions += (asked,)
        self._at = self._questions.index(asked)
        self._ended = False

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
                            yield self.line_input
            yield Static(id="hint", markup=False)
        yield Static(id="rest", markup=False)

    def note_size(self) -> None:
        """Tell the sheets whether only the box that is typed in has a frame."""
        self.set_class(self.size.height < SHORT, "-short")

    def refresh_pane(self, *, to_end: bool = False) -> None:
        """Nothing: the questions stand where other screens have a list."""

    def refresh_frame(self) -> None:
        """Bring boxes and hint up to date, with the open box in sight."""
        if not self.is_here:
            return
        width = self.frame.width - _BESIDE
        answers = dict(self._live.state.answers())
        for number, prompt in enumerate(self._questions):
            said = answers.get(prompt, ())
            words = "\n".join(words_for_client(said))
            shown = folded(words, width + 2, 0) if words else ""
            self.frame.put(f"said-{number}", shown)
            box = self.query_one(f"#said-{number}")
            box.display = bool(words) or number != self._at
            box.set_class(not words, "-empty")
        self.refresh_line()
        self.call_after_refresh(self._bring_into_sight)

    def refresh_line(self) -> None:
        """Help for Enter, or what keeps an answer from being kept."""
        last = self._next() is None
        help_ = "Enter, and that is all" if last else "Enter goes on"
        hint = self.said or hints.less(help_, self.frame.width - 3)
        self.frame.put("hint", f"   {hint}")
        told = self._ended or self.trouble
        self.frame.put("rest", f" {self.said}" if told else "")
        self.query_one("#rest").set_class(self._ended, "-quiet")
        self.query_one("#hint").set_class(self.trouble, "-trouble")

    def _bring_into_sight(self) -> None:
        if self.is_here:
            questions = self.query_one("#questions", VerticalScroll)
            for name in (f"#question-{self._at}", "#open-box"):
                questions.scroll_to_widget(
                    self.query_one(name), animate=False, immediate=True
                )

    @property
    def rows(self) -> None:
        """None: no row can be selected here."""

    def step_rows(self, by: int, *, carry: bool) -> None:
        """Nothing, likewise."""

    def row_keyed(self, key: str) -> None:
        """Nothing, likewise."""

    def turn_page(self, by: int) -> None:
        """Turn a page of the questions."""
        questions = self.query_one("#questions", VerticalScroll)
        step = max(1, questions.size.height - 1)
        questions.scroll_relative(y=by * step, animate=False, immediate=True)

    # The line

    def keep_draft(self) -> None:
        """Keep the half-typed answer beside the therapist's own line."""
        cursor = self.line_input.cursor_location
        self._live.drafts.save_answering(self.line_input.text, cursor)

    def enter(self) -> None:
        """Record this box, then go on to the next without an answer, or to rest."""
        self._record_box()
        following = self._next()
        if following is None:
            self._end()
            return
        self._at = following
        self.query_one("#questions").move_child(
            self.query_one("#open-box"), after=self.query_one(f"#said-{self._at}")
        )
        self.refresh_frame()

    def _next(self) -> int | None:
        """The next question without an answer."""
        answers = dict(self._live.state.answers())
        later = range(self._at + 1, len(self._questions))
        return next(
            (n for n in later if not has_words(answers[self._questions[n]])), None
        )

    def _record_box(self) -> None:
        """Record what stands in the box; an empty one was a question left open."""
        prompt = self._questions[self._at]
        if (
            self.line_input.text.strip()
            or prompt in self._live.state.preferences.closing
        ):
            self._live.answer_to(prompt, self.line_input.text)
        self.line_input.put("")
        self.said = ""
        self.attempt(self.keep_draft)

    def escape(self) -> None:
        """Back from rest, or leave the rest of the questions. Never to the notes."""
        if self.rest.is_on:
            self.rest.toggle()
        else:
            self.attempt(self._leave)

    def _leave(self) -> None:
        self._record_words()
        self._end()

    def _record_words(self) -> None:
        if self.line_input.text.strip():
            self._record_box()

    # The end

    def _end(self) -> None:
        """Thank, and stay so until the therapist takes the screen back.

        No key is named: the way back is the therapist's.
        """
        self._ended = True
        self.line_input.closed = True
        self.said = "Thank you."
        self.rest.set(on=True)
        self.refresh_line()

    def act(self, key_id: str) -> None:
        """Do what a key stands for; once all is said, only turn back."""
        if not self._ended or key_id in _AFTER_THE_END:
            super().act(key_id)

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """The commands behind the keys that work here."""
        return super().commands() | {Command.VIEW: lambda _: self._turn_back()}

    def _turn_back(self) -> None:
        """Give the screen back; words that stand in the box are recorded first.

        Where they cannot be, they wait for the next time that the client is asked:
        nobody is kept from their notes.
        """
        with contextlib.suppress(SessionTuiError):
            self._record_words()
        self.app.pop_screen()
        self._back()

    def part(self, at: datetime | None, *, locks: bool) -> None:
        """Record what the client left half-typed."""
        del at, locks
        self._record_words()
