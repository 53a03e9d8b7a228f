"""Saving what can be read of a damaged record."""

from __future__ import annotations

import contextlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sessiontui.cli.meter import telling
from sessiontui.cli.options import Options, command, pass_options
from sessiontui.cli.output import say, tell
from sessiontui.domain.text import with_count
from sessiontui.errors import CannotWriteError, DamagedError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.settings.paths import Paths

_NAMES = {
    "client": "client",
    "session": "session",
    "line": "line",
    "note": "psychotherapy note",
    "signature": "signature",
    "amendment": "amendment",
    "draft": "half-typed line",
    "request": "request",
}


@command(
    "recover",
    "sessiontui recover -o ~/recovered",
    "sessiontui recover /media/old/sessiontui -o ~/recovered",
)
@click.argument("damaged", required=False, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="NEWFOLDER",
    required=True,
    help="Make the new record in this folder.",
)
@pass_options
def recover(options: Options, damaged: Path | None, output: Path) -> int:
    """Save what can be read of a damaged record into a new one.

    DAMAGED is the folder of the damaged record; without it, it is your own. Its files
    are only read. Every page that is still authentic is taken, and lines come back
    from the history where their own page is lost. Asks for the passphrase or the
    recovery sheet, which the new record keeps; with the sheet the start of the files
    may be destroyed.

    Says what was saved and, by client and session, what could not be read. A whole
    backup is better than this: try sessiontui restore FILE first.

    Exit codes: 0 all of it was saved, 3 wrong passphrase, 4 no record there, 5 some of
    it could not be read, 6 the app is open, 7 the folder cannot be written.
    """
    from sessiontui.cli.unlock import with_secret
    from sessiontui.settings.paths import find_paths
    from sessiontui.store.salvage.salvage import key_of
    from sessiontui.store.salvage.salvage import recover as save

    source = find_paths(damaged) if damaged else options.paths
    fresh = find_paths(output)
    if not source.record.is_file() and not source.private.is_file():
        raise NotFoundError(f"There is no record in {source.data}.")
    if fresh.data == source.data:
        raise CannotWriteError("Choose another folder than that of the damaged record.")

    key = with_secret(options, partial(key_of, source))
    with _nobody_writing(source), telling("Saving what can be read") as far:
        found = save(source, key, fresh, far)
    counts = ", ".join(
        with_count(count, _NAMES[name])
        for name, count in found.saved.items()
        if name in _NAMES
    )
    say(f"Saved: {counts}.")
    if found.told:
        say("\n".join(("Put together:", *(f"  {line}" for line in found.told))))
    if found.lost:
        say("\n".join(("Could not be read:", *(f"  {line}" for line in found.lost))))
    else:
        say("All that the record knew of is there.")
    tell(
        f"The new record is in {output}; undo begins anew in it. Look at it with: "
        f"sessiontui --home {output} open. The damaged files are as they were."
    )
    return DamagedError.exit_code if found.lost else 0


@contextlib.contextmanager
def _nobody_writing(source: Paths) -> Iterator[None]:
    """Keep other copies from writing meanwhile, where the folder can be held."""
    from sessiontui.store.sqlcipher.lock import WriterLock

    try:
        lock = WriterLock(source.lock)
    except CannotWriteError:
        yield
        return
    try:
        yield
    finally:
        lock.release()
