"""The rows that could be read of a damaged record, on their way into a new one."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from sessiontui.domain.client_codes import code_key
from sessiontui.domain.session.times import local_day
from sessiontui.store.bulk_rows import put
from sessiontui.store.chain.links import note_event
from sessiontui.store.integrity.verify import account_anew
from sessiontui.store.salvage.tables import (
    NOTE_SHAPES,
    SHAPES,
    STEPS,
    as_rows,
    by_table,
    counted,
    root_of,
)
from sessiontui.store.schema.names import name_of
from sessiontui.store.schema.tables import OFFSETS, PRIVATE_TABLES, RECORD_TABLES
from sessiontui.store.schema.ties import TIES
from sessiontui.store.schema.triggers import (
    LINE_COLUMNS,
    NOTE_COLUMNS,
    PRIVATE_TRIGGERS,
    RECORD_TRIGGERS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.store.bulk_rows import Placed, TableRow
    from sessiontui.store.record import Record
    from sessiontui.store.salvage.pages import SalvagedRow
    from sessiontui.store.sqlcipher.driver import Database

_UNNAMED = "UNNAMED"


class Saving:
    """The rows on their way into a new record."""

    def __init__(self, rows: list[SalvagedRow], notes: list[SalvagedRow]) -> None:
        self.counted = counted(rows), counted(notes)
        self.raw = by_table(rows, SHAPES), by_table(notes, NOTE_SHAPES)
        _, private = self.raw
        known = {change.values[4] for change in private["change"]}
        # A step of the history looks like a note that says "do".
        private["note"] = [
            x for x in private["note"] if x.values[2] not in STEPS or x.id in known
        ]
        self._answering = root_of(rows, "answering")
        self.told: list[str] = []
        self._back: Counter[int] = Counter()
        self.sessions: dict[int, TableRow] = {}
        self.clients: dict[int, TableRow] = {}
        self._made_clients = 0
        self._saved: Counter[str] = Counter()

    @property
    def has_anything(self) -> bool:
        """True where a word of the therapist's or a client is among the rows."""
        record, notes = self.raw
        wanted = ("client", "session", "line", "change", "signature")
        return any(record[name] for name in wanted) or bool(notes["note"])

    def saved(self) -> dict[str, int]:
        """The number of rows of each table that stand in the new record."""
        return {name: count for name, count in self._saved.items() if count}

    def write(self, record: Record) -> None:
        """Put everything into a new, empty record, so that it fits together."""
        (db, _), (private, _) = record.databases
        lines = as_rows(db, "line", self.raw[0]["line"])
        self._bring_back(lines, self.raw[0]["change"], LINE_COLUMNS, "line")
        notes = as_rows(private, "note", self.raw[1]["note"])
        self._bring_back(notes, self.raw[1]["change"], NOTE_COLUMNS, "note")
        self.clients = as_rows(db, "client", self.raw[0]["client"])
        self.sessions = as_rows(db, "session", self.raw[0]["session"])
        signatures = as_rows(db, "signature", self.raw[0]["signature"])
        self._put_up(lines, notes, signatures)
        tables = self._of_record(db, lines, signatures)
        with record.undo_log.unit():
            put(record, 0, _placed(tables), RECORD_TRIGGERS)
            account_anew(db, "line", LINE_COLUMNS)
        with record.private_notes.undo_log.unit():
            put(record, 1, _placed(self._of_private(private, notes)), PRIVATE_TRIGGERS)
            account_anew(private, "note", NOTE_COLUMNS)
        with record.undo_log.unit():
            note_event(db, "salvaged", links=[], sessions=[*signatures])
            record.bind(whole=True)
        for name, found in tables.items():
            self._saved[name] = len(found)
        self._saved["note"] = len(notes)
        for session, count in sorted(self._back.items()):
            what = "line comes" if count == 1 else "lines come"
            self.told.append(f"{self.named(session)}: {count} {what} from the history.")

    def named(self, session: int) -> str:
        """A session as people name it."""
        row = self.sessions[session]
        client, number, day = row["client_id"], row["number"], row["day"]
        of_day = sum(
            (x["client_id"], x["day"]) == (client, day) and 0 > x["number"] >= number
            for x in self.sessions.values()
        )
        name = name_of(row["kind"], number, day, of_day)
        return f"{self.clients[client]['code']} {name}"

    def _bring_back(
        self,
        rows: dict[int, TableRow],
        changes: list[SalvagedRow],
        columns: tuple[str, ...],
        table: str,
    ) -> None:
        """Take from the history what should stand and could not be read itself."""
        last = {change.values[4]: change for change in sorted(changes, key=_by_id)}
        sample = {"done": 0, "keyed": 0, "sub": "", "asked": ""}
        for number, change in last.items():
            after = change.values[7]
            state = json.loads(after) if after else {}
            if number in rows or "text" not in state:
                # Its words were made to be forgotten, or it was taken out.
                continue
            row = {name: state.get(name, sample.get(name)) for name in columns}
            rows[number] = row
            if table == "line":
                self._back[row["session_id"]] += 1
            else:
                self.told.append("A psychotherapy note comes from the history.")

    def _put_up(
        self,
        lines: dict[int, TableRow],
        notes: dict[int, TableRow],
        signatures: dict[int, TableRow],
    ) -> None:
        """Put up anew the sessions and clients that rows need and nobody can read."""
        needed: dict[int, tuple[int | None, str | None]] = {}
        for row in signatures.values():
            needed.setdefault(row["session_id"], (row["client_id"], row["at"]))
        for row in sorted(lines.values(), key=lambda row: row["at"]):
            needed.setdefault(row["session_id"], (row["client_id"], row["at"]))
        for row in notes.values():
            needed.setdefault(row["session_id"], (None, None))
        for session, (known, at) in sorted(needed.items()):
            if session in self.sessions:
                continue
            client = known or max(self.clients, default=0) + 1
            signed = signatures.get(session)
            self.sessions[session] = {
                "id": session,
                "client_id": client,
                "number": self._number(client, signed),
                "started_at": at or "2000-01-01T00:00:00.000000+00:00",
                "stopped_at": None,
                "signed_at": signed["at"] if signed else None,
                "format": signed["format"] if signed else "summary",
                "timed": 0,
                "held": "",
                "present": "",
                "day": "",
                "start_noted": 1,
                "kind": "hour",
                "confirmed": 0,
                "place": "",
                "service": "",
                "start_by_hand": 0,
                "stop_by_hand": 0,
                **dict.fromkeys(f"{x}_offset" for x in OFFSETS["session"]),
            }
            self._name(client)
            self.told.append(
                f"{self.named(session)}: the session's own times could not be read."
            )
        for row in self.sessions.values():
            self._name(row["client_id"])
            began = datetime.fromisoformat(row["started_at"])
            row["day"] = row["day"] or f"{local_day(began)}"

    def _number(self, client: int, signed: TableRow | None) -> int:
        taken = {
            row["number"]
            for row in self.sessions.values()
            if row["client_id"] == client
        }
        if signed:
            number = json.loads(signed["content"]).get("session")
            if isinstance(number, int) and number not in taken:
                return number
        return next(n for n in range(1, len(taken) + 2) if n not in taken)

    def _name(self, client: int) -> None:
        if client in self.clients:
            return
        taken = {row["code_key"] for row in self.clients.values()}
        while True:
            self._made_clients += 1
            code = f"{_UNNAMED}-{self._made_clients}"
            if code_key(code) not in taken:
                break
        self.clients[client] = {
            "id": client,
            "code": code,
            "code_key": code_key(code),
            "created_at": "2000-01-01T00:00:00.000000+00:00",
            "keep_until": None,
        }
        self.told.append(f"A client's code could not be read; it is {code} now.")

    def _of_record(
        self, db: Database, lines: dict[int, TableRow], signatures: dict[int, TableRow]
    ) -> dict[str, list[TableRow]]:
        tables: dict[str, list[TableRow]] = {table.name: [] for table in RECORD_TABLES}
        self._let_go(lines, signatures)
        numbers = set()
        for row in lines.values():
            row["client_id"] = self.sessions[row["session_id"]]["client_id"]
            for tie in TIES:
                if row[tie] not in lines:
                    row[tie] = None
            if (number := (row["client_id"], row["number"])) in numbers:
                row["number"] = None
            elif row["number"] is not None:
                numbers.add(number)
        tables["client"] = list(self.clients.values())
        tables["session"] = list(self.sessions.values())
        tables["line"] = list(lines.values())
        tables["signature"] = list(signatures.values())
        for name in ("amendment", "request", "hold", "former", "destroyed", "moved"):
            tables[name] = list(as_rows(db, name, self.raw[0][name]).values())
        for row in tables["amendment"]:
            row["about"] = row["about"] if row["about"] in lines else None
        requests = {row["id"] for row in tables["request"]}
        for row in tables["request"]:
            row["about"] = row["about"] if row["about"] in requests else None
            known = row["session_id"] in self.sessions
            row["session_id"] = row["session_id"] if known else None
        tables["amendment"] = [
            row for row in tables["amendment"] if row["session_id"] in signatures
        ]
        for name in ("request", "hold", "former"):
            tables[name] = [x for x in tables[name] if x["client_id"] in self.clients]
        drafts = self.raw[0]["draft"]
        for name in ("draft", "answering"):
            mine = [
                x
                for x in drafts
                if (x.page == self._answering) is (name == "answering")
            ]
            tables[name] = self._known(as_rows(db, "draft", mine).values())
        tables["change"] = self._changes(db, self.raw[0]["change"], lines)
        return tables

    def _let_go(
        self, lines: dict[int, TableRow], signatures: dict[int, TableRow]
    ) -> None:
        """A session without its signature stands open, with its additions as notes."""
        for number, session in self.sessions.items():
            if session["signed_at"] is None or number in signatures:
                continue
            session["signed_at"] = session["signed_at_offset"] = None
            self.told.append(
                f"{self.named(number)}: its signature could not be read; it is open."
            )
        highest = max(lines, default=0)
        for one in self.raw[0]["amendment"]:
            session_id, at, text = one.values[1], one.values[4], one.values[8]
            if session_id in signatures or session_id not in self.sessions:
                continue
            highest += 1
            lines[highest] = {
                "id": highest,
                "session_id": session_id,
                "kind": "note",
                "sub": "",
                "text": text,
                "author": "therapist",
                "at": at,
                "position": highest,
                **dict.fromkeys(("goal_id", "number", "minutes", "likely", "value")),
                "done": 0,
                "about": None,
                "builds_on": None,
                "asked": "",
                "keyed": 0,
                "written": None,
                "changed": None,
                "client_id": None,
            }

    def _of_private(
        self, db: Database, notes: dict[int, TableRow]
    ) -> dict[str, list[TableRow]]:
        tables: dict[str, list[TableRow]] = {table.name: [] for table in PRIVATE_TABLES}
        tables["note"] = list(notes.values())
        drafts = as_rows(db, "draft", self.raw[1]["draft"])
        tables["draft"] = self._known(drafts.values())
        tables["change"] = self._changes(db, self.raw[1]["change"], notes)
        return tables

    def _known(self, rows: Iterable[TableRow]) -> list[TableRow]:
        return [row for row in rows if row["session_id"] in self.sessions]

    def _changes(
        self, db: Database, found: list[SalvagedRow], rows: dict[int, TableRow]
    ) -> list[TableRow]:
        """The history of what stands or was removed; undo begins anew behind it."""
        changes = list(as_rows(db, "change", found).values())
        last = {row["row_id"]: row["op"] for row in sorted(changes, key=_by_seq)}
        kept = []
        for row in changes:
            states = [json.loads(row[x]) for x in ("before", "after") if row[x]]
            named = {row["session_id"], *(state["session_id"] for state in states)}
            gone = row["row_id"] not in rows and last[row["row_id"]] != "delete"
            if not gone and named <= self.sessions.keys():
                kept.append({**row, "step": None})
        return kept


def _placed(tables: dict[str, list[TableRow]]) -> Placed:
    return ((name, row) for name, rows in tables.items() for row in rows)


def _by_id(row: SalvagedRow) -> int:
    return row.id


def _by_seq(row: TableRow) -> int:
    return int(row["seq"])
