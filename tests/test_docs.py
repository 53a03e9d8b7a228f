"""What is written for developers names files and folders that are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = (ROOT, ROOT / "src" / "sessiontui")
TEXTS = (
    *("CONTRIBUTING.md", "README.md", "bench/README.md"),
    *sorted(str(x.relative_to(ROOT)) for x in (ROOT / "docs").glob("*.md")),
)
PYTHON = sorted(
    path
    for folder in ("src", "tests", "bench", ".ci")
    for path in (ROOT / folder).rglob("*.py")
)


WRITTEN = {"bench/results/"}
"""Folders that are made when they are needed."""


def is_there(name: str) -> bool:
    return name in WRITTEN or any((room / name).exists() for room in ROOMS)


@pytest.mark.parametrize("name", TEXTS)
def test_every_file_and_folder_that_is_named_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"(?<![\w/.~-])([\w.-]+(?:/[\w.-]+)*\.py)\b", text)
    named += re.findall(r"`([a-z_]+(?:/[a-z_]+)*/)`", text)

    assert [x for x in named if "/" in x and not is_there(x)] == []


def test_comments_name_files_that_are_there() -> None:
    lost = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in PYTHON
        for line in path.read_text(encoding="utf-8").splitlines()
        for name in re.findall(r"(?<![\w/.])((?:[a-z_]+/)+[a-z_]+\.py)\b", line)
        if not is_there(name)
    ]

    assert lost == []


WORDED_ON_DISK = ("exchange/schema",)
"""Rooms whose docstrings stand in a file that others read: docs/export.schema.json."""


def test_docstrings_begin_with_the_thing_they_name() -> None:
    source = ROOT / "src" / "sessiontui"
    passed_over = [source / room for room in WORDED_ON_DISK]
    named = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    vague = [
        f"{path.relative_to(source)}: {text.splitlines()[0]}"
        for path in sorted(source.rglob("*.py"))
        if not any(path.is_relative_to(room) for room in passed_over)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, named)
        and (text := ast.get_docstring(node) or "").startswith(
            ("What ", "Whether ", "How ", "Where ", "When ", "Which ")
        )
    ]

    assert vague == []
