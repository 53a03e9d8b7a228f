"""All prints by name: the built-in ones, and the therapist's own templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.prints.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path


def is_format(name: str, folder: Path) -> bool:
    """Tell whether there is such a print; `folder` holds one's own templates."""
    if name in FORMATS:
        return True
    from sessiontui.domain.prints.templates import find_own

    return find_own(folder, name) is not None


def which_formats(folder: Path) -> str:
    """The sentence that names every print there is."""
    from sessiontui.domain.prints.templates import format_names

    return f"There are these prints: {', '.join(format_names(folder))}."
