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

    assert [x for x in named if not is_there(x)] == []


def test_comments_name_files_that_are_there() -> None:
    lost = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in PYTHON
        for line in path.read_text(encoding="utf-8").splitlines()
        for name in re.findall(r"(?<![\w/.])((?:[a-z_]+/)+[a-z_]+\.py)\b", line)
        if not is_there(name)
    ]

    assert lost == []


VAGUE = (
    *("What ", "Whether ", "How ", "Where ", "When ", "Which "),
    *("Who ", "Whose ", "Why ", "That "),
)
"""Beginnings that leave the thing for later."""


def docstrings(path: Path) -> list[str]:
    """The docstrings of a module, those of its attributes too."""
    return [
        each.value.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        )
        for each in node.body
        if isinstance(each, ast.Expr)
        and isinstance(each.value, ast.Constant)
        and isinstance(each.value.value, str)
    ]


def test_docstrings_begin_with_the_thing_they_name() -> None:
    source = ROOT / "src" / "sessiontui"
    vague = [
        f"{path.relative_to(source)}: {text.splitlines()[0]}"
        for path in sorted(source.rglob("*.py"))
        for text in docstrings(path)
        if text.startswith(VAGUE)
    ]

    assert vague == []
