"""The actions that every screen has, behind keys of the table and behind /words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.grammar.parser import SlashCommand
from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.ui.exit import LOCK
from sessiontui.ui.keymap import BY_ID, wakes
from sessiontui.ui.modes.read_text import Help, open_help
from sessiontui.ui.presenters import hints

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.ui.screens.base import BaseScreen

_FOR_CLIENTS = frozenset({"view", "rest", "undo", "redo", "page.up", "page.down"})
"""Keys that do something while a client sits at the keyboard.

Leaving is not among them: behind it stands a shell, and what was typed there.
"""


class Actions:
    """The actions of one screen that are none of its kind's own."""

    def __init__(self, screen: BaseScreen) -> None:
        """Act on this screen."""
        self._screen = screen

    def press(self, key_id: str) -> None:
        """Do what a key stands for, where it is seen."""
        screen = self._screen
        if screen.rest.is_on and wakes(key_id) and not screen.for_client:
            screen.rest.toggle()
        if not screen.for_client or key_id in _FOR_CLIENTS:
            screen.attempt(lambda: screen.act(key_id))

    def act(self, key_id: str) -> None:
        """Do what a key stands for on every screen; may be refused."""
        screen, row = self._screen, BY_ID[key_id]
        if row.page:
            screen.turn_page(row.page)
        elif row.command is not None:
            screen.effects.carry_out(SlashCommand(command=row.command))
        elif row.kind is not None:
            screen.say(f"{row.word} is for a session; open a client first.")

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """The commands of every screen."""
        screen = self._screen
        return {
            Command.REST: lambda _: screen.rest.toggle(),
            Command.QUIT: lambda _: screen.leaving.end_app("quit"),
            Command.LOCK: lambda _: screen.leaving.end_app(LOCK),
            Command.HELP: self._show_help,
            Command.KEYS: lambda _: screen.app.action_command_palette(),
            Command.UNDO: lambda _: screen.line_input.undo(),
            Command.REDO: lambda _: screen.line_input.redo(),
        }

    def _show_help(self, which: str) -> None:
        """Show marks, keys and words in place of the list, or those of one tab."""
        screen, read = self._screen, self._screen.modes.get(Help)
        keys, width = screen.key_rows(), screen.frame.width
        chosen = read.back_to if read else screen.chosen
        screen.effects.carry(open_help(which, keys, screen.settings, width, chosen))

    def complete(self) -> None:
        """Complete the /word on the line; a client has none."""
        screen, line = self._screen, self._screen.line_input
        longer = hints.completed(line.text, screen.settings.goals_label)
        if longer is not None and not screen.for_client:
            line.replace(longer, (0, 0), line.document.end)
            line.move_cursor(line.document.end)
