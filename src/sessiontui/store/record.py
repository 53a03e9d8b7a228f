"""A record as a whole: both files under one key, one writer, opened and closed."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sessiontui.errors import (
    CannotWriteError,
    InUseError,
    NotFoundError,
    SessionTuiError,
)
from sessiontui.store.carried import CarriedRepository
from sessiontui.store.clients import ClientRepository
from sessiontui.store.connection import connect, translated
from sessiontui.store.copies import finish_change, opens
from sessiontui.store.destroying import finish, is_cut_short
from sessiontui.store.drafts import DraftRepository
from sessiontui.store.files import (
    check_private,
    check_record_file,
    create_private,
    make_folder,
    reason,
    sync_folder,
)
from sessiontui.store.forgetting import ForgettingRepository
from sessiontui.store.guards import LINE_COLUMNS, PRIVATE_GUARDS, RECORD_GUARDS
from sessiontui.store.history import History, Moments
from sessiontui.store.keeping import KeepingRepository
from sessiontui.store.key import Key, derive, new_salt, read_recovery
from sessiontui.store.lines import LineRepository
from sessiontui.store.lock import WriterLock
from sessiontui.store.opening import missing, open_file
from sessiontui.store.over_time import OverTimeRepository
from sessiontui.store.placing import finish_placing
from sessiontui.store.private import PrivateRepository
from sessiontui.store.search import SearchRepository
from sessiontui.store.signing import SigningRepository
from sessiontui.store.upgrade import keep_before_upgrade
from sessiontui.store.versions import (
    PRIVATE,
    RECORD,
    check_objects,
    check_version,
    is_current,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.paths import Paths
    from sessiontui.store.driver import Database


class Record:
    """An open record. One thread owns it."""

    def __init__(
        self,
        paths: Paths,
        key: Key,
        lock: WriterLock | None,
        record: Database,
        private: Database,
    ) -> None:
        """Join what `open_record` opened; `lock` is None on a read-only record."""
        self.paths = paths
        self.key = key
        self._lock = lock
        self._open = True
        self._databases = ((record, paths.record), (private, paths.private))
        moments = Moments()
        self.history = History(record, paths.record, "line", LINE_COLUMNS, moments)
        parts = (record, paths.record, self.history)
        self.clients = ClientRepository(*parts)
        self.lines = LineRepository(*parts)
        self.carried = CarriedRepository(*parts)
        self.over_time = OverTimeRepository(*parts)
        self.drafts = DraftRepository(*parts)
        self.forgetting = ForgettingRepository(*parts)
        self.search = SearchRepository(*parts)
        self.signing = SigningRepository(*parts)
        self.private = PrivateRepository(private, paths.private, moments)
        self.keeping = KeepingRepository(*parts, self.private)

    @property
    def readonly(self) -> bool:
        """Whether this copy may only look."""
        return self._lock is None

    @property
    def databases(self) -> tuple[tuple[Database, Path], ...]:
        """Both open files, the record first."""
        return self._databases

    @property
    def is_current(self) -> bool:
        """Whether both files have this program's tables, and nothing is cut short."""
        files = [db for db, _ in self._databases]
        with translated(self.paths.record):
            current = all(map(is_current, files, (RECORD, PRIVATE)))
            return current and not is_cut_short(files[0])

    def tidy(self) -> None:
        """Fold the write-ahead logs in, so that deleted text is gone from the files."""
        if self.readonly:
            return
        for db, path in self._databases:
            with contextlib.suppress(SessionTuiError), translated(path):
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close_files(self) -> None:
        """Leave one plain pair of files behind; the lock stays."""
        if self._open:
            self.tidy()
            for db, _ in self._databases:
                db.close()
            self._open = False

    def close(self) -> None:
        """Close the files and let others write."""
        self.close_files()
        if self._lock:
            self._lock.release()
            self._lock = None


def exists(paths: Paths) -> bool:
    """Whether a record, or what is left of one, stands where it would be."""
    finish_placing(paths)
    return os.path.lexists(paths.record) or _is_left_over(paths)


def _is_left_over(paths: Paths) -> bool:
    """Whether record.db was lost and other files of a record are still there.

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
    finish_placing(paths)
    lock = WriterLock(paths.lock)
    try:
        if exists(paths):
            raise CannotWriteError(f"There is a record at {paths.record} already.")
        key = find()
        fresh = _unfinished(paths)
        _sweep_first_start(paths)
        # In this order: a private.db alone must never look like a cut-short start.
        for path in (fresh, paths.private):
            create_private(path)
        _make_files((fresh, paths.private), key)
        fresh.rename(paths.record)
        sync_folder(paths.data)
    except OSError as error:
        lock.release()
        raise CannotWriteError(
            f"{paths.data} could not be written ({reason(error)})."
        ) from None
    except BaseException:
        lock.release()
        raise
    return _open(paths, key, lock)


def _sweep_first_start(paths: Paths) -> None:
    for path in (paths.private, _unfinished(paths)):
        for sidecar in ("-wal", "-shm", "-journal", ""):
            Path(f"{path}{sidecar}").unlink(missing_ok=True)


def _make_files(paths: tuple[Path, Path], key: Key) -> None:
    from sessiontui.store.schema import prepare_both

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
        finish_placing(paths)
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
    finish_placing(paths)
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
            raise missing(paths.record) from None
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
        (paths.record, RECORD, RECORD_GUARDS),
        (paths.private, PRIVATE, PRIVATE_GUARDS),
    )
    try:
        for path, versions, guards in files:
            if lock and path == paths.private:
                finish_change(paths, key)
            opened.append(open_file(path, key, lock, paths))
            with translated(path):
                check_version(opened[-1], versions)
                check_objects(opened[-1], path, guards)
        if lock:
            # Loaded only here: it takes long, and who only looks needs none of it.
            from sessiontui.store.schema import prepare_both

            keep_before_upgrade(paths, key, opened)
            prepare_both(zip(opened, (paths.record, paths.private), strict=True))
        record = Record(paths, key, lock, opened[0], opened[1])
        if lock:
            finish(record)
            with contextlib.suppress(CannotWriteError):
                # On a full disk it is tried again at the next opening.
                record.forgetting.forget_left_behind()
    except BaseException:
        for db in opened:
            db.close()
        if lock:
            lock.release()
        raise
    return record
