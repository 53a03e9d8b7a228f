"""Reading a text in place of the list: help, a goal's story, a past session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sessiontui.ui.keymap import key_lines
from sessiontui.ui.modes.base import Effect, Layer, Mode
from sessiontui.ui.presenters.marks_page import marks_page, of_tab, tab_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Content

    from sessiontui.domain.progress.model import Glance
    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.model import Settings
    from sessiontui.ui.keymap import KeyRow
    from sessiontui.ui.modes.base import At

TEXT = "text"
"""The pane for a text that is looked at for a while."""


@dataclass(frozen=True, slots=True)
class ReadText(Mode):
    """A text is read; what is typed meanwhile still goes to the line."""

    is_text: ClassVar[bool] = True
    pane: ClassVar[str] = TEXT
    lines: tuple[str | Content, ...]
    back_to: object = None
    """The row that is selected again behind it, so that the next is one key away."""
    past: LiveSession | None = None
    """The past session that is read: it can be signed, or added to."""
    glance: Glance | None = None
    first: int = 0
    """The line that stands at the top when it is opened."""
    brief: bool = False
    """The next key closes it, since the client may be there; a letter still
    goes to the line."""

    def escape(self, at: At) -> Effect:
        """Go back to what was shown before it."""
        del at
        return Effect(leaves=(ReadText,), chooses=self.back_to, says="")


@dataclass(frozen=True, slots=True)
class Help(Mode):
    """Help is read: Escape closes it before anything else, whatever is being done."""

    is_text: ClassVar[bool] = True
    pane: ClassVar[str] = TEXT
    lines: tuple[str | Content, ...]
    back_to: object = None
    layer: ClassVar[Layer] = Layer.HELP

    def escape(self, at: At) -> Effect:
        """Go back to what was being done."""
        del at
        return Effect(leaves=(Help,), chooses=self.back_to, says="")


def open_help(
    which: str, keys: Sequence[KeyRow], settings: Settings, width: int, chosen: object
) -> Effect:
    """Read marks, keys and words, or those of one tab.

    What is `chosen` is selected again behind it.
    """
    tab = tab_named(which)
    # A list that is longer than the screen has a bar of two columns beside it.
    room = width - 2
    shown = key_lines(keys, settings.chosen_keys)
    lines = tuple(of_tab(tab, room) if tab else marks_page(shown, room))
    return Effect(
        lets_go=True,
        enters=Help(lines, chosen),
        says="Escape goes back; what you type still goes to the line.",
    )
