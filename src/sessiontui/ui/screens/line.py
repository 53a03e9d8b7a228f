"""What every screen shares: a line that all keys go to, a blank screen over it."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.screen import Screen
from textual.widgets import Static

from sessiontui.domain.grammar.commands import Command
from sessiontui.domain.grammar.parser import Order
from sessiontui.errors import SessionTuiError
from sessiontui.ui.exit import LOCK
from sessiontui.ui.keymap import BY_ID, in_force, keys_to_ids, named_keys, shown
from sessiontui.ui.presenters import hints
from sessiontui.ui.terminal.display import QuietDisplay
from sessiontui.ui.terminal.painting import paint_little, paint_uncovered
from sessiontui.ui.widgets.line_input import Capture

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.content import Content

    from sessiontui.domain.entities import Draft
    from sessiontui.settings.model import Settings
    from sessiontui.ui.keymap import KeyRow


_FIXED = frozenset({"head", "tabs", "rest"})
"""Places of one size: a new layout would also send the scrollbar of the list again."""


class LineScreen(Screen[None]):
    """A screen with a line. Whatever has the focus, keys type there."""

    ALLOW_SELECT: ClassVar[bool] = False
    AUTO_FOCUS = "#capture"
    in_session: ClassVar[bool | None] = None
    """Whether a client may be in the room; None is as on the screen below."""
    session_id: int | None = None
    """The session that is open here."""

    def __init__(self, settings: Settings, draft: Draft | None = None) -> None:
        super().__init__()
        if settings.changed_cells:
            paint_little(self)
        paint_uncovered(self, lambda: self._top is self)
        self.settings = settings
        self.capture = Capture(self, keys_to_ids(settings.chosen_keys), draft)
        self._said = ""
        self._shown: dict[str, str] = {}
        self._trouble = False

    # What a screen of this kind provides

    def keep_draft(self) -> None:
        """Keep the half-typed line."""

    def enter(self) -> None:
        """Do what the line says."""
        raise NotImplementedError

    def escape(self) -> None:
        """Go one step back."""

    def refresh_line(self) -> None:
        """Bring what stands around the line up to date."""
        raise NotImplementedError

    def refresh_frame(self) -> None:
        """Bring all but the pane up to date."""
        self.refresh_line()

    def typed_in_vain(self) -> None:
        """Answer what is typed while the line takes nothing."""

    def step_rows(self, by: int, *, carry: bool) -> None:
        """Select the next row, or take the selected one along."""

    def row_keyed(self, key: str) -> None:
        """Do what Space or Delete does to the selected row."""

    def turn_page(self, by: int) -> None:
        """Turn a page of what stands above the line."""

    def key_rows(self) -> tuple[KeyRow, ...]:
        """The keys by what they do here."""
        return named_keys(self.settings.goals_label)

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """What this screen can be asked to do."""
        return {
            Command.REST: lambda _: self.toggle_rest(),
            Command.QUIT: lambda _: self.leave_app("quit"),
        }

    def leave_app(self, result: str, at: datetime | None = None) -> None:
        """Let every screen that is open note what it has to, then end the app.

        `at` is when somebody was last here, where that is not now.
        """
        for screen in reversed(self.app.screen_stack):
            if isinstance(screen, LineScreen):
                with contextlib.suppress(SessionTuiError):
                    screen.part(at, locks=result == LOCK)
        self.app.exit(result)

    def part(self, at: datetime | None, *, locks: bool) -> None:
        """Note what has to be noted before the app ends; what cannot be, is not.

        `locks` says that it is to come back here behind the passphrase.
        """

    def on_resize(self) -> None:
        """Give the line the rows that a screen of this size has for it."""
        self.capture.fit()

    def on_unmount(self) -> None:
        """Leave nothing in memory of what stood here."""
        if isinstance(self.app, QuietDisplay) and self.app.screen_stack:
            self.app.forget_closed()
            self._top.leave_no_words()
            # A screen is a circle, and circles are seldom looked for by themselves.
            self._top.call_after_refresh(gc.collect)

    def leave_no_words(self) -> None:
        """Forget whose words were drawn, where none may be on the screen now.

        The caseload has nobody's words: with it, those of the last client go.
        """
        app = self.app
        if isinstance(app, QuietDisplay) and self.in_session is False:
            # The terminal remembers them until they are painted over.
            self.call_after_refresh(app.forget_words)

    @property
    def is_here(self) -> bool:
        """Whether this screen has its widgets: one that was left loses them first."""
        return self.is_running and self in self.app.screen_stack

    @property
    def text_width(self) -> int:
        """The columns that text may take."""
        return max(8, min(self.size.width, self.settings.text_width))

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

    def cursor_moved(self) -> None:
        """Keep where the cursor stands; what keeps it from that, the next letter tells.

        After a crash words go on where they were to go on, and not behind the tails.
        """
        with contextlib.suppress(SessionTuiError):
            self.keep_draft()

    def line_entered(self) -> None:
        """Do what the line says; if it cannot be, the words stay."""
        self.attempt(self.enter)

    def line_completed(self) -> None:
        """Complete the /word on the line."""
        longer = hints.completed(self.capture.text, self.settings.goals_label)
        if longer is not None:
            self.capture.replace(longer, (0, 0), self.capture.document.end)
            self.capture.move_cursor(self.capture.document.end)

    def clear_line(self) -> None:
        """Empty the line after its words are safe elsewhere."""
        self._said = ""
        self.capture.put("")
        self.refresh_line()

    # Keys, whatever has the focus

    def take_key(self, event: events.Key) -> None:
        """A key that was typed before the line had the focus goes to the line.

        Where another screen has come on top meanwhile, it goes to that one's.
        """
        self._top.capture.post_message(events.Key(event.key, event.character))

    def take_paste(self, text: str) -> None:
        """A paste that came before the line had the focus goes to the line."""
        self._top.capture.post_message(events.Paste(text))

    @property
    def _top(self) -> LineScreen:
        top = self.app.screen
        return top if isinstance(top, LineScreen) else self

    def on_paste(self, event: events.Paste) -> None:
        """Wherever the focus is, a paste goes to the line."""
        event.stop()
        self.take_paste(event.text)

    def on_key(self, event: events.Key) -> None:
        """Wherever the focus is, and even before there is one, keys go to the line."""
        event.stop()
        self.take_key(event)

    # Saying something

    def say(self, sentence: str, *, trouble: bool = False) -> None:
        """Say something at the bottom edge until the next key changes the line."""
        self._said = sentence
        self._trouble = trouble
        self.refresh_line()

    def say_how_to_leave(self) -> None:
        """Answer the key that ends other programs."""
        keys = in_force(self.settings.chosen_keys)
        self.say(f"{shown(keys['quit'])} leaves; all is saved.")

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

    def put(self, name: str, text: str | Content) -> None:
        """Show a text in its place; what has not changed is not sent again."""
        if self._shown.get(name) != repr(text):
            self._shown[name] = repr(text)
            place = self.query_one(f"#{name}", Static)
            place.update(text, layout=name not in _FIXED)

    # Keys and commands

    def do(self, key_id: str) -> None:
        """Do what a key stands for."""
        self.attempt(lambda: self.act(key_id))

    def act(self, key_id: str) -> None:
        """Do what a key stands for; may be refused."""
        row = BY_ID[key_id]
        if row.page:
            self.turn_page(row.page)
        elif row.command is not None:
            self.carry_out(Order(command=row.command))
        elif row.kind is not None:
            self.say(f"{row.word} is for a session; open a client first.")

    def carry_out(self, order: Order) -> None:
        """Do what a command asks, or say where it is done."""
        act = self.commands().get(order.command)
        if act is None:
            self.say(f"/{order.command} is for a session; open a client first.")
        else:
            act(order.argument)

    # Rest

    @property
    def resting(self) -> bool:
        """Whether the screen is blank."""
        return self.has_class("-rest")

    def toggle_rest(self) -> None:
        """Blank the screen, or bring it back; the line works all the while."""
        self.toggle_class("-rest")
        if isinstance(self.app, QuietDisplay):
            # Something else may have written over the screen.
            self.app.repaint()
        if not self.resting:
            self.refresh_frame()
