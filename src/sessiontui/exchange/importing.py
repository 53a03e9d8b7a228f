"""From an export file back to rows of a record."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from sessiontui.errors import DamagedError, SessionTuiError
from sessiontui.exchange.exporting import FLAGS, TIES
from sessiontui.exchange.ids import Ids, as_column, at, free, ids, without
from sessiontui.exchange.select import only
from sessiontui.store.bulk_rows import (
    RECORD_TABLES,
    last_ids,
    put_beside,
    taken_moments,
)
from sessiontui.store.repositories.clients import code_key
from sessiontui.store.repositories.private_notes import is_private_id
from sessiontui.store.schema.triggers import LINE_COLUMNS, NOTE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from sessiontui.exchange.schema.document import Export
    from sessiontui.store.bulk_rows import Row, Tables
    from sessiontui.store.record import Record

Tree = dict[str, Any]
_HIGHEST = 1_000_000
"""The highest number of a session or goal that a file may bring: more are to follow."""
_ELSEWHERE = 0
"""The number that no line and no session has."""
_HELD_APART = (
    *("lines", "draft", "answering", "signature", "amendments", "forgotten_to"),
)


def bring(record: Record, export: Export, codes: Collection[str] = ()) -> int:
    """Put what an export holds, or some of its clients, beside what is in a record.

    Returns:
        How many clients came.

    Raises:
        DamagedError: the export does not fit together; nothing was changed.
        SessionTuiError: a client with such a code is there; nothing was changed.
        NotFoundError: the export has no client with one of the codes.
    """
    tree = export.model_dump(mode="json", exclude_unset=True)
    if codes:
        tree = only(tree, codes)
    _check_codes(record, [client["code"] for client in tree["clients"]])
    try:
        bringing = _Bringing(record, tree)
        rows = bringing.rows()
        kept_apart = tree.get("psychotherapy_notes")
        notes = bringing.private(kept_apart) if kept_apart else None
    except KeyError:
        raise DamagedError(
            "Something in it points to what is not there; nothing was changed."
        ) from None
    put_beside(record, rows, notes)
    return len(tree["clients"])


def _check_codes(record: Record, codes: list[str]) -> None:
    coming = {code_key(code) for code in codes}
    if len(coming) < len(codes):
        raise DamagedError("Two of its clients have one code; nothing was changed.")
    there = {code_key(row.client.code) for row in record.clients.clients()}
    if both := len(there & coming):
        raise SessionTuiError(
            f"{both} of its clients stand in your record already; nothing was "
            "changed. Bring in one of the others with: --only CODE"
        )


def _check_ties(sessions: Iterable[Tree]) -> None:
    """Whatever a line is tied to, the way from tie to tie has an end."""
    lines = [line for session in sessions for line in session["lines"]]
    try:
        for tie in TIES.values():
            tied = {x["ref"]: {x[tie]} for x in lines if x[tie] is not None}
            TopologicalSorter(tied).prepare()
    except CycleError:
        raise DamagedError(
            "It ties lines to each other in a circle; nothing was changed."
        ) from None


class _Bringing:
    """One file's content on its way into a record."""

    def __init__(self, record: Record, tree: Tree) -> None:
        self._tree = tree
        self._last = last_ids(record)
        self._taken = taken_moments(record)
        clients = dict(enumerate(tree["clients"], self._last["client"] + 1))
        sessions = [x for client in tree["clients"] for x in client["sessions"]]
        lines = {line["ref"] for session in sessions for line in session["lines"]}
        lines |= {change["line"] for change in tree["history"]["changes"]}
        self._sessions = ids([x["ref"] for x in sessions], self._last["session"])
        self._lines = ids(lines, self._last["line"])
        self._client_of = {
            self._sessions[session["ref"]]: number
            for number, client in clients.items()
            for session in client["sessions"]
        }
        self._rows: Tables = {name: [] for name in RECORD_TABLES}
        self._steps: Ids = {}
        for number, client in clients.items():
            self._client(client, number)
        _check_ties(sessions)

    def rows(self) -> Tables:
        """What is to stand in record.db."""
        history, rows = self._tree["history"], self._rows
        self._steps = free((x["moment"] for x in history["steps"]), self._taken.steps)
        rows["step"] = self._step_rows(history["steps"])
        rows["change"] = [
            {
                "row_id": self._lines[x["line"]],
                **self._change(x, self._state(x["line"])),
            }
            for x in history["changes"]
        ]
        rows["moved"] = [
            {
                "at": move["at"],
                "row_id": at(self._lines, move["line"]) or _ELSEWHERE,
                "from_session": at(self._sessions, move["from_session"]) or _ELSEWHERE,
                "to_session": at(self._sessions, move["to_session"]) or _ELSEWHERE,
            }
            for move in history["moves"]
        ]
        rows["forgot"] = [
            {"session_id": x["session_id"], "step": self._step_at(x["step"])}
            for x in rows["forgot"]
        ]
        rows["destroyed"] = list(self._tree["receipts"])
        return rows

    def private(self, tree: Tree) -> Tables:
        """What is to stand in private.db."""
        named = [note["moment"] for note in tree["notes"]]
        named += [change["note"] for change in tree["changes"]]
        if not all(map(is_private_id, named)):
            raise KeyError
        notes = free(named, self._taken.notes)
        self._steps = free(
            (x["moment"] for x in tree["steps"]), self._taken.private_steps
        )
        return {
            "note": [
                {
                    "id": notes[note["moment"]],
                    "session_id": self._sessions[note["session"]],
                    "text": note["text"],
                }
                for note in tree["notes"]
            ],
            "draft": [
                {
                    **without(draft, "session"),
                    "session_id": self._sessions[draft["session"]],
                    "editing": notes.get(draft["editing"]),
                }
                for draft in tree["drafts"]
            ],
            "step": self._step_rows(tree["steps"]),
            "change": [
                {
                    "row_id": notes[x["note"]],
                    **self._change(x, self._note_state(notes[x["note"]])),
                }
                for x in tree["changes"]
            ],
        }

    def _client(self, client: Tree, number: int) -> None:
        rows, code = self._rows, client["code"]
        rows["client"].append(
            {
                **without(client, "sessions", "requests", "holds"),
                "id": number,
                "code_key": code_key(code),
            }
        )
        for session in client["sessions"]:
            counted = [x["number"] or 0 for x in (session, *session["lines"])]
            if max(counted) > _HIGHEST:
                raise DamagedError("It counts beyond all measure; nothing was changed.")
            self._session(session, {"client_id": number})
        first = self._last["request"] + len(rows["request"]) + 1
        places = dict(enumerate(range(first, first + len(client["requests"])), 1))
        for place, request in enumerate(client["requests"], 1):
            rows["request"].append(
                {
                    **without(request, "session"),
                    "id": places[place],
                    "client_id": number,
                    "session_id": at(self._sessions, request["session"]),
                    "about": at(places, request["about"]),
                }
            )
        rows["hold"] += [{**hold, "client_id": number} for hold in client["holds"]]

    def _session(self, session: Tree, whose: Row) -> None:
        rows, here = self._rows, {"session_id": self._sessions[session["ref"]]}
        signature = session["signature"]
        if session["signed_at"] != (signature and signature["at"]):
            raise DamagedError(
                "A session is signed without its signature; nothing was changed."
            )
        rows["session"].append(
            {
                **without(session, "ref", *_HELD_APART),
                **whose,
                "id": here["session_id"],
                "timed": int(session["timed"]),
            }
        )
        rows["line"] += [
            self._line(x["ref"], x) | here | whose for x in session["lines"]
        ]
        for table in ("draft", "answering"):
            if draft := session[table]:
                editing = at(self._lines, draft["editing"])
                rows[table].append({**draft, **here, "editing": editing})
        if signature:
            printed = signature["print"].encode()
            rows["signature"].append({**signature, **here, **whose, "print": printed})
        rows["amendment"] += [
            {**x, **here, **whose, "about": at(self._lines, x["about"])}
            for x in session["amendments"]
        ]
        if session["forgotten_to"] is not None:
            rows["forgot"].append({**here, "step": session["forgotten_to"]})

    def _line(self, ref: int, state: Tree) -> Row:
        """The columns of a line, or those that a state of it knows."""
        row = without(state, "ref", "session", *TIES.values())
        row |= {"id": self._lines[ref]}
        for column, name in TIES.items():
            if name in state:
                row[column] = at(self._lines, state[name])
        for name in FLAGS & row.keys():
            row[name] = int(row[name])
        return row

    def _state(self, ref: int) -> Callable[[Tree], Row]:
        def state_of(state: Tree) -> Row:
            session = self._sessions[state["session"]]
            row = self._line(ref, state)
            row |= {"session_id": session, "client_id": self._client_of[session]}
            return {name: row[name] for name in LINE_COLUMNS if name in row}

        return state_of

    def _note_state(self, number: int) -> Callable[[Tree], Row]:
        def state_of(state: Tree) -> Row:
            row = {"id": number, "session_id": self._sessions[state["session"]]}
            row |= without(state, "session")
            return {name: row[name] for name in NOTE_COLUMNS if name in row}

        return state_of

    def _change(self, change: Tree, state_of: Callable[[Tree], Row]) -> Row:
        before, after = (
            state_of(x) if x else None for x in (change["before"], change["after"])
        )
        last = after or before
        if last is None:
            raise KeyError
        return {
            "step": at(self._steps, change["step"]),
            "at": change["at"],
            "op": "update" if before and after else "insert" if after else "delete",
            "session_id": last["session_id"],
            "before": as_column(before),
            "after": as_column(after),
        }

    def _step_rows(self, steps: Iterable[Tree]) -> list[Row]:
        return [
            {
                "id": self._steps[step["moment"]],
                "session_id": self._sessions[step["session"]],
                "action": step["action"],
                "target": at(self._steps, step["target"]),
            }
            for step in steps
        ]

    def _step_at(self, moment: int) -> int:
        """Where words are gone up to: a step, or the moment where there is none."""
        if moment > max(self._steps, default=0):
            # Undo would end there for ever.
            raise KeyError
        return self._steps.get(moment, moment)
