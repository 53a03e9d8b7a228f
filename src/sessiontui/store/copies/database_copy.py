"""Whole copies of an open database, and putting one in the original's place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sessiontui.errors import DamagedError, SessionTuiError
from sessiontui.interrupts import interrupts_end
from sessiontui.store.integrity.pages import check_pages
from sessiontui.store.sqlcipher.connection import connect, translated
from sessiontui.store.sqlcipher.files import create_private, sync

if TYPE_CHECKING:
    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.sqlcipher.key import Key


def copy_whole(db: Database, path: Path, copy: Path, key: Key) -> Path:
    """A consistent copy of an open database under the same key, read back."""
    create_private(copy)
    with translated(path):
        watching = db.execute("PRAGMA query_only").fetchone()[0]
        db.execute("PRAGMA query_only=OFF")
        try:
            with interrupts_end(db):
                # As bytes: the name of a folder may be no text.
                db.execute("VACUUM INTO cast(? as text)", (os.fsencode(copy),))
        finally:
            db.execute(f"PRAGMA query_only={watching}")
    fresh = connect(copy, key, readonly=True)
    try:
        if check_pages(fresh):
            raise DamagedError("The copy did not read back; nothing was written.")
    finally:
        fresh.close()
    return copy


def in_the_making(path: Path) -> Path:
    """The path where the copy under a new passphrase is made."""
    return path.with_suffix(".making")


def opens(path: Path, key: Key) -> bool:
    """True where a file is whole enough to open with a key."""
    try:
        connect(path, key, readonly=True).close()
    except SessionTuiError:
        return False
    return True


def next_to(path: Path) -> Path:
    """The path of that copy when it is whole, and only then."""
    return path.with_suffix(".next")


def drop_copy(path: Path) -> None:
    """Remove the copies of a file under a new passphrase and what belongs to them."""
    for copy in (in_the_making(path), next_to(path)):
        for sidecar in ("-wal", "-shm", "-journal", ""):
            Path(f"{copy}{sidecar}").unlink(missing_ok=True)


def swap_in(path: Path) -> None:
    """Let the copy made under a new passphrase take the place of the file.

    A log that fits the old file would damage the new one, so it goes first.
    """
    for sidecar in ("-wal", "-shm"):
        Path(f"{path}{sidecar}").unlink(missing_ok=True)
    next_to(path).rename(path)
    sync(path.parent)


def finish_change(paths: Paths, key: Key) -> None:
    """Put private.db in step with a record that already has its new passphrase.

    Copies that do not open with the record's key are left from a change that was
    cut short before its deciding moment; they go.
    """
    fresh = next_to(paths.private)
    if fresh.exists() and opens(fresh, key) and not opens(paths.private, key):
        swap_in(paths.private)
    for path in (paths.record, paths.private):
        drop_copy(path)
