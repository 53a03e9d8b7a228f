"""The session screen: six tabs, one line."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from sessiontui.domain.commands import Command
from sessiontui.domain.formats import FORMATS
from sessiontui.domain.kinds import Kind, Tab
from sessiontui.domain.models import Draft, Line
from sessiontui.domain.ways import tab_titles
from sessiontui.errors import NotFoundError, SessionTuiError
from sessiontui.ui import hints
from sessiontui.ui.keys import BY_ID, in_force, shown
from sessiontui.ui.panes.client_view import client_lines
from sessiontui.ui.panes.lists import print_lines, tab_rows
from sessiontui.ui.screens.finding import FOUND, FindingScreen
from sessiontui.ui.screens.head import elapsed, head_text, tabs_content
from sessiontui.ui.show import is_narrow
from sessiontui.ui.widgets.panes import TEXT
from sessiontui.ui.widgets.rows import Rows
from sessiontui.ui.widgets.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from sessiontui.caseload import Caseload
    from sessiontui.live import LiveSession, Outcome
    from sessiontui.settings import Settings
    from sessiontui.ui.widgets.panes import Pane

CLIENT_VIEW = "client-view"
_FOR_CLIENTS = frozenset(
    {"view", "rest", "undo", "redo", "page.up", "page.down", "quit"}
)
"""Keys that do something while the screen is turned to the client."""
_MINUTE = 60
_AFTER_MINUTE = 0.05
"""Seconds by which the clock waits, so that it never wakes just before the minute."""


class SessionScreen(FindingScreen):
    """One client's session of today."""

    def __init__(
        self,
        live: LiveSession,
        caseload: Caseload,
        settings: Settings,
        back: Callable[[], None],
    ) -> None:
        """Show a session; `back` leads to the caseload."""
        draft = live.drafts.load()
        super().__init__(caseload, settings, live.client, draft)
        self._back_to_caseload = back
        self.live = live
        self._editing: Line | None = None
        self._opening = False
        self.tab = draft.tab
        self._aside = Draft(session_id=live.session.id)
        if draft.editing is not None:
            self._editing = live.line_of_client(draft.editing)

    # The frame

    def home_pane(self) -> str:
        """The pane of the open tab."""
        return f"tab-{self.tab}"

    def compose_tabs(self) -> ComposeResult:
        """One row of tab names."""
        yield Static(id="tabs", markup=False)

    def make_home(self) -> Pane:
        """The pane of the tab where the session was left."""
        return (TextView if self.tab is Tab.SUMMARY else Rows)(id=self.home_pane())

    def on_mount(self) -> None:
        """Put the half-typed line back, and start the clock."""
        self.attempt(lambda: self.refresh_pane(to_end=self.tab is Tab.NOTES))
        if self.caseload.notice:
            self.say(self.caseload.notice)
        self._set_clock()

    def _set_clock(self) -> None:
        into = elapsed(self.live) % _MINUTE
        self.set_timer(_MINUTE - into + _AFTER_MINUTE, self._minute)

    def _minute(self) -> None:
        if not self.resting:
            self.refresh_head()
        self._set_clock()

    def head_text(self, width: int) -> str:
        """Whose session it is, what is under way, and how long it has been."""
        if self.in_client_view:
            return ""
        return head_text(self.live, self.settings.minutes, width)

    def refresh_head(self) -> None:
        """Bring the head and the tabs up to date."""
        self._put("head", self.head_text(self.text_width))
        width = self.text_width
        titles = tab_titles(self.settings.goals_label)
        tabs = tabs_content(self.tab, width, titles)
        if self.in_client_view:
            tabs = Content("")
        if self._shown.get("tabs") != repr(tabs):
            self._shown["tabs"] = repr(tabs)
            self.query_one("#tabs", Static).update(tabs)

    def refresh_frame(self) -> None:
        """The head with its tabs, and the line."""
        self.refresh_head()
        self.refresh_line()

    def chip_text(self) -> str:
        """What the line would be recorded as."""
        if self.in_client_view:
            return ""
        if self._editing is not None:
            return f"edit {self._editing.label}"
        return hints.chip(self.capture.text, self.live.context(self.tab))

    def status_text(self) -> str:
        """Whether all is saved."""
        if self.in_client_view:
            return ""
        if self.live.readonly:
            return "read only"
        saved = "not saved" if self._trouble else "saved"
        if is_narrow(self.text_width):
            return saved
        rest = shown(in_force(self.settings.keys)["rest"])
        return f"{saved} · {rest} rest"

    def hint_text(self, width: int) -> str:
        """Help for the line, for the selected row, or for the print."""
        if self.in_client_view:
            return ""
        if self.finding and not self.capture.text:
            return hints.fitting(("↑ selects", "Enter shows it", "Esc back"), width)
        if self.capture.choosing and not self.capture.text:
            return hints.choosing(width)
        if self.tab is Tab.SUMMARY and not self.capture.text:
            others = " ".join(name for name in FORMATS)
            save = shown(in_force(self.settings.keys)["save"])
            return hints.fitting(
                (f"{save} writes it", f"/format {others}", "/copy"), width
            )
        return super().hint_text(width)

    # Panes

    def fill(self, name: str, *, to_end: bool = False) -> None:
        """Bring a pane up to date from the live session."""
        pane = self.panes.shown
        width = self.text_width
        if isinstance(pane, TextView):
            if name == CLIENT_VIEW:
                pane.show(client_lines(self.live, width))
            elif name == f"tab-{Tab.SUMMARY}":
                pane.show(print_lines(self.live, width))
        elif isinstance(pane, Rows):
            if name == FOUND:
                self.fill_found(width)
            else:
                tab = Tab(name.removeprefix("tab-"))
                rows = tab_rows(
                    self.live,
                    tab,
                    width,
                    opening=self._opening,
                    minutes=self.settings.minutes,
                )
                pane.show(rows, to_end=to_end)

    def go_to(self, tab: Tab) -> None:
        """Show a tab; the words on the line stay."""
        self._said = ""
        self.stop_choosing()
        self.set_class(False, "-client")
        self.tab = tab
        self.panes.show(self.home_pane(), TextView if tab is Tab.SUMMARY else Rows)
        self.refresh_pane(to_end=tab is Tab.NOTES)
        self.attempt(self.keep_draft)
        self.refresh_frame()

    def act(self, key_id: str) -> None:
        """Do what a key stands for: a tab, or what every screen does."""
        if self.in_client_view and key_id not in _FOR_CLIENTS:
            return
        tab = BY_ID[key_id].tab
        if tab is not None:
            self.go_to(tab)
        else:
            super().act(key_id)

    # The line

    def keep_draft(self) -> None:
        """Keep the half-typed line where a crash cannot reach it."""
        if self.in_client_view and self._aside.text:
            # The therapist's own half-typed line is the one that is kept.
            return
        editing = self._editing.id if self._editing else None
        self.live.drafts.save(
            self.tab, self.capture.text, self.capture.cursor_location, editing
        )

    def selected(self) -> Line | None:
        """The line of this session that is selected in the list.

        A search hit is none: it is only to be looked at.
        """
        rows = None if self.finding else self.panes.rows
        value = rows.value if rows and self.capture.choosing else None
        return value if isinstance(value, Line) else None

    def enter(self) -> None:
        """Record the line, save an edit, or open the selected row."""
        text, selected = self.capture.text, self.selected()
        if self.in_client_view:
            outcome = self.live.answer(text)
        elif self._editing is not None:
            outcome = self._edited(self._editing, text)
            self._editing = None
        elif self.finding and not text:
            self.show_found(self.panes.rows and self.panes.rows.value)
            return
        elif selected is not None and not text:
            self._edit(selected)
            return
        else:
            outcome = self.live.enter(text, self.tab, selected)
        self.stop_choosing()
        self.clear_line()
        self.follow(outcome, carried=text)

    def _edited(self, line: Line, text: str) -> Outcome:
        """The edit, or a line of its own where the line is gone meanwhile."""
        try:
            return self.live.changes.edit(line, text)
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
            if not self.in_client_view and self.panes.name_shown in {TEXT, FOUND}:
                self.panes.show(self.home_pane())
            self.refresh_pane(to_end=self._belongs_at_end(outcome, carried))
        if carried and not outcome.changed:
            self.attempt(self.keep_draft)
        self._say_what(outcome)
        self.refresh_head()

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
        self._editing = line
        self.capture.put(self.live.changes.spelled(line))
        self.line_edited()

    def escape(self) -> None:
        """Leave an edit as it was, or go one step back."""
        if self.in_client_view and not self.resting:
            self._toggle_client_view()
        elif self._editing is not None and not self.resting:
            # Ctrl+Z brings the words back.
            self._editing = None
            self.capture.clear()
        elif self.finding and not self.capture.choosing:
            self.attempt(lambda: self.go_to(self.tab))
        else:
            super().escape()

    # Rows

    def row_keyed(self, key: str) -> None:
        """Tick the selected line, or remove it."""
        line = self.selected()
        if line is None or self.resting or self.in_client_view:
            return
        changes = self.live.changes
        act = changes.tick if key == "space" else changes.remove
        self.attempt(lambda: self.follow(act(line)))

    def carry_row(self, by: int) -> None:
        """Move the selected line up or down; the selection goes with it."""
        line, rows = self.selected(), self.panes.rows
        if line is not None and rows is not None:
            self.follow(self.live.changes.reorder(line, by, self.tab))
            rows.choose(line)

    # Commands

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """Everything that a session can be asked to do besides recording."""
        return super().commands() | {
            Command.UNDO: lambda _: self._back("undo"),
            Command.REDO: lambda _: self._back("redo"),
            Command.LAST: lambda _: self._show_opening(),
            Command.VIEW: lambda _: self._toggle_client_view(),
            Command.SUMMARY: lambda _: self.go_to(Tab.SUMMARY),
            Command.SAVE: lambda _: self._save(),
            Command.COPY: lambda _: self._copy(),
            Command.CLIENTS: lambda _: self._leave(),
        }

    def _back(self, which: str) -> None:
        """The words on the line first, then what was recorded."""
        before = self.capture.text
        (self.capture.undo if which == "undo" else self.capture.redo)()
        if self.capture.text != before or self.in_client_view:
            return
        if self._editing is not None:
            self.say("Enter keeps this edit, Escape leaves it; then take back.")
            return
        self.follow(self.live.undo() if which == "undo" else self.live.redo())

    def _show_opening(self) -> None:
        self._opening = True
        self.go_to(Tab.AGENDA)

    def _save(self) -> None:
        if self.tab is not Tab.SUMMARY:
            self.keep_draft()
            self.say("All is saved.")
            return
        path = self.live.prints.write_summary()
        self.say(f"Written as plain text that only you can read: {path}")

    def _copy(self) -> None:
        if not self.settings.clipboard:
            self.say("The settings keep the clipboard off.")
            return
        self.app.send_to_clipboard(self.live.prints.summary())  # type: ignore[attr-defined]
        self.say("Sent to the terminal's clipboard; it cannot say whether it arrived.")

    # Client view

    @property
    def in_client_view(self) -> bool:
        """Whether the screen is turned to the client."""
        return self.has_class("-client")

    def _toggle_client_view(self) -> None:
        if self.in_client_view:
            self._turn_back()
            return
        self.stop_choosing()
        text, cursor = self.capture.text, self.capture.cursor_location
        self._aside = Draft(session_id=self.live.session.id, text=text, cursor=cursor)
        self.capture.put("")
        self.set_class(True, "-client")
        self.panes.show(CLIENT_VIEW, TextView)
        self.refresh_pane()
        self.refresh_frame()

    def _turn_back(self) -> None:
        """Bring the therapist's own line back; what the client left is recorded."""
        left = self.capture.text
        if left.strip() and self._aside.text:
            self.live.answer(left)
            left = ""
        aside = self._aside
        self._aside = Draft(session_id=self.live.session.id)
        if aside.text:
            self.capture.put(aside.text, aside.cursor)
        self.go_to(self.tab)

    # Leaving

    def _leave(self) -> None:
        with contextlib.suppress(SessionTuiError):
            self.live.leave()
        self._back_to_caseload()

    def leave_app(self, result: str) -> None:
        """Note when the session stopped; if even that cannot be, leave all the same."""
        with contextlib.suppress(SessionTuiError):
            self.live.leave()
        super().leave_app(result)
