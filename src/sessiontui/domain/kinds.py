"""The table of kinds: everything the app knows about a kind of line stands here.

Parsing, the hint line, help, the tabs, the client view and every print read this
table, so that adding a kind is adding a row. Its rows stand in three files, in order.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.kind_row import (
    TAB_TITLES,
    Keep,
    Kind,
    KindRow,
    Sub,
    Tab,
    Tail,
)
from sessiontui.domain.rows_brought import (
    ACTIVE,
    BROUGHT,
    LET_GO,
    REACHED,
    RESTING,
    SHOWS_UP,
)
from sessiontui.domain.rows_done import DONE
from sessiontui.domain.rows_framed import FRAMED, LEFT_OPEN

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ACTIVE",
    "BY_MARK",
    "BY_WORD",
    "KINDS",
    "LEFT_OPEN",
    "LET_GO",
    "REACHED",
    "RESTING",
    "ROWS",
    "SHOWS_UP",
    "SUB_WORDS",
    "TAB_KINDS",
    "TAB_TITLES",
    "Keep",
    "Kind",
    "KindRow",
    "Sub",
    "Tab",
    "Tail",
]

KINDS: tuple[KindRow, ...] = (*BROUGHT, *DONE, *FRAMED)

ROWS: Mapping[Kind, KindRow] = MappingProxyType({row.kind: row for row in KINDS})
BY_MARK: Mapping[str, KindRow] = MappingProxyType(
    {row.mark: row for row in KINDS if row.mark}
)
BY_WORD: Mapping[str, KindRow] = MappingProxyType(
    {word: row for row in KINDS for word in row.words}
)

SUB_WORDS: Mapping[str, tuple[KindRow, Sub]] = MappingProxyType(
    {sub.word: (row, sub) for row in KINDS for sub in row.subs if sub.word}
)
"""The finer kinds that have a /word of their own."""

TAB_KINDS: Mapping[Tab, Kind] = MappingProxyType(
    {
        Tab.AGENDA: Kind.AGENDA,
        Tab.NOTES: Kind.NOTE,
        Tab.GOALS: Kind.GOAL,
        Tab.STRENGTHS: Kind.STRENGTH,
        Tab.HELPED: Kind.HELPED,
        Tab.SUMMARY: Kind.NOTE,
    }
)
"""What an unmarked line is, tab by tab."""
