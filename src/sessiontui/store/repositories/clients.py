"""Clients: by each code that was ever theirs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sessiontui.domain.client_codes import code_key
from sessiontui.domain.entities import ClientOverview
from sessiontui.domain.session.appointment import appointment_time
from sessiontui.domain.session.times import stamp
from sessiontui.domain.text import clean
from sessiontui.store.chain.events import (
    LAST_CLIENT,
    MERGED,
    events,
    gone_into,
    note_event,
)
from sessiontui.store.repositories.sessions import LAST_FIRST, NOT_LEFT_SQL
from sessiontui.store.repository import (
    Repository,
    client_of,
    day,
    moment,
)
from sessiontui.store.sqlcipher.connection import THESE

if TYPE_CHECKING:
    from datetime import date, datetime

    from sessiontui.domain.entities import Client
    from sessiontui.store.sqlcipher.driver import Database

_RECENT_STARTS = 8
_HOURS_OF_CLIENT = "client_id = client.id and kind = 'hour'"

_OVERVIEWS_SQL = (
    "select id, code,"
    # By the index alone: those that are no hour have numbers below zero.
    " (select count(*) from session where client_id = client.id and number > 0)"
    " as sessions,"
    f" (select max(day) from session where {_HOURS_OF_CLIENT}) as last_day,"
    " (select json_group_array("
    "json_array(started_at, started_at_offset, start_noted))"
    " from (select started_at, started_at_offset, start_noted"
    f" from session where {_HOURS_OF_CLIENT} {LAST_FIRST}"
    f" limit {_RECENT_STARTS}))"
    " as starts,"
    " (select json_array(count(*), sum(stopped_at is null and kind = 'hour'))"
    " from session"
    " where client_id = client.id and signed_at is null and day < ?"
    f" and kind <> 'card' and not {NOT_LEFT_SQL}) as open,"
    " (select text from line join session on session.id = line.session_id"
    " where line.client_id = client.id and line.kind = 'appointment' order by"
    " session.day desc, session.started_at desc, line.id desc limit 1) as again"
    " from client order by code_key"
)


class ClientRepository(Repository):
    """Clients by code, with what the caseload says of each."""

    def clients(self, today: date | None = None) -> tuple[ClientOverview, ...]:
        """All clients with their session counts and latest starts, by code.

        What is of `today` is not counted as left open yet.
        """
        rows = self.all(_OVERVIEWS_SQL, f"{today}" if today else "")
        return tuple(_overview(row, today) for row in rows)

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
            f"select code from former where client_id in {THESE} order by id",
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
            f"select code from client where id in {THESE} order by code_key",
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


def end_undo(db: Database, client_id: int, step: int) -> None:
    """Let undo go back to here and no further, within the caller's transaction."""
    db.execute(
        "insert into forgot(session_id, step) select id, ?2 from session"
        " where client_id = ?1 on conflict(session_id) do update"
        " set step = max(step, excluded.step)",
        (client_id, step),
    )


def _overview(row: dict[str, Any], today: date | None) -> ClientOverview:
    """A client as the caseload lists them."""
    # Of a day that was typed later nobody may have said when it began.
    starts = [
        moment(*start) if noted else None for *start, noted in json.loads(row["starts"])
    ]
    unsigned, endless = json.loads(row["open"])
    again = appointment_time(row["again"] or "")
    if again and today and again[0] < today:
        again = None
    return ClientOverview(
        client=client_of(row["id"], row["code"]),
        sessions=row["sessions"],
        last_started_at=starts[0] if starts else None,
        last_day=row["last_day"] and day(row["last_day"]),
        starts=tuple(start for start in starts if start),
        unsigned=unsigned,
        endless=endless or 0,
        next_day=again[0] if again else None,
        next_time=again[1] if again else None,
    )
