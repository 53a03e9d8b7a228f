"""The check that every value is one that SessionTUI writes.

The guards keep out what the program must not do; who holds the key and other tools may
still write anything. What is found is named by its table and never by its words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.entities import Author, SessionKind
from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.session.limits import LONGEST_WORDS
from sessiontui.domain.text import clean, with_count
from sessiontui.errors import DamagedError
from sessiontui.store.repository import day, moment, note_moment
from sessiontui.store.schema.tables import OFFSETS
from sessiontui.store.sqlcipher.sql_functions import calling_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from enum import StrEnum

    from sessiontui.store.sqlcipher.driver import Database

_INDEX = "_fts"
_MOMENTS = (
    "at",
    "created_at",
    "started_at",
    "stopped_at",
    "signed_at",
    "written",
    "changed",
)
_RECEIPT_MOMENTS = ("first", "last")


def _one_of(column: str, values: type[StrEnum]) -> str:
    return f"{column} not in ({', '.join(repr(x.value) for x in values)})"


_BEYOND = {
    "line": (
        f"{_one_of('kind', Kind)} or {_one_of('author', Author)}"
        " or value not between -10 and 10 or minutes not between 0 and 999"
        " or likely not between 0 and 100 or number not between 1 and 2147483647"
        " or position not between -1e15 and 1e15"
    ),
    "session": f"{_one_of('kind', SessionKind)}"
    " or abs(number) > 2147483647 or (kind = 'hour') <> (number > 0)"
    " or not coalesce(sessiontui_day(day), 0)",
    "draft": f"{_one_of('tab', Tab)} or cursor_row < 0 or cursor_column < 0",
    "answering": f"{_one_of('tab', Tab)} or cursor_row < 0 or cursor_column < 0",
    "client": "not sessiontui_day(keep_until)",
    "note": "not sessiontui_note(id)",
}


def check_values(db: Database) -> list[str]:
    """Texts that could drive a terminal or are none, moments, kinds, numbers."""
    functions = {
        "sessiontui_words": (-1, _are_words),
        "sessiontui_moment": (1, _passes(moment)),
        "sessiontui_day": (1, _passes(day)),
        "sessiontui_note": (1, _passes(note_moment)),
    }
    found = []
    with calling_back(db, functions):
        for table, texts in _texts(db):
            wrong = " or ".join(_wrong(table, texts))
            sql = f"select count(*) from {table} where {wrong}"
            if count := db.execute(sql).fetchone()[0]:
                rows = with_count(count, "row holds", "rows hold")
                found.append(f"{table}: {rows} a value that SessionTUI never writes.")
    return found


def _texts(db: Database) -> Iterable[tuple[str, list[str]]]:
    """The tables of ours with their columns of text."""
    names = db.execute(
        "select name from sqlite_master where type = 'table'"
        " and name not like 'sqlite%' and name not like '\\_%' escape '\\'"
        f" and name not like '%{_INDEX}%' order by name"
    ).fetchall()
    for (name,) in names:
        columns = db.execute(
            "select name from pragma_table_info(?) where type = 'TEXT'", (name,)
        ).fetchall()
        yield name, [column for (column,) in columns]


def _wrong(table: str, texts: list[str]) -> Iterable[str]:
    """The conditions under which a row of a table is none of ours."""
    as_bytes = ", ".join(f"cast({name} as blob)" for name in texts)
    if texts:
        yield f"not sessiontui_words({as_bytes})"
    moments = _MOMENTS + (_RECEIPT_MOMENTS if table == "destroyed" else ())
    for name in texts:
        if name in moments:
            yield f"not sessiontui_moment({name})"
    for name in OFFSETS.get(table, ()):
        yield f"{name}_offset not between -1439 and 1439"
        yield f"{name} is null and {name}_offset is not null"
    yield _BEYOND.get(table, "false")


def _are_words(*texts: bytes | None) -> bool:
    try:
        return all(
            clean(text := raw.decode()) == text and len(text) <= LONGEST_WORDS
            for raw in texts
            if raw
        )
    except UnicodeDecodeError:
        return False


def _passes(read: Callable[..., object]) -> Callable[..., bool]:
    """True where a value can be read; one that is missing is none."""

    def passes(value: object) -> bool:
        try:
            return value is None or bool(read(value))
        except DamagedError:
            return False

    return passes
