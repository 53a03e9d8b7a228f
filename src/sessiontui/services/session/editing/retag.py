"""Retagging: which kind is meant, and what a recorded line is as one of that kind."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.grammar.parser import Entry, author_of, read_line
from sessiontui.domain.grammar.unparse import let_go, with_number
from sessiontui.domain.grammar.word_completion import spellings
from sessiontui.domain.kinds.lookup import (
    BY_MARK,
    KIND_WORDS,
    ROWS,
    SUB_WORDS,
    Kind,
    Store,
    Tab,
    Tail,
)
from sessiontui.domain.session.client_card import WHICH_FIELD
from sessiontui.services.session.again_and_card import lacks_words
from sessiontui.services.session.references import WHICH_CONSENT
from sessiontui.store.repositories.private_notes import is_private_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sessiontui.domain.entities import Line
    from sessiontui.domain.kinds.lookup import KindRow
    from sessiontui.services.session.state import SessionState

_NO_WORDS = "There are no words in that line."
_WITH_A_WORD: Mapping[Kind, str] = MappingProxyType(
    {Kind.CONSENT: WHICH_CONSENT, Kind.CARD: WHICH_FIELD}
)
"""Kinds that need the word of a finer kind, and what is said where it lacks."""


def kind_named(name: str) -> tuple[KindRow, str] | None:
    """A kind by mark (`+w`), by /word, or by a word's unique beginning."""
    name = name.strip().lstrip("/").casefold()
    if name[:1] in BY_MARK and name:
        row = BY_MARK[name[0]]
        sub = row.typed(name[1:])
        if name[1:] and sub is None:
            return None
        return row, sub.letter if sub else ""
    if name in SUB_WORDS:
        row, sub = SUB_WORDS[name]
        return row, sub.letter
    for row in ROWS.values():
        for sub in row.subs:
            if sub.label == name and not sub.assigned:
                return row, sub.letter
    fits = [word for word in spellings(name) if word in KIND_WORDS]
    if name in KIND_WORDS:
        return KIND_WORDS[name], ""
    return (KIND_WORDS[fits[0]], "") if len(fits) == 1 and name else None


def as_kind(state: SessionState, line: Line, row: KindRow, sub: str) -> Entry | str:
    """A line as one of another kind, or why it cannot be."""
    private = is_private_id(line.id)
    if not line.row.may_be_note and row.kind is not line.kind:
        return "A risk line stays in the record."
    if row.store is Store.PRIVATE and private:
        return "A private line is private already."
    words = with_number(line)
    if not words.strip() and not row.bare:
        return _NO_WORDS
    if row.kind in _WITH_A_WORD:
        typed = f"/{row.words[0]} {words.strip()}"
        reading = read_line(typed, state.context(Tab.NOTES))
        if isinstance(reading, Entry) and reading.sub and not lacks_words(reading):
            return reading
        return _WITH_A_WORD[row.kind]
    if row.scale and private:
        return "A private line holds words only."
    if row.scale:
        reading = read_line(f"{row.word} {words}", state.context(Tab.NOTES))
        if isinstance(reading, Entry) and reading.kind is row.kind:
            return reading
        return f"A {row.label} is {row.words_for_scale}."
    tails = row.tails_of(sub)
    entry = Entry(
        kind=row.kind,
        sub=sub,
        text=words,
        author=author_of(row, sub, line.author),
        goal=line.goal if Tail.GOAL in tails else None,
        minutes=line.minutes if Tail.MINUTES in tails else None,
        likely=line.likely if Tail.LIKELY in tails else None,
        strength=line.strength if Tail.STRENGTH in tails else None,
    )
    return _NO_WORDS if lacks_words(entry) else entry


def retagged(label: str, entries: dict[Line, Entry], refused: str) -> str:
    """The remark on lines that are another kind now: what went, and the way back."""
    crossed = any(
        is_private_id(line.id) or ROWS[entry.kind].store is Store.PRIVATE
        for line, entry in entries.items()
    )
    count = f"{len(entries)} lines now" if len(entries) > 1 else "Now"
    gone = let_go(*next(iter(entries.items()))) if len(entries) == 1 else ()
    undo = "Ctrl+Z twice takes it back" if crossed else "Ctrl+Z takes it back"
    told = (f"{count}: {label}", *gone, refused or undo)
    return " · ".join(told)
