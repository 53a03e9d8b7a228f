"""Looking whether the record is whole: pages, ties, indexes, history, signatures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sessiontui.domain.text import with_count
from sessiontui.store.chain.events import NOW
from sessiontui.store.chain.private_state import check_newest_private
from sessiontui.store.integrity.chain import check_chain
from sessiontui.store.integrity.pages import check_pages
from sessiontui.store.integrity.signatures import UNREADABLE, check_signed
from sessiontui.store.integrity.values import check_values
from sessiontui.store.meter import Far, silent
from sessiontui.store.schema.tables import SEARCH_INDEXES
from sessiontui.store.schema.ties import crossed
from sessiontui.store.schema.triggers import (
    LINE_COLUMNS,
    NOTE_COLUMNS,
    PRIVATE_TRIGGERS,
    RECORD_TRIGGERS,
    strange_triggers,
)
from sessiontui.store.sqlcipher.connection import translated
from sessiontui.store.sqlcipher.driver import DBError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.driver import Database


_NAMED = 3
"""Guards that are named where several are missing."""
_FILES = (
    ("line", LINE_COLUMNS, RECORD_TRIGGERS, SEARCH_INDEXES),
    ("note", NOTE_COLUMNS, PRIVATE_TRIGGERS, ()),
)


def verify(record: Record, far: Far = silent) -> tuple[str, ...]:
    """Find what is wrong with the record, a sentence each; empty when all is well."""
    problems: list[str] = []
    unread = False
    for number, ((db, path), (table, columns, triggers, indexes)) in enumerate(
        zip(record.databases, _FILES, strict=True)
    ):
        with translated(path):
            found = check_pages(db)
            unread = unread or bool(found)
            if not found:
                checks: list[Callable[[], Iterable[str]]] = [
                    partial(_check_ties, db),
                    partial(_check_history, db, table, columns),
                    partial(_check_triggers, db, triggers),
                    partial(check_values, db),
                    *(partial(_check_index, db, index) for index in indexes),
                ]
                if table == "line":
                    checks += [partial(crossed, db), partial(_check_chain, db)]
                for done, check in enumerate(checks):
                    # Nearly all of it is in the first file.
                    far(0.9 if number else 0.3 + 0.6 * done / len(checks))
                    found += check()
        problems += [f"{path.name}: {problem}" for problem in found]
    far(0.95)
    if not unread:
        problems += _check_signed(record)
        problems += _check_private(record)
    return tuple(problems or _check_notes(record))


def _check_triggers(db: Database, triggers: dict[str, str]) -> list[str]:
    """Check that every guard stands; opening the app puts one back silently."""
    names = strange_triggers(db, triggers)
    if not names:
        return []
    named = ", ".join([*names[:_NAMED], *(["…"] if names[_NAMED:] else [])])
    return [
        f"{len(names)} of the guards that refuse changes do not stand as they should"
        f" ({named}). Opening the app puts them back."
    ]


def _check_ties(db: Database) -> list[str]:
    broken = db.execute("PRAGMA foreign_key_check").fetchall()
    if not broken:
        return []
    return [f"{with_count(len(broken), 'row points', 'rows point')} to nothing."]


def _check_index(db: Database, index: str) -> list[str]:
    watching = db.execute("PRAGMA query_only").fetchone()[0]
    db.execute("PRAGMA query_only=OFF")
    try:
        with db.atomic():
            db.execute(
                f"insert into {index}({index}, rank) values ('integrity-check', 1)"
            )
    except DBError as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        if "CORRUPT" in name:
            return [f"the search index {index} does not fit what it indexes."]
        # The check is written as an insert; where nothing may be written it rests.
        if "READONLY" not in name:
            raise
    finally:
        db.execute(f"PRAGMA query_only={watching}")
    return []


def _check_history(db: Database, table: str, columns: tuple[str, ...]) -> list[str]:
    try:
        return check_history(db, table, columns)
    except DBError:
        return ["the history cannot be read."]


def _check_signed(record: Record) -> list[str]:
    try:
        return check_signed(record)
    except UNREADABLE:
        return ["signed sessions cannot be read."]


def _check_chain(db: Database) -> list[str]:
    try:
        return check_chain(db)
    except (DBError, TypeError, ValueError, KeyError, AttributeError):
        return ["what binds the history cannot be read."]


def _check_private(record: Record) -> list[str]:
    (db, _), (private, path) = record.databases
    try:
        found = check_newest_private(db, private)
    except (DBError, TypeError, ValueError, KeyError):
        found = ["what the record knows of it cannot be read."]
    return [f"{path.name}: {problem}" for problem in found]


def check_history(db: Database, table: str, columns: tuple[str, ...]) -> list[str]:
    """Every row must stand as its last change left it, and none may be unaccounted.

    A change that an earlier schema wrote knows nothing of the columns that came later:
    there, each stands at its default.
    """
    changed = db.execute(
        f"select count(*) {_unaccounted(db, table, columns)}"
    ).fetchone()[0]
    last = _LAST
    lost = db.execute(
        f"select count(*) from {last} join change on change.seq = last.seq"
        " where change.op <> 'delete'"
        f" and not exists (select 1 from {table} where {table}.id = last.row_id)"
    ).fetchone()[0]
    problems = []
    if changed:
        one, more = "row differs from its", "rows differ from their"
        problems.append(f"{with_count(changed, one, more)} history.")
    if lost:
        are = with_count(lost, "row is", "rows are")
        problems.append(f"{are} gone without a trace in the history.")
    return problems


def account_anew(db: Database, table: str, columns: tuple[str, ...]) -> None:
    """Begin the history of each row anew that does not stand as its history says."""
    db.execute(
        "insert into change(step, at, op, row_id, session_id, before, after)"
        f" select null, {NOW}, 'insert', {table}.id,"
        f" {table}.session_id, null, {_state(table, columns)}"
        f" {_unaccounted(db, table, columns)}"
    )


_LAST = "(select row_id, max(seq) as seq from change group by row_id) as last"


def _state(table: str, columns: tuple[str, ...]) -> str:
    return "json_object({})".format(
        ", ".join(f"'{name}', {table}.{name}" for name in columns)
    )


def _unaccounted(db: Database, table: str, columns: tuple[str, ...]) -> str:
    """From which tables, and where, the rows are that no history accounts for."""
    return (
        f"from {table} left join {_LAST} on last.row_id = {table}.id"
        " left join change on change.seq = last.seq"
        f" where change.after is not {_state(table, columns)}"
        f" and (change.after is null or {_differs(db, table, columns)})"
    )


def _differs(db: Database, table: str, columns: tuple[str, ...]) -> str:
    """A condition: some column of a row is not what the change says, or its default."""
    defaults = {column.name: column.default_value for column in db.table(table).columns}
    return " or ".join(
        f"case when json_type(change.after, '$.{name}') is null"
        f" then {_default(table, name, defaults)}"
        f" else json_extract(change.after, '$.{name}') end is not {table}.{name}"
        for name in columns
    )


def _default(table: str, name: str, defaults: Mapping[str, str | None]) -> str:
    """The value of a column that no change knows of; offsets were given since."""
    if name.endswith("_offset"):
        return f"{table}.{name}"
    return defaults.get(name) or "null"


def _check_notes(record: Record) -> list[str]:
    _, (db, path) = record.databases
    with translated(path):
        ids = [row[0] for row in db.execute("select distinct session_id from note")]
    orphans = [i for i in ids if record.sessions.by_id(i) is None]
    if orphans:
        of = with_count(len(orphans), "session of notes is", "sessions of notes are")
        return [f"{path.name}: {of} not in the record."]
    return []
