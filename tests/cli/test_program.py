"""The program as a whole: help, exit codes, and what it never gives away."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sessiontui.cli import process as guard
from sessiontui.cli.commands.command_table import COMMAND_MODULES, run
from tests.cli.program import SESSIONTUI, Shell
from tests.needs import need

if TYPE_CHECKING:
    from pathlib import Path

WHAT_IT_IMPORTED = (
    "import sys; from sessiontui.cli.commands.command_table import run;"
    "code = run(sys.argv[1:]);"
    "sys.stdout.flush();"
    "print(*sorted({name for name in sys.modules"
    " if name.split('.')[0] in {'textual', 'rich', 'sqlcipher3', 'sqlite_utils',"
    " 'pydantic', 'jinja2', 'zxcvbn'} or name.startswith('sessiontui.store')}),"
    " file=sys.stderr); sys.exit(code)"
)

ROWS_OF_A_SCREEN = 24


def imported(shell: Shell, *arguments: str, lines: bytes = b"") -> set[str]:
    """Which heavy modules a command imports."""
    done = subprocess.run(
        [sys.executable, "-c", WHAT_IT_IMPORTED, *arguments],
        input=lines,
        capture_output=True,
        env=shell.environment(SESSIONTUI_PASSPHRASE_FILE=str(shell.file)),
        start_new_session=True,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.decode().splitlines()[-1].split())


@pytest.mark.parametrize("call", [("--help",), ("--version",), ("open", "--help")])
def test_help_and_version_touch_no_record(fresh: Shell, call: tuple[str, ...]):
    assert imported(fresh, *call) == set()
    assert not fresh.home.exists()


def test_where_looks_at_the_screens_parts_and_touches_no_record(fresh: Shell):
    names = {name.split(".")[0] for name in imported(fresh, "where")}
    assert not names & {"sqlcipher3", "sqlite_utils", "pydantic", "jinja2"}
    assert not fresh.home.exists()


def test_printing_commands_never_import_textual(shell: Shell):
    for call, lines in (
        (("clients",), b""),
        (("summary", "KESTREL-4"), b""),
        (("capture", "WREN-7", "--new-client"), b"one\n"),
    ):
        names = {name.split(".")[0] for name in imported(shell, *call, lines=lines)}
        assert "sqlcipher3" in names
        assert not names & {"textual", "rich"}
        assert not names & {"jinja2", "zxcvbn", "sqlite_utils"}


def test_what_judges_a_passphrase_is_loaded_only_where_one_is_set(
    fresh: Shell, tmp_path: Path
):
    call = ("capture", "WREN-7", "--new-client")
    assert "zxcvbn" in imported(fresh, *call, lines=b"one\n")
    assert "zxcvbn" not in imported(fresh, *call, lines=b"two\n")
    fresh.keep(tmp_path / "new", "another sentence to remember")
    call = ("passphrase", "--new-passphrase-file", str(tmp_path / "new"))
    assert "zxcvbn" in imported(fresh, *call)


@pytest.mark.parametrize("name", COMMAND_MODULES)
def test_every_help_reads_like_a_page(name: str, capsys: pytest.CaptureFixture[str]):
    assert run([name, "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith(f"Usage: sessiontui {name} ")
    assert "EXAMPLE\n" in page
    assert "sessiontui" in page.split("EXAMPLE\n")[1]
    assert max(map(len, page.splitlines())) <= 80


def test_the_first_page_names_every_command_on_one_screen(
    capsys: pytest.CaptureFixture[str],
):
    assert run(["--help"]) == 0
    page = capsys.readouterr().out.splitlines()
    assert len(page) < ROWS_OF_A_SCREEN
    assert max(map(len, page)) <= 80
    assert "  sessiontui demo " in "\n".join(page[:6])
    named = " ".join(page[8:]).split()
    assert set(COMMAND_MODULES) <= set(named)
    for name in ("open", "capture", "summary", "clients", "find", "waiting"):
        assert re.search(f"^  {name} +[A-Z].*[.]$", "\n".join(page), re.MULTILINE)


def test_the_whole_help_says_a_sentence_of_each_command(
    capsys: pytest.CaptureFixture[str],
):
    assert run(["help"]) == 0
    page = capsys.readouterr().out
    assert "..." not in page.split("Every day:")[1]
    for name in COMMAND_MODULES:
        assert f"\n  {name} " in page
    for title in ("Every day", "Over time", "The record", "Keeping", "Setting up"):
        assert f"\n{title}:\n" in page
    assert max(map(len, page.splitlines())) <= 80
    assert "Exit codes: 0 done, 2 usage" in page


def test_help_of_a_command_is_its_own(capsys: pytest.CaptureFixture[str]):
    assert run(["summary", "--help"]) == 0
    page = capsys.readouterr().out
    assert run(["help", "summary"]) == 0
    assert capsys.readouterr().out == page
    assert run(["help", "sumary"]) == 2
    assert "Did you mean 'summary'?" in capsys.readouterr().err


@pytest.mark.parametrize("call", [("-h",), ("summary", "-h"), ("find", "-h")])
def test_h_is_help_everywhere(call: tuple[str, ...]):
    assert run(list(call)) == 0


def test_a_command_that_is_misspelled_brings_the_nearest(fresh: Shell):
    done = fresh.run("sumary", "KESTREL-4")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "There is no command 'sumary'. Did you mean 'summary'? See: sessiontui --help\n"
    )
    assert "open CLIENT. See" in fresh.run("KESTREL-4").stderr


@pytest.mark.parametrize(
    "call",
    [
        ("bogus",),
        ("summary",),
        ("clients", "--bogus"),
        ("summary", "A", "--width", "x"),
    ],
)
def test_a_call_that_is_off_is_two_in_one_line(fresh: Shell, call: tuple[str, ...]):
    done = fresh.run(*call)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "--help" in done.stderr


def test_what_a_call_has_too_much_is_not_said_again(shell: Shell):
    done = shell.call("capture", "KESTREL-4", "he", "said", "enough")
    assert done.returncode == 2
    assert "put words in quotation marks. See: sessiontui capture --help" in done.stderr
    assert "enough" not in done.stderr
    done = shell.call("summary", "KESTREL-4", "1")
    assert done.returncode == 2
    assert "a session is named by --session N" in done.stderr


def test_what_an_option_may_be_is_told_in_one_line(shell: Shell):
    done = shell.call("amend", "KESTREL-4")
    assert done.stderr == (
        "Missing option '--kind'. Choose from: late-entry, addendum, correction."
        " See: sessiontui amend --help\n"
    )


def test_a_passphrase_as_an_argument_is_no_option(fresh: Shell):
    assert fresh.run("clients", "--passphrase", "x").returncode == 2


def test_home_may_stand_before_or_behind_a_command(shell: Shell, tmp_path: Path):
    home = str(shell.home)
    for call in (("--home", home, "clients"), ("clients", "--home", home)):
        done = shell.run(*call, SESSIONTUI_HOME=str(tmp_path / "elsewhere"))
        assert done.stdout.startswith("KESTREL-4")


def test_what_goes_wrong_inside_is_told_without_a_word_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fail(*_: object) -> None:
        raise ValueError("what the client said")

    monkeypatch.setattr("sessiontui.cli.options.find_paths", fail)
    assert run(["where"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(
        "Something went wrong inside SessionTUI (ValueError at test_program.py:"
    )
    assert "client said" not in said.err


def test_control_characters_in_a_call_do_not_reach_the_terminal(fresh: Shell):
    done = fresh.run("bo\x1b]0;x\x07gus", "--home", "\x1b[2J")
    assert done.returncode == 2
    assert not set("\x1b\x07") & set(done.stderr)


def test_every_start_closes_the_side_doors():
    code = (
        "import os, resource\n"
        "from sessiontui.cli.process import harden\n"
        "harden()\n"
        "print(sorted(n for n in os.environ if n.startswith(('TEXTUAL', 'PYTHONB'))),"
        " oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE)[0],"
        " __import__('ctypes').CDLL(None).prctl(3))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "TEXTUAL_LOG": "/tmp/keys",
            "TEXTUAL_PRESS": "a",
            "PYTHONBREAKPOINT": "x",
        },
    )
    assert done.stdout == "[] 0o77 0 0\n"


def test_an_exception_is_told_by_its_type_and_place():
    try:
        raise KeyError("what the client said")
    except KeyError as error:
        told = guard.where_of(error)
    assert told.startswith("KeyError at test_program.py:")
    assert "client" not in told
    assert guard.where_of(KeyError("x")) == "KeyError"


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_a_shell_can_complete(shell_name: str, capsys: pytest.CaptureFixture[str]):
    assert run(["completion", shell_name]) == 0
    assert "_SESSIONTUI_COMPLETE" in capsys.readouterr().out


@pytest.mark.parametrize("start", [("zsh", "-f"), ("fish", "--no-config"), ("bash",)])
def test_completion_installs_in_a_bare_shell(start: tuple[str, ...], fresh: Shell):
    need(start[0], shutil.which(start[0]))
    script = fresh.run("completion", start[0]).stdout
    asked = {
        "zsh": "echo $_comps[sessiontui]",
        "fish": "complete -c sessiontui",
        "bash": "complete -p sessiontui",
    }[start[0]]
    done = subprocess.run(
        [*start, "-c", f"{script}\n{asked}"],
        capture_output=True,
        text=True,
        env=fresh.environment(HOME=str(fresh.file.parent)),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "_sessiontui_completion" in done.stdout


def test_the_man_page_has_every_command_and_no_fault(fresh: Shell):
    page = fresh.run("man").stdout
    for name in COMMAND_MODULES:
        assert f'.SS "sessiontui {name}"' in page
    need("groff", shutil.which("groff"))
    done = subprocess.run(
        ["groff", "-Kutf8", "-man", "-Tutf8", "-ww", "-b"],
        input=page,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "sessiontui recovery-key" in done.stdout


def test_completion_offers_commands_and_prints(fresh: Shell):
    def offered(words: str, place: int) -> str:
        return fresh.run(
            unlocked=False,
            _SESSIONTUI_COMPLETE="bash_complete",
            COMP_WORDS=words,
            COMP_CWORD=str(place),
        ).stdout

    assert "recovery-key" in offered("sessiontui re", 1)
    assert "takehome" in offered("sessiontui summary K --format t", 4)


def test_closed_streams_do_no_harm(shell: Shell):
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        done = subprocess.run(
            ["bash", "-c", f'"$0" "$@" {closed}', *SESSIONTUI, "clients"],
            capture_output=True,
            env=shell.environment(SESSIONTUI_PASSPHRASE_FILE=str(shell.file)),
            start_new_session=True,
        )
        # A list that nobody can take is no success.
        assert done.returncode == (7 if ">&-" in closed.split() else 0), closed
        assert b"Traceback" not in done.stderr
