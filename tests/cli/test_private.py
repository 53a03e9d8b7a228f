"""Psychotherapy notes on paper: by their own command only, and what may be moved."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Shell

HEAD = (
    "PSYCHOTHERAPY NOTES  KESTREL-4\n"
    "Kept apart from the record (45 CFR 164.501), for the use of the one who wrote\n"
    "them. They are no part of the progress notes and are not filed or sent with\n"
    "them.\n"
)


def test_the_print_says_what_it_is_and_holds_nothing_else(shell: Shell):
    done = shell.call("private", "kestrel-4")

    assert done.returncode == 0
    assert done.stdout == (f"{HEAD}\nsession 1 · Tue 2026-03-10\n 1 felt lectured\n")
    assert done.stderr == ""


def test_one_session_or_all(shell: Shell):
    shell.call("capture", "KESTREL-4", lines="~ line one\n~ later\n")

    both = shell.call("private", "KESTREL-4").stdout
    assert both.count("session ") == 2
    assert "\n 1 line one\n 2 later\n" in both
    first = shell.call("private", "KESTREL-4", "--session", "1").stdout
    assert "later" not in first
    assert shell.call("private", "KESTREL-4", "--session", "7").returncode == 4
    assert shell.call("private", "NOBODY-1").returncode == 4


def test_without_notes_nothing_is_printed(shell: Shell):
    shell.call("capture", "WREN-7", lines="a note\n")
    done = shell.call("private", "WREN-7")

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "There are no psychotherapy notes there.\n"


def test_a_file_is_only_its_owners(shell: Shell, tmp_path: Path):
    file = tmp_path / "apart.txt"
    done = shell.call("private", "KESTREL-4", "-o", str(file))

    assert (done.returncode, done.stdout) == (0, "")
    assert file.read_text(encoding="utf-8").startswith(HEAD)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert shell.call("private", "KESTREL-4", "-o", str(file)).returncode == 7


def test_what_belongs_into_the_record_is_named_and_never_quoted(shell: Shell):
    shell.call("capture", "KESTREL-4", lines="~ a thought\n~ wagtail 50 mg, PHQ 14\n")
    done = shell.call("private", "KESTREL-4")

    assert done.stderr == (
        "These may belong into the record:\n"
        "  session 2, note 2: medication, a test's result\n"
        "To move one: sessiontui private KESTREL-4 --session N --move NOTE"
        " (in a session under way: /retag note)\n"
    )
    assert "wagtail 50 mg" in done.stdout


def test_in_a_session_nobody_is_told(shell: Shell):
    done = shell.call("capture", "KESTREL-4", lines="~ wagtail 50 mg\n")

    assert "may belong" not in done.stderr


def test_one_is_moved_to_the_record(shell: Shell):
    done = shell.call("private", "KESTREL-4", "--session", "1", "--move", "1")

    assert done.returncode == 0, done.stderr
    assert shell.call("private", "KESTREL-4").stdout == ""
    assert "\n 10:08 felt lectured" in shell.call("summary", "KESTREL-4").stdout
    assert shell.call("verify").returncode == 0
    again = shell.call("private", "KESTREL-4", "--session", "1", "--move", "1")
    assert again.returncode == 4
    assert shell.call("private", "KESTREL-4", "--move", "1").returncode == 2


def test_the_next_opening_says_check_in_first_and_not_why(shell: Shell):
    shell.call("capture", "KESTREL-4", lines="~ Strain: felt lectured, she softened\n")
    opening = shell.call("capture", "KESTREL-4", "--new-session", lines="/last\n")

    assert "From last time\n  check in first\n" in opening.stdout
    assert "lectured" not in opening.stdout + opening.stderr
    shell.call("capture", "KESTREL-4", "--new-session", lines="/last\na note\n")
    after = shell.call("capture", "KESTREL-4", "--new-session", lines="/last\n")
    assert "check in" not in after.stdout
