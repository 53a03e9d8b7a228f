"""Every screen's frame: the line, what stands above it, and the screen at rest.

What Enter and Escape do is asked of the modes, the topmost first; `steps.py` carries
their step out.
"""

from __future__ import annotations

import contextlib
import gc
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Static

from sessiontui.domain.grammar.commands import Command
from sessiontui.domain.grammar.parser import SlashCommand
from sessiontui.domain.text import wrap
from sessiontui.errors import SessionTuiError
from sessiontui.ui.exit import LOCK
from sessiontui.ui.keymap import (
    BY_ID,
    in_force,
    key_lines,
    keys_to_ids,
    named_keys,
    shown,
    wakes,
)
from sessiontui.ui.modes.base import Mode, Modes, Step
from sessiontui.ui.modes.read_text import ReadText
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.formatting import NARROW
from sessiontui.ui.presenters.marks import of_tab, page, tab_named
from sessiontui.ui.screens.steps import Steps
from sessiontui.ui.terminal.display import QuietDisplay
from sessiontui.ui.terminal.letting_go import on_behalf_of
from sessiontui.ui.terminal.painting import paint_little, paint_uncovered
from sessiontui.ui.widgets.line_input import Capture
from sessiontui.ui.widgets.pane_stack import Panes
from sessiontui.ui.widgets.row_list import Rows
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

_FIXED = frozenset({"head", "tabs", "rest"})
"""Places of one size: a new layout would also send the scrollbar of the list again."""
SHORT = 12
"""Rows below which the rule above the list is left out."""
_TINY = 6
"""Rows below which only the list and the line are left."""
_AROUND = 5
"""Head, tabs, rule, line and hint."""
_LEAST = 3
"""Head, tabs and a row of the list."""
_LINE = 8
"""Columns that the line has at least, however long the word before it is."""
_SAID, _SAID_SHORT = 6, 3
"""Rows that a sentence below the line may take, also on a short screen (frame.tcss)."""
FOR_CLIENTS = frozenset({"view", "rest", "undo", "redo", "page.up", "page.down"})
"""Keys that do something while a client sits at the keyboard.

Leaving is not among them: behind it stands a shell, and what was typed there.
"""


