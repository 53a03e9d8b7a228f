"""The zone that this computer's times are in, where the settings name another."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from sessiontui.domain.text import of_file
from sessiontui.errors import UsageError
from sessiontui.settings.meant import nearest

if TYPE_CHECKING:
    from pathlib import Path

_KEY = "timezone"


def known_zone(name: str) -> str:
    """The name of a zone that this computer knows; empty is the computer's own."""
    if name:
        from zoneinfo import ZoneInfo, available_timezones

        try:
            ZoneInfo(name)
        except (OSError, ValueError, KeyError):
            near = nearest(name, sorted(available_timezones()))
            raise ValueError(
                f"there is no such zone. Did you mean {near}?"
                if near
                else "there is no such zone; write one such as Europe/Berlin."
            ) from None
    return name


def go_by_zone(settings: Path) -> None:
    """Let this process go by the zone that the settings name.

    Only this key is looked at, since every command needs it and most need no other;
    what else may be wrong in the file is for whoever reads all of it to say.
    """
    try:
        text = of_file(settings.read_bytes()) if settings.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return
    if _KEY not in text:
        return
    import tomllib

    try:
        name = tomllib.loads(text).get(_KEY, "")
        known_zone(name if isinstance(name, str) else "")
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    except ValueError as error:
        raise UsageError(f"{settings}: {_KEY}: {error}") from None
    if name and isinstance(name, str):
        os.environ["TZ"] = name
        time.tzset()
