"""The rows that could be read of a damaged record, on their way into a new one."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from sessiontui.domain.client_codes import code_key
from sessiontui.domain.session.times import local_day
from sessiontui.domain.text import with_count
from sessiontui.store.bulk_rows import put
from sessiontui.store.chain.events import note_event
from sessiontui.store.integrity.verify import account_anew
from sessiontui.store.salvage.found import PRIVATE
from sessiontui.store.schema.session_names import NAMED_BY_SQL, row_name
from sessiontui.store.schema.ties import TIES
from sessiontui.store.schema.triggers import (
    LINE_COLUMNS,
    NOTE_COLUMNS,
    PRIVATE_TRIGGERS,
    RECORD_TRIGGERS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.store.bulk_rows import Placed, TableRow
    from sessiontui.store.record import Record
    from sessiontui.store.salvage.found import Found

_UNNAMED = "UNNAMED"
_UNKNOWN = "2000-01-01T00:00:00.000000+00:00"
_SAMPLE = {"done": 0, "keyed": 0, "sub": "", "asked": ""}
"""The values of a line that its history may not know of."""
_WANTED = ("client", "session", "line", "change", "signature", f"{PRIVATE}note")
_AS_FOUND = (
    *("client", "session", "line", "signature", "amendment", "request"),
    *("hold", "former", "destroyed", "moved"),
)


class Saving:
    """The rows on their way into a new record, made to fit together."""

    def __init__(self, found: Found) -> None:
        """Take in what was found; `write` changes it."""
        self._found = found
        self.told: list[str] = []
        self._back: Counter[int] = Counter()
        self._codes: dict[int, str] = {}
        self._free: dict[int, Iterator[int]] = {}
        self._taken: dict[int, set[int]] = {}
        self._saved: Counter[str] = Counter()

    @property
    def has_anything(self) -> bool:
        """True where a word of the therapist's or a client is among the rows."""
        return self._found.has_any(*_WANTED)

    def saved(self) -> dict[str, int]:
        """The number of rows of each table that stand in the new record."""
        return {name: count for name, count in self._saved.items() if count}

    def write(self, record: Record) -> None:
        """Put everything into a new, empty record, so that it fits together."""
        (db, _), (private, _) = record.databases
        self._bring_back("", "line", LINE_COLUMNS)
        self._bring_back(PRIVATE, "note", NOTE_COLUMNS)
        self._put_up()
        self._let_go()
        self._fit()
        with record.undo_log.unit():
            put(record, 0, self._of_record(), RECORD_TRIGGERS)
            account_anew(db, "line", LINE_COLUMNS)
        with record.private_notes.undo_log.unit():
            put(record, 1, self._of_private(), PRIVATE_TRIGGERS)
            account_anew(private, "note", NOTE_COLUMNS)
        signed = [*self._found.numbers("select session_id from signature")]
        with record.undo_log.unit():
            note_event(db, "salvaged", links=[], sessions=signed)
            record.bind(whole=True)
        for session, number in sorted(self._back.items()):
            come = with_count(number, "line comes", "lines come")
            self.told.append(f"{self.named(session)}: {come} from the history.")

    def named(self, session: int) -> str | None:
        """A session as people name it, where it is known."""
        known = f"select client_id, {NAMED_BY_SQL} from session where id = ?"
        for row in self._found.rows(known, [session]):
            name = row_name(row["kind"], row["number"], row["day"], row["of_day"])
            return f"{self._codes[row['client_id']]} {name}"
        return None

    def numbers_missing(self) -> Iterator[str]:
        """Name the sessions that are known by the numbers around them alone."""
        for client, code in self._codes.items():
            awaited = 1
            for number in self._found.numbers(
                "select number from session where client_id = ? and number > 0"
                " order by number",
                [client],
            ):
                for gone in range(awaited, number):
                    yield f"{code} session {gone} could not be read."
                awaited = number + 1

    def _bring_back(self, where: str, table: str, columns: tuple[str, ...]) -> None:
        """Take from the history what should stand and could not be read itself."""
        found = self._found
        for change in found.rows(
            f"select row_id, after, max(seq) from {where}change"
            f" where row_id not in (select id from {where}{table}) group by row_id"
        ):
            state = json.loads(change["after"]) if change["after"] else {}
            if "text" not in state:
                # Its words were made to be forgotten, or it was taken out.
                continue
            row = {name: state.get(name, _SAMPLE.get(name)) for name in columns}
            found.add(f"{where}{table}", row)
            if table == "line":
                self._back[row["session_id"]] += 1
            else:
                self.told.append("A psychotherapy note comes from the history.")

    def _put_up(self) -> None:
        """Put up anew the sessions and clients that rows need and nobody can read."""
        found = self._found
        for row in found.rows("select id, code from client"):
            self._codes[row["id"]] = row["code"]
        for session in [
            *found.numbers(
                "select session_id from signature"
                " union select session_id from line"
                f" union select session_id from {PRIVATE}note"
                " except select id from session order by 1"
            )
        ]:
            self._put_up_session(session)
        for client in [*found.numbers("select distinct client_id from session")]:
            self._name(client)
        for row in [*found.rows("select id, started_at from session where day = ''")]:
            day = f"{local_day(datetime.fromisoformat(row['started_at']))}"
            found.do("update session set day = ? where id = ?", [day, row["id"]])

    def _put_up_session(self, session: int) -> None:
        found = self._found
        signed = next(
            found.rows("select * from signature where session_id = ?", [session]), None
        )
        first = next(
            found.rows(
                "select client_id, min(at) as at from line where session_id = ?",
                [session],
            )
        )
        known = signed or first
        client = known["client_id"] or max(self._codes, default=0) + 1
        found.add(
            "session",
            {
                "id": session,
                "client_id": client,
                "number": self._number(client, signed),
                "started_at": known["at"] or _UNKNOWN,
                "signed_at": signed["at"] if signed else None,
                "format": signed["format"] if signed else "summary",
                "day": "",
            },
        )
        self._name(client)
        self.told.append(
            f"{self.named(session)}: the session's own times could not be read."
        )

    def _number(self, client: int, signed: TableRow | None) -> int:
        """The number that its signature says, or the first that is free."""
        if client not in self._taken:
            there = "select number from session where client_id = ?"
            self._taken[client] = {*self._found.numbers(there, [client])}
            self._free[client] = count(1)
        taken = self._taken[client]
        said = json.loads(signed["content"]).get("session") if signed else None
        if not isinstance(said, int) or said in taken:
            said = next(x for x in self._free[client] if x not in taken)
        taken.add(said)
        return said

    def _name(self, client: int) -> None:
        if client in self._codes:
            return
        taken = {code_key(code) for code in self._codes.values()}
        codes = (f"{_UNNAMED}-{number}" for number in count(1))
        code = next(x for x in codes if code_key(x) not in taken)
        self._codes[client] = code
        self._found.add(
            "client",
            {
                "id": client,
                "code": code,
                "code_key": code_key(code),
                "created_at": _UNKNOWN,
            },
        )
        self.told.append(f"A client's code could not be read; it is {code} now.")

    def _let_go(self) -> None:
        """A session without its signature stands open, with its additions as notes."""
        found = self._found
        open_again = (
            "signed_at is not null and id not in (select session_id from signature)"
        )
        for session in [
            *found.numbers(f"select id from session where {open_again} order by id")
        ]:
            self.told.append(
                f"{self.named(session)}: its signature could not be read; it is open."
            )
        found.do(
            "update session set signed_at = null, signed_at_offset = null"
            f" where {open_again}"
        )
        highest = next(found.numbers("select max(id) from line"), 0)
        left = "session_id not in (select session_id from signature)"
        alone = (
            f"select * from amendment where {left}"
            " and session_id in (select id from session) order by id"
        )
        for place, one in enumerate(found.rows(alone), 1):
            number = highest + place
            found.add(
                "line",
                {
                    "id": number,
                    "session_id": one["session_id"],
                    "kind": "note",
                    "text": one["text"],
                    "author": "therapist",
                    "at": one["at"],
                    "position": number,
                },
            )
        found.do(f"delete from amendment where {left}")

    def _fit(self) -> None:
        """Cut every tie to what is not there."""
        do = self._found.do
        do(
            "update line set client_id ="
            " (select client_id from session where session.id = line.session_id)"
        )
        for table, tie, other in (
            *(("line", tie, "line") for tie in TIES),
            ("amendment", "about", "line"),
            ("request", "about", "request"),
            ("request", "session_id", "session"),
        ):
            there = f"select id from {other}"
            do(f"update {table} set {tie} = null where {tie} not in ({there})")
        do(
            "update line set number = null where number is not null and id not in"
            " (select min(id) from line where number is not null"
            " group by client_id, number)"
        )
        for table in ("request", "hold", "former"):
            do(f"delete from {table} where client_id not in (select id from client)")

    def _of_record(self) -> Placed:
        found = self._found
        for name in _AS_FOUND:
            yield from self._counted(name, found.rows(f"select * from {name}"))
        yield from self._counted("draft", found.half_typed("draft"))
        answers = found.half_typed("draft", answers=True)
        yield from self._counted("answering", answers)
        yield from self._counted("change", self._changes("", "line"))

    def _of_private(self) -> Placed:
        found = self._found
        yield from self._counted("note", found.rows(f"select * from {PRIVATE}note"))
        half_typed = found.half_typed(f"{PRIVATE}draft")
        yield from (("draft", row) for row in half_typed)
        yield from (("change", row) for row in self._changes(PRIVATE, "note"))

    def _counted(self, name: str, rows: Iterator[TableRow]) -> Placed:
        for row in rows:
            self._saved[name] += 1
            yield name, row

    def _changes(self, where: str, table: str) -> Iterator[TableRow]:
        """The history of what stands or was removed; undo begins anew behind it."""
        sessions = {*self._found.numbers("select id from session")}
        for row in self._found.rows(
            f"select * from {where}change"
            f" where row_id in (select id from {where}{table}) or row_id in ("
            f"select row_id from (select row_id, op, max(seq) from {where}change"
            " group by row_id) where op = 'delete') order by seq"
        ):
            states = [json.loads(row[x]) for x in ("before", "after") if row[x]]
            named = {row["session_id"], *(state["session_id"] for state in states)}
            if named <= sessions:
                yield {**row, "step": None}
