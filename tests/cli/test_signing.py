"""Signing and adding without a screen, and what an auditor is told."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from sessiontui.store.sqlcipher.driver import dbapi2

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.store.sqlcipher.key import Key
    from tests.cli.program import Shell

HOUR = "> sit at that wedding\n/did invited 10 min\n! means asked\n. coffee\n"


@pytest.fixture
def practice(shell: Shell) -> Shell:
    """A therapist who may sign, after an hour with somebody new."""
    shell.home.mkdir(mode=0o700, exist_ok=True)
    (shell.home / "settings.toml").write_text(
        '[therapist]\nname = "R. Amadi"\nlicence = "LMFT 12345"\n', encoding="utf-8"
    )
    assert shell.call("capture", "WREN-2", lines=HOUR).returncode == 0
    return shell


def test_a_session_is_signed_and_its_print_stays_the_same(practice: Shell) -> None:
    done = practice.call("sign", "WREN-2")

    assert done.returncode == 0
    told = [x for x in done.stderr.splitlines(keepends=True) if "clock" not in x]
    # The record of these stories is of a March that is long ago by now.
    assert len(told) == len(done.stderr.splitlines()) - 1
    assert "".join(told) == (
        "1 line not tied to a goal.\n"
        "A risk line has no follow-up: !f …\n"
        "It lasts 0 min: /start or /stop with a time sets that.\n"
        "1 scratch line will be destroyed.\n"
        "Signed. 1 scratch line destroyed.\n"
    )
    match = re.fullmatch(
        r"session 1 of WREN-2: chain ((?:[0-9a-f]{4}-){3}[0-9a-f]{4})\n", done.stdout
    )
    assert match
    chain = match.group(1)
    first = practice.call("summary", "WREN-2").stdout
    assert f"chain {chain}\naddenda 0\n" in first
    assert practice.call("summary", "WREN-2").stdout == first
    assert f"signed {chain}" in practice.call("sessions", "WREN-2").stdout
    listed = json.loads(practice.call("sessions", "WREN-2", "--json").stdout)
    assert listed[0]["chain"] == chain
    said = practice.call("verify").stdout
    assert (
        said == "All is well: nothing is damaged, every row is as it was left;"
        " 1 session is signed.\n"
    )
    again = practice.call("sign", "WREN-2", "--session", "1")
    assert again.returncode == 2
    assert "/amend" in again.stderr


def test_without_a_name_nothing_is_signed(practice: Shell) -> None:
    (practice.home / "settings.toml").unlink()

    done = practice.call("sign", "WREN-2")

    assert done.returncode == 2
    assert "[therapist]" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("arguments", [("NOBODY-1",), ("WREN-2", "--session", "7")])
def test_what_is_not_there_is_not_signed(
    practice: Shell, arguments: tuple[str, ...]
) -> None:
    assert practice.call("sign", *arguments).returncode == 4


def test_on_a_keyboard_it_is_asked_and_no_is_the_answer(practice: Shell) -> None:
    window = practice.terminal(
        "sign", "WREN-2", SESSIONTUI_PASSPHRASE_FILE=str(practice.file)
    )
    asked = window.answer("for good? [y/N] ", "")
    assert "Sign session 1 of WREN-2 as R. Amadi, LMFT 12345" in asked
    code, said = window.end()
    assert (code, "Nothing was signed." in said) == (0, True)

    window = practice.terminal(
        "sign", "WREN-2", SESSIONTUI_PASSPHRASE_FILE=str(practice.file)
    )
    window.answer("[y/N] ", "y")
    assert "chain " in window.end()[1]


def test_an_amendment_is_read_from_stdin_with_its_reason_first(
    practice: Shell,
) -> None:
    practice.call("sign", "WREN-2")
    done = practice.call(
        *("amend", "WREN-2", "--kind", "correction", "--line", "2"),
        lines="I mixed them up\n5 min, not 10\nand near the exit\n",
    )

    assert done.returncode == 0
    assert done.stdout == "session 1 of WREN-2: addenda 1\n"
    printed = practice.call("summary", "WREN-2").stdout
    assert "   Reason: I mixed them up\n   5 min, not 10\n   and near the" in printed
    assert re.search(r"To: session 1, line 2 \(\d\d:\d\d did\)", printed)
    assert "invited 10 min" in printed
    assert practice.call("verify").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "lines", "code", "says"),
    [
        (("--kind", "addendum", "--reason", "why"), "", 2, "no words"),
        (("--kind", "addendum"), "\nwords\n", 2, "reason is needed"),
        (("--kind", "memo"), "why\nwords\n", 2, "memo"),
        ((), "why\nwords\n", 2, "--kind"),
        (("--kind", "addendum", "--line", "99"), "why\nx\n", 4, "has 3 lines"),
        (("--kind", "addendum", "--line", "3:61"), "why\nx\n", 4, "No line"),
        (("--kind", "addendum"), "", 2, "reason is needed"),
    ],
)
def test_an_amendment_without_a_part_is_not_made(
    practice: Shell, arguments: tuple[str, ...], lines: str, code: int, says: str
) -> None:
    practice.call("sign", "WREN-2")
    done = practice.call("amend", "WREN-2", *arguments, lines=lines)
    assert done.returncode == code
    assert says in done.stderr
    assert "AMENDMENTS" not in practice.call("summary", "WREN-2").stdout


def test_only_a_signed_session_is_added_to(practice: Shell) -> None:
    done = practice.call("amend", "WREN-2", "--kind", "addendum", lines="why\nwords\n")
    assert done.returncode == 2
    assert "not signed" in done.stderr


def test_capture_begins_a_new_session_beside_a_signed_one(practice: Shell) -> None:
    done = practice.call("capture", "WREN-2", lines="/sign\n/sign\n")
    assert done.returncode == 0
    assert "status draft" in done.stdout
    assert "invited 10 min" in done.stdout
    assert "coffee" not in done.stdout
    assert "/sign once more signs this as R. Amadi" in done.stderr
    assert "Signed. 1 scratch line destroyed." in done.stderr
    signed = practice.call("summary", "WREN-2", "--session", "1").stdout

    practice.call("capture", "WREN-2", lines="one more thing\n")
    assert practice.call("summary", "WREN-2", "--session", "1").stdout == signed
    assert "one more thing" in practice.call("summary", "WREN-2").stdout


def test_a_line_between_the_two_signs_counts_as_a_change_of_mind(
    practice: Shell,
) -> None:
    practice.call("capture", "WREN-2", lines="/sign\n!f call Thu\n/sign\n")
    assert "signed" not in practice.call("sessions", "WREN-2").stdout


def test_one_tampered_byte_is_named_with_its_session_and_nothing_of_its_words(
    practice: Shell, key: Key
) -> None:
    practice.call("sign", "WREN-2")
    tamper(
        practice.home / "record.db",
        key,
        "update line set text = replace(text, '10', '15')",
    )

    done = practice.call("verify")

    assert done.returncode == 5
    assert "WREN-2 session 1: line 2 was changed after signing (text)." in (done.stdout)
    assert "min" not in done.stdout
    assert "restore" in done.stderr


def tamper(file: Path, key: Key, sql: str) -> None:
    """What somebody with the key does who knows SQL."""
    db = dbapi2.connect(str(file))
    db.execute(f'pragma key="{key.pragma()}"')
    for (name,) in db.execute(
        "select name from sqlite_master where type = 'trigger'"
    ).fetchall():
        db.execute(f"drop trigger {name}")
    db.execute(sql)
    db.commit()
    db.close()
