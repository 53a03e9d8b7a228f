"""What caseload and session share: search, and a look at a past session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.grammar.commands import Command
from sessiontui.domain.search_query import places, read_wanted
from sessiontui.ui.keymap import wakes
from sessiontui.ui.presenters.formatting import aside, folded, words_of
from sessiontui.ui.presenters.row import Row
from sessiontui.ui.screens.frame import FrameScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sessiontui.domain.entities import Client, Draft, Found
    from sessiontui.services.caseload import Caseload
    from sessiontui.settings.model import Settings

FOUND = "found"
"""The pane that lists search hits."""


class FindingScreen(FrameScreen):
    """A screen from which recorded lines can be found."""

    def __init__(
        self,
        caseload: Caseload,
        settings: Settings,
        within: Client | None = None,
        draft: Draft | None = None,
    ) -> None:
        """Search the caseload, or one client's sessions only.

        In a session only that client's lines are found: the screen may be seen.
        """
        super().__init__(settings, draft)
        self.caseload = caseload
        self._within = within
        self._found: tuple[Found, ...] = ()
        self._words: tuple[str, ...] = ()

    def do(self, key_id: str) -> None:
        """Do what a key stands for, where it is seen."""
        if self.resting and wakes(key_id):
            self.toggle_rest()
        super().do(key_id)

    def find(self, words: str) -> None:
        """List what was found in place of the list."""
        if not words:
            self.say("Say what to find: /find WORDS")
            return
        self._found = self.caseload.find(words, self._within)
        self._words = read_wanted(words).words
        self.stop_choosing()
        self.panes.show(FOUND)
        self.refresh_pane()
        whose = " with this client" if self._within else ""
        self.say(f"{len(self._found)} found{whose} · ↑ selects, Escape goes back")

    def found_none(self) -> None:
        """Hold on to nothing that was found."""
        self._found, self._words = (), ()

    def fill_found(self, width: int) -> None:
        """Show the hits."""
        if self.panes.rows is not None:
            self.panes.rows.show(found_rows(self._found, width, self._words))

    def show_found(self, chosen: object) -> None:
        """Show the session that a hit stands in."""
        hit = self.hit(chosen)
        if hit is None:
            self.say("Select a line with ↑; then Enter shows its session.")
            return
        past = self.caseload.past(hit.client, hit.session_number)
        text = past.prints.past(self.text_width - 2)
        self.show_text(f" {line}" for line in text.rstrip("\n").split("\n"))
        self.say("Escape goes back to what was found.")

    def show_progress(self, client: Client, under_way: int | None = None) -> None:
        """Show one client over time, until Escape comes back here."""
        self.app.look_over(client, self, under_way)  # type: ignore[attr-defined]

    def hit(self, chosen: object) -> Found | None:
        """The hit whose line is selected."""
        if not self.finding:
            return None
        line_id = getattr(chosen, "id", None)
        return next((hit for hit in self._found if hit.line.id == line_id), None)

    @property
    def finding(self) -> bool:
        """Whether the hits are shown."""
        return self.panes.name_shown == FOUND

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """Those of every screen, and search."""
        return super().commands() | {Command.FIND: self.find}


def found_rows(
    found: Iterable[Found], width: int, words: Iterable[str] = ()
) -> Iterator[Row]:
    """Each hit with whose it is and when it was; the words looked for underlined."""
    words = tuple(words)
    none = True
    for hit in found:
        none = False
        where = (
            f"{hit.client.code} · session {hit.session_number} · "
            f"{hit.started_at.astimezone():%Y-%m-%d} · {hit.label}"
        )
        head = f"  {folded(where, width, 2)}\n    "
        text = folded(words_of(hit.line), width, 4)
        said = Content(text)
        for start, end in places(text, words):
            said = said.stylize("underline", start, end)
        yield Row(Content.assemble((head, "dim"), said), hit.line)
    if none:
        yield aside("Nothing found. A word's beginning is enough.", width)
