"""Snippets: a therapist's own abbreviations, spelled out in the words of an entry."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ABBREVIATION = (2, 20)
"""Characters of the shortest and of the longest abbreviation."""
LONGEST_SNIPPET = 2_000
"""Characters of the words that one stands for."""
_TOKEN = re.compile(r"\S+")


def expanded(text: str, snippets: Mapping[str, str]) -> str:
    """The text with each abbreviation spelled out where it stands by itself.

    By itself means: nothing but punctuation between it and the next space or the
    line's end, and the very same letters. `pt's`, `pt-led` and `PT` are other words
    than `pt`. The longest abbreviation wins; what was put in is not looked at again,
    and every other character stays as it is.
    """
    if not snippets:
        return text
    by_core: dict[str, list[str]] = {}
    for abbreviation in sorted(snippets, key=len, reverse=True):
        by_core.setdefault(_core(abbreviation)[1], []).append(abbreviation)

    def spell_out(match: re.Match[str]) -> str:
        token = match.group()
        before, core, behind = _core(token)
        for abbreviation in by_core.get(core, ()):
            left, same, right = _core(abbreviation)
            if not same:
                if token == abbreviation:
                    return snippets[abbreviation]
            elif before.endswith(left) and behind.startswith(right):
                return (
                    before[: len(before) - len(left)]
                    + snippets[abbreviation]
                    + behind[len(right) :]
                )
        return token

    return _TOKEN.sub(spell_out, text)


def _core(token: str) -> tuple[str, str, str]:
    """The punctuation before a word, the word, and the punctuation behind it."""
    start, end = 0, len(token)
    while start < end and _is_punctuation(token[start]):
        start += 1
    while end > start and _is_punctuation(token[end - 1]):
        end -= 1
    return token[:start], token[start:end], token[end:]


def _is_punctuation(char: str) -> bool:
    # An underscore joins letters to a word.
    category = unicodedata.category(char)
    return category.startswith("P") and category != "Pc"
