"""Each command that stands in a page for those who use it, run on a record."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING

import click
import pytest

from sessiontui.cli.commands.command_table import COMMAND_MODULES, cli
from tests.cli.conftest import told
from tests.cli.program import Shell
from tests.story import TUESDAY
from tests.test_pages import _BLOCK, _CALL, _INDENTED, _LINE, PAGES, ROOT, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.settings.paths import Paths

__all__ = ["told"]

EVERY_PAGE = (
    *PAGES,
    ROOT / "docs" / "screen-readers.md",
    ROOT / "SECURITY.md",
    ROOT / "CONTRIBUTING.md",
)
NOT_RUN = {
    "open": "fills the screen; tests/cli/test_screen.py opens it",
    "demo": "fills the screen; tests/cli/test_demo.py opens it",
    "passphrase": "asks on a terminal; tests/cli/test_maintenance.py answers",
    "--encrypt": "asks on a terminal; tests/exchange/test_age.py answers",
    "--held": "moves what a legal hold keeps; tests/cli/test_retention.py sets one",
}
"""The commands and options that are run elsewhere, and where."""
STANDS_FOR = {
    "N": "1",
    "NAME": "soap",
    "WORDS": "wedding",
    "DAY": "2044-05-01",
    "CLIENT": "KESTREL-4",
    "OLD": "KESTREL-4",
    "NEW": "HERON-1",
    "FROM": "WREN-2",
    "INTO": "KESTREL-4",
    "NOTE": "1",
    "10:31": TUESDAY.astimezone().strftime("%H:%M"),
    "…": "because",
}
"""The words of a page that a person puts something of their own for."""
TYPED = {
    "amend": "She rang again.\nforgotten\n",
    "request": "request\nit was two calls\n",
    "capture": "rang my brother\n",
}
"""What is typed or piped into a command that reads it."""

_OPTIONAL = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]")


def named(page: Path) -> list[str]:
    """Every call in a page, as it stands there."""
    text = text_of(page)
    lines = "\n".join(_BLOCK.findall(text)).split("\n") + _INDENTED.findall(text)
    found = [each[1] for line in lines if (each := _LINE.match(line))]
    found += [" ".join(call.split()) for call in _CALL.findall(text)]
    return [re.split(r"  | #", call)[0].strip() for call in found]


def wants_words(name: str) -> bool:
    """True for a command that cannot be called by its name alone."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return any(param.required for param in command.params)


def alternatives(call: str) -> list[list[str]]:
    """The calls that a notation stands for: without what is optional, and with it."""
    parts = [part.split() for part in call.split(" | ")]
    parts = [part for part in parts if part[0] in COMMAND_MODULES]
    found = []
    for part in parts:
        # In "plan | course KESTREL-4" the arguments of the last are those of all.
        whole = part if part[1:] or not wants_words(part[0]) else part + parts[-1][1:]
        if not whole[1:] and wants_words(whole[0]):
            # A sentence that only names it.
            continue
        text = " ".join(whole)
        optional = re.findall(_OPTIONAL, text)
        for wanted in ("", *optional):
            one = text
            for each in optional:
                one = one.replace(each, each if each == wanted else "", 1)
            words = [word.split("|") for word in re.sub(r"[\[\]]", "", one).split()]
            found += [list(chosen) for chosen in product(*words)]
    return found


def prepared(shell: Shell, folder: Path, words: list[str]) -> list[str]:
    """The call with something for each thing to be put, and what it needs beside."""
    (shell.home / "settings.toml").write_text('[therapist]\nname = "R. Amadi"\n')
    name, made = words[0], []
    for place, word in enumerate(words):
        before = words[place - 1]
        if before == "--session":
            made.append("1")
        elif before == "--kind" and word == "…":
            made.append("request")
        elif before in {"--entry", "--date"}:
            made.append(f"{datetime.now().astimezone().date()}")
        elif word in {"DAMAGED", "NEWFOLDER"}:
            made.append(str({"DAMAGED": shell.home}.get(word, folder / "new")))
        elif word in {"FILE", "/media/stick"} or re.search(r"\.\w+$", word):
            made.append(str(folder / f"file-{before.strip('-')}"))
        else:
            made.append(STANDS_FOR.get(word, word))
    if "--entry" in words:
        shell.call("capture", "KESTREL-4", lines="/contact phone 10m\n")
    if {"WREN-2", "FROM"} & {*words}:
        shell.call("capture", "WREN-2", lines="slept badly\n")
    if name == "amend":
        shell.call("sign", "KESTREL-4", "--session", "1")
    if name == "destroy":
        made += ["--before-time", "--yes-destroy", "KESTREL-4"]
    if name == "merge":
        made += ["--yes-merge", "WREN-2", "KESTREL-4"]
    if name == "restore":
        shell.call("backup", str(folder / "file-restore"))
    if "--against" in words:
        shell.call("verify", "--tips", str(folder / "file-against"))
    if name == "import":
        shell.call("export", "--format", "json", "-o", str(folder / "file-import"))
        shell.home = folder / "other"
    return made


@pytest.mark.parametrize("page", EVERY_PAGE, ids=lambda page: page.name)
def test_every_command_of_a_page_runs(page: Path, told: Paths, tmp_path: Path) -> None:
    wrong = []
    calls = [x for call in dict.fromkeys(named(page)) for x in alternatives(call)]
    for number, words in enumerate(calls):
        if NOT_RUN.keys() & {*words}:
            continue
        folder = tmp_path / f"{number}"
        shutil.copytree(told.data, folder / "home")
        (folder / "home").chmod(0o700)
        shell = Shell(folder / "home", folder)
        call = prepared(shell, folder, words)
        done = shell.call(*call, lines=TYPED.get(words[0], ""))
        if done.returncode:
            wrong.append((" ".join(words), done.returncode, done.stderr))
    assert calls
    assert wrong == [], "\n".join(map(str, wrong))
