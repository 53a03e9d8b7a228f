"""Rows of record.db become frozen models; the part every repository shares."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sessiontui.domain.entities import Author, Client, Line, Session, SessionKind
from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.session.times import (
    FIRST_YEAR,
    LAST_YEAR,
    in_place,
    offset_of,
    stamp,
)
from sessiontui.domain.text import clean
from sessiontui.errors import DamagedError
from sessiontui.store.schema.tables import OFFSETS
from sessiontui.store.sqlcipher.connection import STRANGE, rows_of, translated

if TYPE_CHECKING:
    from enum import StrEnum
    from pathlib import Path

    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.undo_log import UndoLog

E = TypeVar("E", bound="StrEnum")
GONE = "That line is no longer there."
PLAIN_COLUMNS_SQL = (
    "line.id, line.session_id, line.kind, line.text, line.at, line.sub,"
    " line.author, line.position, goal.number as goal, line.number, line.minutes,"
    " line.likely, line.value, line.done, line.about, line.builds_on, line.asked,"
    " line.keyed, line.written, line.changed, line.written_offset,"
    " line.changed_offset, coalesce(line.at_offset, (select started_at_offset"
    " from session where session.id = line.session_id)) as at_offset"
)
LINE_COLUMNS_SQL = (
    f"{PLAIN_COLUMNS_SQL}, case when exists (select 1 from line as strength"
    " where strength.id = line.builds_on and strength.kind = 'strength'"
    " and strength.sub <> 's') then (select count(*) from line as earlier"
    " where earlier.client_id = line.client_id and earlier.kind = 'strength'"
    " and earlier.sub <> 's' and earlier.id <= line.builds_on) end as strength"
)
_TOLD = ("format", "held", "present", "place", "service")
"""Columns that heads and prints repeat; clean unless another tool wrote them."""
LINE_TABLES = "line left join line as goal on goal.id = line.goal_id"
BY_DAY_TABLES = f"{LINE_TABLES} join session on session.id = line.session_id"
BY_DAY = "session.day, session.started_at, session.id, line.id"
BY_DAY_BACK = "session.day desc, session.started_at desc, session.id desc, line.id desc"
"""The order of many sessions' lines: by day of service, then as they were typed."""
_FROM_ON = (
    "(select id from session where client_id = ? and (day, started_at, id) {}"
    " (select day, started_at, id from session where id = ?))"
)
EARLIER = f"not in {_FROM_ON.format('>=')}"
"""A session's id is before that of another; the client and that other are bound.

There are few later ones, mostly none, so this costs little at any age.
"""
COMES_BACK_TO = (
    "not in (select other.id from session as here join session as other"
    " on other.client_id = ? and (other.day, other.started_at, other.id) >="
    " (here.day, here.started_at, here.id) and not (other.id < here.id"
    " and other.day > here.day and here.start_noted = 1 and here.start_by_hand = 0)"
    " where here.id = ?)"
)
"""The same, or its day is ahead of one that began, as it came, after it.

A clock was wrong then, or somebody flew west: what is open there is open all the same.
"""
LATER = (
    "in (select id from session where client_id = ? and (day, started_at, id) >"
    " (select coalesce(max(day), ''), coalesce(max(started_at), ''),"
    " coalesce(max(id), 0) from session where id = ?))"
)
"""Its id is behind that of another, or there is no such other."""
NOT_LATER = f"not in {_FROM_ON.format('>')}"
"""Its id is before that of another, or it is that other."""


class Repository:
    """Reads from an open record; writes go through its history."""

    def __init__(self, db: Database, path: Path, undo_log: UndoLog) -> None:
        """Work on an open, prepared record.db that stands at `path`."""
        self._db = db
        self._path = path
        self._undo_log = undo_log

    def all(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """All rows of a query."""
        with translated(self._path):
            return list(rows_of(self._db.conn, sql, values))

    def one(self, sql: str, *values: object) -> dict[str, Any] | None:
        """The first row of a query, or None."""
        with translated(self._path):
            return next(rows_of(self._db.conn, sql, values), None)

    def number(self, sql: str, *values: object) -> int | None:
        """The number that a query is for, or None."""
        row = self.one(sql, *values)
        found: int | None = next(iter(row.values())) if row else None
        return found

    def lines_where(
        self, where: str, *values: object, tables: str = LINE_TABLES
    ) -> tuple[Line, ...]:
        """Lines by a condition of our own making, values bound."""
        rows = self.all(
            f"select {LINE_COLUMNS_SQL} from {tables} where {where}", *values
        )
        return tuple(line_of(row) for row in rows)

    def lines_by_day(self, where: str, *values: object) -> tuple[Line, ...]:
        """The same, over sessions, which the condition may name."""
        return self.lines_where(where, *values, tables=BY_DAY_TABLES)


def moment(text: str, offset: int | None = 0) -> datetime:
    """A kept moment, aware, as the clock showed it where it was written.

    None is of no known place and shown as here.

    Raises:
        DamagedError: it is none that a record holds.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise DamagedError(STRANGE) from None
    if at.tzinfo is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise DamagedError(STRANGE)
    try:
        return at.astimezone() if offset is None else in_place(at, offset)
    except (ValueError, OverflowError):
        raise DamagedError(STRANGE) from None


def placed(row: dict[str, Any], name: str) -> datetime | None:
    """A moment of a row, whose offset is taken from the row with it."""
    offset = row.pop(f"{name}_offset")
    return moment(row[name], offset) if row[name] else None


def stamped(at: datetime) -> tuple[str, int]:
    """A moment as two columns keep it: in UTC, and how far from it the clock was."""
    return stamp(at), offset_of(at)


def note_moment(number: int) -> datetime:
    """The moment of a psychotherapy note, which is its number.

    Raises:
        DamagedError: no note was ever recorded then.
    """
    try:
        at = datetime.fromtimestamp(number / 1_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        raise DamagedError(STRANGE) from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise DamagedError(STRANGE)
    return at


def day(text: str) -> date:
    """A kept day.

    Raises:
        DamagedError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DamagedError(STRANGE) from None


def known(what: type[E], value: str) -> E:
    """One of the values that a column may have.

    Raises:
        DamagedError: it is none of them.
    """
    try:
        return what(value)
    except ValueError:
        raise DamagedError(STRANGE) from None


def client_of(number: int, code: str) -> Client:
    """A client as a model, unchecked, since a check's first use loads a lot."""
    return Client(id=number, code=clean(code))


def session_of(row: dict[str, Any]) -> Session:
    """A session row as a model."""
    told = {name: clean(row[name]) for name in _TOLD if name in row}
    moments = {name: placed(row, name) for name in OFFSETS["session"]}
    return Session(
        **row
        | told
        | moments
        | {
            "day": day(row["day"]),
            "timed": bool(row["timed"]),
            "start_noted": bool(row["start_noted"]),
            "start_by_hand": bool(row["start_by_hand"]),
            "stop_by_hand": bool(row["stop_by_hand"]),
            "confirmed": bool(row["confirmed"]),
            "kind": known(SessionKind, row["kind"]),
        }
    )


def line_of(row: dict[str, Any]) -> Line:
    """A line row as a model, unchecked: the schema checked it on its way in."""
    for name in OFFSETS["line"]:
        row[name] = placed(row, name)
    row["kind"] = known(Kind, row["kind"])
    row["author"] = known(Author, row["author"])
    if row["asked"]:
        row["asked"] = clean(row["asked"])
    row["done"] = bool(row["done"])
    row["keyed"] = bool(row["keyed"])
    return Line(**row)
