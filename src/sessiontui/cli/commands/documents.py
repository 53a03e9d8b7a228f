"""Commands that print what comes with the program: the guide, marks, the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sessiontui.cli.options import Options, command, pass_options
from sessiontui.cli.output import say
from sessiontui.errors import SettingError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.settings.model import Settings

_SCHEMAS = {"export": "export.schema.json", "output": "output.schema.json"}


@command("guide", "sessiontui guide | less")
def guide() -> None:
    """Print the guide, in the order of a working day.

    Needs no passphrase.
    """
    say(_document("guide.md"))


@command("marks", "sessiontui marks | lpr")
@pass_options
def marks(options: Options) -> None:
    """Print marks, keys and /words on one page, as F9 shows them.

    Needs no passphrase. The keys are those of your settings.
    """
    from sessiontui.settings.model import load_settings
    from sessiontui.ui.keymap import key_lines, named_keys
    from sessiontui.ui.presenters.marks import page

    settings = load_settings(options.paths.settings)
    keys = key_lines(named_keys(settings.goals_label), settings.chosen_keys)
    say("\n".join(page(keys)))


@command("schema", "sessiontui schema > export.schema.json", "sessiontui schema output")
@click.argument("what", type=click.Choice(list(_SCHEMAS)), default="export")
def schema(what: str) -> None:
    """Print the JSON schema of exports, or of --json output.

    Needs no passphrase. That of the output tells of each command what it prints with
    --json, which stays as it is, and with --json=2, which says what it is and in which
    version.
    """
    say(_document(_SCHEMAS[what]))


@command(
    "settings",
    "sessiontui settings --check",
    "sessiontui settings --example",
)
@click.option("--check", is_flag=True, help="Read the file and say if it is right.")
@click.option(
    "--example", is_flag=True, help="Print every setting, with comments, to copy from."
)
@pass_options
def settings(options: Options, check: bool, example: bool) -> None:
    """Say where your settings are, and whether they are right.

    Needs no passphrase. The file is optional, and so is every line of it.

    Exit codes: 2 something in the file cannot be; the sentence names it.
    """
    del check  # It is what this does anyhow.
    if example:
        say(_document("settings.toml"))
        return
    from sessiontui.settings.model import load_settings

    path = options.paths.settings
    if not path.exists():
        say(f"{path} is not there; everything is as usual.")
        return
    found = load_settings(path)
    _check_for_screens(found, path)
    say(f"{path} is right.")


def _check_for_screens(settings: Settings, path: Path) -> None:
    """Look at what only the screens know: keys and colours."""
    from sessiontui.ui.keymap import check_keys
    from sessiontui.ui.themes import known_themes

    try:
        check_keys(settings.chosen_keys)
    except SettingError as error:
        raise UsageError(f"{path}: {error}") from None
    known = (*known_themes(), *settings.themes)
    if settings.theme not in known:
        raise UsageError(
            f"{path}: theme: there is no such theme. There are: {', '.join(known)}."
        )


def _document(name: str) -> str:
    from sessiontui.settings.shipped import shipped

    return (shipped("docs") / name).read_text(encoding="utf-8")
