"""Telling which table a row comes from that was read from a page by itself."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sessiontui.domain.client_codes import code_key
from sessiontui.domain.kinds.lookup import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlite_utils.db import Column

    from sessiontui.store.salvage.pages import SalvagedRow

Values = tuple[Any, ...]
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_KINDS = frozenset(str(row.kind) for row in KINDS)


def _fits(values: Values, *wanted: object) -> bool:
    """True where the first values are of these types, these words, or moments."""
    return all(_one_fits(v, w) for v, w in zip(values, wanted, strict=False))


def _one_fits(value: object, wanted: object) -> bool:
    if isinstance(wanted, tuple):
        return any(_one_fits(value, each) for each in wanted)
    if isinstance(wanted, frozenset):
        return value in wanted
    if wanted is _TIME:
        return isinstance(value, str) and _TIME.match(value) is not None
    if wanted is None:
        return value is None
    return isinstance(value, wanted) if isinstance(wanted, type) else False


_AUTHORS = frozenset({"therapist", "client"})
_MAYBE = (int, None)


def _shape(*wanted: object) -> Callable[[Values], bool]:
    count = len(wanted)

    def fits(values: Values) -> bool:
        return _fits(values, *wanted) and not any(
            value is not None for value in values[count:]
        )

    return fits


def _is_client(values: Values) -> bool:
    shape = _shape(None, str, str, _TIME, (str, None))
    return shape(values) and code_key(values[1]) == values[2]


SHAPES: Mapping[str, Callable[[Values], bool]] = MappingProxyType(
    {
        "client": _is_client,
        "session": _shape(
            *(None, int, int, _TIME, (_TIME, None), (_TIME, None), str),
            *(_MAYBE, (str, None), (str, None), (str, None)),
            *(_MAYBE, (str, None), _MAYBE, (str, None), (str, None)),
            *(_MAYBE, _MAYBE, _MAYBE, _MAYBE, _MAYBE),
        ),
        "line": _shape(
            *(None, int, int, _KINDS, str, str, _AUTHORS, _TIME, (int, float)),
            *(_MAYBE, _MAYBE, _MAYBE, _MAYBE, (int, float, None), int, _MAYBE),
            *(_MAYBE, (str, None), _MAYBE, (_TIME, None), (_TIME, None)),
            *(_MAYBE, _MAYBE, _MAYBE),
        ),
        "change": _shape(
            *(None, _MAYBE, _TIME, frozenset({"insert", "update", "delete"})),
            *(int, int, (str, None), (str, None)),
        ),
        "draft": _shape(None, str, str, int, int, _MAYBE, _TIME),
        "moved": _shape(None, _TIME, int, int, int),
        "signature": _shape(
            *(None, int, int, _TIME, str, str, int, str, bytes, str, str, str),
            *(_MAYBE, (str, None), _MAYBE),
        ),
        "amendment": _shape(
            *(None, int, int, frozenset({"late-entry", "addendum", "correction"})),
            *(_TIME, str, str, _MAYBE, str, str, str, _MAYBE),
        ),
        "request": _shape(
            *(None, int, _MAYBE),
            frozenset({"request", "accepted", "denied", "disagreement", "rebuttal"}),
            *(_MAYBE, _TIME, str, str, _MAYBE),
        ),
        "hold": _shape(None, int, _TIME, frozenset({"set", "lifted"}), str, _MAYBE),
        "former": _shape(None, int, _TIME, str, str),
        "destroyed": _shape(
            *(None, _TIME, str, frozenset({"record", "psychotherapy notes"})),
            *(int, int, (str, None), (str, None), str, str, _MAYBE),
        ),
    }
)
NOTE_SHAPES: Mapping[str, Callable[[Values], bool]] = MappingProxyType(
    {
        "note": _shape(None, int, str),
        "change": SHAPES["change"],
        "draft": SHAPES["draft"],
    }
)
"""Rows of private.db."""
STEPS = frozenset({"do", "undo", "redo"})
_MASTER = _shape(frozenset({"table"}), str, str, int, str)
_COUNTED = _shape(str, int)


def table_of(
    row: SalvagedRow, shapes: Mapping[str, Callable[[Values], bool]]
) -> str | None:
    """The table that a row comes from, or None where it is of no use."""
    return next((name for name, fits in shapes.items() if fits(row.values)), None)


def root_of(row: SalvagedRow, name: str) -> int | None:
    """The page that a table begins with, where this row says so."""
    told = _MASTER(row.values) and row.values[1] == name
    return int(row.values[3]) if told else None


def counted_by(row: SalvagedRow) -> dict[str, int]:
    """The highest number that a table ever gave, where this row says so."""
    return {row.values[0]: row.values[1]} if _COUNTED(row.values) else {}


def defaults_of(columns: Iterable[Column]) -> dict[str, object]:
    """The values of columns that must not lack, where they could not be read."""
    return {c.name: _plain(c.default_value) for c in columns if c.notnull}


def _plain(default: str | None) -> object:
    if default is None:
        return None
    return int(default) if default.lstrip("-").isdigit() else default.strip("'")
