"""From an export file back to rows of a record."""

from __future__ import annotations

from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from itertools import count
from typing import TYPE_CHECKING

from sessiontui.domain.entities import SessionKind
from sessiontui.domain.session.times import local_day, offset_of
from sessiontui.errors import DamagedError, SessionTuiError
from sessiontui.exchange.columns import FLAGS, as_column, without
from sessiontui.exchange.refs import TIES, Hold, free, ids, renamed
from sessiontui.exchange.select import only
from sessiontui.store.bulk_rows import last_ids, put_beside, taken_moments
from sessiontui.store.repositories.clients import code_key
from sessiontui.store.repositories.private_notes import is_private_id
from sessiontui.store.schema.tables import OFFSETS, RECORD_TABLES
from sessiontui.store.schema.triggers import LINE_COLUMNS, NOTE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from sessiontui.exchange.refs import Refs, Tree
    from sessiontui.exchange.schema.document import Export
    from sessiontui.store.bulk_rows import Row, Tables, Taken
    from sessiontui.store.record import Record

_HIGHEST = 1_000_000
"""The highest number of a session or goal that a file may bring: more are to follow."""
_ELSEWHERE = 0
"""The number that no line and no session has."""
_HELD_APART = (
    *("lines", "draft", "answering", "signature", "amendments", "forgotten_to"),
)


