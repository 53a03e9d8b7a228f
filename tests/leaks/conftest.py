"""What is searched for, where it is searched, and the program on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "zqwagtailqz"
"""A word that stands in no file but where a test's own client said it."""


def holding(*folders: Path) -> list[Path]:
    """Every file that holds the canary in any usual encoding, or is called by it."""
    needles = [CANARY.encode(x) for x in ("utf-8", "utf-16-le")]
    return [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if CANARY in path.name.casefold()
        or (path.is_file() and any(x in path.read_bytes().lower() for x in needles))
    ]
