"""From an export file back to rows of a record."""

from __future__ import annotations

import contextlib
import json
from datetime import datetime
from itertools import chain, count
from typing import TYPE_CHECKING

from sessiontui.domain.client_codes import code_key
from sessiontui.domain.entities import SessionKind
from sessiontui.domain.session.times import local_day, offset_of
from sessiontui.errors import DamagedError, SessionTuiError
from sessiontui.exchange.export_stream import NOTES_PART, parts_in
from sessiontui.exchange.numbering import Survey
from sessiontui.exchange.refs import (
    TIE_FIELDS,
    Behind,
    Firmness,
    FreeMoments,
    refs_in,
    renamed,
)
from sessiontui.exchange.select_clients import Portion
from sessiontui.store.bulk_rows import (
    FLAGS,
    last_ids,
    put_beside,
    taken_moments,
    without,
)
from sessiontui.store.meter import part_of, silent
from sessiontui.store.schema.tables import OFFSETS
from sessiontui.store.schema.triggers import LINE_COLUMNS, NOTE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from sessiontui.exchange.export_stream import ImportFile, Part
    from sessiontui.exchange.refs import Tree
    from sessiontui.store.bulk_rows import Placed, TableRow
    from sessiontui.store.meter import Far
    from sessiontui.store.record import Record

_ELSEWHERE = 0
"""The number that no line and no session has."""
_HELD_APART = (
    *("lines", "draft", "answering", "signature", "amendments", "forgotten_to"),
)


class Coming:
    """An export that is to come in: its parts, read again and again, and its survey."""

    def __init__(
        self, parts: Callable[[Far], Iterator[Part]], far: Far = silent
    ) -> None:
        """Read all parts once.

        Raises:
            DamagedError: they are not whole, or do not fit together.
            SessionTuiError: a newer program wrote them.
        """
        self.parts = parts
        with _fitting():
            self.survey = Survey(parts(far))


def read_json(
    source: ImportFile, *, unchecked: bool = False, far: Far = silent
) -> Coming:
    """An export file, read once; `unchecked` takes one without its check.

    Raises:
        DamagedError: it is no export of ours, or not a whole one.
        SessionTuiError: a newer program wrote it.
    """
    return Coming(lambda far: parts_in(source, unchecked=unchecked, far=far), far)


