"""Opening a record, making one, and the sentence for each way in which it may not be.

One writer at a time; who comes second may look.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sessiontui.errors import (
    CannotWriteError,
    DamagedError,
    InUseError,
    LockedError,
    NotFoundError,
    SessionTuiError,
)
from sessiontui.store.copies.database_copy import finish_change, next_to, opens
from sessiontui.store.copies.swap import finish_swap
from sessiontui.store.record import Record
from sessiontui.store.schema.triggers import PRIVATE_TRIGGERS, RECORD_TRIGGERS
from sessiontui.store.schema.versions import (
    PRIVATE_VERSIONS,
    RECORD_VERSIONS,
    check_objects,
    check_version,
)
from sessiontui.store.sqlcipher.connection import connect, translated
from sessiontui.store.sqlcipher.files import (
    check_private,
    check_record_file,
    create_private,
    make_folder,
    restore_salt,
    sync,
    writing,
)
from sessiontui.store.sqlcipher.key import Key, derive, new_salt
from sessiontui.store.sqlcipher.lock import WriterLock
from sessiontui.store.sqlcipher.recovery_sheet import read_recovery

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.sqlcipher.key import Key


def exists(paths: Paths) -> bool:
    """True where a record, or what is left of one, stands in its place."""
    finish_swap(paths)
    return os.path.lexists(paths.record) or _is_left_over(paths)


def _is_left_over(paths: Paths) -> bool:
    """True where record.db was lost and other files of a record are still there.

    A first start that was cut short leaves an unfinished record.db beside the rest.
    """
    return not os.path.lexists(_unfinished(paths)) and (
        os.path.lexists(paths.private)
        or os.path.lexists(f"{paths.record}-wal")
        or any(paths.data.glob("before-restore-*"))
    )


def _unfinished(paths: Paths) -> Path:
    return paths.record.with_suffix(".new")


def create_record(paths: Paths, passphrase: str) -> Record:
    """Make a new, empty record.

    Raises:
        CannotWriteError: the folder cannot be used, or a record stands there already.
    """
    return begin_with(paths, lambda: derive(passphrase, new_salt()))


def begin_with(paths: Paths, find: Callable[[], Key]) -> Record:
    """Make a new, empty record under a key that is found once nothing is in its way.

    Raises:
        CannotWriteError: the folder cannot be used, or a record stands there already.
    """
    make_folder(paths.data)
    finish_swap(paths)
    lock = WriterLock(paths.lock)
    try:
        with writing(paths.data):
            if exists(paths):
                raise CannotWriteError(f"There is a record at {paths.record} already.")
            key = find()
            fresh = _unfinished(paths)
            _sweep_first_start(paths)
            # In this order: a private.db alone must never look like a cut-short start.
            try:
                for path in (fresh, paths.private):
                    create_private(path)
                _make_files((fresh, paths.private), key)
                fresh.rename(paths.record)
            except BaseException:
                with contextlib.suppress(OSError):
                    _sweep_first_start(paths)
                raise
            sync(paths.data)
    except BaseException:
        lock.release()
        raise
    return _open(paths, key, lock)


def _sweep_first_start(paths: Paths) -> None:
    for path in (paths.private, _unfinished(paths)):
        for sidecar in ("-wal", "-shm", "-journal", ""):
            Path(f"{path}{sidecar}").unlink(missing_ok=True)


def unmake(paths: Paths) -> None:
    """Take back a record that was made just now, and into which nothing came."""
    paths.record.rename(_unfinished(paths))
    _sweep_first_start(paths)


def _make_files(paths: tuple[Path, Path], key: Key) -> None:
    from sessiontui.store.schema.prepare import prepare_both

    files = [(connect(path, key, fresh=True), path) for path in paths]
    prepare_both(files)
    for db, path in files:
        with translated(path):
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.close()


def find_key(paths: Paths, secret: str) -> Key:
    """The key that a passphrase, or the text of a recovery sheet, stands for.

    Raises:
        NotFoundError, DamagedError: there is no record to have a key for.
    """
    if paths.data.exists():
        check_private(paths.data)
        finish_swap(paths)
    salt = _check_record(paths)
    if sheet := read_recovery(secret):
        return sheet
    with contextlib.suppress(SessionTuiError):
        # Both files carry one salt: where they differ, a damaged start gives itself
        # away, and the other file may still hold the right one.
        other = check_record_file(paths.private)
        if other != salt and opens(paths.private, key := derive(secret, other)):
            return key
    return derive(secret, salt)


def open_record(paths: Paths, key: Key, *, write: bool = True) -> Record:
    """Open the record with its key.

    Raises:
        InUseError: `write` is asked for and another copy is writing.
        LockedError: the key does not open it.
        DamagedError: one of the files is not whole.
    """
    finish_swap(paths)
    _check_record(paths)
    record = _open(paths, key, WriterLock(paths.lock) if write else None)
    if not record.is_current:
        # What only looks cannot bring it up to date: open it once to write.
        record.close()
        open_record(paths, key).close()
        record = _open(paths, key, None)
    return record


def _check_record(paths: Paths) -> bytes:
    try:
        return check_record_file(paths.record)
    except NotFoundError:
        if _is_left_over(paths):
            raise _missing(paths.record) from None
        raise


def open_or_watch(paths: Paths, key: Key) -> tuple[Record, str]:
    """Open the record for writing, or else to look, with the sentence that says why."""
    try:
        if not os.access(paths.record, os.W_OK):
            raise CannotWriteError(f"{paths.record} can only be read.")
        return open_record(paths, key), ""
    except (InUseError, CannotWriteError) as error:
        return open_record(paths, key, write=False), f"{error} You can only read here."


def _open(paths: Paths, key: Key, lock: WriterLock | None) -> Record:
    opened: list[Database] = []
    files = (
        (paths.record, RECORD_VERSIONS, RECORD_TRIGGERS),
        (paths.private, PRIVATE_VERSIONS, PRIVATE_TRIGGERS),
    )
    try:
        for path, versions, triggers in files:
            if lock and path == paths.private:
                finish_change(paths, key)
            opened.append(_open_file(path, key, lock, paths))
            with translated(path):
                check_version(opened[-1], versions)
                check_objects(opened[-1], path, triggers)
        if lock:
            # Loaded only here: it takes long, and who only looks needs none of it.
            from sessiontui.store.copies.before_upgrade import keep_before_upgrade
            from sessiontui.store.schema.prepare import prepare_both

            keep_before_upgrade(paths, key, opened)
            prepare_both(zip(opened, (paths.record, paths.private), strict=True))
        record = Record(paths, key, lock, opened[0], opened[1])
        if lock:
            from sessiontui.store.erase import finish

            finish(record)
            with contextlib.suppress(CannotWriteError):
                # On a full disk it is tried again at the next opening.
                record.redaction.redact_left_behind()
    except BaseException:
        for db in opened:
            db.close()
        if lock:
            lock.release()
        raise
    return record


def _missing(path: Path) -> DamagedError:
    """The sentence where a file of the record is gone."""
    return DamagedError(
        f"{path} is missing. Bring back a backup with: sessiontui restore FILE"
    )


def _open_file(path: Path, key: Key, lock: WriterLock | None, paths: Paths) -> Database:
    """Open record.db or private.db with the record's key; to read, without a lock.

    Raises:
        LockedError: the key does not open it.
        DamagedError: it is not whole.
    """
    try:
        salt = check_record_file(path)
    except NotFoundError:
        raise _missing(path) from None
    try:
        db = connect(path, key, readonly=lock is None)
    except LockedError:
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
