"""The head of a session: how it is held, and who is there, by the words for it."""

from __future__ import annotations

import re

_NOBODY_ELSE = frozenset({"client", "the client", "client alone", "alone", ""})
_AND = re.compile(r"[,;+&/]|\band\b", re.IGNORECASE)
_FROM_AFAR = re.compile(
    r"\b(video\w*|(tele)?phone\w*|tele\w*|online|remote\w*|virtual\w*|zoom|call)\b",
    re.IGNORECASE,
)


def is_from_afar(held: str) -> bool:
    """Tell whether client and therapist were apart, by the words of how."""
    return _FROM_AFAR.search(held) is not None


def is_alone(present: str, code: str) -> bool:
    """Tell whether the client alone is there, as far as who is present says.

    Whoever is not known to be the client is somebody else.
    """
    names = {" ".join(name.split()).casefold() for name in _AND.split(present)}
    return names <= _NOBODY_ELSE | {code.casefold()}
