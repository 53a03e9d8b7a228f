"""Destroying: a client's record, or their psychotherapy notes, out of the files.

The guards are lifted for one transaction, and everything of the client's sessions goes
with its history, signatures and requests; a receipt stays. Nothing spans both files, so
record.db decides: in the transaction of the receipt it notes whose psychotherapy notes
must go, and strikes that out when they are gone and both files are written anew. What
was cut short in between is finished when the record is next opened to write.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sessiontui.domain.retention import Receipt
from sessiontui.domain.session.times import offset_of, stamp
from sessiontui.errors import CannotWriteError, DamagedError, UsageError
from sessiontui.store.chain.events import (
    MERGED,
    MOVED_HELD,
    events,
    gone_into,
    note_event,
)
from sessiontui.store.chain.links import link
from sessiontui.store.chain.private_state import note_gone, note_private
from sessiontui.store.repositories.redaction import redact_words
from sessiontui.store.schema.tables import (
    PRIVATE_TABLES,
    RECORD_TABLES,
    SEARCH_INDEXES,
)
from sessiontui.store.schema.triggers import (
    LINE_COLUMNS,
    NOTE_COLUMNS,
    PRIVATE_TRIGGERS,
    RECORD_TRIGGERS,
    without_triggers,
)
from sessiontui.store.sqlcipher.connection import THESE, insert_sql, translated

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sessiontui.domain.entities import Client
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.driver import Database

_OWNED = (
    f"select id from {{table}} where session_id in {THESE} union"
    " select change.row_id from change join (select max(seq) as seq from change"
    " group by row_id) as last on last.seq = change.seq"
    f" where change.session_id in {THESE}"
)
"""Rows of these sessions, also those that were removed: where each was at last."""
_FILES_ONLY = 0
"""Stands in `destroying` while the files are still to be written anew."""


@dataclass(frozen=True, slots=True)
class EraseOrder:
    """An order to destroy: what, by whom, why and when."""

    client: Client
    notes_only: bool
    author: str
    reason: str
    at: datetime
    expired: bool = False
    """The psychotherapy notes were past their period."""


def erase_client(record: Record, order: EraseOrder) -> tuple[tuple[Receipt, ...], bool]:
    """Destroy what an order says: all of it, or nothing.

    Returns:
        The receipts, and whether the text has left the files already; where another
        window still reads them, or the disk is full, it does at a later opening.

    Raises:
        DamagedError: the record is not whole before or would not be; nothing changed.
        UsageError: a legal hold is in force; nothing changed.
    """
    from sessiontui.store.integrity.chain import give_up
    from sessiontui.store.integrity.verify import verify

    if verify(record):
        raise DamagedError(
            "The record is not whole, so nothing was destroyed. "
            "Look with: sessiontui verify"
        )
    receipts = _receipts(record, order)
    (db, _), _ = record.databases
    sessions = _sessions(db, order.client.id)
    with record.undo_log.unit(), without_triggers(db, RECORD_TRIGGERS):
        if record.retention.hold(order.client.id) is not None:
            raise UsageError(
                "There is a legal hold on this client, so nothing was destroyed. "
                "Lift it first with: sessiontui hold CLIENT --lift --reason …"
            )
        link(db)
        db.execute("PRAGMA defer_foreign_keys=ON")
        for session_id in json.loads(sessions):
            # What went to private.db may still stand in this file's history.
            redact_words(db, session_id, ())
        for receipt in receipts:
            _keep_receipt(db, receipt)
            if receipt.what != "record":
                note_event(db, "notes gone", expired=order.expired)
        db.execute("insert into destroying select value from json_each(?)", (sessions,))
        if not order.notes_only:
            _erase_rows(db, order.client.id, sessions)
            give_up(db, "destroyed")
    try:
        return receipts, finish(record)
    except CannotWriteError:
        # The receipt stands; what is left to do is done when there is room for it.
        return receipts, False


def finish(record: Record) -> bool:
    """Take out what an order for destruction left to be done; whether all of it is.

    Raises:
        DamagedError: the psychotherapy notes would not be whole; they are unchanged.
    """
    (db, path), (notes, _) = record.databases
    with translated(path):
        (found,) = db.execute(
            "select json_group_array(session_id) from destroying"
        ).fetchone()
    if found == "[]":
        return True
    with (
        record.private_notes.undo_log.unit(),
        without_triggers(notes, PRIVATE_TRIGGERS),
    ):
        _erase_history(notes, "note", found)
        for table in PRIVATE_TABLES:
            notes.execute(
                f"delete from {table.name} where {table.owner} in {THESE}", (found,)
            )
        _check(notes, "note", NOTE_COLUMNS)
    with record.undo_log.unit():
        note_gone(db)
        note_private(db, notes, whole=True)
    # A session may soon have the same number again, so it must not stand here longer.
    with record.undo_log.unit():
        db.execute("delete from destroying")
        db.execute("insert into destroying values (?)", (_FILES_ONLY,))
    try:
        done = _write_anew(record)
        if done:
            with record.undo_log.unit():
                db.execute("delete from destroying")
            _empty_log(db, path)
    except CannotWriteError:
        # Without room for that now, it is tried again at the next opening.
        return False
    return done


def _write_anew(record: Record) -> bool:
    done = True
    for db, path in record.databases:
        with translated(path):
            db.execute("VACUUM")
        done = _empty_log(db, path) and done
    return done


def _empty_log(db: Database, path: Path) -> bool:
    with translated(path):
        busy, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _receipts(record: Record, order: EraseOrder) -> tuple[Receipt, ...]:
    """One for each store that something is taken out of."""
    standing = record.retention.standing(order.client)
    parts = [("psychotherapy notes", standing.notes)]
    if not order.notes_only:
        parts.insert(0, ("record", standing.lines))
    return tuple(
        Receipt(
            at=order.at,
            code=order.client.code,
            what=what,
            sessions=standing.sessions,
            lines=count,
            first=standing.first,
            last=standing.last,
            author=order.author,
            reason=order.reason,
        )
        for what, count in parts
        if count or what == "record"
    )


def _keep_receipt(db: Database, receipt: Receipt) -> None:
    values = asdict(receipt)
    values["at_offset"] = offset_of(receipt.at)
    for name in ("at", "first", "last"):
        values[name] = values[name] and stamp(values[name])
    db.execute(insert_sql("destroyed", values), values)


def _sessions(db: Database, client_id: int) -> str:
    found = db.execute(
        "select json_group_array(id) from session where client_id = ?", (client_id,)
    )
    return str(found.fetchone()[0])


def _erase_rows(db: Database, client_id: int, sessions: str) -> None:
    clients = json.dumps([client_id, *gone_into(db, client_id)])
    _end_where_they_were(db, sessions, _originals(db, clients))
    _erase_history(db, "line", sessions, _originals(db, clients))
    db.execute(
        f"delete from moved where from_session in {THESE} or to_session in {THESE}",
        (sessions,),
    )
    for what, rows in (("client", clients), ("session", sessions)):
        db.execute(
            f"delete from past where what = ?2 and row_id in {THESE}", (rows, what)
        )
    db.execute(
        "delete from event where what in ('moved under hold', 'see also')"
        f" and (json_extract(told, '$.client') in {THESE}"
        f" or json_extract(told, '$.other') in {THESE})",
        (clients,),
    )
    owners = {"client_id": clients, "session_id": sessions}
    for table in RECORD_TABLES:
        if table.owner:
            db.execute(
                f"delete from {table.name} where {table.owner} in {THESE}",
                (owners[table.owner],),
            )
    db.execute("delete from client where id = ?", (client_id,))
    for index in SEARCH_INDEXES:
        db.execute(f"insert into {index}({index}) values ('rebuild')")
    _check(db, "line", LINE_COLUMNS)


def _originals(db: Database, clients: str) -> str:
    """Changes of lines that were moved out of another client's record on hold, there.

    The original stays with whom the hold is on, whatever becomes of the line.
    """
    found: list[int] = []
    for told in events(db, MOVED_HELD):
        rows = db.execute(
            "select change.seq from change join session"
            " on session.id = change.session_id where session.client_id in"
            " (select value from json_each(?1)) and session.client_id not in"
            " (select value from json_each(?2)) and change.row_id in"
            " (select value from json_each(?3))",
            (_now(db, told["client"]), clients, json.dumps(told["lines"])),
        )
        found += (seq for (seq,) in rows)
    return json.dumps(sorted(set(found)))


def _now(db: Database, client: int) -> str:
    """A client's number, and those that it went into."""
    into = {told["former"]: told["into"] for told in events(db, MERGED)}
    numbers = [client]
    while numbers[-1] in into:
        numbers.append(into[numbers[-1]])
    return json.dumps(numbers)


