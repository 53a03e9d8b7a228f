"""The effects that modes decide, carried out on their screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.grammar.parser import SlashCommand
from sessiontui.errors import CannotWriteError, SessionTuiError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.ui.modes.base import At, Effect, Mode, Then
    from sessiontui.ui.screens.base import BaseScreen


class Effects:
    """Carries out the effects and commands of one screen."""

    def __init__(self, screen: BaseScreen) -> None:
        """Carry out on this screen."""
        self._screen = screen

    def take(self, decide: Callable[[Mode, At], Effect | None]) -> None:
        """Ask the modes for an effect, the topmost first, and carry it out."""
        at = self._screen.at()
        self.carry(self._screen.modes.asked(lambda mode: decide(mode, at)))

    def enter(self) -> None:
        """Do what Enter does now; an order that cannot be written down stays."""
        screen = self._screen
        at = screen.at()
        effect = screen.modes.asked(lambda mode: mode.enter(at))
        try:
            self.carry(effect)
        except CannotWriteError:
            if effect is not None and effect.is_order:
                screen.line_input.put(at.text)
            raise

    def carry(self, effect: Effect | None) -> None:
        """Carry out what a mode decided."""
        if effect is None:
            return
        screen = self._screen
        rows = screen.rows
        behind = rows.behind() if rows and effect.moves_on else ()
        if effect.lets_go:
            screen.selection.let_go()
        modes = screen.modes.without(*effect.leaves)
        if effect.enters is not None and effect.then is None:
            modes = modes.having(effect.enters)
        looked_at = (
            modes.in_list != screen.modes.in_list or effect.enters in modes.in_list
        )
        if looked_at and effect.came is None:
            screen.become(modes)
        else:
            # What was recorded is shown when it is followed.
            screen.modes = modes
        if effect.line is not None:
            screen.line_input.put(effect.line, effect.cursor)
            if effect.came is None:
                screen.line_edited()
        if effect.clears:
            screen.line_input.clear()
        if effect.holds:
            screen.line_input.hold(screen.line_input.text)
        if effect.then is not None:
            self._go(effect.then, effect.carried)
            if effect.enters is not None:
                screen.become(screen.modes.having(effect.enters))
        self._choose_and_say(effect, behind)

    def _go(self, then: Then, typed: str) -> None:
        if isinstance(then, SlashCommand):
            self.carry_out(then, typed)
        else:
            self._screen.go(then)

    def _choose_and_say(self, effect: Effect, behind: tuple[object, ...]) -> None:
        screen = self._screen
        if effect.came is not None:
            if effect.line is not None:
                screen.said = ""
            screen.follow(effect.came, effect.carried)
        if screen.top is not screen:
            return
        rows = screen.rows
        if rows is not None:
            if effect.from_top:
                rows.scroll_home(animate=False, immediate=True)
            if effect.chooses is not None:
                screen.line_input.choosing = rows.choose(effect.chooses)
            elif effect.moves_on and rows.value is None:
                screen.line_input.choosing = any(rows.choose(value) for value in behind)
        if effect.says:
            screen.say(effect.says)
            return
        if effect.says is not None:
            screen.said = ""
        elif effect.came is not None and not effect.moves_on:
            return
        screen.refresh_line()

    def carry_out(self, slash: SlashCommand, typed: str = "") -> None:
        """Do what a command asks, or say where it is done.

        Where it was `typed` and is refused, it stays on the line to be mended.
        """
        screen = self._screen
        act = screen.commands().get(slash.command)
        try:
            if act is None:
                raise UsageError(screen.elsewhere(slash.command))
            act(slash.argument)
        except SessionTuiError as error:
            if typed and screen.top is screen:
                screen.line_input.hold(typed)
                screen.line_edited()
            if not isinstance(error, UsageError) or (act and not typed):
                raise
            screen.say(str(error))
