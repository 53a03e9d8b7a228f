"""The print of one session, and where a print goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sessiontui.cli.input import opened_caseload
from sessiontui.cli.options import (
    A_PIPE,
    Options,
    command,
    entry_option,
    output_option,
    pass_options,
    session_option,
    which_session,
    width_option,
)
from sessiontui.cli.output import say, tell
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from sessiontui.domain.preferences import Preferences


_SHEET = "takehome"


def _complete_format(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    del parameter
    from click.shell_completion import CompletionItem

    from sessiontui.cli.commands.prints.formats import all_formats

    options = context.find_object(Options) or Options()
    return [
        CompletionItem(row.name, help=row.what)
        for row in all_formats(options.paths.templates)
        if row.name.startswith(incomplete)
    ]


@command(
    "summary",
    "sessiontui summary KESTREL-4",
    "sessiontui summary KESTREL-4 --session 5 --format takehome -o for-you.txt",
)
@click.argument("client")
@session_option("Which session, by its number; without it, the last.")
@entry_option
@click.option(
    "--format",
    "name",
    metavar="NAME",
    shell_complete=_complete_format,
    help="One of: sessiontui formats. Without it, the session's own.",
)
@width_option
@output_option
@click.option(
    "--html",
    "as_html",
    is_flag=True,
    help="The client's sheet as a page of large print, to be printed.",
)
@pass_options
def summary(
    options: Options,
    client: str,
    number: int | None,
    entry: str | None,
    name: str | None,
    width: int,
    output: Path | None,
    as_html: bool,
) -> None:
    """Print a client's session, the last one or N, or an entry.

    The same record gives the same bytes. Private and scratch lines are in no print.
    A file is not encrypted: keep it where only you can read it. An existing file is
    never overwritten.

    Exit codes: 2 no such format, or a template of your own that cannot be used; 4 no
    such client or session; 7 the file cannot be written.
    """
    if name is not None:
        from sessiontui.domain.prints.catalog import no_such_print

        if refused := no_such_print(name, options.paths.templates):
            raise UsageError(refused)
    if as_html and name != _SHEET:
        raise UsageError(f"Only the client's sheet is a page: --format {_SHEET} --html")
    with opened_caseload(options, preferences=_preferences(options)) as caseload:
        which = which_session(number, entry)
        prints = caseload.prints(caseload.find_client(client), which)
        text = prints.summary(name or "", 0 if as_html else width)
    if as_html:
        from sessiontui.domain.prints.html_page import as_page

        text = as_page(text)
    hand_out(text, output)


def _preferences(options: Options) -> Preferences | None:
    """The therapist's own way; None without a settings file, which loads nothing."""
    if options.paths.settings.exists():
        return options.settings_or_usual().preferences()
    return None


def hand_out(text: str, output: Path | None) -> None:
    """Print a text, or write it to a new file that only its owner can read."""
    if output in (None, A_PIPE):
        say(text)
        return
    from sessiontui.store.sqlcipher.files import write_private

    write_private(output, text)
    tell(f"Written to {output}; the file is not encrypted.")
