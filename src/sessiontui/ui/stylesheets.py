"""The sheets of the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.settings.shipped_files import shipped

if TYPE_CHECKING:
    from pathlib import PurePath

SHEETS = ("frame.tcss", "panes.tcss", "closing_questions.tcss")


def sheet_paths() -> list[str | PurePath]:
    """The sheets in the order in which they apply."""
    folder = shipped("styles")
    return [folder / name for name in SHEETS]
