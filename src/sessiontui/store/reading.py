"""Reading lines: a session's, a client's, and where lines went."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sessiontui.domain.models import Move
from sessiontui.store.connection import translated
from sessiontui.store.rows import Repository, moment
from sessiontui.store.ties import crossed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sessiontui.domain.kinds import Kind
    from sessiontui.domain.models import Line


class LineReader(Repository):
    """The lines of record.db as they stand."""

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

    def latest_goal_notes(
        self, client_id: int, session_id: int, newest: int
    ) -> tuple[Line, ...]:
        """What was said about a client's goals up to a session, in order.

        Of each kind of note on each goal only the newest: they grow with the years,
        and are read whenever a session is.
        """
        return self.lines_where(
            "line.id in (select id from (select id, row_number() over"
            " (partition by about, sub order by id desc) as place from line"
            " where client_id = ? and kind = 'goal' and number is null"
            " and session_id <= ?) where place <= ?) order by line.id",
            client_id,
            session_id,
            newest,
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

    def standing(self, ids: Iterable[int]) -> tuple[bool, bool]:
        """Whether some of these lines are signed, and whether signed ones name some."""
        row = self.one(
            "select exists (select 1 from line join session"
            " on session.id = line.session_id where session.signed_at is not null"
            " and line.id in (select value from json_each(?1))) as signed,"
            " exists (select 1 from line join session on session.id = line.session_id"
            " where session.signed_at is not null and"
            " (line.goal_id in (select value from json_each(?1))"
            " or line.about in (select value from json_each(?1))"
            " or line.builds_on in (select value from json_each(?1)))) as named",
            json.dumps(sorted(set(ids))),
        ) or {"signed": 0, "named": 0}
        return bool(row["signed"]), bool(row["named"])

    def crossed(self, code: str) -> tuple[str, ...]:
        """Of a client's sessions, those with lines tied to another client's."""
        with translated(self._path):
            return tuple(x for x in crossed(self._db) if x.startswith(f"{code} "))

    def moves(self, session_id: int) -> tuple[Move, ...]:
        """Which lines left a session or came to it, and when; not a word of them."""
        rows = self.all(
            "select at, row_id, from_session, to_session from moved"
            " where from_session = ?1 or to_session = ?1 order by id",
            session_id,
        )
        return tuple(
            Move(
                at=moment(row["at"]),
                line_id=row["row_id"],
                from_session=row["from_session"],
                to_session=row["to_session"],
            )
            for row in rows
        )
