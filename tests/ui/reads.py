"""A lexer fed by a script of reads and pauses, on a clock of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.ui.terminal.reading.keys_table import KeyPress, Text, dialect
from sessiontui.ui.terminal.reading.lexer import Lexer, Paste, Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.ui.terminal.reading.lexer import Token

ALT_KEYS = frozenset({f"alt+{n}" for n in range(1, 7)})


def read(*script: str | float, term: str = "xterm") -> list[str]:
    """What comes of reads (text) and pauses (seconds), as the driver would ask.

    Words stand in quotes, pasted ones in guillemets, keys by their names.
    """
    lexer, now = Lexer(alt_keys=ALT_KEYS, own=dialect(term)), 0.0
    tokens: list[Token] = []
    for step in (*script, 5.0):
        if isinstance(step, str):
            tokens.extend(lexer.feed(step, now))
            continue
        until = now + step
        while (due := lexer.deadline()) is not None and due <= until:
            tokens.extend(lexer.tick(due))
        now = until
    return list(_told(tokens))


def _told(tokens: Iterable[Token]) -> Iterable[str]:
    kinds = {Text: ("'", "'"), Paste: ("«", "»")}
    held, kind = "", None
    for token in (*tokens, None):
        if type(token) is not kind and kind is not None:
            begin, end = kinds[kind]
            yield begin + held + end
            held, kind = "", None
        if isinstance(token, Text | Paste):
            held, kind = held + token.text, type(token)
        elif isinstance(token, KeyPress):
            yield token.name
        elif isinstance(token, Report):
            yield f"({token.sequence[2:]})"
