"""The first start: a passphrase that is kept in mind, and a sheet for paper."""

from __future__ import annotations

import os
import re
import secrets
import stat
import time
from typing import TYPE_CHECKING

import pytest

from sessiontui.cli.first_start import OFFERED, WORD_LIST, is_guessable
from tests.cli.program import Shell, Window, plain
from tests.story import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

WEAK = (
    "passwordpassword",
    "123456789012345",
    "aaaaaaaaaaaaaaa",
    "qwertyuiopasdfgh",
    "iloveyou12345678",
    "Summer2024Summer!",
    "mysecretpassword",
    "sessiontui therapy",
)
SHEET = re.compile(r"([1-4])\.  ((?:[A-Z2-7]{4}-){5}[A-Z2-7]{4})")


def finish(window: Window) -> str:
    """Read the recovery sheet, say that it is on paper, and leave; gives the sheet."""
    page = window.see("y when it is written down; later: sessiontui recovery-key")
    rows = SHEET.findall(page)
    assert [number for number, _ in rows] == ["1", "2", "3", "4"]
    window.type("y\n")
    window.see("note › ")
    window.type("/quit\n")
    assert window.end()[0] == 0
    return "\n".join(row for _, row in rows)


def test_a_person_begins_and_the_sheet_opens_the_record(fresh: Shell):
    window = fresh.terminal("capture", "WREN-7")
    greeting = window.answer("New passphrase: ", PASSPHRASE)
    assert "Nobody can recover a lost passphrase" in greeting
    window.answer("The same once more: ", PASSPHRASE)
    sheet = finish(window)
    fresh.keep(fresh.file, sheet.replace("\n", " "))
    assert fresh.call("verify").returncode == 0
    fresh.keep(fresh.file, PASSPHRASE)
    assert fresh.call("verify").returncode == 0


def test_the_sheet_is_cleared_from_the_screen_and_above_it(fresh: Shell):
    window = fresh.terminal("capture", "WREN-7")
    window.answer("New passphrase: ", PASSPHRASE)
    window.answer("The same once more: ", PASSPHRASE)
    before = window.see("RECOVERY SHEET")
    assert before.endswith("\x1b[?1049h\x1b[H\x1b[2JRECOVERY SHEET")
    window.answer("later: sessiontui recovery-key", "")
    window.see("\x1b[H\x1b[2J\x1b[3J\x1b[?1049l")
    window.type("\x04")
    window.see("note › ")
    window.type("\x04")
    assert window.end()[0] == 0


def test_a_terminal_that_cannot_clear_a_page_is_shown_no_sheet(fresh: Shell):
    window = fresh.terminal("capture", "WREN-7", TERM="dumb")
    window.type("\n")
    assert "This terminal cannot clear the page" in window.see("The six words: ")
    window.type("\n")
    window.answer("New passphrase: ", PASSPHRASE)
    window.answer("The same once more: ", PASSPHRASE)
    shown = window.answer("note: ", "/quit")
    shown += window.end()[1]
    assert "copy it from: sessiontui recovery-key" in " ".join(shown.split())
    assert "RECOVERY SHEET" not in shown
    assert "\x1b" not in shown


def test_short_or_different_ones_are_asked_for_again(fresh: Shell):
    window = fresh.terminal("capture", "WREN-7")
    window.answer("New passphrase: ", "too short")
    assert "That has 9 characters." in window.answer("New passphrase: ", PASSPHRASE)
    window.answer("The same once more: ", PASSPHRASE + "?")
    assert "not the same" in window.answer("New passphrase: ", PASSPHRASE)
    window.answer("The same once more: ", PASSPHRASE)
    finish(window)


def test_what_is_easy_to_guess_is_not_set_by_typing(fresh: Shell):
    window = fresh.terminal("capture", "WREN-7")
    for weak in WEAK:
        window.answer("New passphrase: ", weak)
        said = plain(window.see("to be offered six."))
        assert "too easy to guess. Take six words" in " ".join(said.split())
        assert weak not in said
    window.answer("New passphrase: ", PASSPHRASE)
    window.answer("The same once more: ", PASSPHRASE)
    finish(window)


@pytest.mark.parametrize("weak", WEAK)
def test_what_is_easy_to_guess_is_not_set_by_a_file(weak: str, fresh: Shell):
    assert len(weak) >= 15
    fresh.keep(fresh.file, weak)
    done = fresh.call("capture", "WREN-7", lines="first line\n")
    assert done.returncode == 2
    assert done.stderr == (
        "That is too easy to guess. Take six words that do not belong together.\n"
    )
    assert not (fresh.home / "record.db").exists()


@pytest.mark.parametrize("weak", WEAK)
def test_what_is_easy_to_guess_is_no_new_passphrase(
    weak: str, shell: Shell, tmp_path: Path
):
    new = shell.keep(tmp_path / "new", weak)
    done = shell.call("passphrase", "--new-passphrase-file", str(new))
    assert done.returncode == 2
    assert "too easy to guess" in done.stderr
    assert shell.call("clients").returncode == 0


