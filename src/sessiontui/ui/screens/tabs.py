"""What a session screen shows: six tabs, and what stands around the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from sessiontui.domain.entities import Line
from sessiontui.domain.kinds.index import Tab
from sessiontui.domain.preferences import tab_titles
from sessiontui.errors import UsageError
from sessiontui.ui.keymap import BY_ID, in_force, shown
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.formatting import DrawnRows, is_narrow
from sessiontui.ui.presenters.header import elapsed, head_content, tabs_content
from sessiontui.ui.presenters.session_tabs import print_lines, tab_rows
from sessiontui.ui.screens.closing import CLOSING, ClosingScreen
from sessiontui.ui.screens.finding import FOUND
from sessiontui.ui.terminal.letting_go import on_behalf_of
from sessiontui.ui.widgets.row_list import Rows
from sessiontui.ui.widgets.text_view import TextView

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content
    from textual.timer import Timer

    from sessiontui.domain.entities import Draft
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.model import Settings
    from sessiontui.ui.widgets.pane_stack import Pane

_MINUTE = 60
_AFTER_MINUTE = 0.05
"""Seconds by which the clock waits, so that it never wakes just before the minute."""


class TabsScreen(ClosingScreen):
    """The tabs of one client's session."""

    in_session = True

    def __init__(
        self, live: LiveSession, caseload: Caseload, settings: Settings, draft: Draft
    ) -> None:
        """Show a session as it was left."""
        super().__init__(caseload, settings, live.state.client, draft)
        self.live = live
        # Where nothing is recorded or half typed yet, the session opens on the opening.
        begun = draft.text or live.state.everything()
        self.tab = draft.tab if begun else Tab.AGENDA
        self._editing: Line | None = None
        self._opening = False
        self._marked: frozenset[int] = frozenset()
        self._drawn = DrawnRows()
        self._times = live.state.session.started_at, live.state.session.stopped_at
        self._tick: Timer | None = None

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
        """Wake at the next minute of the session; once it has stopped, no more."""
        session = self.live.state.session
        self._times = session.started_at, session.stopped_at
        if self._tick is not None:
            self._tick.stop()
        if session.stopped_at is None:
            into = elapsed(self.live) % _MINUTE
            with on_behalf_of(self.app):
                wait = _MINUTE - into + _AFTER_MINUTE
                self._tick = self.set_timer(wait, self._minute)

    def _minute(self) -> None:
        if self._top is self and not self.resting:
            self.refresh_head()
        self._set_clock()

    def head_text(self, width: int) -> Content:
        """Whose session it is, what is under way, and how long it has been."""
        return head_content(self.live, self.settings, width)

    def refresh_head(self) -> None:
        """Bring the head and the tabs up to date."""
        width = self.text_width
        self.put("head", self.head_text(width))
        titles = tab_titles(self.settings.goals_label)
        self.put("tabs", tabs_content(self.tab, width, titles))
        session = self.live.state.session
        if self._times != (session.started_at, session.stopped_at):
            self._set_clock()

    def refresh_frame(self) -> None:
        """The head with its tabs, and the line."""
        self.refresh_head()
        self.refresh_line()

    def chip_text(self) -> str:
        """What the line would be recorded as."""
        if self._editing is not None:
            return f"edit {self._editing.label}"
        if chip := self.closing_chip():
            return chip
        if self.live.state.session.signed_at and not self.capture.text.startswith("/"):
            return "signed"
        context = self.live.state.context(self.tab)
        return hints.chip(self.capture.text, context, self.live.reader.read)

    def status_text(self) -> str:
        """Whether all is saved."""
        if self.live.state.readonly:
            return "read only"
        if self.live.state.session.signed_at:
            return "signed"
        saved = "not saved" if self._trouble else "saved"
        if is_narrow(self.text_width):
            return saved
        rest = shown(in_force(self.settings.chosen_keys)["rest"])
        return f"{saved} · {rest} rest"

    def hint_text(self, width: int) -> str:
        """Help for the line, for the selected row, or for the print."""
        if hint := self.closing_hint(width):
            return hint
        if self._editing is not None:
            told = self.live.edits.told(self._editing, self.capture.text)
            return " · ".join(told) or super().hint_text(width)
        if self.finding and not self.capture.text:
            return hints.fitting(("↑ selects", "Enter shows it", "Esc back"), width)
        if self._marked and not self.capture.text:
            return hints.marked(width, len(self.chosen_ids()))
        if self.capture.choosing and not self.capture.text:
            return hints.choosing(width, self.tab)
        if self.tab is Tab.SUMMARY and not self.capture.text:
            save = shown(in_force(self.settings.chosen_keys)["save"])
            parts = (f"{save} writes it", self._next_step(), "/format NAME", "/copy")
            return hints.fitting(parts, width)
        return super().hint_text(width)

    def _next_step(self) -> str:
        return "/amend" if self.live.state.session.signed_at else "/sign"

    # Panes

    def closing_session(self) -> LiveSession:
        """The session of these tabs."""
        return self.live

    def show_print(self) -> None:
        """Show the Summary tab, with the therapist's own half-typed words kept."""
        self.go_to(Tab.SUMMARY)

    def selected(self) -> Line | None:
        """The line of this session that is selected in the list.

        A search hit is none: it is only to be looked at.
        """
        rows = None if self.finding else self.panes.rows
        value = rows.value if rows and self.capture.choosing else None
        return value if isinstance(value, Line) else None

    def chosen_ids(self) -> frozenset[int]:
        """The ids of the marked lines, and of the selected one."""
        selected = self.selected()
        return self._marked | ({selected.id} if selected else set())

    def fill(self, name: str, *, to_end: bool = False) -> None:
        """Bring a pane up to date from the live session."""
        pane = self.panes.shown
        width = self.text_width
        if isinstance(pane, TextView):
            if name == f"tab-{Tab.SUMMARY}":
                self._fill_print(pane, width)
        elif isinstance(pane, Rows):
            if name == FOUND:
                self.fill_found(width)
            elif name == CLOSING:
                self.fill_closing()
            else:
                tab = Tab(name.removeprefix("tab-"))
                rows = tab_rows(
                    self.live,
                    tab,
                    width,
                    opening=self._opening,
                    minutes=self.settings.minutes,
                    drawn=self._drawn,
                    marked=self._marked,
                    room=self.list_room,
                )
                pane.show(rows, to_end=to_end)

    def _fill_print(self, pane: TextView, width: int) -> None:
        """Show the print; where a template of one's own is off, the edge says so."""
        try:
            pane.show(print_lines(self.live, width))
        except UsageError as error:
            pane.show([])
            self.say(str(error))

    def go_to(self, tab: Tab) -> None:
        """Show a tab; the words on the line stay."""
        self._said = ""
        self.stop_choosing()
        self._marked = frozenset()
        self.tab = tab
        self.panes.show(self.home_pane(), TextView if tab is Tab.SUMMARY else Rows)
        self.refresh_pane(to_end=tab is Tab.NOTES)
        self.attempt(self.keep_draft)
        self.refresh_frame()

    def act(self, key_id: str) -> None:
        """Do what a key stands for: a tab, or what every screen does."""
        tab = BY_ID[key_id].tab
        if tab is not None:
            self.go_to(tab)
        else:
            super().act(key_id)
