"""Children to be killed, and a record with a past that can be put back each round."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sessiontui.domain.preferences import Preferences
from sessiontui.services.caseload import Caseload
from sessiontui.store.open import open_record
from tests.story import Clock, type_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key

HOUR = (
    "> I want to sit at that wedding",
    "= #1 3",
    '" better than Sunday',
    "+ I rang my brother",
    "@ text him Fri %60 #1 #+1",
    ". scratch for the hour",
    "~ a thought of mine",
    "! said better off without me",
)
SIGNER = "R. Amadi, LMFT 12345"


def tell(paths: Paths, key: Key, code: str = "KESTREL-4", sessions: int = 3) -> None:
    """Some hours with a client; all but the last one are signed."""
    clock = Clock()
    record = open_record(paths, key)
    caseload = Caseload(record, clock, preferences=Preferences(signer=SIGNER))
    for number in range(sessions):
        live = caseload.open(code, new_session=True)
        type_all(live, [*HOUR, f"note {number} " + "of many words " * 40])
        live.edits.edit(live.state.lines[-1], f"note {number} said otherwise")
        if number < sessions - 1:
            live.sign()
        clock.forward(days=7)
    record.close()


def texts(record: Record) -> list[str]:
    """Every line and every psychotherapy note of a record, in order."""
    (lines, _), (notes, _) = record.databases
    return [
        row[0]
        for db, table in ((lines, "line"), (notes, "note"))
        for row in db.execute(f"select text from {table} order by id").fetchall()
    ]


def all_said(paths: Paths, key: Key) -> list[str]:
    """The same of a record that nobody has open."""
    record = open_record(paths, key)
    found = texts(record)
    record.close()
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, also in those within."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def spread(action: Callable[[float], object], count: int) -> Iterator[float]:
    """Delays over all of what an action takes, the first long enough to finish it."""
    import random
    import time

    chance = random.Random(count)
    begun = time.monotonic()
    action(30.0)
    took = time.monotonic() - begun
    for _ in range(count - 1):
        yield chance.uniform(0, took)


def as_text(value: object) -> str:
    """A value to compare by."""
    return json.dumps(value, sort_keys=True, default=str)
