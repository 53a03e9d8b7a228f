"""The prints over sessions from a shell: to stdout, to a file, signed, encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.story import files_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Shell

CODE = "KESTREL-4"
SETTINGS = """[therapist]
name = "R. Marsh"
licence = "LCSW"
"""


@pytest.mark.parametrize("name", ["plan", "course", "supervision", "ending"])
def test_a_print_goes_to_stdout_or_to_a_new_file(
    shell: Shell, tmp_path: Path, name: str
) -> None:
    text = shell.call(name, CODE).stdout
    file = tmp_path / "print.txt"

    shell.call(name, CODE, "-o", str(file))

    assert file.read_text("utf-8") == text
    assert shell.run(name, CODE, "-o", str(file)).returncode == 7
    assert shell.run(name, "NOBODY-1").returncode == 4
    assert shell.run("summary", CODE, "--format", name).returncode == 2


def test_a_course_is_signed_with_its_last_session_and_says_what_changed(
    shell: Shell,
) -> None:
    (shell.home / "settings.toml").write_text(SETTINGS)
    unsigned = shell.run("course", CODE, "--sign")
    assert unsigned.returncode == 2
    shell.call("sign", CODE)

    shell.call("course", CODE, "--sign")

    signed = shell.call("course", CODE).stdout
    assert "status SIGNED" in signed
    assert "\nSigned R. Marsh, LCSW " in signed
    assert "Changed since" not in signed
    shell.call("capture", CODE, lines="/card advice ring the clinic\n")
    again = shell.call("course", CODE).stdout
    assert again.startswith(signed.rstrip("\n"))
    assert "Changed since: Referrals and advice given" in again
    assert "ring the clinic" in shell.call("course", CODE, "--anew").stdout
    assert shell.call("verify").returncode == 0


@pytest.mark.parametrize(
    "line",
    ['! said "better off without me"', "< shrugged, then: „na gut“"],
)
def test_quotes_that_a_referrer_reads_are_named_to_the_therapist(
    shell: Shell, line: str
) -> None:
    done = "! asked about plans\n& asked about Sunday\n"
    shell.call("capture", CODE, lines=done)
    assert shell.call("course", CODE, "--for", "referrer").stderr == ""
    shell.call("capture", CODE, lines=f"{line}\n")
    told = shell.call("course", CODE, "--for", "referrer")
    assert line[2:] in told.stdout
    assert told.stderr == (
        "Quotes stand in what is told of risk, or within other words; read it before"
        " you send it.\n"
    )
    assert shell.call("course", CODE).stderr == ""


def test_the_question_for_supervision_is_printed_and_kept_nowhere(
    shell: Shell, tmp_path: Path
) -> None:
    place = tmp_path / "tmp"
    place.mkdir()
    before = files_of(shell.home)
    asked = "am I too careful?\n"
    done = shell.run("supervision", CODE, lines=asked, TMPDIR=str(place))
    text = done.stdout

    assert "MY QUESTION\n am I too careful?\n" in text
    assert list(place.iterdir()) == []
    assert files_of(shell.home) == before
    assert shell.call("find", "careful").stdout == ""
    everything = shell.call("export", "--format", "json", "--with-private").stdout
    assert "careful" not in everything
