"""One client over time, to look at: reached on purpose, never shown by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.widgets import Static

from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.domain.kinds.lookup import TAB_TITLES, Tab
from sessiontui.domain.progress.model import Progress
from sessiontui.domain.text import with_count
from sessiontui.errors import UsageError
from sessiontui.ui.keymap import BY_ID, in_force, key_label
from sessiontui.ui.modes.base import At, Finish, Show
from sessiontui.ui.modes.progress import BrowseProgress, read_session
from sessiontui.ui.modes.read_only_line import ReadOnlyLine
from sessiontui.ui.modes.read_text import Help, ReadText
from sessiontui.ui.modes.search import search
from sessiontui.ui.modes.session.amend import Amend, amend
from sessiontui.ui.modes.session.sign_review import SignReview, sign
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.progress import ProgressTab, progress_tabs
from sessiontui.ui.presenters.tab_bar import tabs_content
from sessiontui.ui.screens.base import BaseScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from sessiontui.domain.entities import Client
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.model import Settings
    from sessiontui.ui.keymap import KeyRow
    from sessiontui.ui.modes.base import Then

NEWEST = 200
"""Sessions that are looked at here, some four years of weeks; the rest is said."""
_LOW = 18
"""Rows of the screen below which the goals have no plots."""
_READ_ONLY = "Here is only to look. Escape goes back to where you write."


class ProgressScreen(BaseScreen):
    """Sessions, goals, what helped and wins of one client, only to be looked at."""

    def __init__(
        self,
        client: Client,
        caseload: Caseload,
        settings: Settings,
        below: BaseScreen,
        under_way: int | None = None,
    ) -> None:
        """Look at a client.

        Escape goes back to the screen `below`; `under_way` is the session that is
        open there, of which nothing is counted yet.
        """
        self._titles = progress_tabs(
            settings.goals_label, in_session=under_way is not None
        )
        words = ReadOnlyLine(_READ_ONLY, {tab.value: tab for tab in self._titles})
        first = BrowseProgress(
            Progress(client=client), self._titles, under_way=under_way
        )
        super().__init__(settings, None, first, words)
        self._client = client
        self._caseload = caseload
        self._below = below
        self._under_way = under_way
        self._kept = False
        self.rest.set(on=below.rest.is_on)

    # The frame

    def compose_tabs(self) -> ComposeResult:
        """One row of tab names."""
        yield Static(id="tabs", markup=False)

    def on_mount(self) -> None:
        """Read the client's sessions, once."""
        self.attempt(self._read)

    def _read(self) -> None:
        read = self._caseload.progress(self._client, NEWEST, self._under_way)
        self.modes = self.modes.having(replace(self._over, progress=read))

    @property
    def _over(self) -> BrowseProgress:
        first = self.modes.stack[0]
        assert isinstance(first, BrowseProgress)  # noqa: S101 - it is where this begins
        return first

    def head_text(self, width: int) -> str:
        """The client whose way it is, and how many sessions it has."""
        progress = self._over.progress
        who = f" {self._client.code} · over time"
        times = with_count(progress.count, "session")
        gap = " " * max(1, width - len(who) - len(times) - 1)
        ways = (f"{who}{gap}{times}", who, f" {self._client.code}")
        return hints.first_fitting(ways, width)

    def refresh_frame(self) -> None:
        """The head with its tabs, and the line."""
        tabs = tabs_content(self._over.tab, self.frame.width, self._titles)
        self.frame.put("tabs", tabs, layout=True)
        super().refresh_frame()

    def status_text(self) -> str:
        """The way to get help."""
        if self._caseload.readonly:
            return "read only"
        return f"{key_label(in_force(self.settings.chosen_keys)['help'])} help"

    # What is shown

    def at(self) -> At:
        """The state of the screen now, for the modes to judge."""
        return At(
            self.settings,
            self._caseload,
            session=self._session(),
            text=self.line_input.text,
            width=self.frame.width,
            low=self.size.height < _LOW,
            pane=self.modes.shown.pane,
            choosing=self.line_input.choosing,
            chosen=self.chosen,
        )

    def _session(self) -> LiveSession | None:
        """The session that is looked at; one that is open is signed where it is."""
        seen = self.modes.without(Help)
        looked_over = isinstance(seen.shown, SignReview)
        read = (seen.without(SignReview) if looked_over else seen).shown
        past = read.past if isinstance(read, ReadText) else None
        return past if past and past.state.session.id != self._under_way else None

    @property
    def _review(self) -> SignReview | None:
        """The signing checklist, where it is shown."""
        return self.modes.shown_as(SignReview)

    def go(self, then: Then) -> None:
        """Show a tab or a session's print, or go back."""
        if then is Show.BELOW:
            self._go_back()
        elif then is Show.PRINT:
            self._show_print()
        elif isinstance(then, Finish):
            self.attempt(lambda: self.app.finish(then.client, then.which))  # type: ignore[attr-defined]
        else:
            self.go_to(then if isinstance(then, ProgressTab) else self._over.tab)

    def go_to(self, tab: ProgressTab) -> None:
        """Show a tab; the words on the line stay."""
        self.said = ""
        self.selection.let_go()
        self.become(self.modes.at_home(replace(self._over, tab=tab)))
        self.refresh_frame()

    def _show_print(self) -> None:
        """Show the session that is looked at as it stands now."""
        read = self.modes.without(SignReview, Help).get(ReadText)
        if read is None or read.glance is None:
            return
        self.said = ""
        self.selection.let_go()
        anew = read_session(
            read.glance,
            self._over.progress,
            self._caseload,
            self.frame.width,
            read.back_to,
        )
        self.become(self.modes.at_home().having(anew))

    # The line

    def keep_draft(self) -> None:
        """Keep what is being added to a signed session where a crash cannot reach."""
        waiting, words = self.modes.get(Amend), self.line_input.text
        past = waiting.to if waiting else self._session()
        if past is None or past.state.session.signed_at is None:
            return
        words = waiting.with_reason(words) if waiting else words
        if not words.startswith("/am"):
            words = ""
        if words or self._kept:
            past.drafts.save(Tab.SUMMARY, words, (0, 0), None)
            self._kept = bool(words)

    # Keys and commands

    def key_rows(self) -> tuple[KeyRow, ...]:
        """The keys that do something here, the tabs by the names they have here."""
        able = self.commands()
        rows = []
        for row in super().key_rows():
            if tab := self._tab_of(row):
                what = f"the {self._titles[tab]} tab"
                rows.append(replace(row, what=what, word=f"/{tab.value}"))
            elif row.tab is None and (row.page or row.command in able):
                rows.append(row)
        return tuple(rows)

    def act(self, key_id: str) -> None:
        """Do what a key stands for: a tab, or what every screen does."""
        row = BY_ID[key_id]
        if row.kind is not None:
            self.say(_READ_ONLY)
        elif tab := self._tab_of(row):
            self.go_to(tab)
        elif row.tab is None:
            super().act(key_id)

    def _tab_of(self, row: KeyRow) -> ProgressTab | None:
        """The tab of a key: those of a session's tabs, and the one with the number 7.

        In a session that one hands the keyboard over, which nobody does here.
        """
        keys = (*(f"tab.{tab}" for tab in TAB_TITLES), "feedback")
        return dict(zip(keys, self._titles, strict=False)).get(row.id)

    def elsewhere(self, command: Command) -> str:
        """Nothing is written here."""
        del command
        return _READ_ONLY

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """Those of every screen, search with this client, and the ways back."""
        return super().commands() | {
            Command.FIND: self._search,
            Command.SIGN: lambda _: self._sign(),
            Command.AMEND: lambda typed: self.effects.carry(
                amend(self._session(), typed)
            ),
            Command.PROGRESS: self._leave,
            Command.CLIENTS: lambda _: self._to_caseload(),
        }

    def _search(self, words: str) -> None:
        self.effects.carry(search(words, self._caseload, self._client, only_looks=True))

    def _sign(self) -> None:
        self.effects.carry(sign(self._session(), self._review, is_over=True))

    # Going back

    def _leave(self, code: str) -> None:
        """Back at once, from whatever is looked at, unless another client is meant."""
        if code and not self._caseload.is_code(code, self._client):
            raise UsageError("For another client, go back first: Escape.")
        self._go_back()

    def _to_caseload(self) -> None:
        self._go_back()
        self._below.do("clients")

    def _go_back(self) -> None:
        self.app.pop_screen()
        self._below.rest.set(on=self.rest.is_on)
        self._below.refresh_frame()
