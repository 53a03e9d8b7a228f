"""The Textual app: screens come and go here; what they know, they get from outside."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import SystemCommand
from textual.binding import Binding, BindingType

from sessiontui.domain.ascii import needs_ascii
from sessiontui.domain.session.times import local_day
from sessiontui.domain.text import one_line
from sessiontui.errors import SettingError
from sessiontui.settings.meant import meant_or_all
from sessiontui.ui.built_in_themes import QUIET_TEXT, THEMES, own_theme
from sessiontui.ui.exit import LOCK
from sessiontui.ui.filters import NoColours, PlainSigns
from sessiontui.ui.idle_lock import IdleLock
from sessiontui.ui.keymap import KEYS, in_force, keys_to_ids
from sessiontui.ui.screens.base import BaseScreen
from sessiontui.ui.screens.caseload import CaseloadScreen
from sessiontui.ui.screens.session import SessionScreen
from sessiontui.ui.stylesheets import sheet_paths
from sessiontui.ui.terminal.closed_screens import on_behalf_of
from sessiontui.ui.terminal.display import QuietDisplay
from sessiontui.ui.terminal.painting import paint_uncovered
from sessiontui.ui.terminal.process.faults import end_at_once, end_without_words
from sessiontui.ui.terminal.process.suspend import Suspend
from sessiontui.ui.terminal.which_driver import driver
from sessiontui.ui.widgets.palette import Palette, another_session, key_actions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from textual.await_complete import AwaitComplete
    from textual.filter import LineFilter
    from textual.screen import Screen

    from sessiontui.domain.entities import Client
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.model import Settings
    from sessiontui.ui.exit import Place
    from sessiontui.ui.idle_lock import IdleClock
    from sessiontui.ui.terminal.process.guard import TerminalGuard

_BACKUP_SECONDS = 2.0
_EXIT_SECONDS = 2.0


class SessionApp(QuietDisplay):
    """Two screens: the caseload, and a session."""

    CSS_PATH = sheet_paths()
    TITLE = "SessionTUI"
    ENABLE_COMMAND_PALETTE = False
    # Its own binding would come before every screen, also before one that is turned
    # to the client; the table of keys has one that a screen may keep to itself.
    ALLOW_SELECT: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(row.keys, f"do('{row.id}')", row.what, id=row.id) for row in KEYS
    ]

    def __init__(
        self,
        caseload: Caseload,
        settings: Settings,
        code: str | None = None,
        guard: TerminalGuard | None = None,
        idle_clock: IdleClock | None = None,
        place: Place | None = None,
        which: int | str | None = None,
    ) -> None:
        """Show a caseload, or the session with the client `code` or of a `place`.

        `which` is the number of an unsigned session, or an entry's day.

        Raises:
            SettingError: the settings name a theme that does not exist.
            SessionTuiError: the client's session cannot be opened.
        """
        # Left from another terminal they would contradict this one for ever.
        for name in ("COLUMNS", "LINES"):
            os.environ.pop(name, None)
        colourless = bool(os.environ.get("NO_COLOR"))
        if not colourless:
            # Set but empty it says nothing; Textual would take it for a yes.
            os.environ.pop("NO_COLOR", None)
        self.alt_keys = frozenset(
            key for key in keys_to_ids(settings.chosen_keys) if key.startswith("alt+")
        )
        self.typed_ahead = guard.typed_ahead if guard is not None else 0
        kind = driver(sleeping=settings.sleeping_driver)
        super().__init__(driver_class=kind, ansi_color=colourless or None)
        plain = settings.plain
        if plain is None:
            plain = needs_ascii(sys.__stderr__)
        self._less: list[LineFilter] = [
            *([PlainSigns()] if plain else ()),
            *([NoColours()] if colourless else ()),
        ]
        self.set_class(plain, "-plain")
        self.use_command_palette = True
        self.trouble = ""
        end_without_words(self, self._tell_fault)
        self._copied = ""
        self.place: Place | None = None
        """The place of a lock within a session; None elsewhere."""
        self._caseload = caseload
        self._settings = settings
        self._guard = guard
        self.animation_level = "none"
        self.be_quiet(cells=settings.changed_cells, cursor=settings.terminal_cursor)
        self._take_theme(settings, colourless=colourless)
        self._left_at = place
        # Before the screen opens, so that a code that cannot be opened is told
        # where the call was made.
        self._first = _first_session(caseload, code, which, place)
        self.set_keymap(settings.chosen_keys)
        self._idle_lock = IdleLock(self, settings, caseload.now, idle_clock)
        self._suspend = Suspend(
            self, self._let_go, self._take_again, self._idle_lock.look
        )

    def _take_theme(self, settings: Settings, *, colourless: bool) -> None:
        for theme in THEMES:
            self.register_theme(theme)
        for name, own in settings.themes.items():
            self.register_theme(own_theme(name, own))
        if settings.theme not in self.available_themes:
            raise SettingError(
                f"theme: there is no theme {one_line(settings.theme, 40)!r}. "
                f"{meant_or_all(settings.theme, sorted(self.available_themes))}"
            )
        self.theme = "ansi-dark" if colourless else settings.theme

    def on_mount(self) -> None:
        """Show the screen to work in, before any key is read.

        It stands over Textual's own first screen, which is never seen: that one would
        be held on to until the end, and this one may be left before.
        """
        self.screen_change_signal.subscribe(self, self._uncover, immediate=True)
        # Not kept: the app outlives the session.
        first, self._first = self._first, None
        if first is None:
            self.push_screen(self._caseload_screen())
        else:
            self.push_screen(self._session_screen(first, self._left_at))
        self._idle_lock.begin()
        self._suspend.begin()

    def _uncover(self, _: Screen[object]) -> None:
        """Paint the topmost screen with a line, and what stands over it."""
        lines = [each for each in self.screen_stack if isinstance(each, BaseScreen)]
        if lines:
            paint_uncovered(self.screen_stack, lines[-1])

    def on_unmount(self) -> None:
        """Give the alarms back."""
        self._idle_lock.end()

    def on_ready(self) -> None:
        """The first frame stands: let memory be collected again, and back up soon."""
        gc.enable()
        self.set_timer(_BACKUP_SECONDS, self._caseload.back_up_aside)

    def look_over(
        self, client: Client, below: BaseScreen, under_way: int | None
    ) -> None:
        """Show one client over time, until Escape leads back to the screen below."""
        from sessiontui.ui.screens.progress import ProgressScreen

        self.push_screen(
            ProgressScreen(client, self._caseload, self._settings, below, under_way)
        )

    def finish(self, client: Client, which: int | str) -> None:
        """Open an unsigned session or entry over what is shown."""
        live = self._caseload.finish(client.code, which)
        below = self.screen

        def back() -> None:
            self.pop_screen()
            if isinstance(below, BaseScreen):
                below.refresh_frame()

        self.push_screen(SessionScreen(live, self._caseload, self._settings, back))

    # Looks

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The filters that all that is drawn passes through."""
        return [*super().get_line_filters(), *self._less]

    def get_css_variables(self) -> dict[str, str]:
        """The colours that the sheets name; the hint line's is that of what is dim.

        It follows from the text as dim letters do, so that one pen does for both.
        """
        colours = super().get_css_variables()
        return {QUIET_TEXT: f"{colours['foreground']} 66%", **colours}

    # Screens

    def _open(self, code: str) -> None:
        self.push_screen(self._session_screen(self._caseload.open(code)))

    def _another(self, screen: SessionScreen, day: date | None = None) -> None:
        """Leave a session, and begin another one with its client, today or of a day."""
        code = screen.live.state.client.code
        screen.do("clients")
        live = self._caseload.open(code, new_session=True, day=day)
        self.push_screen(self._session_screen(live))

    def _back(self) -> None:
        """To the caseload: below this session, or new where the session came first."""
        if any(isinstance(screen, CaseloadScreen) for screen in self.screen_stack):
            self.pop_screen()
            return
        with on_behalf_of(self):
            self.switch_screen(self._caseload_screen())

    def pop_screen(self) -> AwaitComplete:
        """Leave the screen on top; what follows is not sent by it.

        Each pump holds the last message that it dealt with, and that one its sender.
        """
        with on_behalf_of(self):
            return super().pop_screen()

    def _caseload_screen(self) -> CaseloadScreen:
        return CaseloadScreen(self._caseload, self._settings, self._open)

    def _session_screen(
        self, live: LiveSession, left_at: Place | None = None
    ) -> SessionScreen:
        return SessionScreen(live, self._caseload, self._settings, self._back, left_at)

    # Keys and palette

    async def on_event(self, event: events.Event) -> None:
        """Note every key, paste and click; one that comes too late goes nowhere."""
        here = isinstance(event, events.InputEvent | events.Paste)
        if here and not self._idle_lock.pressed():
            return
        palette = self.screen if here and not event.is_forwarded else None
        if not isinstance(palette, Palette) or not await palette.takes(event):
            await super().on_event(event)

    def action_do(self, key_id: str) -> None:
        """Let the screen do what a key stands for."""
        if isinstance(self.screen, BaseScreen):
            self.screen.do(key_id)
        elif key_id == "quit":
            self._idle_lock.leave("quit")

    def action_command_palette(self) -> None:
        """Show every action by name."""
        if not isinstance(self.screen, Palette) and self.use_command_palette:
            self.push_screen(Palette())

    def search_themes(self) -> None:
        """Show every theme by name."""
        from textual.theme import ThemeProvider

        search = "Search for themes…"
        self.push_screen(Palette(providers=[ThemeProvider], placeholder=search))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action by name. There is no screenshot: it would write the screen."""
        if isinstance(screen, BaseScreen):
            keys = in_force(self._settings.chosen_keys)
            rows = (row for row in screen.key_rows() if row.word and screen.has(row))
            yield from key_actions(rows, keys, screen.do)
        if isinstance(screen, SessionScreen) and not self._caseload.readonly:
            today = local_day(self._caseload.now())
            yield from another_session(today, lambda day: self._another(screen, day))
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)

    # Clipboard

    @property
    def clipboard(self) -> str:
        """The words copied last: nothing private leaves the app by accident."""
        return self._copied

    def forget_words(self) -> None:
        """Keep no words in memory but those on the screen, copied ones neither."""
        self._copied = ""
        super().forget_words()

    def copy_to_clipboard(self, text: str) -> None:
        """Keep copied words within the app."""
        self._copied = text

    def send_to_clipboard(self, text: str) -> None:
        """Send words to the terminal's clipboard, because the therapist asked to."""
        self._copied = text
        super().copy_to_clipboard(text)

    # Leaving

    def _let_go(self) -> None:
        """Set the terminal as it was before Textual, which knows it only hushed."""
        if self._guard is not None:
            self._guard.let_go()

    def _take_again(self) -> None:
        """Let keys wait unseen until they are read, as at the start."""
        if self._guard is not None:
            self._guard.take_again()

    def exit(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as its base
        """Leave; a lock remembers which session it interrupts.

        If the terminal is stalled, leave all the same.
        """
        if self._guard is not None:
            self._guard.end_within(_EXIT_SECONDS)
        if args[:1] == (LOCK,):
            self.place = self._idle_lock.place() or self.place
        super().exit(*args, **kwargs)

    def panic(self, *renderables: object) -> None:
        """End after a fault; what Textual would print may quote the session."""
        del renderables
        if not end_at_once(self):
            self._tell_fault(None)
            super().panic()

    def _tell_fault(self, error: BaseException | None) -> None:
        self.trouble = _where(error)


def _where(error: BaseException | None) -> str:
    """A fault by its kind and place; its own text may quote content."""
    place = ""
    trace = error.__traceback__ if error else None
    while trace is not None:
        name = Path(trace.tb_frame.f_code.co_filename).name
        place = f" at {name}:{trace.tb_lineno}"
        trace = trace.tb_next
    what = f"{type(error).__name__}{place}" if error else "reading the keys"
    return f"The screen stopped unexpectedly ({what}). All that was entered is saved."


def _first_session(
    caseload: Caseload, code: str | None, which: int | str | None, place: Place | None
) -> LiveSession | None:
    """The session that the app opens with; None is the caseload."""
    if place is not None:
        return caseload.resumed(place.session_id, late=place.late)
    if code is None:
        return None
    if which is not None:
        return caseload.finish(code, which)
    newness = caseload.newness(code)
    live = caseload.open(code)
    live.greeting = newness or live.greeting
    return live
