"""Lines: read as they stand, and written in every way in which they may change."""

from __future__ import annotations

import contextlib
import json
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.session.client_card import stands_once
from sessiontui.errors import NotFoundError
from sessiontui.store.chain.events import MOVED_HELD, note_event
from sessiontui.store.repositories.clients import end_undo
from sessiontui.store.repositories.drafts import Typed, end_draft, end_typed
from sessiontui.store.repository import (
    BY_DAY,
    BY_DAY_BACK,
    BY_DAY_TABLES,
    EARLIER,
    GONE,
    NOT_LATER,
    Repository,
    stamped,
)
from sessiontui.store.schema.ties import changing_clients, crossed
from sessiontui.store.sqlcipher.connection import THESE, translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sessiontui.domain.entities import Line, Session
    from sessiontui.domain.grammar.parser import Entry

_THEIRS = (
    " where id = ? and session_id = ?"
    " and client_id = (select client_id from session where id = ?)"
)
"""The row of a line where it was seen, if it is of the client whose session this is."""


class LineRepository(Repository):
    """The lines of record.db; each change of them is a step of the session."""

    def lines(self, session_id: int) -> tuple[Line, ...]:
        """A session's lines in order."""
        return self.lines_where(
            "line.session_id = ? order by line.position", session_id
        )

    def line(self, line_id: int) -> Line | None:
        """One line."""
        found = self.lines_where("line.id = ?", line_id)
        return found[0] if found else None

    def line_of_client(self, line_id: int, client_id: int) -> Line | None:
        """One line, if it is this client's."""
        found = self.lines_where(
            "line.id = ? and line.client_id = ?", line_id, client_id
        )
        return found[0] if found else None

    def lines_by_id(self, ids: Iterable[int]) -> tuple[Line, ...]:
        """Lines by their ids, oldest first."""
        return self.lines_where(
            f"line.id in {THESE} order by line.id", json.dumps([*ids])
        )

    def hanging_on(
        self, ids: Iterable[int], session_id: int, *, strengths: bool
    ) -> frozenset[int]:
        """These lines, and those of a session that show a number of one of them.

        Where a strength came or went, the numbers of all others may be others.
        """
        rows = self.all(
            "select id from line where session_id = ?1 and goal_id in"
            " (select value from json_each(?2)) union select id from line"
            " where ?3 and session_id = ?1 and builds_on is not null",
            session_id,
            json.dumps(sorted(ids)),
            strengths,
        )
        return frozenset(ids) | {row["id"] for row in rows}

    def lines_about(self, ids: Iterable[int]) -> tuple[Line, ...]:
        """The lines that continue others, oldest first."""
        return self.lines_where(
            f"line.about in {THESE} order by line.id", json.dumps([*ids])
        )

    def client_lines(
        self,
        client_id: int,
        kind: Kind,
        *,
        subs: Sequence[str] | None = None,
        before_session: int | None = None,
        limit: int,
    ) -> tuple[Line, ...]:
        """A client's newest lines of a kind, oldest of them first.

        `subs` keeps some sub-kinds only; `before_session` leaves out a session and
        all later ones.
        """
        where = "line.client_id = ? and line.kind = ?"
        values: list[object] = [client_id, kind.value]
        if subs is not None:
            where += f" and line.sub in ({', '.join('?' for _ in subs)})"
            values += subs
        if before_session is not None:
            where += f" and line.session_id {EARLIER}"
            values += (client_id, before_session)
        # Which ones, first: to sort whole lines takes twice as long.
        return self.lines_by_day(
            "line.id in (select line.id from line join session on session.id ="
            f" line.session_id where {where} order by {BY_DAY_BACK} limit {limit})"
            f" order by {BY_DAY}",
            *values,
        )

    def goals(
        self, client_id: int, *, among: Iterable[int] | None = None
    ) -> tuple[Line, ...]:
        """A client's goals by number, or those of them that are among some lines."""
        some = (
            "" if among is None else " and line.id in (select value from json_each(?))"
        )
        given = () if among is None else (json.dumps(sorted(among)),)
        return self.lines_where(
            "line.client_id = ? and line.kind = 'goal' and line.number is not null"
            f"{some} order by line.number",
            client_id,
            *given,
        )

    def goal_notes(self, client_id: int) -> tuple[Line, ...]:
        """The lines about a client's goals since they were set, in order."""
        return self.lines_by_day(
            "line.client_id = ? and line.kind = 'goal' and line.number is null"
            f" order by {BY_DAY}",
            client_id,
        )

    def latest_goal_notes(
        self, client_id: int, session_id: int, newest: int
    ) -> tuple[Line, ...]:
        """The lines about a client's goals up to a session, in order.

        Of each kind of note on each goal only the newest: they grow with the years,
        and are read whenever a session is.
        """
        return self.lines_by_day(
            "line.id in (select id from (select line.id, row_number() over"
            f" (partition by about, sub order by {BY_DAY_BACK}) as place"
            " from line join session on session.id = line.session_id"
            " where line.client_id = ? and line.kind = 'goal' and line.number is null"
            f" and session_id {NOT_LATER}) where place <= ?) order by {BY_DAY}",
            client_id,
            client_id,
            session_id,
            newest,
        )

    def count_strengths(self, client_id: int) -> int:
        """The number of a client's strengths of whatever kind."""
        found = self.number(
            "select count(*) from line where client_id = ?"
            " and kind = 'strength' and sub <> 's'",
            client_id,
        )
        return found or 0

    def goal_ratings(self, goal: Line, limit: int) -> tuple[Line, ...]:
        """The newest ratings of a goal, oldest of them first."""
        rows = self.lines_by_day(
            f"line.goal_id = ? and line.kind = 'rating' order by {BY_DAY_BACK}"
            f" limit {limit}",
            goal.id,
        )
        return rows[::-1]

    def rated_before(self, client_id: int, session_id: int) -> tuple[Line, ...]:
        """The last rating of each thing before a session, of goals and of others."""
        before = f"line.client_id = ? and line.session_id {EARLIER}"
        return self.lines_where(
            "line.id in (select id from (select line.id as id, row_number()"
            " over (partition by line.kind, line.goal_id, lower(trim(line.text))"
            f" order by {BY_DAY_BACK}) as place from {BY_DAY_TABLES} where {before}"
            " and line.kind in ('rating', 'score')) where place = 1)"
            f" order by {BY_DAY_BACK}",
            client_id,
            client_id,
            session_id,
            tables=BY_DAY_TABLES,
        )

    def standing(self, ids: Iterable[int]) -> tuple[bool, bool]:
        """Tell whether some of these are signed, and whether signed lines name some."""
        row = self.one(
            "select exists (select 1 from line join session"
            " on session.id = line.session_id where session.signed_at is not null"
            f" and line.id in {THESE}) as signed,"
            " exists (select 1 from line join session on session.id = line.session_id"
            " where session.signed_at is not null and"
            f" (line.goal_id in {THESE} or line.about in {THESE}"
            f" or line.builds_on in {THESE})) as named",
            json.dumps(sorted(set(ids))),
        ) or {"signed": 0, "named": 0}
        return bool(row["signed"]), bool(row["named"])

    def tied_to(self, ids: Iterable[int]) -> int:
        """The number of other lines that are tied to some of these."""
        found = self.number(
            f"with these as {THESE}"
            " select count(*) from line where id not in these and client_id in"
            " (select client_id from line where id in these)"
            " and (goal_id in these or about in these or builds_on in these)",
            json.dumps(sorted(set(ids))),
        )
        return found or 0

    def crossed(self, code: str) -> tuple[str, ...]:
        """Of a client's sessions, those with lines tied to another client's."""
        with translated(self._path):
            return tuple(x for x in crossed(self._db) if x.startswith(f"{code} "))

    # Writing

    def add_line(
        self,
        session: Session,
        entry: Entry,
        at: datetime,
        about: int | None,
        *,
        typed: Typed = Typed.BY_THERAPIST,
        instead_of: Line | None = None,
    ) -> int:
        """Record an entry: one durable step, which also ends the draft it came from."""
        with self._undo_log.step(session.id):
            if instead_of is not None:
                self._delete(instead_of, session.id)
            line_id = self._insert(session, entry, at, about)
            end_typed(self._db, session.id, typed, self._undo_log)
        return line_id

    def add_lines(
        self,
        session: Session,
        entries: Iterable[tuple[Entry, int | None, datetime]],
        late: datetime | None = None,
    ) -> None:
        """Record several entries, each with what it is about and when, in one step.

        `late` is the moment where they came into the record after their day.
        """
        with self._undo_log.step(session.id):
            for entry, about, at in entries:
                self._insert(session, entry, at, about, late)
            end_draft(self._db, session.id, self._undo_log)

    def _insert(
        self,
        session: Session,
        entry: Entry,
        at: datetime,
        about: int | None,
        late: datetime | None = None,
    ) -> int:
        number = None
        if entry.kind is Kind.GOAL and not entry.sub:
            number = self._next_number(session.client_id)
        cursor = self._db.execute(
            "insert into line(session_id, client_id, kind, sub, text, author, at,"
            " at_offset, position, goal_id, number, minutes, likely, value, about,"
            " builds_on, asked, keyed, changed, changed_offset)"
            " values (?, ?, ?, ?, ?, ?, ?, ?,"
            " (select coalesce(max(position), 0) + 1 from line where session_id = ?),"
            " (select id from line where client_id = ? and number = ?),"
            " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                session.id,
                session.client_id,
                entry.kind.value,
                entry.sub,
                entry.text,
                entry.author.value,
                *stamped(at),
                session.id,
                session.client_id,
                entry.goal,
                number,
                entry.minutes,
                entry.likely,
                entry.value,
                about,
                self._strength_id(session.client_id, entry.strength),
                entry.asked,
                int(entry.keyed),
                *_changed(late).values(),
            ),
        )
        return int(cursor.lastrowid or 0)

    def change_line(self, line: Line, during: int, **values: object) -> None:
        """Change some columns of a line in one step of the session under way."""
        with self._undo_log.step(during):
            self._update(line, during, values)

    def tick_line(self, line: Line, during: int, late: datetime | None = None) -> None:
        """Tick an agenda item, or take the tick away; `late` as in replace_lines."""
        done = {"done": int(not line.done)}
        self.change_line(line, during, **done, **_late(late))

    def set_minute(self, line: Line, during: int, at: datetime) -> None:
        """Give a line its minute by hand; when it was written is kept beside it."""
        values: dict[str, object] = {}
        for name, each in (("at", at), ("written", line.written or line.at)):
            values[name], values[f"{name}_offset"] = stamped(each)
        self.change_line(line, during, **values)

    def tie_lines(
        self,
        lines: Iterable[Line],
        during: int,
        goal: int | None,
        about: Mapping[int, int | None] = MappingProxyType({}),
        late: datetime | None = None,
    ) -> None:
        """Tie lines to a goal by its number, or to none.

        `about` says by their ids which of them are about another line by that; `late`
        is as in replace_lines.
        """
        with self._undo_log.step(during):
            for line in lines:
                found = self._goal_id(line, goal)
                values: dict[str, object] = {"goal_id": found, **_late(late)}
                if line.kind is Kind.GOAL:
                    # What is said about a goal is about the one that it names.
                    values["about"] = found
                elif line.id in about:
                    values["about"] = about[line.id]
                self._update(line, during, values)
            end_draft(self._db, during, self._undo_log)

    def build_on(
        self,
        lines: Iterable[Line],
        during: int,
        strength: int,
        late: datetime | None = None,
    ) -> None:
        """Let lines build on a strength by its number; `late` as in replace_lines."""
        with self._undo_log.step(during):
            for line in lines:
                found = self._strength_id(self._client_of(line), strength)
                self._update(line, during, {"builds_on": found, **_late(late)})
            end_draft(self._db, during, self._undo_log)

    def replace_lines(
        self,
        changes: Mapping[Line, tuple[Entry, int | None]],
        during: int,
        late: datetime | None = None,
    ) -> None:
        """Give lines another kind, text or tail, each with what it is about then.

        A goal gains or loses its number. `late` is the moment where it is after the
        day of the session under way, and the lines are to say so.
        """
        with self._undo_log.step(during):
            for line, (entry, about) in changes.items():
                self._replace(line, during, entry, about, late)
            end_draft(self._db, during, self._undo_log)

    def _replace(
        self,
        line: Line,
        during: int,
        entry: Entry,
        about: int | None,
        late: datetime | None,
    ) -> None:
        client = self._client_of(line)
        values: dict[str, object] = {
            "kind": entry.kind.value,
            "sub": entry.sub,
            "text": entry.text,
            "author": entry.author.value,
            "minutes": entry.minutes,
            "likely": entry.likely,
            "value": entry.value,
            "asked": entry.asked,
            "about": about,
            "goal_id": self._goal_id(line, entry.goal),
            "builds_on": self._strength_id(client, entry.strength),
            **_late(late),
        }
        if entry.text != line.text:
            # The client typed other words than these.
            values["keyed"] = 0
        if entry.kind is Kind.GOAL and entry.sub:
            values["about"] = values["goal_id"]
        if entry.kind is not Kind.GOAL or entry.sub:
            values["number"] = None
        elif line.number is None:
            values["number"] = self._next_number(client)
        self._update(line, during, values)
        self._stand_alone(line.session_id, entry.kind, entry.sub, line.id)

    def _stand_alone(self, session_id: int, kind: Kind, sub: str, stays: int) -> None:
        """Take out what a line takes the place of, where such a one stands once."""
        if not stands_once(kind, sub):
            return
        for other in self.lines(session_id):
            if (other.kind, other.sub) == (kind, sub) and other.id != stays:
                self._delete(other, session_id)

    def swap_lines(self, line: Line, during: int, other: Line) -> None:
        """Let two lines change places."""
        with self._undo_log.step(during):
            self._update(line, during, {"position": other.position})
            self._update(other, during, {"position": line.position})

    def remove_lines(self, lines: Iterable[Line], during: int) -> None:
        """Take lines out of their session."""
        with self._undo_log.step(during):
            for line in lines:
                self._delete(line, during)
            end_draft(self._db, during, self._undo_log)

    def empty_lines(self, lines: Iterable[Line], during: int) -> None:
        """Take out lines that went to private.db.

        They are emptied first: that tells them from lines that were only taken out,
        and their words leave the history with the session
        (store/repositories/redaction.py).
        """
        with self._undo_log.step(during):
            for line in lines:
                self._update(line, during, {"text": "", "asked": ""})
                self._delete(line, during)
            end_draft(self._db, during, self._undo_log)

    def move_lines(
        self, lines: Iterable[Line], during: int, to: Session, held: str = ""
    ) -> None:
        """Move lines to another client's session, in one step.

        What ties them to each other comes along; all other ties stay behind. `held` is
        why they move out of a record that a legal hold freezes: its history keeps what
        they said, and no undo crosses that.
        """
        going = sorted(lines, key=lambda line: line.position)
        ids = [line.id for line in going]
        with self._undo_log.step(during) as step, contextlib.ExitStack() as stack:
            if held:
                client = self._client_of(going[0])
                note_event(self._db, MOVED_HELD, client=client, lines=ids, why=held)
                for each in (client, to.client_id):
                    end_undo(self._db, each, step)
            stack.enter_context(changing_clients(self._db, ids))
            for line in going:
                place: dict[str, object] = {
                    "session_id": to.id,
                    "client_id": to.client_id,
                    "position": self._next_position(to.id),
                }
                if line.number is not None:
                    place["number"] = self._next_number(to.client_id)
                self._stand_alone(to.id, line.kind, line.sub, line.id)
                self._update(line, during, place)
            end_draft(self._db, during, self._undo_log)

    def _update(self, line: Line, during: int, values: dict[str, object]) -> None:
        places = ", ".join(f"{name} = ?" for name in values)
        self._one_row(f"update line set {places}", line, during, *values.values())

    def _delete(self, line: Line, during: int) -> None:
        self._one_row("delete from line", line, during)

    def _one_row(self, sql: str, line: Line, during: int, *values: object) -> None:
        where = (line.id, line.session_id, during)
        if self._db.execute(sql + _THEIRS, (*values, *where)).rowcount != 1:
            raise NotFoundError(GONE)

    def _client_of(self, line: Line) -> int:
        return self.number("select client_id from line where id = ?", line.id) or 0

    def _goal_id(self, line: Line, goal: int | None) -> int | None:
        return self.number(
            "select goal.id from line join line as goal"
            " on goal.client_id = line.client_id and goal.number = ?"
            " where line.id = ?",
            goal,
            line.id,
        )

    def _strength_id(self, client_id: int, number: int | None) -> int | None:
        """The strength that stands for a number: the first recorded is 1."""
        if number is None:
            return None
        return self.number(
            "select id from line where client_id = ? and kind = 'strength'"
            " and sub <> 's' order by id limit 1 offset ?",
            client_id,
            number - 1,
        )

    def _next_number(self, client_id: int) -> int:
        highest = "select max(number) from line where client_id = ?"
        return (self.number(highest, client_id) or 0) + 1

    def _next_position(self, session_id: int) -> float:
        row = self.one(
            "select coalesce(max(position), 0) + 1 as n from line where session_id = ?",
            session_id,
        )
        return float(row["n"]) if row else 1


def _changed(late: datetime | None) -> dict[str, object]:
    """The moment of a late change, and its offset; nothing of one in time."""
    at, offset = stamped(late) if late is not None else (None, None)
    return {"changed": at, "changed_offset": offset}


def _late(late: datetime | None) -> dict[str, object]:
    """The columns in which a line says that it was changed after its day."""
    return _changed(late) if late is not None else {}
