"""Opening one file of a record, and the sentence for each way in which it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.errors import (
    DamagedError,
    InUseError,
    LockedError,
    NotFoundError,
)
from sessiontui.store.connection import WrongKeyError, connect
from sessiontui.store.copies import next_to, opens
from sessiontui.store.files import check_record_file, restore_salt

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.paths import Paths
    from sessiontui.store.driver import Database
    from sessiontui.store.key import Key
    from sessiontui.store.lock import WriterLock


def missing(path: Path) -> DamagedError:
    """What to say where a file of the record is gone."""
    return DamagedError(
        f"{path} is missing. Bring back a backup with: sessiontui restore FILE"
    )


def open_file(path: Path, key: Key, lock: WriterLock | None, paths: Paths) -> Database:
    """Open record.db or private.db with the record's key; to read, without a lock.

    Raises:
        LockedError: the key does not open it.
        DamagedError: it is not whole.
    """
    try:
        salt = check_record_file(path)
    except NotFoundError:
        raise missing(path) from None
    try:
        db = connect(path, key, readonly=lock is None)
    except WrongKeyError:
        if path == paths.private and opens(next_to(path), key):
            raise InUseError(
                "A change of the passphrase was cut short. "
                "Open the app once to finish it."
            ) from None
        old = path == paths.record and opens(paths.private, key)
        if old and next_to(paths.private).exists():
            raise LockedError(
                "That passphrase was changed, though the change was cut short. "
                "Type the new one."
            ) from None
        if path == paths.private or old:
            raise DamagedError(
                f"The start of {path} is damaged. "
                "Bring back a backup with: sessiontui restore FILE"
            ) from None
        raise
    if salt != key.salt and lock:
        restore_salt(path, key.salt)
    return db