class BaseScreen(Screen[None]):
    """A screen with a line. Whatever has the focus, keys type there."""

    ALLOW_SELECT: ClassVar[bool] = False
    AUTO_FOCUS = "#capture"
    in_session: ClassVar[bool | None] = None
    """Whether a client may be in the room; None is as on the screen below."""
    for_client: ClassVar[bool] = False
    """Whether the client sits at the keyboard: one key alone leads to the notes, and
    only what keeps an answer from being kept is said."""
    session_id: int | None = None
    """The session that is open here."""
    finishes_late: bool = False
    """Whether a session of an earlier day is being finished."""
    panes: Panes
    """The place above the line."""

    def __init__(
        self, settings: Settings, draft: Draft | None = None, *modes: Mode
    ) -> None:
        """Begin with a half-typed line, and with what is being done."""
        super().__init__()
        if settings.changed_cells:
            paint_little(self)
        paint_uncovered(self, lambda: self.top is self)
        self.settings = settings
        self.capture = Capture(self, keys_to_ids(settings.chosen_keys), draft)
        self.modes = Modes(modes)
        self.steps = Steps(self)
        self.said = ""
        self.trouble = False
        self._shown: dict[str, str] = {}

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
        """Show a place that a step leads to."""

    def follow(self, came: Outcome, carried: str = "") -> None:
        """Show what came of an action on the record."""

    def typed_in_vain(self) -> None:
        """Answer what is typed while the line takes nothing."""

    def part(self, at: datetime | None, *, locks: bool) -> None:
        """Note what has to be noted before the app ends; what cannot be, is not.

        `locks` says that it is to come back here behind the passphrase.
        """

    def key_rows(self) -> tuple[KeyRow, ...]:
        """The keys by what they do here."""
        return named_keys(self.settings.goals_label)

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """The commands that this screen can be asked to do."""
        return {
            Command.REST: lambda _: self.toggle_rest(),
            Command.QUIT: lambda _: self.leave_app("quit"),
            Command.LOCK: lambda _: self.leave_app(LOCK),
            Command.HELP: self.show_help,
            Command.KEYS: lambda _: self.app.action_command_palette(),
            Command.UNDO: lambda _: self.capture.undo(),
            Command.REDO: lambda _: self.capture.redo(),
        }

    # The frame

    def compose(self) -> ComposeResult:
        """Head, panes, line, hint; over them, when asked for, nothing at all."""
        first = self.modes.shown
        self.panes = Panes((TextView if first.is_text else Rows)(id=first.pane))
        with Vertical(id="frame") as frame:
            frame.styles.max_width = self.settings.text_width
            yield Static(id="head", markup=False)
            yield from self.compose_tabs()
            yield self.panes
            yield from self.compose_above_line()
            with Horizontal(id="line"):
                yield Static(id="chip", markup=False)
                yield self.capture
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
        self.capture.fit()

    def note_size(self) -> None:
        """Tell the sheets what there is room for."""
        self.set_class(self.size.height < SHORT, "-short")
        self.set_class(self.size.height < _TINY, "-tiny")
        self.set_class(self.size.width < NARROW, "-narrow")

    def _fit(self) -> None:
        if not self.is_here:
            return
        self.attempt(self.refresh_pane)
        self.refresh_frame()

    @property
    def is_here(self) -> bool:
        """Tell whether this screen has its widgets: one left loses them first."""
        return self.is_running and self in self.app.screen_stack

    @property
    def text_width(self) -> int:
        """The columns that text may take."""
        return max(8, min(self.size.width, self.settings.text_width))

    @property
    def is_narrow(self) -> bool:
        """Tell whether words are left out for want of columns."""
        return self.text_width < NARROW

    @property
    def list_room(self) -> int:
        """The rows that a list has while the line and the hint have one each."""
        around = _AROUND - (1 if self.size.height < SHORT else 0)
        return max(1, self.size.height - around)

    def put(
        self, name: str, text: str | Content, *, layout: bool | None = None
    ) -> None:
        """Show a text in its place; what has not changed is not sent again."""
        if self._shown.get(name) != repr(text):
            self._shown[name] = repr(text)
            layout = name not in _FIXED if layout is None else layout
            self.query_one(f"#{name}", Static).update(text, layout=layout)

    def refresh_line(self) -> None:
        """Bring chip and hint up to date; what has not changed is not sent again."""
        at, width = self.at(), self.text_width
        self.put_chip(self.modes.asked(lambda mode: mode.chip(at)) or "", width)
        status = self.status_text()
        room = width - len(status) - 4
        said = self.said or self.modes.asked(lambda mode: mode.hint(at, room)) or ""
        self.put_hint(said, status, width)

    def put_chip(self, chip: str, width: int) -> None:
        """Show what the line would be, where the line keeps room enough."""
        self.put("chip", hints.first_fitting((f" {chip} › ", " › "), width - _LINE))

    def put_hint(self, said: str, status: str, width: int) -> None:
        """Show a sentence below the line, and a word at its right where there is room.

        On the blank screen only trouble is told.
        """
        most = _SAID_SHORT if self.size.height < SHORT else _SAID
        most = max(1, min(most, self.size.height - _LEAST - self.capture.rows))
        # Trouble is told as far as it goes, even where that is half a sentence.
        whole = not self.trouble
        said = hints.less(said, width - 1, most, whole_words=whole) or (
            said if self.trouble else ""
        )
        gap = width - len(said) - len(status) - 2
        if not self.said and gap > 1:
            said += f"{' ' * gap}{status}"
        is_long = len(said) >= width
        if is_long:
            # Each row begins where the first one does.
            said = wrap(said, width - 1).replace("\n", "\n ")
        self.put("hint", f" {said}")
        self.query_one("#hint").set_class(is_long, "-long")
        self.put("rest", f" {self.said}" if self.trouble else "")
        self.query_one("#hint").set_class(self.trouble, "-trouble")

    def refresh_frame(self) -> None:
        """Bring all but the pane up to date."""
        self.put("head", self.head_text(self.text_width))
        self.refresh_line()

    # What is being done

    def become(self, modes: Modes, *, to_end: bool = False) -> None:
        """Do something else from now on, and show its pane."""
        self.modes = modes
        mode = modes.shown
        self.panes.show(mode.pane, TextView if mode.is_text else Rows)
        self.refresh_pane(to_end=to_end)

    def refresh_pane(self, *, to_end: bool = False) -> None:
        """Bring the shown pane up to date."""
        mode, pane = self.modes.shown, self.panes.shown
        if isinstance(mode, ReadText) and isinstance(pane, TextView):
            pane.show(mode.lines)
            return
        rows = mode.rows(self.at())
        if rows is not None and isinstance(pane, Rows):
            pane.show(rows, to_end=to_end)
        else:
            self.fill(to_end=to_end)

    def enter(self) -> None:
        """Do what Enter does now; an order that cannot be written down stays."""
        self.steps.enter()

    def escape(self) -> None:
        """Go one step back: from rest, then from what is being done."""
        if self.resting:
            self.toggle_rest()
            self.refresh_line()
            return
        self.tell_trouble(lambda: self.steps.take(lambda mode, at: mode.escape(at)))

    def row_keyed(self, key: str) -> None:
        """Do what Space or Delete does to the selected row."""
        if self.resting:
            return
        self.attempt(lambda: self.steps.take(lambda mode, at: mode.row_key(key, at)))

    def show_help(self, which: str = "") -> None:
        """Show marks, keys and words in place of the list, or those of one tab."""
        keys = key_lines(self.key_rows(), self.settings.chosen_keys)
        tab = tab_named(which)
        # A list that is longer than the screen has a bar of two columns beside it.
        width = self.text_width - 2
        lines = tuple(of_tab(tab, width) if tab else page(keys, width))
        read = self.modes.get(ReadText)
        self.steps.carry(
            Step(
                lets_go=True,
                # Behind it, what is read now goes on.
                enters=replace(read, lines=lines) if read else ReadText(lines),
                says="Escape goes back; what you type still goes to the line.",
            )
        )

    # Choosing a row

    @property
    def chosen(self) -> object:
        """The thing that the selected row stands for."""
        rows = self.panes.rows if self.capture.choosing else None
        return rows.value if rows else None

    def stop_choosing(self) -> None:
        """Let go of the selected row."""
        self.capture.choosing = False
        if self.panes.rows is not None:
            self.panes.rows.highlighted = None

    def step_rows(self, by: int, *, carry: bool) -> None:
        """Select the next row, or take the selected one along."""
        if self.resting:
            return
        rows = self.panes.rows
        self.said = ""
        if rows is None:
            self.panes.shown.page(by)
        elif carry:
            self.attempt(
                lambda: self.steps.take(lambda mode, at: mode.carry_row(by, at))
            )
        elif rows.step(by):
            self.capture.choosing = True
        elif by > 0:
            self.stop_choosing()
        self.refresh_line()

    def reach_row(self, by: int) -> None:
        """Select the first row (-1) or the last one (1)."""
        if (rows := self.panes.rows) is not None and not self.resting:
            self.said = ""
            rows.reach(by)
            self.refresh_line()

    @on(Rows.Clicked)
    def _clicked(self, event: Rows.Clicked) -> None:
        event.stop()
        self.capture.choosing = True
        self.capture.focus()
        self.refresh_line()

    # The line

    def line_edited(self) -> None:
        """Keep the half-typed line within the key press that changed it."""
        self.said = ""
        try:
            self.keep_draft()
        except SessionTuiError as error:
            self.say(str(error), trouble=True)
        else:
            self.trouble = False
        self.refresh_line()
        if self.for_client and self.resting:
            # Who types comes back to this screen.
            self.toggle_rest()

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
        self.steps.carry(mode.escape(self.at()))
        return True

    def line_entered(self) -> None:
        """Do what the line says; if it cannot be, the words stay."""
        self.attempt(self.enter)

    def line_completed(self) -> None:
        """Complete the /word on the line; a client has none."""
        label = self.settings.goals_label
        longer = hints.completed(self.capture.text, label)
        if longer is not None and not self.for_client:
            self.capture.replace(longer, (0, 0), self.capture.document.end)
            self.capture.move_cursor(self.capture.document.end)

    # Keys, whatever has the focus

    @property
    def top(self) -> BaseScreen:
        """The screen that is seen, if it is one of ours."""
        top = self.app.screen
        return top if isinstance(top, BaseScreen) else self

    def take_key(self, event: events.Key) -> None:
        """A key that was typed before the line had the focus goes to the line.

        Where another screen has come on top meanwhile, it goes to that one's.
        """
        self.top.capture.post_message(events.Key(event.key, event.character))

    def take_paste(self, text: str) -> None:
        """A paste that came before the line had the focus goes to the line."""
        self.top.capture.post_message(events.Paste(text))

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
        if self.resting and wakes(key_id) and not self.for_client:
            self.toggle_rest()
        if not self.for_client or key_id in FOR_CLIENTS:
            self.attempt(lambda: self.act(key_id))

    def act(self, key_id: str) -> None:
        """Do what a key stands for; may be refused."""
        row = BY_ID[key_id]
        if row.page:
            self.turn_page(row.page)
        elif row.command is not None:
            self.steps.carry_out(SlashCommand(command=row.command))
        elif row.kind is not None:
            self.say(f"{row.word} is for a session; open a client first.")

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
        self.trouble = trouble
        self.refresh_line()

    def say_how_to_leave(self) -> None:
        """Answer the key that ends other programs."""
        keys = in_force(self.settings.chosen_keys)
        self.say(f"{shown(keys['quit'])} leaves; all is saved.")

    def tell_trouble(self, action: Callable[[], None]) -> bool:
        """Do something; if it cannot be, say why and leave the words on the line."""
        try:
            action()
        except SessionTuiError as error:
            self.say(str(error), trouble=True)
            return False
        return True

    def attempt(self, action: Callable[[], None]) -> None:
        """Do something that ends what was in its way before, or tell the trouble."""
        was_trouble = self.trouble
        if self.tell_trouble(action) and was_trouble and self.trouble:
            self.say("")

    # Rest

    @property
    def resting(self) -> bool:
        """Tell whether the screen is blank."""
        return self.has_class("-rest")

    def toggle_rest(self) -> None:
        """Blank the screen, or bring it back; nothing stays selected unseen.

        The line works all the while.
        """
        self.stop_choosing()
        self.toggle_class("-rest")
        if isinstance(self.app, QuietDisplay):
            # Something else may have written over the screen.
            self.app.repaint()
        if not self.resting:
            self.refresh_frame()

    # Leaving

    def leave_app(self, result: str, at: datetime | None = None) -> None:
        """Let every screen that is open note what it has to, then end the app.

        `at` is when somebody was last here, where that is not now.
        """
        for screen in reversed(self.app.screen_stack):
            if isinstance(screen, BaseScreen):
                with contextlib.suppress(SessionTuiError):
                    screen.part(at, locks=result == LOCK)
        self.app.exit(result)

    def on_unmount(self) -> None:
        """Leave nothing in memory of what stood here."""
        if isinstance(self.app, QuietDisplay) and self.app.screen_stack:
            self.app.forget_closed()
            with on_behalf_of(self.app):
                self.top.leave_no_words()
                # A screen is a circle; circles are seldom looked for by themselves.
                self.top.call_after_refresh(gc.collect)

    def leave_no_words(self) -> None:
        """Forget whose words were drawn, where none may be on the screen now.

        The caseload has nobody's words: with it, those of the last client go.
        """
        app = self.app
        if isinstance(app, QuietDisplay) and self.in_session is False:
            # The terminal remembers them until they are painted over.
            self.call_after_refresh(app.forget_words)
