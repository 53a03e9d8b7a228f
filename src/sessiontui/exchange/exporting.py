"""From the rows of a record to what an export file holds."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from sessiontui.errors import DamagedError
from sessiontui.exchange.columns import FLAGS, without
from sessiontui.exchange.json_format import ShapeError, from_tree
from sessiontui.exchange.refs import TIES, Hold, counted, renamed
from sessiontui.exchange.schema.document import FORMAT, NOTICE, VERSION
from sessiontui.exchange.select import only
from sessiontui.store.bulk_rows import read_private, read_record
from sessiontui.store.schema.tables import RECORD_TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from sessiontui.exchange.refs import Tree
    from sessiontui.exchange.schema.document import Export
    from sessiontui.store.bulk_rows import Row, Tables
    from sessiontui.store.record import Record


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
        tree = _Taking(rows).tree()
        if with_private:
            tree["psychotherapy_notes"] = _private(notes)
        tree = renamed(tree, _refs(rows), Hold.LINK)
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


def _refs(rows: Tables) -> dict[str, dict[int, int]]:
    """The places in the file, in the order in which sessions and lines began."""
    lines = {row["id"] for row in rows["line"]}
    lines |= {row["row_id"] for row in rows["change"]}
    return {
        "session": counted(row["id"] for row in rows["session"]),
        "line": counted(sorted(lines)),
    }


class _Taking:
    """One record's rows on their way into a tree, its refs still their numbers."""

    def __init__(self, rows: Tables) -> None:
        self._rows = rows
        self._owned = {
            table.name: _grouped(rows[table.name], table.owner)
            for table in RECORD_TABLES
            if table.owner
        }

    def _of(self, table: str, number: int) -> list[Row]:
        return self._owned[table].get(number, [])

    def tree(self) -> Tree:
        """Everything but the psychotherapy notes."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "notice": NOTICE,
            "clients": [self._client(row) for row in self._rows["client"]],
            "history": {
                "steps": list(map(_step, self._rows["step"])),
                "changes": [
                    _change(row, "line", _line) for row in self._rows["change"]
                ],
                "moves": [
                    {"line": row["row_id"], **without(row, "id", "row_id")}
                    for row in self._rows["moved"]
                ],
            },
            "receipts": [without(row, "id") for row in self._rows["destroyed"]],
        }

    def _client(self, client: Row) -> Tree:
        number = client["id"]
        requests = self._of("request", number)
        places = counted(row["id"] for row in requests)
        return {
            **without(client, "id", "code_key"),
            "sessions": [self._session(row) for row in self._of("session", number)],
            "requests": [
                {
                    **without(row, "id", "client_id", "session_id"),
                    "session": row["session_id"],
                    "about": row["about"] and places[row["about"]],
                }
                for row in requests
            ],
            "holds": [
                without(row, "id", "client_id") for row in self._of("hold", number)
            ],
        }

    def _session(self, session: Row) -> Tree:
        number = session["id"]
        lines = sorted(
            self._of("line", number), key=lambda row: (row["position"], row["id"])
        )
        return {
            **without(session, "id", "client_id"),
            "ref": number,
            "number": session["number"] if session["number"] > 0 else None,
            "timed": bool(session["timed"]),
            "start_noted": bool(session["start_noted"]),
            "lines": [
                {"ref": row["id"], **without(_line(row), "session")} for row in lines
            ],
            "draft": next(map(_draft, self._of("draft", number)), None),
            "answering": next(map(_draft, self._of("answering", number)), None),
            "signature": next(map(_signature, self._of("signature", number)), None),
            "amendments": [
                without(row, "id", "session_id", "client_id")
                for row in self._of("amendment", number)
            ],
            "forgotten_to": self._forgotten_to(number),
        }

    def _forgotten_to(self, session: int) -> int | None:
        """The step up to which words are gone, at most the session's last one."""
        gone = max((row["step"] for row in self._of("forgot", session)), default=0)
        last = max((row["id"] for row in self._of("step", session)), default=0)
        return min(gone, last) or None


def _private(rows: Tables) -> Tree:
    """The psychotherapy notes with their history."""
    return {
        "notes": [{"moment": row["id"], **_placed(row, "id")} for row in rows["note"]],
        "drafts": [_placed(row) for row in rows["draft"]],
        "steps": list(map(_step, rows["step"])),
        "changes": [
            _change(row, "note", lambda state: _placed(state, "id"))
            for row in rows["change"]
        ],
    }


def _placed(row: Row, *left_out: str) -> Tree:
    return {**without(row, "session_id", *left_out), "session": row["session_id"]}


def _line(row: Row) -> Tree:
    """A line, or a state of one, under the file's names; what it lacks is lacking."""
    line = _placed(row, "id", "client_id", *TIES)
    line |= {name: row[column] for column, name in TIES.items() if column in row}
    return line | {name: bool(row[name]) for name in FLAGS & row.keys()}


def _change(row: Row, name: str, state_of: Callable[[Row], Tree]) -> Tree:
    return {
        "step": row["step"],
        "at": row["at"],
        name: row["row_id"],
        **{
            side: state_of(json.loads(row[side])) if row[side] else None
            for side in ("before", "after")
        },
    }


def _draft(row: Row) -> Tree:
    return without(row, "session_id")


def _step(row: Row) -> Tree:
    return {"moment": row["id"], **_placed(row, "id")}


def _signature(row: Row) -> Tree:
    try:
        words = bytes(row["print"]).decode()
    except UnicodeDecodeError:
        raise ShapeError("print") from None
    return {**without(row, "session_id", "client_id"), "print": words}


def _grouped(rows: Iterable[Row], column: str) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups
