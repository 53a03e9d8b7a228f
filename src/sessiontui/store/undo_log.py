"""Steps: every action is one, and undo and redo are steps like any other.

Both files keep their own history. A step's id is the moment it was taken, in
microseconds, so that the steps of both files of a session fall into one order.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sessiontui.errors import CannotWriteError, DamagedError, SessionTuiError
from sessiontui.store.schema.ties import TIES, changing_clients, fitted, named_in
from sessiontui.store.sqlcipher.connection import (
    STRANGE,
    insert_sql,
    rows_of,
    translated,
)
from sessiontui.store.sqlcipher.files import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sessiontui.store.sqlcipher.driver import Database

    Newest = Callable[[int | None], "Step | None"]

NAMED = "another line is tied to it"
"""The reason a line is not taken out again: what a later session said hangs on it."""
_KIND = "iif(json_valid({0}), json_extract({0}, '$.kind'), null)"
_GONE = "Its words went to another client with the line."
"""The reason a change is not taken back whose words the history has no more."""
_WORDS = "text"
_ROOM = 1 << 20
_NEVER = (1 << 63) - 1
"""A moment after all others."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action in a session's history; `target` is the step it undid or redid.

    A step without changes is one that was passed: its target could not be reversed.
    """

    id: int
    action: str
    target: int | None
    changed: bool = True


class Touched(NamedTuple):
    """The rows that steps changed: their ids, and of which kinds they were or are."""

    ids: frozenset[int]
    kinds: frozenset[str]


class Reversed(NamedTuple):
    """The rows that were reversed, and whether those are all of the step.

    Each is told as the step had left it: what had been done (`op`), its kind, and its
    finer kind; both are empty where the file has no kinds. A tie by the way is left out
    beside other changes.
    """

    whole: bool
    rows: tuple[tuple[str, str, str], ...]


class NotAsLeftError(SessionTuiError):
    """A step cannot be reversed: one of its rows is no longer as the step left it."""

    def __init__(self, session_id: int | None, refused: str = "") -> None:
        """Say in which session the row stands now, and what a guard said to it."""
        super().__init__(refused or "A line is no longer as that step left it.")
        self.session_id = session_id
        self.refused = refused


class StepIds:
    """Ids that are moments and only ever grow, also where a clock was set back.

    Both files of a record share one, so that their steps fall into one order.
    """

    def __init__(self) -> None:
        """Begin with the present."""
        self._last = 0

    @property
    def last(self) -> int:
        """The last id that was given."""
        return self._last

    def note(self, number: int) -> None:
        """Give nothing at or before an id that was given earlier."""
        self._last = max(self._last, number)

    def next(self) -> int:
        """The present moment in microseconds, or the first free one after it."""
        self._last = max(time.time_ns() // 1000, self._last + 1)
        return self._last


class UndoLog:
    """Units of work on one file and the way back through them."""

    def __init__(
        self,
        db: Database,
        path: Path,
        table: str,
        columns: tuple[str, ...],
        moments: StepIds | None = None,
    ) -> None:
        """Watch `table` of `db`; `path` is its file, to notice a replaced one."""
        self._db = db
        self._path = path
        self._table = table
        self._columns = columns
        self._file = identity(path)
        self._full = True
        self.moments = moments or StepIds()
        self.ends_drafts = True
        """The line that is recorded was the half-typed one, which then ends."""
        self.on_step: Callable[[], None] | None = None
        """The call that is made once a step is committed."""
        with translated(path):
            newest = db.execute("select max(id) from step").fetchone()[0]
        self.moments.note(newest or 0)

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

    def check_room(self) -> None:
        """Refuse what goes on in another file where the disk may not take all of it.

        Raises:
            CannotWriteError: there is less room than two steps and their logs take.
        """
        with contextlib.suppress(OSError):
            disk = os.statvfs(self._path)
            if disk.f_bavail * disk.f_frsize < _ROOM:
                raise CannotWriteError("Not saved: the disk is full. Free some space.")

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
            number = self.moments.next()
            db.execute(
                "insert into step(id, session_id, action, target) values (?, ?, ?, ?)",
                (number, session_id, action, target),
            )
            db.execute("update writing set step = ?", (number,))
            yield number
            db.execute("update writing set step = null")
        if self.on_step is not None:
            self.on_step()

    def newest(self, session_id: int, before: int | None = None) -> Step | None:
        """A session's last step, or the last one before another."""
        with translated(self._path):
            row = self._db.execute(
                "select id, action, target,"
                " exists (select 1 from change where change.step = step.id)"
                " from step where session_id = ? and id < ? order by id desc limit 1",
                (session_id, _NEVER if before is None else before),
            ).fetchone()
        return Step(row[0], row[1], row[2], bool(row[3])) if row else None

    def touched(self, since: int) -> Touched:
        """The rows that the steps behind a moment changed."""
        with translated(self._path):
            rows = self._db.execute(
                f"select row_id, {_KIND.format('before')}, {_KIND.format('after')}"
                " from change where step > ?",
                (since,),
            ).fetchall()
        kinds = {kind for _, *both in rows for kind in both if kind}
        return Touched(frozenset(row[0] for row in rows), frozenset(kinds))

    def has(self, step: int) -> bool:
        """Tell whether a step is one of this file's."""
        with translated(self._path):
            row = self._db.execute("select 1 from step where id = ?", (step,))
            return row.fetchone() is not None

    def moved_to(self, step: int) -> tuple[int, ...]:
        """The sessions that rows went to in a step, or came back to."""
        return tuple(there for _, there in self._moves(step))

    def moved_between(self, step: int) -> frozenset[int]:
        """The sessions that rows left in a step, and those that they went to."""
        return frozenset(x for both in self._moves(step) for x in both)

    def _moves(self, step: int) -> tuple[tuple[int, int], ...]:
        with translated(self._path):
            rows = self._db.execute(
                "select distinct json_extract(before, '$.session_id'), session_id"
                " from change where step = ?1 and op = 'update' and json_valid(before)"
                " and json_extract(before, '$.session_id') <> session_id",
                (step,),
            ).fetchall()
        return tuple((row[0], row[1]) for row in rows)

    def reverse(self, session_id: int, target: int, action: str) -> Reversed:
        """Take a step that reverses exactly what the target step changed.

        A tie that the target cut or made by the way, such as of what named a removed
        goal, stays where its line was changed since: words never wait for a tie.

        Raises:
            NotAsLeftError: a row is no longer as the target left it; nothing changed.
        """
        with translated(self._path):
            rows = self._db.execute(
                "select op, row_id, before, after from change where step = ?"
                " order by seq desc",
                (target,),
            ).fetchall()
        changes = [
            _Change(op, row_id, _state(before), _state(after))
            for op, row_id, before, after in rows
        ]
        with self.step(session_id, action, target):
            as_left = self._as_left(changes)
            with changing_clients(self._db, _changing_clients(as_left)):
                done = [self._reverse(change, as_left) for change in as_left]
        whole = len(as_left) == len(changes) and all(done)
        return Reversed(whole, _told(as_left))

    def pass_over(self, session_id: int, target: int, action: str) -> None:
        """Take a step that changes nothing, so that the next goes past the target."""
        with self.step(session_id, action, target):
            pass

    def _as_left(self, changes: list[_Change]) -> list[_Change]:
        """The changes whose rows are as the step left them: all but some ties."""
        last = {change.row_id: change for change in reversed(changes)}
        gone_on: set[int] = set()
        for row_id, change in last.items():
            row = self._row(row_id)
            left = None if change.op == "delete" else change.after
            if row is None or left is None:
                same = row is left
            else:
                same = all(row[name] == value for name, value in left.items())
            if same:
                continue
            ties = [x.ties_only for x in changes if x.row_id == row_id]
            if not all(ties) or len(ties) == len(changes):
                raise NotAsLeftError(row["session_id"] if row else None)
            gone_on.add(row_id)
        return [change for change in changes if change.row_id not in gone_on]

    def _row(self, row_id: int) -> dict[str, Any] | None:
        rows = rows_of(
            self._db.conn,
            f"select {', '.join(self._columns)} from {self._table} where id = ?",
            (row_id,),
        )
        return next(rows, None)

    def _reverse(self, change: _Change, all_of_it: list[_Change]) -> bool:
        """Reverse one change; `_as_left` saw whose row it is and where.

        Returns:
            Whether it could be: a tie made by the way may lead elsewhere by now.
        """
        try:
            with translated(self._path):
                if change.lost_its_words:
                    row = self._row(change.row_id) or change.before
                    raise NotAsLeftError(row.get("session_id"), _GONE)
                if change.op == "insert":
                    self._delete(change.row_id)
                elif change.op == "delete":
                    self._insert(fitted(self._db, change.before))
                else:
                    self._put_back(change)
        except (CannotWriteError, DamagedError):
            raise
        except NotAsLeftError:
            raise
        except SessionTuiError as error:
            if change.ties_only and not all(x.ties_only for x in all_of_it):
                return False
            row = self._row(change.row_id) or change.before
            raise NotAsLeftError(row.get("session_id"), str(error)) from None
        return True

    def _delete(self, row_id: int) -> None:
        """Take a row out again, unless a later line holds to it."""
        session = named_in(self._db, row_id) if "client_id" in self._columns else None
        if session is not None:
            raise NotAsLeftError(session, NAMED)
        self._db.execute(f"delete from {self._table} where id = ?", (row_id,))

    def _insert(self, row: dict[str, Any]) -> None:
        # A change of before a migration knows nothing of the columns that came since.
        known = {name: row[name] for name in self._columns if name in row}
        self._db.execute(insert_sql(self._table, known), known)

    def _put_back(self, change: _Change) -> None:
        values = {
            name: change.before[name]
            for name in self._columns
            if name in change.before and change.before[name] != change.after.get(name)
        }
        if values.keys() - set(TIES):
            fits = fitted(self._db, change.before)
            values |= {name: fits[name] for name in values.keys() & set(TIES)}
            if values.keys() & {"client_id", "number"}:
                values["number"] = fits["number"]
        if values:
            places = ", ".join(f"{name} = ?" for name in values)
            self._db.execute(
                f"update {self._table} set {places} where id = ?",
                [*values.values(), change.row_id],
            )


