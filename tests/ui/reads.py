"""A lexer fed by a script of reads and pauses, on a clock of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.ui.terminal.reading.keys_table import Key, Text, dialect
from sessiontui.ui.terminal.reading.lexer import Lexer, Paste, Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.ui.terminal.reading.lexer import Fact

ALT_KEYS = frozenset({f"alt+{n}" for n in range(1, 7)})


def read(*script: str | float, term: str = "xterm") -> list[str]:
    """What comes of reads (text) and pauses (seconds), as the driver would ask.

    Words stand in quotes, pasted ones in guillemets, keys by their names.
    """
    lexer, now = Lexer(alt_keys=ALT_KEYS, own=dialect(term)), 0.0
    facts: list[Fact] = []
    for step in (*script, 5.0):
        if isinstance(step, str):
            facts.extend(lexer.feed(step, now))
            continue
        until = now + step
        while (due := lexer.deadline()) is not None and due <= until:
            facts.extend(lexer.tick(due))
        now = until
    return list(_told(facts))


def _told(facts: Iterable[Fact]) -> Iterable[str]:
    kinds = {Text: ("'", "'"), Paste: ("«", "»")}
    held, kind = "", None
    for fact in (*facts, None):
        if type(fact) is not kind and kind is not None:
            begin, end = kinds[kind]
            yield begin + held + end
            held, kind = "", None
        if isinstance(fact, Text | Paste):
            held, kind = held + fact.text, type(fact)
        elif isinstance(fact, Key):
            yield fact.name
        elif isinstance(fact, Report):
            yield f"({fact.sequence[2:]})"
