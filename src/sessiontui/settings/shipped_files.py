"""Files that come with the program: in the installed package, else the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def shipped(folder: str) -> Path:
    """The folder of that name: `styles`, or `docs`."""
    installed = _PACKAGE / folder
    return installed if installed.is_dir() else _PACKAGE.parent.parent / folder
