"""Commands that need no record: the guide, marks, settings, where things are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sessiontui.cli.options import Options, command, pass_options
from sessiontui.cli.output import columns_of, say
from sessiontui.errors import SettingError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.settings.model import Settings

_SCHEMAS = {"export": "export.schema.json", "output": "output.schema.json"}
_SHELLS = ("bash", "zsh", "fish")
_REGISTERS = "    compdef _sessiontui_completion"
_BARE_ZSH = (
    "    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }\n"
)
"""The needs of a zsh without a completion system of its own, before the last line."""


@command("guide", "sessiontui guide | less")
def guide() -> None:
    """Print the guide, in the order of a working day.

    Needs no passphrase.
    """
    say(_document("guide.md"))


@command("marks", "sessiontui marks | lpr -o cpi=12 -o lpi=7")
@pass_options
def marks(options: Options) -> None:
    """Print marks, keys and /words on one page, as F9 shows them.

    Needs no passphrase. The keys are those of your settings.
    """
    from sessiontui.settings.model import load_settings
    from sessiontui.ui.keymap import key_lines, named_keys
    from sessiontui.ui.presenters.marks_page import PAGE_WIDTH, marks_page

    settings = load_settings(options.paths.settings)
    keys = key_lines(named_keys(settings.goals_label), settings.chosen_keys)
    width = columns_of(sys.stdout) or PAGE_WIDTH
    say("\n".join(marks_page(keys, min(width, PAGE_WIDTH))))


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
    from sessiontui.settings.meant import meant_or_all
    from sessiontui.ui.built_in_themes import known_themes
    from sessiontui.ui.keymap import check_keys

    try:
        check_keys(settings.chosen_keys)
    except SettingError as error:
        raise UsageError(f"{path}: {error}") from None
    known = (*known_themes(), *settings.themes)
    if settings.theme not in known:
        raise UsageError(
            f"{path}: theme: there is no such theme. "
            f"{meant_or_all(settings.theme, known)}"
        )


def _document(name: str) -> str:
    from sessiontui.settings.shipped_files import shipped

    return (shipped("docs") / name).read_text(encoding="utf-8")


@command(
    "where",
    "sessiontui where",
    "sessiontui --home /media/stick/notes where",
)
@pass_options
def where(options: Options) -> None:
    """Show every path in use, one a line; needs no passphrase.

    Also names the last backup that stands among the record's own backups, and says
    where the screen cannot be as quiet as it is meant to be.
    """
    from sessiontui.store.copies.backup_names import backups_in
    from sessiontui.ui.terminal.supported import why_off

    paths = options.paths
    backups = _backups(options)
    made = backups_in(backups)
    rows: dict[str, object] = {
        "record": paths.record,
        "private": paths.private,
        "lock": paths.lock,
        "backups": backups,
        "last-backup": made[-1].path.name if made else "none yet",
        "summaries": paths.summaries,
        "settings": paths.settings,
        "templates": paths.templates,
    }
    if off := why_off():
        rows["quiet-output"] = off
    width = max(map(len, rows))
    say("\n".join(f"{name.ljust(width)}  {path}" for name, path in rows.items()))


def _backups(options: Options) -> Path:
    """The folder of backups; the usual one where the settings cannot be read."""
    paths = options.paths
    if not paths.settings.exists():
        return paths.backups
    return options.backups(options.settings_or_usual())


@command(
    "completion",
    "bash:  sessiontui completion bash >> ~/.bashrc",
    "zsh:   sessiontui completion zsh >> ~/.zshrc",
    "fish:  sessiontui completion fish >> ~/.config/fish/config.fish",
)
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> None:
    """Print what lets a shell complete commands and options."""
    from click.shell_completion import get_completion_class

    from sessiontui.cli.commands.command_table import COMPLETION_VARIABLE, PROGRAM, cli

    found = get_completion_class(shell)
    if found is not None:
        source = found(cli, {}, PROGRAM, COMPLETION_VARIABLE).source()
        say(source.replace(_REGISTERS, f"{_BARE_ZSH}{_REGISTERS}"))


@command(
    "man",
    "sessiontui man | man -l -",
    "mkdir -p ~/.local/share/man/man1",
    "sessiontui man > ~/.local/share/man/man1/sessiontui.1",
)
def man() -> None:
    """Print the man page: every command with its options."""
    from importlib.metadata import version

    from sessiontui.cli.commands.command_table import PROGRAM, cli
    from sessiontui.cli.presenters.manpage import man_page

    say(man_page(cli, PROGRAM, version(PROGRAM)))


@command("help", "sessiontui help | less", "sessiontui help summary")
@click.argument("name", metavar="[COMMAND]", required=False)
def help_(name: str | None) -> None:
    """List every command in a sentence, or tell all of one."""
    from sessiontui.cli.commands.command_table import PROGRAM, cli

    group = click.Context(cli, info_name=PROGRAM, **cli.context_settings)
    if name is None:
        say(cli.whole_help(group))
        return
    _, found, _ = cli.resolve_command(group, [name])
    if found is not None:
        say(click.Context(found, info_name=found.name, parent=group).get_help())
