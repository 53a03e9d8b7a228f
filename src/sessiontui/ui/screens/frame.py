"""The frame of the therapist's screens: a list above, the line and a hint below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from sessiontui.domain.grammar.commands import Command
from sessiontui.errors import SessionTuiError
from sessiontui.ui.keymap import FIXED, in_force, shown
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.formatting import NARROW
from sessiontui.ui.screens.line import LineScreen
from sessiontui.ui.widgets.pane_stack import Panes
from sessiontui.ui.widgets.row_list import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import ComposeResult
    from textual.content import Content

    from sessiontui.ui.widgets.pane_stack import Pane

_SHORT = 12
"""Rows below which the rule above the list is left out."""
_AROUND = 5
"""Head, tabs, rule, line and hint."""
_LEAST = 4
"""Head, tabs, a row of the list and one of the line."""
_LINE = 8
"""Columns that the line has at least, however long the word before it is."""
_SAID, _SAID_SHORT = 6, 3
"""Rows that a sentence below the line may take, also on a short screen (frame.tcss)."""
_TINY = 6
"""Rows below which only the list and the line are left."""


class FrameScreen(LineScreen):
    """A screen with the line at its foot and a list or a text above it."""

    # What a screen of this kind provides

    def head_text(self, width: int) -> str | Content:
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
        return super().commands() | {
            Command.HELP: lambda _: self.show_help(),
            Command.KEYS: lambda _: self.app.action_command_palette(),
            Command.LOCK: lambda _: self.leave_app("lock"),
        }

    # The frame

    def compose(self) -> ComposeResult:
        """Head, panes, line, hint; over them, when asked for, nothing at all."""
        with Vertical(id="frame") as frame:
            frame.styles.max_width = self.settings.text_width
            yield Static(id="head", markup=False)
            yield from self.compose_tabs()
            yield Panes(self.make_home())
            yield from self.compose_above_line()
            with Horizontal(id="line"):
                yield Static(id="chip", markup=False)
                yield self.capture
            yield Static(id="hint", markup=False)
        yield Static(id="rest", markup=False)

    def compose_tabs(self) -> ComposeResult:
        """A row of tabs, where a screen has some."""
        yield from ()

    def compose_above_line(self) -> ComposeResult:
        """What stands directly above the line, where a screen has that."""
        yield from ()

    def on_mount(self) -> None:
        """Fill the first pane before the first frame; what cannot be read is told."""
        try:
            self.refresh_pane()
        except SessionTuiError as error:
            self.say(str(error), trouble=True)
        self.refresh_frame()

    def on_resize(self) -> None:
        """Fit everything to the new size; nothing is lost."""
        self.set_class(self.size.height < _SHORT, "-short")
        self.set_class(self.size.height < _TINY, "-tiny")
        self.set_class(self.size.width < NARROW, "-narrow")
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if not self.is_here:
            return
        self.attempt(self.refresh_pane)
        self.refresh_frame()

    def refresh_line(self) -> None:
        """Bring chip and hint up to date; what has not changed is not sent again."""
        width = self.text_width
        chip = (f" {self.chip_text()} › ", " › ")
        self.put("chip", hints.first_fitting(chip, width - _LINE))
        status = self.status_text()
        said = self._said or self.hint_text(width - len(status) - 4)
        most = _SAID_SHORT if self.size.height < _SHORT else _SAID
        most = max(1, min(most, self.size.height - _LEAST))
        # Trouble is told as far as it goes, even where that is half a sentence.
        whole = not self._trouble
        said = hints.less(said, width - 1, most, whole_words=whole) or (
            said if self._trouble else ""
        )
        gap = width - len(said) - len(status) - 2
        if not self._said and gap > 1:
            said += f"{' ' * gap}{status}"
        self.put("hint", f" {said}")
        self.query_one("#hint").set_class(len(said) >= width, "-long")
        self.put("rest", f" {self._said}" if self._trouble else "")
        self.query_one("#hint").set_class(self._trouble, "-trouble")

    def refresh_frame(self) -> None:
        """Bring the rows around the list up to date."""
        self.put("head", self.head_text(self.text_width))
        self.refresh_line()

    # Panes

    @property
    def panes(self) -> Panes:
        """The place above the line."""
        return self.query_one(Panes)

    @property
    def list_room(self) -> int:
        """The rows that a list has while the line and the hint have one each."""
        around = _AROUND - (1 if self.size.height < _SHORT else 0)
        return max(1, self.size.height - around)

    def refresh_pane(self, *, to_end: bool = False) -> None:
        """Bring the shown pane up to date."""
        self.fill(self.panes.name_shown, to_end=to_end)

    def turn_page(self, by: int) -> None:
        """Turn a page of the shown pane."""
        self.panes.shown.page(by)

    def show_text(self, lines: Iterable[str | Content]) -> None:
        """Show a text in place of the list until Escape."""
        self._said = ""
        self.stop_choosing()
        self.panes.show_text(lines)

    def show_help(self) -> None:
        """Show keys and words in place of the list."""
        now = in_force(self.settings.chosen_keys)
        keys = [(shown(now[row.id]), row.what, row.word) for row in self.key_rows()]
        keys += [(key, what, "") for key, what in FIXED]
        self.show_text(hints.help_lines(keys, self.text_width))
        self.say("Escape goes back; what you type still goes to the line.")

    # Choosing a row

    def stop_choosing(self) -> bool:
        """Let go of the selected row; False when none was selected."""
        chosen = self.capture.choosing
        self.capture.choosing = False
        if self.panes.rows is not None:
            self.panes.rows.highlighted = None
        return chosen

    def toggle_rest(self) -> None:
        """Blank the screen, or bring it back; nothing stays selected unseen."""
        self.stop_choosing()
        super().toggle_rest()

    def step_rows(self, by: int, *, carry: bool) -> None:
        """Select the next row, or take the selected one along."""
        if self.resting:
            return
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

    def carry_row(self, by: int) -> None:
        """Move the selected row."""

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
