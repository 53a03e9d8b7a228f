"""From the rows of a record to what an export file holds."""

from __future__ import annotations

import contextlib
import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from sessiontui.domain.client_codes import code_key
from sessiontui.errors import DamagedError, NotFoundError
from sessiontui.exchange.client_history import ClientHistory
from sessiontui.exchange.export_stream import parts_of
from sessiontui.exchange.json_format import ShapeError, pour_tree
from sessiontui.exchange.refs import (
    TIE_FIELDS,
    Firmness,
    Places,
    counted,
    refs_in,
    renamed,
)
from sessiontui.exchange.schema.document import (
    FORMAT,
    NOTICE,
    VERSION,
    ClientPart,
    SessionPart,
)
from sessiontui.exchange.select_clients import Portion
from sessiontui.store.bulk_rows import FLAGS, BulkRows, TableRow, reading, without
from sessiontui.store.meter import Far, part_of, silent

if TYPE_CHECKING:
    from collections.abc import Collection

    from sessiontui.domain.kinds.lookup import Kind
    from sessiontui.exchange.refs import Tree
    from sessiontui.store.record import Record

_Counting = Callable[[Iterable[TableRow]], Iterator[TableRow]]
_LONG = ("session", "step", "change")
_READINGS = 3


def pour(
    record: Record,
    write: Callable[[bytes], object],
    codes: Collection[str] = (),
    *,
    session: int | None = None,
    with_private: bool = False,
    far: Far = silent,
) -> None:
    """Write all that a record holds, or what it holds of some clients or one session.

    Psychotherapy notes come along only `with_private`; without, nothing in the file
    tells that there are any. No more than a session is held at once; `far` is told how
    far it is.

    Raises:
        DamagedError: the record holds what cannot be; what was written is no export.
    """
    with _taking(record, with_private=with_private) as taking:
        pour_tree(taking.asked_for(codes, session, far), write)


@contextlib.contextmanager
def reading_clients(
    record: Record,
    code: str = "",
    *,
    kinds: Collection[Kind] = (),
    far: Far = silent,
) -> Iterator[Iterator[ClientHistory]]:
    """Every client, or the one with a code, each session read when its turn comes.

    Of lines, only those that `ClientHistory` keeps are held. `far` is told how far it
    is.

    Raises:
        DamagedError: the record holds what cannot be.
        NotFoundError: there is no client with the code.
    """
    with _taking(record, with_private=False) as taking:
        yield taking.histories(code_key(code) if code else None, kinds, far)


@contextlib.contextmanager
def _taking(record: Record, *, with_private: bool) -> Iterator[_Taking]:
    try:
        with reading(record) as (rows, notes):
            yield _Taking(rows, notes, with_private=with_private)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise DamagedError(
            "The record holds what cannot be, so nothing was written. "
            "Look with: sessiontui verify"
        ) from None


def _said_in_private(notes: BulkRows) -> frozenset[tuple[int, str]]:
    """The words of every psychotherapy note as it is or was, each with its session."""
    states = (state for row in notes.all("change") for state in _states(row) if state)
    return frozenset(
        (state["session_id"], state["text"])
        for each in (notes.all("note"), states)
        for state in each
        if state.get("text")
    )


class _LeftOut:
    """The words of lines that became psychotherapy notes, which no file has.

    Their text is in the record's history until their session is left, and the file
    says, like the record then, up to which step such words are gone.
    """

    def __init__(self, rows: BulkRows, private: frozenset[tuple[int, str]]) -> None:
        self._became: set[int] = set()
        self._gone: dict[int, int] = {}
        if not private:
            return
        standing = set(rows.numbers("select id from line"))
        for row in rows.all("change"):
            if row["row_id"] not in standing and any(
                state and (state["session_id"], state.get("text")) in private
                for state in _states(row)
            ):
                self._became.add(row["row_id"])
        sessions = {row["id"]: row["session_id"] for row in rows.all("step")}
        for row in rows.all("change") if self._became else ():
            session = sessions.get(row["step"])
            if row["row_id"] in self._became and session is not None:
                self._gone[session] = max(self._gone.get(session, 0), row["step"])

    def without(self, row: TableRow) -> TableRow:
        """A change as the file has it."""
        if row["row_id"] not in self._became:
            return row
        kept = dict(row)
        for side, state in zip(("before", "after"), _states(row), strict=True):
            if state:
                left = {k: v for k, v in state.items() if k not in {"text", "asked"}}
                kept[side] = json.dumps(left)
        return kept

    def gone_to(self, session: int, forgot: Iterator[TableRow]) -> int:
        """The step up to which words of a session are gone."""
        known = [row["step"] for row in forgot]
        known += [self._gone[session]] if session in self._gone else []
        return max(known, default=0)


def _states(row: TableRow) -> list[Any]:
    return [row[side] and json.loads(row[side]) for side in ("before", "after")]


