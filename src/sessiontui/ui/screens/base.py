"""A screen with a line: what stands above it, and what follows a key.

What Enter and Escape do is asked of the modes, the topmost first; `Effects` carries out
each effect.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Static

from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.errors import SessionTuiError, UsageError
from sessiontui.ui.keymap import keys_to_ids, named_keys
from sessiontui.ui.modes.base import Mode, Modes
from sessiontui.ui.modes.read_text import Help, ReadText
from sessiontui.ui.screens.parts.actions import Actions
from sessiontui.ui.screens.parts.effects import Effects
from sessiontui.ui.screens.parts.frame import Frame
from sessiontui.ui.screens.parts.leaving import Leaving
from sessiontui.ui.screens.parts.rest import Rest
from sessiontui.ui.screens.parts.selection import Selection
from sessiontui.ui.terminal.painting import paint_little
from sessiontui.ui.widgets.line_input import LineInput
from sessiontui.ui.widgets.pane_stack import PaneStack
from sessiontui.ui.widgets.row_list import RowList
from sessiontui.ui.widgets.text_view import TextView

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.content import Content

    from sessiontui.domain.entities import Draft
    from sessiontui.services.session.state import Outcome
    from sessiontui.settings.model import Settings
    from sessiontui.ui.keymap import KeyRow
    from sessiontui.ui.modes.base import At, Then


class BaseScreen(Screen[None]):
    """A screen with a line. Whatever has the focus, keys type there."""

    ALLOW_SELECT: ClassVar[bool] = False
    AUTO_FOCUS = "#line-input"
    in_session: ClassVar[bool | None] = None
    """A client may be in the room; None is as on the screen below."""
    for_client: ClassVar[bool] = False
    """The client sits at the keyboard: one key alone leads to the notes, and
    only what keeps an answer from being kept is said."""
    session_id: int | None = None
    """The session that is open here."""
    finishes_late: bool = False
    """A session of an earlier day is being finished."""
    panes: PaneStack
    """The place above the line."""

    def __init__(
        self, settings: Settings, draft: Draft | None = None, *modes: Mode
    ) -> None:
        """Begin with a half-typed line, and with what is being done."""
        super().__init__()
        if settings.changed_cells:
            paint_little(self)
        self.settings = settings
        self.line_input = LineInput(self, keys_to_ids(settings.chosen_keys), draft)
        self.modes = Modes(modes)
        self.effects = Effects(self)
        self.said = ""
        self.trouble = False
        self.unsaved = False
        self.actions = Actions(self)
        self.frame = Frame(self)
        self.selection = Selection(self)
        self.rest = Rest(self)
        self.leaving = Leaving(self)

    # What a screen of this kind provides

    def at(self) -> At:
        """The state of the screen now, for the modes to judge."""
        raise NotImplementedError

    def keep_draft(self) -> None:
        """Keep the half-typed line."""

    def head_text(self, width: int) -> str | Content:
        """The first row."""
        del width
        return ""

    def status_text(self) -> str:
        """A word at the right of the hint line."""
        return ""

    def compose_tabs(self) -> ComposeResult:
        """A row of tabs, where a screen has some."""
        yield from ()

    def compose_above_line(self) -> ComposeResult:
        """The widgets directly above the line, where a screen has some."""
        yield from ()

    def fill(self, *, to_end: bool) -> None:
        """Bring a pane up to date whose mode does not say what it lists."""

    def go(self, then: Then) -> None:
        """Show a place that an effect leads to."""

    def follow(self, came: Outcome, carried: str = "") -> None:
        """Show what came of an action on the record."""

    def part(self, at: datetime | None, *, locks: bool) -> None:
        """Note what has to be noted before the app ends; what cannot be, is not.

        `locks` says that it is to come back here behind the passphrase.
        """

    def key_rows(self) -> tuple[KeyRow, ...]:
        """The keys by what they do here."""
        return named_keys(self.settings.goals_label)

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """The commands that this screen can be asked to do."""
        return self.actions.commands()

    # What stands on it

    def compose(self) -> ComposeResult:
        """Head, panes, line, hint; over them, when asked for, nothing at all."""
        first = self.modes.shown
        self.panes = PaneStack((TextView if first.is_text else RowList)(id=first.pane))
        with Vertical(id="frame") as frame:
            frame.styles.max_width = self.settings.text_width
            yield Static(id="head", markup=False)
            yield from self.compose_tabs()
            yield self.panes
            yield from self.compose_above_line()
            with Horizontal(id="line"):
                yield Static(id="chip", markup=False)
                yield self.line_input
            yield Static(id="hint", markup=False)
        yield Static(id="rest", markup=False)

    def on_mount(self) -> None:
        """Fill the first pane before the first frame; what cannot be read is told."""
        self.tell_trouble(self.refresh_pane)
        self.refresh_frame()

    def on_resize(self) -> None:
        """Fit everything to the new size; nothing is lost."""
        self.note_size()
        self.call_after_refresh(self._fit)
        self.line_input.fit()

    def note_size(self) -> None:
        """Tell the sheets what there is room for."""
        self.frame.note_size()

    def _fit(self) -> None:
        if not self.is_here:
            return
        self.attempt(self.refresh_pane)
        self.refresh_frame()

    @property
    def is_here(self) -> bool:
        """Tell whether this screen has its widgets: one left loses them first."""
        return self.is_running and self in self.app.screen_stack

    def refresh_line(self) -> None:
        """Bring chip and hint up to date; what has not changed is not sent again."""
        at, status = self.at(), self.status_text()
        room = self.frame.width - len(status) - 4
        self.frame.put_chip(self.modes.asked(lambda mode: mode.chip(at)) or "")
        said = self.said or self.modes.asked(lambda mode: mode.hint(at, room)) or ""
        self.frame.put_hint(said, status)

    def refresh_frame(self) -> None:
        """Bring all but the pane up to date."""
        self.frame.put("head", self.head_text(self.frame.width))
        self.refresh_line()

    # What is being done

    def become(self, modes: Modes, *, to_end: bool = False) -> None:
        """Do something else from now on, and show its pane."""
        self.modes = modes
        mode = modes.shown
        self.panes.show(mode.pane, TextView if mode.is_text else RowList)
        self.refresh_pane(to_end=to_end)

    def refresh_pane(self, *, to_end: bool = False) -> None:
        """Bring the shown pane up to date."""
        mode, pane = self.modes.shown, self.panes.shown
        if isinstance(mode, ReadText | Help) and isinstance(pane, TextView):
            pane.show(mode.lines, mode.first if isinstance(mode, ReadText) else 0)
            return
        rows = mode.rows(self.at())
        if rows is not None and isinstance(pane, RowList):
            pane.show(rows, to_end=to_end)
        else:
            self.fill(to_end=to_end)

    def enter(self) -> None:
        """Do what Enter does now; an order that cannot be written down stays."""
        self.effects.enter()

    def escape(self) -> None:
        """Go one step back: from rest, then from what is being done."""
        if self.rest.is_on:
            self.rest.toggle()
            self.refresh_line()
            return
        self.tell_trouble(lambda: self.effects.take(lambda mode, at: mode.escape(at)))

    def row_keyed(self, key: str) -> None:
        """Do what Space or Delete does to the selected row."""
        if self.rest.is_on:
            return
        self.attempt(lambda: self.effects.take(lambda mode, at: mode.row_key(key, at)))

    # Choosing a row

    @property
    def rows(self) -> RowList | None:
        """The list that is shown, if one is."""
        return self.panes.rows

    @property
    def chosen(self) -> object:
        """The thing that the selected row stands for."""
        return self.selection.value if self.line_input.choosing else None

    def step_rows(self, by: int, *, carry: bool) -> None:
        """Select the next row, or take the selected one along."""
        self.selection.step(by, carry=carry)

    def reach_row(self, by: int) -> None:
        """Select the first row (-1) or the last one (1)."""
        self.selection.reach(by)

    @on(RowList.Clicked)
    def _clicked(self, event: RowList.Clicked) -> None:
        event.stop()
        self.selection.clicked()

    # The line

    def line_edited(self) -> None:
        """Keep the half-typed line within the key press that changed it."""
        self.said = ""
        try:
            self.keep_draft()
        except SessionTuiError as error:
            self._tell(error)
        else:
            self.trouble = self.unsaved = False
        self.refresh_line()
        if self.for_client and self.rest.is_on:
            # Who types comes back to this screen.
            self.rest.toggle()

    def cursor_moved(self) -> None:
        """Keep where the cursor stands; what keeps it from that, the next letter tells.

        After a crash words go on where they were to go on, and not behind the tails.
        """
        with contextlib.suppress(SessionTuiError):
            self.keep_draft()

    def closes_brief(self) -> bool:
        """Close what is shown only until the next key; tell whether that was so."""
        mode = self.modes.get(ReadText)
        if mode is None or not mode.brief or mode is not self.modes.shown:
            return False
        self.effects.carry(mode.escape(self.at()))
        return True

    def line_entered(self) -> None:
        """Do what the line says; if it cannot be, the words stay."""
        self.attempt(self.enter)

    def line_completed(self) -> None:
        """Complete the /word on the line; a client has none."""
        self.actions.complete()

    # Keys, whatever has the focus

    @property
    def top(self) -> BaseScreen:
        """The screen that is seen, if it is one of ours."""
        top = self.app.screen
        return top if isinstance(top, BaseScreen) else self

    @property
    def open_screens(self) -> list[BaseScreen]:
        """The screens with a line, the topmost first."""
        stack = reversed(self.app.screen_stack)
        return [screen for screen in stack if isinstance(screen, BaseScreen)]

    def take_key(self, event: events.Key) -> None:
        """A key that was typed before the line had the focus goes to the line.

        Where another screen has come on top meanwhile, it goes to that one's.
        """
        self.top.line_input.post_message(events.Key(event.key, event.character))

    def take_paste(self, text: str) -> None:
        """A paste that came before the line had the focus goes to the line."""
        self.top.line_input.post_message(events.Paste(text))

    def on_paste(self, event: events.Paste) -> None:
        """Wherever the focus is, a paste goes to the line."""
        event.stop()
        self.take_paste(event.text)

    def on_key(self, event: events.Key) -> None:
        """Wherever the focus is, and even before there is one, keys go to the line."""
        event.stop()
        self.take_key(event)

    def do(self, key_id: str) -> None:
        """Do what a key stands for, where it is seen."""
        self.actions.press(key_id)

    def act(self, key_id: str) -> None:
        """Do what a key stands for; may be refused."""
        self.actions.act(key_id)

    def has(self, row: KeyRow) -> bool:
        """Tell whether a key does anything here."""
        return row.command is None or row.command in self.commands()

    def turn_page(self, by: int) -> None:
        """Turn a page of the shown pane."""
        self.panes.shown.page(by)

    def elsewhere(self, command: Command) -> str:
        """The place for a command that is not done here."""
        if command is Command.WAITING:
            return "/waiting is for the caseload, with no session open."
        return f"/{command} is for a session; open a client first."

    # Saying something

    def say(self, sentence: str, *, trouble: bool = False) -> None:
        """Say something at the bottom edge until the next key changes the line."""
        self.said = sentence if trouble or not self.for_client else ""
        self.trouble, self.unsaved = trouble, False
        self.refresh_line()

    def say_how_to_leave(self) -> None:
        """Answer the key that ends other programs."""
        self.leaving.say_how()

    def tell_trouble(self, action: Callable[[], None]) -> bool:
        """Do something; if it cannot be, say why and leave the words on the line."""
        try:
            action()
        except SessionTuiError as error:
            self._tell(error)
            return False
        return True

    def _tell(self, error: SessionTuiError) -> None:
        """Tell the trouble. An order that is refused leaves nothing unsaved."""
        self.say(str(error), trouble=True)
        self.unsaved = not isinstance(error, UsageError)

    def attempt(self, action: Callable[[], None]) -> None:
        """Do something that ends what was in its way before, or tell the trouble."""
        was_trouble = self.trouble
        if self.tell_trouble(action) and was_trouble and self.trouble:
            self.say("")

    def on_unmount(self) -> None:
        """Leave nothing in memory of what stood here."""
        self.leaving.forget()
