"""All prints by name: the built-in ones, and the therapist's own templates."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.prints.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


OVER_SESSIONS: Mapping[str, str] = MappingProxyType(
    {
        "plan": "the treatment plan, as the record stands",
        "course": "the whole course, for its end, for whoever referred",
        "supervision": "for a supervisor, with what you ask",
        "ending": "the client's own sheet of the last hour",
    }
)
"""The prints over all sessions of a client, which are no session's."""


def is_format(name: str, folder: Path) -> bool:
    """Tell whether there is such a print; `folder` holds one's own templates."""
    if name in FORMATS:
        return True
    from sessiontui.domain.prints.templates import find_own

    return find_own(folder, name) is not None


def no_such_print(name: str, folder: Path) -> str:
    """The reason why there is no such print of a session; "" where there is one."""
    if name in OVER_SESSIONS:
        article = "An" if name[0] in "aeiou" else "A"
        return f"{article} {name} is made over all sessions: sessiontui {name} CODE."
    return "" if is_format(name, folder) else which_formats(folder)


def which_formats(folder: Path) -> str:
    """The sentence that names every print of a session that there is."""
    from sessiontui.domain.prints.templates import format_names

    return f"There are these prints: {', '.join(format_names(folder))}."
