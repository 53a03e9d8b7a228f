"""Pens: the colours and attributes of a cell, and the shortest way between two."""

from __future__ import annotations

from functools import lru_cache

from textual.strip import SGR_STYLES

_SEEN_WITHOUT_LETTERS = frozenset({"4", "5", "6", "7", "9", "21", "51", "52", "53"})
"""Underlined, blinking, reversed, struck through, framed: more than a background."""
_OFF = {str(each): str(20 + each) for each in range(2, 10)} | {"1": "22", "6": "25"}
"""Codes that end an attribute alone (ECMA-48); 22 ends both bold and faint."""
_KEPT = 4_096
"""Pens, and ways between two, that are remembered at once."""


@lru_cache(maxsize=_KEPT)
def behind(pen: str) -> str:
    """All of a pen that shows where there is no letter."""
    attributes, _, background = _parts(pen)
    if attributes & _SEEN_WITHOUT_LETTERS:
        return pen
    return background


@lru_cache(maxsize=_KEPT)
def is_colour(pen: str) -> bool:
    """Tell whether a pen is colours alone, which is all that erasing leaves."""
    return not _parts(pen)[0]


@lru_cache(maxsize=_KEPT)
def change(before: str | None, pen: str, resets: bool = False) -> str:
    """The shortest way from one pen to another: what differs, or all anew."""
    whole = f"\x1b[0;{pen}m" if pen else "\x1b[m"
    if before is None:
        return whole
    old, new = _parts(before), _parts(pen)
    ended = old[0] - new[0]
    if ended and (resets or not ended <= _OFF.keys()):
        return whole
    off = {_OFF[attribute] for attribute in ended}
    wanted = [
        *sorted(off),
        *sorted(a for a in new[0] if a not in old[0] or _OFF.get(a) in off),
        *([new[1] or "39"] if new[1] != old[1] else ()),
        *([new[2] or "49"] if new[2] != old[2] else ()),
    ]
    return min(f"\x1b[{';'.join(wanted)}m", whole, key=len)


@lru_cache(maxsize=_KEPT)
def for_blank(now: str | None, background: str) -> str:
    """The pen for a blank: what is behind it counts, and the colour of text stays."""
    _, color, _ = _parts(now or "")
    attributes, _, _ = _parts(background)
    if now is None or not color or attributes:
        return background
    return f"{color};{background}" if background else color


def _parts(pen: str) -> tuple[frozenset[str], str, str]:
    """A pen as its attributes, the colour of its text, and the one behind it."""
    attributes: set[str] = set()
    colors = {"3": "", "4": ""}
    codes = iter(pen.split(";") if pen else ())
    for code in codes:
        if code in {"38", "48"}:
            kind = next(codes)
            more = [kind, *(next(codes) for _ in range(1 if kind == "5" else 3))]
            colors[code[0]] = ";".join([code, *more])
        elif code in SGR_STYLES:
            attributes.add(code)
        else:
            # 30 to 37 and 90 to 97 are text, 40 to 47 and 100 to 107 the background.
            colors["3" if code[0] in "39" else "4"] = code
    return frozenset(attributes), colors["3"], colors["4"]
