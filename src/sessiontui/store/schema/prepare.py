"""The checks at each opening: both files have this program's tables and guards."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sessiontui.errors import DamagedError
from sessiontui.store.schema.triggers import (
    PRIVATE_TRIGGERS,
    RECORD_TRIGGERS,
    SEARCH_TRIGGERS,
    strange_triggers,
)
from sessiontui.store.schema.versions import (
    PRIVATE_VERSIONS,
    RECORD_VERSIONS,
    Versions,
    is_current,
)
from sessiontui.store.sqlcipher.connection import translated
from sessiontui.store.sqlcipher.driver import DBError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sessiontui.store.sqlcipher.driver import Database


def prepare_both(files: Iterable[tuple[Database, Path]]) -> None:
    """Make record.db ready, then private.db."""
    plans = ((RECORD_VERSIONS, RECORD_TRIGGERS), (PRIVATE_VERSIONS, PRIVATE_TRIGGERS))
    for (db, path), (versions, triggers) in zip(files, plans, strict=True):
        with translated(path), _as_one(path):
            prepare_schema(db, versions, triggers)


def prepare_schema(db: Database, versions: Versions, triggers: dict[str, str]) -> None:
    """Bring a file to this program's schema and make sure that every guard stands."""
    if not is_current(db, versions):
        # Loaded only here: few openings have anything to migrate.
        from sessiontui.store.schema.migrations import migrate

        migrate(db, versions)
    missing = strange_triggers(db, triggers)
    if not missing:
        return
    with db.atomic():
        for name in missing:
            db.execute(f"drop trigger if exists {name}")
            db.execute(f"create trigger {name} {triggers[name]}")
        if not SEARCH_TRIGGERS.keys().isdisjoint(missing):
            db.execute("insert into line_fts(line_fts) values ('rebuild')")


@contextlib.contextmanager
def _as_one(path: Path) -> Iterator[None]:
    """Say so where tables do not fit the file's own list of its migrations."""
    try:
        yield
    except DBError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_ERROR":
            raise
        raise DamagedError(
            f"The tables of {path} are not those that it says it has: another program "
            "changed it. Bring back a backup with: sessiontui restore FILE"
        ) from None
