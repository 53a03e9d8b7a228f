"""The session screen: what its line, its rows and its keys do."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sessiontui.domain.grammar.commands import Command
from sessiontui.domain.grammar.parser import Order
from sessiontui.domain.kinds.index import Kind, Tab
from sessiontui.errors import NotFoundError, SessionTuiError, UsageError
from sessiontui.services.session.state import Outcome
from sessiontui.ui.keymap import BY_ID
from sessiontui.ui.presenters import hints
from sessiontui.ui.screens.finding import FOUND
from sessiontui.ui.screens.turning import TurningScreen
from sessiontui.ui.widgets.pane_stack import TEXT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sessiontui.domain.entities import Line
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.model import Settings
    from sessiontui.ui.exit import Place


class SessionScreen(TurningScreen):
    """One client's session of today."""

    def __init__(
        self,
        live: LiveSession,
        caseload: Caseload,
        settings: Settings,
        back: Callable[[], None],
        left_at: Place | None = None,
    ) -> None:
        """Show a session; `back` leads to the caseload.

        `left_at` says that a lock interrupted it: then it stands as it was left, even
        where nothing was written.
        """
        draft = live.drafts.load()
        super().__init__(live, caseload, settings, draft)
        self._back_to_caseload = back
        self.session_id = live.state.session.id
        if left_at is not None:
            self.tab = self.tab if live.state.readonly else draft.tab
            self.set_class(left_at.resting, "-rest")
        if draft.editing is not None:
            self._editing = live.state.line_of_client(draft.editing)

    # The line

    def keep_draft(self) -> None:
        """Keep the half-typed line where a crash cannot reach it."""
        editing = self._editing.id if self._editing else None
        self.live.drafts.save(
            self.tab, self.half_typed(), self.capture.cursor_location, editing
        )

    def enter(self) -> None:
        """Record the line, save an edit, or open the selected row."""
        text, selected = self.capture.text, self.selected()
        if self.adding:
            self.finish_adding()
            return
        if self.closing and not text:
            self.close_on()
            return
        if self._editing is not None:
            outcome = self._edited(self._editing, text)
            self._editing = None
        elif self.finding and not text:
            self.show_found(self.panes.rows and self.panes.rows.value)
            return
        elif selected is not None and not text:
            self._edit(selected)
            return
        else:
            try:
                outcome = self.live.enter(text, self.tab, selected, self.marked())
            except UsageError as refused:
                if not self._is_order(text):
                    raise
                # No words to lose; left there, what is typed next would join it.
                outcome = Outcome(remark=str(refused))
        self.stop_choosing()
        if outcome.changed:
            self._marked = frozenset()
        self.clear_line()
        self.follow(outcome, carried=text)

    def _is_order(self, text: str) -> bool:
        """Whether the line asks for something and holds no words to record."""
        context = self.live.state.context(self.tab)
        return isinstance(self.live.reader.read(text, context), Order)

    def marked(self) -> tuple[Line, ...]:
        """The marked lines and the selected one, in their order; none without marks."""
        if not self._marked:
            return ()
        ids = self.chosen_ids()
        return tuple(line for line in self.live.state.everything() if line.id in ids)

    def _edited(self, line: Line, text: str) -> Outcome:
        """The edit, or a line of its own where the line is gone meanwhile."""
        try:
            return self.live.edits.edit(line, text)
        except NotFoundError:
            return self.live.enter(text, self.tab)

    def follow(self, outcome: Outcome, carried: str = "") -> None:
        """Show what came of an action."""
        if outcome.order is not None:
            self.attempt(self.keep_draft)
            self.carry_out(outcome.order)
            return
        if outcome.goto is not None:
            self.go_to(outcome.goto)
        if outcome.changed:
            if outcome.line is not None and outcome.line.kind is Kind.AGENDA:
                # What was taken up from last time leaves the rest of it to see.
                self._opening = outcome.line.about is not None
            if self.panes.name_shown in {TEXT, FOUND}:
                self.panes.show(self.home_pane())
            self.refresh_pane(to_end=self._belongs_at_end(outcome, carried))
        if carried:
            # Whatever was done with them, the words are not half-typed any more.
            with contextlib.suppress(SessionTuiError):
                self.keep_draft()
        self._say_what(outcome)
        self.refresh_head()
        if self.closing and outcome.line is not None and not outcome.remark:
            self.choose_untied()

    def _belongs_at_end(self, outcome: Outcome, carried: str) -> bool:
        """Whether the last rows are what should be seen now."""
        if self.tab is Tab.NOTES:
            return not self.capture.choosing
        return bool(carried and outcome.line)

    def _say_what(self, outcome: Outcome) -> None:
        if outcome.remark:
            self.say(outcome.remark)
        elif outcome.line is not None and not self._lists(outcome.line):
            self.say(f"{outcome.line.label} saved")
        else:
            self.refresh_line()

    def _lists(self, line: Line) -> bool:
        """Whether the open tab shows such a line."""
        return self.tab is Tab.NOTES or line.row.tab is self.tab

    def _edit(self, line: Line) -> None:
        self.stop_choosing()
        self._mark(frozenset())
        self._editing = line
        opened = self.live.edits.opened(line)
        self.capture.put(opened.text, opened.cursor)
        self.line_edited()

    def escape(self) -> None:
        """Leave an edit as it was, or go one step back."""
        if self.adding and not self.resting:
            self.leave_adding()
        elif self.closing and not self.resting:
            self.attempt(lambda: self.go_to(Tab.SUMMARY))
        elif self._editing is not None and not self.resting:
            # Ctrl+Z brings the words back.
            self._editing = None
            self.capture.clear()
        elif self.finding and not self.capture.choosing:
            self.attempt(lambda: self.go_to(self.tab))
        elif self._marked and not self.resting:
            self.stop_choosing()
            self._mark(frozenset())
        else:
            super().escape()

    def act(self, key_id: str) -> None:
        """Do what a key stands for; some record a line without words."""
        kind = BY_ID[key_id].kind
        if kind is not None:
            self.follow(self.live.mark(kind))
        else:
            super().act(key_id)

    # Rows

    def row_keyed(self, key: str) -> None:
        """Tick or mark the selected line, or remove it with all that are marked."""
        line = self.selected()
        if line is None or self.resting:
            return
        if key == "delete":
            self.attempt(lambda: self._remove(self.marked() or (line,)))
        elif self.tab is Tab.NOTES:
            self._mark(self._marked ^ {line.id})
        else:
            self.attempt(lambda: self._tick_row(line))

    def _tick_row(self, line: Line) -> None:
        """Tick a line; where it leaves the list for it, the next one is selected."""
        rows = self.panes.rows
        behind = rows.behind() if rows else ()
        self.follow(self.live.edits.tick(line))
        if rows is not None and rows.value is None:
            self.capture.choosing = any(rows.choose(value) for value in behind)
            self.refresh_line()

    def _remove(self, lines: tuple[Line, ...]) -> None:
        outcome = self.live.edits.remove(lines)
        self._marked = frozenset()
        self.follow(outcome)

    def _mark(self, ids: frozenset[int]) -> None:
        self._marked = ids
        self._said = ""
        self.attempt(self.refresh_pane)
        self.refresh_line()

    def carry_row(self, by: int) -> None:
        """Move the selected line up or down; the selection goes with it."""
        line, rows = self.selected(), self.panes.rows
        if line is not None and rows is not None:
            self.follow(self.live.edits.reorder(line, by, self.tab))
            rows.choose(line)

    # Commands

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """Everything that a session can be asked to do besides recording."""
        return super().commands() | {
            Command.UNDO: lambda _: self._back("undo"),
            Command.REDO: lambda _: self._back("redo"),
            Command.LAST: lambda _: self._show_opening(),
            Command.SUMMARY: lambda _: self.go_to(Tab.SUMMARY),
            Command.SAVE: self._save,
            Command.COPY: lambda _: self._copy(),
            Command.CLIENTS: lambda _: self._leave(),
            Command.PROGRESS: self._show_progress,
        }

    def _back(self, which: str) -> None:
        """The words on the line first, then what was recorded."""
        before = self.capture.text
        (self.capture.undo if which == "undo" else self.capture.redo)()
        if self.capture.text != before:
            return
        if self._editing is not None:
            self.say("Enter keeps this edit, Escape leaves it; then take back.")
            return
        self.follow(self.live.undo() if which == "undo" else self.live.redo())

    def _show_opening(self) -> None:
        self._opening = True
        self.go_to(Tab.AGENDA)

    def _show_progress(self, code: str) -> None:
        """Show this client over time; no other's, since the screen may be seen."""
        if code and not self.caseload.is_code(code, self.live.state.client):
            self.say("In a session only this client is looked at: /progress")
            return
        self.show_progress(self.live.state.client, self.live.state.session.id)

    def _save(self, name: str) -> None:
        if self.tab is not Tab.SUMMARY and not name:
            self.keep_draft()
            self.say("All is saved.")
            return
        path = self.live.prints.write_summary(name)
        self.say(hints.written(path, self.text_width - 2))

    def _copy(self) -> None:
        if not self.settings.clipboard:
            self.say("The settings keep the clipboard off.")
            return
        self.app.send_to_clipboard(self.live.prints.summary())  # type: ignore[attr-defined]
        self.say("Sent to the terminal's clipboard; it cannot say whether it arrived.")

    # Leaving

    def _leave(self) -> None:
        with contextlib.suppress(SessionTuiError):
            self.live.leave()
        self._back_to_caseload()

    def part(self, at: datetime | None, *, locks: bool) -> None:
        """Note when the session stopped; behind a lock it is to stand as it was."""
        self.live.leave(at, stays=locks)
        if locks:
            self.keep_draft()
