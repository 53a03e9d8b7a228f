"""A record as a whole: both files under one key, with a repository for each subject."""

from __future__ import annotations

import contextlib
from functools import cached_property
from typing import TYPE_CHECKING

from sessiontui.domain.text import clean
from sessiontui.errors import (
    SessionTuiError,
)
from sessiontui.store.chain.events import (
    TOLD,
    assumed_zone,
    imports,
    moved_held,
    note_event,
    put_back,
)
from sessiontui.store.chain.links import link
from sessiontui.store.chain.private_state import note_private
from sessiontui.store.repositories.carryover import CarryoverRepository
from sessiontui.store.repositories.clients import ClientRepository
from sessiontui.store.repositories.drafts import DraftRepository
from sessiontui.store.repositories.lines import LineRepository
from sessiontui.store.repositories.private_notes import PrivateNotesRepository
from sessiontui.store.repositories.redaction import RedactionRepository
from sessiontui.store.repositories.sessions import SessionRepository
from sessiontui.store.repositories.signatures import SignatureRepository
from sessiontui.store.schema.triggers import LINE_COLUMNS
from sessiontui.store.schema.versions import (
    PRIVATE_VERSIONS,
    RECORD_VERSIONS,
    is_current,
)
from sessiontui.store.sqlcipher.connection import translated
from sessiontui.store.undo_log import StepIds, UndoLog

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.repositories.progress import ProgressRepository
    from sessiontui.store.repositories.retention import RetentionRepository
    from sessiontui.store.repositories.search import SearchRepository
    from sessiontui.store.repositories.waiting import WaitingRepository
    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.sqlcipher.key import Key
    from sessiontui.store.sqlcipher.lock import WriterLock


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
        moments = StepIds()
        self.undo_log = UndoLog(record, paths.record, "line", LINE_COLUMNS, moments)
        self._parts = parts = (record, paths.record, self.undo_log)
        self.clients = ClientRepository(*parts)
        self.sessions = SessionRepository(*parts)
        self.lines = LineRepository(*parts)
        self.carryover = CarryoverRepository(*parts)
        self.drafts = DraftRepository(*parts)
        self.signatures = SignatureRepository(*parts)
        self.private_notes = PrivateNotesRepository(private, paths.private, moments)
        self.redaction = RedactionRepository(*parts, self.private_notes)
        self.private_notes.undo_log.on_step = self._note_private

    # What few commands need is loaded when it is wanted.

    @cached_property
    def progress(self) -> ProgressRepository:
        """One client over time."""
        from sessiontui.store.repositories.progress import ProgressRepository

        return ProgressRepository(*self._parts)

    @cached_property
    def retention(self) -> RetentionRepository:
        """Holds, requests and receipts, and what may be destroyed."""
        from sessiontui.store.repositories.retention import RetentionRepository

        return RetentionRepository(*self._parts, self.private_notes)

    @cached_property
    def search(self) -> SearchRepository:
        """Lines by the words in them."""
        from sessiontui.store.repositories.search import SearchRepository

        return SearchRepository(*self._parts)

    @cached_property
    def waiting(self) -> WaitingRepository:
        """Promises and dues over all clients."""
        from sessiontui.store.repositories.waiting import WaitingRepository

        return WaitingRepository(*self._parts)

    @property
    def readonly(self) -> bool:
        """True where this copy may only look."""
        return self._lock is None

    @property
    def databases(self) -> tuple[tuple[Database, Path], ...]:
        """Both open files, the record first."""
        return self._databases

    @property
    def is_current(self) -> bool:
        """True where both files have this program's tables and nothing is cut short."""
        files = [db for db, _ in self._databases]
        with translated(self.paths.record):
            current = all(map(is_current, files, (RECORD_VERSIONS, PRIVATE_VERSIONS)))
            return current and not _is_cut_short(files[0])

    def tidy(self) -> None:
        """Fold the write-ahead logs in, so that deleted text is gone from the files."""
        if self.readonly:
            return
        with contextlib.suppress(SessionTuiError):
            self.bind()
        for db, path in self._databases:
            with contextlib.suppress(SessionTuiError), translated(path):
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def bind(self, *, whole: bool = False) -> None:
        """Bind what was recorded since the last time into the chain.

        `whole` also looks for what came among older rows, or went from private.db.
        """
        (db, _), (private, path) = self._databases
        # A savepoint would keep a copy of each page, and walk all of them at each
        # statement: the caller's transaction takes everything back as well.
        unit = contextlib.nullcontext() if db.conn.in_transaction else None
        with unit or self.undo_log.unit(), translated(path):
            note_private(db, private, whole=whole)
            link(db, whole=whole)

    def tips(self) -> dict[str, str]:
        """The hash of each client's part of the chain, under a keyed pseudonym."""
        from sessiontui.store.integrity.chain import client_tips

        db, path = self._databases[0]
        with translated(path):
            return client_tips(db)

    def strays(self, tips: dict[str, str]) -> tuple[str, ...]:
        """The clients whose history does not descend from tips, a sentence each."""
        from sessiontui.store.integrity.chain import strays

        db, path = self._databases[0]
        with translated(path):
            return tuple(strays(db, tips))

    def assumed_zone(self, *, untold: bool = False) -> str:
        """The zone that was assumed for what earlier programs recorded, or nothing.

        `untold` gives it once, and never again.
        """
        db, path = self._databases[0]
        with translated(path):
            zone = assumed_zone(db, untold=untold)
        if zone and untold:
            with self.undo_log.unit() as unit:
                note_event(unit, TOLD)
        return clean(zone)

    def note_restored(self, *, compared: bool) -> None:
        """Note that this was a backup, `compared` with the holds of a former one."""
        (db, _), (private, path) = self._databases
        with translated(path):
            (notes,) = private.execute("select count(*) from note").fetchone()
        with self.undo_log.unit():
            note_event(db, "restored", compared=compared, notes=notes)

    def in_and_out(self) -> tuple[str, ...]:
        """Sentences on what came from elsewhere, and what left under a legal hold."""
        db, path = self._databases[0]
        with translated(path):
            return (*imports(db), *moved_held(db), *put_back(db))

    def _note_private(self) -> None:
        """Note that a step stands in private.db; should it fail, that is a crash."""
        (db, _), (private, path) = self._databases
        quiet = contextlib.suppress(SessionTuiError)
        with quiet, self.undo_log.unit(durable=False), translated(path):
            note_private(db, private)

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


def _is_cut_short(db: Database) -> bool:
    """True where psychotherapy notes still stand that were to be destroyed."""
    found = db.execute("select 1 from destroying where session_id > 0")
    return found.fetchone() is not None
