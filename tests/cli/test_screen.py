"""Opening the screen: what is checked before, and what follows a lock."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from sessiontui.cli import screen
from sessiontui.cli.options import Options

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Shell


@pytest.mark.parametrize("call", [(), ("open",), ("open", "KESTREL-4")])
def test_without_a_terminal_it_points_to_capture(shell: Shell, call: tuple[str, ...]):
    done = shell.run(*call, TERM="xterm")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "sessiontui capture CLIENT" in done.stderr


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_plain_terminal_points_to_capture_too(shell: Shell, term: str):
    code, shown = shell.terminal("open", TERM=term).end()
    assert code == 2
    assert "sessiontui capture CLIENT" in shown


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("minutes = 'x'", "minutes"),
        ("colour = 1", "there is no such setting"),
        ("minutes =", "not valid TOML"),
        ("[keys]\nbogus = 'f2'", "keys.bogus: there is no such action"),
    ],
)
def test_settings_are_checked_before_anything_opens(
    shell: Shell, content: str, words: str
):
    (shell.home / "settings.toml").write_text(content)
    code, shown = shell.terminal("open").end()
    assert code == 2
    assert words in shown
    assert "Passphrase" not in shown


def test_after_a_lock_the_passphrase_is_typed_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    begun: list[list[str]] = []
    monkeypatch.setenv("SESSIONTUI_PASSPHRASE_FILE", str(tmp_path / "file"))
    monkeypatch.setattr(os, "execv", lambda _, call: begun.append(call))
    screen._begin_anew(Options(str(tmp_path), tmp_path / "file"))
    assert begun == [
        [sys.executable, "-P", "-m", "sessiontui", "--home", str(tmp_path), "open"]
    ]
    assert "SESSIONTUI_PASSPHRASE_FILE" not in os.environ
    assert capsys.readouterr().err == "Locked; all is saved.\n"