def bring(
    record: Record,
    coming: Coming,
    codes: Collection[str] = (),
    *,
    checked: bool = True,
    far: Far = silent,
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
    if codes:
        coming = _some(coming, codes, part_of(far, 0.0, 0.3))
        far = part_of(far, 0.3, 1.0)
    survey = coming.survey
    _check_codes(record, survey.codes, survey.former)
    bringing = _Bringing(record, coming, part_of(far, 0.05, 0.7))
    put_beside(
        record,
        bringing.rows(),
        bringing.private() if survey.private else None,
        sessions=bringing.sessions,
        checked=checked,
        far=far,
    )
    return len(survey.codes)


def _some(coming: Coming, codes: Collection[str], far: Far) -> Coming:
    """The portion of an export that is of some clients, read twice to know it."""
    with _fitting():
        portion = Portion(coming.parts(part_of(far, 0.0, 0.5)), codes)
    return Coming(lambda far: portion.parts(coming.parts(far)), part_of(far, 0.5, 1.0))


@contextlib.contextmanager
def _fitting() -> Iterator[None]:
    try:
        yield
    except KeyError:
        raise DamagedError(
            "Something in it points to what is not there; nothing was changed."
        ) from None


def _check_codes(record: Record, codes: list[str], former: list[str]) -> None:
    coming = {code_key(code) for code in (*codes, *former)}
    if len(coming) < len(codes) + len(former):
        raise DamagedError("Two of its clients have one code; nothing was changed.")
    found = {code: record.clients.client(code) for code in (*codes, *former)}
    there = {code: client for code, client in found.items() if client}
    if both := len(set(there.values())):
        now = ", ".join(
            f"{code} is {client.code} now"
            for code, client in there.items()
            if code_key(code) != code_key(client.code)
        )
        raise SessionTuiError(
            f"{both} of its clients stand in your record already"
            f"{f' ({now})' if now else ''}; nothing was "
            "changed. Bring in one of the others with: --only CODE"
        )


class _Bringing:
    """One file's parts on their way into a record, as rows of its tables."""

    def __init__(self, record: Record, coming: Coming, far: Far) -> None:
        survey, taken = coming.survey, taken_moments(record)
        self._last = last = last_ids(record)
        self._client_of = survey.client_of
        self._steps = FreeMoments(survey.steps, taken.steps)
        self._refs: dict[str, Mapping[int, int]] = {
            "session": Behind(last["session"], survey.sessions),
            "line": Behind(last["line"], survey.lines),
            "step": self._steps,
            "note": FreeMoments(survey.notes, taken.notes),
            "note step": FreeMoments(survey.note_steps, taken.private_steps),
        }
        self.sessions = tuple(self._refs["session"].values())
        self._parts = coming.parts(far)
        self._ahead: Part | None = None
        self._client_id = last["client"] + 1
        self._request = last["request"]
        self._below = count(-1, -1)

    def rows(self) -> Placed:
        """Rows for record.db, each with its table."""
        with _fitting():
            for part in self._parts:
                if part.way.startswith(NOTES_PART):
                    self._ahead = part
                    return
                for table, row in self._rows(part.way, self._renamed(part)):
                    row.update(_offsets(row, OFFSETS.get(table, ())))
                    yield table, row

    def private(self) -> Placed:
        """Rows for private.db, which come behind all the others."""
        ahead = [self._ahead] if self._ahead else []
        with _fitting():
            for part in chain(ahead, self._parts):
                yield _private_row(part.way, self._renamed(part))

    def _renamed(self, part: Part) -> Tree:
        return dict(renamed(part.tree, self._refs, Firmness.TIE, refs_in(part.way)))

    def _rows(self, way: str, part: Tree) -> Placed:
        if way == "clients":
            yield from self._client(part)
        elif way == "clients.sessions":
            yield from self._session(part)
        elif way == "history.steps":
            yield "step", _step(part)
        elif way == "history.changes":
            yield "change", _change(part, part["line"], self._state(part["line"]))
        elif way == "history.moves":
            yield (
                "moved",
                {
                    "at": part["at"],
                    "row_id": part["line"] or _ELSEWHERE,
                    "from_session": part["from_session"] or _ELSEWHERE,
                    "to_session": part["to_session"] or _ELSEWHERE,
                },
            )
        else:
            yield "destroyed", part

    def _client(self, client: Tree) -> Placed:
        """A client, behind their sessions."""
        number, code = self._client_id, client["code"]
        yield (
            "client",
            {
                **without(client, "requests", "holds", "former"),
                "id": number,
                "code_key": code_key(code),
            },
        )
        places = Behind(self._request, len(client["requests"]))
        self._request += len(places)
        for place, request in enumerate(client["requests"], 1):
            yield (
                "request",
                {
                    **_placed(request),
                    "id": places[place],
                    "client_id": number,
                    "about": request["about"] and places[request["about"]],
                },
            )
        for former in client.get("former", ()):
            key = code_key(former["code"])
            yield "former", {**former, "client_id": number, "code_key": key}
        for hold in client["holds"]:
            yield "hold", {**hold, "client_id": number}
        self._client_id += 1
        self._below = count(-1, -1)

    def _session(self, session: Tree) -> Placed:
        whose = {"client_id": self._client_id}
        here = {"session_id": session["ref"]}
        signature, typed = session["signature"], session.get("stop_by_hand")
        if session["signed_at"] != (signature and signature["at"]):
            raise DamagedError(
                "A session is signed without its signature; nothing was changed."
            )
        yield (
            "session",
            {
                **without(session, "ref", *_HELD_APART),
                **whose,
                "id": session["ref"],
                "number": session["number"] or next(self._below),
                "day": session.get("day") or _day_of(session),
                "kind": session.get("kind", SessionKind.HOUR),
                "timed": int(session["timed"]),
                "confirmed": int(session.get("confirmed", False)),
                "start_noted": int(session.get("start_noted", True)),
                "place": session.get("place", ""),
                "service": session.get("service", ""),
                "start_by_hand": int(session.get("start_by_hand", False)),
                "stop_by_hand": int(session["timed"] if typed is None else typed),
            },
        )
        for line in session["lines"]:
            yield "line", _line(line, line["ref"]) | here | whose
        for table in ("draft", "answering"):
            if draft := session[table]:
                yield table, {**draft, **here}
        if signature:
            known = {"rule": 1, "tip": "", **signature, **here, **whose}
            yield "signature", {**known, "print": signature["print"].encode()}
        for amendment in session["amendments"]:
            yield "amendment", {**amendment, **here, **whose}
        if (moment := session["forgotten_to"]) is not None:
            yield "forgot", {**here, "step": self._step_at(moment)}

    def _state(self, ref: int) -> Callable[[Tree], TableRow]:
        def state_of(state: Tree) -> TableRow:
            session = state["session"]
            whose = self._client_of[session - self._last["session"]]
            row = _line(state, ref)
            row |= {"session_id": session, "client_id": self._last["client"] + whose}
            return {name: row[name] for name in LINE_COLUMNS if name in row}

        return state_of

    def _step_at(self, moment: int) -> int:
        """The step up to which words are gone, or its moment where there is none."""
        if moment > self._steps.latest:
            # Undo would end there for ever.
            raise KeyError
        return self._steps.get(moment, moment)


def _private_row(way: str, part: Tree) -> tuple[str, TableRow]:
    name = way.removeprefix(f"{NOTES_PART}.")
    if name == "notes":
        return "note", {"id": part["moment"], **_placed(part, "moment")}
    if name == "drafts":
        return "draft", _placed(part)
    if name == "steps":
        return "step", _step(part)
    return "change", _change(part, part["note"], _note_state(part["note"]))


def _placed(part: Tree, *left_out: str) -> TableRow:
    return {**without(part, "session", *left_out), "session_id": part["session"]}


def _line(state: Tree, number: int) -> TableRow:
    """The columns of a line, or those that a state of it knows."""
    row = {**without(state, "ref", "session", *TIE_FIELDS.values()), "id": number}
    row |= {column: state[name] for column, name in TIE_FIELDS.items() if name in state}
    return row | {name: int(row[name]) for name in FLAGS & row.keys()}


def _note_state(number: int) -> Callable[[Tree], TableRow]:
    def state_of(state: Tree) -> TableRow:
        row = {"id": number, **_placed(state)}
        return {name: row[name] for name in NOTE_COLUMNS if name in row}

    return state_of


def _change(
    change: Tree, number: int, state_of: Callable[[Tree], TableRow]
) -> TableRow:
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
        "before": _as_column(before),
        "after": _as_column(after),
    }


def _offsets(row: TableRow, names: Iterable[str]) -> TableRow:
    """The offsets of a row's moments; those of an earlier version's are of here."""
    found: TableRow = {}
    for name in names:
        found[f"{name}_offset"] = row.get(f"{name}_offset")
        if found[f"{name}_offset"] is None and row.get(name):
            here = datetime.fromisoformat(row[name]).astimezone()
            found[f"{name}_offset"] = offset_of(here)
    return found


def _day_of(session: Tree) -> str:
    """The day of a session of an earlier version's file, as it is here."""
    return f"{local_day(datetime.fromisoformat(session['started_at']))}"


def _step(step: Tree) -> TableRow:
    return {"id": step["moment"], **_placed(step, "moment")}


def _as_column(state: TableRow | None) -> str | None:
    """A state of a row as the history keeps it."""
    if state is None:
        return None
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))
