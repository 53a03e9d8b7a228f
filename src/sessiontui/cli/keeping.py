"""How long what is kept, legal holds, and clients' requests for amendment."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import click

from sessiontui.cli.options import Options, command, pass_options
from sessiontui.cli.speech import say, tell
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sessiontui.caseload import Caseload
    from sessiontui.domain.keeping import Due, Request, Standing
    from sessiontui.keeping import Keeping
    from sessiontui.settings import Settings

NOBODY = "therapist"
"""Who signs a receipt or a request where the settings give no name."""
_JSON = click.option("--json", "as_data", is_flag=True, help="Print JSON instead.")
_KINDS = ("request", "accepted", "denied", "disagreement", "rebuttal")
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@command(
    "keep",
    "sessiontui keep KESTREL-4 --until 2034-05-01",
    "sessiontui keep KESTREL-4 --usual",
)
@click.argument("client")
@click.option(
    "--until",
    type=_DAY,
    metavar="YYYY-MM-DD",
    help="Keep the record at least to that day, for example of a minor.",
)
@click.option("--usual", is_flag=True, help="Go by the usual periods again.")
@pass_options
def keep(options: Options, client: str, until: datetime | None, usual: bool) -> None:
    """Show or set how long a client's record is kept.

    The usual periods stand in the settings, [keep]: seven years after the last
    session, if nothing else is set. For a minor, set the day by hand: often three
    years past majority, if that is later. Without an option, only shows both days.

    Exit code 4: there is no such client.
    """
    if until is not None and usual:
        raise UsageError("Give --until or --usual, not both.")
    with opened(options, write=until is not None or usual) as (caseload, keeping):
        found = caseload.find_client(client)
        if until is not None or usual:
            keeping.keep_until(found, until.date() if until else None)
        say(_kept(keeping, keeping.standing(found)))


def _kept(keeping: Keeping, standing: Standing) -> str:
    from sessiontui.cli.listing import columns

    rows = [("record", f"until {keeping.may_go(standing, notes=False)}")]
    if standing.notes:
        day = keeping.may_go(standing, notes=True)
        rows.append(("psychotherapy notes", f"until {day}"))
    if standing.hold is not None:
        day = standing.hold.at.astimezone().date()
        rows.append(("legal hold", f"since {day}: {standing.hold.reason}"))
    return columns(rows)


@command(
    "hold",
    'sessiontui hold KESTREL-4 --reason "court order 12/26"',
    'sessiontui hold KESTREL-4 --lift --reason "order lifted"',
)
@click.argument("client")
@click.option(
    "--reason", metavar="WHY", help="Why; without it, it is asked for or read."
)
@click.option("--lift", is_flag=True, help="End the hold.")
@pass_options
def hold(options: Options, client: str, reason: str | None, lift: bool) -> None:
    """Hold a client's record: nothing of it is destroyed.

    A legal hold stands until it is lifted. Holds and their ends are kept, with their
    reasons, for as long as the record.

    Exit codes: 2 there is no reason, or no hold to lift; 4 no such client.
    """
    with opened(options, write=True) as (caseload, keeping):
        found = caseload.find_client(client)
        words = asked_line("why › ") if reason is None else reason
        if lift:
            keeping.lift(found, words)
            tell("The hold is lifted; the usual periods count again.")
        else:
            keeping.hold(found, words)
            tell("Nothing of this client's is destroyed until the hold is lifted.")


@command(
    "due",
    "sessiontui due",
    "sessiontui due --json | jq -r '.[] | select(.held_back | not) | .client'",
)
@click.option("--destroyed", is_flag=True, help="List what was destroyed instead.")
@_JSON
@pass_options
def due(options: Options, destroyed: bool, as_data: bool) -> None:
    """List what may be destroyed now, and what is held back.

    A line holds the client, what of theirs, since when its period is over, and what
    holds it back: a legal hold, or a day that was set with: sessiontui keep. Nothing
    is destroyed by itself. With --json: a list of objects with client, what, since,
    held_back, hold, keep_until and open_requests.

    --destroyed lists the receipts: when, whose, what, by whom and why.
    """
    with opened(options) as (_, keeping):
        if destroyed:
            _say_receipts(keeping, as_data=as_data)
            return
        found = keeping.due()
        waiting = [x for x in keeping.requests() if x.is_open]
    from sessiontui.cli.listing import as_json, columns

    if as_data:
        say(as_json([_due_fields(row) for row in found]))
    elif found:
        say(columns(_due_row(row) for row in found))
    else:
        tell("Nothing is past its period.")
    if waiting and not as_data:
        first = min(request.act_by for request in waiting)
        tell(
            f"Requests for amendment that wait for an answer: {len(waiting)}, "
            f"the first by {first}. List them with: sessiontui requests"
        )


def _due_row(row: Due) -> tuple[str, ...]:
    why = "may be destroyed"
    if row.hold is not None:
        why = f"legal hold: {row.hold.reason}"
    elif row.keep_until is not None:
        why = f"kept until {row.keep_until}"
    elif row.open_requests:
        why += "; a request is open"
    return row.client.code, row.what, f"since {row.since}", why


def _due_fields(row: Due) -> dict[str, object]:
    return {
        "client": row.client.code,
        "what": row.what,
        "since": row.since.isoformat(),
        "held_back": row.held_back,
        "hold": row.hold.reason if row.hold else None,
        "keep_until": row.keep_until.isoformat() if row.keep_until else None,
        "open_requests": row.open_requests,
    }


def _say_receipts(keeping: Keeping, *, as_data: bool) -> None:
    from sessiontui.cli.listing import as_json, columns

    found = keeping.receipts()
    if as_data:
        say(as_json([row.model_dump(mode="json") for row in found]))
    elif found:
        say(
            columns(
                (_day(row.at), row.code, row.what, row.author, row.reason)
                for row in found
            )
        )
    else:
        tell("Nothing was ever destroyed.")


@command(
    "request",
    "sessiontui request KESTREL-4 --session 6",
    "sessiontui request KESTREL-4 --kind denied --about 1 < answer.txt",
)
@click.argument("client")
@click.option(
    "--session",
    "number",
    type=click.IntRange(min=1),
    metavar="N",
    help="Which session it is about; its prints end with it.",
)
@click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default="request",
    show_default=True,
    help="A request, your answer, or what was said to that.",
)
@click.option(
    "--about",
    type=click.IntRange(min=1),
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
    from sessiontui.domain.keeping import RequestKind

    with opened(options, write=True) as (caseload, keeping):
        found = caseload.find_client(client)
        text = asked_text(f"{kind}; Ctrl+D on a line of its own ends it")
        made = keeping.add_request(found, RequestKind(kind), text, number, about)
        for row in keeping.requests(found):
            if row.id == made and row.is_open:
                tell(f"To be answered by {_by(row)}.")
    say(str(made))


@command(
    "requests",
    "sessiontui requests",
    "sessiontui requests KESTREL-4 --json",
)
@click.argument("client", required=False)
@_JSON
@pass_options
def requests(options: Options, client: str | None, as_data: bool) -> None:
    """List requests for amendment and what was said to each.

    One that waits says by when it is to be answered: 60 days, or 90 where you told
    the client in writing why it takes longer. With --json: a list of objects with
    number, client, session, kind, about, at (ISO 8601 in UTC), author, text, and
    act_by where it waits.

    Exit code 4: there is no such client.
    """
    with opened(options) as (caseload, keeping):
        chosen = caseload.find_client(client) if client else None
        found = keeping.requests(chosen)
    from sessiontui.cli.listing import as_json

    if as_data:
        say(as_json([_request_fields(row) for row in found]))
    elif found:
        say("\n\n".join(map(_request_block, found)))
    else:
        tell("There are no requests.")


def _request_block(row: Request) -> str:
    where = f"  session {row.session_number}" if row.session_number else ""
    to = f" to {row.about}" if row.about else ""
    head = f"{row.id}  {row.client.code}{where}  {row.kind.value}{to}  {_day(row.at)}"
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


def _day(moment: datetime) -> str:
    day: date = moment.astimezone().date()
    return day.isoformat()


@contextlib.contextmanager
def opened(
    options: Options, *, write: bool = False
) -> Iterator[tuple[Caseload, Keeping]]:
    """The caseload and what is done with it once the sessions are over."""
    from sessiontui.cli.unlock import Access, unlock
    from sessiontui.settings import load_settings

    settings: Settings = load_settings(options.paths.settings)
    record, _ = unlock(options, Access.WRITE if write else Access.READ)
    from sessiontui.caseload import Caseload
    from sessiontui.keeping import Keeping

    author = settings.therapist.signer or NOBODY
    try:
        yield Caseload(record), Keeping(record, settings.periods(), author)
    finally:
        record.close()


def asked_line(question: str) -> str:
    """One line from the keyboard, or from stdin."""
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        tell(question, end="")
    return _decoded(sys.stdin.buffer.readline())


def asked_text(hint: str) -> str:
    """All that is typed, or piped in, to its end."""
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        tell(hint)
    return _decoded(sys.stdin.buffer.read())


def _decoded(typed: bytes) -> str:
    try:
        return typed.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise UsageError(
            "The input is not UTF-8. Convert it, for example: iconv -t UTF-8 FILE"
        ) from None
