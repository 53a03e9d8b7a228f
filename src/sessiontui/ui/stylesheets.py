"""Where the sheets are: inside the installed package, else in the checkout."""

from __future__ import annotations

from pathlib import Path, PurePath

SHEETS = ("frame.tcss", "panes.tcss", "feedback.tcss")
_PACKAGE = Path(__file__).parent.parent


def sheet_paths() -> list[str | PurePath]:
    """The sheets in the order in which they apply."""
    installed = _PACKAGE / "styles"
    folder = installed if installed.is_dir() else _PACKAGE.parent.parent / "styles"
    return [folder / name for name in SHEETS]
