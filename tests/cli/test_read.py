"""Looking without changing: lists, prints and search."""

from __future__ import annotations

import json
import re
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

from sessiontui.services.caseload import Caseload
from sessiontui.store.open import open_record
from tests.cli.program import SESSIONTUI, Shell
from tests.story import Clock, files_of, home_paths, type_all

if TYPE_CHECKING:
    from pathlib import Path

    from tests.story import Template


def test_clients_by_code_with_their_last_session(shell: Shell):
    shell.call("capture", "鷺-2", lines="one\n")
    text = shell.run("clients", TZ="Europe/Berlin").stdout
    assert "KESTREL-4  1 session  2026-03-10 10:02  1 unsigned\n" in text
    assert text.count("1 session  20") == 2
    rows = json.loads(shell.call("clients", "--json").stdout)
    assert {
        "client": "KESTREL-4",
        "sessions": 1,
        "unsigned": 1,
        "no_end": 0,
        "last_day": "2026-03-10",
        "last_started_at": "2026-03-10T10:02:00+00:00",
        "next_day": None,
        "next_time": None,
    } in rows


@pytest.mark.parametrize("call", ["clients", "sessions", "plan", "course", "summary"])
def test_a_day_of_the_card_that_was_killed_is_no_session(
    shell: Shell, template: Template, call: str
):
    clock = Clock()
    clock.forward(days=7)
    record = open_record(home_paths(shell.home.parent / "home"), template.key)
    type_all(Caseload(record, clock).open("KESTREL-4"), ["/card often weekly"])
    record.close()

    said = shell.call(call, *(() if call == "clients" else ("KESTREL-4",))).stdout

    assert "2 sessions" not in said
    assert "session 2" not in said
    assert "\n2  20" not in said


def test_what_another_copy_has_under_way_is_settled_by_nobody_else(
    shell: Shell, template: Template
):
    clock = Clock()
    clock.forward(days=7)
    record = open_record(home_paths(shell.home.parent / "home"), template.key)
    live = Caseload(record, clock).open("KESTREL-4")
    type_all(live, ["/card often weekly"])
    assert "2 sessions" in shell.run("clients").stdout
    type_all(live, ["slept"])
    assert live.state.session.number == 2
    record.close()


def test_an_empty_caseload_says_how_to_begin(fresh: Shell):
    fresh.call("capture", "WREN-7")
    done = fresh.call("clients")
    assert (done.returncode, done.stdout) == (0, "")
    assert "sessiontui open CLIENT" in done.stderr
    assert json.loads(fresh.call("clients", "--json").stdout) == []


def test_a_clients_sessions(shell: Shell):
    assert shell.call("sessions", "kestrel-4").stdout == (
        "1  2026-03-10 10:02  8 min  summary\n"
    )
    (row,) = json.loads(shell.call("sessions", "KESTREL-4", "--json").stdout)
    assert row["number"] == 1
    assert row["stopped_at"] == "2026-03-10T10:10:00+00:00"
    assert row["signed_at"] is None


def test_the_same_record_gives_the_same_bytes(shell: Shell):
    first = shell.call("summary", "KESTREL-4")
    assert first.returncode == 0
    assert first.stdout.startswith("SESSION SUMMARY  KESTREL-4  session 1\n")
    assert first.stdout.endswith("\nformat summary   status draft\n")
    assert "felt lectured" not in first.stdout
    again = shell.run("summary", "KESTREL-4", "--session", "1", LC_ALL="C")
    assert again.stdout == first.stdout


def test_width_and_format(shell: Shell):
    shell.call("capture", "WREN-7", lines="long " * 60)
    narrow = shell.call("summary", "WREN-7", "--width", "40").stdout
    assert max(map(len, narrow.splitlines())) <= 40
    wide = shell.call("summary", "WREN-7", "--width", "0").stdout
    assert max(map(len, wide.splitlines())) > 290
    assert shell.call("summary", "WREN-7", "--width", "1").returncode == 0
    sheet = shell.call("summary", "KESTREL-4", "--format", "takehome").stdout
    assert sheet.startswith("FOR YOU, from today")


