"""The session screen: six tabs of one client's session of today, and its commands."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.widgets import Static

from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.preferences import tab_titles
from sessiontui.errors import SessionTuiError, UsageError
from sessiontui.ui.keymap import BY_ID, in_force, key_label
from sessiontui.ui.modes.ask_signer import AskSigner
from sessiontui.ui.modes.base import At, Show
from sessiontui.ui.modes.read_text import Help, ReadText
from sessiontui.ui.modes.search import Search, search
from sessiontui.ui.modes.session.amend import Amend, amend
from sessiontui.ui.modes.session.browse import Browse
from sessiontui.ui.modes.session.edit import Edit
from sessiontui.ui.modes.session.marked_rows import MarkedRows
from sessiontui.ui.modes.session.sign_review import SignReview, sign
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.formatting import DrawnRows
from sessiontui.ui.presenters.header import elapsed, head_content
from sessiontui.ui.presenters.tab_bar import tabs_content
from sessiontui.ui.presenters.tabs.goals import DrawnGoals
from sessiontui.ui.presenters.tabs.session_tabs import print_lines, tab_rows
from sessiontui.ui.screens.base import BaseScreen
from sessiontui.ui.screens.turn_to_client import TurnToClient
from sessiontui.ui.terminal.closed_screens import on_behalf_of
from sessiontui.ui.widgets.row_list import RowList
from sessiontui.ui.widgets.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.timer import Timer

    from sessiontui.domain.entities import Line
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.services.session.state import Outcome
    from sessiontui.settings.model import Settings
    from sessiontui.ui.exit import Place
    from sessiontui.ui.modes.base import Then

_MINUTE = 60
_AFTER_MINUTE = 0.05
"""Seconds by which the clock waits, so that it never wakes just before the minute."""


class SessionScreen(BaseScreen):
    """One client's session of today."""

    in_session = True

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
        # Where nothing is recorded or half typed yet, the session opens on the opening.
        returns = left_at is not None and not live.state.readonly
        begun = draft.text or live.state.everything() or returns
        tab = draft.tab if begun else Tab.AGENDA
        planned = not (live.state.is_late or live.state.session.is_entry)
        if not planned and not draft.text:
            # It is there to be finished: nothing is planned in it any more.
            tab = Tab.NOTES
        super().__init__(settings, draft, Browse(tab))
        self.live = live
        self.session_id = live.state.session.id
        was_late = left_at is not None and left_at.late
        self.finishes_late = live.state.is_late or was_late
        self._caseload = caseload
        self._back_to_caseload = back
        self._rest_key = key_label(in_force(settings.chosen_keys)["rest"])
        self._drawn = DrawnRows()
        self._goals = DrawnGoals()
        self._times = live.state.session.started_at, live.state.session.stopped_at
        self._tick: Timer | None = None
        self._turn_to_client = TurnToClient(self, asks=self.tab is Tab.HELPED)
        self._returns = returns
        self._behind_words = 0
        """Steps that were taken back behind the words, and come before them again."""
        if left_at is not None:
            self.rest.set(on=left_at.resting)
        edited = draft.editing and live.state.line_of_client(draft.editing)
        if edited:
            self.modes = self.modes.having(Edit(edited))

    # The frame

    def compose_tabs(self) -> ComposeResult:
        """One row of tab names."""
        yield Static(id="tabs", markup=False)

    def on_mount(self) -> None:
        """Put the half-typed line back, and start the clock.

        What a death of the program left waiting is told, and how to begin another hour
        where this one is long over.
        """
        greeting = self.live.greeting or self.live.how_to_begin_another()
        if greeting and not self._returns:
            self.say(greeting)
        self.attempt(self._turn_to_client.say_what_waits)
        self.attempt(lambda: self.refresh_pane(to_end=self.tab is Tab.NOTES))
        if self._caseload.notice:
            self.say(self._caseload.notice)
        self._set_clock()

    def _set_clock(self) -> None:
        """Wake at the next minute of the session; once it has stopped, no more."""
        session = self.live.state.session
        self._times = session.started_at, session.stopped_at
        if self._tick is not None:
            self._tick.stop()
        if session.stopped_at is None and not self.live.state.is_late:
            into = elapsed(self.live) % _MINUTE
            with on_behalf_of(self.app):
                wait = _MINUTE - into + _AFTER_MINUTE
                self._tick = self.set_timer(wait, self._minute)

    def _minute(self) -> None:
        if self.top is self and not self.rest.is_on:
            self.refresh_head()
        self._set_clock()

    def head_text(self, width: int) -> Content:
        """The client of the session, what is under way, and how long it has been."""
        return head_content(self.live, self.settings, width)

    def refresh_head(self) -> None:
        """Bring the head and the tabs up to date."""
        width = self.frame.width
        self.frame.put("head", self.head_text(width))
        titles = tab_titles(self.settings.goals_label)
        self.frame.put("tabs", tabs_content(self.tab, width, titles))
        session = self.live.state.session
        if self._times != (session.started_at, session.stopped_at):
            self._set_clock()

    def refresh_frame(self) -> None:
        """The head with its tabs, and the line."""
        self.refresh_head()
        self.refresh_line()

    def status_text(self) -> str:
        """Tell whether all is saved."""
        if self.live.state.readonly:
            return "read only"
        if self.live.state.session.signed_at:
            return "signed"
        saved = "not saved" if self.unsaved else "saved"
        return saved if self.frame.is_narrow else f"{saved} · {self._rest_key} rest"

    # What is shown

    @property
    def browse(self) -> Browse:
        """The open tab."""
        first = self.modes.stack[0]
        assert isinstance(first, Browse)  # noqa: S101 - it is where a session begins
        return first

    @property
    def tab(self) -> Tab:
        """The tab that is open."""
        return self.browse.tab

    def at(self) -> At:
        """The state of the screen now, for the modes to judge."""
        mark = self.modes.get(MarkedRows)
        return At(
            self.settings,
            self._caseload,
            session=self.live,
            text=self.line_input.text,
            width=self.frame.width,
            tab=self.tab,
            pane=self.modes.shown.pane,
            choosing=self.line_input.choosing,
            chosen=self.chosen,
            marked=mark.ids if mark else frozenset(),
        )

    def selected(self) -> Line | None:
        """The line of this session that is selected in the list."""
        return self.at().line

    def fill(self, *, to_end: bool) -> None:
        """Bring the open tab up to date from the live session."""
        pane, width = self.panes.shown, self.frame.width
        if isinstance(pane, TextView):
            self._fill_print(pane, width)
        elif isinstance(pane, RowList):
            mark = self.modes.get(MarkedRows)
            rows = tab_rows(
                self.live,
                self.tab,
                width,
                opening=self.browse.opening,
                all_older=self.browse.all_older,
                minutes=self.settings.minutes,
                drawn=self._drawn,
                goals=self._goals,
                marked=mark.ids if mark else frozenset(),
                room=self.frame.list_room,
            )
            pane.show(rows, to_end=to_end)

    def _fill_print(self, pane: TextView, width: int) -> None:
        """Show the print; where a template of one's own is off, the edge says so."""
        try:
            pane.show(print_lines(self.live, width))
        except UsageError as error:
            pane.show([])
            self.say(str(error))

    def go(self, then: Then) -> None:
        """Go back to the open tab, or to another one."""
        tabs = {Show.PRINT: Tab.SUMMARY, Show.NOTES: Tab.NOTES}
        self.go_to(tabs.get(then, self.tab) if isinstance(then, Show) else self.tab)

    def go_to(self, tab: Tab) -> None:
        """Show a tab; the words on the line stay."""
        self.said = ""
        self._turn_to_client.asks |= tab is Tab.HELPED
        self.selection.let_go()
        first = replace(self.browse, tab=tab)
        # A note typed on another tab must not become the licence of who signs.
        modes = self.modes.at_home(first, MarkedRows, AskSigner)
        self.become(modes, to_end=tab is Tab.NOTES)
        self.attempt(self.keep_draft)
        self.refresh_frame()

    # The line

    def keep_draft(self) -> None:
        """Keep the half-typed line where a crash cannot reach it."""
        edit, waiting = self.modes.get(Edit), self.modes.get(Amend)
        text = self.line_input.text
        self.live.drafts.save(
            self.tab,
            waiting.with_reason(text) if waiting else text,
            self.line_input.cursor_location,
            edit.of.id if edit else None,
        )

    def follow(self, came: Outcome, carried: str = "", *, forgets: bool = True) -> None:
        """Show what came of an action; `forgets` the words that were taken back."""
        if came.slash is not None:
            self.attempt(self.keep_draft)
            self.effects.carry_out(came.slash, carried)
            return
        if came.goto is not None:
            self.go_to(came.goto)
        if came.changed:
            if forgets and not self.line_input.text:
                # Undo takes this back next, and no words of before it.
                self.line_input.forget()
            self._show_change(came, carried)
        if carried:
            # Whatever was done with them, the words are not half-typed any more.
            with contextlib.suppress(SessionTuiError):
                self.keep_draft()
        self._say_what(came)
        self.refresh_head()
        review = self._review
        if review and came.line is not None and not came.remark:
            self.effects.carry(review.next_untied(self.live))

    def _show_change(self, came: Outcome, carried: str) -> None:
        modes = self.modes
        if came.line is not None and came.line.kind is Kind.AGENDA:
            # What was taken up from last time leaves the rest of it to see.
            opening = came.line.about is not None
            modes = modes.having(replace(self.browse, opening=opening))
        if isinstance(modes.shown, ReadText | Help | Search):
            modes = modes.at_home()
        at_end = bool(carried and came.line)
        if self.tab is Tab.NOTES:
            at_end = not self.line_input.choosing
        self.become(modes, to_end=at_end)

    def _say_what(self, came: Outcome) -> None:
        if came.remark:
            self.say(came.remark)
        elif came.line is not None and not self._lists(came.line):
            self.say(self._saved_elsewhere(came.line))
        else:
            self.refresh_line()

    def _saved_elsewhere(self, line: Line) -> str:
        """The tab on which a line stands now; a goal is named as `#n` names it."""
        label = f"goal {line.number}" if line.number else line.label
        titles = tab_titles(self.settings.goals_label)
        return f"{label} saved, on {titles[line.row.tab]}"

    def _lists(self, line: Line) -> bool:
        """Tell whether the open tab shows such a line."""
        return self.tab is Tab.NOTES or line.row.tab is self.tab

    def act(self, key_id: str) -> None:
        """Do what a key stands for: a tab, a line without words, or a command."""
        row = BY_ID[key_id]
        if row.tab is not None:
            self.go_to(row.tab)
        elif row.kind is not None:
            self.follow(self.live.mark(row.kind))
        else:
            super().act(key_id)

    # Commands

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """Everything that a session can be asked to do besides recording."""
        return super().commands() | {
            Command.FIND: self._search,
            Command.SIGN: lambda _: self.effects.carry(sign(self.live, self._review)),
            Command.AMEND: lambda typed: self.effects.carry(
                amend(self.live, typed, self.selected())
            ),
            Command.UNDO: lambda _: self._back("undo"),
            Command.REDO: lambda _: self._back("redo"),
            Command.LAST: lambda _: self._show_opening(),
            Command.SUMMARY: lambda _: self.go_to(Tab.SUMMARY),
            Command.SAVE: self._save,
            Command.COPY: lambda _: self._copy(),
            Command.CLIENTS: lambda _: self._leave(),
            Command.PROGRESS: self._show_progress,
            Command.VIEW: lambda _: self._turn_to_client.show_view(),
            Command.FEEDBACK: lambda _: self._turn_to_client.hand_over(),
        }

    @property
    def _review(self) -> SignReview | None:
        """The signing checklist, where it is shown."""
        return self.modes.shown_as(SignReview)

    def _search(self, words: str) -> None:
        self.effects.carry(search(words, self._caseload, self.live.state.client))

    def _back(self, which: str) -> None:
        """The words on the line first, then what was recorded; and in turn again."""
        before = self.line_input.text
        if which == "undo":
            self.line_input.undo()
        elif not self._behind_words:
            self.line_input.redo()
        if self.line_input.text != before:
            self._behind_words = 0
            return
        if self.modes.get(Edit):
            self.say("Enter keeps this edit, Escape leaves it; then take back.")
            return
        came = self.live.undo() if which == "undo" else self.live.redo()
        if came.changed:
            step = 1 if which == "undo" else -1
            self._behind_words = max(0, self._behind_words + step)
        self.follow(came, forgets=False)

    def _show_opening(self) -> None:
        self.modes = self.modes.having(replace(self.browse, opening=True))
        self.go_to(Tab.AGENDA)

    def _show_progress(self, code: str) -> None:
        """Show this client over time; no other's, since the screen may be seen."""
        if code and not self._caseload.is_code(code, self.live.state.client):
            raise UsageError("In a session only this client is looked at: /progress")
        self.app.look_over(self.live.state.client, self, self.live.state.session.id)  # type: ignore[attr-defined]

    def _save(self, name: str) -> None:
        if self.tab is not Tab.SUMMARY and not name:
            self.keep_draft()
            self.say("All is saved.")
            return
        path = self.live.prints.write_summary(name)
        self.say(hints.path_hint(path, self.frame.width - 2))

    def _copy(self) -> None:
        if not self.settings.clipboard:
            raise UsageError("The settings keep the clipboard off.")
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
