"""The man page, made from the same commands and sentences as --help."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.cli.commands.command_table import LazyGroup

_SEE_ALSO = "sessiontui guide | less, and sessiontui marks"


def man_page(group: LazyGroup, program: str, version: str) -> str:
    """The page in roff, for man."""
    return "\n".join(_page(group, program, version)) + "\n"


def _page(group: LazyGroup, program: str, version: str) -> Iterator[str]:
    context = click.Context(group, info_name=program, **group.context_settings)
    first, *rest = _paragraphs(group.help or "")
    yield f'.TH {program.upper()} 1 "" "{program} {version}"'
    yield from (".SH NAME", f"{program} \\- {_text(first.rstrip('.'))}")
    yield from (".SH SYNOPSIS", f".B {program}", "[OPTIONS] [COMMAND] [ARGUMENTS]")
    yield ".SH DESCRIPTION"
    for paragraph in rest:
        yield from (".PP", _text(paragraph))
    yield from _options(group, context)
    for title, names in group.by_subject().items():
        yield f'.SH "{title.upper()}"'
        for name in names:
            command = group.get_command(context, name)
            if command is not None:
                yield from _command(command, context, program)
    yield from (".SH SEE ALSO", _text(_SEE_ALSO))


def _command(
    command: click.Command, parent: click.Context, program: str
) -> Iterator[str]:
    context = click.Context(command, info_name=command.name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f'.SS "{program} {command.name}"'
    yield from (f".B {program} {command.name}", _text(usage))
    for paragraph in _paragraphs(command.help or ""):
        yield from (".PP", _text(paragraph))
    yield from _options(command, context)
    yield from (".PP", "Example:", ".nf")
    for line in (command.epilog or "").split("EXAMPLE\n")[-1].split("\n"):
        yield _text(line)
    yield ".fi"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for param in command.get_params(context):
        names, said = param.get_help_record(context) or ("", "")
        if said:
            yield from (".TP", f"\\fB{_text(names)}\\fR", _text(said))


def _paragraphs(text: str) -> list[str]:
    """Paragraphs of a docstring, each on one line."""
    parts = re.split(r"\n\s*\n", text.replace("\b", ""))
    return [" ".join(part.split()) for part in parts if part.strip()]


def _text(text: str) -> str:
    """Text as roff takes it: no sign of it is a command."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
