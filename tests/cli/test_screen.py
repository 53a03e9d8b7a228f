"""Opening the screen: what is checked before, and what follows a lock."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from sessiontui.cli.lock_restart import restart_locked
from sessiontui.cli.options import Options
from tests.cli.program import Window
from tests.story import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Shell


@pytest.mark.parametrize("call", [(), ("open",), ("open", "KESTREL-4")])
def test_without_a_terminal_it_points_to_capture(shell: Shell, call: tuple[str, ...]):
    done = shell.run(*call, TERM="xterm")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "sessiontui capture CLIENT" in done.stderr


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_a_plain_terminal_points_to_capture_too(shell: Shell, term: str):
    code, shown = shell.terminal("open", TERM=term).end()
    assert code == 2
    assert "sessiontui capture CLIENT" in " ".join(shown.split())


def unfolded(text: str) -> str:
    """What was said, wherever the terminal folded it."""
    return "".join(text.split())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("minutes = 'x'", "minutes"),
        ("colour = 1", "there is no such setting"),
        ("minutes =", "not valid TOML"),
        ("[keys]\nbogus = 'f2'", "settings.toml: keys.bogus: there is no such action"),
        ("[keys]\nrest = 'a'", "settings.toml: keys.rest: 'a' cannot be used"),
    ],
)
def test_settings_are_checked_before_anything_opens(
    shell: Shell, content: str, words: str
):
    (shell.home / "settings.toml").write_text(content)
    code, shown = shell.terminal("open").end()
    assert code == 2
    assert unfolded(words) in unfolded(shown)
    assert "Passphrase" not in shown


def test_a_theme_that_does_not_exist_is_told_with_the_settings_file(shell: Shell):
    (shell.home / "settings.toml").write_text("theme = 'beige'")
    window = shell.terminal("open")
    window.answer("Passphrase: ", PASSPHRASE)
    code, shown = window.end()
    assert code == 2
    said = "settings.toml: theme: there is no theme 'beige'. There are:"
    assert unfolded(said) in unfolded(shown)


def test_after_a_lock_the_passphrase_is_typed_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    begun: list[list[str]] = []
    monkeypatch.setenv("SESSIONTUI_PASSPHRASE_FILE", str(tmp_path / "file"))
    monkeypatch.setattr(os, "execv", lambda _, call: begun.append(call))
    restart_locked(Options(str(tmp_path), tmp_path / "file"), None, None)
    ((*call, pipe),) = begun
    home = ("--home", str(tmp_path))
    assert call == [sys.executable, "-P", "-m", "sessiontui", *home, "open", "--again"]
    os.close(int(pipe))
    assert "SESSIONTUI_PASSPHRASE_FILE" not in os.environ
    assert capsys.readouterr().err == "Locked; all is saved.\n"


def test_from_the_passphrase_to_the_screen_to_the_lock_and_back(shell: Shell):
    window = shell.terminal("open", "KESTREL-4")
    window.see("Passphrase: ")
    # Typed at once, as a person in a hurry does; Enter is a carriage return.
    window.type(f"{PASSPHRASE}\ra line typed ahead\r/lock\r")
    shown = window.see("Locked; all is saved.")
    assert PASSPHRASE not in shown
    # Nobody waits for the question; what is typed at once is not shown either.
    assert not window.echoes()
    for letter in PASSPHRASE[:4]:
        # Through the whole change from one program to the next.
        window.type(letter)
        time.sleep(0.05)
        assert not window.echoes()
    assert PASSPHRASE[:1] not in window.see("Passphrase: ").removesuffix("Passphrase: ")
    with open(f"/proc/{window.pid}/cmdline", "rb") as file:
        *call, pipe = file.read().split(b"\0")[1:-1]
    assert call == [
        *(b"-P", b"-m", b"sessiontui"),
        *(b"--home", str(shell.home).encode(), b"open", b"--again"),
    ]
    assert pipe.isdigit()
    window.type(f"{PASSPHRASE[4:]}\rtyped behind the lock\r\x11")
    assert window.end()[0] == 0
    assert shell.call("find", "ahead").stdout.endswith("  a line typed ahead\n")
    assert "typed behind the lock" in shell.call("find", "behind").stdout


@pytest.mark.parametrize("number", ["0", "1", "2", "77"])
def test_a_number_that_is_no_pipe_of_a_lock_leads_to_the_caseload(
    shell: Shell, number: str
):
    window = shell.terminal("open", "--again", number)
    window.answer("Passphrase: ", PASSPHRASE)
    window.see("KESTREL-4")
    window.type("\x11")
    code, shown = window.end()
    assert code == 0
    assert "1 Agenda" not in shown


def test_a_wrong_passphrase_opens_no_screen(shell: Shell):
    window = shell.terminal("open")
    window.answer("Passphrase: ", "not the right words at all")
    window.see("Passphrase: ")
    window.type("\x04")
    code, shown = window.end()
    assert code == 3
    assert "\x1b[?1049h" not in shown


LISTENING = """
import sys, threading
from sessiontui.cli import terminal as prompts
from sessiontui.cli.commands.command_table import run

