"""Another code for a client, two codes brought together, a line moved to its client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sessiontui.cli.input import (
    asked_line,
    asked_reason,
    is_typed,
    opened_caseload,
    opened_record,
)
from sessiontui.cli.options import (
    Options,
    command,
    pass_options,
    reason_option,
    session_option,
)
from sessiontui.cli.output import tell
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from sessiontui.domain.entities import Client


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
        like = caseload.looks_like(renamed.code)
    tell(f"{former} is {renamed.code} now. {former} leads there, too.")
    if like and like.id != renamed.id:
        tell(f"{renamed.code} looks like {like.code}, which is there.")


@command(
    "merge",
    "sessiontui merge KESTREL-44 KESTREL-4",
)
@click.argument("source", metavar="FROM")
@click.argument("into")
@click.option(
    "--yes-merge",
    "agreed",
    nargs=2,
    metavar="FROM INTO",
    help="Both codes once more; without them, they are asked for.",
)
@pass_options
def merge(
    options: Options, source: str, into: str, agreed: tuple[str, str] | None
) -> None:
    """Bring a client's record into that of their other code.

    Sessions, goals and strengths come in under new numbers, which are shown before. All
    of it is one piece of work: it is done wholly, or not at all. FROM leads to INTO
    from then on and is given to nobody else. No undo crosses this.

    Only a record without signatures, legal holds and requests for amendment goes. Of a
    signed one it is noted that more of the client stands there ("see also"), which
    sessiontui sessions says.

    Exit codes: 1 it may not go; 2 a code was not given once more; 4 no such client.
    """
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.merge import Merging

    with opened_record(options, write=True) as record:
        caseload, merging = Caseload(record), Merging(record)
        goes, stays = caseload.find_client(source), caseload.find_client(into)
        for number in merging.check(goes, stays):
            code = goes.code if number.of == goes.id else stays.code
            tell(
                f"{code} {number.what} {number.was} becomes "
                f"{stays.code} {number.what} {number.now}."
            )
        _agree(goes, stays, agreed)
        merging.merge(goes, stays)
    tell(f"{goes.code} is {stays.code} now. {goes.code} leads there, too.")


@command(
    "move",
    'sessiontui move KESTREL-4 WREN-2 --line 10:31 --held --reason "not hers"',
)
@click.argument("client")
@click.argument("other")
@session_option("Session N.")
@click.option(
    "--line",
    "place",
    required=True,
    metavar="N|HH:MM",
    help="Which line, by its place in the session or its minute.",
)
@click.option("--held", is_flag=True, help="Though there is a legal hold.")
@reason_option
@pass_options
def move(
    options: Options,
    client: str,
    other: str,
    number: int | None,
    place: str,
    held: bool,
    reason: str | None,
) -> None:
    """Move a line that is another client's out of a record on hold.

    It goes to OTHER's session of today, as /move does where there is no hold. The
    original stays in the history of the held client: no print, search or page shows
    it, but sessiontui verify names it and a JSON export of that client has it. No undo
    crosses this.

    Exit codes: 2 there is no hold, the session is signed, or the reason is missing; 4
    no such client, session or line; 6 the app is open.
    """
    with opened_caseload(options, write=True) as caseload:
        live = caseload.past(caseload.find_client(client), number)
        if not (held and live.state.is_held):
            raise UsageError(
                "This is for a client under a legal hold, with --held. "
                "Else a line is moved in its session: /move CLIENT"
            )
        if caseload.find_client(other) == live.state.client:
            raise UsageError("That is the same client, so nothing was moved.")
        line = live.amending.line_named(place)
        why = asked_reason(reason).strip()
        if not why:
            raise UsageError("Moving it needs a reason: --reason …")
        moved = live.edits.move((line,), other, why)
    if not moved.changed:
        raise UsageError(moved.remark)
    tell("Moved. The original stays in the history of the held client.")


def _agree(goes: Client, stays: Client, agreed: tuple[str, str] | None) -> None:
    if agreed is None:
        if not is_typed():
            raise UsageError(
                "Nothing was merged. Give both codes once more: --yes-merge FROM INTO"
            )
        agreed = (
            asked_line("Type the code that goes › "),
            asked_line("Type the code that stays › "),
        )
    if agreed != (goes.code, stays.code):
        raise UsageError("Those are not the two codes; nothing was merged.")
