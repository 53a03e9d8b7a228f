"""Beside a well-kept parser of terminal input: where they differ, and who is right."""

from __future__ import annotations

import re

from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.input.vt100_parser import Vt100Parser

from tests.ui.reads import read

_SAME = {
    "ctrl+h": "backspace",
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+@": "ctrl+at",
    "ctrl+\\": "ctrl+backslash",
    "ctrl+]": "ctrl+right_square_bracket",
    "ctrl+^": "ctrl+circumflex_accent",
    "ctrl+_": "ctrl+underscore",
}
"""Two names of one key."""
DIFFERENT = {
    r"\x1b\[[\d;]+~|\x1b\[1;[26][PQS]": (
        r"(ctrl\+)?f(1[3-9]|2[0-4])",
        r"(ctrl\+)?shift\+f\d+",
        "Ours: it is Shift and F1; F13 is another key, and kitty tells them apart.",
    ),
    r"\x1b\[\d;[3478][A-Z~]": (
        r"escape .*",
        r"alt\+.*",
        "Ours: it is Alt and the key. An Escape that nobody pressed would act.",
    ),
    r"\x1b\[1;9[A-D]": (
        "escape .*",
        "",
        "Ours: super, hyper and meta are the desktop's keys; an Escape would act.",
    ),
    r"\x1b\[1;6[AB]": (
        r"ctrl\+shift\+(up|down)",
        r"ctrl\+shift\+(up|down)",
        "Ours: A is up. Theirs has them the wrong way round.",
    ),
    r"\x1bO[A-D]": (
        "up|down|left|right",
        r"ctrl\+(up|down|left|right)",
        "Both: they ask for arrows so; we ask for CSI, and this is PuTTY's Ctrl.",
    ),
    r"\x1b\[1;[5-8][p-y]": (
        r"(escape )?ctrl\+(shift\+)?\d",
        "",
        "Both: nothing of ours is on Ctrl and a digit, in any dialect.",
    ),
    r"\x1b\[(6[23]~|E|G)": (
        "<.*>",
        "",
        "The same: these scroll a window that is not ours, or are ignored.",
    ),
    r"\x1b\[~|\x9b": (
        r"shift\+(tab|escape)",
        "",
        "Ours: Windows' console is not served, and 9B begins a sequence.",
    ),
}
"""What comes in: (what they say, what we say, which is right)."""


def test_where_the_two_differ_it_is_said_which_is_right() -> None:
    alike = 0
    for sequence in ANSI_SEQUENCES:
        here, there = " ".join(read(sequence)), " ".join(_theirs(sequence))
        if here == there:
            alike += 1
            continue
        assert any(
            re.fullmatch(shape, sequence)
            and re.fullmatch(theirs, there)
            and re.fullmatch(ours, here)
            for shape, (theirs, ours, _) in DIFFERENT.items()
        ), (sequence, there, here)
    assert alike > len(ANSI_SEQUENCES) // 2


def test_what_no_parser_of_keys_can_read_is_typed_by_theirs_and_not_by_ours() -> None:
    for said in ("\x1b]11;rgb:0/0/0\x1b\\", "\x1bP1$r0m\x1b\\", "\x1b[?1;2c"):
        assert len(_theirs(said)) > 1
        assert read(said) == []


def _theirs(sequence: str) -> list[str]:
    pressed: list[str] = []
    parser = Vt100Parser(lambda press: pressed.append(_name(press.key)))
    parser.feed_and_flush(sequence)
    return pressed


def _name(key: str) -> str:
    name, modifiers = str(getattr(key, "value", key)), ""
    if len(name) == 1:
        return f"'{name}'"
    while name[:2] in {"c-", "s-"}:
        modifiers += {"c": "ctrl+", "s": "shift+"}[name[0]]
        name = name[2:]
    return _SAME.get(modifiers + name, modifiers + name)
