"""The short words at the end of a line that say more about it: `#1`, `15m`, `%60`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Tail

if TYPE_CHECKING:
    from collections.abc import Collection

_TAILS: dict[Tail, re.Pattern[str]] = {
    Tail.GOAL: re.compile(r"(?:^|\s)#([1-9][0-9]?)$"),
    Tail.MINUTES: re.compile(r"(?:^|\s)([1-9][0-9]{0,2})m$"),
    Tail.MINE: re.compile(r"(?:^|\s)(mine)$"),
    Tail.LIKELY: re.compile(r"(?:^|\s)%(100|[1-9]?[0-9])$"),
    Tail.STRENGTH: re.compile(r"(?:^|\s)#\+([1-9][0-9]{0,2})$"),
}
_LONGEST_TAIL = 6
_LASTED = re.compile(r"(?:^|\s)([1-9][0-9]{0,2}) ?m(?:in)?$")


def last_tail(body: str, tails: Collection[Tail]) -> tuple[Tail, str, str] | None:
    """The tail that ends the body, what it says, and the words before it."""
    stripped = body.rstrip()
    # No tail is longer than this; a regex over a long entry would take its time.
    last = stripped[-_LONGEST_TAIL:]
    for tail in tails:
        if match := _TAILS[tail].search(last):
            before = stripped[: len(stripped) - len(match.group())]
            return tail, match.group(1), before.rstrip()
    return None


def minutes_at_end(words: str) -> tuple[int, str]:
    """The minutes that words end in, `10m` or `10 min`, and what stands before them."""
    if (said := _LASTED.search(words)) is None:
        return 0, words
    return int(said.group(1)), words[: said.start()].strip()
