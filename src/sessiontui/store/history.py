"""Steps: every action is one, and undo and redo are steps like any other.

Both files keep their own history. A step's id is the moment it was taken, in
microseconds, so that the steps of both files of a session fall into one order.
"""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sessiontui.errors import CannotWriteError, DamagedError, SessionTuiError
from sessiontui.store.connection import STRANGE, translated
from sessiontui.store.files import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from sessiontui.store.driver import Database


@dataclass(frozen=True, slots=True)
class Step:
    """One action in a session's history; `target` is the step it undid or redid."""

    id: int
    action: str
    target: int | None


class Moments:
    """Ids that are moments and only ever grow, also where a clock was set back.

    Both files of a record share one, so that their steps fall into one order.
    """

    def __init__(self) -> None:
        """Begin with the present."""
        self._last = 0

    def note(self, number: int) -> None:
        """Give nothing at or before an id that was given earlier."""
        self._last = max(self._last, number)

    def next(self) -> int:
        """The present moment in microseconds, or the first free one after it."""
        self._last = max(time.time_ns() // 1000, self._last + 1)
        return self._last


class History:
    """Units of work on one file and the way back through them."""

    def __init__(
        self,
        db: Database,
        path: Path,
        table: str,
        columns: tuple[str, ...],
        moments: Moments | None = None,
        mend: Callable[[Database, Iterable[int]], None] | None = None,
    ) -> None:
        """Watch `table` of `db`; `path` is its file, to notice a replaced one.

        `mend` sets right the rows that a reversal brought back to another client.
        """
        self._db = db
        self._path = path
        self._table = table
        self._columns = columns
        self._file = identity(path)
        self._full = True
        self._moments = moments or Moments()
        self._mend = mend
        self.ends_drafts = True
        """Whether what is recorded was the half-typed line, which then ends."""
        with translated(path):
            newest = db.execute("select max(id) from step").fetchone()[0]
        self._moments.note(newest or 0)

    @contextlib.contextmanager
    def unit(self, *, durable: bool = True) -> Iterator[Database]:
        """One transaction: wholly committed, or wholly gone with a sentence.

        A unit that is not `durable` survives any death of the process but not a
        loss of power; it takes about a tenth of the time.
        """
        if identity(self._path) != self._file:
            raise CannotWriteError(
                f"Not saved: another program moved or replaced {self._path}."
            )
        try:
            with translated(self._path):
                if durable is not self._full:
                    level = "FULL" if durable else "NORMAL"
                    self._db.execute(f"PRAGMA synchronous={level}")
                    self._full = durable
                with self._db.atomic():
                    yield self._db
        except CannotWriteError:
            self._make_room()
            raise

    def _make_room(self) -> None:
        """Give back what the log takes on a full disk, so that the next try may do."""
        with contextlib.suppress(SessionTuiError), translated(self._path):
            if not self._db.conn.in_transaction:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextlib.contextmanager
    def step(
        self, session_id: int, action: str = "do", target: int | None = None
    ) -> Iterator[int]:
        """One action on a session as a unit; yields the step's id."""
        with self.unit() as db:
            number = self._moments.next()
            db.execute(
                "insert into step(id, session_id, action, target) values (?, ?, ?, ?)",
                (number, session_id, action, target),
            )
            db.execute("update writing set step = ?", (number,))
            yield number
            db.execute("update writing set step = null")

    def steps(self, session_id: int) -> list[Step]:
        """A session's steps in order."""
        with translated(self._path):
            rows = self._db.execute(
                "select id, action, target from step where session_id = ? order by id",
                (session_id,),
            ).fetchall()
        return [Step(*row) for row in rows]

    def reverse(self, session_id: int, target: int, action: str) -> None:
        """Take a step that reverses all changes of the target step."""
        with translated(self._path):
            changes = self._db.execute(
                "select op, row_id, before, after from change where step = ?"
                " order by seq desc",
                (target,),
            ).fetchall()
        with self.step(session_id, action, target):
            self._db.execute("PRAGMA defer_foreign_keys=ON")
            brought_back = []
            for op, row_id, before, after in changes:
                if op == "insert":
                    self._db.execute(
                        f"delete from {self._table} where id = ?",
                        (row_id,),
                    )
                    continue
                row = _state(before)
                self._put_back(op, row_id, row)
                if after and _state(after).get("client_id") != row.get("client_id"):
                    brought_back.append(row_id)
            if brought_back and self._mend:
                self._mend(self._db, brought_back)

    def _put_back(self, op: str, row_id: int, row: dict[str, object]) -> None:
        # A change of before a migration knows nothing of the columns that came since.
        known = [name for name in self._columns if name in row]
        values = [row[name] for name in known]
        if op == "delete":
            names = ", ".join(known)
            marks = ", ".join("?" for _ in known)
            sql = f"insert into {self._table}({names}) values ({marks})"
            self._db.execute(sql, values)
        else:
            places = ", ".join(f"{name} = ?" for name in known)
            sql = f"update {self._table} set {places} where id = ?"
            self._db.execute(sql, [*values, row_id])


def _state(text: str) -> dict[str, Any]:
    """A row as the history holds it.

    Raises:
        DamagedError: it holds something else.
    """
    try:
        return dict(json.loads(text))
    except (TypeError, ValueError):
        raise DamagedError(STRANGE) from None


def undo_target(steps: list[Step]) -> int | None:
    """The step that undo would reverse next, from the whole history in order."""
    return _stacks(steps)[0]


def redo_target(steps: list[Step]) -> int | None:
    """The undo step that redo would reverse next, or None."""
    return _stacks(steps)[1]


def _stacks(steps: list[Step]) -> tuple[int | None, int | None]:
    undoable: list[int] = []
    redoable: list[int] = []
    for step in steps:
        if step.action == "do":
            undoable.append(step.id)
            redoable.clear()
        elif step.action == "undo":
            if undoable:
                undoable.pop()
            redoable.append(step.id)
        else:
            if redoable:
                redoable.pop()
            undoable.append(step.id)
    return (undoable[-1] if undoable else None, redoable[-1] if redoable else None)
