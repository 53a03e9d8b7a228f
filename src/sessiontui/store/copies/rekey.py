"""A new passphrase: new files beside the old, then one rename that decides.

The rename of record.db is the moment of change. Before it the old passphrase is
good, after it the new one; opening the record finishes what was cut short between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.errors import CannotWriteError, InUseError
from sessiontui.store.copies.database_copy import (
    copy_whole,
    drop_copy,
    in_the_making,
    next_to,
    opens,
    swap_in,
)
from sessiontui.store.sqlcipher.connection import connect, translated
from sessiontui.store.sqlcipher.driver import DBError
from sessiontui.store.sqlcipher.files import reason, sync
from sessiontui.store.sqlcipher.key import derive, new_salt

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key


def change_passphrase(record: Record, passphrase: str) -> Key:
    """Give the record a new passphrase and close it; returns the new key.

    Raises:
        InUseError: another copy is reading the record.
        CannotWriteError: the disk refused; the old passphrase is still good.
    """
    key = derive(passphrase, new_salt())
    paths = [path for _, path in record.databases]
    try:
        try:
            for db, path in record.databases:
                drop_copy(path)
                copy = copy_whole(db, path, in_the_making(path), record.key)
                _rekey(copy, record.key, key)
                copy.rename(next_to(path))
            for db, path in record.databases:
                with translated(path):
                    row = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if row[0]:
                    raise InUseError("Close the other open copy of the app first.")
        except BaseException:
            for path in paths:
                drop_copy(path)
            raise
        record.close_files()
        for path in paths:
            swap_in(path)
    except OSError as error:
        raise CannotWriteError(
            f"The passphrase was not changed ({reason(error)})."
        ) from None
    finally:
        record.close()
    return key


def _rekey(copy: Path, old: Key, new: Key) -> None:
    db = connect(copy, old)
    try:
        # In WAL mode a rekey on a full disk would say nothing and do nothing.
        db.execute("PRAGMA journal_mode=DELETE").fetchone()
        db.execute(f'PRAGMA rekey="{new.pragma()}"')
    except DBError:
        # Its error has no name, whatever the disk said.
        raise CannotWriteError(
            "The passphrase was not changed; is there room on the disk?"
        ) from None
    finally:
        db.close()
    if not opens(copy, new) or opens(copy, old):
        raise CannotWriteError("The passphrase was not changed.")
    sync(copy)
