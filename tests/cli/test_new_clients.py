"""Nobody is taken on by accident."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.client_codes import look_of
from tests.cli.program import Shell

if TYPE_CHECKING:
    from pathlib import Path


def test_from_a_pipe_an_unknown_code_is_no_new_client(shell: Shell) -> None:
    done = shell.call("capture", "WREN-7", "--as-typed", lines="one\n")

    assert done.returncode == 4
    assert "--new-client" in done.stderr
    assert "WREN-7" not in shell.call("clients").stdout


def test_where_there_is_no_record_yet_none_begins_for_it(fresh: Shell) -> None:
    done = fresh.call("capture", "WREN-7", "--as-typed", lines="one\n")

    assert done.returncode == 4
    assert "--new-client" in done.stderr
    assert not fresh.home.exists()


def test_with_the_word_it_is_and_one_that_is_there_is_taken_up(shell: Shell) -> None:
    for _ in range(2):
        done = shell.call("capture", "--new-client", "WREN-7", lines="one\n")
        assert done.returncode == 0
    assert "WREN-7     1 session" in shell.call("clients").stdout


@pytest.mark.parametrize(
    "code",
    [
        "КESTREL-4",
        "KESTREL\u20134",
        "KESTREL\u200b-4",
        "ＫＥＳＴＲＥＬ-4",
        "kestrel 4",
        "KESTREL -4",
        "KESTREL-\u0664",
    ],
)
def test_a_code_that_looks_like_one_is_refused_unless_exactly(
    shell: Shell, code: str
) -> None:
    done = shell.call("capture", code, lines="one\n")

    assert done.returncode == 4
    assert "looks like KESTREL-4" in done.stderr
    done = shell.call("capture", code, "--new-client=exactly", lines="one\n")
    assert done.returncode == 0


def test_a_code_that_looks_like_one_is_told_however_it_comes(
    shell: Shell, tmp_path: Path
) -> None:
    shell.call("capture", "ΗERΟN-2", lines="one\n")
    file = tmp_path / "all.json"
    shell.call("export", "ΗERΟN-2", "--format", "json", "-o", str(file))
    told = shell.call("rename", "ΗERΟN-2", "KESTREL–4").stderr
    assert "KESTREL–4 looks like KESTREL-4, which is there." in told

    other = Shell(tmp_path / "other", tmp_path)
    other.call("capture", "HERON-2", lines="one\n")
    assert "ΗERΟN-2 looks like HERON-2" in other.call("import", str(file)).stderr


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("KE5TREL-4", "KESTREL-4"),
        ("K-O", "K-0"),
        ("KESTREL-l", "KESTREL-1"),
        ("KESTREL-I", "KESTREL-1"),
        ("FINCH", "F1NCH"),
        ("Al-2", "AI-Z"),
        ("8-6", "B-G"),
    ],
)
def test_a_digit_that_is_taken_for_a_letter_looks_like_it(
    typed: str, meant: str
) -> None:
    assert look_of(typed) == look_of(meant)


def test_a_code_with_a_digit_for_a_letter_is_told(shell: Shell) -> None:
    done = shell.call("capture", "KE5TREL-4", "--new-client", lines="one\n")
    assert done.returncode == 4
    assert "KE5TREL-4 looks like KESTREL-4" in done.stderr
    shell.call("capture", "WREN-7", "--new-client", lines="one\n")
    told = shell.call("rename", "WREN-7", "KE5TREL-4").stderr
    assert "KE5TREL-4 looks like KESTREL-4, which is there." in told


def test_codes_that_differ_to_the_eye_do_not_look_alike() -> None:
    assert len({look_of(x) for x in ("K-1", "K-11", "K1", "L-1", "鷺-1")}) == 5
    assert len({look_of(f"K-{number}") for number in range(1000)}) == 1000


def test_on_a_terminal_it_says_new_client(shell: Shell) -> None:
    window = shell.terminal("capture", "WREN-7", TERM="dumb")
    window.see("Passphrase")
    window.type("five quiet words for testing\n")
    window.see("New client.")


def test_what_a_refusal_cut_off_is_told_by_its_lines(shell: Shell) -> None:
    done = shell.call("capture", "WREN-7", lines="one\n/start noon\ntwo\n\nthree\n")

    assert done.returncode != 0
    assert "Line 2 of the input was not recorded, nor the 2 lines behind it." in (
        done.stderr
    )


def test_what_was_not_understood_is_named_or_refused(shell: Shell) -> None:
    lines = "one\n/closing\n@9 walk\n= 11\n"
    done = shell.call("capture", "WREN-7", lines=lines)
    assert done.returncode == 0
    assert "kept as ordinary lines: 2, 3, 4 of the input" in done.stderr

    done = shell.call("capture", "WREN-7", "--strict", lines=lines)
    assert done.returncode == 2
    assert "Line 2 of the input was not recorded, nor the 2 lines" in done.stderr


def test_an_order_that_was_not_done_is_named_or_refused(shell: Shell) -> None:
    lines = "one\n/move NOBODY\n/move NOBODY\ntwo\n"
    done = shell.call("capture", "WREN-7", lines=lines)
    assert done.returncode == 0
    assert "Asked for and not done: 2, 3 of the input." in done.stderr
    assert "Recorded 2 lines" in done.stderr

    done = shell.call("capture", "WREN-7", "--strict", lines=lines)
    assert done.returncode == 2
    assert "Line 2 of the input was not recorded, nor the 2 lines" in done.stderr


def test_lines_that_end_in_cr_alone_are_lines(shell: Shell) -> None:
    done = shell.call("capture", "WREN-7", lines="+ rang him\r@ walk\rslept\r")

    assert "Recorded 3 lines" in done.stderr


def test_a_kind_alone_finds_its_lines(shell: Shell) -> None:
    shell.call("capture", "WREN-7", lines="! means asked\nslept\n")

    assert "means asked" in shell.call("find", "kind:risk").stdout


def test_a_home_that_follows_the_folder_is_refused(shell: Shell) -> None:
    done = shell.run("clients", SESSIONTUI_HOME="records")

    assert done.returncode == 2
    assert "SESSIONTUI_HOME" in done.stderr


@pytest.mark.parametrize(
    "call",
    [
        ("summary", "KESTREL-4"),
        ("find", "brother"),
        ("waiting",),
        ("sign", "KESTREL-4"),
        ("request", "KESTREL-4"),
        ("destroy", "KESTREL-4", "--reason", "asked", "--yes-destroy", "KESTREL-4"),
    ],
)
def test_a_print_that_nobody_takes_is_no_success(
    shell: Shell, call: tuple[str, ...]
) -> None:
    import subprocess

    from tests.cli.program import SESSIONTUI

    (shell.home / "settings.toml").write_text('[therapist]\nname = "A. Lee"\n')
    done = subprocess.run(
        ["bash", "-c", '"$0" "$@" >&-', *SESSIONTUI, *call],
        env=shell.environment(SESSIONTUI_PASSPHRASE_FILE=str(shell.file)),
        input=b"not so\n",
        stderr=subprocess.PIPE,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    # What nobody would hear of was not done either.
    (row,) = json.loads(shell.call("sessions", "KESTREL-4", "--json").stdout)
    assert row["signed_at"] is None
    assert json.loads(shell.call("requests", "--json").stdout) == []


def test_a_code_that_looks_like_a_former_one_is_told(shell: Shell):
    shell.call("rename", "KESTREL-4", "OWL-9")
    done = shell.call("capture", "KESTREL–4", "--new-client", lines="her words\n")
    assert done.returncode == 4
    assert "KESTREL–4 looks like KESTREL-4, which is there" in done.stderr
    # Only another's is worth a word.
    assert "looks like" not in shell.call("rename", "OWL-9", "OWL–9").stderr


@pytest.mark.parametrize(
    "command", [("find", "client:kestrel-4 kind:goal"), ("requests", "kestrel-4")]
)
def test_a_former_code_leads_to_the_new_one_and_says_so(
    shell: Shell, command: tuple[str, ...]
):
    shell.call("rename", "KESTREL-4", "OWL-9")
    assert "kestrel-4 is OWL-9 now." in shell.call(*command).stderr
