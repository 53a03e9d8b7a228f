"""Lines: what was recorded, and every way it may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds import Kind
from sessiontui.errors import NotFoundError
from sessiontui.store.drafts import Typed, end_draft, end_typed
from sessiontui.store.rows import GONE, Repository, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sessiontui.domain.line import Entry
    from sessiontui.domain.models import Line, Session


class LineRepository(Repository):
    """The lines of record.db; each change of one is a step of its session."""

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
        wanted = sorted(set(ids))
        marks = ", ".join("?" for _ in wanted)
        return self.lines_where(f"line.id in ({marks}) order by line.id", *wanted)

    def lines_about(self, ids: Iterable[int]) -> tuple[Line, ...]:
        """The lines that continue others, oldest first."""
        wanted = sorted(set(ids))
        marks = ", ".join("?" for _ in wanted)
        return self.lines_where(f"line.about in ({marks}) order by line.id", *wanted)

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
            where += " and line.session_id < ?"
            values.append(before_session)
        rows = self.lines_where(
            f"{where} order by line.id desc limit ?", *values, limit
        )
        return rows[::-1]

    def goals(self, client_id: int) -> tuple[Line, ...]:
        """A client's goals by number."""
        return self.lines_where(
            "line.client_id = ? and line.kind = 'goal' and line.number is not null"
            " order by line.number",
            client_id,
        )

    def goal_notes(self, client_id: int) -> tuple[Line, ...]:
        """What was said about a client's goals since they were set, in order."""
        return self.lines_where(
            "line.client_id = ? and line.kind = 'goal' and line.number is null"
            " order by line.id",
            client_id,
        )

    def count_strengths(self, client_id: int) -> int:
        """How many strengths of whatever kind a client has."""
        row = self.one(
            "select count(*) as n from line where client_id = ?"
            " and kind = 'strength' and sub <> 's'",
            client_id,
        )
        return int(row["n"]) if row else 0

    def goal_ratings(self, goal: Line, limit: int) -> tuple[Line, ...]:
        """The newest ratings of a goal, oldest of them first."""
        rows = self.lines_where(
            "line.goal_id = ? and line.kind = 'rating' order by line.id desc limit ?",
            goal.id,
            limit,
        )
        return rows[::-1]

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
        with self._history.step(session.id):
            if instead_of is not None:
                self._one_row("delete from line where id = ?", instead_of.id)
            line_id = self._insert(session, entry, at, about)
            end_typed(self._db, session.id, typed)
        return line_id

    def _insert(
        self, session: Session, entry: Entry, at: datetime, about: int | None
    ) -> int:
        number = None
        if entry.kind is Kind.GOAL and not entry.sub:
            number = self._next_number(session.client_id)
        cursor = self._db.execute(
            "insert into line(session_id, client_id, kind, sub, text, author, at,"
            " position, goal_id, number, minutes, likely, value, about, builds_on,"
            " asked, keyed) values (?, ?, ?, ?, ?, ?, ?,"
            " (select coalesce(max(position), 0) + 1 from line where session_id = ?),"
            " (select id from line where client_id = ? and number = ?),"
            " ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                session.id,
                session.client_id,
                entry.kind.value,
                entry.sub,
                entry.text,
                entry.author.value,
                stamp(at),
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
            ),
        )
        return int(cursor.lastrowid or 0)

    def change_line(self, line: Line, during: int, **values: object) -> None:
        """Change some columns of a line in one step of the session under way."""
        with self._history.step(during):
            self._update(line.id, values)

    def tie_line(self, line: Line, during: int, goal: int | None) -> None:
        """Tie a line to a goal by its number, or to none."""
        with self._history.step(during):
            self._update(line.id, {"goal_id": self._goal_id(line, goal)})

    def build_on(self, line: Line, during: int, strength: int) -> None:
        """Let a line build on a strength by its number."""
        with self._history.step(during):
            found = self._strength_id(self._client_of(line), strength)
            self._update(line.id, {"builds_on": found})

    def replace_line(self, line: Line, during: int, entry: Entry) -> None:
        """Give a line another kind, text or tail: a goal gains or loses its number."""
        values: dict[str, object] = {
            "kind": entry.kind.value,
            "sub": entry.sub,
            "text": entry.text,
            "author": entry.author.value,
            "minutes": entry.minutes,
            "likely": entry.likely,
            "value": entry.value,
            "asked": entry.asked,
        }
        with self._history.step(during):
            values["goal_id"] = self._goal_id(line, entry.goal)
            client = self._client_of(line)
            values["builds_on"] = self._strength_id(client, entry.strength)
            if entry.kind is not Kind.GOAL or entry.sub:
                values["number"] = None
            elif line.number is None:
                values["number"] = self._next_number(client)
            self._update(line.id, values)
            end_draft(self._db, during)

    def swap_lines(self, line: Line, during: int, other: Line) -> None:
        """Let two lines change places."""
        with self._history.step(during):
            self._update(line.id, {"position": other.position})
            self._update(other.id, {"position": line.position})

    def remove_line(self, line: Line, during: int) -> None:
        """Take a line out of its session."""
        with self._history.step(during):
            self._one_row("delete from line where id = ?", line.id)

    def move_line(self, line: Line, during: int, to: Session) -> None:
        """Move a line to another client's session; its ties stay behind."""
        with self._history.step(during):
            for column in ("goal_id", "about", "builds_on"):
                self._db.execute(
                    f"update line set {column} = null where {column} = ?",
                    (line.id,),
                )
            number = None
            if line.number is not None:
                number = self._next_number(to.client_id)
            self._update(
                line.id,
                {
                    "session_id": to.id,
                    "client_id": to.client_id,
                    "goal_id": None,
                    "about": None,
                    "builds_on": None,
                    "number": number,
                    "position": self._next_position(to.id),
                },
            )

    def _update(self, line_id: int, values: dict[str, object]) -> None:
        places = ", ".join(f"{name} = ?" for name in values)
        self._one_row(
            f"update line set {places} where id = ?", *values.values(), line_id
        )

    def _one_row(self, sql: str, *values: object) -> None:
        if self._db.execute(sql, values).rowcount != 1:
            raise NotFoundError(GONE)

    def _client_of(self, line: Line) -> int:
        row = self.one("select client_id from line where id = ?", line.id)
        return int(row["client_id"]) if row else 0

    def _goal_id(self, line: Line, goal: int | None) -> int | None:
        row = self.one(
            "select goal.id from line join line as goal"
            " on goal.client_id = line.client_id and goal.number = ?"
            " where line.id = ?",
            goal,
            line.id,
        )
        return int(row["id"]) if row else None

    def _strength_id(self, client_id: int, number: int | None) -> int | None:
        """The strength that stands for a number: the first recorded is 1."""
        if number is None:
            return None
        row = self.one(
            "select id from line where client_id = ? and kind = 'strength'"
            " and sub <> 's' order by id limit 1 offset ?",
            client_id,
            number - 1,
        )
        return int(row["id"]) if row else None

    def _next_number(self, client_id: int) -> int:
        row = self.one(
            "select coalesce(max(number), 0) + 1 as n from line where client_id = ?",
            client_id,
        )
        return int(row["n"]) if row else 1

    def _next_position(self, session_id: int) -> float:
        row = self.one(
            "select coalesce(max(position), 0) + 1 as n from line where session_id = ?",
            session_id,
        )
        return float(row["n"]) if row else 1
