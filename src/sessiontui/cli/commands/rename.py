"""Giving a client another code."""

from __future__ import annotations

import click

from sessiontui.cli.input import opened_caseload
from sessiontui.cli.options import Options, command, pass_options
from sessiontui.cli.output import tell


@command(
    "rename",
    "sessiontui rename KESTREL-4 HERON-9",
)
@click.argument("old")
@click.argument("new")
@pass_options
def rename(options: Options, old: str, new: str) -> None:
    """Give a client another code.

    The former code stays theirs for ever: everything that is asked for by it leads to
    the new one, and nobody else is given it. Signed prints keep the code that they
    were signed with. No undo crosses this.

    Exit codes: 2 the new code is somebody's, or once was; 4 no such client.
    """
    with opened_caseload(options, write=True) as caseload:
        client = caseload.find_client(old)
        former, renamed = client.code, caseload.rename(client, new)
    tell(f"{former} is {renamed.code} now. {former} leads there, too.")