def _refs(rows: BulkRows) -> dict[str, Places]:
    """The places in the file, in the order in which sessions and lines began."""
    lines = "select id from line union select row_id from change order by 1"
    return {
        "session": Places(rows.numbers("select id from session order by id")),
        "line": Places(rows.numbers(lines)),
    }


class _Taking:
    """One record's rows on their way into a tree, whose long lists are read late."""

    def __init__(self, rows: BulkRows, notes: BulkRows, *, with_private: bool) -> None:
        self._rows = rows
        self._notes = notes
        self._with_private = with_private
        said = frozenset() if with_private else _said_in_private(notes)
        self._left_out = _LeftOut(rows, said)
        self._refs = _refs(rows)
        self._counted: _Counting = iter

    def asked_for(self, codes: Collection[str], session: int | None, far: Far) -> Tree:
        """Everything, or what is of some clients, who are read twice to know it."""
        if not codes:
            return self._tree(self._counting(far))
        first, again = (
            self._counting(part_of(far, *half)) for half in ((0.0, 0.5), (0.5, 1.0))
        )
        portion = Portion(
            parts_of(self._tree(first, codes)),
            codes,
            session=None if session is None else self._refs["session"][session],
            kept=self._kept_by_a_hold(),
        )
        return portion.tree(self._tree(again, codes))

    def _counting(self, far: Far) -> _Counting:
        """A way to count what is read of the long tables, and to tell of it."""
        total = self._rows.count(*_LONG)
        done = count(1)

        def counted(rows: Iterable[TableRow]) -> Iterator[TableRow]:
            for row in rows:
                far(next(done) / total)
                yield row

        return counted

    def _kept_by_a_hold(self) -> frozenset[int]:
        """The places of lines whose original a hold kept as they were moved out."""
        lines = self._refs["line"]
        return frozenset(lines[x] for x in self._rows.moved_held() if x in lines)

    def _tree(self, counted: _Counting, codes: Collection[str] = ()) -> Tree:
        """Everything that the file is to hold, in its order; some clients, if named."""
        rows, changed = self._rows, self._left_out.without
        keys = {code_key(code) for code in codes}
        clients = (x for x in rows.all("client") if not keys or x["code_key"] in keys)
        self._counted = counted
        tree: Tree = {
            "format": FORMAT,
            "version": VERSION,
            "notice": NOTICE,
            "clients": map(self._client, clients),
            "history": {
                "steps": self._placed(
                    map(_step, counted(rows.all("step"))), "history.steps"
                ),
                "changes": self._placed(
                    (
                        _change(changed(x), "line", _line)
                        for x in counted(rows.all("change"))
                    ),
                    "history.changes",
                ),
                "moves": self._placed(
                    (
                        {"line": row["row_id"], **without(row, "id", "row_id")}
                        for row in rows.all("moved")
                    ),
                    "history.moves",
                ),
            },
            "receipts": (
                without(row, "id")
                for row in rows.all("destroyed")
                if self._with_private or row["what"] == "record"
            ),
        }
        if self._with_private:
            tree["psychotherapy_notes"] = self._private()
        return tree

    def histories(
        self, key: str | None, kinds: Collection[Kind], far: Far
    ) -> Iterator[ClientHistory]:
        """The clients, or the one with a key, whose sessions are read late."""
        clients = [x for x in self._rows.all("client") if key in (None, x["code_key"])]
        if key and not clients:
            raise NotFoundError("There is no client with that code.")
        for place, client in enumerate(clients):
            part = ClientPart.model_validate_json(
                json.dumps(_at_once({**self._client(client), "sessions": []}))
            )
            refs = self._refs["session"]
            parts = _LateSessions(
                (refs[x] for x in self._rows.numbers_of("session", client["id"])),
                self._one_session,
                part_of(far, place / len(clients), (place + 1) / len(clients)),
            )
            yield ClientHistory(part, parts, kinds=kinds)

    def _one_session(self, ref: int) -> SessionPart:
        row = self._rows.one("session", self._refs["session"].number(ref))
        (tree,) = self._placed(iter([self._session(row)]), "clients.sessions")
        return SessionPart.model_validate_json(json.dumps(tree))

    def _placed(self, parts: Iterator[Tree], way: str) -> Iterator[Tree]:
        """Parts of the tree with their refs as places in the file."""
        where = refs_in(way)
        return (renamed(part, self._refs, Firmness.LINK, where) for part in parts)

    def _client(self, client: TableRow) -> Tree:
        number = client["id"]
        requests = list(self._rows.of("request", number))
        places = counted(row["id"] for row in requests)
        asked = (
            {
                **without(row, "id", "client_id", "session_id"),
                "session": row["session_id"],
                "about": row["about"] and places[row["about"]],
            }
            for row in requests
        )
        return {
            **without(client, "id", "code_key"),
            "sessions": self._placed(
                map(self._session, self._counted(self._rows.of("session", number))),
                "clients.sessions",
            ),
            "requests": list(self._placed(asked, "clients.requests")),
            "holds": [
                without(row, "id", "client_id") for row in self._rows.of("hold", number)
            ],
            "former": [
                without(row, "id", "client_id", "code_key")
                for owner in (number, *self._rows.gone_into(number))
                for row in self._rows.of("former", owner)
            ],
        }

    def _session(self, session: TableRow) -> Tree:
        number = session["id"]
        of = self._rows.of
        return {
            **without(session, "id", "client_id"),
            "ref": number,
            "number": session["number"] if session["number"] > 0 else None,
            "timed": bool(session["timed"]),
            "confirmed": bool(session["confirmed"]),
            "start_by_hand": bool(session["start_by_hand"]),
            "stop_by_hand": bool(session["stop_by_hand"]),
            "start_noted": bool(session["start_noted"]),
            "lines": [
                {"ref": row["id"], **without(_line(row), "session")}
                for row in of("line", number, "position, id")
            ],
            "draft": next(map(_draft, of("draft", number)), None),
            "answering": next(map(_draft, of("answering", number)), None),
            "signature": next(map(_signature, of("signature", number)), None),
            "amendments": [
                without(row, "id", "session_id", "client_id")
                for row in of("amendment", number)
            ],
            "forgotten_to": self._forgotten_to(number),
        }

    def _forgotten_to(self, session: int) -> int | None:
        """The step up to which words are gone, at most the session's last one."""
        gone = self._left_out.gone_to(session, self._rows.of("forgot", session))
        last = max((row["id"] for row in self._rows.of("step", session)), default=0)
        return min(gone, last) or None

    def _private(self) -> Tree:
        """The psychotherapy notes with their history."""
        rows, here = self._notes, "psychotherapy_notes"
        notes = (
            {"moment": row["id"], **_placed(row, "id")} for row in rows.all("note")
        )
        # One that was emptied may stand without the session that was never one.
        drafts = (
            row
            for row in rows.all("draft")
            if row["text"] or row["session_id"] in self._refs["session"]
        )
        changes = (
            _change(row, "note", lambda state: _placed(state, "id"))
            for row in rows.all("change")
        )
        return {
            "notes": self._placed(notes, f"{here}.notes"),
            "drafts": self._placed(map(_placed, drafts), f"{here}.drafts"),
            "steps": self._placed(map(_step, rows.all("step")), f"{here}.steps"),
            "changes": self._placed(changes, f"{here}.changes"),
        }


