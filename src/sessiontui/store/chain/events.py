"""Events: what happened to the record as a whole, and the sentences that tell it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sessiontui.domain.session.times import in_place, offset_of
from sessiontui.domain.signature import canonical
from sessiontui.domain.text import clean, with_count
from sessiontui.store.sqlcipher.connection import THESE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.store.sqlcipher.driver import Database

ASSUMED, TOLD = "zone assumed", "zone told"
"""Events: earlier moments were given the zone of this computer; somebody read so."""
MERGED = "merged"
"""An event: a client went into another one."""
MOVED_HELD = "moved under hold"
"""An event: lines of another's were moved out of a record that a hold freezes."""
LAST_CLIENT = (
    "select max(id) from (select id from client union all select client_id from former"
    " union all select json_extract(told, '$.former') from event"
    f" where what = '{MERGED}')"
)
"""The highest number that a client has, or had before they went into another one."""
_OF_A_PLACE = frozenset({MOVED_HELD, "imported", "restored", "notes gone"})
"""Events that tell a day: it is that of the place where they happened."""
NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
"""The present moment as a row keeps it, in SQL."""


def note_event(db: Database, what: str, **told: object) -> None:
    """Note what happened to the record as a whole, within the caller's transaction."""
    if what in _OF_A_PLACE:
        told["offset"] = offset_of(datetime.now().astimezone())
    db.execute(
        f"insert into event(at, what, told) values ({NOW}, ?, ?)",
        (what, canonical(told)),
    )


def events(db: Database, *what: str) -> tuple[dict[str, Any], ...]:
    """Notes of some events, in order."""
    rows = db.execute(
        f"select told from event where what in {THESE} order by id",
        (json.dumps(what),),
    )
    return tuple(json.loads(told) for (told,) in rows.fetchall())


def gone_into(db: Database, client_id: int) -> tuple[int, ...]:
    """The numbers of all clients that went into this one, or into one of those."""
    of = {told["former"]: told["into"] for told in events(db, MERGED)}
    found: list[int] = [client_id]
    for number in found:
        found += [former for former, into in of.items() if into == number]
    return tuple(found[1:])


def _with_days(db: Database, *what: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Events by name, each with its day where it happened, in order."""
    rows = db.execute(
        f"select what, at, told from event where what in {THESE} order by id",
        (json.dumps(what),),
    )
    for name, at, text in rows.fetchall():
        told = json.loads(text)
        yield name, _day(at, told), told


def _day(at: str, told: dict[str, Any]) -> str:
    """The day of an event where it happened."""
    return f"{in_place(datetime.fromisoformat(at), told.get('offset', 0)):%Y-%m-%d}"


def imports(db: Database) -> tuple[str, ...]:
    """Sentences on all that was brought in from exports."""
    return tuple(
        f"Brought in on {day}, {'its check held' if told['checked'] else 'unchecked'}:"
        f" {with_count(told['clients'], 'client')}."
        for _, day, told in _with_days(db, "imported")
    )


def assumed_zone(db: Database, *, untold: bool = False) -> str:
    """The zone that was assumed for all that was recorded before places were kept.

    `untold` gives it only as long as nobody was told; "" is none.
    """
    row = db.execute(
        "select json_extract(told, '$.zone') from event where what = ?1 and not (?2"
        " and exists (select 1 from event where what = ?3))",
        (ASSUMED, untold, TOLD),
    ).fetchone()
    return str(row[0]) if row else ""


def moved_held(db: Database) -> tuple[str, ...]:
    """Sentences on all that was moved out of a client's record under a legal hold."""
    rows = db.execute(
        "select coalesce(client.code, 'a client'), event.at, told from event"
        " left join client on client.id = json_extract(told, '$.client')"
        " where what = ? order by event.id",
        (MOVED_HELD,),
    )
    return tuple(
        f"{clean(code)}: {with_count(len(told['lines']), 'line')} moved out under the"
        f" legal hold on {_day(at, told)}, the original kept in the history: "
        f"{clean(told['why'])}"
        for code, at, text in rows.fetchall()
        for told in (json.loads(text),)
    )


def put_back(db: Database) -> tuple[str, ...]:
    """Sentences on backups put in place, and psychotherapy notes destroyed."""
    found = []
    for what, day, told in _with_days(db, "restored", "notes gone"):
        if what == "notes gone":
            period = "their period over"
            why = period if told["expired"] else "before their period was over"
            found.append(f"Psychotherapy notes were destroyed on {day}, {why}.")
            continue
        notes = with_count(told["notes"], "psychotherapy note")
        said = f"A backup was put in place on {day}, with {notes}."
        if not told["compared"]:
            said += (
                " No record was there that could be asked, so its own state stands:"
                " holds and what was destroyed are as they were in it."
            )
        found.append(said)
    return tuple(found)
