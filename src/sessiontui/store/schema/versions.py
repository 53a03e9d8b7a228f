"""Of which schema a file is, and that all in it is ours; loads nothing that writes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.errors import DamagedError, SessionTuiError
from sessiontui.store.schema.tables import EVERY_SQL, SEARCH_INDEXES

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.store.sqlcipher.driver import Database


_TABLES = frozenset(
    {
        *re.findall(r"create table (\w+)", EVERY_SQL),
        *(
            f"{index}_{part}"
            for index in SEARCH_INDEXES
            for part in ("data", "idx", "docsize", "config")
        ),
        "_sqlite_migrations",
        "sqlite_sequence",
    }
)


@dataclass(frozen=True, slots=True)
class Versions:
    """The migrations of a file, by the names under which `migrations.py` has them."""

    name: str
    migrations: frozenset[str]


RECORD_VERSIONS = Versions(
    "sessiontui-record",
    frozenset(
        {
            "m001_first_record",
            "m002_the_room",
            "m003_answering",
            "m004_standing",
            "m005_day_of_service",
            "m006_written_late",
            "m007_chain",
            "m008_place",
            "m009_offsets",
            "m010_stop_by_hand",
        }
    ),
)
PRIVATE_VERSIONS = Versions("sessiontui-private", frozenset({"m001_first_private"}))


def check_version(db: Database, versions: Versions) -> None:
    """Refuse a file that a newer program wrote.

    Raises:
        SessionTuiError: with what to do; nothing is changed.
    """
    if _applied(db, versions) - versions.migrations:
        raise SessionTuiError(
            "A newer SessionTUI wrote this record. Upgrade this one; "
            "nothing was changed."
        )


def is_current(db: Database, versions: Versions) -> bool:
    """True once every migration has been applied."""
    return versions.migrations <= _applied(db, versions)


def check_objects(db: Database, path: Path, triggers: dict[str, str]) -> None:
    """Refuse a file with anything in it that acts, or that stands for a table of ours.

    A trigger could copy words elsewhere, a view could stand in a table's place.

    Raises:
        DamagedError: there is a trigger, a view or a table that is not ours.
    """
    ours = {
        "table": _TABLES,
        "virtual": frozenset(SEARCH_INDEXES),
        "trigger": {*triggers},
    }
    found = db.execute(
        "select type, name, sql from sqlite_master where type <> 'index'"
    )
    for kind, name, sql in found:
        virtual = f"{sql}".casefold().startswith("create virtual")
        if name not in ours.get("virtual" if virtual else kind, ()):
            raise DamagedError(
                f"{path} holds tables, triggers or views that SessionTUI did not make, "
                "so it is not opened. Bring back a backup with: sessiontui restore FILE"
            )


def _applied(db: Database, versions: Versions) -> set[str]:
    kept = "select 1 from sqlite_master where name = '_sqlite_migrations'"
    if db.execute(kept).fetchone() is None:
        return set()
    names = "select name from _sqlite_migrations where migration_set = ?"
    return {name for (name,) in db.execute(names, (versions.name,)).fetchall()}
