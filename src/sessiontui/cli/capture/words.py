"""Words of capture about itself: what was recorded, and what may be typed."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.cli.capture.rows import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.domain.entities import Line

_HERE = (
    ("Ctrl+Z twice", "/undo twice"),
    ("Ctrl+Z", "/undo"),
    ("Select it with ↑ first.", "See /rows, then: /on N and this line."),
)
"""Keys as a sentence names them, and what is typed here instead."""
INSTEAD = MappingProxyType(
    {
        "view": "For your client to read: /format takehome, then /summary.",
        "copy": "/save writes the print to a file; nothing was copied.",
        "clients": "/quit ends this session; sessiontui clients lists them.",
        "rest": "There is no screen here to blank; nothing was done.",
    }
)
"""Words that need the screen, and what to do instead."""
_COUNTED = frozenset(
    {"note", "goal", "strength", "rating", "response", "formulation", "risk"}
)
"""Labels that take an s when there are several; the others stand as they are."""


def counts_text(lines: Iterable[Line]) -> str:
    """Count lines by kind, in the order of the table: 2 notes, 1 strength.

    What continues an earlier line is counted by its own name.
    """
    from sessiontui.domain.kinds.index import ROWS

    def name(line: Line) -> str:
        sub = line.row.sub(line.sub)
        return sub.label if sub and sub.continues else line.row.label

    order = list(ROWS)
    counts = Counter(
        name(line) for line in sorted(lines, key=lambda line: order.index(line.kind))
    )
    return ", ".join(
        f"{count} {label}{'s' if count > 1 and label in _COUNTED else ''}"
        for label, count in counts.items()
    )


def words_text() -> str:
    """All marks and /words that capture takes, a line each."""
    from sessiontui.cli.tables import columns
    from sessiontui.domain.grammar.commands import COMMANDS, Command
    from sessiontui.domain.kinds.index import KINDS

    away = {
        Command.VIEW,
        Command.REST,
        Command.COPY,
        Command.CLIENTS,
        Command.KEYS,
    }
    rows = [(row.mark, f"/{row.words[0]}", row.what) for row in KINDS]
    rows += [
        ("", f"/{row.words[0]} {row.argument}".rstrip(), row.what)
        for row in COMMANDS
        if row.command not in away
    ]
    rows += [("", word, what) for word, what in WORDS]
    return columns(rows)


def without_keys(sentence: str) -> str:
    """A sentence of the screen, with words in place of its keys."""
    for keys, words in _HERE:
        sentence = sentence.replace(keys, words)
    return sentence
