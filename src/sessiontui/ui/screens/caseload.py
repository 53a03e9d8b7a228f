"""The caseload: who comes next, and the way into their session."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.errors import UsageError
from sessiontui.ui.modes.base import At, Effect, Finish, OpenClient, Show
from sessiontui.ui.modes.caseload import BrowseCaseload, typed_code
from sessiontui.ui.modes.read_only_line import ReadOnlyLine
from sessiontui.ui.modes.search import Search, search
from sessiontui.ui.modes.waiting import BrowseWaiting
from sessiontui.ui.screens.base import BaseScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.services.caseload import Caseload
    from sessiontui.settings.model import Settings
    from sessiontui.ui.keymap import KeyRow
    from sessiontui.ui.modes.base import Then


class CaseloadScreen(BaseScreen):
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
        refused = "That is for a session. Open a client first."
        super().__init__(
            settings, None, BrowseCaseload(), ReadOnlyLine(refused, closes_text=True)
        )
        self._caseload = caseload
        self._open_session = open_session
        self._then: Callable[[], None] | None = None
        """The call that shows something where a session was left."""

    def on_mount(self) -> None:
        """Read the clients; they change only through sessions."""
        self.attempt(self._read)

    def on_screen_resume(self) -> None:
        """Back from a session: the clients or what waits anew, and an empty line."""
        if (show := self._then) is not None:
            self._then = None
            self.said = ""
            self.attempt(self._read)
            self.attempt(show)
            self.refresh_line()

    def _read(self) -> None:
        read = BrowseCaseload(self._caseload.clients(), self._caseload.half_typed())
        self.modes = self.modes.having(read)

    @property
    def _clients(self) -> BrowseCaseload:
        first = self.modes.stack[0]
        assert isinstance(first, BrowseCaseload)  # noqa: S101 - it is where a caseload begins
        return first

    def head_text(self, width: int) -> str:
        """The name of this screen."""
        del width
        return " Caseload"

    def status_text(self) -> str:
        """The way to get help."""
        return "read only" if self._caseload.readonly else "F9 help"

    def at(self) -> At:
        """The state of the screen now, for the modes to judge."""
        return At(
            self.settings,
            self._caseload,
            text=self.line_input.text,
            width=self.frame.width,
            pane=self.modes.shown.pane,
            choosing=self.line_input.choosing,
            chosen=self.chosen,
        )

    def line_edited(self) -> None:
        """Filter as the code is typed; a new one is offered anew."""
        super().line_edited()
        if self._clients.offered:
            self.modes = self.modes.having(replace(self._clients, offered=""))
        if self.modes.shown is self._clients:
            self.selection.let_go()
            self.attempt(self.refresh_pane)

    def go(self, then: Then) -> None:
        """Open a client's session, finish one, or go back to the clients."""
        if isinstance(then, OpenClient):
            self._open_session(then.code)
            self._then = self._to_clients
            self.line_input.put("")
        elif isinstance(then, Finish):
            self.app.finish(then.client, then.which)  # type: ignore[attr-defined]
            self._then = self._show_waiting
        else:
            self._to_clients()

    def _to_clients(self) -> None:
        """Show the clients; what was found or read before is nobody's any more."""
        self.selection.let_go()
        self.become(self.modes.at_home())
        self.panes.empty_others()
        self.leaving.forget_words()

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """Those of every screen, and search over all clients."""
        return super().commands() | {
            Command.FIND: lambda words: self.effects.carry(
                search(words, self._caseload)
            ),
            Command.CLIENTS: lambda _: self.effects.carry(
                Effect(then=Show.HOME, says="")
            ),
            Command.PROGRESS: self._show_progress,
            Command.WAITING: lambda _: self._show_waiting(),
        }

    def has(self, row: KeyRow) -> bool:
        """Tell whether a key does anything here: no tab and no line of a session."""
        return row.command is not None and super().has(row)

    def _show_waiting(self) -> None:
        """Show what waits over all clients."""
        found = self._caseload.waiting()
        self.effects.carry(Effect(lets_go=True, enters=BrowseWaiting(found), says=""))

    def _show_progress(self, named: str) -> None:
        """Show the named, the selected or the likeliest client over time."""
        chosen, over = self.at().chosen, self.modes.shown
        hit = over.hit(chosen) if isinstance(over, Search) else None
        wanted = named or str(chosen or typed_code(self.line_input.text))
        fits = [x.client for x in self._clients.matching(wanted)]
        exact = [x for x in fits if self._caseload.is_code(wanted, x)]
        if hit is None and not exact and (not fits or (named and len(fits) > 1)):
            if fits or named:
                raise UsageError("Say which client: /progress and a code.")
            return
        client = hit.client if hit else (exact or fits)[0]
        # What was typed has done its work: the next letter takes its place.
        self.line_input.hold(self.line_input.text)
        self.app.look_over(client, self, None)  # type: ignore[attr-defined]
