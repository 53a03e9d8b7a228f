"""The quicker text area, as far as this Textual allows one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.ui.terminal.supported import Feature, supported

if TYPE_CHECKING:
    from textual.widgets import TextArea


def quicken(area: TextArea) -> None:
    """Let a paragraph be of any length, before the area takes words on."""
    if supported(Feature.LINES):
        from sessiontui.ui.terminal.long_lines import LongLines

        LongLines(area)
