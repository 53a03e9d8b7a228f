"""Saving what can be read of a damaged record into a new one.

The damaged files are only read. Every row on a genuine page is taken; a line whose own
page is lost comes back from the history, which has its words too; what a row needs that
is lost (its client, its session) is put up anew. What is missing is counted, and named
by client and session, never by words.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.domain.text import with_count
from sessiontui.errors import CannotWriteError, DamagedError, LockedError
from sessiontui.store.copies.backup_file import workshop
from sessiontui.store.integrity.verify import verify
from sessiontui.store.meter import Far, part_of, silent
from sessiontui.store.open import begin_with, exists, unmake
from sessiontui.store.salvage.found import Found
from sessiontui.store.salvage.gaps import Missing
from sessiontui.store.salvage.pages import opens_a_page, reading_rows, salts
from sessiontui.store.salvage.rebuild import Saving
from sessiontui.store.sqlcipher.files import make_folder
from sessiontui.store.sqlcipher.key import derive
from sessiontui.store.sqlcipher.recovery_sheet import read_recovery

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.salvage.pages import Pages
    from sessiontui.store.sqlcipher.key import Key


@dataclass(frozen=True, slots=True)
class Recovered:
    """The result: what was saved and what was not, a sentence each."""

    saved: dict[str, int]
    told: tuple[str, ...]
    lost: tuple[str, ...]


def key_of(damaged: Paths, secret: str) -> Key:
    """The key that a passphrase or a recovery sheet stands for, by any page it fits.

    Raises:
        LockedError: it fits none.
    """
    files = (damaged.record, damaged.private)
    if sheet := read_recovery(secret):
        if opens_a_page(files, sheet):
            return sheet
    else:
        for salt in salts(files):
            if opens_a_page(files, key := derive(secret, salt)):
                return key
    raise LockedError(
        "That passphrase opens no page of the record. Check Caps Lock; where the "
        "start of both files is damaged, the recovery sheet is needed."
    )


def recover(damaged: Paths, key: Key, fresh: Paths, far: Far = silent) -> Recovered:
    """Save what can be read of a damaged record into a new one under the same key.

    Of what is found, little is held in memory. What is cut short leaves nothing.

    Raises:
        CannotWriteError: something stands there already, or the disk refuses.
        DamagedError: not one client, session or line could be read.
    """
    if exists(fresh):
        raise CannotWriteError(f"There is a record at {fresh.record} already.")
    was_there = fresh.data.exists()
    make_folder(fresh.data)
    try:
        with workshop(fresh.data) as folder:
            return _recover(damaged, key, fresh, folder, far)
    except BaseException:
        _take_back(fresh, was_there=was_there)
        raise


def _recover(
    damaged: Paths, key: Key, fresh: Paths, folder: Path, far: Far
) -> Recovered:
    lost: list[str] = []
    record = begin_with(fresh, lambda: key)
    with (
        contextlib.closing(record),
        contextlib.closing(Found(folder / "found", key, record)) as found,
    ):
        for which, path in enumerate((damaged.record, damaged.private)):
            scratch = folder / f"{path.name}.pages"
            part = part_of(far, 0.0, 0.4) if not which else silent
            with reading_rows(path, key, scratch, part) as (pages, rows):
                found.take(which, rows)
            scratch.unlink()
            lost += _of_pages(path.name, pages)
        saving = Saving(found)
        if not saving.has_anything:
            raise DamagedError(
                "Nothing in the files could be read; nothing was written."
            )
        far(0.4)
        missing = Missing(found)
        saving.write(record)
        problems = verify(record, part_of(far, 0.7, 1.0))
        return Recovered(
            saving.saved(),
            tuple(saving.told),
            (*lost, *missing.told(saving), *saving.numbers_missing(), *problems),
        )


def _take_back(fresh: Paths, *, was_there: bool) -> None:
    """Leave nothing of a record that was not finished."""
    with contextlib.suppress(OSError):
        if exists(fresh):
            unmake(fresh)
        if not was_there:
            fresh.lock.unlink(missing_ok=True)
            fresh.data.rmdir()


def _of_pages(name: str, pages: Pages) -> list[str]:
    if not pages.genuine:
        return [f"{name}: not one page could be read."]
    if not pages.damaged:
        return []
    return [f"{name}: {with_count(pages.damaged, 'page')} could not be read."]
