"""Backups that are made by themselves: when, how many, and which hold what.

Only files with our own names are ever removed.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sessiontui.errors import SessionTuiError
from sessiontui.settings.paths import Paths
from sessiontui.store.backup.backup_and_restore import write_backup
from sessiontui.store.copies.backup_file import unpack, workshop
from sessiontui.store.copies.backup_names import (
    BY_HAND,
    BY_ITSELF,
    Backup,
    backup_name,
    backups_in,
    read_name,
)
from sessiontui.store.sqlcipher.connection import THESE, connect, translated
from sessiontui.store.sqlcipher.files import make_folder, reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key

OLD = timedelta(days=7)


def keep_backed_up(
    paths: Paths, key: Key, folder: Path, keep: int, now: datetime
) -> str:
    """Make the backup of the day if something changed, and let the oldest ones go.

    It runs on a thread of its own. A backup of what is not whole takes no earlier
    one's place.

    Returns:
        One sentence for whoever looks after the record; mostly there is none.
    """
    if not keep:
        return said_when_old(paths, folder, now)
    try:
        if not is_due(paths, folder, now):
            return ""
        make_folder(folder)
        if write_backup(paths, key, folder / backup_name(BY_ITSELF, now)):
            return "The record is not whole; look with: sessiontui verify"
        for backup in _by_itself(folder)[:-keep]:
            backup.path.unlink(missing_ok=True)
    except (OSError, SessionTuiError) as error:
        return f"No backup was made: {_why(error, folder)} {last_said(folder)}".rstrip()
    except Exception as error:  # noqa: BLE001 - of a thread it would go over the screen
        return f"No backup was made ({type(error).__name__}). {last_said(folder)}"
    return ""


def _why(error: Exception, folder: Path) -> str:
    cause = error if isinstance(error, OSError) else error.__context__
    if isinstance(cause, OSError):
        return f"{folder} cannot be written ({reason(cause)})."
    return str(error)


def is_due(paths: Paths, folder: Path, now: datetime) -> bool:
    """True where the record changed since the last backup, and that was not today."""
    made = _by_itself(folder)
    if not made:
        return True
    today = now.astimezone().date()
    return made[-1].at.astimezone().date() != today and written_since(
        paths, made[-1].at
    )


def _by_itself(folder: Path) -> list[Backup]:
    return [backup for backup in backups_in(folder) if backup.kind == BY_ITSELF]


def written_since(paths: Paths, moment: datetime) -> bool:
    """True where either file, or the log beside it, was written after a moment."""
    for path in (paths.record, paths.private):
        for file in (path, Path(f"{path}-wal")):
            with contextlib.suppress(OSError):
                found = file.stat()
                if found.st_size and found.st_mtime > moment.timestamp():
                    return True
    return False


def last_said(folder: Path) -> str:
    """The age of the last backup, in words; empty where there is none."""
    made = backups_in(folder)
    return f"The last one is of {made[-1].at:%d %b %Y}." if made else ""


def said_when_old(paths: Paths, folder: Path, now: datetime) -> str:
    """The same, where it is more than a week old and the record has gone on since."""
    made = backups_in(folder)
    if made and now - made[-1].at > OLD and written_since(paths, made[-1].at):
        return f"The last backup is of {made[-1].at:%d %b %Y}."
    return ""


@dataclass(frozen=True, slots=True)
class Holder:
    """A backup that holds what was destroyed, or (not `sure`) may hold it."""

    path: Path
    sure: bool

    @property
    def by_itself(self) -> bool:
        """True where the program made it without being told to."""
        found = read_name(self.path)
        return found is not None and found.kind != BY_HAND


def holders(
    record: Record, keys: Iterable[str], folders: Iterable[Path], *, notes_only: bool
) -> tuple[Holder, ...]:
    """Find the backups and the former records that hold a client or their notes.

    `keys` are of all codes that the client ever had: a backup knows them by one.
    Those that open with another passphrase cannot be looked into.
    """
    paths = record.paths
    sources = [
        path
        for folder in dict.fromkeys(folders)
        for path in sorted(folder.glob("*.backup"))
    ]
    sources += sorted(paths.data.glob("before-restore-*"))
    known = json.dumps(sorted(keys))
    found = []
    for source in sources:
        try:
            holds = _look(source, paths.data, record.key, known, notes_only)
        except (OSError, SessionTuiError):
            found.append(Holder(source, sure=False))
            continue
        if holds:
            found.append(Holder(source, sure=True))
    return tuple(found)


def _look(source: Path, beside: Path, key: Key, known: str, notes_only: bool) -> bool:
    with workshop(beside) as folder:
        inside = Paths(data=folder, config=folder)
        if source.is_dir():
            for file in source.iterdir():
                shutil.copy(file, folder / file.name)
        else:
            unpack(source, inside)
        ids = _rows(
            inside.record,
            key,
            "select session.id from client left join session"
            " on client_id = client.id"
            f" where code_key in {THESE}",
            known,
        )
        if not notes_only:
            return bool(ids)
        sql = f"select 1 from change where session_id in {THESE} limit 1"
        return bool(_rows(inside.private, key, sql, json.dumps(ids)))


def _rows(path: Path, key: Key, sql: str, *values: object) -> list[object]:
    db = connect(path, key, readonly=True)
    try:
        with translated(path):
            return [row[0] for row in db.execute(sql, values).fetchall()]
    finally:
        db.close()
