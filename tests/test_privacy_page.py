"""The commands of docs/privacy.md, run as they stand, on a record with a past."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import fresh, shell, told
from tests.needs import need

if TYPE_CHECKING:
    from tests.cli.program import Shell

__all__ = ["fresh", "shell", "told"]

PAGE = Path(__file__).parents[1] / "docs" / "privacy.md"
_BLOCK = re.compile(r"^```sh *(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> list[tuple[str, str]]:
    return _BLOCK.findall(PAGE.read_text(encoding="utf-8"))


def _lines() -> list[tuple[str, str]]:
    """Each block that checks a promise, with the word behind its fence."""
    return [(word, text) for word, text in blocks() if word != "setup"]


def run_lines(
    shell: Shell, folder: Path, text: str
) -> subprocess.CompletedProcess[str]:
    """Run each line of a block in a shell, with the page's setup before it."""
    program = folder / "sessiontui"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m sessiontui "$@"\n')
    program.chmod(0o755)
    setup = next(text for word, text in blocks() if word == "setup")
    # Negated commands do not end a shell that has -e: each line is asked by itself.
    checked = "\n".join(f"{line} || exit 9" for line in text.strip().split("\n"))
    return subprocess.run(
        ["sh", "-c", f"{setup}\n{checked}".replace("/tmp/", f"{folder}/")],
        env={
            **shell.environment(SESSIONTUI_PASSPHRASE_FILE=str(shell.file)),
            "PATH": f"{folder}:{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        timeout=110,
        start_new_session=True,
    )


@pytest.mark.parametrize(("word", "text"), _lines())
def test_each_promise_holds_by_the_command_that_is_named(
    shell: Shell, tmp_path: Path, word: str, text: str
) -> None:
    need(word, not word or shutil.which(word))
    done = run_lines(shell, tmp_path, text)
    assert done.returncode == 0, (text, done.stdout, done.stderr)


def test_a_promise_that_is_broken_is_noticed(shell: Shell, tmp_path: Path) -> None:
    texts = [text for _, text in _lines()]
    clear = next(text for text in texts if "grep -r -l" in text)
    (shell.home / "left-behind.txt").write_text("KESTREL-4 spoke of the wedding")
    assert run_lines(shell, tmp_path, clear).returncode == 9
    mine = next(text for text in texts if "perm" in text)
    (shell.home / "record.db").chmod(0o644)
    assert run_lines(shell, tmp_path, mine).returncode == 9
    encrypted = next(text for text in texts if "SQLite format" in text)
    shutil.copy(shell.home / "record.db", shell.home / "kept")
    (shell.home / "record.db").write_bytes(b"SQLite format 3\0")
    assert run_lines(shell, tmp_path, encrypted).returncode == 9


def test_the_export_that_is_checked_would_tell_of_private_notes(
    shell: Shell, tmp_path: Path
) -> None:
    text = next(text for _, text in _lines() if "--format json" in text)
    with_them = text.replace("--format json", "--format json --with-private")
    assert run_lines(shell, tmp_path, with_them).returncode == 9


def test_the_readme_leads_to_the_page() -> None:
    assert "docs/privacy.md" in (PAGE.parents[1] / "README.md").read_text()
