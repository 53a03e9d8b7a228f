"""The frame that every screen shares: a list above, one line below, a hint under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Static

from sessiontui.domain.commands import Command
from sessiontui.domain.line import Order
from sessiontui.errors import SessionTuiError
from sessiontui.ui import hints
from sessiontui.ui.keys import (
    BY_ID,
    FIXED,
    in_force,
    keys_to_ids,
    named_keys,
    shown,
)
from sessiontui.ui.show import NARROW
from sessiontui.ui.widgets.capture import Capture
from sessiontui.ui.widgets.panes import Panes
from sessiontui.ui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import ComposeResult
    from textual.content import Content

    from sessiontui.domain.models import Draft
    from sessiontui.settings import Settings
    from sessiontui.ui.widgets.panes import Pane

_SHORT = 12
"""Rows below which the rule above the list is left out."""
_TINY = 6
"""Rows below which only the list and the line are left."""


class FrameScreen(Screen[None]):
    """A screen with the line at its foot. Whatever has the focus, keys type there."""

    ALLOW_SELECT: ClassVar[bool] = False
    AUTO_FOCUS = "#capture"

    def __init__(self, settings: Settings, draft: Draft | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.capture = Capture(self, keys_to_ids(settings.keys), draft)
        self._said = ""
        self._shown: dict[str, str] = {}
        self._trouble = False

    # What a screen of this kind provides

    def head_text(self, width: int) -> str:
        """The first row."""
        raise NotImplementedError

    def chip_text(self) -> str:
        """What the line would be."""
        raise NotImplementedError

    def status_text(self) -> str:
        """A word at the right of the hint line."""
        raise NotImplementedError

    def hint_text(self, width: int) -> str:
        """Help for what stands on the line."""
        return hints.hint(self.capture.text, width, self.settings.goals_label)

    def keep_draft(self) -> None:
        """Keep the half-typed line."""

    def home_pane(self) -> str:
        """The pane to come back to."""
        raise NotImplementedError

    def make_home(self) -> Pane:
        """The pane to begin with."""
        return Rows(id=self.home_pane())

    def fill(self, name: str, *, to_end: bool = False) -> None:
        """Bring a pane up to date."""
        raise NotImplementedError

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """What this screen can be asked to do."""
        return {
            Command.HELP: lambda _: self.show_help(),
            Command.REST: lambda _: self.toggle_rest(),
            Command.KEYS: lambda _: self.app.action_command_palette(),
            Command.QUIT: lambda _: self.leave_app("quit"),
            Command.LOCK: lambda _: self.leave_app("lock"),
        }

    def leave_app(self, result: str) -> None:
        """End the app; everything is saved already."""
        self.app.exit(result)

    # The frame

    def compose(self) -> ComposeResult:
        """Head, panes, line, hint; over them, when asked for, nothing at all."""
        with Vertical(id="frame") as frame:
            frame.styles.max_width = self.settings.text_width
            yield Static(id="head", markup=False)
            yield from self.compose_tabs()
            yield Panes(self.make_home())
            with Horizontal(id="line"):
                yield Static(id="chip", markup=False)
                yield self.capture
            yield Static(id="hint", markup=False)
        yield Static(id="rest", markup=False)

    def compose_tabs(self) -> ComposeResult:
        """A row of tabs, where a screen has some."""
        yield from ()

    def on_mount(self) -> None:
        """Fill the first pane before the first frame."""
        self.refresh_pane()
        self.refresh_frame()

    def on_resize(self) -> None:
        """Fit everything to the new size; nothing is lost."""
        self.set_class(self.size.height < _SHORT, "-short")
        self.set_class(self.size.height < _TINY, "-tiny")
        self.set_class(self.size.width < NARROW, "-narrow")
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if not self.is_attached:
            return
        self.attempt(self.refresh_pane)
        self.refresh_frame()

    @property
    def text_width(self) -> int:
        """The columns that text may take."""
        return max(8, min(self.size.width, self.settings.text_width))

    # Panes

    @property
    def panes(self) -> Panes:
        """The place above the line."""
        return self.query_one(Panes)

    def refresh_pane(self, *, to_end: bool = False) -> None:
        """Bring the shown pane up to date."""
        self.fill(self.panes.name_shown, to_end=to_end)

    def show_text(self, lines: Iterable[str | Content]) -> None:
        """Show a text in place of the list until Escape."""
        self._said = ""
        self.stop_choosing()
        self.panes.show_text(lines)

    # The line

    def line_edited(self) -> None:
        """Keep the half-typed line within the key press that changed it."""
        self._said = ""
        try:
            self.keep_draft()
        except SessionTuiError as error:
            self.say(str(error), trouble=True)
        else:
            self._trouble = False
        self.refresh_line()

    def line_entered(self) -> None:
        """Do what the line says; if it cannot be, the words stay."""
        self.attempt(self.enter)

    def enter(self) -> None:
        """Do what the line says."""
        raise NotImplementedError

    def take_key(self, event: events.Key) -> None:
        """A key that was typed before the line had the focus goes to the line."""
        self.capture.post_message(events.Key(event.key, event.character))

    def take_paste(self, text: str) -> None:
        """A paste that came before the line had the focus goes to the line."""
        self.capture.post_message(events.Paste(text))

    def on_paste(self, event: events.Paste) -> None:
        """Wherever the focus is, a paste goes to the line."""
        event.stop()
        self.take_paste(event.text)

    def on_key(self, event: events.Key) -> None:
        """Wherever the focus is, and even before there is one, keys go to the line.

        What the line has seen and let go comes by here too, and goes no further.
        """
        event.stop()
        if event is not self.capture.seen:
            self.take_key(event)

    def clear_line(self) -> None:
        """Empty the line after its words are safe elsewhere."""
        self._said = ""
        self.capture.put("")
        self.refresh_line()

    def say(self, sentence: str, *, trouble: bool = False) -> None:
        """Say something at the bottom edge until the next key changes the line."""
        self._said = sentence
        self._trouble = trouble
        self.refresh_line()

    def attempt(self, action: Callable[[], None]) -> None:
        """Do something; if it cannot be, say why and leave the words on the line."""
        was_trouble = self._trouble
        try:
            action()
        except SessionTuiError as error:
            self.say(str(error), trouble=True)
            return
        if was_trouble and self._trouble:
            self.say("")

    def refresh_line(self) -> None:
        """Bring chip and hint up to date; what has not changed is not sent again."""
        width = self.text_width
        self._put("chip", f" {self.chip_text()} › ")
        status = self.status_text()
        said = self._said or self.hint_text(width - len(status) - 4)
        gap = width - len(said) - len(status) - 2
        if not self._said and gap > 1:
            said += f"{' ' * gap}{status}"
        self._put("hint", f" {said}")
        self.query_one("#hint").set_class(len(said) >= width, "-long")
        self._put("rest", f" {self._said}" if self._trouble else "")
        self.query_one("#hint").set_class(self._trouble, "-trouble")

    def refresh_frame(self) -> None:
        """Bring the rows around the list up to date."""
        self._put("head", self.head_text(self.text_width))
        self.refresh_line()

    def _put(self, name: str, text: str) -> None:
        if self._shown.get(name) != text:
            self._shown[name] = text
            self.query_one(f"#{name}", Static).update(text)

    # Choosing a row

    def stop_choosing(self) -> bool:
        """Let go of the selected row; False when none was selected."""
        chosen = self.capture.choosing
        self.capture.choosing = False
        if self.panes.rows is not None:
            self.panes.rows.highlighted = None
        return chosen

    def step_rows(self, by: int, *, carry: bool) -> None:
        """Select the next row, or take the selected one along."""
        rows = self.panes.rows
        self._said = ""
        if rows is None:
            self.panes.shown.page(by)
        elif carry:
            self.attempt(lambda: self.carry_row(by))
        elif rows.step(by):
            self.capture.choosing = True
        elif by > 0:
            self.stop_choosing()
        self.refresh_line()

    def row_keyed(self, key: str) -> None:
        """Do what Space or Delete does to the selected row."""

    @on(Rows.Clicked)
    def _clicked(self, event: Rows.Clicked) -> None:
        event.stop()
        self.capture.choosing = True
        self.capture.focus()
        self.refresh_line()

    def escape(self) -> None:
        """Go one step back: from rest, from a text, from a row."""
        if self.resting:
            self.toggle_rest()
        elif not self.stop_choosing() and self.panes.close_text():
            self._said = ""
            self.attempt(self.refresh_pane)
        self.refresh_line()

    def carry_row(self, by: int) -> None:
        """Move the selected row."""

    def line_completed(self) -> None:
        """Complete the /word on the line."""
        longer = hints.completed(self.capture.text, self.settings.goals_label)
        if longer is not None:
            self.capture.replace(longer, (0, 0), self.capture.document.end)
            self.capture.move_cursor(self.capture.document.end)

    def say_how_to_leave(self) -> None:
        """Answer the key that ends other programs."""
        self.say(f"{shown(in_force(self.settings.keys)['quit'])} leaves; all is saved.")

    # Keys and commands

    def do(self, key_id: str) -> None:
        """Do what a key stands for."""
        self.attempt(lambda: self.act(key_id))

    def act(self, key_id: str) -> None:
        """Do what a key stands for; may be refused."""
        row = BY_ID[key_id]
        if row.page:
            self.panes.shown.page(row.page)
        elif row.command is not None:
            self.carry_out(Order(command=row.command))

    def carry_out(self, order: Order) -> None:
        """Do what a command asks, or say where it is done."""
        act = self.commands().get(order.command)
        if order.command is Command.SIGN:
            self.say("Signing is not in this version. All is saved and stays open.")
        elif act is None:
            self.say(f"/{order.command} is for a session; open a client first.")
        else:
            act(order.argument)

    def show_help(self) -> None:
        """Show keys and words in place of the list."""
        now = in_force(self.settings.keys)
        rows = named_keys(self.settings.goals_label)
        keys = [(shown(now[row.id]), row.what, row.word) for row in rows]
        keys += [(key, what, "") for key, what in FIXED]
        self.show_text(hints.help_lines(keys, self.text_width))
        self.say("Escape goes back; what you type still goes to the line.")

    # Rest

    @property
    def resting(self) -> bool:
        """Whether the screen is blank."""
        return self.has_class("-rest")

    def toggle_rest(self) -> None:
        """Blank the screen, or bring it back; the line works all the while."""
        self.toggle_class("-rest")
        if not self.resting:
            self.refresh_frame()
