"""Which versions of Textual the quiet parts were proven on.

They stand on parts of Textual that are not public. On another version Textual's own
driver, output and cursor are at work, until the tests have shown them equal there.
"""

from __future__ import annotations

import textual

PROVEN = frozenset({"8.2.8"})


def is_proven() -> bool:
    """Whether this version of Textual is one of them."""
    return textual.__version__ in PROVEN
