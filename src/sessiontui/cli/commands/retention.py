"""Retention periods and legal holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from sessiontui.cli.input import asked_reason, day_there, opened
from sessiontui.cli.options import (
    DayOption,
    Options,
    command,
    json_option,
    pass_options,
    reason_option,
)
from sessiontui.cli.output import say, tell
from sessiontui.domain.text import with_count
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from sessiontui.domain.entities import KeptScratch
    from sessiontui.domain.retention import Due, Receipt, Standing
    from sessiontui.services.retention import Retention


@command(
    "keep",
    "sessiontui keep KESTREL-4 --until 2034-05-01",
    "sessiontui keep KESTREL-4 --usual",
)
@click.argument("client")
@click.option(
    "--until",
    type=DayOption(),
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
    with opened(options, write=until is not None or usual) as (caseload, retention):
        found = caseload.find_client(client)
        if until is not None or usual:
            retention.keep_until(found, until.date() if until else None)
        standing = retention.standing(found)
        say(_kept(retention, standing))
        if until and until.date() < retention.kept_until(standing, notes=False):
            tell("The usual period ends later, so it holds.")


def _kept(retention: Retention, standing: Standing) -> str:
    from sessiontui.cli.presenters.list_columns import in_columns

    rows = [("record", f"until {retention.kept_until(standing, notes=False)}")]
    if standing.notes:
        day = retention.kept_until(standing, notes=True)
        rows.append(("psychotherapy notes", f"until {day}"))
    if standing.hold is not None:
        day = standing.hold.at.date()
        rows.append(("legal hold", f"since {day}: {standing.hold.reason}"))
    return in_columns(rows)


@command(
    "hold",
    'sessiontui hold KESTREL-4 --reason "court order 12/26"',
    'sessiontui hold KESTREL-4 --lift --reason "order lifted"',
)
@click.argument("client")
@reason_option
@click.option("--lift", is_flag=True, help="End the hold.")
@click.option(
    "--destroy-scratch",
    "redact_scratch",
    is_flag=True,
    help="Destroy the scratch lines that a hold kept, once it is lifted.",
)
@pass_options
def hold(
    options: Options,
    client: str,
    reason: str | None,
    lift: bool,
    redact_scratch: bool,
) -> None:
    """Hold a client's record: nothing leaves it.

    A legal hold stands until it is lifted. Holds and their ends are kept, with their
    reasons, for as long as the record. Scratch lines of a session that is signed under
    a hold are kept, too: when it is lifted they are listed, and go only by
    --destroy-scratch.

    Exit codes: 2 there is no reason, or no hold to lift; 4 no such client.
    """
    with opened(options, write=True) as (caseload, retention):
        found = caseload.find_client(client)
        if redact_scratch:
            gone = with_count(retention.redact_scratch(found), "scratch line")
            tell(f"{gone} destroyed.")
            return
        why = asked_reason(reason)
        if lift:
            retention.lift(found, why)
            tell("The hold is lifted; the usual periods count again.")
            _tell_scratch(retention.kept_scratch(found), found.code)
        else:
            retention.hold(found, why)
            tell("Nothing of this client's is destroyed until the hold is lifted.")


def _tell_scratch(kept: tuple[KeptScratch, ...], code: str) -> None:
    counts = Counter(x.session_name for x in kept)
    for name, count in counts.items():
        were = with_count(count, "scratch line was", "scratch lines were")
        tell(f"{name.capitalize()}: {were} kept under the hold.")
    if counts:
        tell(f"Destroy them with: sessiontui hold {code} --destroy-scratch")


@command(
    "due",
    "sessiontui due",
    "sessiontui due --json | jq -r '.[] | select(.held_back | not) | .client'",
)
@click.option("--destroyed", is_flag=True, help="List what was destroyed instead.")
@json_option
@pass_options
def due(options: Options, destroyed: bool, as_data: str | None) -> None:
    """List what may be destroyed now, and what is held back.

    A line holds the client, what of theirs, since when its period is over, and what
    holds it back: a legal hold, or a day that was set with: sessiontui keep. Nothing
    is destroyed by itself. With --json: a list of objects with client, what, since,
    held_back, hold, keep_until and open_requests.

    --destroyed lists the receipts: when, whose, what, by whom and why.
    """
    with opened(options) as (_, retention):
        if destroyed:
            _say_receipts(retention, as_data)
            return
        found = retention.due()
        waiting = [x for x in retention.requests() if x.is_open]
    from sessiontui.cli.presenters.list_columns import say_list

    nothing = "Nothing is past its period."
    say_list("due", found, _due_fields, _due_row, nothing, as_data)
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


def _receipt_fields(row: Receipt) -> dict[str, object]:
    """A receipt for programs; its moments are in UTC and end in Z."""
    values: dict[str, object] = asdict(row)
    for name in ("at", "first", "last"):
        if isinstance(at := values[name], datetime):
            values[name] = at.isoformat().replace("+00:00", "Z")
    return values


def _receipt_row(row: Receipt) -> tuple[str, ...]:
    return day_there(row.at), row.code, row.what, row.author, row.reason


def _say_receipts(retention: Retention, as_data: str | None) -> None:
    from sessiontui.cli.presenters.list_columns import say_list

    found, nothing = retention.receipts(), "Nothing was ever destroyed."
    say_list("destroyed", found, _receipt_fields, _receipt_row, nothing, as_data)
