"""The command that lists the formats of a print: the built-in ones and one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.cli.options import Options, command, json_option, pass_options
from sessiontui.cli.output import say, tell

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Listed:
    """A format as a row: what it is for, and whose it is."""

    name: str
    what: str
    for_client: bool = False
    own: bool = False


def all_formats(templates: Path) -> tuple[Listed, ...]:
    """Every format there is, the built-in ones first."""
    from sessiontui.domain.prints.formats import FORMATS
    from sessiontui.domain.prints.templates import own_formats

    return (
        *(Listed(row.name, row.what, row.for_client) for row in FORMATS.values()),
        *(Listed(own.name, own.what, own=True) for own in own_formats(templates)),
    )


@command(
    "formats",
    "sessiontui formats",
    "sessiontui summary KESTREL-4 --format girp",
)
@json_option
@pass_options
def formats(options: Options, as_data: str | None) -> None:
    """List the formats of a print, and what each is for.

    Needs no passphrase. Yours are the files NAME.txt.j2 in the folder templates beside
    the settings file; docs/templates.md tells how to write one. A comment on its first
    line says what it is for.

    With --json: a list of objects with name, what, for_client and own.
    """
    from sessiontui.cli.presenters.list_columns import as_json, in_columns
    from sessiontui.domain.prints.templates import unused

    templates = options.paths.templates
    found = all_formats(templates)
    if as_data:
        fields = ("name", "what", "for_client", "own")
        rows = ({name: getattr(row, name) for name in fields} for row in found)
        say(as_json("formats", rows, as_data))
    else:
        say(in_columns((row.name, row.what, _whose(row)) for row in found))
    for name, reason in unused(templates).items():
        tell(f"{templates / name} is not used: {reason}.")


def _whose(row: Listed) -> str:
    if row.own:
        return "yours"
    return "for the client" if row.for_client else ""
