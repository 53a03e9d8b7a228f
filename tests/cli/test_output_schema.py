"""`--json` and `--json=2`: one schema says what each command prints for programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
import pytest
from jsonschema import Draft202012Validator

from sessiontui.cli.commands.command_table import cli
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.services.demo import fill_demo
from tests.cli.program import Shell
from tests.story import PASSPHRASE, home_paths

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
SETTINGS = "[therapist]\nname = 'R. Amadi'\n[keep]\npsychotherapy_notes_months = 0\n"
CALLS: dict[str, tuple[str, ...]] = {
    "clients": ("clients",),
    "sessions": ("sessions", "KESTREL-4"),
    "waiting": ("waiting",),
    "find": ("find", "the"),
    "progress": ("progress", "KESTREL-4"),
    "requests": ("requests",),
    "due": ("due",),
    "destroyed": ("due", "--destroyed"),
    "formats": ("formats",),
}
"""Each output for programs by its name in the schema, and how it is asked for."""

LATER = {"scores"}
"""Fields that came after the first version."""


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The fictional practice, with all that can be listed."""
    folder = tmp_path_factory.mktemp("practice")
    paths = home_paths(folder / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("secrets.token_urlsafe", lambda _: PASSPHRASE)
        caseload = fill_demo(paths, lambda: NOW)
    for code, text in (
        ("HERON-2", "~ a private word"),
        ("KESTREL-4", "/risk thoughts"),
    ):
        live = caseload.open(code)
        live.enter(text, Tab.NOTES)
        live.leave()
    caseload.close()
    shell = Shell(paths.data, folder)
    (shell.home / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    capture = ("capture", "KESTREL-4")
    assert shell.call(*capture, lines="/contact phone 10m\n> rang\n").returncode == 0
    request = ("request", "KESTREL-4", "--session", "1")
    assert shell.call(*request, lines="I never said that.\n").returncode == 0
    gone = ("destroy", "WREN-7", "--yes-destroy", "WREN-7", "--reason", "over")
    assert shell.call(*gone, "--before-time").returncode == 0
    return shell


@pytest.fixture(scope="module")
def schema(practice: Shell) -> dict[str, Any]:
    printed = practice.call("schema", "output").stdout
    found = json.loads(printed)
    Draft202012Validator.check_schema(found)
    assert isinstance(found, dict)
    return found


def told(schema: dict[str, Any], name: str, data: object) -> None:
    part = {"$defs": schema["$defs"], "$ref": f"#/$defs/{name}"}
    Draft202012Validator(part).validate(data)
    Draft202012Validator(schema).validate(data)


def without_later(data: Any) -> Any:
    """The data as the first version has it."""
    if isinstance(data, dict):
        return {name: x for name, x in data.items() if name not in LATER}
    return data


@pytest.mark.parametrize("name", CALLS)
def test_each_command_prints_what_the_schema_says(
    practice: Shell, schema: dict[str, Any], name: str
) -> None:
    plain = json.loads(practice.call(*CALLS[name], "--json").stdout)
    first = json.loads(practice.call(*CALLS[name], "--json=1").stdout)
    second = json.loads(practice.call(*CALLS[name], "--json=2").stdout)

    assert plain, "nothing was there to be told"
    assert plain == first == without_later(second["data"])
    assert second["version"] == 2
    told(schema, name, plain)
    told(schema, f"{name}-2", second)


def test_every_command_with_json_is_among_them() -> None:
    context = click.Context(cli)
    commands = {x: cli.get_command(context, x) for x in cli.list_commands(context)}
    with_json = {
        name
        for name, command in commands.items()
        if command and any("--json" in x.opts for x in command.params)
    }

    assert with_json == {words[0] for words in CALLS.values()}


def test_the_schema_knows_each_output_twice_and_nothing_else(
    schema: dict[str, Any],
) -> None:
    outputs = {x for name in CALLS for x in (name, f"{name}-2")}

    assert [x["$ref"].rpartition("/")[2] for x in schema["anyOf"]] == [
        x for name in schema["$defs"] if (x := name) in outputs
    ]
    assert outputs <= set(schema["$defs"])


@pytest.mark.parametrize("name", CALLS)
def test_what_has_a_field_more_or_less_is_refused(
    practice: Shell, schema: dict[str, Any], name: str
) -> None:
    data = json.loads(practice.call(*CALLS[name], "--json").stdout)
    row = data if isinstance(data, dict) else data[0]
    part = {"$defs": schema["$defs"], "$ref": f"#/$defs/{name}"}
    judge = Draft202012Validator(part)

    row["more"] = 1
    assert not judge.is_valid(data)
    del row["more"], row[next(iter(row))]
    assert not judge.is_valid(data)


def test_a_word_behind_json_is_no_version(practice: Shell, tmp_path: Path) -> None:
    named = json.loads(practice.call("sessions", "--json", "KESTREL-4").stdout)
    behind = practice.call("find", "--json", "--", "--json")
    wrong = practice.call("clients", "--json=3")

    assert named[0]["number"] == 1
    assert behind.stdout == "[]\n"
    assert wrong.returncode == 2
    assert "'1', '2'" in wrong.stderr