class Listener:
    def find_spec(self, name, path=None, target=None):
        if answered:
            print(name, file=late, flush=True)

def ask(terminal, question, ask=prompts.Terminal.ask):
    words = ask(terminal, question)
    for thread in threading.enumerate():
        if thread.name in ("reader", "loader"):
            thread.join()
    answered.append(True)
    return words

late, answered = open(sys.argv[1], "w"), []
prompts.Terminal.ask = ask
sys.meta_path.insert(0, Listener())
run(["open", "KESTREL-4"])
"""


def test_all_that_the_screen_needs_is_loaded_behind_the_question(
    shell: Shell, tmp_path: Path
):
    late = tmp_path / "late"
    call = [sys.executable, "-c", LISTENING, str(late)]
    window = Window(call, shell.environment(TERM="xterm-256color"))
    window.answer("Passphrase: ", PASSPHRASE)
    window.see("From last time")
    drawn = late.read_text().split()
    window.type("\x11")
    assert window.end()[0] == 0
    assert drawn == []


def test_with_a_passphrase_file_a_page_stands_at_once_and_keys_wait_unseen(
    shell: Shell,
):
    call = ("--passphrase-file", str(shell.file), "open", "KESTREL-4")
    window = shell.terminal(*call)
    before = window.see("Opening")
    assert before.startswith("\x1b[?1049h")
    assert not window.echoes()
    # Undo, typed ahead, must not stop the program.
    window.type("\x1ayes\x1a")
    before = window.see("From last time")
    assert "yes" not in before
    window.type("typed ahead\r\x11")
    assert window.end()[0] == 0
    assert shell.call("find", "ahead").stdout.endswith("  typed ahead\n")


def test_enter_typed_before_the_terminal_is_ours_is_enter(shell: Shell):
    # The terminal still makes a newline of it, which within an entry is Ctrl+J.
    file = str(shell.file)
    window = shell.terminal("--passphrase-file", file, "open", "KESTREL-4")
    window.type("/n\rone\rtwo\r")
    window.see("Opening")
    window.see("two")
    window.type("\x11")
    assert window.end()[0] == 0
    for word in ("one", "two"):
        assert shell.call("find", word).stdout.endswith(f"  {word}\n")


@pytest.mark.parametrize(
    ("secret", "client", "code", "words"),
    [
        ("not the right words at all", "KESTREL-4", 3, "passphrase"),
        (PASSPHRASE, "K" * 200, 2, "A client code has"),
    ],
)
def test_what_cannot_be_opened_is_told_on_the_shells_screen(
    shell: Shell, secret: str, client: str, code: int, words: str
):
    shell.keep(shell.file, secret)
    window = shell.terminal("--passphrase-file", str(shell.file), "open", client)
    window.see("Opening")
    ended, shown = window.end()
    assert ended == code
    assert words in shown.partition("\x1b[?1049l")[2]


def test_a_pipe_may_ask_on_the_shells_screen_and_ctrl_c_ends_the_wait(
    shell: Shell, tmp_path: Path
):
    keeper = tmp_path / "keeper"
    os.mkfifo(keeper, 0o600)
    window = shell.terminal("--passphrase-file", str(keeper), "open", "KESTREL-4")
    pipe = opened_to_write(keeper)
    assert window.echoes()
    window.type("\x03")
    code, shown = window.end()
    os.close(pipe)
    assert code == 130
    assert "\x1b" not in shown


def opened_to_write(pipe: Path, seconds: float = 15) -> int:
    """The writer's end, once somebody waits at the other."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        time.sleep(0.05)
    raise AssertionError("nobody reads the pipe")


def test_a_record_that_begins_is_told_on_the_shells_screen(fresh: Shell):
    fresh.keep(fresh.file, PASSPHRASE)
    window = fresh.terminal("--passphrase-file", str(fresh.file), "open")
    before = window.see("sessiontui recovery-key")
    assert "\x1b[?1049h" not in before
    window.see("Caseload")
    window.type("\x11")
    assert window.end()[0] == 0


def test_the_demo_opens_on_what_last_time_left(fresh: Shell, tmp_path: Path):
    place = tmp_path / "tmp"
    place.mkdir()
    window = fresh.terminal("demo", TMPDIR=str(place))
    seen = window.see("Ctrl+L rest")
    assert "KESTREL-4 · session 6" in seen
    assert "From last time" in seen
    for words in ("being there for", "went out once", "text my", "Less homework talk"):
        assert words in seen
    window.type("\x0f")
    window.see("HERON-2")
    window.type("heron\r")
    window.see("HERON-2 · session 4")
    window.type("\x11")
    assert window.end()[0] == 0
    assert list(place.iterdir()) == []
    assert not fresh.home.exists()
