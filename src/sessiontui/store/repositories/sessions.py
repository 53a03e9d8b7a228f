"""Sessions: of which day, when they began and stopped, and what heads their prints."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from sessiontui.domain.entities import SessionKind
from sessiontui.domain.kinds.lookup import BESIDE_THE_HOUR, Kind
from sessiontui.domain.prints.formats import DEFAULT_FORMAT
from sessiontui.domain.text import clean
from sessiontui.errors import NotFoundError
from sessiontui.store.chain.links import remember_session
from sessiontui.store.repository import (
    COMES_BACK_TO,
    EARLIER,
    LATER,
    Repository,
    session_of,
    stamped,
)
from sessiontui.store.schema.session_names import OF_DAY_SQL
from sessiontui.store.schema.triggers import was_kind

if TYPE_CHECKING:
    from datetime import date, datetime

    from sessiontui.domain.entities import Session

SESSION_SQL = (
    "select id, client_id, number, day, started_at, stopped_at, signed_at, format,"
    " timed, held, present, place, service, start_noted, kind, started_at_offset,"
    " stopped_at_offset, signed_at_offset, start_by_hand, stop_by_hand, confirmed,"
    f" {OF_DAY_SQL} from session"
)
Headed = Literal["held", "present", "place", "service"]
"""Columns of a session for the head of its prints."""
_BESIDE = ", ".join(f"'{kind}'" for kind in sorted(BESIDE_THE_HOUR))
NO_HOUR_SQL = (
    "(session.kind = 'hour' and not session.confirmed and session.signed_at is null"
    " and not exists (select 1 from line where line.session_id = session.id"
    f" and line.kind not in ({_BESIDE})) and not exists (select 1 from answering"
    " where answering.session_id = session.id and answering.text <> '')"
    " and not exists (select 1 from change where change.session_id = session.id"
    f" and ({was_kind('change', Kind.RISK)})))"
)
"""Nothing stands in it that belongs to an hour, and nobody says that it was one.

