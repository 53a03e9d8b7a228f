"""A backup in a record's place: what it does not know of the clients of that one."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.domain.retention import RECORD
from sessiontui.domain.session.times import of_here
from sessiontui.errors import SessionTuiError
from sessiontui.settings.paths import Paths
from sessiontui.store.open import find_key, open_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from sessiontui.domain.entities import Client
    from sessiontui.domain.retention import Receipt, Standing
    from sessiontui.store.record import Record

_NOT_COMPARED = (
    "The former record does not open with this passphrase, so what it knew of legal "
    "holds, codes and what was destroyed was not looked at."
)


@dataclass(frozen=True, slots=True)
class _Former:
    """The former record: its clients, each with all their codes, and its receipts.

    And how much it has of those who are under a legal hold.
    """

    standings: tuple[tuple[Standing, tuple[str, ...]], ...]
    receipts: tuple[Receipt, ...]
    held: dict[int, int]

    @property
    def codes(self) -> frozenset[str]:
        """All codes that lead to a client."""
        return frozenset(code for _, codes in self.standings for code in codes)


def settle(
    paths: Paths, former: Path | None, secret: str, clock: Callable[[], datetime]
) -> tuple[str, ...]:
    """Note that a backup was put in place, and let stand in it what must not go.

    That is a legal hold, and the code that a client has now. A former record that the
    secret does not open cannot be asked.

    Returns:
        Sentences on that, and on what is back though it was destroyed.
    """
    known = _asked(former, secret) if former else None
    told: list[str] = []
    with contextlib.suppress(SessionTuiError):
        record = open_record(paths, find_key(paths, secret))
        try:
            record.note_restored(compared=known is not None)
            if known is not None:
                told += _brought_back(record, known)
                told += _renamed(record, known, of_here(clock)())
                told += _held(record, known)
        finally:
            record.close()
    return (*told, *([_NOT_COMPARED] if former and known is None else []))


def _asked(former: Path, secret: str) -> _Former | None:
    paths = Paths(data=former, config=former)
    with contextlib.suppress(SessionTuiError):
        record = open_record(paths, find_key(paths, secret), write=False)
        try:
            standings = record.retention.standings()
            return _Former(
                tuple((x, record.clients.codes(x.client)) for x in standings),
                record.retention.receipts(),
                {
                    x.client.id: record.retention.extent(x.client.id)
                    for x in standings
                    if x.hold
                },
            )
        finally:
            record.close()
    return None


def _here(record: Record, codes: tuple[str, ...]) -> dict[int, Client]:
    """The clients of the backup to whom these codes lead; several before a merge."""
    found = (record.clients.client(code) for code in codes)
    return {client.id: client for client in found if client}


def _brought_back(record: Record, known: _Former) -> Iterator[str]:
    """Tell of clients that were destroyed and are there again, whatever their code."""
    here = record.retention.receipts()
    new = [receipt for receipt in known.receipts if receipt not in here]
    for standing in record.retention.standings():
        codes = record.clients.codes(standing.client)
        if any(_is_of(x, standing, codes, known) for x in new):
            yield (
                f"What was destroyed of {standing.client.code} is back with this "
                "backup. Destroy it again with: sessiontui destroy CLIENT"
            )


def _is_of(
    receipt: Receipt, standing: Standing, codes: tuple[str, ...], known: _Former
) -> bool:
    """Tell whether a receipt is for a client of the backup.

    With a client their former codes were destroyed: who was renamed in between is
    known by the days, and that nobody has that code any more.
    """
    if receipt.code in codes:
        return True
    for _, theirs in known.standings:
        if receipt.code in theirs and standing.client.code in theirs:
            return True
    first, last = standing.first, standing.last
    if receipt.what != RECORD or known.codes.intersection(codes):
        return False
    if first is None or last is None or receipt.first is None or receipt.last is None:
        return False
    return receipt.first <= first and last <= receipt.last


def _renamed(record: Record, known: _Former, now: datetime) -> Iterator[str]:
    """Give clients the codes again that they have, where the backup has former ones."""
    for standing, codes in known.standings:
        found = [*_here(record, codes).values()]
        if len(found) == 1 and record.clients.client(codes[0]) is None:
            client = record.clients.rename(found[0], standing.client.code, now)
            yield f"{found[0].code} is {client.code} now, as it was before."


def _held(record: Record, known: _Former) -> Iterator[str]:
    """Hold again whom the former record holds, under whichever code they stand here."""
    for standing, codes in known.standings:
        if standing.hold is None:
            continue
        here = _here(record, codes)
        if sum(map(record.retention.extent, here)) < known.held[standing.client.id]:
            yield (
                f"This backup has less of {standing.client.code}, who is under a legal "
                "hold, than the former record: keep that."
            )
        for client in here.values():
            if record.retention.hold(client.id) is None:
                record.retention.add_hold(client, standing.hold)
                yield (
                    f"The legal hold on {client.code} is not in this backup; it stays "
                    "in force."
                )
