"""What one client over time looks like: its tabs, and what stands around."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from sessiontui.domain.grammar.parser import Context, Order, read_line
from sessiontui.domain.progress.model import Progress
from sessiontui.ui.keymap import in_force, shown
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.header import tabs_content
from sessiontui.ui.presenters.progress import Look, look_rows, look_titles
from sessiontui.ui.screens.closing import CLOSING, ClosingScreen
from sessiontui.ui.screens.finding import FOUND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from sessiontui.domain.entities import Client
    from sessiontui.services.caseload import Caseload
    from sessiontui.settings.model import Settings

NEWEST = 200
"""Sessions that are looked at here, some four years of weeks; the rest is said."""
_LOW = 18
"""Rows of the screen below which the goals have no plots."""


class LooksScreen(ClosingScreen):
    """The tabs of one client over time."""

    def __init__(
        self,
        client: Client,
        caseload: Caseload,
        settings: Settings,
        under_way: int | None,
    ) -> None:
        """Look at a client; nothing is counted yet of the session `under_way`."""
        super().__init__(caseload, settings, client)
        self._client = client
        self._under_way = under_way
        self._progress = Progress(client=client)
        self.look = Look.SESSIONS

    # The frame

    @property
    def titles(self) -> Mapping[Look, str]:
        """The tabs there are, with their names."""
        in_session = self._under_way is not None
        return look_titles(self.settings.goals_label, in_session=in_session)

    def home_pane(self) -> str:
        """The list of the open tab."""
        return f"look-{self.look}"

    def compose_tabs(self) -> ComposeResult:
        """One row of tab names."""
        yield Static(id="tabs", markup=False)

    def on_mount(self) -> None:
        """Read the client's sessions, once."""
        self.attempt(self._read)

    def _read(self) -> None:
        self._progress = self.caseload.progress(self._client, NEWEST, self._under_way)

    def head_text(self, width: int) -> str:
        """Whose way it is, and how many sessions it has."""
        count = len(self._progress.sessions) + self._progress.earlier
        who = f" {self._client.code} · over time"
        times = f"{count} session{'' if count == 1 else 's'}"
        gap = " " * max(1, width - len(who) - len(times) - 1)
        ways = (f"{who}{gap}{times}", who, f" {self._client.code}")
        return hints.first_fitting(ways, width)

    def refresh_frame(self) -> None:
        """The head with its tabs, and the line."""
        tabs = tabs_content(self.look, self.text_width, self.titles)
        if self._shown.get("tabs") != repr(tabs):
            self._shown["tabs"] = repr(tabs)
            self.query_one("#tabs", Static).update(tabs)
        super().refresh_frame()

    def chip_text(self) -> str:
        """What the line would do."""
        if chip := self.closing_chip():
            return chip
        reading = read_line(self.capture.text, Context())
        return reading.command.value if isinstance(reading, Order) else "find"

    def status_text(self) -> str:
        """How to get help."""
        if self.caseload.readonly:
            return "read only"
        return f"{shown(in_force(self.settings.chosen_keys)['help'])} help"

    def hint_text(self, width: int) -> str:
        """What Enter would do."""
        if hint := self.closing_hint(width):
            return hint
        text = self.capture.text
        if text.startswith("/"):
            return hints.hint(text, width, self.settings.goals_label)
        if text:
            return hints.fitting(("Enter finds it with this client", "Esc back"), width)
        if self.finding:
            return hints.fitting(("↑ selects", "Enter shows it", "Esc back"), width)
        if past := self.closing_session():
            signed = past.state.session.signed_at is not None
            ways = ("Esc back", "/amend adds to it" if signed else "/sign")
            return hints.fitting(ways, width)
        out = f"Esc or {self.way_out} leaves"
        if self.capture.choosing:
            return hints.fitting(("Enter shows it", out), width)
        return hints.fitting(
            ("↑ selects", out, "Enter shows it", "type to find"), width
        )

    @property
    def way_out(self) -> str:
        """The key that came here and leaves again."""
        return shown(in_force(self.settings.chosen_keys)["progress"])

    # Panes

    def fill(self, name: str, *, to_end: bool = False) -> None:
        """Bring a list up to date."""
        rows = self.panes.rows
        if rows is not None and name == FOUND:
            self.fill_found(self.text_width)
        elif name == CLOSING:
            self.fill_closing()
        elif rows is not None:
            look = Look(name.removeprefix("look-"))
            told = look_rows(
                self._progress, look, self.text_width, plots=self.size.height >= _LOW
            )
            rows.show(told, to_end=to_end)

    def step_rows(self, by: int, *, carry: bool) -> None:
        """Select a row; the first one is the newest, which stands at the top."""
        rows = self.panes.rows
        if rows is not None and rows.highlighted is None:
            by = 1
        super().step_rows(by, carry=carry)

    def go_to(self, look: Look) -> None:
        """Show a tab; the words on the line stay."""
        self._said = ""
        self.stop_choosing()
        self.look = look
        self.panes.show(self.home_pane())
        self.refresh_pane()
        self.refresh_frame()