Where a risk ever stood, it is told before signing what became of it.
"""
NOT_LEFT_SQL = (
    "((session.stopped_at is null or not exists"
    " (select 1 from line where line.session_id = session.id))"
    f" and {NO_HOUR_SQL})"
)
"""The same, where a death of the program left it so."""
_LOOKED_BACK = 300
"""Sessions that may have begun since the program was last here."""
_NO_DAY = "9999"
"""Behind every day."""
_FIRST_TO_LAST = "order by day, started_at, id"
LAST_FIRST = "order by day desc, started_at desc, id desc"
_TOLD = "exists (select 1 from past where what = '{0}' and row_id = {0}.id)"
"""The history says how it stands, as of what was in a merge."""


class SessionRepository(Repository):
    """The sessions of each client, and the entries beside them."""

    def of_client(self, client_id: int) -> tuple[Session, ...]:
        """A client's sessions, first to last."""
        return self._sessions(f"where client_id = ? {_FIRST_TO_LAST}", client_id)

    def signed(self, client_id: int) -> tuple[Session, ...]:
        """Those of a client's sessions that are signed, or were, first to last."""
        return self._sessions(
            "where client_id = ? and (signed_at is not null or id in"
            f" (select session_id from signature)) {_FIRST_TO_LAST}",
            client_id,
        )

    def latest(
        self, client_id: int, by: date | None = None, *, entries: bool = False
    ) -> Session | None:
        """A client's last session, up to a day; or the last of all with `entries`."""
        hours = "" if entries else "and kind = 'hour'"
        return self._session(
            f"where client_id = ? and day <= ? {hours} {LAST_FIRST} limit 1",
            client_id,
            f"{by}" if by else _NO_DAY,
        )

    def unsigned_of(self, client_id: int, since: date) -> tuple[Session, ...]:
        """A client's unsigned hours from a day on, the one worked on last first.

        A start that somebody typed says nothing of when that was.
        """
        return self._sessions(
            "where client_id = ? and day >= ? and kind = 'hour' and signed_at is null"
            " order by max("
            "iif(start_noted and not start_by_hand, started_at, ''),"
            " coalesce((select at from draft where session_id = session.id), ''),"
            " coalesce((select at from answering where session_id = session.id), ''),"
            " coalesce((select max(coalesce(written, at)) from line"
            " where session_id = session.id), '')) desc, id desc",
            client_id,
            f"{since}",
        )

    def before(self, client_id: int, session_id: int) -> Session | None:
        """The last session before the given one in which anything is recorded.

        One that was opened by mistake, and emptied again, carries nothing over.
        """
        return self._session(
            f"where client_id = ? and kind = 'hour' and id {EARLIER}"
            " and exists"
            " (select 1 from line where line.session_id = session.id)"
            f" {LAST_FIRST} limit 1",
            client_id,
            client_id,
            session_id,
        )

    def ids_between(self, client_id: int, after: int, before: int) -> tuple[int, ...]:
        """A client's sessions between two, newest first; 0 is before all."""
        rows = self.all(
            f"select id from session where id {EARLIER} and id {LATER} {LAST_FIRST}",
            client_id,
            before,
            client_id,
            after,
        )
        return tuple(row["id"] for row in rows)

    def ids_after(self, client_id: int, session_id: int) -> frozenset[int]:
        """The sessions behind one, which it knows nothing of."""
        rows = self.all(
            f"select id from session where id {LATER}", client_id, session_id
        )
        return frozenset(row["id"] for row in rows)

    def ids_to_come(self, client_id: int, session_id: int) -> frozenset[int]:
        """The sessions behind one that were not there yet when it began."""
        came = COMES_BACK_TO.removeprefix("not ")
        rows = self.all(
            f"select id from session where id {LATER} and id {came}",
            client_id,
            session_id,
            client_id,
            session_id,
        )
        return frozenset(row["id"] for row in rows)

    def by_id(self, session_id: int) -> Session | None:
        """The session with that id."""
        return self._session("where id = ?", session_id)

    def name(self, session: Session) -> str:
        """A session by its client and its own name: KESTREL-4, session 6."""
        row = self.one("select code from client where id = ?", session.client_id)
        return f"{clean(row['code'])}, {session.name}" if row else session.name

    def numbered(self, client_id: int, number: int) -> Session | None:
        """A client's session by its number."""
        return self._session("where client_id = ? and number = ?", client_id, number)

    def entry(self, client_id: int, which: str) -> Session | None:
        """A client's entry by its day, and its place in it: 2026-11-28.2."""
        on, _, place = which.partition(".")
        which = on if place == "1" else which
        found = self._sessions(
            "where client_id = ? and number < 0 and day = ?", client_id, on
        )
        return next((x for x in found if x.which == which), None)

    def asked_for(self, client_id: int, which: int | str | None = None) -> Session:
        """A session by its number, an entry by its day, or the last session.

        Raises:
            NotFoundError: there is no such session.
        """
        if which is None:
            session = self.latest(client_id)
        elif isinstance(which, int):
            session = self.numbered(client_id, which)
        else:
            session = self.entry(client_id, which)
        if session is None:
            entry = self.latest(client_id, entries=True) if which is None else None
            raise NotFoundError(
                f"There is no session yet, but an entry: --entry {entry.which}"
                if entry
                else "There is no such session. List them with: "
                "sessiontui sessions CLIENT"
            )
        return session

    def become(self, session: Session) -> Session:
        """Keep an hour as the entry, or an entry as the hour, that it became."""
        below = "(select min(0, coalesce(min(number), 0)) - 1 from session"
        above = "(select max(0, coalesce(max(number), 0)) + 1 from session"
        with self._undo_log.unit() as db:
            db.execute(
                f"update session set number = {below if session.is_entry else above}"
                " where client_id = ?1), kind = ?2, held = ?3, present = ?4,"
                " started_at = ?5, started_at_offset = ?6, stopped_at = ?7,"
                " stopped_at_offset = ?8, start_noted = ?9, timed = ?10,"
                " confirmed = ?11, stop_by_hand = ?12 where id = ?13",
                (
                    session.client_id,
                    session.kind.value,
                    session.held,
                    session.present,
                    *stamped(session.started_at),
                    *(stamped(stop) if (stop := session.stopped_at) else (None, None)),
                    int(session.start_noted),
                    int(session.timed),
                    int(session.confirmed),
                    int(session.stop_by_hand),
                    session.id,
                ),
            )
        return self.by_id(session.id) or session

    def add(
        self,
        client_id: int,
        at: datetime,
        on: date,
        format_name: str = DEFAULT_FORMAT,
        *,
        held: str = "",
        present: str = "",
        start_noted: bool = True,
    ) -> Session:
        """Begin a client's next session: its print, how it is held, who is there."""
        with self._undo_log.unit() as db:
            cursor = db.execute(
                "insert into session"
                " (client_id, number, day, started_at, started_at_offset, format, held,"
                " present, start_noted) values (?, (select max(0,"
                " coalesce(max(number), 0)) + 1"
                " from session where client_id = ?), ?, ?, ?, ?, ?, ?, ?)",
                (
                    client_id,
                    client_id,
                    f"{on}",
                    *stamped(at),
                    format_name,
                    held,
                    present,
                    int(start_noted),
                ),
            )
        found = self.by_id(int(cursor.lastrowid or 0))
        if found is None:
            raise LookupError("session")
        return found

    def start(self, session_id: int, at: datetime, *, typed: bool) -> None:
        """Note when a session really began, as somebody says; both are kept."""
        with self._undo_log.unit() as db:
            remember_session(db, session_id)
            db.execute(
                "update session set started_at = ?, started_at_offset = ?,"
                " start_noted = 1, confirmed = 1, start_by_hand = ? where id = ?",
                (*stamped(at), int(typed), session_id),
            )

    def stop(
        self,
        session_id: int,
        at: datetime,
        *,
        by_hand: bool = False,
        typed: bool = False,
    ) -> None:
        """Note when a session ended, or ended again; `by_hand`, as somebody says."""
        with self._undo_log.unit() as db:
            if by_hand:
                remember_session(db, session_id)
            db.execute(
                "update session set stopped_at = ?1, stopped_at_offset = ?2,"
                " timed = ?3, confirmed = max(confirmed, ?3), stop_by_hand = ?5"
                " where id = ?4",
                (*stamped(at), int(by_hand), session_id, int(typed)),
            )

    def go_on(self, session_id: int) -> None:
        """Forget when a session was left: it was taken up again, and goes on.

        A stop that somebody noted stays.
        """
        with self._undo_log.unit() as db:
            db.execute(
                "update session set stopped_at = null, stopped_at_offset = null"
                " where id = ? and stopped_at is not null and not timed",
                (session_id,),
            )

    def set_format(self, session_id: int, name: str) -> None:
        """Remember which print a session wants."""
        with self._undo_log.unit() as db:
            db.execute("update session set format = ? where id = ?", (name, session_id))

    def set_head(self, session_id: int, what: Headed, words: str) -> None:
        """Note what heads the prints of a session: how it was held, who was there."""
        with self._undo_log.unit() as db:
            db.execute(
                f"update session set confirmed = 1, {what} = ? where id = ?",
                (words, session_id),
            )

    def without_hour(self, session_id: int) -> Session | None:
        """Keep as no hour a session in which nothing belongs to one.

        It may hold the card, an appointment, whom one told, a half-typed line, or what
        was taken out again. One whose times, or who was there, was noted by hand was
        an hour.
        """
        session = self._session(f"where id = ? and {NO_HOUR_SQL}", session_id)
        if session is None:
            return None
        return self.become(
            replace(
                session,
                kind=SessionKind.CARD,
                start_noted=False,
                stopped_at=None,
                held="",
                present="",
            )
        )

    def never_left(self) -> tuple[Session, ...]:
        """The newest hours that hold nothing of one and that nobody left."""
        return self._sessions(
            "where id > (select max(id) from session) - ?"
            f" and {NOT_LEFT_SQL} and (stopped_at is null or not exists"
            " (select 1 from change where change.session_id = session.id)) order by id",
            _LOOKED_BACK,
        )

    def card_of_day(self, client_id: int, day: date) -> Session | None:
        """The day without an hour, on which one may still begin."""
        return self._session(
            "where client_id = ? and day = ? and kind = 'card'"
            f" and signed_at is null {LAST_FIRST} limit 1",
            client_id,
            f"{day}",
        )

    def newest_id(self) -> int:
        """The id of the session that was begun last; 0 where there is none."""
        return self.number("select max(id) from session") or 0

    def drop_empty(self, session_id: int) -> None:
        """Forget a session in which nothing was ever recorded, and a client without.

        One whose times, or who was there, was noted by hand was an hour. What a
        request is about stays, and so does a client of whom anything else is kept, and
        what the history tells of.
        """
        with self._undo_log.unit() as db:
            db.execute(
                "delete from session where id = ? and not confirmed and not exists"
                " (select 1 from change where change.session_id = session.id)"
                " and not exists (select 1 from step"
                " where step.session_id = session.id)"
                " and not exists (select 1 from draft"
                " where draft.session_id = session.id and draft.text <> '')"
                " and not exists (select 1 from answering"
                " where answering.session_id = session.id and answering.text <> '')"
                " and not exists (select 1 from request"
                " where request.session_id = session.id)"
                f" and not {_TOLD.format('session')}",
                (session_id,),
            )
            kept = "".join(
                f" and not exists (select 1 from {table} where client_id = client.id)"
                for table in ("session", "request", "hold", "former")
            )
            db.execute(
                "delete from client where keep_until is null and not"
                f" {_TOLD.format('client')}{kept}"
            )

    def _session(self, which: str, *values: object) -> Session | None:
        row = self.one(f"{SESSION_SQL} {which}", *values)
        return session_of(row) if row else None

    def _sessions(self, which: str, *values: object) -> tuple[Session, ...]:
        rows = self.all(f"{SESSION_SQL} {which}", *values)
        return tuple(map(session_of, rows))
