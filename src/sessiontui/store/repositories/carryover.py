"""The lines that one session leaves to the next: cheap to read at any age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.index import LEFT_OPEN, Kind
from sessiontui.store.repositories.base import BY_DAY_BACK, EARLIER, Repository

if TYPE_CHECKING:
    from sessiontui.domain.entities import Line

_REQUESTS_SEEN = 50
"""How many requests back an unanswered one is looked for; about a year of sessions."""
_MOST_BUILT_ON = 200
"""As many strengths as the tab shows."""
_AT_ONCE = 10
"""Strengths that are read together while the most useful ones are looked for."""
_RUNNING = 3
"""Sessions running without an answer before asking differently is worth a word."""


class CarryoverRepository(Repository):
    """Lines of earlier sessions that the present one should see."""

    def open_homework(self, client_id: int, before_session: int) -> tuple[Line, ...]:
        """The last session's homework that nobody has looked at yet."""
        return self.lines_where(
            "line.client_id = ? and line.kind = 'homework' and line.sub = ''"
            " and line.session_id = (select id from session where client_id = ?"
            f" and id {EARLIER} and exists (select 1 from line where"
            " session_id = session.id and kind = 'homework' and sub = '')"
            " order by day desc, started_at desc, id desc limit 1)"
            " and not exists (select 1 from line as later where later.about = line.id"
            " and later.kind = 'homework' and later.sub between '0' and '4')"
            " order by line.position",
            client_id,
            client_id,
            client_id,
            before_session,
        )

    def follow_ups(self, client_id: int) -> tuple[Line, ...]:
        """The risk follow-ups that nothing was done about yet, oldest first."""
        return self.lines_where(
            "line.client_id = ? and line.kind = 'risk' and line.sub = 'f'"
            " and not exists (select 1 from line as later where later.about = line.id"
            " and later.kind = 'risk' and later.sub = 'd') order by"
            " (select started_at from session where session.id = line.session_id),"
            " line.position",
            client_id,
        )

    def requests(self, client_id: int, before_session: int) -> tuple[Line, ...]:
        """The client's wishes that nobody has acted on yet, newest first."""
        return self.lines_by_day(
            "line.id in (select id from line where client_id = ?"
            f" and kind = 'differently' and sub = '' and session_id {EARLIER}"
            " order by id desc limit ?) and not exists (select 1 from line as change"
            " where change.about = line.id and change.kind = 'changed')"
            f" order by {BY_DAY_BACK}",
            client_id,
            client_id,
            before_session,
            _REQUESTS_SEEN,
        )

    def parked(self, session_id: int) -> tuple[Line, ...]:
        """The lines that a session parked and no later one has taken up."""
        return self._not_taken_up("line.kind = 'parked'", session_id)

    def unfinished(self, session_id: int) -> tuple[Line, ...]:
        """Agenda items that a session did not reach and no later one has taken up."""
        return self._not_taken_up("line.kind = 'agenda' and not line.done", session_id)

    def _not_taken_up(self, what: str, session_id: int) -> tuple[Line, ...]:
        return self.lines_where(
            f"line.session_id = ? and {what} and not exists (select 1 from line as"
            " later where later.about = line.id and later.kind = 'agenda')"
            " order by line.position",
            session_id,
        )

    def useful_strengths(
        self, client_id: int, before_session: int, limit: int
    ) -> tuple[Line, ...]:
        """The strengths that most was built on, then the newest; no wins among them."""
        times = self.times_built_on(client_id)
        ranked = list(times)
        strengths = (
            "line.client_id = ? and line.kind = 'strength'"
            f" and line.sub in ('', 'c', 'p', 'v') and line.session_id {EARLIER}"
        )
        used: list[Line] = []
        # Most are strengths still, so that the first few are nearly always enough.
        for start in range(0, len(ranked), _AT_ONCE):
            if len(used) >= limit:
                break
            some = ranked[start : start + _AT_ONCE]
            marks = ", ".join("?" for _ in some)
            found = self.lines_where(
                f"line.id in ({marks}) and {strengths}",
                *some,
                client_id,
                client_id,
                before_session,
            )
            used += sorted(found, key=lambda line: ranked.index(line.id))
        if len(used) >= limit:
            return tuple(used[:limit])
        newest = self.lines_where(
            f"{strengths} order by line.id desc limit ?",
            client_id,
            client_id,
            before_session,
            limit + len(used),
        )
        rest = (line for line in newest if line.id not in times)
        return (*used, *rest)[:limit]

    def times_built_on(self, client_id: int) -> dict[int, int]:
        """The times that something was built on a strength, for those most built on."""
        rows = self.all(
            "select builds_on, count(*) as times from line"
            " where client_id = ? and builds_on is not null group by builds_on"
            " order by times desc, builds_on desc limit ?",
            client_id,
            _MOST_BUILT_ON,
        )
        return {row["builds_on"]: row["times"] for row in rows}

    def consent(self, client_id: int) -> Line | None:
        """The last word on whether the notes were discussed with the client."""
        found = self.lines_by_day(
            "line.client_id = ? and line.kind = 'consent' and line.sub <> ''"
            f" order by {BY_DAY_BACK} limit 1",
            client_id,
        )
        return found[0] if found else None

    def left_open(self, client_id: int, before_session: int, kind: Kind) -> bool:
        """Tell whether a closing question was left open three sessions running."""
        rows = self.all(
            "select min(sub = ?) as open from session join line"
            " on line.session_id = session.id and line.kind = ?"
            f" where session.client_id = ? and session.id {EARLIER}"
            " group by session.id"
            " order by day desc, started_at desc, session.id desc limit ?",
            LEFT_OPEN,
            kind.value,
            client_id,
            client_id,
            before_session,
            _RUNNING,
        )
        return len(rows) == _RUNNING and all(row["open"] for row in rows)
