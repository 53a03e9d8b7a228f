"""Sequences that are sent to a terminal beside Textual's own, by its name, and back.

A terminal that does not know one of these ignores it.
"""

from __future__ import annotations

import os

_ALT, _ALT_AS_IT_WAS = "\x1b[?1036s\x1b[?1036h", "\x1b[?1036r"
"""Escape is to be sent for Alt, where it would make another letter."""
_KEYPAD, _KEYPAD_AS_USUAL = "\x1b=", "\x1b>"
"""Enter of the keypad is to be told from Ctrl+J."""
_CURSOR, _CURSOR_AS_USUAL = "\x1b]12;{}\x07", "\x1b]112\x07"
"""The cursor is to have a colour of ours; its own may be that of our ground."""
_LETTERS_FOR_ALT = ("xterm", "mlterm")
_COLOURED = (*_LETTERS_FOR_ALT, "tmux", "screen", "alacritty", "foot", "kitty")


def sent_at_the_start() -> str:
    """The order that makes each key one of the table of keys."""
    if _is_tmux():
        return _KEYPAD + _outward(_ALT)
    return _outward(_ALT)


def sent_at_the_end() -> str:
    """The order that sets all of it back."""
    cursor = _CURSOR_AS_USUAL if _is_coloured() else ""
    keypad = _KEYPAD_AS_USUAL if _is_tmux() else ""
    return cursor + keypad + _outward(_ALT_AS_IT_WAS)


def sent_of_the_cursor(colour: str) -> str:
    """The order that colours the cursor, or gives its own where that has no number."""
    if not _is_coloured():
        return ""
    return _CURSOR.format(colour) if colour.startswith("#") else _CURSOR_AS_USUAL


def _outward(text: str) -> str:
    """Text for the terminal that stands around tmux or screen, or for this one."""
    if _is_tmux():
        doubled = text.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\"
    if _term().startswith("screen"):
        return f"\x1bP{text}\x1b\\"
    return text if _term().startswith(_LETTERS_FOR_ALT) else ""


def _is_tmux() -> bool:
    within_screen = _term().startswith("screen") and "TMUX" in os.environ
    return within_screen or _term().startswith("tmux")


def _is_coloured() -> bool:
    return _term().startswith(_COLOURED)


def _term() -> str:
    return os.environ.get("TERM", "")
