"""Client codes: how long they are, and which are one or look alike.

So nobody is taken on twice by accident.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sessiontui.domain.text import clean
from sessiontui.errors import UsageError

CODE_LIMIT = 40
"""Characters of a client code: what a row of a narrow screen holds."""
_LIKE_LATIN = str.maketrans(
    "авекмнорстухіјѕԁԛԝαβεζηικμνορτυχ",
    "abekmhopctyxijsdqwabeznikmvoptux",
)
"""Small letters of Cyrillic and Greek beside the Latin ones that they look like."""
_GREEK_CAPITALS = str.maketrans("ΗΝΥ", "HNY")
"""Capitals that look like other Latin letters than their small ones do."""
_LIKE_LETTERS = str.maketrans("012568i", "olzsgbl")
"""Digits beside the letters that they are taken for, and I beside L."""
_DASHES = frozenset("\u2212\u30fc\u2043\u02d7\u2796_ ")
"""Signs that read as a dash and are none by category: a minus, a long vowel, a gap."""


def code_of(text: str) -> str:
    """A client code as it is kept.

    Raises:
        UsageError: it is empty or too long.
    """
    code = " ".join(clean(text).split())
    if not code or len(code) > CODE_LIMIT:
        raise UsageError(f"A client code has 1 to {CODE_LIMIT} characters.")
    return code


def code_key(code: str) -> str:
    """The form that two spellings of one client code share."""
    return unicodedata.normalize("NFC", code).casefold()


def look_of(code: str) -> str:
    """A code as the eye takes it: without case, width, what is unseen, kind of dash."""
    signs: list[str] = []
    plain = unicodedata.normalize("NFKC", code).translate(_GREEK_CAPITALS)
    for sign in plain.casefold():
        category = unicodedata.category(sign)
        if category == "Pd" or sign in _DASHES:
            # A gap beside a dash is no more than the dash.
            signs += [] if signs[-1:] == ["-"] else ["-"]
        elif category == "Nd":
            signs.append(str(unicodedata.decimal(sign)))
        elif category not in {"Cf", "Mn", "Me"}:
            signs.append(sign)
    return "".join(signs).translate(_LIKE_LATIN).translate(_LIKE_LETTERS)


@dataclass(frozen=True, slots=True)
class NewNumber:
    """A session, goal or strength that has another number once two codes are one."""

    what: str
    was: int | str
    now: int | str
    of: int
    """The id of the client whose it was."""
