"""Paths of everything that is kept; one place to move it all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "SESSIONTUI_HOME"
TEMPLATES = "templates"
"""The folder beside the settings file with formats of the therapist's own."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Every path in use, from one home or from the platform's usual places."""

    data: Path
    config: Path

    @property
    def record(self) -> Path:
        """The encrypted record."""
        return self.data / "record.db"

    @property
    def private(self) -> Path:
        """The encrypted psychotherapy notes."""
        return self.data / "private.db"

    @property
    def lock(self) -> Path:
        """The file that says who is writing the record."""
        return self.data / "record.lock"

    @property
    def sheet_due(self) -> Path:
        """It stands as long as nobody has said that the recovery sheet is on paper."""
        return self.data / "recovery-sheet-due"

    @property
    def passphrase_judged(self) -> Path:
        """Its date is the day on which the passphrase was last judged; it is empty."""
        return self.data / "passphrase-judged"

    @property
    def backups(self) -> Path:
        """The folder of backups when no file is named."""
        return self.data / "backups"

    @property
    def summaries(self) -> Path:
        """The folder that the app writes prints to."""
        return self.data / "summaries"

    @property
    def settings(self) -> Path:
        """The settings file; it may be missing."""
        return self.config / "settings.toml"

    @property
    def templates(self) -> Path:
        """Formats of the therapist's own; the folder may be missing."""
        return self.config / TEMPLATES


def expanded_home(path: str | os.PathLike[str]) -> Path:
    """A path with ~ as the home it stands for; one of nobody's stays as it is."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def find_paths(home: str | os.PathLike[str] | None = None) -> Paths:
    """The paths under `home`, else SESSIONTUI_HOME, else the platform's own places."""
    chosen = home or os.environ.get(HOME_VARIABLE)
    if chosen:
        root = expanded_home(chosen).absolute()
        return Paths(data=root, config=root)
    from platformdirs import PlatformDirs

    places = PlatformDirs("sessiontui", appauthor=False)
    return Paths(data=places.user_data_path, config=places.user_config_path)