@dataclass(frozen=True, slots=True)
class _Change:
    op: str
    row_id: int
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def ties_only(self) -> bool:
        """Tell whether nothing but what the row is tied to was changed."""
        pairs = ((self.before.get(name), x) for name, x in self.after.items())
        changed = {
            name for name, (a, b) in zip(self.after, pairs, strict=True) if a != b
        }
        return self.op == "update" and changed <= set(TIES)

    @property
    def lost_its_words(self) -> bool:
        """Tell whether words would be needed that the history has no more.

        Where a line stands is changed without its words.
        """
        if self.op == "insert" or _WORDS in self.before:
            return False
        return self.op == "delete" or not any(
            self.before.get(name) != self.after.get(name)
            for name in ("session_id", "position")
        )


def _told(changes: list[_Change]) -> tuple[tuple[str, str, str], ...]:
    main = [x for x in changes if not x.ties_only] or changes
    rows: dict[int, tuple[str, str, str]] = {}
    for change in main:
        kinds = {**change.after, **change.before}
        row = change.op, str(kinds.get("kind") or ""), str(kinds.get("sub") or "")
        rows.setdefault(change.row_id, row)
    return tuple(rows.values())


def _changing_clients(changes: list[_Change]) -> set[int]:
    return {
        change.row_id
        for change in changes
        if change.op == "update"
        and change.before.get("client_id") != change.after.get("client_id")
    }


def _state(text: str | None) -> dict[str, Any]:
    """A row as the history holds it; empty where there was none.

    Raises:
        DamagedError: it holds something else.
    """
    try:
        return dict(json.loads(text)) if text is not None else {}
    except (TypeError, ValueError):
        raise DamagedError(STRANGE) from None


def undo_target(newest: Newest) -> int | None:
    """The step that undo would reverse next; `newest` gives the last before another."""
    step = newest(None)
    while step:
        if step.action != "undo" and step.changed:
            return step.id
        # All from an undo back to what it undid is as if it had never been.
        step = newest(step.id if step.action != "undo" else _target(step))
    return None


def redo_target(newest: Newest) -> int | None:
    """The undo step that redo would reverse next, or None."""
    step = newest(None)
    while step:
        if step.action == "redo":
            step = newest(_target(step))
        elif not step.changed:
            step = newest(step.id)
        else:
            return step.id if step.action == "undo" else None
    return None


def _target(step: Step) -> int:
    return min(step.target or 0, step.id)