def test_a_print_is_written_for_its_owner_only_and_never_over_another(
    shell: Shell, tmp_path: Path
):
    target = tmp_path / "print.txt"
    done = shell.call("summary", "KESTREL-4", "-o", str(target))
    assert (done.returncode, done.stdout) == (0, "")
    assert "not encrypted" in done.stderr
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_text() == shell.call("summary", "KESTREL-4").stdout
    before = files_of(tmp_path)
    done = shell.call("summary", "KESTREL-4", "-o", str(target))
    assert done.returncode == 7
    assert "exists already" in done.stderr
    assert {name: before[name] for name in ("print.txt",)} == {
        "print.txt": target.read_bytes()
    }
    nowhere = shell.call("summary", "KESTREL-4", "-o", str(tmp_path / "no" / "x"))
    assert nowhere.returncode == 7


@pytest.mark.parametrize(
    "call",
    [
        ("summary", "NOBODY-1"),
        ("summary", "KESTREL-4", "--session", "9"),
        ("sessions", "NOBODY-1"),
        ("find", "brother", "--client", "NOBODY-1"),
    ],
)
def test_nobody_there_is_four(shell: Shell, call: tuple[str, ...]):
    done = shell.call(*call)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith(
        "There is no such session."
        if "9" in call
        else "There is no client with that code."
    )


def test_the_last_session_of_none_names_the_entry_that_is_there(shell: Shell):
    shell.run("capture", "WREN-2", "--new-client", lines="/missed no word\n")
    done = shell.call("summary", "WREN-2")
    assert (done.returncode, done.stdout) == (4, "")
    (way,) = re.findall(r"--entry \S+", done.stderr)
    assert "No word" in shell.run("summary", "WREN-2", *way.split()).stdout


def test_an_unknown_print_names_the_known_ones(shell: Shell):
    done = shell.call("summary", "KESTREL-4", "--format", "poem")
    assert done.returncode == 2
    assert "summary" in done.stderr
    assert "takehome" in done.stderr


def test_find_by_the_beginnings_of_words(shell: Shell):
    assert shell.call("find", "broth", "rang").stdout == (
        "KESTREL-4 · session 1 · 2026-03-10 10:04 · strength\n  rang my brother\n"
    )
    rows = json.loads(shell.call("find", "broth", "--json").stdout)
    assert [row["kind"] for row in rows] == ["homework", "strength"]
    assert rows[0]["text"] == "text my brother (likely 60%)"
    assert shell.call("find", "brother", "--client", "KESTREL-4").stdout


@pytest.mark.parametrize("typed", ["2026-13-40", "Tue", "2026-02-30", "27.11.2026"])
def test_a_day_that_is_none_is_refused_in_plain_words(shell: Shell, typed: str):
    said = f"there is no day {typed}; type one as 2026-11-27."
    for told in (
        ("capture", "KESTREL-4", "--new-session", "--date", typed),
        ("keep", "KESTREL-4", "--until", typed),
    ):
        done = shell.run(*told)
        assert done.returncode == 2
        assert said in done.stderr
        assert "%" not in done.stderr


def test_find_in_one_session_or_entry(shell: Shell):
    told = ("capture", "KESTREL-4", "--new-session", "--date", "2026-04-02")
    for words in ("his brother rang", "the brother again"):
        shell.call(*told, lines=f"/contact phone 10m\n{words}\n")

    def found(*more: str) -> str:
        return shell.call("find", "brother", *more).stdout

    whose = ("--client", "KESTREL-4")
    assert "text my brother" in found(*whose, "--session", "1")
    assert "rang\n" not in found(*whose, "--session", "1")
    assert "  his brother rang\n" in found(*whose, "--entry", "2026-04-02")
    assert "again" not in found(*whose, "--entry", "2026-04-02")
    listed = shell.call("sessions", "KESTREL-4").stdout
    assert [row.partition("  ")[0] for row in listed.splitlines()] == [
        "1",
        "contact",
        "contact .2",
    ]
    assert "contact .2, phone" in shell.call("progress", "KESTREL-4").stdout
    assert "  the brother again\n" in found(*whose, "--entry", "2026-04-02.2")
    assert found("client:kestrel-4", "--session", "1") == (
        found(*whose, "--session", "1")
    )
    assert shell.call("find", "x", *whose, "--entry", "2026-04-09").returncode == 4
    nobody = shell.call("find", "x", "--session", "1")
    assert (nobody.returncode, nobody.stderr) == (2, "Say whose it is: --client CODE\n")


