"""What a terminal is told beside Textual's own, and that all of it is taken back."""

from __future__ import annotations

import pytest

from sessiontui.ui.terminal.sent_sequences import (
    sent_at_the_end,
    sent_at_the_start,
    sent_of_the_cursor,
)

ALT, USUAL = "\x1b[?1036s\x1b[?1036h", "\x1b[?1036r"
WITHIN_TMUX = "\x1bPtmux;\x1b\x1b[?1036s\x1b\x1b[?1036h\x1b\\"


@pytest.mark.parametrize(
    ("term", "tmux", "start", "end"),
    [
        ("xterm-256color", False, ALT, "\x1b]112\x07" + USUAL),
        ("mlterm", True, ALT, "\x1b]112\x07" + USUAL),
        (
            *("tmux-256color", False, "\x1b=" + WITHIN_TMUX),
            "\x1b]112\x07\x1b>\x1bPtmux;\x1b\x1b[?1036r\x1b\\",
        ),
        (
            *("screen-256color", True, "\x1b=" + WITHIN_TMUX),
            "\x1b]112\x07\x1b>\x1bPtmux;\x1b\x1b[?1036r\x1b\\",
        ),
        ("screen", False, f"\x1bP{ALT}\x1b\\", f"\x1b]112\x07\x1bP{USUAL}\x1b\\"),
        ("st-256color", False, "", ""),
        ("linux", False, "", ""),
        ("", False, "", ""),
    ],
)
def test_each_terminal_is_told_what_it_needs_and_no_more(
    monkeypatch: pytest.MonkeyPatch, term: str, tmux: bool, start: str, end: str
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.delenv("TMUX", raising=False)
    if tmux:
        monkeypatch.setenv("TMUX", "/tmp/socket,1,0")
    assert sent_at_the_start() == start
    assert sent_at_the_end() == end


def test_under_a_theme_of_the_terminals_own_colours_the_cursor_has_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert sent_of_the_cursor("#3f6b60") == "\x1b]12;#3f6b60\x07"
    assert sent_of_the_cursor("ansi_blue") == "\x1b]112\x07"
    monkeypatch.setenv("TERM", "linux")
    assert sent_of_the_cursor("#3f6b60") == ""