class _LateSessions(Mapping[int, SessionPart]):
    """The sessions of a client by their refs, each read when it is asked for."""

    def __init__(
        self, refs: Iterable[int], read: Callable[[int], SessionPart], far: Far
    ) -> None:
        self._refs = array("q", refs)
        self._read = read
        self._far = far
        self._done = count(1)

    def __getitem__(self, ref: int) -> SessionPart:
        # Each is asked for once to know the client, and once or twice to be told of.
        self._far(min(next(self._done) / len(self._refs) / _READINGS, 1.0))
        return self._read(ref)

    def __iter__(self) -> Iterator[int]:
        return iter(self._refs)

    def __len__(self) -> int:
        return len(self._refs)


def _at_once(part: Any) -> Any:  # noqa: ANN401 - any part of a tree of JSON
    """A tree with all its lists read."""
    if isinstance(part, dict):
        return {name: _at_once(value) for name, value in part.items()}
    return list(map(_at_once, part)) if hasattr(part, "__next__") else part


def _placed(row: TableRow, *left_out: str) -> Tree:
    return {**without(row, "session_id", *left_out), "session": row["session_id"]}


def _line(row: TableRow) -> Tree:
    """A line, or a state of one, under the file's names; what it lacks is lacking."""
    line = _placed(row, "id", "client_id", *TIE_FIELDS)
    line |= {name: row[column] for column, name in TIE_FIELDS.items() if column in row}
    return line | {name: bool(row[name]) for name in FLAGS & row.keys()}


def _change(row: TableRow, name: str, state_of: Callable[[TableRow], Tree]) -> Tree:
    return {
        "step": row["step"],
        "at": row["at"],
        name: row["row_id"],
        **{
            side: state_of(json.loads(row[side])) if row[side] else None
            for side in ("before", "after")
        },
    }


def _draft(row: TableRow) -> Tree:
    return without(row, "session_id")


def _step(row: TableRow) -> Tree:
    return {"moment": row["id"], **_placed(row, "id")}


def _signature(row: TableRow) -> Tree:
    try:
        words = bytes(row["print"]).decode()
    except UnicodeDecodeError:
        raise ShapeError("print") from None
    return {**without(row, "session_id", "client_id"), "print": words}
