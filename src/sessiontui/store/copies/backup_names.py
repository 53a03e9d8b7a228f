"""Names of backups: how each came about, and when."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BY_ITSELF = "automatic-"
BY_HAND = "sessiontui-"
BEFORE_UPGRADE = "before-upgrade-"
_STAMP = "%Y%m%d-%H%M%S"
_OURS = re.compile(
    rf"({BY_ITSELF}|{BY_HAND}|{BEFORE_UPGRADE})(\d{{8}}-\d{{6}})([+-]\d{{4}})?\.backup"
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in a folder, as its name tells."""

    path: Path
    kind: str
    at: datetime


def backup_name(kind: str, now: datetime) -> str:
    """The name of a backup: how it came about, and when, by the clocks here.

    The offset tells in any zone which moment that was; earlier names have none.
    """
    return f"{kind}{now.astimezone():{_STAMP}%z}.backup"


def read_name(path: Path) -> Backup | None:
    """Read a file's name, if it is one of ours."""
    match = _OURS.fullmatch(path.name)
    if match is None:
        return None
    try:
        here = datetime.strptime(match[2], _STAMP).astimezone()
        at = datetime.strptime(match[2] + match[3], f"{_STAMP}%z") if match[3] else here
    except ValueError:
        return None
    return Backup(path, match[1], at)


def backups_in(folder: Path) -> list[Backup]:
    """The backups with our names in a folder, oldest first."""
    found: list[Backup | None] = []
    with contextlib.suppress(OSError):
        found = [read_name(path) for path in folder.iterdir()]
    return sorted(filter(None, found), key=lambda backup: backup.at)
