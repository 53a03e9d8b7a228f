"""Give a record a long past: `python -m bench.fill HOME SESSIONS ENTRIES`.

A process of its own, because it goes straight to the driver: the store's connection
clears every piece of memory behind itself, which a million lines would wait for.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sessiontui.settings.paths import find_paths
from sessiontui.store.sqlcipher.driver import dbapi2
from sessiontui.store.sqlcipher.key import derive

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT = "KESTREL-4"
PASSPHRASE = "quiet river under seven bridges"
KINDS = (*("note",) * 6, "words", "strength", "homework", "rating")
"""One kind for each tenth line of a past session."""
MINUTES = 50
LONGEST = timedelta(days=40 * 365)
"""No practice is older; with more sessions than days, some stand on the same one."""


def fill(home: str, sessions: int, entries: int) -> None:
    """One client with that many sessions, the last one yesterday."""
    path = find_paths(home).record
    key = derive(PASSPHRASE, path.read_bytes()[:16])
    db = dbapi2.connect(str(path), isolation_level=None)
    db.execute(f'PRAGMA key="{key.pragma()}"')
    db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA cache_size=-200000")
    db.execute("BEGIN")
    apart = min(timedelta(days=1), LONGEST / sessions)
    begun = datetime.now(UTC) - sessions * apart - timedelta(hours=1)
    db.execute(
        "insert into client(id, code, code_key, created_at) values (1, ?, ?, ?)",
        (CLIENT, CLIENT.casefold(), _stamp(begun)),
    )
    for number in range(1, sessions + 1):
        start = begun + (number - 1) * apart
        db.execute(
            "insert into session(id, client_id, number, day, started_at, stopped_at)"
            " values (?, 1, ?, ?, ?, ?)",
            (
                number,
                number,
                f"{start.astimezone().date()}",
                _stamp(start),
                _stamp(start + timedelta(minutes=MINUTES)),
            ),
        )
        db.executemany(
            "insert into line(session_id, client_id, kind, text, author, at, at_offset,"
            " position, value) values (?, 1, ?, ?, 'therapist', ?, 0, ?, ?)",
            _lines(number, start, entries),
        )
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()


def _lines(session: int, start: datetime, entries: int) -> Iterator[tuple[Any, ...]]:
    for n in range(entries):
        kind = KINDS[n % len(KINDS)]
        text = f"{kind} {n} of session {session}: a walk, and a quieter evening"
        at = start + timedelta(minutes=n % MINUTES)
        yield session, kind, text, _stamp(at), n, 4 if kind == "rating" else None


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
