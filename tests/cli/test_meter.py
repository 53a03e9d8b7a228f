"""The line that says how far something long is."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from sessiontui.cli import meter
from sessiontui.cli.meter import telling

if TYPE_CHECKING:
    import pytest


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        raise OSError


def a_screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """A terminal before which nobody has the patience for two seconds."""
    shown = Screen()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(meter, "_QUIET", -1.0)
    monkeypatch.setattr(meter, "_EVERY", -1.0)
    monkeypatch.setenv("TERM", "xterm")
    return shown


def test_what_takes_long_is_told_in_one_line_that_is_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = a_screen(monkeypatch)
    with telling("Writing it out") as far:
        far(0.25)
        far(0.5)
    said = screen.getvalue()
    assert "\r\x1b[KWriting it out: 50%. Ctrl+C stops it." in said
    assert "\n" not in said
    assert said.endswith("\r\x1b[K")


def test_what_is_quick_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = a_screen(monkeypatch)
    monkeypatch.setattr(meter, "_QUIET", 60.0)
    with telling("Writing it out") as far:
        far(0.5)
    assert screen.getvalue() == ""


def test_a_dumb_terminal_is_told_once_in_a_plain_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = a_screen(monkeypatch)
    monkeypatch.setenv("TERM", "dumb")
    with telling("Writing it out") as far:
        far(0.25)
        far(0.5)
    assert screen.getvalue() == "Writing it out takes a while. Ctrl+C stops it.\n"


def test_a_pipe_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = a_screen(monkeypatch)
    monkeypatch.setattr(screen, "isatty", lambda: False)
    with telling("Writing it out") as far:
        far(0.5)
    assert screen.getvalue() == ""