def test_words_from_stdin_stay_out_of_the_shells_history(shell: Shell):
    done = shell.call("find", lines="rang brother\n")
    assert "  rang my brother\n" in done.stdout


def test_private_lines_are_not_found(shell: Shell):
    done = shell.call("find", "lectured")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Nothing was found.\n"


@pytest.mark.parametrize("words", ['"', "* OR (", "a:b", "-", "NEAR("])
def test_any_words_may_be_looked_for(shell: Shell, words: str):
    assert shell.call("find", "--", words).returncode == 0


def test_a_reader_that_leaves_early_is_no_matter(shell: Shell):
    shell.call("capture", "WREN-7", lines="words " * 30_000)
    done = subprocess.run(
        [
            "bash",
            "-c",
            '"$0" "$@" | head -1; exit ${PIPESTATUS[0]}',
            *SESSIONTUI,
            "summary",
            "WREN-7",
        ],
        capture_output=True,
        env=shell.environment(SESSIONTUI_PASSPHRASE_FILE=str(shell.file)),
        start_new_session=True,
    )
    assert done.stdout.startswith(b"SESSION SUMMARY")
    assert done.stderr == b""
    assert done.returncode in {0, 141}


def test_a_full_disk_behind_stdout_is_seven(shell: Shell):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*SESSIONTUI, "summary", "KESTREL-4"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=shell.environment(SESSIONTUI_PASSPHRASE_FILE=str(shell.file)),
            start_new_session=True,
        )
    assert done.returncode == 7
    assert done.stderr == b"The output could not be written (the disk is full).\n"


def test_looking_works_in_a_folder_that_can_only_be_read(shell: Shell):
    before = files_of(shell.home)
    shell.home.chmod(0o500)
    try:
        assert shell.call("clients").returncode == 0
    finally:
        shell.home.chmod(0o700)
    assert files_of(shell.home).keys() >= before.keys()


def test_what_stands_around_a_hit_is_shown_where_it_is_asked_for(shell: Shell):
    shell.call(
        "capture", "HERON-2", lines="slept badly\n> a quiet pond\nlaughed\nbye\n"
    )
    bare = shell.call("find", "pond").stdout
    assert "slept" not in bare

    asked = shell.call("find", "pond", "-C", "1").stdout
    assert asked.splitlines()[1:] == [
        "  (note) slept badly",
        "  a quiet pond",
        "  (note) laughed",
    ]
    assert shell.call("find", "pond", "-C", "1", "--json").stdout == (
        shell.call("find", "pond", "--json").stdout
    )


@pytest.mark.parametrize(
    "called", [("clients",), ("sessions", "KESTREL-4"), ("verify",), ("where",)]
)
def test_settings_that_are_wrong_are_told_once_whatever_is_called(
    shell: Shell, called: tuple[str, ...]
):
    before = shell.call(*called)
    (shell.home / "settings.toml").write_text('minutes = "fifty"\n')
    done = shell.call(*called)
    assert done.stderr.count("minutes wants a whole number") == 1
    if called != ("where",):
        assert (done.returncode, done.stdout) == (0, before.stdout)


def test_a_record_is_saved_whatever_the_settings_say(shell: Shell, tmp_path: Path):
    (shell.home / "settings.toml").write_text('minutes = "fifty"\n')
    shell.call("backup")
    assert len(list((shell.home / "backups").iterdir())) == 1
    for called in (("backup", "kept"), ("export", "--format", "json", "-o", "all")):
        done = shell.call(*called[:-1], str(tmp_path / called[-1]))
        assert done.returncode == 0
        assert done.stderr.count("minutes wants a whole number") == 1
