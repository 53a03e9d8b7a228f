"""Half-typed lines, kept by the key press itself."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from sessiontui.domain.entities import Draft
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.session.times import stamp
from sessiontui.domain.text import clean
from sessiontui.store.repository import Repository, known, moment

if TYPE_CHECKING:
    from datetime import datetime

    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.undo_log import UndoLog


_DRAFT, _ANSWERING = "draft", "answering"
_EITHER = "(select * from draft union all select * from answering)"


class Typed(Enum):
    """The place where a new line was typed: its half-typed line is at its end."""

    BY_THERAPIST = "draft"
    BY_CLIENT = "answering"
    NOWHERE = ""
    """One key recorded the line; whatever is half typed stays."""


class DraftRepository(Repository):
    """One draft a session, and beside it what the client has half typed."""

    def draft(self, session_id: int) -> tuple[datetime, Draft] | None:
        """The half-typed line of a session, with when it was kept."""
        row = self.one("select * from draft where session_id = ?", session_id)
        return read_draft(row) if row else None

    def waiting(self) -> list[int]:
        """The sessions that have words on the line."""
        rows = self.all(f"select session_id from {_EITHER} where text <> ''")
        return [row["session_id"] for row in rows]

    def latest_place(self) -> tuple[Draft, int] | None:
        """The draft that was left last, and its client."""
        row = self.one(
            f"select kept.*, session.client_id from {_EITHER} as kept join session"
            " on session.id = kept.session_id order by at desc limit 1"
        )
        return (read_draft(row)[1], row["client_id"]) if row else None

    def save_draft(self, draft: Draft, at: datetime) -> None:
        """Keep a half-typed line; survives any death of the process."""
        with self._undo_log.unit(durable=False) as db:
            write_draft(db, draft, at)

    def answering(self, session_id: int) -> Draft | None:
        """The words that the client left half-typed in a session."""
        row = self.one("select * from answering where session_id = ?", session_id)
        return read_draft(row)[1] if row else None

    def save_answering(self, draft: Draft, at: datetime) -> None:
        """Keep the client's half-typed answer beside the therapist's own line."""
        with self._undo_log.unit(durable=False) as db:
            write_draft(db, draft, at, _ANSWERING)


def read_draft(row: dict[str, Any]) -> tuple[datetime, Draft]:
    """A draft row with the moment it was kept."""
    return moment(row["at"]), Draft(
        session_id=row["session_id"],
        tab=known(Tab, row["tab"]),
        text=clean(row["text"]),
        cursor=(max(0, row["cursor_row"]), max(0, row["cursor_column"])),
        editing=row["editing"],
    )


def write_draft(db: Database, draft: Draft, at: datetime, table: str = _DRAFT) -> None:
    """Put a draft in its session's row."""
    db.execute(
        f"insert into {table} values (?, ?, ?, ?, ?, ?, ?)"
        " on conflict (session_id) do update set tab = excluded.tab,"
        " text = excluded.text, cursor_row = excluded.cursor_row,"
        " cursor_column = excluded.cursor_column, editing = excluded.editing,"
        " at = excluded.at",
        (
            draft.session_id,
            draft.tab.value,
            draft.text,
            *draft.cursor,
            draft.editing,
            stamp(at),
        ),
    )


def end_typed(db: Database, session_id: int, typed: Typed, undo_log: UndoLog) -> None:
    """Empty the half-typed line that became a line of the record."""
    if typed is Typed.BY_THERAPIST:
        end_draft(db, session_id, undo_log)
    elif typed is Typed.BY_CLIENT:
        end_answering(db, session_id)


def end_draft(db: Database, session_id: int, undo_log: UndoLog) -> None:
    """Empty a session's draft; its tab stays, to come back to.

    Where lines come from elsewhere, a draft is another line and stays as it is.
    """
    if not undo_log.ends_drafts:
        return
    db.execute(
        "update draft set text = '', cursor_row = 0, cursor_column = 0,"
        " editing = null where session_id = ?",
        (session_id,),
    )


def end_answering(db: Database, session_id: int) -> None:
    """Forget what the client had half typed: it is recorded."""
    db.execute("delete from answering where session_id = ?", (session_id,))
