"""The caseload: who comes next, and the way into their session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.grammar.commands import Command
from sessiontui.domain.grammar.parser import Context, Order, read_line
from sessiontui.ui.keymap import in_force, shown
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.formatting import aside, folded, heading, is_narrow
from sessiontui.ui.presenters.row import Row
from sessiontui.ui.screens.finding import FOUND, FindingScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sessiontui.domain.entities import ClientOverview
    from sessiontui.services.caseload import Caseload
    from sessiontui.settings.model import Settings

_CODE_COLUMNS = 22


class CaseloadScreen(FindingScreen):
    """Clients by code, the likeliest next one first; type to filter, Enter to open."""

    in_session = False

    def __init__(
        self,
        caseload: Caseload,
        settings: Settings,
        open_session: Callable[[str], None],
    ) -> None:
        """Show a caseload.

        `open_session` is called at once, not by a message, so that keys typed right
        behind Enter already land in the session.
        """
        super().__init__(caseload, settings)
        self._open_session = open_session
        self._clients: tuple[ClientOverview, ...] = ()
        self._waiting: frozenset[int] = frozenset()
        self._offered = ""
        self._left = False

    def on_mount(self) -> None:
        """Read the clients; they change only through sessions."""
        self.attempt(self._read)

    def on_screen_resume(self) -> None:
        """Back from a session: the clients anew, and an empty line."""
        if self._left:
            self._left = False
            self._offered = ""
            self.attempt(self._read)
            self.attempt(self._to_clients)
            self.refresh_line()

    def _to_clients(self) -> None:
        """Show the clients; what was found or read before is nobody's any more."""
        self.stop_choosing()
        self.found_none()
        self.panes.show(self.home_pane())
        self.panes.empty_others()
        self.refresh_pane()
        self.leave_no_words()

    def _read(self) -> None:
        self._clients = self.caseload.clients()
        self._waiting = self.caseload.half_typed()

    def home_pane(self) -> str:
        """The list of clients."""
        return "clients"

    def head_text(self, width: int) -> str:
        """What this is."""
        del width
        return " Caseload"

    def chip_text(self) -> str:
        """What the line would do."""
        text = self.capture.text
        if text.startswith("/"):
            return hints.chip(text, Context())
        return "client"

    def status_text(self) -> str:
        """How to get help."""
        return "read only" if self.caseload.readonly else "F9 help"

    def hint_text(self, width: int) -> str:
        """What Enter would do."""
        text = self.capture.text
        if text.startswith("/"):
            return hints.hint(text, width)
        if self.caseload.notice and not text:
            return self.caseload.notice
        if self.caseload.backup_notice and not text:
            return self.caseload.backup_notice
        if not self._clients and not text:
            return "Type a code for your first client, then Enter."
        return hints.fitting(
            (
                "Enter opens",
                "type to find or add",
                f"{shown(in_force(self.settings.chosen_keys)['progress'])} over time",
                "Ctrl+Q leaves",
                "/find WORDS",
            ),
            width,
        )

    def fill(self, name: str, *, to_end: bool = False) -> None:
        """Show the clients that fit the line, or what was found."""
        rows = self.panes.rows
        if rows is None:
            return
        if name == FOUND:
            self.fill_found(self.text_width)
        else:
            rows.show(self._client_rows(), to_end=to_end)

    def _client_rows(self) -> Iterator[Row]:
        width = self.text_width
        typed = self._typed()
        shown = self._matching()
        for overview in shown:
            yield Row(self._client_content(overview, width), overview.client.code)
        if typed and not self.caseload.has_client(typed):
            if shown:
                yield Row(Content(""))
            yield Row(Content(f"  new client {typed}"), typed)
        elif not shown:
            yield heading("Nobody here yet")
            yield aside("A code is enough: never a name.", width)

    def _client_content(self, overview: ClientOverview, width: int) -> Content:
        code = overview.client.code
        last = overview.last_started_at
        times = f"{overview.sessions} session{'' if overview.sessions == 1 else 's'}"
        said = "new"
        if last is not None:
            shape = "%d %b" if is_narrow(width) else "last %a %d %b %H:%M"
            said = f"{last.astimezone():{shape}}  {times}"
        if overview.client.id in self._waiting:
            said += "  half-typed line kept"
        columns = max(_CODE_COLUMNS if not is_narrow(width) else 14, len(code) + 2)
        row = f"  {code.ljust(columns)}"
        if len(row) + len(said) > width - 1:
            row, said = f"  {folded(code, width, 2)}\n    ", folded(said, width, 4)
        return Content.assemble(row, (said, "dim"))

    def _typed(self) -> str:
        text = self.capture.text.strip()
        return "" if text.startswith("/") else " ".join(text.split())

    def _meant(self) -> str:
        """The code that Enter would open: as typed, or the only one that fits.

        With nothing typed it is the likeliest client's.
        """
        typed = self._typed()
        fits = self._matching()
        if typed and (self.caseload.has_client(typed) or len(fits) != 1):
            return typed
        return fits[0].client.code if fits else typed

    def _matching(self, typed: str | None = None) -> list[ClientOverview]:
        typed = (self._typed() if typed is None else typed).casefold()
        return [x for x in self._clients if typed in x.client.code.casefold()]

    def line_edited(self) -> None:
        """Filter as the code is typed."""
        super().line_edited()
        self._offered = ""
        if self.panes.name_shown == self.home_pane():
            self.stop_choosing()
            self.attempt(self.refresh_pane)

    def enter(self) -> None:
        """Open the chosen client, take on a new one, or carry out a command."""
        text = self.capture.text
        if text.startswith("/"):
            reading = read_line(text, Context())
            if isinstance(reading, Order):
                self.capture.put("")
                self.carry_out(reading)
            else:
                self.say("That is for a session. Open a client first.")
            return
        rows = self.panes.rows
        chosen = rows.value if rows and self.capture.choosing else None
        if self.finding:
            self.show_found(chosen)
            return
        code = str(chosen) if chosen else self._meant()
        if not code:
            self.say("Type a code for a client, never a name.")
        elif self.caseload.has_client(code) or self._offered == code:
            self._open_session(code)
            self._left = True
            self.capture.put("")
        else:
            self._offered = code
            self.say(f"{code} is new. Enter again begins with them; Escape goes back.")

    def escape(self) -> None:
        """Clear what was typed, or go back to the clients."""
        if not self.resting and not self.capture.choosing and self.capture.text:
            self.capture.put("")
            self.line_edited()
        elif self.finding and not self.capture.choosing:
            self._to_clients()
        super().escape()

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """Those of every screen, and search over all clients."""
        return super().commands() | {
            Command.UNDO: lambda _: self.capture.undo(),
            Command.REDO: lambda _: self.capture.redo(),
            Command.CLIENTS: lambda _: self._to_clients(),
            Command.PROGRESS: self._show_progress,
        }

    def _show_progress(self, named: str) -> None:
        """Show the named, the selected or the likeliest client over time."""
        rows = self.panes.rows
        chosen = rows.value if rows and self.capture.choosing else None
        hit = self.hit(chosen)
        if hit is not None:
            self.show_progress(hit.client)
            return
        wanted = named or str(chosen or self._typed())
        fits = [x.client for x in self._matching(wanted)]
        exact = [x for x in fits if self.caseload.is_code(wanted, x)]
        if exact or (fits and not (named and len(fits) > 1)):
            self.show_progress((exact or fits)[0])
            return
        if named:
            self.capture.put(f"/progress {named}")
        self.say("Say which client: /progress and a code." if fits or named else "")
