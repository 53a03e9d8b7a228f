"""The one table of keys: this key, in this dialect, does this.

A key is told by a name, with its modifiers in the order of the alphabet, and is the
same key in whatever dialect a terminal sends it: legacy, xterm's modifyOtherKeys, the
kitty protocol in all its flags, PuTTY, rxvt, the Linux console, st and SCO. What is in
no row is dropped. Keys that type are told by what they type.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Text:
    """Text that was typed, one sign or many."""

    text: str


@dataclass(frozen=True, slots=True)
class KeyPress:
    """One key that types nothing, by its name."""

    name: str


CONTROLS: Mapping[str, str] = MappingProxyType(
    {
        "\x00": "ctrl+at",
        **{chr(n): f"ctrl+{chr(n + 96)}" for n in range(1, 27)},
        "\x08": "backspace",
        "\t": "tab",
        "\r": "enter",
        "\x1b": "escape",
        "\x1c": "ctrl+backslash",
        "\x1d": "ctrl+right_square_bracket",
        "\x1e": "ctrl+circumflex_accent",
        "\x1f": "ctrl+underscore",
        "\x7f": "backspace",
    }
)
"""One byte, in every dialect."""

BEHIND_ESCAPE: Mapping[str, str] = MappingProxyType(
    {
        "\r": "enter",
        "\t": "shift+tab",
        "\x7f": "ctrl+w",
        "\x08": "ctrl+w",
    }
)
"""Escape and one byte: Alt+Enter, the Linux console's Shift+Tab, Alt+Backspace."""

_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "A": "up",
        "B": "down",
        "C": "right",
        "D": "left",
        "H": "home",
        "F": "end",
        "P": "f1",
        "Q": "f2",
        "R": "f3",
        "S": "f4",
    }
)
"""CSI and this letter, with modifiers (`CSI 1;5D`) or without."""

_NUMBERS: Mapping[int, str] = MappingProxyType(
    {
        1: "home",
        2: "insert",
        3: "delete",
        4: "end",
        5: "pageup",
        6: "pagedown",
        7: "home",
        8: "end",
        **{n: f"f{n - 10}" for n in range(11, 16)},
        **{n: f"f{n - 11}" for n in range(17, 22)},
        **{n: f"f{n - 12}" for n in range(23, 27)},
        28: "f15",
        29: "f16",
        **{n: f"f{n - 14}" for n in range(31, 35)},
    }
)
"""CSI, this number and `~`; in rxvt `$` for Shift, `^` for Ctrl, `@` for both."""

_CODES: Mapping[int, str] = MappingProxyType(
    {
        9: "tab",
        13: "enter",
        27: "escape",
        127: "backspace",
        8: "backspace",
        **{n: f"f{n - 57363}" for n in range(57376, 57399)},
        57414: "enter",
        **dict(enumerate(("left", "right", "up", "down", "pageup"), 57417)),
        **dict(enumerate(("pagedown", "home", "end", "insert", "delete"), 57422)),
    }
)
"""`CSI code u` of kitty and `CSI 27;m;code ~` of xterm: keys that type nothing."""

_KEYPAD: Mapping[int, str] = MappingProxyType(
    dict(enumerate("0123456789./*-+", 57399)) | {57415: "=", 57416: ","}
)
"""`CSI code u` of kitty: keys of the keypad that type."""

KEYPAD: Mapping[str, Text | KeyPress] = MappingProxyType(
    {
        # The terminal is told to send its arrows otherwise, so this is Ctrl in PuTTY.
        **{x: KeyPress(f"ctrl+{_LETTERS[x]}") for x in "ABCD"},
        **{x: KeyPress(f"ctrl+{_LETTERS[x.upper()]}") for x in "abcd"},
        **{x: KeyPress(_LETTERS[x]) for x in "FHPQRS"},
        **{x: Text(y) for x, y in zip("jklmno", "*+,-./", strict=True)},
        **{chr(ord("p") + n): Text(str(n)) for n in range(10)},
        "X": Text("="),
        " ": Text(" "),
        "I": KeyPress("tab"),
        "M": KeyPress("enter"),
    }
)
"""Escape, `O` and this letter: the keypad, F1 to F4, and Ctrl with an arrow."""

_WHOLE: Mapping[str, str] = MappingProxyType(
    {
        "\x1b[Z": "shift+tab",
        **{f"\x1b[[{'ABCDE'[n]}": f"f{n + 1}" for n in range(5)},
        **{f"\x1b[{x}": f"shift+{_LETTERS[x.upper()]}" for x in "abcd"},
    }
)
"""As it is, in every dialect: Linux console F1 to F5, rxvt's Shift with an arrow."""

_DIALECTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        # Emacs, which sends its arrows so whatever it is told.
        "eterm": MappingProxyType({f"\x1bO{x}": _LETTERS[x] for x in "ABCD"}),
        "st": MappingProxyType(
            {
                "\x1b[P": "delete",
                "\x1b[2K": "shift+delete",
                "\x1b[M": "ctrl+delete",
                "\x1b[J": "ctrl+end",
                "\x1b[K": "shift+end",
                "\x1b[2J": "shift+home",
            }
        ),
        "scoansi": MappingProxyType(
            {
                **{f"\x1b[{chr(ord('M') + n)}": f"f{n + 1}" for n in range(12)},
                "\x1b[L": "insert",
                "\x1b[I": "pageup",
                "\x1b[G": "pagedown",
            }
        ),
    }
)
"""As it is, where TERM names this dialect and others mean something else by it."""

