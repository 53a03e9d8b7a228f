"""With a Textual in which a private name is missing, the app works and says so."""

from __future__ import annotations

import ast
import dis
import inspect
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual.app import App
from textual.message_pump import MessagePump

import sessiontui
from sessiontui.ui.terminal import supported
from sessiontui.ui.terminal.supported import (
    NAMES,
    Feature,
    _is_there,
    missing,
    spoken,
    why_off,
)
from tests.renamed import environment
from tests.story import secret_in
from tests.ui.terminal import Terminal
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.services.caseload import Caseload
    from tests.story import Template

SOURCE = Path(sessiontui.__file__).parent
FIRST = "textual._wrap:compute_wrap_offsets"
CTRL_Q = "\x11"


@pytest.fixture(autouse=True)
def looked_at_anew() -> Iterator[None]:
    """What was found to be missing is no longer, and neither is the version."""
    yield
    missing.cache_clear()
    supported.version.cache_clear()


def hide(patch: pytest.MonkeyPatch, *names: str) -> None:
    """Have the gate not find some names."""
    found = _is_there
    patch.setattr(supported, "_is_there", lambda x: x not in names and found(x))
    missing.cache_clear()


def test_every_name_is_there_and_the_quiet_output_is_on() -> None:
    assert {part: missing(part) for part in Feature} == dict.fromkeys(Feature)
    assert why_off() is None


@pytest.mark.parametrize(
    "name", sorted({name for names in NAMES.values() for name in names})
)
def test_a_name_that_is_missing_switches_its_parts_off(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, name)

    assert {part for part in Feature if not supported.supported(part)} == {
        part for part in Feature if name in NAMES[part]
    }
    assert f"has no {spoken(name)}" in (why_off() or "")


def test_a_name_that_goes_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(App, "_display")
    missing.cache_clear()

    assert missing(Feature.CELLS) == "textual.app:App._display"


def test_a_module_that_goes_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "textual._wrap", None)
    missing.cache_clear()

    assert missing(Feature.LINES) == FIRST


def test_where_a_part_is_off_why_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "textual.app:App._display")
    assert why_off() == f"off; this Textual ({supported.version()}) has no App._display"
    monkeypatch.undo()
    hide(monkeypatch, FIRST)
    assert (why_off() or "").startswith("in part off (long lines); this Textual")


async def recorded(caseload: Caseload) -> list[str]:
    """Type a line that is recorded, and one that is long, over every kind of screen."""
    async with at_the_keyboard(caseload) as user:
        await user.presses("f2")
        await user.enters("he slept better")
        await user.types("word " * 300)
        await user.presses("home", "end", "shift+home", "ctrl+x", "ctrl+v")
        assert user.line == "word " * 300
        await user.presses("ctrl+u", "f8", "f8", "ctrl+t", "ctrl+t", "ctrl+l", "ctrl+l")
        await user.pilot.resize_terminal(40, 20)
        await user.enters("and worse")
        assert "and worse" in user.picture
        return [line.text for line in user.live.state.lines]


@pytest.mark.parametrize("part", [*Feature, None])
async def test_without_a_part_and_without_any_a_line_is_recorded(
    part: Feature | None, caseload: Caseload, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = [part] if part else [*Feature]
    hide(monkeypatch, *(NAMES[each][0] for each in off))

    assert await recorded(caseload) == ["he slept better", "and worse"]


def record_a_line(template: Template, folder: Path, name: str) -> str:
    """Record a line with a Textual that lacks a name; what `where` says last."""
    home, secret = template.copy_to(folder / "home").data, secret_in(folder)
    more: dict[str, Any] = environment(name, folder)
    window = Terminal(home, "open", "KESTREL-4", passphrase_file=secret, **more)
    window.see("Agenda")
    window.type("he slept better\r")
    window.see("now: he slept better")
    window.type(CTRL_Q)
    assert window.wait() == 0
    window.close()
    done = subprocess.run(
        [sys.executable, "-m", "sessiontui", "--home", str(home), "where"],
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1]


def test_a_renamed_name_ends_nothing_and_where_says_so(
    template: Template, tmp_path: Path
) -> None:
    said = record_a_line(template, tmp_path, FIRST)

    assert said.startswith("quiet-output  in part off (long lines); this Textual (")
    assert said.endswith(") has no textual._wrap.compute_wrap_offsets")


# What is private stands behind the gate

UI = sorted((SOURCE / "ui").rglob("*.py"))
OUTSIDE = [path for path in UI if "terminal" not in path.relative_to(SOURCE).parts]
OVERRIDDEN: dict[str, str] = {}
"""Names of Textual's that a class of ours has too, as Class._name, each with why."""


def named_privately(tree: ast.AST) -> set[str]:
    """Private names that are read, set or defined in some code."""
    return {
        name
        for node in ast.walk(tree)
        for name in (
            node.attr
            if isinstance(node, ast.Attribute)
            else node.name
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            else node.id
            if isinstance(node, ast.Name)
            else "",
        )
        if name.startswith("_") and not name.endswith("__")
    }


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda x: str(x.relative_to(SOURCE)))
def test_nothing_private_is_imported_outside_the_gate(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        else:
            continue
        for name in names:
            assert not re.match(r"(textual|rich)\b.*\._(?!_)", name), name


def test_no_class_touches_what_is_private_to_its_ancestors_in_textual() -> None:
    """Neither on purpose nor by giving a field of its own a name that is taken."""
    touched = set()
    for path in OUTSIDE:
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        module = import_module(".".join(parts).removesuffix(".__init__"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            kind = getattr(module, getattr(node, "name", ""), None)
            if isinstance(node, ast.ClassDef) and isinstance(kind, type):
                taken = private_to_textual(kind)
                touched |= {f"{kind.__name__}.{x}" for x in named_privately(node)} & {
                    f"{kind.__name__}.{x}" for x in taken
                }

    assert touched == OVERRIDDEN.keys()


def private_to_textual(kind: type) -> set[str]:
    """Private names that a class has from Textual, or that Textual sets on it."""
    found: set[str] = set()
    for each in kind.__mro__:
        if each.__module__.split(".")[0] in {"textual", "rich"}:
            found |= vars(each).keys()
            for function in vars(each).values():
                found |= set_on_self(
                    inspect.unwrap(function) if callable(function) else function
                )
    return {x for x in found if x.startswith("_") and not x.endswith("__")}


def set_on_self(function: object) -> set[str]:
    """The names that a function sets on an object."""
    if not hasattr(function, "__code__"):
        return set()
    done = dis.get_instructions(function.__code__)
    return {str(step.argval) for step in done if step.opname == "STORE_ATTR"}


def test_no_object_of_textuals_is_asked_for_what_is_private() -> None:
    """A private name after anything but `self` is one of ours: the file defines it."""
    ours = {
        name
        for path in UI
        for name in named_privately(ast.parse(path.read_text(encoding="utf-8")))
    }
    theirs = private_to_textual(MessagePump) | private_to_textual(App)
    asked = {
        f"{path.relative_to(SOURCE)}: {ast.unparse(node)}"
        for path in OUTSIDE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in theirs & ours
        and not (isinstance(node.value, ast.Name) and node.value.id == "self")
    }

    assert asked == set()
