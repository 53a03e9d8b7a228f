"""The lines that one session leaves to the next: cheap to read at any age."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import LEFT_OPEN, Kind
from sessiontui.domain.session.closing_questions import (
    ASKS_FOR_NOTHING,
    LEFT_OPEN_RUNNING,
    STOPS,
)
from sessiontui.store.repository import (
    BY_DAY,
    BY_DAY_BACK,
    COMES_BACK_TO,
    EARLIER,
    LATER,
    NOT_LATER,
    Repository,
    day,
    known,
)
from sessiontui.store.sqlcipher.connection import THESE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sessiontui.domain.entities import Line, Session

SEEN = 100
"""As many open lines of a kind as are looked at where a screen has no room for all."""
_MOST_BUILT_ON = 200
"""As many strengths as the tab shows."""
_AT_ONCE = 10
"""Strengths that are read together while the most useful ones are looked for."""
_NEWEST = 60
"""Answers among which the last sessions are looked for, however late they came."""


def _without(what: str) -> str:
    """The condition that no later line of a sort is about this one."""
    return (
        "not exists (select 1 from line as later"
        f" where later.about = line.id and ({what}))"
    )


OPEN_SQL: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.RISK: "line.sub = 'f' and "
        + _without("later.kind = 'risk' and later.sub = 'd'"),
        Kind.HOMEWORK: "line.sub = '' and "
        + _without(
            "later.kind = 'letgo'"
            " or later.kind = 'homework' and later.sub between '0' and '4'"
        ),
        Kind.DIFFERENTLY: "line.sub = ''"
        f" and lower(trim(line.text, '{STOPS}')) not in {ASKS_FOR_NOTHING} and "
        + _without("later.kind = 'changed'"),
        Kind.PARKED: _without("later.kind in ('agenda', 'letgo')"),
        Kind.AGENDA: "line.done = 0 and "
        + _without("later.kind in ('agenda', 'letgo')"),
    }
)
"""Conditions for an open line, by kind: nobody has answered it, or let it go, since."""
COMES_BACK = (Kind.HOMEWORK, Kind.PARKED, Kind.AGENDA)
"""The kinds that come back in the opening, or are let go there."""
_LAST_FIRST = "order by session.day desc, session.started_at desc, session.id desc"


@dataclass(frozen=True, slots=True)
class Open:
    """A line that is still open: which one, of which session, and from which day."""

    id: int
    kind: Kind
    session_id: int
    day: date


class CarryoverRepository(Repository):
    """Lines of earlier sessions that the present one should see."""

    def open_lines(
        self, client_id: int, before_session: int, most: int | None = None
    ) -> tuple[Open, ...]:
        """All that comes back: of the last session first, in order.

        Of each kind only the newest, where `most` says how many.
        """
        limit = "" if most is None else f" limit {most}"
        each = " union all ".join(
            "select * from (select line.id, line.kind, line.session_id, line.position"
            f" from line where line.client_id = ? and line.kind = '{kind}'"
            f" and {OPEN_SQL[kind]} and line.session_id {COMES_BACK_TO}"
            f" order by line.id desc{limit})"
            for kind in COMES_BACK
        )
        bound = (client_id, client_id, before_session)
        rows = self.all(
            "select line.id, line.kind, session_id, session.day from"
            f" ({each}) as line join session on session.id = line.session_id"
            f" {_LAST_FIRST}, position",
            *(bound * len(COMES_BACK)),
        )
        return tuple(
            Open(
                id=row["id"],
                kind=known(Kind, row["kind"]),
                session_id=row["session_id"],
                day=day(row["day"]),
            )
            for row in rows
        )

    def waiting_at(
        self, client_id: int, session_id: int, most: int
    ) -> tuple[Line, ...]:
        """The lines parked or not reached before a session that still waited after it.

        No session behind it has a say, so what its print tells stays as it is.
        """
        return self.lines_by_day(
            "line.client_id = ? and line.kind in ('parked', 'agenda')"
            " and (line.kind = 'parked' or line.done = 0)"
            f" and line.session_id {EARLIER} and not exists"
            " (select 1 from line as later where later.about = line.id"
            " and later.kind in ('agenda', 'letgo')"
            f" and later.session_id {NOT_LATER}) order by {BY_DAY_BACK} limit {most}",
            client_id,
            client_id,
            session_id,
            client_id,
            session_id,
        )

    def waiting_as(self, client_id: int, session_id: int, words: str) -> int | None:
        """The line that waits in just these words: from earlier, or parked today."""
        waits = " or ".join(
            f"line.kind = '{kind}' and {OPEN_SQL[kind]}"
            for kind in (Kind.PARKED, Kind.AGENDA)
        )
        return self.number(
            "select line.id from line where line.client_id = ?"
            " and line.kind in ('parked', 'agenda')"
            f" and line.text = ? collate nocase and ({waits})"
            f" and (line.session_id {COMES_BACK_TO}"
            " or line.session_id = ? and line.kind = 'parked')"
            " order by line.id desc limit 1",
            client_id,
            words,
            client_id,
            session_id,
            session_id,
        )

    def sessions_before(
        self, client_id: int, before_session: int, most: int
    ) -> tuple[int, ...]:
        """The last hours in which anything is recorded, the newest first."""
        rows = self.all(
            "select id from session where client_id = ? and kind = 'hour'"
            f" and id {EARLIER} and exists"
            " (select 1 from line where line.session_id = session.id)"
            f" {_LAST_FIRST} limit {most}",
            client_id,
            client_id,
            before_session,
        )
        return tuple(row["id"] for row in rows)

    def follow_ups(
        self, client_id: int, before_session: int | None = None
    ) -> tuple[Line, ...]:
        """The risk follow-ups that nothing was done about yet, oldest first.

        All of them, or those of the sessions before one.
        """
        earlier = (
            "" if before_session is None else f" and line.session_id {COMES_BACK_TO}"
        )
        bound = () if before_session is None else (client_id, before_session)
        return self.lines_by_day(
            f"line.client_id = ? and line.kind = 'risk' and {OPEN_SQL[Kind.RISK]}"
            f"{earlier} order by session.day, session.started_at, session.id,"
            " line.position",
            client_id,
            *bound,
        )

    def risk_of(self, session_id: int) -> tuple[Line, ...]:
        """The lines of risk of a session."""
        return self.lines_where(
            "line.session_id = ? and line.kind = 'risk' order by line.position",
            session_id,
        )

    def risk_between(self, after: int, before: Session) -> tuple[Line, ...]:
        """The lines of risk in entries between two sessions; 0 is before all."""
        return self.lines_by_day(
            "line.client_id = ? and line.kind = 'risk'"
            f" and line.session_id {LATER} and line.session_id {EARLIER}"
            " order by session.day, session.started_at, session.id, line.position",
            before.client_id,
            before.client_id,
            after,
            before.client_id,
            before.id,
        )

    def open_homework(self, client_id: int, before_session: int) -> tuple[Line, ...]:
        """The homework that nobody has looked at yet, of the last session with any."""
        is_open = (
            "line.client_id = ? and line.kind = 'homework'"
            f" and {OPEN_SQL[Kind.HOMEWORK]}"
        )
        return self.lines_where(
            f"{is_open} and line.session_id = (select session.id from"
            f" (select line.session_id from line where {is_open}"
            f" and line.session_id {COMES_BACK_TO}"
            f" order by line.id desc limit {SEEN}) as line"
            f" join session on session.id = line.session_id {_LAST_FIRST} limit 1)"
            " order by line.position",
            client_id,
            client_id,
            client_id,
            before_session,
        )

    def requests(self, client_id: int, before_session: int) -> tuple[Line, ...]:
        """The client's wishes that nobody has acted on yet, newest first."""
        return self.lines_by_day(
            "line.client_id = ? and line.kind = 'differently'"
            f" and {OPEN_SQL[Kind.DIFFERENTLY]} and line.session_id {COMES_BACK_TO}"
            f" order by {BY_DAY_BACK} limit {SEEN}",
            client_id,
            client_id,
            before_session,
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
            found = self.lines_where(
                f"line.id in {THESE} and {strengths}",
                json.dumps(ranked[start : start + _AT_ONCE]),
                client_id,
                client_id,
                before_session,
            )
            used += sorted(found, key=lambda line: ranked.index(line.id))
        if len(used) >= limit:
            return tuple(used[:limit])
        newest = self.lines_where(
            f"{strengths} order by line.id desc limit {limit + len(used)}",
            client_id,
            client_id,
            before_session,
        )
        rest = (line for line in newest if line.id not in times)
        return (*used, *rest)[:limit]

    def times_built_on(self, client_id: int) -> dict[int, int]:
        """The times that something was built on a strength, for those most built on."""
        rows = self.all(
            "select builds_on, count(*) as times from line"
            " where client_id = ? and builds_on is not null group by builds_on"
            f" order by times desc, builds_on desc limit {_MOST_BUILT_ON}",
            client_id,
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

    def card(self, client_id: int, session_id: int) -> tuple[Line, ...]:
        """All lines of the client's card up to a session, in order."""
        return self.lines_by_day(
            "line.client_id = ? and line.kind = 'card' and line.sub <> ''"
            f" and line.session_id {NOT_LATER} order by {BY_DAY}",
            client_id,
            client_id,
            session_id,
        )

    def left_open(self, client_id: int, before_session: int, kind: Kind) -> bool:
        """Tell whether a closing question was left open so many sessions running.

        Only the newest answers are looked at: what was written late is among them.
        """
        rows = self.all(
            "select min(sub = ?) as open from (select line.session_id, line.sub"
            " from line where line.client_id = ? and line.kind = ?"
            f" and line.session_id {EARLIER} order by line.id desc"
            f" limit {_NEWEST}) as answer"
            " join session on session.id = answer.session_id group by session.id"
            f" {_LAST_FIRST} limit {LEFT_OPEN_RUNNING}",
            LEFT_OPEN,
            client_id,
            kind.value,
            client_id,
            before_session,
        )
        return len(rows) == LEFT_OPEN_RUNNING and all(row["open"] for row in rows)
