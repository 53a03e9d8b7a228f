"""All rows of a record at one moment, and rows of another record put beside them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sessiontui.errors import DamagedError, SessionTuiError
from sessiontui.store.erase import finish
from sessiontui.store.integrity.verify import verify
from sessiontui.store.schema.tables import (
    PRIVATE_TABLES,
    RECORD_TABLES,
    SEARCH_INDEXES,
)
from sessiontui.store.schema.triggers import (
    PRIVATE_TRIGGERS,
    RECORD_TRIGGERS,
    without_triggers,
)
from sessiontui.store.sqlcipher.connection import translated
from sessiontui.store.sqlcipher.driver import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sessiontui.store.record import Record
    from sessiontui.store.schema.tables import Table
    from sessiontui.store.sqlcipher.driver import Database

Row = dict[str, Any]
Tables = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Taken:
    """Moments that name something already."""

    steps: frozenset[int]
    private_steps: frozenset[int]
    notes: frozenset[int]


def read_record(record: Record) -> Tables:
    """Every row of record.db, as it stood at one moment."""
    return _read(record, 0, RECORD_TABLES)


def read_private(record: Record) -> Tables:
    """Every row of private.db, as it stood at one moment."""
    return _read(record, 1, PRIVATE_TABLES)


def _read(record: Record, which: int, tables: Iterable[Table]) -> Tables:
    db, path = record.databases[which]
    with translated(path), db.atomic():
        return {
            table.name: list(
                db.query(f"select * from {table.name} order by {table.key}")
            )
            for table in tables
        }


def last_ids(record: Record) -> dict[str, int]:
    """The highest number that each table ever gave, where rows are numbered.

    A line's, for one, is also in its history after it was removed.
    """
    db, path = record.databases[0]
    wanted = {
        "client": "select max(id) from client",
        "session": "select max(id) from (select id from session union all"
        " select session_id from step union all select session_id from change"
        " union all select from_session from moved"
        " union all select to_session from moved)",
        "line": "select max(id) from (select id from line union all"
        " select row_id from change)",
        **{
            table.name: f"select max({table.key}) from {table.name}"
            for table in RECORD_TABLES
            if table.key != "session_id"
            and table.name not in {"client", "session", "line"}
        },
    }
    with translated(path):
        found = {
            name: int(db.execute(sql).fetchone()[0] or 0)
            for name, sql in wanted.items()
        }
        rows = db.execute("select name, seq from sqlite_sequence").fetchall()
    for name, number in rows:
        if name in found:
            found[name] = max(found[name], int(number))
    return found


def taken_moments(record: Record) -> Taken:
    """The moments by which steps and notes of a record are named."""

    def found(which: int, *queries: str) -> frozenset[int]:
        db, path = record.databases[which]
        with translated(path):
            return frozenset(
                row[0] for sql in queries for row in db.execute(sql).fetchall()
            )

    return Taken(
        steps=found(0, "select id from step"),
        private_steps=found(1, "select id from step"),
        notes=found(1, "select id from note", "select row_id from change"),
    )


def put_beside(record: Record, added: Tables, private: Tables | None = None) -> None:
    """Put rows beside the record's own: all of them, verified, or none.

    The guards rest meanwhile, since history, signatures and moves come as they were.

    Raises:
        DamagedError: the rows do not fit together; nothing was changed.
    """
    if verify(record):
        raise DamagedError(
            "Your own record is not whole, so nothing was brought in. "
            "Look with: sessiontui verify"
        )
    coming = [row["id"] for row in added["session"]] if private else []
    with _announced(record, coming), record.undo_log.unit() as db:
        put(record, 0, added, RECORD_TRIGGERS)
        _strike_out(db, coming)
        # Left first, the notes commit first; then the record decides over both.
        with record.private_notes.undo_log.unit():
            if private:
                put(record, 1, private, PRIVATE_TRIGGERS)
            if problems := verify(record):
                raise DamagedError(
                    f"What it holds does not fit together ({problems[0].rstrip('.')}); "
                    "nothing was changed."
                )


@contextlib.contextmanager
def _announced(record: Record, sessions: list[int]) -> Iterator[None]:
    """Let the psychotherapy notes of these sessions go again if they come alone.

    Nothing spans both files: until the record's own transaction strikes this out, the
    next opening destroys such notes, whatever death the process died.
    """
    if sessions:
        with record.undo_log.unit() as db:
            db.conn.executemany(
                "insert into destroying values (?)", [(number,) for number in sessions]
            )
    try:
        yield
    except BaseException:
        with contextlib.suppress(SessionTuiError):
            if any(map(record.private_notes.has_history, sessions)):
                finish(record)
            elif sessions:
                with record.undo_log.unit() as db:
                    _strike_out(db, sessions)
        raise


def _strike_out(db: Database, sessions: list[int]) -> None:
    db.conn.executemany(
        "delete from destroying where session_id = ?", [(x,) for x in sessions]
    )


_UNFIT = "What it holds does not fit together; nothing was changed."


def put(record: Record, which: int, tables: Tables, triggers: dict[str, str]) -> None:
    """Put rows into record.db (0) or private.db (1) within the caller's transaction.

    Raises:
        DamagedError: two of them, or one and what is there, cannot both be.
    """
    db, _ = record.databases[which]
    try:
        db.execute("PRAGMA defer_foreign_keys=ON")
        with without_triggers(db, triggers):
            for name, rows in tables.items():
                _insert(db, name, rows)
            if not which:
                for index in SEARCH_INDEXES:
                    db.execute(f"insert into {index}({index}) values ('rebuild')")
    except (IntegrityError, OverflowError):
        raise DamagedError(_UNFIT) from None


def _insert(db: Database, name: str, rows: list[Row]) -> None:
    if not rows:
        return
    columns = list(rows[0])
    marks = ", ".join(f":{column}" for column in columns)
    db.conn.executemany(
        f"insert into {name}({', '.join(columns)}) values ({marks})", rows
    )
