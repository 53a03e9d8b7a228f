"""Backups and bringing them back.

A backup is one tar file with both encrypted databases in it, each a consistent copy,
each read back before the file gets its name. It opens with the passphrase or the
recovery sheet that were good when it was made.
"""

from __future__ import annotations

import contextlib
import shutil
import tarfile
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sessiontui.errors import CannotWriteError, DamagedError, NotFoundError
from sessiontui.paths import Paths
from sessiontui.store.copies import copy_whole
from sessiontui.store.files import (
    create_private,
    make_folder,
    reason,
    sync_file,
    sync_folder,
)
from sessiontui.store.lock import WriterLock
from sessiontui.store.record import find_key, open_record
from sessiontui.store.verify import check_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sessiontui.store.record import Record

_SIDECARS = ("-wal", "-shm", "-journal")
_WORKSHOP = ".sessiontui-"
_STALE_SECONDS = 24 * 60 * 60


def back_up(record: Record, target: Path) -> None:
    """Write one encrypted file that holds the whole record, and read it back.

    Works on a read-only record too, so the app may be running elsewhere.

    Raises:
        CannotWriteError: the target exists or the disk refused; nothing is left.
        DamagedError: the copy did not read back.
    """
    if target.exists():
        raise CannotWriteError(f"{target} exists already; choose another name.")
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with _workshop(target.parent) as folder:
            copies = [
                copy_whole(db, path, folder / path.name, record.key)
                for db, path in record.databases
            ]
            create_private(partial)
            with tarfile.open(partial, "w") as bundle:
                for copy in copies:
                    bundle.add(copy, copy.name, filter=_anonymous)
        sync_file(partial)
        partial.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise CannotWriteError(
            f"{target} could not be written ({reason(error)})."
        ) from None
    finally:
        partial.unlink(missing_ok=True)


def restore(paths: Paths, source: Path, secret: str, now: datetime) -> Path | None:
    """Put a backup in the record's place and keep what was there.

    Returns:
        The folder that now holds the former record, or None where there was none.

    Raises:
        LockedError: the secret does not open the backup; nothing was changed.
        DamagedError: the backup is not whole; nothing was changed.
        InUseError: the app is open; nothing was changed.
    """
    make_folder(paths.data)
    lock = WriterLock(paths.lock)
    try:
        with _workshop(paths.data) as folder:
            inside = Paths(data=folder, config=folder)
            _unpack(source, inside)
            record = open_record(inside, find_key(inside, secret))
            try:
                problems = [p for db, _ in record.databases for p in check_pages(db)]
            finally:
                record.close()
            if problems:
                raise DamagedError(f"{source} is damaged; nothing was changed.")
            kept = _set_aside(paths, now)
            inside.private.rename(paths.private)
            inside.record.rename(paths.record)
            sync_folder(paths.data)
    except OSError as error:
        raise CannotWriteError(
            f"{paths.data} could not be written ({reason(error)})."
        ) from None
    finally:
        lock.release()
    return kept


def _unpack(source: Path, inside: Paths) -> None:
    wanted = {path.name: path for path in (inside.record, inside.private)}
    if not source.exists():
        raise NotFoundError(f"There is no file {source}.")
    if not source.is_file():
        raise DamagedError(f"{source} is not a whole SessionTUI backup.")
    try:
        source.open("rb").close()
    except OSError as error:
        raise NotFoundError(f"{source} cannot be read ({reason(error)}).") from None
    try:
        with tarfile.open(source, "r:") as bundle:
            for member in bundle:
                path = wanted.pop(member.name, None)
                content = bundle.extractfile(member) if path else None
                if path is None or content is None:
                    continue
                create_private(path)
                with path.open("wb") as file:
                    while block := content.read(1 << 20):
                        file.write(block)
    except tarfile.TarError:
        wanted = {"": source}
    if wanted:
        raise DamagedError(f"{source} is not a whole SessionTUI backup.")


def _set_aside(paths: Paths, now: datetime) -> Path | None:
    there = [
        Path(f"{path}{sidecar}")
        for path in (paths.record, paths.private)
        for sidecar in ("", *_SIDECARS)
        if Path(f"{path}{sidecar}").exists()
    ]
    if not there:
        return None
    name = f"before-restore-{now.astimezone():%Y%m%d-%H%M%S}"
    kept = paths.data / name
    count = 1
    while kept.exists():
        count += 1
        kept = paths.data / f"{name}-{count}"
    make_folder(kept)
    for path in there:
        path.rename(kept / path.name)
    return kept


@contextlib.contextmanager
def _workshop(beside: Path) -> Iterator[Path]:
    _sweep(beside)
    with tempfile.TemporaryDirectory(prefix=_WORKSHOP, dir=beside) as folder:
        yield Path(folder)


def _sweep(beside: Path) -> None:
    """Remove what a backup that was killed left behind, once it is a day old."""
    for folder in beside.glob(f"{_WORKSHOP}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(folder)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """No names of users or machines in a backup."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
