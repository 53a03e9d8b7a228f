"""All rows of a record at one moment, and rows of another record put beside them."""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sessiontui.errors import DamagedError, SessionTuiError
from sessiontui.store.chain.events import (
    LAST_CLIENT,
    MOVED_HELD,
    events,
    gone_into,
    note_event,
)
from sessiontui.store.erase import finish
from sessiontui.store.integrity.verify import verify
from sessiontui.store.meter import Far, part_of, silent
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
from sessiontui.store.sqlcipher.connection import insert_sql, translated
from sessiontui.store.sqlcipher.driver import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sessiontui.store.record import Record
    from sessiontui.store.schema.tables import Table
    from sessiontui.store.sqlcipher.driver import Database

TableRow = dict[str, Any]
Placed = Iterator[tuple[str, TableRow]]
"""Rows on their way into a record, each with its table."""
FLAGS = frozenset({"done", "keyed"})
"""Columns of yes or no, which an export file writes as such."""

_AT_ONCE = 500
"""Rows of a table that are held before they are put."""


def without(row: TableRow, *names: str) -> TableRow:
    """A row without some of its columns."""
    return {name: value for name, value in row.items() if name not in names}


@dataclass(frozen=True, slots=True)
class Taken:
    """Moments that name something already, in order."""

    steps: array[int]
    private_steps: array[int]
    notes: array[int]


class BulkRows:
    """The rows of one file, each read when it is wanted."""

    def __init__(self, db: Database, tables: Iterable[Table]) -> None:
        """Read through an open transaction."""
        self._db = db
        self._tables = {table.name: table for table in tables}

    def all(self, table: str) -> Iterator[TableRow]:
        """Every row of a table, in order."""
        return self._db.query(f"select * from {table} order by {self._key(table)}")

    def of(self, table: str, owner: int, key: str = "") -> Iterator[TableRow]:
        """The rows of a table that belong to one session or client, in order."""
        return self._db.query(
            f"select * from {table} where {self._tables[table].owner} = ?"
            f" order by {key or self._key(table)}",
            [owner],
        )

    def one(self, table: str, number: int) -> TableRow:
        """The row of a table with a number."""
        sql = f"select * from {table} where {self._key(table)} = ?"
        return next(self._db.query(sql, [number]))

    def numbers_of(self, table: str, owner: int) -> Iterator[int]:
        """The numbers of the rows that belong to one session or client, in order."""
        key = self._key(table)
        sql = f"select {key} from {table} where {self._tables[table].owner} = ?"
        found = self._db.execute(f"{sql} order by {key}", [owner])
        return (row[0] for row in found)

    def gone_into(self, client_id: int) -> tuple[int, ...]:
        """The numbers of all clients that went into this one."""
        return gone_into(self._db, client_id)

    def moved_held(self) -> tuple[int, ...]:
        """The lines that were moved out of a record under a hold."""
        told = events(self._db, MOVED_HELD)
        return tuple(number for one in told for number in one["lines"])

    def numbers(self, sql: str) -> Iterator[int]:
        """The numbers that a query gives."""
        return (row[0] for row in self._db.execute(sql))

    def count(self, *tables: str) -> int:
        """The number of rows that some tables have together."""
        return sum(
            number
            for table in tables
            for number in self.numbers(f"select count(*) from {table}")
        )

    def _key(self, table: str) -> str:
        return self._tables[table].key


@contextlib.contextmanager
def reading(record: Record) -> Iterator[tuple[BulkRows, BulkRows]]:
    """The rows of record.db and private.db, as they stand at one moment."""
    (db, path), (notes, notes_path) = record.databases
    # In this order: a session that begins meanwhile has no notes here yet.
    with translated(notes_path), notes.atomic():
        notes.execute("select 1 from note").fetchone()
        with translated(path), db.atomic():
            yield BulkRows(db, RECORD_TABLES), BulkRows(notes, PRIVATE_TABLES)


