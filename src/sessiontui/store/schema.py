"""The tables of both files, as numbered migrations, and the checks at each opening.

`step` groups the changes of one action; `writing` says which step is under way.
Prefer ALTER TABLE ADD COLUMN in later migrations: a table rebuild drops triggers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sessiontui.errors import DamagedError, SessionTuiError
from sessiontui.store.driver import Migrations
from sessiontui.store.guards import SEARCH_GUARDS
from sessiontui.store.tables import (
    ANSWERING_TABLE,
    HISTORY_TABLES,
    PRIVATE_TABLES,
    RECORD_TABLES,
    ROOM_TABLES,
    STANDING_TABLES,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.store.driver import Database

_SEARCHED = ("line_fts", "amendment_fts")
_TABLES = frozenset(
    {
        *re.findall(
            r"create table (\w+)",
            RECORD_TABLES
            + HISTORY_TABLES
            + ROOM_TABLES
            + ANSWERING_TABLE
            + STANDING_TABLES
            + PRIVATE_TABLES,
        ),
        *(
            f"{name}_{part}"
            for name in _SEARCHED
            for part in ("data", "idx", "docsize", "config")
        ),
        "_sqlite_migrations",
        "sqlite_sequence",
    }
)
record_migrations = Migrations("sessiontui-record")
private_migrations = Migrations("sessiontui-private")


@record_migrations()
def m001_first_record(db: Database) -> None:
    """Clients, sessions, lines, their history and the drafts."""
    _run(db, RECORD_TABLES + HISTORY_TABLES)
    db.table("line").enable_fts(["text"], tokenize="unicode61 remove_diacritics 2")
    db.execute("insert into line_fts(line_fts, rank) values ('secure-delete', 1)")


@record_migrations()
def m002_the_room(db: Database) -> None:
    """What a line builds on, what was asked, who typed it; stops by hand; moves."""
    _run(db, ROOM_TABLES)


@record_migrations()
def m003_answering(db: Database) -> None:
    """A half-typed answer of the client's, safe from any death of the process."""
    _run(db, ANSWERING_TABLE)


@record_migrations()
def m004_standing(db: Database) -> None:
    """Signatures and amendments, requests, holds and receipts; how a session was held.

    `forgot` says up to which step the words of a session's history are gone, so that
    undo stops there; `destroying` whose psychotherapy notes must still go.
    """
    _run(db, STANDING_TABLES)
    db.table("amendment").enable_fts(["text"], tokenize="unicode61 remove_diacritics 2")
    db.execute(
        "insert into amendment_fts(amendment_fts, rank) values ('secure-delete', 1)"
    )


@private_migrations()
def m001_first_private(db: Database) -> None:
    """Psychotherapy notes with their own history and drafts."""
    _run(db, PRIVATE_TABLES + HISTORY_TABLES)


def _run(db: Database, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


def prepare(db: Database, migrations: Migrations, guards: dict[str, str]) -> None:
    """Bring a file to this program's schema and make sure that every guard stands.

    Raises:
        SessionTuiError: a newer program wrote the file.
    """
    check_version(db, migrations)
    if migrations.pending(db):
        migrations.apply(db)
    wanted = {name: f"create trigger {name} {body}" for name, body in guards.items()}
    missing = strange_guards(db, guards)
    if not missing:
        return
    with db.atomic():
        for name in missing:
            db.execute(f"drop trigger if exists {name}")
            db.execute(wanted[name])
        if not SEARCH_GUARDS.keys().isdisjoint(missing):
            db.execute("insert into line_fts(line_fts) values ('rebuild')")


def check_objects(db: Database, path: Path, guards: dict[str, str]) -> None:
    """Refuse a file with anything in it that acts, or that stands for a table of ours.

    A trigger could copy words elsewhere, a view could stand in a table's place.

    Raises:
        DamagedError: there is a trigger, a view or a table that is not ours.
    """
    ours = {"table": _TABLES, "virtual": frozenset(_SEARCHED), "trigger": {*guards}}
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


def strange_guards(db: Database, guards: dict[str, str]) -> list[str]:
    """The guards that are missing, or are not as they should be, and any besides."""
    found = {trigger.name: trigger.sql for trigger in db.triggers}
    wanted = {name: f"create trigger {name} {body}" for name, body in guards.items()}
    return [
        name
        for name in sorted(found.keys() | wanted.keys())
        if not _same(found.get(name, ""), wanted.get(name, ""))
    ]


def check_version(db: Database, migrations: Migrations) -> None:
    """Refuse a file that a newer program wrote.

    Raises:
        SessionTuiError: with what to do; nothing is changed.
    """
    known = {migration.name for migration in migrations._migrations}
    if any(done.name not in known for done in migrations.applied(db)):
        raise SessionTuiError(
            "A newer SessionTUI wrote this record. Upgrade this one; "
            "nothing was changed."
        )


def is_current(db: Database, migrations: Migrations) -> bool:
    """Whether every migration has been applied."""
    return not migrations.pending(db)


def _same(found: str, wanted: str) -> bool:
    return found.casefold() == wanted.casefold()
