"""Tips of the chain as a file for other hands: a pseudonym and digits on each line."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from sessiontui.errors import CannotWriteError, NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LINE = re.compile(r"([0-9a-f]{16}) ([0-9a-f]{64})")


def check_place(file: Path) -> None:
    """Refuse to write tips over any other file than one of earlier tips.

    Raises:
        CannotWriteError: it holds something else.
    """
    try:
        if os.path.lexists(file):
            read_tips(file)
    except (NotFoundError, UsageError):
        raise CannotWriteError(
            f"{file} exists already and holds no tips; choose another name."
        ) from None


def write_tips(tips: Mapping[str, str]) -> str:
    """The text of such a file; the order tells nothing of the clients."""
    return "".join(f"{name} {tip}\n" for name, tip in sorted(tips.items()))


def read_tips(file: Path) -> dict[str, str]:
    """The tips that a file holds.

    Raises:
        NotFoundError: it cannot be read.
        UsageError: it holds something else.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise NotFoundError(f"{file} cannot be read.") from None
    except UnicodeDecodeError:
        lines = [""]
    found = [_LINE.fullmatch(line) for line in lines]
    if not found or not all(found):
        raise UsageError(
            f"{file} holds no tips. Write some with: sessiontui verify --tips FILE"
        )
    return {line[1]: line[2] for line in found if line}
