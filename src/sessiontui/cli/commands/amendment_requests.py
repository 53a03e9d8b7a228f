"""Clients' requests for amendment, and what was said to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sessiontui.cli.input import asked_text, day_there, opened
from sessiontui.cli.options import (
    Options,
    WholeNumber,
    command,
    json_option,
    pass_options,
    session_option,
)
from sessiontui.cli.output import check_stdout, say, tell

if TYPE_CHECKING:
    from sessiontui.domain.amendment_requests import Request

_KINDS = ("request", "accepted", "denied", "disagreement", "rebuttal")


@command(
    "request",
    "sessiontui request KESTREL-4 --session 6",
    "sessiontui request KESTREL-4 --kind denied --about 1 < answer.txt",
)
@click.argument("client")
@session_option("Which session it is about; its prints end with it.")
@click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default="request",
    show_default=True,
    help="A request, your answer, or what was said to that.",
)
@click.option(
    "--about",
    type=WholeNumber(min=1),
    metavar="NUMBER",
    help="Which request it answers; not needed where there is one.",
)
@pass_options
def request(
    options: Options, client: str, number: int | None, kind: str, about: int | None
) -> None:
    """Keep a request for amendment, or what was said to it.

    The words are read from stdin to its end, never from the command, so that they
    stay out of the shell's history. They are kept as they are for as long as the
    record; nothing that was signed changes by it: to mend a note, amend it. Prints the
    number by which the request is named.

    Exit codes: 2 a part is missing; 4 no such client, session or request.
    """
    from sessiontui.domain.amendment_requests import RequestKind

    check_stdout()
    with opened(options, write=True) as (caseload, retention):
        found = caseload.find_client(client)
        text = asked_text(f"{kind}; Ctrl+D on a line of its own ends it")
        made = retention.add_request(found, RequestKind(kind), text, number, about)
        for row in retention.requests(found):
            if row.id == made and row.is_open:
                tell(f"To be answered by {_by(row)}.")
    say(str(made))


@command(
    "requests",
    "sessiontui requests",
    "sessiontui requests KESTREL-4 --json",
)
@click.argument("client", required=False)
@json_option
@pass_options
def requests(options: Options, client: str | None, as_data: str | None) -> None:
    """List requests for amendment and what was said to each.

    One that waits says by when it is to be answered: 60 days, or 90 where you told
    the client in writing why it takes longer. With --json: a list of objects with
    number, client, session, kind, about, at (ISO 8601 in UTC), author, text, and
    act_by where it waits.

    Exit code 4: there is no such client.
    """
    with opened(options) as (caseload, retention):
        chosen = caseload.find_client(client) if client else None
        found = retention.requests(chosen)
    from sessiontui.cli.presenters.list_columns import as_json

    if as_data:
        say(as_json("requests", map(_request_fields, found), as_data))
    elif found:
        say("\n\n".join(map(_request_block, found)))
    else:
        tell("There are no requests.")


def _request_block(row: Request) -> str:
    where = f"  session {row.session_number}" if row.session_number else ""
    to = f" to {row.about}" if row.about else ""
    head = (
        f"{row.id}  {row.client.code}{where}  {row.kind.value}{to}  {day_there(row.at)}"
    )
    if row.is_open:
        head += f"  answer by {_by(row)}"
    return "\n".join([head, *(f"  {line}" for line in row.text.split("\n"))])


def _request_fields(row: Request) -> dict[str, object]:
    return {
        "number": row.id,
        "client": row.client.code,
        "session": row.session_number,
        "kind": row.kind.value,
        "about": row.about,
        "at": row.at.isoformat(),
        "author": row.author,
        "text": row.text,
        "act_by": row.act_by.isoformat() if row.is_open else None,
    }


def _by(row: Request) -> str:
    return f"{row.act_by} ({row.act_by_extended} if extended)"
