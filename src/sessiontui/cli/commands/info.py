"""Commands that need no record: where things are, and completion for a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sessiontui.cli.options import Options, command, pass_options
from sessiontui.cli.output import say
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_SHELLS = ("bash", "zsh", "fish")
_REGISTERS = "    compdef _sessiontui_completion"
_BARE_ZSH = (
    "    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }\n"
)
"""The needs of a zsh without a completion system of its own, before the last line."""


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
    from sessiontui.domain.backup_names import backups_in
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
    from sessiontui.settings.model import load_settings

    try:
        return options.backups(load_settings(paths.settings))
    except UsageError:
        return paths.backups


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

    from sessiontui.cli.commands.group import COMPLETION_VARIABLE, PROGRAM, cli

    found = get_completion_class(shell)
    if found is not None:
        source = found(cli, {}, PROGRAM, COMPLETION_VARIABLE).source()
        say(source.replace(_REGISTERS, f"{_BARE_ZSH}{_REGISTERS}"))


@command(
    "man",
    "sessiontui man > ~/.local/share/man/man1/sessiontui.1",
    "sessiontui man | man -l -",
)
def man() -> None:
    """Print the man page: every command with its options."""
    from importlib.metadata import version

    from sessiontui.cli.commands.group import PROGRAM, cli
    from sessiontui.cli.manpage import man_page

    say(man_page(cli, PROGRAM, version(PROGRAM)))
