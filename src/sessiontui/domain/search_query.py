"""A search: words, of which kind, client and days; and how hits rank."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from unicodedata import combining, normalize

from sessiontui.domain.kinds.lookup import KIND_WORDS, SUB_WORDS, Kind
from sessiontui.domain.text import clean
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAY = r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?"
_FILTER = r"(kind|client|since|until|in|order):(\S+)"
_UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
"""Scripts that leave no space between words: Thai, Lao, Burmese, Khmer, kana, Han."""
MOST_HITS = 50
"""As many hits as are shown."""
_DECEMBER = 12
_MOST_WORDS = 50
"""More than anybody looks for; each costs time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The thing looked for. Days are local, both included; `sub` narrows a kind."""

    words: tuple[str, ...] = ()
    kind: Kind | None = None
    sub: str = ""
    client: str = ""
    session: int | None = None
    """The id of the one session to look in."""
    since: date | None = None
    until: date | None = None
    private: bool = False
    newest: bool = False

    @property
    def spaced(self) -> tuple[str, ...]:
        """The words of scripts that put spaces between them."""
        return tuple(x for x in self.words if not re.search(_UNSPACED, x))

    @property
    def unspaced(self) -> tuple[str, ...]:
        """The words that may stand anywhere within others."""
        return tuple(x for x in self.words if re.search(_UNSPACED, x))


def read_wanted(text: str) -> Wanted:
    """The search that a line such as `wedding kind:goal since:2026-01` asks for.

    Raises:
        UsageError: a filter names no kind, no day or nothing that is known; or there
            are too many words.
    """
    values: dict[str, Any] = {}
    words = []
    for word in clean(text).split():
        match = re.fullmatch(_FILTER, word)
        if match is None:
            words.append(word)
        else:
            values |= filtered(match[1], match[2])
    words = list(dict.fromkeys(words))
    if len(words) > _MOST_WORDS:
        raise UsageError(f"Look for {_MOST_WORDS} words at most.")
    return Wanted(**values, words=tuple(words))


def filtered(name: str, value: str) -> dict[str, object]:
    """The fields that one filter sets.

    Raises:
        UsageError: with the forms that are known.
    """
    if name == "kind":
        return _kind(value)
    if name == "client":
        return {"client": value}
    if name in {"since", "until"}:
        return {name: _day(value, last=name == "until")}
    if name == "in" and value == "private":
        return {"private": True}
    if name == "order" and value == "newest":
        return {"newest": True}
    raise UsageError(
        "Filters are kind:goal, client:CODE, since:2026-01, until:2026-03-31, "
        "in:private and order:newest."
    )


def _kind(word: str) -> dict[str, object]:
    word = word.casefold()
    if word in SUB_WORDS:
        row, sub = SUB_WORDS[word]
        return {"kind": row.kind, "sub": sub.letter}
    if word in KIND_WORDS:
        return {"kind": KIND_WORDS[word].kind}
    raise UsageError(
        "There is no such kind. A kind is named by its /word, for example kind:goal, "
        "kind:win or kind:homework."
    )


def _day(text: str, *, last: bool) -> date:
    match = re.fullmatch(_DAY, text)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        first = date(year or 0, month or 1, day or 1)
        if not last or day:
            return first
        ends = month or _DECEMBER
        following = date(first.year + ends // _DECEMBER, ends % _DECEMBER + 1, 1)
        return following - timedelta(days=1)
    except (ValueError, OverflowError):
        raise UsageError(
            "A day is written 2026-03-10, a month 2026-03, a year 2026."
        ) from None


def places(text: str, words: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """The places of the words looked for in a text, from start to end.

    A letter is found with or without its accents, as the index of the record has it.
    """
    found: set[tuple[int, int]] = set()
    bare, at = _without_accents(text)
    for word in words:
        if re.search(_UNSPACED, word):
            each = re.finditer(re.escape(word), text, re.IGNORECASE)
            found |= {match.span() for match in each}
            continue
        looked_for = _without_accents(word)[0] or word
        begins = r"(?<!\w)" if looked_for[:1].isalnum() else ""
        pattern = rf"{begins}{re.escape(looked_for)}\w*"
        for match in re.finditer(pattern, bare, re.IGNORECASE):
            found.add((at[match.start()], at[match.end()]))
    whole: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return tuple(whole)


def _without_accents(text: str) -> tuple[str, list[int]]:
    """A text without accents, and where each of its letters stands in the whole.

    The last place is the end of the text.
    """
    if text.isascii():
        return text, list(range(len(text) + 1))
    bare = [
        (part, place)
        for place, letter in enumerate(text)
        for part in normalize("NFD", letter)
        if not combining(part)
    ]
    places_of = [place for _, place in bare] + [len(text)]
    return "".join(part for part, _ in bare), places_of


def bracketed(text: str, words: Iterable[str]) -> str:
    """A text with [ ] around the words that were looked for."""
    said, after = "", 0
    for start, end in places(text, words):
        said += f"{text[after:start]}[{text[start:end]}]"
        after = end
    return said + text[after:]


def rank(text: str, words: tuple[str, ...]) -> tuple[int, int, int]:
    """The rank of a text: the words as one phrase, whole words, a short text.

    The smallest comes first; among equals the newest.
    """
    lowered = text.casefold()
    phrase = " ".join(words).casefold() in lowered
    own = set(re.findall(r"\w+", lowered))
    whole = sum(word.casefold() in own for word in words)
    return (-int(phrase), -whole, len(text) // 80)
