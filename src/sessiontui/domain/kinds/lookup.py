"""The table of kinds by kind, by mark, by /word and by tab."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.kind_row import (
    TAB_TITLES,
    Kind,
    KindRow,
    Store,
    Sub,
    Tab,
    Tail,
)
from sessiontui.domain.kinds.marks_and_words import (
    ACTIVE,
    BESIDE_THE_HOUR,
    FOLLOW_UP,
    FOLLOWED_UP,
    KINDS,
    LEFT_OPEN,
    LET_GO,
    NOTHING_VOICED,
    PERSON,
    REACHED,
    RESTING,
    RULERS,
    SAFETY_PLAN,
    SHOWS_UP,
    TARGET,
    TEACH_BACK,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ACTIVE",
    "BESIDE_THE_HOUR",
    "BY_MARK",
    "FOLLOWED_UP",
    "FOLLOW_UP",
    "KINDS",
    "KIND_WORDS",
    "LEFT_OPEN",
    "LET_GO",
    "NOTHING_VOICED",
    "PERSON",
    "REACHED",
    "RESTING",
    "ROWS",
    "RULERS",
    "SAFETY_PLAN",
    "SHOWS_UP",
    "SUB_WORDS",
    "TAB_KINDS",
    "TAB_TITLES",
    "TARGET",
    "TEACH_BACK",
    "Kind",
    "KindRow",
    "Store",
    "Sub",
    "Tab",
    "Tail",
]

ROWS: Mapping[Kind, KindRow] = MappingProxyType({row.kind: row for row in KINDS})
BY_MARK: Mapping[str, KindRow] = MappingProxyType(
    {row.mark: row for row in KINDS if row.mark}
)
KIND_WORDS: Mapping[str, KindRow] = MappingProxyType(
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
"""The kind of an unmarked line, tab by tab."""
