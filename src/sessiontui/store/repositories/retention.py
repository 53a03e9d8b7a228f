"""Retention of a client: days, holds, requests for amendment, receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.amendment_requests import Request, RequestKind
from sessiontui.domain.retention import NOTES, RECORD, Hold, Receipt, Standing
from sessiontui.errors import DamagedError
from sessiontui.store.repositories.clients import end_undo
from sessiontui.store.repository import (
    Repository,
    client_of,
    day,
    known,
    moment,
    stamped,
)
from sessiontui.store.sqlcipher.connection import STRANGE

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from sessiontui.domain.entities import Client
    from sessiontui.store.repositories.private_notes import PrivateNotesRepository
    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.undo_log import UndoLog

_STANDING = (
    "select client.id, code, keep_until, count(session.id) as sessions,"
    " min(started_at) as first, max(coalesce(stopped_at, started_at)) as last,"
    " max(day) as last_day,"
    " (select count(*) from line where line.client_id = client.id) as lines,"
    " json_group_array(session.id) filter (where session.id is not null) as ids"
    " from client left join session on session.client_id = client.id"
)
_REQUEST = (
    "select request.id, request.kind, about, at, at_offset, author, text,"
    " case when session.number > 0 then session.number end as number,"
    " client.id as client_id, code, exists (select 1 from request as answer"
    " where answer.about = request.id and answer.kind in ('accepted', 'denied'))"
    " as answered from request"
    " join client on client.id = request.client_id"
    " left join session on session.id = request.session_id"
)
_SESSIONS_OF = "select json_group_array(id) as ids from session where client_id = ?"
_EXTENT = (
    "select (select count(*) from session where client_id = ?1)"
    " + (select count(*) from signature where client_id = ?1)"
    " + (select count(*) from amendment where client_id = ?1)"
    " + (select count(*) from request where client_id = ?1)"
    " + (select count(*) from change join session on session.id = change.session_id"
    " where session.client_id = ?1)"
)


class RetentionRepository(Repository):
    """The rows that decide how long a record is kept; most of it only grows."""

    def __init__(
        self,
        db: Database,
        path: Path,
        undo_log: UndoLog,
        private: PrivateNotesRepository,
    ) -> None:
        """Read record.db, and count the psychotherapy notes beside it."""
        super().__init__(db, path, undo_log)
        self._private = private

    def standing(self, client: Client) -> Standing:
        """All that is kept of one client."""
        return self._standings("where client.id = ?", client.id)[0]

    def standings(self) -> tuple[Standing, ...]:
        """All that is kept of every client."""
        return self._standings("")

    def _standings(self, where: str, *values: object) -> tuple[Standing, ...]:
        sql = f"{_STANDING} {where} group by client.id order by code_key"
        return tuple(
            Standing(
                client=client_of(row["id"], row["code"]),
                sessions=row["sessions"],
                lines=row["lines"],
                notes=self._private.count(row["ids"]),
                first=row["first"] and moment(row["first"]),
                last=row["last"] and moment(row["last"]),
                last_day=row["last_day"] and day(row["last_day"]),
                keep_until=row["keep_until"] and day(row["keep_until"]),
                hold=self.hold(row["id"]),
                open_requests=self._open_requests(row["id"]),
            )
            for row in self.all(sql, *values)
        )

    def extent(self, client_id: int) -> int:
        """The number of things that were ever recorded of a client, and of changes."""
        ids = self.all(_SESSIONS_OF, client_id)[0]["ids"]
        return self._private.count(ids) + (self.number(_EXTENT, client_id) or 0)

    def keep_until(self, client: Client, until: date | None) -> None:
        """Keep a client's record at least to a day; None goes by the periods again."""
        with self._undo_log.unit() as db:
            db.execute(
                "update client set keep_until = ? where id = ?",
                (until and until.isoformat(), client.id),
            )

    # Holds

    def hold(self, client_id: int) -> Hold | None:
        """The legal hold that is in force, if one is."""
        row = self.one(
            "select at, at_offset, action, reason from hold"
            " where client_id = ? order by id desc limit 1",
            client_id,
        )
        if row is None or row["action"] != "set":
            return None
        return Hold(
            at=moment(row["at"], row["at_offset"]), set=True, reason=row["reason"]
        )

    def add_hold(self, client: Client, hold: Hold) -> None:
        """Set or lift a hold; what was said before stays."""
        with self._undo_log.unit() as db:
            db.execute(
                "insert into hold(client_id, at, at_offset, action, reason)"
                " values (?, ?, ?, ?, ?)",
                (
                    client.id,
                    *stamped(hold.at),
                    "set" if hold.set else "lifted",
                    hold.reason,
                ),
            )
            # No undo crosses it, in either file.
            end_undo(db, client.id, self._undo_log.moments.last)

    # Requests for amendment

    def requests(
        self, client: Client | None = None, session_id: int | None = None
    ) -> tuple[Request, ...]:
        """Requests and what was said to them, of all, a client or a session."""
        where, values = "", []
        if client is not None:
            where, values = " where request.client_id = ?", [client.id]
        if session_id is not None:
            where, values = " where request.session_id = ?", [session_id]
        rows = self.all(f"{_REQUEST}{where} order by request.id", *values)
        return tuple(
            Request(
                id=row["id"],
                client=client_of(row["client_id"], row["code"]),
                kind=known(RequestKind, row["kind"]),
                about=row["about"],
                at=moment(row["at"], row["at_offset"]),
                author=row["author"],
                text=row["text"],
                session_number=row["number"],
                answered=bool(row["answered"]),
            )
            for row in rows
        )

    def add_request(
        self,
        client: Client,
        session_id: int | None,
        kind: RequestKind,
        text: str,
        author: str,
        at: datetime,
        about: int | None,
    ) -> int:
        """Keep a request, or what was said to one; returns its number."""
        with self._undo_log.unit() as db:
            cursor = db.execute(
                "insert into request(client_id, session_id, kind, about, at, at_offset,"
                " author, text) values (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(client.id, session_id, kind.value, about),
                    *(*stamped(at), author, text),
                ),
            )
        return int(cursor.lastrowid or 0)

    def _open_requests(self, client_id: int) -> int:
        found = self.number(
            "select count(*) from request as asked where client_id = ?"
            " and kind = 'request' and not exists (select 1 from request"
            " where about = asked.id and kind in ('accepted', 'denied'))",
            client_id,
        )
        return found or 0

    # Receipts

    def receipts(self) -> tuple[Receipt, ...]:
        """The receipts of what was destroyed, in order."""
        return tuple(
            Receipt(
                at=moment(row["at"], row["at_offset"]),
                code=row["code"],
                what=_erased(row["what"]),
                sessions=row["sessions"],
                lines=row["lines"],
                first=row["first"] and moment(row["first"], row["at_offset"]),
                last=row["last"] and moment(row["last"], row["at_offset"]),
                author=row["author"],
                reason=row["reason"],
            )
            for row in self.all("select * from destroyed order by id")
        )


def _erased(what: str) -> str:
    """The purpose of a receipt.

    Raises:
        DamagedError: it is for nothing that this program erases.
    """
    if what not in {RECORD, NOTES}:
        raise DamagedError(STRANGE)
    return what
