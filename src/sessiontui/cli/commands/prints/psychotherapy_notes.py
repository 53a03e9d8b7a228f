"""Psychotherapy notes on paper: by their own name, never beside the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sessiontui.cli.commands.prints.session import hand_out
from sessiontui.cli.input import opened_caseload
from sessiontui.cli.options import (
    Options,
    WholeNumber,
    command,
    output_option,
    pass_options,
    session_option,
    width_option,
)
from sessiontui.cli.output import tell
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.domain.entities import Line, Session


@command(
    "private",
    "sessiontui private KESTREL-4",
    "sessiontui private KESTREL-4 --session 5 -o apart.txt",
)
@click.argument("client")
@session_option("Which session, by its number; without it, all of them.")
@width_option
@output_option
@click.option(
    "--move",
    "moved",
    type=WholeNumber(min=1),
    metavar="N",
    help="Move note N of --session to the record, as a note; print nothing.",
)
@pass_options
def private(
    options: Options,
    client: str,
    number: int | None,
    width: int,
    output: Path | None,
    moved: int | None,
) -> None:
    """Print a client's psychotherapy notes by themselves.

    They are in no other print. Their head says what they are. Notes that seem to speak
    of what belongs into the record are named on stderr, by number and never by their
    words. --move takes one there, as long as its session is not signed; in a session
    under way /retag does the same.

    A file is not encrypted: keep it where only you can read it. An existing file is
    never overwritten.

    Exit codes: 4 no such client or session, 7 the file cannot be written.
    """
    from sessiontui.domain.prints.psychotherapy_notes import notes_print

    if moved is not None:
        if number is None or output is not None:
            raise UsageError("--move takes a note by its number, with --session only.")
        with opened_caseload(options, write=True) as caseload:
            caseload.move_to_record(caseload.find_client(client), number, moved)
        tell("Moved to the record, as a note.")
        return
    with opened_caseload(options) as caseload:
        found = caseload.find_client(client)
        noted = caseload.private_notes(found, number)
    if not noted:
        tell("There are no psychotherapy notes there.")
        return
    text = notes_print(found, noted, width)
    hand_out(text, output)
    _tell_candidates(found.code, noted)


def _tell_candidates(
    code: str, noted: tuple[tuple[Session, tuple[Line, ...]], ...]
) -> None:
    from sessiontui.domain.hipaa_hints import candidates

    named = [
        f"  {session.name}, note {number}: {', '.join(why)}"
        for session, notes in noted
        for number, why in candidates(note.text for note in notes)
    ]
    if named:
        tell("These may belong into the record:")
        tell("\n".join(named))
        tell(
            f"To move one: sessiontui private {code} --session N --move NOTE "
            "(in a session under way: /retag note)"
        )
