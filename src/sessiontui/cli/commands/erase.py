"""Erasing what may no longer be kept: what is asked before, and the order."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from sessiontui.cli.input import asked_line, asked_reason, is_typed, opened
from sessiontui.cli.options import (
    NewFile,
    Options,
    command,
    pass_options,
    reason_option,
)
from sessiontui.cli.output import check_stdout, say, tell
from sessiontui.cli.presenters.erasure_receipt import receipt_text
from sessiontui.domain.text import with_count
from sessiontui.errors import CannotWriteError, SessionTuiError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.domain.entities import Client
    from sessiontui.domain.retention import Standing
    from sessiontui.services.retention import Retention
    from sessiontui.store.backup.schedule import Holder

NOT_YET = (
    "Another window still reads the record, or the disk is full; the words leave the "
    "files when that is mended and the record opened once more."
)


@command(
    "destroy",
    'sessiontui destroy KESTREL-4 --reason "seven years are over" -o receipt.txt',
    'sessiontui destroy KESTREL-4 --notes-only --backups --reason "therapy ended"',
)
@click.argument("client")
@reason_option
@click.option("--notes-only", is_flag=True, help="Only the psychotherapy notes.")
@click.option("--before-time", is_flag=True, help="Though its period is not over.")
@click.option(
    "--backups",
    "with_backups",
    is_flag=True,
    help="Also remove the backups that the app made by itself and that hold it.",
)
@click.option(
    "--yes-destroy",
    "agreed",
    metavar="CODE",
    help="The client's code once more; without it, it is asked for.",
)
@click.option(
    "-o",
    "--output",
    type=NewFile(),
    metavar="FILE",
    help="Write the receipt to a new file that only you can read.",
)
@pass_options
def erase(
    options: Options,
    client: str,
    reason: str | None,
    notes_only: bool,
    before_time: bool,
    with_backups: bool,
    agreed: str | None,
    output: Path | None,
) -> None:
    """Destroy a client's record, or only their notes, for good.

    Sessions, lines, their history, signatures, amendments, requests, holds,
    half-typed lines, psychotherapy notes and the prints in the summaries folder go;
    with --notes-only only the psychotherapy notes. The words leave the files. A
    receipt stays and is printed: code, counts, days, who and why. Keep client words
    out of the reason.

    Backups and exports from before still hold it, and restoring one brings it back.
    The receipt names those that are found; --backups removes the ones that the app
    made by itself and makes a fresh one.

    Exit codes: 1 a legal hold stands, or its time has not come; 2 the code or the
    reason is missing; 4 no such client; 6 the app is open; 7 cannot write.
    """
    if output is not None and os.path.lexists(output):
        raise CannotWriteError(f"{output} exists already; choose another name.")
    if output is None:
        check_stdout()
    from sessiontui.settings.model import load_settings

    settings = load_settings(options.paths.settings)
    folders = tuple(dict.fromkeys((options.paths.backups, options.backups(settings))))
    with opened(options, write=True) as (caseload, retention):
        found = caseload.find_client(client)
        standing = retention.check(
            found, notes_only=notes_only, before_time=before_time
        )
        tell(_what(standing, notes_only=notes_only))
        reason = asked_reason(reason)
        _agree(found, agreed)
        codes = retention.codes(found)
        receipts, done = retention.erase(found, reason, notes_only=notes_only)
        holders = retention.holders(codes, folders, notes_only=notes_only)
        if with_backups:
            holders = _remove(retention, holders, folders[-1])
    text = receipt_text(receipts, holders)
    if output is not None:
        from sessiontui.store.sqlcipher.files import write_private

        write_private(output, text)
        tell(f"The receipt is in {output}.")
    else:
        say(text)
    if not done:
        tell(NOT_YET)


def _what(standing: Standing, *, notes_only: bool) -> str:
    notes = f"{with_count(standing.notes, 'psychotherapy note')}"
    if notes_only:
        return f"To be destroyed for good: {notes}."
    parts = [
        with_count(standing.sessions, "session"),
        with_count(standing.lines, "line"),
        notes,
    ]
    waiting = " A request for amendment is open." if standing.open_requests else ""
    return f"To be destroyed for good: {', '.join(parts)}.{waiting}"


def _agree(client: Client, agreed: str | None) -> None:
    if agreed is None:
        if not is_typed():
            raise UsageError(
                "Nothing was destroyed. Give the client's code once more: "
                "--yes-destroy CODE"
            )
        agreed = asked_line("Type the client's code to destroy it › ")
    if agreed != client.code:
        raise UsageError("That is not the client's code; nothing was destroyed.")


def _remove(
    retention: Retention, holders: tuple[Holder, ...], folder: Path
) -> tuple[Holder, ...]:
    """Replace the backups that were made by themselves by a fresh one."""
    try:
        retention.replace_backups(holders, folder)
    except (OSError, SessionTuiError):
        tell("The backups could not be replaced; those that are left are named.")
    return tuple(holder for holder in holders if holder.path.exists())
