"""Clients and their sessions."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from sessiontui.domain.client_codes import code_key
from sessiontui.domain.entities import ClientOverview, SessionKind
from sessiontui.domain.kinds.index import BESIDE_THE_HOUR
from sessiontui.domain.prints.formats import DEFAULT_FORMAT
from sessiontui.domain.session.appointment import when_of
from sessiontui.domain.text import clean
from sessiontui.errors import NotFoundError
from sessiontui.store.chain.links import (
    LAST_CLIENT,
    MERGED,
    events,
    gone_into,
    note_event,
    remember_session,
)
from sessiontui.store.repositories.base import (
    EARLIER,
    LATER,
    Repository,
    client_of,
    day,
    moment,
    session_of,
    stamp,
    stamped,
)
from sessiontui.store.schema.names import OF_DAY_SQL

if TYPE_CHECKING:
    from datetime import date, datetime

    from sessiontui.domain.entities import Client, Session
    from sessiontui.store.sqlcipher.driver import Database

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
    " where answering.session_id = session.id and answering.text <> ''))"
)
"""Nothing stands in it that belongs to an hour, and nobody says that it was one."""
NOT_LEFT_SQL = (
    "((session.stopped_at is null or not exists"
    " (select 1 from line where line.session_id = session.id))"
    f" and {NO_HOUR_SQL})"
)
"""The same, where a death of the program left it so."""
_LOOKED_BACK = 300
"""Sessions that may have begun since the program was last here."""
_RECENT_STARTS = 8
_NO_DAY = "9999"
"""Behind every day."""
_HOURS_OF_CLIENT = "client_id = client.id and kind = 'hour'"
_FIRST_TO_LAST = "order by day, started_at, id"
_LAST_FIRST = "order by day desc, started_at desc, id desc"


class ClientRepository(Repository):
    """Clients by code, and the sessions with them."""

    def clients(self, today: date | None = None) -> tuple[ClientOverview, ...]:
        """All clients with their session counts and latest starts, by code.

        What is of `today` is not counted as left open yet.
        """
        rows = self.all(
            "select id, code,"
            f" (select count(*) from session where {_HOURS_OF_CLIENT}) as sessions,"
            f" (select max(day) from session where {_HOURS_OF_CLIENT}) as last_day,"
            " (select json_group_array(json_array(started_at, started_at_offset))"
            " from (select started_at, started_at_offset"
            f" from session where {_HOURS_OF_CLIENT} {_LAST_FIRST} limit ?))"
            " as starts,"
            " (select json_array(count(*), sum(stopped_at is null and kind = 'hour'))"
            " from session"
            " where client_id = client.id and signed_at is null and day < ?"
            f" and kind <> 'card' and not {NOT_LEFT_SQL}) as open,"
            " (select text from line join session on session.id = line.session_id"
            " where line.client_id = client.id and line.kind = 'appointment' order by"
            " session.day desc, session.started_at desc, line.id desc limit 1) as again"
            " from client order by code_key",
            _RECENT_STARTS,
            f"{today}" if today else "",
        )
        overviews = []
        for row in rows:
            starts = tuple(moment(*start) for start in json.loads(row["starts"]))
            unsigned, endless = json.loads(row["open"])
            again = when_of(row["again"] or "")
            if again and today and again[0] < today:
                again = None
            overviews.append(
                ClientOverview(
                    client=client_of(row["id"], row["code"]),
                    sessions=row["sessions"],
                    last_started_at=starts[0] if starts else None,
                    last_day=row["last_day"] and day(row["last_day"]),
                    starts=starts,
                    unsigned=unsigned,
                    endless=endless or 0,
                    next_day=again[0] if again else None,
                    next_time=again[1] if again else None,
                )
            )
        return tuple(overviews)

    def client(self, code: str) -> Client | None:
        """The client with that code, or who once had it, in any mix of cases."""
        row = self.one(
            "with recursive leads(id) as"
            " (select client_id from former where code_key = ?1 union"
            " select json_extract(told, '$.into') from event join leads"
            f" on what = '{MERGED}' and json_extract(told, '$.former') = leads.id)"
            " select id, code from client where code_key = ?1"
            " or id in (select id from leads)",
            code_key(code),
        )
        return client_of(row["id"], row["code"]) if row else None

    def client_by_id(self, client_id: int) -> Client | None:
        """The client with that id."""
        row = self.one("select id, code from client where id = ?", client_id)
        return client_of(row["id"], row["code"]) if row else None

    def former_codes(self, client_id: int) -> tuple[str, ...]:
        """The codes that a client had before, and those that went into theirs."""
        rows = self.all(
            "select code from former where client_id in"
            " (select value from json_each(?)) order by id",
            json.dumps([client_id, *gone_into(self._db, client_id)]),
        )
        return tuple(clean(row["code"]) for row in rows)

    def codes(self, client: Client) -> tuple[str, ...]:
        """All codes that lead to a client, the present one first."""
        return (client.code, *self.former_codes(client.id))

    def names(self, client: Client) -> tuple[Client, ...]:
        """A client by each code and number that was ever theirs.

        Files of earlier days know them by those.
        """
        codes = self.codes(client)
        numbers = (client.id, *gone_into(self._db, client.id))
        return tuple(client_of(number, code) for code in codes for number in numbers)

    def ever(self) -> tuple[Client, ...]:
        """All clients, by each code that leads to one."""
        rows = self.all(
            "select id, code from client union all select client_id, code from former"
        )
        return tuple(client_of(row["id"], row["code"]) for row in rows)

    def see_also(self, client_id: int) -> tuple[str, ...]:
        """The codes under which more of a client stands: what could not be merged.

        Whoever was merged since is found under the code that they have now.
        """
        into = {told["former"]: told["into"] for told in events(self._db, MERGED)}

        def now(number: int) -> int:
            while number in into:
                number = into[number]
            return number

        both = (
            (now(told["client"]), now(told["other"]))
            for told in events(self._db, "see also")
        )
        ids = {x for pair in both if client_id in pair for x in pair} - {client_id}
        found = self.all(
            "select code from client where id in (select value from json_each(?))"
            " order by code_key",
            json.dumps(sorted(ids)),
        )
        return tuple(clean(row["code"]) for row in found)

    def note_see_also(self, client: Client, other: Client) -> None:
        """Note, once, that more of a client stands under another code."""
        if other.code not in self.see_also(client.id):
            with self._undo_log.unit() as db:
                note_event(db, "see also", client=client.id, other=other.id)

    def rename(self, client: Client, code: str, at: datetime) -> Client:
        """Give a client another code; the former one stays theirs for ever."""
        with self._undo_log.unit() as db:
            db.execute(
                "insert into former(client_id, at, code, code_key) values (?, ?, ?, ?)",
                (client.id, stamp(at), client.code, code_key(client.code)),
            )
            db.execute(
                "update client set code = ?, code_key = ? where id = ?",
                (code, code_key(code), client.id),
            )
            end_undo(db, client.id, self._undo_log.moments.last)
        return client_of(client.id, code)

    def add_client(self, code: str, at: datetime) -> Client:
        """Take on a new client."""
        with self._undo_log.unit() as db:
            cursor = db.execute(
                "insert into client(id, code, code_key, created_at)"
                f" values (1 + coalesce(({LAST_CLIENT}), 0), ?, ?, ?)",
                (code, code_key(code), stamp(at)),
            )
        return client_of(int(cursor.lastrowid or 0), code)

    def sessions(self, client_id: int) -> tuple[Session, ...]:
        """A client's sessions, first to last."""
        rows = self.all(
            f"{SESSION_SQL} where client_id = ? {_FIRST_TO_LAST}", client_id
        )
        return tuple(session_of(row) for row in rows)

    def latest_session(
        self, client_id: int, by: date | None = None, *, entries: bool = False
    ) -> Session | None:
        """A client's last session, up to a day; or the last of all with `entries`."""
        hours = "" if entries else "and kind = 'hour'"
        row = self.one(
            f"{SESSION_SQL} where client_id = ? and day <= ? {hours}"
            f" {_LAST_FIRST} limit 1",
            client_id,
            f"{by}" if by else _NO_DAY,
        )
        return session_of(row) if row else None

    def session_before(self, client_id: int, session_id: int) -> Session | None:
        """The last session before the given one in which anything is recorded.

        One that was opened by mistake, and emptied again, carries nothing over.
        """
        row = self.one(
            f"{SESSION_SQL} where client_id = ? and kind = 'hour' and id {EARLIER}"
            " and exists"
            " (select 1 from line where line.session_id = session.id)"
            f" {_LAST_FIRST} limit 1",
            client_id,
            client_id,
            session_id,
        )
        return session_of(row) if row else None

    def ids_between(self, client_id: int, after: int, before: int) -> tuple[int, ...]:
        """A client's sessions between two, newest first; 0 is before all."""
        rows = self.all(
            f"select id from session where client_id = ? and id {EARLIER}"
            f" and id {LATER} {_LAST_FIRST}",
            client_id,
            client_id,
            before,
            client_id,
            after,
        )
        return tuple(row["id"] for row in rows)

    def ids_after(self, client_id: int, session_id: int) -> frozenset[int]:
        """The sessions behind one, which it knows nothing of."""
        rows = self.all(
            f"select id from session where client_id = ? and id {LATER}",
            client_id,
            client_id,
            session_id,
        )
        return frozenset(row["id"] for row in rows)

    def session(self, session_id: int) -> Session | None:
        """The session with that id."""
        row = self.one(f"{SESSION_SQL} where id = ?", session_id)
        return session_of(row) if row else None

    def session_name(self, session: Session) -> str:
        """A session by its client and its own name: KESTREL-4, session 6."""
        row = self.one("select code from client where id = ?", session.client_id)
        return f"{clean(row['code'])}, {session.name}" if row else session.name

    def numbered_session(self, client_id: int, number: int) -> Session | None:
        """A client's session by its number."""
        row = self.one(
            f"{SESSION_SQL} where client_id = ? and number = ?", client_id, number
        )
        return session_of(row) if row else None

    def entry(self, client_id: int, which: str) -> Session | None:
        """A client's entry by its day, and its place in it: 2026-11-28.2."""
        on, _, place = which.partition(".")
        which = on if place == "1" else which
        rows = self.all(
            f"{SESSION_SQL} where client_id = ? and number < 0 and day = ?",
            client_id,
            on,
        )
        return next((x for x in map(session_of, rows) if x.which == which), None)

    def asked_for(self, client_id: int, which: int | str | None = None) -> Session:
        """A session by its number, an entry by its day, or the last session.

        Raises:
            NotFoundError: there is no such session.
        """
        if which is None:
            session = self.latest_session(client_id)
        elif isinstance(which, int):
            session = self.numbered_session(client_id, which)
        else:
            session = self.entry(client_id, which)
        if session is None:
            raise NotFoundError(
                "There is no such session. List them with: sessiontui sessions CLIENT"
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
        return self.session(session.id) or session

    def add_session(
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
        found = self.session(int(cursor.lastrowid or 0))
        if found is None:
            raise LookupError("session")
        return found

    def start_session(self, session_id: int, at: datetime, *, typed: bool) -> None:
        """Note when a session really began, as somebody says; both are kept."""
        with self._undo_log.unit() as db:
            remember_session(db, session_id)
            db.execute(
                "update session set started_at = ?, started_at_offset = ?,"
                " start_noted = 1, confirmed = 1, start_by_hand = ? where id = ?",
                (*stamped(at), int(typed), session_id),
            )

    def stop_session(
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
        alone = f"select 1 from session where id = ? and {NO_HOUR_SQL}"
        session = self.session(session_id) if self.one(alone, session_id) else None
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
        rows = self.all(
            f"{SESSION_SQL} where id > (select max(id) from session) - ?"
            f" and {NOT_LEFT_SQL} and (stopped_at is null or not exists"
            " (select 1 from change where change.session_id = session.id)) order by id",
            _LOOKED_BACK,
        )
        return tuple(session_of(row) for row in rows)

    def card_of_day(self, client_id: int, day: date) -> Session | None:
        """The day without an hour, on which one may still begin."""
        row = self.one(
            f"{SESSION_SQL} where client_id = ? and day = ? and kind = 'card'"
            f" and signed_at is null {_LAST_FIRST} limit 1",
            client_id,
            f"{day}",
        )
        return session_of(row) if row else None

    def drop_empty_session(self, session_id: int) -> None:
        """Forget a session in which nothing was ever recorded, and a client without.

        One whose times, or who was there, was noted by hand was an hour. What a
        request is about stays, and so does a client of whom anything else is kept.
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
                " where request.session_id = session.id)",
                (session_id,),
            )
            kept = "".join(
                f" and not exists (select 1 from {table} where client_id = client.id)"
                for table in ("session", "request", "hold", "former")
            )
            db.execute(f"delete from client where keep_until is null{kept}")


def end_undo(db: Database, client_id: int, step: int) -> None:
    """Let undo go back to here and no further, within the caller's transaction."""
    db.execute(
        "insert into forgot(session_id, step) select id, ?2 from session"
        " where client_id = ?1 on conflict(session_id) do update"
        " set step = max(step, excluded.step)",
        (client_id, step),
    )
