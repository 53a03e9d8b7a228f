"""Which versions of Textual the quiet parts were proven on.

They stand on parts of Textual that are not public. On another version Textual's own
driver, output and cursor are at work, until the tests have shown them equal there.
"""

from __future__ import annotations

from functools import cache

import textual

PROVEN = frozenset({"8.2.8"})


@cache
def is_proven() -> bool:
    """Whether this version of Textual is one of them.

    Asked once: Textual looks its version up on the disk each time.
    """
    return textual.__version__ in PROVEN
