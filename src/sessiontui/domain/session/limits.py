"""The limits of what is kept of a session: its head, and the words of a line."""

from __future__ import annotations

from sessiontui.domain.text import clean

LONGEST_HEAD = 120
"""Characters that say how a session was held, or who was there (`held`, `present`)."""
LONGEST_WORDS = 10_000_000
"""Characters of a line; a record or an export that holds more is not ours."""


def head_words(text: str) -> str:
    """Words for the head of a print, on one line.

    Raises:
        ValueError: they are too long for it.
    """
    words = " ".join(clean(text).split())
    if len(words) > LONGEST_HEAD:
        raise ValueError(f"give at most {LONGEST_HEAD} characters")
    return words
