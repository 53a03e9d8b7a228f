"""Reading a text in place of the list: help, a goal's story, a past session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.ui.modes.base import Mode, Step

if TYPE_CHECKING:
    from textual.content import Content

    from sessiontui.domain.progress.model import Glance
    from sessiontui.services.session.session import LiveSession
    from sessiontui.ui.modes.base import At

TEXT = "text"
"""The pane for a text that is looked at for a while."""


@dataclass(frozen=True, slots=True)
class ReadText(Mode):
    """A text is read; what is typed meanwhile still goes to the line."""

    lines: tuple[str | Content, ...]
    back_to: object = None
    """What is selected again behind it, so that the next is one key away."""
    past: LiveSession | None = None
    """The past session that is read: it can be signed, or added to."""
    glance: Glance | None = None
    brief: bool = False
    """Whether the next key closes it, since the client may be there; a letter still
    goes to the line."""

    @property
    def is_text(self) -> bool:
        """It is one."""
        return True

    @property
    def pane(self) -> str:
        """The pane for texts."""
        return TEXT

    def escape(self, at: At) -> Step:
        """Go back to what was shown before it."""
        del at
        return Step(leaves=(ReadText,), chooses=self.back_to, says="")
