"""Putting another pair of files in the record's place, decided by one rename.

The pair waits in a folder of its own, with the name of the folder for what was there.
Once that folder has its name, the pair is the record: whatever death the process dies
then, the next opening puts the files where they belong.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sessiontui.settings.paths import Paths
from sessiontui.store.sqlcipher.files import (
    make_folder,
    sync,
    write_private,
    writing,
)
from sessiontui.store.sqlcipher.lock import WriterLock

if TYPE_CHECKING:
    from datetime import datetime

_WAITING = "restoring"
_ASIDE = "aside"
_SIDECARS = ("", "-wal", "-shm", "-journal")


def put_in_place(paths: Paths, inside: Paths, now: datetime) -> Path | None:
    """Let a whole, closed pair of files become the record; keep what was there.

    The caller holds the lock. Returns the folder of what was there, if anything was.
    """
    aside = _free_name(paths.data, f"before-restore-{now.astimezone():%Y%m%d-%H%M%S}")
    import shutil

    making = paths.data / f"{_WAITING}.making"
    shutil.rmtree(making, ignore_errors=True)
    make_folder(making)
    write_private(making / _ASIDE, aside.name)
    for path in (inside.record, inside.private):
        path.rename(making / path.name)
    sync(making)
    making.rename(paths.data / _WAITING)
    sync(paths.data)
    _finish(paths)
    return aside if aside.exists() else None


def finish_swap(paths: Paths) -> None:
    """Finish what was cut short after its deciding moment; mostly there is nothing.

    Raises:
        InUseError: another process is about to.
        CannotWriteError: the folder refuses.
    """
    if not (paths.data / _WAITING).exists():
        return
    lock = WriterLock(paths.lock)
    try:
        with writing(paths.data):
            _finish(paths)
    finally:
        lock.release()


def _finish(paths: Paths) -> None:
    waiting = paths.data / _WAITING
    if not waiting.exists():
        return
    import shutil

    inside = Paths(data=waiting, config=waiting)
    if inside.record.exists() and inside.private.exists():
        _set_aside(paths, paths.data / (waiting / _ASIDE).read_text())
    # While both wait, what stands in their place is the former pair; so this order.
    for there, path in ((inside.private, paths.private), (inside.record, paths.record)):
        if there.exists():
            there.rename(path)
            sync(paths.data)
    shutil.rmtree(waiting)


def _set_aside(paths: Paths, kept: Path) -> None:
    there = [
        Path(f"{path}{sidecar}")
        for path in (paths.record, paths.private)
        for sidecar in _SIDECARS
        if Path(f"{path}{sidecar}").exists()
    ]
    if there:
        make_folder(kept)
        for path in there:
            path.rename(kept / path.name)


def _free_name(folder: Path, name: str) -> Path:
    free, count = folder / name, 1
    while free.exists():
        count += 1
        free = folder / f"{name}-{count}"
    return free
