"""A row of a list, as a presenter makes it and a list shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.content import Content


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what is shown, and what it stands for (None: not to be selected)."""

    content: Content
    value: object = None
