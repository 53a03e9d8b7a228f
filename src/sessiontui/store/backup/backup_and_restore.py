"""Backups and bringing them back.

A backup is one tar file with both encrypted databases in it, each a consistent copy,
each read back before the file gets its name. It opens with the passphrase or the
recovery sheet that were good when it was made.
"""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from sessiontui.errors import DamagedError
from sessiontui.settings.paths import Paths
from sessiontui.store.copies.backup_file import unpack, workshop, write_bundle
from sessiontui.store.copies.swap import finish_swap, put_in_place
from sessiontui.store.integrity.pages import check_pages
from sessiontui.store.integrity.verify import verify
from sessiontui.store.meter import Far, part_of, silent
from sessiontui.store.open import find_key, open_record
from sessiontui.store.record import Record
from sessiontui.store.sqlcipher.connection import connect
from sessiontui.store.sqlcipher.files import make_folder, writing
from sessiontui.store.sqlcipher.lock import WriterLock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.sqlcipher.key import Key


def back_up(record: Record, target: Path, far: Far = silent) -> tuple[str, ...]:
    """Write one encrypted file that holds the whole record, and read it back.

    Works on a read-only record too, so the app may be running elsewhere.

    Returns:
        What of the record itself is not whole, a sentence each; it is all in there
        as it stands.

    Raises:
        CannotWriteError: the target exists or the disk refused; nothing is left.
        DamagedError: the copy did not read back.
    """
    return _back_up(record.databases, record.key, target, far)


def write_backup(paths: Paths, key: Key, target: Path) -> tuple[str, ...]:
    """The same from beside an open record, on connections of its own thread.

    The files are opened by the driver only: closing any other descriptor of them
    would drop the locks that this process holds on its open record.
    """
    with _connected(paths, key) as databases:
        return _back_up(databases, key, target)


@contextmanager
def _connected(
    paths: Paths, key: Key
) -> Iterator[tuple[tuple[Database, Path], tuple[Database, Path]]]:
    """Both files of a record, only to be read, each with its path."""
    with ExitStack() as held:

        def opened(path: Path) -> tuple[Database, Path]:
            db = connect(path, key, readonly=True, fresh=True)
            return held.enter_context(closing(db)), path

        yield opened(paths.record), opened(paths.private)


def _back_up(
    databases: tuple[tuple[Database, Path], ...],
    key: Key,
    target: Path,
    far: Far = silent,
) -> tuple[str, ...]:
    problems: list[str] = []
    newest = [_newest(db) for db, _ in databases]

    def look(folder: Path) -> None:
        inside = Paths(data=folder, config=folder)
        with _connected(inside, key) as ((db, _), (notes, _)):
            copies = zip((db, notes), newest, strict=True)
            if any(_newest(copy) < least for copy, least in copies):
                raise DamagedError("The copy did not read back; nothing was written.")
            copied = Record(inside, key, None, db, notes)
            problems.extend(verify(copied, part_of(far, 0.4, 0.9)))

    write_bundle(databases, key, target, look)
    return tuple(problems)


def _newest(db: Database) -> int:
    """The newest step, by which a copy is known to be no older than its original."""
    return int(db.execute("select max(id) from step").fetchone()[0] or 0)


def restore(
    paths: Paths, source: Path, secret: str, now: datetime, far: Far = silent
) -> Path | None:
    """Put a backup in the record's place and keep what was there.

    Returns:
        The folder that now holds the former record, or None where there was none.

    Raises:
        LockedError: the secret does not open the backup; nothing was changed.
        DamagedError: the backup is not whole; nothing was changed.
        InUseError: the app is open; nothing was changed.
    """
    make_folder(paths.data)
    finish_swap(paths)
    lock = WriterLock(paths.lock)
    try:
        with writing(paths.data), workshop(paths.data) as folder:
            inside = Paths(data=folder, config=folder)
            unpack(source, inside)
            far(0.3)
            try:
                with closing(open_record(inside, find_key(inside, secret))) as record:
                    found = [p for db, _ in record.databases for p in check_pages(db)]
            except DamagedError:
                # Its own sentence would name a file that is gone again.
                found = [source.name]
            if found:
                raise DamagedError(
                    f"{source} is damaged, or SessionTUI did not make it; "
                    "nothing was changed."
                )
            far(0.9)
            kept = put_in_place(paths, inside, now)
    finally:
        lock.release()
    return kept
