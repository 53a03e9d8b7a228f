"""Saving what can be read of a damaged record into a new one.

The damaged files are only read. Every row on a genuine page is taken; a line whose own
page is lost comes back from the history, which has its words too; what a row needs that
is lost (its client, its session) is put up anew. What is missing is counted, and named
by client and session, never by words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.errors import CannotWriteError, DamagedError, LockedError
from sessiontui.store.copies.archive import workshop
from sessiontui.store.integrity.verify import verify
from sessiontui.store.meter import Far, scaled, silent
from sessiontui.store.open import begin_with, exists
from sessiontui.store.salvage.pages import opens_a_page, read_rows, salts
from sessiontui.store.salvage.rebuild import Saving
from sessiontui.store.sqlcipher.files import make_folder
from sessiontui.store.sqlcipher.key import derive, read_recovery

if TYPE_CHECKING:
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

    Raises:
        CannotWriteError: something stands there already, or the disk refuses.
        DamagedError: not one client, session or line could be read.
    """
    if exists(fresh):
        raise CannotWriteError(f"There is a record at {fresh.record} already.")
    make_folder(fresh.data)
    with workshop(fresh.data) as folder:
        (record_pages, rows), (private_pages, notes) = (
            read_rows(path, key, folder / f"{path.name}.pages")
            for path in (damaged.record, damaged.private)
        )
    far(0.4)
    saving = Saving(rows, notes)
    if not saving.has_anything:
        raise DamagedError("Nothing in the files could be read; nothing was written.")
    record = begin_with(fresh, lambda: key)
    try:
        saving.write(record)
        problems = verify(record, scaled(far, 0.7, 1.0))
    finally:
        record.close()
    lost = (
        *_of_pages("record.db", record_pages),
        *_of_pages("private.db", private_pages),
        *_missing(saving),
        *problems,
    )
    return Recovered(saving.saved(), tuple(saving.told), lost)


def _of_pages(name: str, pages: Pages) -> list[str]:
    if not pages.genuine:
        return [f"{name}: not one page could be read."]
    if not pages.damaged:
        return []
    which = "page" if pages.damaged == 1 else "pages"
    return [f"{name}: {pages.damaged} {which} could not be read."]


def _missing(saving: Saving) -> list[str]:
    """Name what is known to be missing, by table, client and session."""
    found = []
    last = saving.counted[0]
    lines = {row.id for row in saving.raw[0]["line"]}
    lines |= {row.values[4] for row in saving.raw[0]["change"]}
    highest = max(lines | {last.get("line", 0)}, default=0)
    missing = [n for n in range(1, highest + 1) if n not in lines]
    if missing and not saving.raw[0]["destroyed"]:
        found.append(
            f"lines: {len(missing)} could not be read{_near(saving, missing)}."
        )
    for which, name in enumerate(("record.db", "private.db")):
        there = {row.id for row in saving.raw[which]["change"]}
        highest = max(there | {saving.counted[which].get("change", 0)}, default=0)
        if (gone := highest - len(there)) and not saving.raw[0]["destroyed"]:
            found.append(f"{name}: {gone} entries of the history could not be read.")
    found += _numbers_missing(saving)
    return found


def _near(saving: Saving, missing: list[int]) -> str:
    """The sessions whose lines stand next to those that are missing."""
    by_id = {x.id: x.values[1] for x in saving.raw[0]["line"]}
    by_id |= {x.values[4]: x.values[5] for x in saving.raw[0]["change"]}
    near = set()
    for number in missing:
        before = max((n for n in by_id if n < number), default=None)
        if before is not None and by_id[before] in saving.sessions:
            near.add(saving.named(by_id[before]))
    return f" (in or after {', '.join(sorted(near))})" if near else ""


def _numbers_missing(saving: Saving) -> list[str]:
    found = []
    for client in saving.clients.values():
        there = {
            row["number"]
            for row in saving.sessions.values()
            if row["client_id"] == client["id"]
        }
        gone = [n for n in range(1, max(there, default=0)) if n not in there]
        found += [f"{client['code']} session {n} could not be read." for n in gone]
    return found
