"""The pages for those who use it: their commands run, and name what there is."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from sessiontui.cli.commands.command_table import COMMAND_MODULES, cli
from sessiontui.domain.grammar import slash_commands
from sessiontui.domain.kinds import lookup
from sessiontui.domain.text import text_columns
from tests.cli.conftest import fresh, shell, told
from tests.test_privacy_page import run_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.program import Shell

__all__ = ["fresh", "shell", "told"]

ROOT = Path(__file__).parents[1]
PAGES = (
    ROOT / "README.md",
    *(
        ROOT / "docs" / f"{name}.md"
        for name in (
            *("for-auditors", "guide", "privacy", "settings", "templates", "terminals"),
        )
    ),
)
README_LINES = 130
"""What is longer is no page to begin with."""
ROW_WORDS = {"rows", "tick", "edit", "remove", "up", "down", "on"}
"""The words there are only in capture."""
_BLOCK = re.compile(r"^```(?:sh)? *\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"`(?:[A-Z_]+=\S+ )?sessiontui ((?:[^`]|\n)*?)`")
_LINE = re.compile(r"^(?:.*\| )?sessiontui +(.*)$")
_INDENTED = re.compile(r"^ {4}(sessiontui .*)$", re.MULTILINE)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def calls(page: Path) -> list[str]:
    """Every call of the program that a page names, in a block or in a sentence."""
    text = text_of(page)
    lines = "\n".join(_BLOCK.findall(text)).split("\n") + _INDENTED.findall(text)
    found = [each[1] for line in lines if (each := _LINE.match(line))]
    found += [" ".join(call.split()) for call in _CALL.findall(text)]
    return [
        call.split("  ")[0].split(" #")[0].split(" | ")[0] for call in found if call
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_call_names_a_command_and_options_that_there_are(page: Path) -> None:
    context = click.Context(cli)
    wrong = []
    for call in calls(page):
        words = re.sub(r"^--home \S+ ", "", call).split()
        if words[0].startswith("-"):
            continue
        for name in re.split(r"\|", words[0]) if "|" in words[0] else [words[0]]:
            found = cli.get_command(context, name)
            if found is None:
                wrong.append(call)
                continue
            known = {opt for param in found.params for opt in param.opts}
            options = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", " ".join(words[1:])))
            if " | " not in call and not options <= {*known, "--help"}:
                wrong.append(call)
    assert wrong == []


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=str
)
def test_every_slash_word_that_is_named_is_one(page: Path) -> None:
    named = set(re.findall(r"`/([a-z]+)(?=[` ])", text_of(page)))
    known = {
        x.casefold()
        for x in (*slash_commands.COMMAND_WORDS, *lookup.KIND_WORDS, *lookup.SUB_WORDS)
    }

    assert named <= {*known, *ROW_WORDS}


@pytest.mark.parametrize(
    "page", [ROOT / "docs" / "settings.md", ROOT / "docs" / "for-auditors.md"], ids=str
)
def test_what_stands_in_a_block_runs(page: Path, shell: Shell, tmp_path: Path) -> None:
    (shell.home / "settings.toml").write_text('[therapist]\nname = "R. Amadi"\n')
    for block in re.findall(
        r"^```sh\n(.*?)^```$", text_of(page), re.MULTILINE | re.DOTALL
    ):
        done = run_lines(shell, tmp_path, block)
        assert done.returncode == 0, (block, done.stdout, done.stderr)


def test_the_first_session_of_the_readme_prints_what_it_says(shell: Shell) -> None:
    rows = re.findall(r"^\| `(.+?)` \|", text_of(ROOT / "README.md"), re.MULTILINE)
    assert len(rows) == 5
    shell.call("capture", "KESTREL-4", lines="\n".join(rows) + "\n")
    printed = shell.call("summary", "KESTREL-4").stdout
    for said in ("slept badly again", "better than Sunday", "sit at that wedding"):
        assert said in printed
    assert "rang my brother" in printed
    assert "text him Friday (likelihood 60%)" in printed


def test_the_readme_is_short_and_its_make_targets_are_there() -> None:
    text = text_of(ROOT / "README.md")
    assert len(text.splitlines()) <= README_LINES
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)\b", text, re.MULTILINE)) <= targets


def test_the_guide_tells_of_every_command() -> None:
    named = {call.split()[0] for page in PAGES for call in calls(page)}
    listed = re.findall(r"[a-z-]+", "\n".join(_BLOCK.findall(text_of(PAGES[2]))))
    assert set(COMMAND_MODULES) <= named | set(listed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('theme = "quiet-dark"\nminutes = 45', "is right."),
        ('minutes = "fifty"', 'minutes wants a whole number, not "fifty".'),
        ('[keys]\nrest = "x"', "cannot be used"),
        ('[keys]\nrst = "f12"', "keys.rst: there is no such action"),
        ('theme = "quiet-drak"', "no such theme. Did you mean quiet-dark?\n"),
        ('theme = "beige"', "theme: there is no such theme. There are: quiet-"),
        ('format = "sop"', "format: there is no such print. Did you mean soap?\n"),
        ('frame = "cbtt"', "frame: there is no such frame. Did you mean cbt?\n"),
        ('keys_preset = "emcs"', "no such set of keys. Did you mean emacs?\n"),
        ('timezone = "Europe/Berln"', "no such zone. Did you mean Europe/Berlin?\n"),
        ("minute = 50", "minute: there is no such setting. Did you mean minutes?\n"),
        ("colour = 1", "no such setting. All there are: sessiontui settings --example"),
        ('name = "x"', "no such setting here; it belongs below [therapist].\n"),
        ("[backups]\nminutes = 50", "no such setting here; it belongs at the top.\n"),
        ("minutes = 50\nminutes = 4\n", "the same name stands there twice (line 2,"),
        ("theme = quiet-dark", 'words stand in quotation marks, as in "these"; only'),
        ("mouse = yes", "only true and false do without (line 1,"),
        ('folder = "C:\\Users"', "a \\ in quotation marks is written twice (line 1,"),
        ('call = "ring \\q"', "a \\ in quotation marks is written twice (line 1,"),
        ('{"minutes": 50}', "a line has a name, = and a value (line 1,"),
        ("minutes = 050", "a value ends, and more stands behind it (line 1,"),
        ("a = {b = 1\n", "a } is missing ("),
        ('theme = "quiet', "a quotation mark is missing ("),
        ("minutes 50", "a line has a name, = and a value (line 1,"),
        ('[therapist\nname = "x"', "a ] is missing (line 1,"),
        ('plain = "yes"', 'plain wants true or false, not "yes".'),
        ('[keys]\nrest = "ctrl+xx"', "'ctrl+xx' cannot be used"),
        ('[keys]\nrest = "ctrl+full_stop, alt+slash, ctrl+f5"', "is right."),
        ('[themes.dusk]\ntext = "#d8d0c0"\nbackground = "#101418"', "is right."),
    ],
)
def test_settings_are_checked_without_a_record(
    fresh: Shell, text: str, said: str
) -> None:
    fresh.home.mkdir()
    (fresh.home / "settings.toml").write_text(text)
    done = fresh.run("settings", "--check", unlocked=False)
    assert done.returncode == (0 if "right" in said else 2)
    assert said in done.stdout + done.stderr
    assert done.stderr.count("\n") <= 1


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_no_settings_can_be_in_is_told(
    fresh: Shell, make: Callable[[Path], None]
) -> None:
    fresh.home.mkdir()
    make(fresh.home / "settings.toml")
    done = fresh.run("settings", "--check", unlocked=False)
    assert done.returncode == 2
    assert "is not a regular file. Move it away" in done.stderr


def test_where_there_are_no_settings_that_is_said(fresh: Shell) -> None:
    done = fresh.run("settings", unlocked=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "everything is as usual" in done.stdout


@pytest.mark.parametrize(
    ("wide", "high"), [(595, 842), (612, 792)], ids=["A4", "letter"]
)
def test_the_marks_fit_one_sheet_of_paper(shell: Shell, wide: int, high: int) -> None:
    """By CUPS's own margins, a quarter of an inch at the sides, half an inch else."""
    page = shell.call("marks").stdout.rstrip("\n").split("\n")
    assert any("&e psychoeducation" in row for row in page), "said whole"
    assert max(map(max, filter(None, page))) < "\u0500", "CUPS has no font for more"
    for where in (ROOT / "README.md", ROOT / "docs" / "guide.md"):
        found = re.search(r"marks \| lpr -o cpi=(\d+) -o lpi=(\d+)", text_of(where))
        assert found
        assert max(map(text_columns, page)) <= (wide - 36) / 72 * int(found[1])
        assert len(page) <= (high - 72) / 72 * int(found[2])