def last_ids(record: Record) -> dict[str, int]:
    """The highest number that each table ever gave, where rows are numbered.

    A line's, for one, is also in its history after it was removed.
    """
    db, path = record.databases[0]
    wanted = {
        "client": LAST_CLIENT,
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

    def found(which: int, sql: str) -> array[int]:
        db, path = record.databases[which]
        with translated(path):
            return array("q", (row[0] for row in db.execute(sql)))

    return Taken(
        steps=found(0, "select id from step order by id"),
        private_steps=found(1, "select id from step order by id"),
        notes=found(
            1, "select id from note union select row_id from change order by 1"
        ),
    )


def put_beside(
    record: Record,
    added: Placed,
    private: Placed | None = None,
    *,
    sessions: Sequence[int] = (),
    checked: bool = True,
    far: Far = silent,
) -> None:
    """Put rows beside the record's own: all of them, verified, or none.

    The guards rest meanwhile, since history, signatures and moves come as they were.
    `sessions` are the numbers of all that come.

    Raises:
        DamagedError: the rows do not fit together; nothing was changed.
    """
    if verify(record, part_of(far, 0.0, 0.05)):
        raise DamagedError(
            "Your own record is not whole, so nothing was brought in. "
            "Look with: sessiontui verify"
        )
    coming = sessions if private is not None else ()
    signed: list[int] = []
    clients: list[int] = []

    def noted(rows: Placed) -> Placed:
        for name, row in rows:
            if name == "signature":
                signed.append(row["session_id"])
            elif name == "client":
                clients.append(row["id"])
            yield name, row

    with _announced(record, coming), record.undo_log.unit() as db:
        put(record, 0, noted(added), RECORD_TRIGGERS)
        _strike_out(db, coming)
        # Left first, the notes commit first; then the record decides over both.
        with record.private_notes.undo_log.unit():
            if private is not None:
                put(record, 1, private, PRIVATE_TRIGGERS)
            note_event(
                db,
                "imported",
                clients=len(clients),
                checked=checked,
                sessions=signed,
                came=[min(sessions, default=0), max(sessions, default=0)],
                # No undo crosses it; the rows themselves stay as they came.
                upto=max(_last_steps(record)),
            )
            record.bind(whole=True)
            if problems := verify(record, part_of(far, 0.7, 1.0)):
                raise DamagedError(
                    f"What it holds does not fit together ({problems[0].rstrip('.')}); "
                    "nothing was changed."
                )


def _last_steps(record: Record) -> Iterator[int]:
    for db, _ in record.databases:
        yield db.execute("select coalesce(max(id), 0) from step").fetchone()[0]


@contextlib.contextmanager
def _announced(record: Record, sessions: Sequence[int]) -> Iterator[None]:
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


def _strike_out(db: Database, sessions: Sequence[int]) -> None:
    db.conn.executemany(
        "delete from destroying where session_id = ?", [(x,) for x in sessions]
    )


@contextlib.contextmanager
def _found_by_their_ties(db: Database, which: int) -> Iterator[None]:
    """Lines are found by each of their ties, while rows come in any order.

    Until a client is there, SQLite asks of each row that comes who waited for it; by
    these two ties it would look through all lines, of the record or of the client.
    """
    if which:
        yield
        return
    db.execute("create index while_put on line(builds_on) where builds_on is not null")
    db.execute("create index while_put_whose on line(session_id, client_id)")
    yield
    db.execute("drop index while_put")
    db.execute("drop index while_put_whose")


_UNFIT = "What it holds does not fit together; nothing was changed."


def put(record: Record, which: int, rows: Placed, triggers: dict[str, str]) -> None:
    """Put rows into record.db (0) or private.db (1) within the caller's transaction.

    Raises:
        DamagedError: two of them, or one and what is there, cannot both be.
    """
    db, _ = record.databases[which]
    held: dict[str, list[TableRow]] = {}
    try:
        db.execute("PRAGMA defer_foreign_keys=ON")
        with without_triggers(db, triggers), _found_by_their_ties(db, which):
            for name, row in rows:
                waiting = held.setdefault(name, [])
                if len(waiting) == _AT_ONCE or (
                    waiting and waiting[0].keys() != row.keys()
                ):
                    _insert(db, name, waiting)
                    waiting.clear()
                waiting.append(row)
            for name, waiting in held.items():
                _insert(db, name, waiting)
            if not which:
                for index in SEARCH_INDEXES:
                    db.execute(f"insert into {index}({index}) values ('rebuild')")
    except (IntegrityError, OverflowError):
        raise DamagedError(_UNFIT) from None


def _insert(db: Database, name: str, rows: list[TableRow]) -> None:
    db.conn.executemany(insert_sql(name, rows[0]), rows)