def bring(
    record: Record,
    export: Export,
    codes: Collection[str] = (),
    *,
    checked: bool = True,
) -> int:
    """Put what an export holds, or some of its clients, beside what is in a record.

    `checked` says whether the file's check held, for the history.

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
    _check_codes(
        record,
        [client["code"] for client in tree["clients"]],
        [x["code"] for client in tree["clients"] for x in client.get("former", ())],
    )
    try:
        bringing = _Bringing(record, tree)
        rows, notes = bringing.rows(), bringing.private()
    except KeyError:
        raise DamagedError(
            "Something in it points to what is not there; nothing was changed."
        ) from None
    put_beside(record, rows, notes, checked=checked)
    return len(tree["clients"])


def _check_codes(record: Record, codes: list[str], former: list[str]) -> None:
    coming = {code_key(code) for code in (*codes, *former)}
    if len(coming) < len(codes) + len(former):
        raise DamagedError("Two of its clients have one code; nothing was changed.")
    there = {record.clients.client(code) for code in (*codes, *former)} - {None}
    if both := len(there):
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
        self._last = last_ids(record)
        refs = _numbers(tree, self._last, taken_moments(record))
        self._steps = refs["step"]
        self._tree: Tree = renamed(tree, refs, Hold.TIE)
        clients = enumerate(self._tree["clients"], self._last["client"] + 1)
        self._clients = dict(clients)
        self._client_of = {
            session["ref"]: number
            for number, client in self._clients.items()
            for session in client["sessions"]
        }
        self._rows: Tables = {table.name: [] for table in RECORD_TABLES}

    def rows(self) -> Tables:
        """Rows for record.db."""
        history, rows = self._tree["history"], self._rows
        for number, client in self._clients.items():
            self._client(client, number)
        _check_ties(x for each in self._clients.values() for x in each["sessions"])
        rows["step"] = list(map(_step, history["steps"]))
        rows["change"] = [
            _change(x, x["line"], self._state(x["line"])) for x in history["changes"]
        ]
        rows["moved"] = [
            {
                "at": move["at"],
                "row_id": move["line"] or _ELSEWHERE,
                "from_session": move["from_session"] or _ELSEWHERE,
                "to_session": move["to_session"] or _ELSEWHERE,
            }
            for move in history["moves"]
        ]
        rows["destroyed"] = list(self._tree["receipts"])
        for table, names in OFFSETS.items():
            for row in rows[table]:
                row.update(_offsets(row, names))
        return rows

    def private(self) -> Tables | None:
        """Rows for private.db, where the file holds any."""
        tree = self._tree.get("psychotherapy_notes")
        return tree and {
            "note": [
                {"id": note["moment"], **_placed(note, "moment")}
                for note in tree["notes"]
            ],
            "draft": [_placed(draft) for draft in tree["drafts"]],
            "step": list(map(_step, tree["steps"])),
            "change": [
                _change(x, x["note"], _note_state(x["note"])) for x in tree["changes"]
            ],
        }

    def _client(self, client: Tree, number: int) -> None:
        rows, code = self._rows, client["code"]
        rows["client"].append(
            {
                **without(client, "sessions", "requests", "holds", "former"),
                "id": number,
                "code_key": code_key(code),
            }
        )
        below = count(-1, -1)
        for session in client["sessions"]:
            counted = [x["number"] or 0 for x in (session, *session["lines"])]
            if max(counted) > _HIGHEST:
                raise DamagedError("It counts beyond all measure; nothing was changed.")
            self._session(
                {**session, "number": session["number"] or next(below)},
                {"client_id": number},
            )
        first = self._last["request"] + len(rows["request"])
        places = ids(range(1, len(client["requests"]) + 1), first)
        rows["request"] += [
            {
                **_placed(request),
                "id": places[place],
                "client_id": number,
                "about": request["about"] and places[request["about"]],
            }
            for place, request in enumerate(client["requests"], 1)
        ]
        rows["former"] += [
            {**x, "client_id": number, "code_key": code_key(x["code"])}
            for x in client.get("former", ())
        ]
        rows["hold"] += [{**hold, "client_id": number} for hold in client["holds"]]

    def _session(self, session: Tree, whose: Row) -> None:
        rows, here = self._rows, {"session_id": session["ref"]}
        signature = session["signature"]
        if session["signed_at"] != (signature and signature["at"]):
            raise DamagedError(
                "A session is signed without its signature; nothing was changed."
            )
        rows["session"].append(
            {
                **without(session, "ref", *_HELD_APART),
                **whose,
                "id": session["ref"],
                "day": session.get("day") or _day_of(session),
                "kind": session.get("kind", SessionKind.HOUR),
                "timed": int(session["timed"]),
                "confirmed": int(session.get("confirmed", False)),
                "start_noted": int(session.get("start_noted", True)),
                "place": session.get("place", ""),
                "service": session.get("service", ""),
                "start_by_hand": int(session.get("start_by_hand", False)),
            }
        )
        rows["line"] += [
            _line(line, line["ref"]) | here | whose for line in session["lines"]
        ]
        for table in ("draft", "answering"):
            if draft := session[table]:
                rows[table].append({**draft, **here})
        if signature:
            printed = signature["print"].encode()
            rows["signature"].append(
                {"rule": 1, "tip": "", **signature, **here, **whose, "print": printed}
            )
        rows["amendment"] += [{**x, **here, **whose} for x in session["amendments"]]
        if (moment := session["forgotten_to"]) is not None:
            rows["forgot"].append({**here, "step": self._step_at(moment)})

    def _state(self, ref: int) -> Callable[[Tree], Row]:
        def state_of(state: Tree) -> Row:
            session = state["session"]
            row = _line(state, ref)
            row |= {"session_id": session, "client_id": self._client_of[session]}
            return {name: row[name] for name in LINE_COLUMNS if name in row}

        return state_of

    def _step_at(self, moment: int) -> int:
        """The step up to which words are gone, or its moment where there is none."""
        if moment > max(self._steps, default=0):
            # Undo would end there for ever.
            raise KeyError
        return self._steps.get(moment, moment)


def _numbers(tree: Tree, last: dict[str, int], taken: Taken) -> dict[str, Refs]:
    """The numbers of the database that the refs of a file stand for from now on."""
    history, private = tree["history"], tree.get("psychotherapy_notes")
    sessions = [x for client in tree["clients"] for x in client["sessions"]]
    lines = {line["ref"] for session in sessions for line in session["lines"]}
    lines |= {change["line"] for change in history["changes"]}
    numbers = {
        "session": ids([x["ref"] for x in sessions], last["session"]),
        "line": ids(lines, last["line"]),
        "step": free((x["moment"] for x in history["steps"]), taken.steps),
    }
    if private:
        named = [note["moment"] for note in private["notes"]]
        named += [change["note"] for change in private["changes"]]
        if not all(map(is_private_id, named)):
            raise KeyError
        moments = (x["moment"] for x in private["steps"])
        numbers["note"] = free(named, taken.notes)
        numbers["note step"] = free(moments, taken.private_steps)
    return numbers


def _placed(part: Tree, *left_out: str) -> Row:
    return {**without(part, "session", *left_out), "session_id": part["session"]}


def _line(state: Tree, number: int) -> Row:
    """The columns of a line, or those that a state of it knows."""
    row = {**without(state, "ref", "session", *TIES.values()), "id": number}
    row |= {column: state[name] for column, name in TIES.items() if name in state}
    return row | {name: int(row[name]) for name in FLAGS & row.keys()}


def _note_state(number: int) -> Callable[[Tree], Row]:
    def state_of(state: Tree) -> Row:
        row = {"id": number, **_placed(state)}
        return {name: row[name] for name in NOTE_COLUMNS if name in row}

    return state_of


def _change(change: Tree, number: int, state_of: Callable[[Tree], Row]) -> Row:
    before, after = (
        state_of(x) if x else None for x in (change["before"], change["after"])
    )
    last = after or before
    if last is None:
        raise KeyError
    return {
        "row_id": number,
        "step": change["step"],
        "at": change["at"],
        "op": "update" if before and after else "insert" if after else "delete",
        "session_id": last["session_id"],
        "before": as_column(before),
        "after": as_column(after),
    }


def _offsets(row: Row, names: Iterable[str]) -> Row:
    """The offsets of a row's moments; those of an earlier version's are of here."""
    found: Row = {}
    for name in names:
        found[f"{name}_offset"] = row.get(f"{name}_offset")
        if found[f"{name}_offset"] is None and row.get(name):
            here = datetime.fromisoformat(row[name]).astimezone()
            found[f"{name}_offset"] = offset_of(here)
    return found


def _day_of(session: Tree) -> str:
    """The day of a session of an earlier version's file, as it is here."""
    return f"{local_day(datetime.fromisoformat(session['started_at']))}"


def _step(step: Tree) -> Row:
    return {"id": step["moment"], **_placed(step, "moment")}