_SHIFT, _ALT, _CTRL, _CAPS = 1, 2, 4, 64
_FOREIGN = 8 | 16 | 32
"""Super, hyper and meta: the desktop's own keys, and never ours."""
_RXVT = {"~": 0, "$": _SHIFT, "^": _CTRL, "@": _SHIFT | _CTRL}
_RELEASED = "3"
_PARTS = re.compile(r"\x1b\[>?([\d;:]*)([A-HPQRSu~^$@])")
"""With `>` in front where xterm is told to mark what it modified."""
_PRIVATE = range(0xE000, 0xF900)
_MOST_PARTS = 3
_OLD_MODIFIERS = range(2, 9)
"""A modifier as the one number (`CSI 5D`, `SS3 5D`), as xterm and KDE once had it."""
_OTHER_KEYS = 27


def dialect(term: str) -> Mapping[str, str]:
    """The keys of a terminal by this name, or of this family (`st-256color`)."""
    return _DIALECTS.get(term.partition("-")[0], {})


def read_sequence(sequence: str, own: Mapping[str, str]) -> Text | KeyPress | None:
    """The key that a whole CSI sequence is, in a terminal's own dialect or any."""
    if name := own.get(sequence) or _WHOLE.get(sequence):
        return KeyPress(name)
    if not (found := _PARTS.fullmatch(sequence)):
        return None
    parts = [part.split(":") for part in found[1].split(";")]
    end = found[2]
    if len(parts) > _MOST_PARTS:
        return None
    code, *others = (_number(x) for x in parts[0])
    mods = _number(parts[1][0]) if len(parts) > 1 else 0
    if mods:
        mods -= 1
    if len(parts) > 1 and parts[1][1:] == [_RELEASED]:
        return None
    if end == "u":
        told = [_number(x) for x in parts[2] if x] if len(parts) > 2 else []
        return _coded(code, others, mods, [_sign(x) for x in told])
    if end == "~" and code == _OTHER_KEYS and len(parts) == _MOST_PARTS:
        return _coded(_number(parts[2][0]), [], mods, [])
    if end in _RXVT and (end == "~" or len(parts) == 1):
        return _named(_NUMBERS.get(code, ""), mods | _RXVT[end])
    if len(parts) == 1 and code in _OLD_MODIFIERS:
        return _named(_LETTERS.get(end, ""), code - 1)
    if code > 1 or (end == "R" and len(parts) > 1 and not mods):
        # A terminal tells where its cursor is in the same shape, by row and column.
        return None
    return _named(_LETTERS.get(end, ""), mods)


def _coded(
    code: int, others: list[int], mods: int, told: list[str]
) -> Text | KeyPress | None:
    """A key by its code, what else it stands for, and what it types, where told."""
    if mods & _FOREIGN:
        return None
    if code in _CODES:
        return _named(_CODES[code], mods)
    text = "".join(told)
    if text and not code:
        # Composed by an input method, out of no key or several.
        return Text(text)
    sign = _KEYPAD.get(code) or _sign(code)
    if not sign:
        return None
    chord = mods & (_ALT | _CTRL)
    if told and not text and not chord:
        return None
    shifted = _sign(others[0]) if others and others[0] else ""
    if text and not (chord and text.casefold() in {sign.casefold(), shifted}):
        # With Alt and Ctrl too, where a layout makes another sign with them.
        return Text(text)
    if not chord:
        if mods & _SHIFT and shifted:
            return Text(shifted)
        # Told without its text, as by kitty 0.26.
        upper = bool(mods & _SHIFT) != bool(mods & _CAPS)
        return Text(sign.upper() if upper and len(sign.upper()) == 1 else sign)
    if not sign.isascii() and len(others) > 1:
        # A layout without Latin letters tells which key it is on one that has them.
        sign = _sign(others[1]) or sign
    sign = sign.lower()
    if not mods & _ALT and ("a" <= sign <= "z" or sign in "@[\\]^_ "):
        return KeyPress(CONTROLS[chr(ord(sign) & 0x1F)])
    return _named(key_name(sign), mods)


def _named(name: str, mods: int) -> KeyPress | None:
    """A key that types nothing, with its modifiers as far as they tell it apart."""
    if not name or mods & _FOREIGN:
        return None
    if name in {"enter", "escape"}:
        return KeyPress(name)
    if name == "tab":
        return KeyPress("shift+tab" if mods & _SHIFT else name)
    if name == "backspace":
        return KeyPress("ctrl+w" if mods & (_ALT | _CTRL) else name)
    named = ((_ALT, "alt"), (_CTRL, "ctrl"), (_SHIFT, "shift"))
    return KeyPress("+".join([*(word for bit, word in named if mods & bit), name]))


def key_name(sign: str) -> str:
    """The name of a key that types this one sign."""
    if sign.isalnum():
        return sign
    name = unicodedata.name(sign, "").lower().replace("-", "_").replace(" ", "_")
    return _SHORT.get(name, name) or sign


_SHORT = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() and len(digits) < 8 else 0


def _sign(code: int) -> str:
    """The sign of a code; empty for what types nothing."""
    known = 0x20 <= code < 0x110000 and not 0x7F <= code < 0xA0
    return (
        chr(code)
        if known and not (0xD800 <= code < 0xE000) and (code not in _PRIVATE)
        else ""
    )
