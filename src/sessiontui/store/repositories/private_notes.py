"""private.db: psychotherapy notes, which hold text and a session and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.entities import Draft, Line
from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.session.times import stamp
from sessiontui.errors import NotFoundError, SessionTuiError
from sessiontui.store.repositories.drafts import end_draft, read_draft, write_draft
from sessiontui.store.repository import GONE, note_moment
from sessiontui.store.schema.triggers import NOTE_COLUMNS
from sessiontui.store.sqlcipher.connection import THESE, rows_of, translated
from sessiontui.store.undo_log import UndoLog

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.undo_log import StepIds

_FIRST_ID = 1 << 40
"""Notes are numbered by the microsecond, far above any line of the record."""

_NOTE = [("id", "INTEGER", 0), ("session_id", "INTEGER", 0), ("text", "TEXT", 0)]
_TABLES = {
    "note",
    "draft",
    "step",
    "change",
    "writing",
    "_sqlite_migrations",
    "sqlite_sequence",
    "sqlite_schema",
}


def is_private_id(line_id: int) -> bool:
    """Tell whether an id belongs to a psychotherapy note."""
    return line_id >= _FIRST_ID


def check_tables(db: Database) -> None:
    """Refuse a private.db that could hold anything but text and a session.

    A trigger cannot refuse a new column or table; so the tables must be the known ones.

    Raises:
        SessionTuiError: there is another table, or another column of a note.
    """
    tables = dict(
        db.execute(
            "select name, strict from pragma_table_list where schema = 'main'"
        ).fetchall()
    )
    columns = db.execute(
        "select name, type, hidden from pragma_table_xinfo('note') order by cid"
    ).fetchall()
    if tables.keys() != _TABLES or not tables["note"] or columns != _NOTE:
        raise SessionTuiError(
            "private.db holds tables or columns that SessionTUI did not make. "
            "Bring back a backup with: sessiontui restore FILE"
        )


class PrivateNotesRepository:
    """Psychotherapy notes. They appear as lines of kind private, and only here."""

    def __init__(
        self, db: Database, path: Path, moments: StepIds | None = None
    ) -> None:
        """Work on an open, prepared private.db that stands at `path`."""
        self._db = db
        self._path = path
        with translated(path):
            check_tables(db)
        self.undo_log = UndoLog(db, path, "note", NOTE_COLUMNS, moments)

    def notes(self, session_id: int) -> tuple[Line, ...]:
        """A session's psychotherapy notes in order."""
        return self._where("session_id = ? order by id", session_id)

    def note(self, note_id: int, session_id: int) -> Line | None:
        """One psychotherapy note of a session."""
        found = self._where("id = ? and session_id = ?", note_id, session_id)
        return found[0] if found else None

    def _where(self, where: str, *values: int) -> tuple[Line, ...]:
        with translated(self._path):
            rows = self._db.execute(
                f"select id, session_id, text from note where {where}", values
            ).fetchall()
        return tuple(
            Line(
                id=number,
                session_id=session,
                kind=Kind.PRIVATE,
                text=text,
                at=note_moment(number),
            )
            for number, session, text in rows
        )

    def all_notes(self) -> tuple[Line, ...]:
        """Every psychotherapy note there is, for a search that asks for them."""
        with translated(self._path):
            rows = self._db.execute("select distinct session_id from note").fetchall()
        return tuple(note for (session,) in rows for note in self.notes(session))

    def add(self, session_id: int, texts: Iterable[str], at: datetime) -> int:
        """Record notes as one durable step; returns the id of the last.

        A note's id is its moment, which must be one that a record holds.
        """
        stamp(at)
        number = 0
        with self.undo_log.step(session_id):
            newest = self._db.execute("select max(id) from note").fetchone()[0] or 0
            for text in texts:
                number = max(_FIRST_ID, int(at.timestamp() * 1_000_000), number + 1)
                while number <= newest and self._taken(number):
                    number += 1
                self._db.execute(
                    "insert into note(id, session_id, text) values (?, ?, ?)",
                    (number, session_id, text),
                )
            end_draft(self._db, session_id, self.undo_log)
        return number

    def _taken(self, number: int) -> bool:
        found = self._db.execute("select 1 from note where id = ?", (number,))
        return found.fetchone() is not None

    def rewrite(self, line: Line, during: int, text: str) -> None:
        """Change a note's text."""
        with self.undo_log.step(during):
            self._one("update note set text = ?", line, text)
            end_draft(self._db, during, self.undo_log)

    def remove(self, lines: Iterable[Line], during: int) -> None:
        """Take notes out."""
        with self.undo_log.step(during):
            for line in lines:
                self._one("delete from note", line)

    def move(self, lines: Iterable[Line], during: int, session_id: int) -> None:
        """Let notes belong to another session."""
        with self.undo_log.step(during):
            for line in lines:
                self._one("update note set session_id = ?", line, session_id)

    def _one(self, sql: str, line: Line, *values: object) -> None:
        """Write to a note where it was seen; private.db knows no client."""
        where = " where id = ? and session_id = ?"
        values = (*values, line.id, line.session_id)
        if self._db.execute(sql + where, values).rowcount != 1:
            raise NotFoundError(GONE)

    def count(self, sessions: str) -> int:
        """The number of notes that these sessions have; their ids are a JSON list."""
        with translated(self._path):
            found = self._db.execute(
                f"select count(*) from note where session_id in {THESE}", (sessions,)
            )
            return int(found.fetchone()[0])

    def words(self, session_id: int) -> list[str]:
        """All that a session's notes say, or said."""
        with translated(self._path):
            rows = self._db.execute(
                "select text from note where session_id = ?1 union"
                " select iif(json_valid(before), json_extract(before, '$.text'), null)"
                " from change where session_id = ?1 union"
                " select iif(json_valid(after), json_extract(after, '$.text'), null)"
                " from change where session_id = ?1",
                (session_id,),
            )
            return [text for (text,) in rows.fetchall() if text]

    def has_history(self, session_id: int) -> bool:
        """Tell whether anything was recorded here, or is half-typed, for a session."""
        with translated(self._path):
            found = self._db.execute(
                "select 1 from change where session_id = ?1 union all"
                " select 1 from step where session_id = ?1 union all"
                " select 1 from draft where session_id = ?1 and text <> '' limit 1",
                (session_id,),
            )
            return found.fetchone() is not None

    def waiting(self) -> list[int]:
        """The sessions that have words on the line."""
        with translated(self._path):
            rows = self._db.execute("select session_id from draft where text <> ''")
            return [row[0] for row in rows.fetchall()]

    def draft(self, session_id: int) -> tuple[datetime, Draft] | None:
        """A half-typed private line."""
        with translated(self._path):
            row = next(
                rows_of(
                    self._db.conn,
                    "select * from draft where session_id = ?",
                    (session_id,),
                ),
                None,
            )
        return read_draft(row) if row else None

    def drop_empty_draft(self, session_id: int) -> None:
        """Forget where a session was left that is there no more.

        The next one may have its number, and belong to another client.
        """
        with self.undo_log.unit(durable=False) as db:
            db.execute(
                "delete from draft where session_id = ? and text = ''", (session_id,)
            )

    def save_draft(self, draft: Draft, at: datetime) -> None:
        """Keep a half-typed private line out of the record."""
        with self.undo_log.unit(durable=False) as db:
            write_draft(db, draft, at)
