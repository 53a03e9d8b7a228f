"""The rows that could be read of a damaged record, by table, in a scratch file.

However many they are, little of them is held in memory; what fits together is found by
SQL over tables that are named and made as the record's are, but without their rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.store.salvage.tables import (
    NOTE_SHAPES,
    SHAPES,
    STEPS,
    defaults_of,
    root_of,
    table_of,
)
from sessiontui.store.salvage.tables import counted_by as counted
from sessiontui.store.sqlcipher.connection import connect
from sessiontui.store.sqlcipher.files import create_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sessiontui.store.bulk_rows import TableRow
    from sessiontui.store.record import Record
    from sessiontui.store.salvage.pages import SalvagedRow
    from sessiontui.store.sqlcipher.key import Key

PRIVATE = "private_"
"""The beginning of the names of private.db's tables beside those of record.db."""
_SHAPES = (SHAPES, NOTE_SHAPES)
_INDEXES = (
    "session(client_id, day)",
    "line(session_id)",
    "change(row_id)",
    f"{PRIVATE}note(session_id)",
    f"{PRIVATE}change(row_id)",
)


class Found:
    """All that could be read, in tables that any value goes into."""

    def __init__(self, scratch: Path, key: Key, record: Record) -> None:
        """Make the tables as those of a new record are."""
        create_private(scratch)
        self._db = connect(scratch, key, fresh=True)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "secure_delete=OFF"):
            self._db.execute(f"PRAGMA {pragma}").fetchone()
        self.highest: tuple[dict[str, int], dict[str, int]] = ({}, {})
        """The highest number that each table ever gave, where a file still says so."""
        self._answering: int | None = None
        self._columns: dict[str, list[str]] = {}
        self._defaults: dict[str, dict[str, object]] = {}
        for which, (db, _) in enumerate(record.databases):
            for name in _SHAPES[which]:
                table = _name(which, name)
                columns = db.table(name).columns
                self._columns[table] = [column.name for column in columns]
                self._defaults[table] = defaults_of(columns)
                self._make(table)
        for place, index in enumerate(_INDEXES):
            self._db.execute(f"create index by_{place} on {index}")
        self._db.execute("begin")

    def _make(self, table: str) -> None:
        key, *others = self._columns[table]
        names = ", ".join(others)
        # Of half-typed lines there are two tables alike.
        rule = (
            f"page, {key}, {names}, primary key (page, {key})"
            if table.endswith("draft")
            else f"{key} integer primary key, {names}"
        )
        self._db.execute(f"create table {table}({rule})")

    def take(self, which: int, rows: Iterable[SalvagedRow]) -> None:
        """Lay rows of record.db (0) or private.db (1) out; the last of two counts."""
        for row in rows:
            self.highest[which].update(counted(row))
            if not which and (root := root_of(row, "answering")) is not None:
                self._answering = root
            if name := table_of(row, _SHAPES[which]):
                table = _name(which, name)
                names = self._columns[table]
                found: TableRow = dict(zip(names, row.values, strict=False))
                found[names[0]] = row.id
                if name == "draft":
                    found["page"] = row.page
                self.add(table, found)
        if which:
            # A step of the history looks like a note that says "do".
            self.do(
                f"delete from {PRIVATE}note where text in ({_marks(STEPS)})"
                f" and id not in (select row_id from {PRIVATE}change)",
                sorted(STEPS),
            )
        self._db.execute("commit")
        self._db.execute("begin")

    def add(self, table: str, row: TableRow) -> None:
        """Put one row there; what must not lack has what the record gives it."""
        given = {name: value for name, value in row.items() if value is not None}
        known = self._defaults[table] | given
        self.do(
            f"insert or replace into {table}({', '.join(known)})"
            f" values ({_marks(known)})",
            [*known.values()],
        )

    def do(self, sql: str, values: Sequence[object] = ()) -> None:
        """Change what was found."""
        self._db.execute(sql, values)

    def rows(self, sql: str, values: Sequence[object] = ()) -> Iterator[TableRow]:
        """The rows of a query, by the names of their columns."""
        return self._db.query(sql, values)

    def numbers(self, sql: str, values: Sequence[object] = ()) -> Iterator[int]:
        """The numbers of a query, none of which is nothing."""
        found = (row[0] for row in self._db.execute(sql, values))
        return (number for number in found if number is not None)

    def half_typed(self, table: str, *, answers: bool = False) -> Iterator[TableRow]:
        """The half-typed lines, or answers, of sessions that are known."""
        return self.rows(
            f"select {', '.join(self._columns[table])} from {table}"
            " where (page is ?) = ? and session_id in (select id from session)"
            " group by session_id",
            [self._answering if table == "draft" else None, answers],
        )

    def has_any(self, *tables: str) -> bool:
        """True where one of the tables holds a row."""
        return any(
            True for x in tables for _ in self.numbers(f"select 1 from {x} limit 1")
        )

    def close(self) -> None:
        """Let the scratch file go."""
        self._db.close()


def _name(which: int, table: str) -> str:
    return f"{PRIVATE}{table}" if which else table


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
