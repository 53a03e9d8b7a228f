"""Somebody at the keyboard of the app, by Pilot."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from textual import events
from textual.widgets import Static

from sessiontui.domain.text import clean
from sessiontui.settings.model import Settings
from sessiontui.ui.app import SessionApp
from sessiontui.ui.screens.base import BaseScreen
from sessiontui.ui.screens.client_view import ClientViewScreen
from sessiontui.ui.screens.closing_questions import ClosingQuestionsScreen
from sessiontui.ui.screens.session import SessionScreen
from sessiontui.ui.widgets.row_list import RowList
from sessiontui.ui.widgets.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.ui.exit import Place
    from sessiontui.ui.idle_lock import IdleClock
    from sessiontui.ui.widgets.line_input import LineInput


SIZES = [(80, 24), (40, 20)]
"""The usual terminal, and a small one."""


class Typist:
    """Types, presses keys, and reads what stands on the screen."""

    def __init__(self, pilot: Pilot[str]) -> None:
        self.pilot = pilot

    @property
    def app(self) -> SessionApp:
        app = self.pilot.app
        assert isinstance(app, SessionApp)
        return app

    @property
    def screen(self) -> BaseScreen:
        screen = self.app.screen
        assert isinstance(screen, BaseScreen)
        return screen

    @property
    def line_input(self) -> LineInput:
        """The line of whatever screen is on top."""
        screen = self.app.screen
        assert isinstance(screen, BaseScreen)
        return screen.line_input

    @property
    def session(self) -> SessionScreen:
        """The session's screen, also where another stands over it."""
        found = [x for x in self.app.screen_stack if isinstance(x, SessionScreen)]
        return found[-1]

    @property
    def is_turned(self) -> bool:
        """Whether the screen is turned to the client."""
        return isinstance(self.app.screen, ClientViewScreen)

    @property
    def is_asking(self) -> bool:
        """Whether the client has the keyboard for the closing questions."""
        return isinstance(self.app.screen, ClosingQuestionsScreen)

    @property
    def live(self) -> LiveSession:
        return self.session.live

    async def types(self, text: str) -> None:
        """Type letters one by one; a newline is Ctrl+J."""
        for char in text:
            key = "ctrl+j" if char == "\n" else key_name(char)
            self.app.post_message(events.Key(key, char))
        await self.pilot.pause()

    async def enters(self, *lines: str) -> None:
        """Type lines, each with Enter."""
        for line in lines:
            await self.types(line)
            await self.pilot.press("enter")
            await self.pilot.pause()

    async def presses(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def pastes(self, text: str) -> None:
        self.line_input.post_message(events.Paste(text))
        await self.pilot.pause()

    @property
    def line(self) -> str:
        return self.line_input.text

    def _static(self, name: str) -> str:
        return str(self.app.screen.query_one(f"#{name}", Static).content)

    @property
    def chip(self) -> str:
        return self._static("chip").strip().removesuffix("›").strip()

    @property
    def hint(self) -> str:
        return " ".join(self._static("hint").split())

    @property
    def head(self) -> str:
        return self._static("head").strip()

    @property
    def shown(self) -> list[str]:
        """What the pane lists, row by row."""
        pane = self.screen.panes.shown
        if isinstance(pane, RowList):
            return [str(row.content) for row in pane.rows]
        assert isinstance(pane, TextView)
        return [str(line) for line in pane.lines]

    @property
    def picture(self) -> str:
        """All that is painted, as text."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()
        text = "\n".join("".join(s.text for s in strip) for strip in strips[:height])
        assert clean(text) == text, "a control character reached the screen"
        return "\n".join(row[:width].rstrip() for row in text.split("\n"))


def key_name(char: str) -> str:
    return {" ": "space", "\t": "tab"}.get(char, char)


@asynccontextmanager
async def at_the_keyboard(
    caseload: Caseload,
    code: str | None = "KESTREL-4",
    size: tuple[int, int] = (80, 24),
    settings: Settings | None = None,
    idle_clock: IdleClock | None = None,
    place: Place | None = None,
) -> AsyncIterator[Typist]:
    """The app, open on a client's session or on the caseload."""
    app = SessionApp(
        caseload, settings or Settings(), code, idle_clock=idle_clock, place=place
    )
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Typist(pilot)


def said(user: Typist) -> list[tuple[str, str, str, bool]]:
    """The lines of the session: kind, words, whose they are, and who typed them."""
    return [(x.kind, x.text, x.author, x.keyed) for x in user.live.state.lines]
