"""Columns of a row beside the names of an export file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sessiontui.store.bulk_rows import TableRow

FLAGS = frozenset({"done", "keyed"})


def as_column(state: TableRow | None) -> str | None:
    """A state of a row as the history keeps it."""
    if state is None:
        return None
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def without(row: TableRow, *names: str) -> TableRow:
    """A row without some of its columns."""
    return {name: value for name, value in row.items() if name not in names}