def test_six_words_by_chance_and_fifteen_letters_by_chance_are_hard_to_guess():
    words = WORD_LIST.read_text(encoding="ascii").split()
    for _ in range(50):
        assert not is_guessable(" ".join(secrets.choice(words) for _ in range(OFFERED)))
    assert not is_guessable("kx7Qp2mVw9Rt4Zb")


@pytest.mark.parametrize(
    "known",
    [
        "The quick brown fox jumps over the lazy dog.",
        "to be or not to be, that is the question",
        "correct-horse-battery-staple",
        "CorrectHorseBatteryStaple1",
        "twinkle twinkle little star",
    ],
)
def test_what_everybody_quotes_is_easy_to_guess(known: str):
    assert is_guessable(known)


@pytest.mark.parametrize("chance", ["k-7Q.2mV w9R-4Zb", "a.let.q=7Zx!Gw#t"])
def test_signs_by_chance_are_hard_to_guess(chance: str):
    assert not is_guessable(chance)


@pytest.mark.parametrize("odd", ["\udcff" * 20, "é" * 5000, "a" * 5000])
def test_whatever_is_typed_can_be_judged(odd: str):
    assert is_guessable(odd)


def test_of_an_easy_passphrase_the_caseload_tells_once_a_month(
    fresh: Shell, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as earlier:
        earlier.setattr("sessiontui.cli.first_start.is_guessable", lambda _: False)
        fresh.keep(fresh.file, WEAK[0])
        assert fresh.call("capture", "WREN-7", lines="one\n").returncode == 0

    def caseload() -> str:
        window = fresh.terminal("--passphrase-file", str(fresh.file))
        shown = window.see("WREN-7")
        window.type("\x11")
        return plain(shown + window.end()[1])

    said = "Your passphrase is easy to guess"
    assert said in caseload()
    assert said not in caseload()
    judged = fresh.home / "passphrase-judged"
    assert judged.read_bytes() == b""
    long_ago = time.time() - 32 * 24 * 60 * 60
    os.utime(judged, (long_ago, long_ago))
    assert said in caseload()


def test_six_words_are_offered_and_typed_back(fresh: Shell):
    window = fresh.terminal("capture", "WREN-7")
    window.answer("New passphrase: ", "")
    page = plain(window.see("The six words: "))
    assert "62 bits" in page
    first = offered_on(page)
    window.type("\n")
    window.answer("New passphrase: ", "")
    page = plain(window.see("The six words: "))
    offered = offered_on(page)
    assert offered != first
    assert len(offered.split(" ")) == 6
    window.type("something else\n")
    window.answer("The six words: ", offered)
    finish(window)
    fresh.keep(fresh.file, offered)
    assert fresh.call("verify").returncode == 0


def offered_on(page: str) -> str:
    """The six words on the page that offers them."""
    found = re.search(r"^    ([a-z ]+)$", page, re.MULTILINE)
    assert found is not None
    return found.group(1)


def test_the_words_are_short_plain_and_many():
    words = WORD_LIST.read_text(encoding="ascii").split()
    assert len(words) == len(set(words)) >= 1024
    assert all(re.fullmatch("[a-z]{4,6}", word) for word in words)


def test_giving_up_leaves_no_record(fresh: Shell):
    window = fresh.terminal("capture", "WREN-7")
    window.see("New passphrase: ")
    window.type("\x03")
    assert window.end()[0] == 130
    assert not (fresh.home / "record.db").exists()


def test_with_a_passphrase_file_it_begins_in_silence(fresh: Shell):
    done = fresh.run("capture", "WREN-7", lines="first line\n")
    assert done.returncode == 0
    assert done.stdout == ""
    assert "sessiontui recovery-key" in done.stderr
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in fresh.home.iterdir()}
    assert modes["record.db"] == modes["private.db"] == 0o600
    assert stat.S_IMODE(fresh.home.stat().st_mode) == 0o700


def test_a_short_passphrase_in_the_file_begins_nothing(fresh: Shell):
    fresh.keep(fresh.file, "too short")
    done = fresh.run("capture", "WREN-7", lines="first line\n")
    assert done.returncode == 2
    assert "15 characters or more" in done.stderr
    assert not (fresh.home / "record.db").exists()


def test_commands_that_only_look_say_how_to_begin(fresh: Shell):
    done = fresh.run("clients")
    assert done.returncode == 4
    assert done.stderr == (
        f"There is no record at {fresh.home}/record.db. Begin one with: sessiontui\n"
    )
    assert not fresh.home.exists()


def test_until_the_sheet_is_on_paper_the_caseload_says_so(fresh: Shell):
    window = fresh.terminal("capture", "WREN-7")
    window.answer("New passphrase: ", PASSPHRASE)
    window.answer("The same once more: ", PASSPHRASE)
    window.answer("later: sessiontui recovery-key", "")
    window.see("note › ")
    window.type("/quit\n")
    assert window.end()[0] == 0

    caseload = fresh.terminal("--passphrase-file", str(fresh.file))
    caseload.see("Your recovery sheet is not on paper yet")
    caseload.type("\x11")
    caseload.end()
    sheet = fresh.terminal("recovery-key", "--passphrase-file", str(fresh.file))
    sheet.answer("y when it is written down: ", "y")
    assert sheet.end()[0] == 0
    assert not (fresh.home / "recovery-sheet-due").exists()
