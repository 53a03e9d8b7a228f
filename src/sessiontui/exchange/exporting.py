"""From the rows of a record to what an export file holds."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sessiontui.errors import DamagedError
from sessiontui.exchange.json_format import ShapeError, from_tree
from sessiontui.exchange.schema.document import FORMAT, NOTICE, VERSION
from sessiontui.exchange.select import only
from sessiontui.store.bulk_rows import read_private, read_record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sessiontui.exchange.schema.document import Export
    from sessiontui.store.bulk_rows import Row, Tables
    from sessiontui.store.record import Record

Tree = dict[str, Any]
Refs = dict[int, int]
"""From a number of the database to a place in the file."""

TIES = {"goal_id": "goal", "about": "about", "builds_on": "builds_on"}
"""The columns that name another line, and what the file calls them."""
FLAGS = frozenset({"done", "keyed"})
_BY_CLIENT = ("session", "request", "hold")
_BY_SESSION = ("line", "draft", "answering", "signature", "amendment", "forgot")


def take(
    record: Record, codes: Collection[str] = (), *, with_private: bool = False
) -> Export:
    """All that a record holds, or what it holds of some clients.

    Psychotherapy notes come along only `with_private`; without, nothing in the file
    tells that there are any.

    Raises:
        DamagedError: the record holds what cannot be, so it would not come back.
    """
    # In this order: a session that begins meanwhile has no notes here yet.
    notes, rows = read_private(record), read_record(record)
    try:
        if not with_private:
            _leave_out(rows, _said_in_private(notes))
        taking = _Taking(rows)
        tree = taking.tree()
        if with_private:
            tree["psychotherapy_notes"] = taking.private(notes)
        return from_tree(only(tree, codes) if codes else tree)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise DamagedError(
            "The record holds what cannot be, so nothing was written. "
            "Look with: sessiontui verify"
        ) from None


def _said_in_private(notes: Tables) -> frozenset[tuple[int, str]]:
    """The words of every psychotherapy note as it is or was, each with its session."""
    states = [
        json.loads(state)
        for row in notes["change"]
        for state in (row["before"], row["after"])
        if state
    ]
    return frozenset(
        (state["session_id"], state["text"])
        for state in (*notes["note"], *states)
        if state.get("text")
    )


def _leave_out(rows: Tables, private: frozenset[tuple[int, str]]) -> None:
    """Forget the words of lines that became psychotherapy notes, here in the copy.

    Their text is in the record's history until their session is left, and the file
    says, like the record then, up to which step such words are gone.
    """
    rows["destroyed"] = [row for row in rows["destroyed"] if row["what"] == "record"]
    standing = {row["id"] for row in rows["line"]}
    sessions = {row["id"]: row["session_id"] for row in rows["step"]}
    gone: dict[int, int] = {}
    became: set[int] = set()
    parsed = []
    for row in rows["change"]:
        states = [row[side] and json.loads(row[side]) for side in ("before", "after")]
        parsed.append((row, states))
        if row["row_id"] not in standing and any(
            state and (state["session_id"], state.get("text")) in private
            for state in states
        ):
            became.add(row["row_id"])
    for row, states in parsed:
        if row["row_id"] not in became:
            continue
        for side, state in zip(("before", "after"), states, strict=True):
            if state:
                kept = {k: v for k, v in state.items() if k not in {"text", "asked"}}
                row[side] = json.dumps(kept)
        if (session := sessions.get(row["step"])) is not None:
            gone[session] = max(gone.get(session, 0), row["step"])
    for session, step in gone.items():
        there = next((x for x in rows["forgot"] if x["session_id"] == session), None)
        if there is None:
            rows["forgot"].append({"session_id": session, "step": step})
        else:
            there["step"] = max(there["step"], step)


class _Taking:
    """One record's rows on their way into a tree."""

    def __init__(self, rows: Tables) -> None:
        self._rows = rows
        self._sessions = _refs(row["id"] for row in rows["session"])
        known = {row["id"] for row in rows["line"]}
        known |= {row["row_id"] for row in rows["change"]}
        self._lines = _refs(sorted(known))
        self._of_client = {x: _grouped(rows[x], "client_id") for x in _BY_CLIENT}
        self._of_session = {x: _grouped(rows[x], "session_id") for x in _BY_SESSION}

    def tree(self) -> Tree:
        """Everything but the psychotherapy notes."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "notice": NOTICE,
            "clients": [self._client(row) for row in self._rows["client"]],
            "history": {
                "steps": self._steps(self._rows["step"]),
                "changes": [
                    {
                        "step": row["step"],
                        "at": row["at"],
                        "line": self._lines[row["row_id"]],
                        "before": self._state(row["before"]),
                        "after": self._state(row["after"]),
                    }
                    for row in self._rows["change"]
                ],
                "moves": [
                    {
                        "at": row["at"],
                        "line": self._lines.get(row["row_id"]),
                        "from_session": self._sessions.get(row["from_session"]),
                        "to_session": self._sessions.get(row["to_session"]),
                    }
                    for row in self._rows["moved"]
                ],
            },
            "receipts": [_without(row, "id") for row in self._rows["destroyed"]],
        }

    def private(self, rows: Tables) -> Tree:
        """The psychotherapy notes with their history."""
        return {
            "notes": [
                {
                    "moment": row["id"],
                    "session": self._sessions[row["session_id"]],
                    "text": row["text"],
                }
                for row in rows["note"]
            ],
            "drafts": [
                {
                    **_without(row, "session_id"),
                    "session": self._sessions[row["session_id"]],
                }
                for row in rows["draft"]
            ],
            "steps": self._steps(rows["step"]),
            "changes": [
                {
                    "step": row["step"],
                    "at": row["at"],
                    "note": row["row_id"],
                    "before": self._note_state(row["before"]),
                    "after": self._note_state(row["after"]),
                }
                for row in rows["change"]
            ],
        }

    def _client(self, client: Row) -> Tree:
        found = {x: self._of_client[x].get(client["id"], ()) for x in _BY_CLIENT}
        places = _refs(row["id"] for row in found["request"])
        return {
            **_without(client, "id", "code_key"),
            "sessions": [self._session(row) for row in found["session"]],
            "requests": [
                {
                    **_without(row, "id", "client_id", "session_id"),
                    "session": _named(self._sessions, row["session_id"]),
                    "about": _named(places, row["about"]),
                }
                for row in found["request"]
            ],
            "holds": [_without(row, "id", "client_id") for row in found["hold"]],
        }

    def _session(self, session: Row) -> Tree:
        number = session["id"]
        found = {x: self._of_session[x].get(number, []) for x in _BY_SESSION}
        lines = sorted(found["line"], key=lambda row: (row["position"], row["id"]))
        return {
            **_without(session, "id", "client_id"),
            "ref": self._sessions[number],
            "timed": bool(session["timed"]),
            "lines": [
                {"ref": self._lines[row["id"]], **_without(self._line(row), "session")}
                for row in lines
            ],
            "draft": self._draft(found["draft"]),
            "answering": self._draft(found["answering"]),
            "signature": next(map(_signature, found["signature"]), None),
            "amendments": [
                {
                    **_without(row, "id", "session_id", "client_id"),
                    "about": _named(self._lines, row["about"]),
                }
                for row in found["amendment"]
            ],
            "forgotten_to": next((row["step"] for row in found["forgot"]), None),
        }

    def _line(self, row: Row) -> Tree:
        """A line, or a state of one, under the file's names; what it lacks is lacking.

        A tie to a line that is not in the file is none.
        """
        line = _without(row, "id", "client_id", "session_id", *TIES)
        for column, name in TIES.items():
            if column in row:
                line[name] = self._lines.get(row[column])
        for name in FLAGS & row.keys():
            line[name] = bool(row[name])
        return {**line, "session": self._sessions[row["session_id"]]}

    def _state(self, state: str | None) -> Tree | None:
        return self._line(json.loads(state)) if state else None

    def _note_state(self, state: str | None) -> Tree | None:
        if not state:
            return None
        note = json.loads(state)
        session = self._sessions[note["session_id"]]
        return {**_without(note, "id", "session_id"), "session": session}

    def _draft(self, found: list[Row]) -> Tree | None:
        for row in found:
            editing = self._lines.get(row["editing"])
            return {**_without(row, "session_id"), "editing": editing}
        return None

    def _steps(self, rows: list[Row]) -> list[Tree]:
        return [
            {
                "moment": row["id"],
                "session": self._sessions[row["session_id"]],
                "action": row["action"],
                "target": row["target"],
            }
            for row in rows
        ]


def _signature(row: Row) -> Tree:
    try:
        words = bytes(row["print"]).decode()
    except UnicodeDecodeError:
        raise ShapeError("print") from None
    return {**_without(row, "session_id", "client_id"), "print": words}


def _refs(numbers: Iterable[int]) -> Refs:
    return {number: ref for ref, number in enumerate(numbers, 1)}


def _named(refs: Refs, number: int | None) -> int | None:
    return None if number is None else refs[number]


def _grouped(rows: Iterable[Row], column: str) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def _without(row: Row, *names: str) -> Tree:
    return {name: value for name, value in row.items() if name not in names}
