"""The tables of both files, as numbered migrations.

`step` groups the changes of one action; `writing` says which step is under way.
Prefer ALTER TABLE ADD COLUMN in later migrations: a table rebuild drops triggers.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

from sessiontui.domain.session.times import local_day, offset_of, zone_name
from sessiontui.store.chain.events import ASSUMED, note_event
from sessiontui.store.chain.links import link
from sessiontui.store.schema.tables import (
    ANSWERING_SQL,
    CHAIN_SQL,
    DAY_INDEX_SQL,
    DAY_SQL,
    HISTORY_SQL,
    OFFSET_SQL,
    OFFSETS,
    PLACE_SQL,
    PRIVATE_SQL,
    RECORD_SQL,
    ROOM_SQL,
    STANDING_SQL,
    STOP_SQL,
    WRITTEN_SQL,
)
from sessiontui.store.schema.triggers import RECORD_TRIGGERS, without_triggers
from sessiontui.store.schema.versions import PRIVATE_VERSIONS, RECORD_VERSIONS
from sessiontui.store.sqlcipher.connection import whole
from sessiontui.store.sqlcipher.driver import Migrations
from sessiontui.store.sqlcipher.sql_functions import calling_back

if TYPE_CHECKING:
    from sessiontui.store.schema.versions import Versions
    from sessiontui.store.sqlcipher.driver import Database

record_migrations = Migrations(RECORD_VERSIONS.name)
private_migrations = Migrations(PRIVATE_VERSIONS.name)


@record_migrations()
def m001_first_record(db: Database) -> None:
    """Clients, sessions, lines, their history and the drafts."""
    _run(db, RECORD_SQL + HISTORY_SQL)
    db.table("line").enable_fts(["text"], tokenize="unicode61 remove_diacritics 2")
    db.execute("insert into line_fts(line_fts, rank) values ('secure-delete', 1)")


@record_migrations()
def m002_the_room(db: Database) -> None:
    """Columns for what a line builds on, what was asked, who typed it; moves."""
    _run(db, ROOM_SQL)


@record_migrations()
def m003_answering(db: Database) -> None:
    """A half-typed answer of the client's, safe from any death of the process."""
    _run(db, ANSWERING_SQL)


@record_migrations()
def m004_standing(db: Database) -> None:
    """Signatures and amendments, requests, holds and receipts; how a session was held.

    `forgot` says up to which step the words of a session's history are gone, so that
    undo stops there; `destroying` whose psychotherapy notes must still go.
    """
    _run(db, STANDING_SQL)
    db.table("amendment").enable_fts(["text"], tokenize="unicode61 remove_diacritics 2")
    db.execute(
        "insert into amendment_fts(amendment_fts, rank) values ('secure-delete', 1)"
    )


@record_migrations()
def m005_day_of_service(db: Database) -> None:
    """Days of service, as they were where this machine stands; what was no hour."""
    _run(db, DAY_SQL)
    kept = "session_signed_update"
    with without_triggers(db, {kept: RECORD_TRIGGERS[kept]}):
        for number, start in db.execute("select id, started_at from session"):
            db.execute(
                "update session set day = ? where id = ?", (_day_of(start), number)
            )
    _run(db, DAY_INDEX_SQL)


@record_migrations()
def m006_written_late(db: Database) -> None:
    """Lines that tell when they were written or changed after their day."""
    _run(db, WRITTEN_SQL)


@record_migrations()
def m007_chain(db: Database) -> None:
    """The chain over the history."""
    _run(db, CHAIN_SQL)
    note_event(db, "began", key=os.urandom(16).hex())


@record_migrations()
def m008_place(db: Database) -> None:
    """The place and the type of a session."""
    _run(db, PLACE_SQL)


@record_migrations()
def m009_offsets(db: Database) -> None:
    """Offsets beside moments, for earlier ones assumed."""
    _run(db, OFFSET_SQL)
    with (
        calling_back(db, {"sessiontui_offset": (1, _offset_of)}),
        without_triggers(db, {name: RECORD_TRIGGERS[name] for name in _KEEPING}),
    ):
        for table, names in OFFSETS.items():
            filled = ", ".join(f"{x}_offset = sessiontui_offset({x})" for x in names)
            db.execute(f"update {table} set {filled}")
    if db.execute("select 1 from session").fetchone():
        note_event(db, ASSUMED, zone=zone_name())


@record_migrations()
def m010_stop_by_hand(db: Database) -> None:
    """Stops that were typed, as all were until now; then all from before is bound.

    A row is bound with every column that it has, so that comes last.
    """
    _run(db, STOP_SQL)
    kept = "session_signed_update"
    with without_triggers(db, {kept: RECORD_TRIGGERS[kept]}):
        db.execute("update session set stop_by_hand = timed")
    link(db, whole=True)


@private_migrations()
def m001_first_private(db: Database) -> None:
    """Psychotherapy notes with their own history and drafts."""
    _run(db, PRIVATE_SQL + HISTORY_SQL)


def _day_of(start: str) -> str:
    try:
        return f"{local_day(datetime.fromisoformat(start))}"
    except ValueError:
        # No moment of ours: verify says so, as it did before.
        return start[:10]


_KEEPING = (
    *("line_signed_update", "session_signed_update", "signature_no_update"),
    *("amendment_no_update", "request_no_update", "hold_no_update"),
    "destroyed_no_update",
)
"""The guards of what is never changed."""


def _offset_of(at: str | None) -> int | None:
    try:
        return offset_of(datetime.fromisoformat(at).astimezone()) if at else None
    except (ValueError, OverflowError):
        return None


def _run(db: Database, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


def migrate(db: Database, versions: Versions) -> None:
    """Bring a file to this program's schema."""
    migrations = (
        record_migrations if versions is RECORD_VERSIONS else private_migrations
    )
    migrations.apply(whole(db))