def _end_where_they_were(db: Database, sessions: str, originals: str) -> None:
    """Let a line that came here out of a record on hold end there, in its history."""
    of_original = (
        "exists (select 1 from change as original where original.row_id = change.row_id"
        " and original.session_id = {}"
        " and original.seq in (select value from json_each(?2)))"
    )
    came_from = "json_extract(change.before, '$.session_id')"
    db.execute(
        "update change set op = 'delete', step = null, after = null,"
        f" session_id = {came_from} where op = 'update'"
        f" and {of_original.format(came_from)}"
        f" and not {of_original.format('change.session_id')}"
        f" and row_id in ({_OWNED.format(table='line')})",
        (sessions, originals),
    )


def _erase_history(
    db: Database, table: str, sessions: str, originals: str = "[]"
) -> None:
    """Take the history of these sessions' rows out, and these sessions' out of others'.

    A line that was moved away belongs to where it is now: there its history begins
    with its arrival. One that was moved in takes all of its own along, but for
    `originals`.
    """
    db.execute(
        f"delete from change where session_id in {THESE}"
        f" or row_id in ({_OWNED.format(table=table)})"
        " and seq not in (select value from json_each(?2))",
        (sessions, originals),
    )
    db.execute(
        "update change set op = 'insert', before = null, step = null"
        f" where json_extract(before, '$.session_id') in {THESE}",
        (sessions,),
    )
    these = f"(select id from step where session_id in {THESE})"
    db.execute(f"update change set step = null where step in {these}", (sessions,))
    db.execute(f"delete from step where id in {these}", (sessions,))


def _check(db: Database, table: str, columns: tuple[str, ...]) -> None:
    from sessiontui.store.integrity.verify import check_history

    if check_history(db, table, columns):
        raise DamagedError(
            "What stays would not fit its history, so nothing was destroyed. "
            "Look with: sessiontui verify"
        )
