"""Words of capture about itself: what was recorded, and what may be typed."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.cli.capture.rows import ROW_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.domain.entities import Line

_BY_ROW = "See /rows, then: /on N and this line."
_HERE = (
    ("Another session today (Ctrl+P)", "--new-session"),
    ("Ctrl+Z twice", "/undo twice"),
    ("Ctrl+Z", "/undo"),
    ("Select it with ↑ first.", _BY_ROW),
    ("Select one line of this session with ↑ first.", _BY_ROW),
    ("It is kept: ↑, then #1 ties it.", "It is kept; see /rows, then: /on N #1"),
    ("Space marks it as acted on.", "/changed says what you changed."),
)
"""Keys as a sentence names them, and what is typed here instead."""
INSTEAD = MappingProxyType(
    {
        "waiting": "Over all clients, with no session open: sessiontui waiting",
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
    from sessiontui.domain.kinds.lookup import ROWS

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


_PAGES = "Further: /help words, /help rows, or one tab's: /help goals."


def help_text(which: str = "") -> str:
    """A page of what may be typed: the marks, the /words, the rows, or one tab's."""
    from sessiontui.cli.presenters.list_columns import in_columns
    from sessiontui.ui.presenters.marks_page import of_tab, tab_named

    word = which.strip().casefold()
    if word == "rows":
        return in_columns(ROW_WORDS)
    if word == "words":
        return _commands_text()
    if tab := tab_named(word):
        return "\n".join(of_tab(tab, 80))
    unknown = "There is no such page; these are the marks.\n" if word else ""
    return f"{unknown}{_marks_text()}\n{_PAGES}"


def _marks_text() -> str:
    from sessiontui.cli.presenters.list_columns import in_columns
    from sessiontui.domain.kinds.lookup import KINDS

    return in_columns((x.mark, x.word, x.what) for x in KINDS if x.words)


def _commands_text() -> str:
    from sessiontui.cli.presenters.list_columns import in_columns
    from sessiontui.domain.grammar.slash_commands import COMMANDS, Command

    away = {
        Command.VIEW,
        Command.REST,
        Command.COPY,
        Command.CLIENTS,
        Command.KEYS,
    }
    return in_columns(
        (f"/{row.words[0]} {row.argument}".rstrip(), row.what)
        for row in COMMANDS
        if row.command not in away
    )


def without_keys(sentence: str) -> str:
    """A sentence of the screen, with words in place of its keys."""
    for keys, words in _HERE:
        sentence = sentence.replace(keys, words)
    return sentence
