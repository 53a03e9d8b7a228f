"""The settings file: small, optional, and checked as a whole before anything opens."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


class Settings(BaseModel):
    """What a therapist may set. Every field has a default that is fit for use."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    theme: str = "quiet-dark"
    """quiet-dark, quiet-light, ansi-dark, ansi-light, or a Textual theme's name."""
    minutes: Annotated[int, Field(ge=5, le=480)] = 50
    """The usual length of a session, in minutes."""
    mouse: bool = False
    """Whether the mouse works in the app; over SSH each movement costs a packet."""
    clipboard: bool = True
    """Whether /copy may send a print to the terminal's clipboard."""
    text_width: Annotated[int, Field(ge=40, le=200)] = 100
    """The widest that text is set, in columns, however wide the screen is."""
    keys: dict[str, str] = Field(default_factory=dict)
    """Keys by the id of what they do; several are separated by commas."""


def load_settings(path: Path) -> Settings:
    """The settings, or the defaults where there is no file.

    Raises:
        UsageError: the file cannot be read; the sentence names it and the key.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read as text.") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {error}.") from None
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "the file"
        known = ", ".join(Settings.model_fields)
        what = (
            f"there is no such setting. There are: {known}"
            if first["type"] == "extra_forbidden"
            else first["msg"].lower()
        )
        raise UsageError(f"{path}: {key}: {what}.") from None
