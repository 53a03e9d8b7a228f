"""Bringing the record of one code into another's, where they are one client's.

What is under one of them goes along under new numbers, in one unit of work; that code
leads to the other one for ever.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from sessiontui.domain.client_codes import NewNumber, code_key
from sessiontui.domain.entities import SessionKind, entry_of
from sessiontui.domain.session.times import stamp
from sessiontui.store.chain.events import MERGED, note_event
from sessiontui.store.chain.links import remember_session
from sessiontui.store.repositories.clients import end_undo
from sessiontui.store.schema.session_names import OF_DAY_SQL
from sessiontui.store.schema.ties import changing_clients

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sessiontui.domain.entities import Client
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.driver import Database

_FOLLOWS = (
    "select coalesce(max(iif(number > 0, number, 0)), 0) as hours,"
    " coalesce(min(iif(number < 0, number, 0)), 0) as entries,"
    " (select coalesce(max(number), 0) from line where client_id = ?1)"
    " from session where client_id = ?1"
)
"""The numbers behind which the sessions, what was no hour, and the goals go on."""
_STRENGTHS = (
    "select client_id, id from line where client_id in (?, ?)"
    " and kind = 'strength' and sub <> 's' order by id"
)


def new_numbers(record: Record, client: Client, into: Client) -> tuple[NewNumber, ...]:
    """Tell which numbers change as one client's record goes into another's."""
    (db, _), _ = record.databases
    return tuple(_new_numbers(db, client.id, into.id))


def _new_numbers(db: Database, client: int, into: int) -> Iterator[NewNumber]:
    hours, _, goals = db.execute(_FOLLOWS, (into,)).fetchone()
    for (number,) in db.execute(
        "select number from session where client_id = ? and number > 0 order by number",
        (client,),
    ).fetchall():
        yield NewNumber("session", number, number + hours, of=client)
    yield from _new_places(db, client, into)
    for (number,) in db.execute(
        "select number from line where client_id = ? and number is not null"
        " order by number",
        (client,),
    ).fetchall():
        yield NewNumber("goal", number, number + goals, of=client)
    # A strength goes by its place among the client's, as they were written.
    before = {client: 0, into: 0}
    rows = db.execute(_STRENGTHS, (client, into)).fetchall()
    for now, (owner, _) in enumerate(rows, 1):
        before[owner] += 1
        if owner == client or before[owner] != now:
            yield NewNumber("strength", before[owner], now, of=owner)


def _new_places(db: Database, client: int, into: int) -> Iterator[NewNumber]:
    """The entries of one client that stand behind the other's of the same day."""
    there = Counter(day for day, _, _ in _entries(db, into))
    for day, place, kind in _entries(db, client):
        if (before := there[day]) and kind != SessionKind.CARD:
            on = date.fromisoformat(day)
            was, now = entry_of(on, place), entry_of(on, before + place)
            yield NewNumber("entry", was, now, of=client)


def _entries(db: Database, client: int) -> list[tuple[str, int, str]]:
    """A client's entries: the day of each, its place in that, and what it is."""
    return db.execute(
        f"select day, {OF_DAY_SQL}, kind from session where client_id = ?"
        " and number < 0 order by number desc",
        (client,),
    ).fetchall()


def merge_clients(record: Record, client: Client, into: Client, at: datetime) -> None:
    """Bring all that is under one code in under another one."""
    with record.undo_log.unit() as db:
        hours, entries, goals = db.execute(_FOLLOWS, (into.id,)).fetchone()
        sessions = db.execute(
            "select id from session where client_id = ?", (client.id,)
        ).fetchall()
        for (number,) in sessions:
            remember_session(db, number)
        lines = db.execute("select id from line where client_id = ?", (client.id,))
        # A line and its session are of one client, which holds again at the end.
        db.execute("PRAGMA defer_foreign_keys=ON")
        with changing_clients(db, [number for (number,) in lines.fetchall()]):
            db.execute(
                "update line set client_id = ?, number = number + ?"
                " where client_id = ?",
                (into.id, goals, client.id),
            )
            db.execute(
                "update session set client_id = ?,"
                " number = number + iif(number > 0, ?, ?) where client_id = ?",
                (into.id, hours, entries, client.id),
            )
        db.execute(
            "update client set keep_until = (select max(keep_until) from client"
            " where id in (?1, ?2)) where id = ?1",
            (into.id, client.id),
        )
        db.execute("delete from client where id = ?", (client.id,))
        db.execute(
            "insert into former(client_id, at, code, code_key) values (?, ?, ?, ?)",
            (into.id, stamp(at), client.code, code_key(client.code)),
        )
        note_event(db, MERGED, former=client.id, into=into.id)
        end_undo(db, into.id, record.undo_log.moments.last)
