"""The guards set aside for one transaction, for what they otherwise never allow."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sessiontui.store.driver import Database


@contextlib.contextmanager
def lifted(db: Database, guards: Mapping[str, str]) -> Iterator[None]:
    """Let the guards of a file rest, and stand again before its transaction ends.

    The caller holds the transaction: whatever happens in it, a file without its
    guards is never committed.
    """
    if not db.conn.in_transaction:
        raise RuntimeError("guards are lifted in a transaction only")
    for name in guards:
        db.execute(f"drop trigger if exists {name}")
    yield
    for name, body in guards.items():
        db.execute(f"create trigger {name} {body}")
