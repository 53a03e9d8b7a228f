"""Full-text search over every session."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sessiontui.domain.entities import Line, SearchHit, SessionKind
from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.session.times import in_place
from sessiontui.store.repository import (
    LINE_COLUMNS_SQL,
    LINE_TABLES,
    Repository,
    client_of,
    day,
    known,
    line_of,
    moment,
)
from sessiontui.store.schema.session_names import OF_DAY_SQL
from sessiontui.store.sqlcipher.connection import THESE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sessiontui.domain.search_query import Wanted

_RANKED = 500
"""The newest hits, of which the best are shown: a usual word stands in thousands."""
_NEWEST_ROWS = (2_000, 20_000, 200_000)
"""Numbers of the newest rows that are looked through before all are."""
_OF_SESSION = (
    "session.number as session_number, session.kind as session_kind, session.day,"
    f" {OF_DAY_SQL}, session.client_id, client.code"
)
_WHERE_IT_STANDS = (
    " join session on session.id = {table}.session_id"
    " join client on client.id = session.client_id"
)


class SearchRepository(Repository):
    """Lines, and what was added to signed sessions, by the words in them."""

    def lines(self, wanted: Wanted, client_id: int | None) -> tuple[SearchHit, ...]:
        """The newest lines in which all the words stand.

        A word matches its beginnings, so that a half-typed one already finds; one of
        a script without spaces may stand anywhere.
        """
        more = _within("line", wanted, client_id)
        if wanted.kind:
            more["line.kind = ?"] = wanted.kind.value
            if wanted.sub:
                more["line.sub = ?"] = wanted.sub
        rows = self.all(
            f"select {LINE_COLUMNS_SQL},"
            f" {_OF_SESSION}"
            f" from {LINE_TABLES}{_WHERE_IT_STANDS.format(table='line')}"
            f" where line.id in {THESE} order by line.id desc",
            json.dumps(self._newest("line", wanted, more)),
        )
        return tuple(_hit(row) for row in rows)

    def _newest(
        self, table: str, wanted: Wanted, more: Mapping[str, object]
    ) -> list[int]:
        """The numbers of the newest hits, looked for among the newest rows first.

        So a word that stands everywhere is not read a million times. The hits are
        sorted apart (`+`): walking the index backwards takes quadratic time.
        """
        tables, where, values = _matching(table, wanted)
        if not where and wanted.kind is None:
            return []
        number = f"{table}_fts.rowid" if tables else f"{table}.id"
        last = self.number(f"select max(id) from {table}") or 0
        found: list[int] = []
        for newest in (*_NEWEST_ROWS, last):
            least = max(0, last - newest)
            rows = self.all(
                f"select {table}.id from {tables} {table}"
                f" where {' and '.join([*where, f'{number} > ?', *more])}"
                f" order by +{table}.id desc limit {_RANKED}",
                *values,
                least,
                *more.values(),
            )
            found = [row["id"] for row in rows]
            if len(found) >= _RANKED or not least:
                break
        return found

    def amendments(
        self,
        wanted: Wanted,
        client_id: int | None,
    ) -> tuple[SearchHit, ...]:
        """The newest additions to signed sessions in which all the words stand."""
        more = _within("amendment", wanted, client_id)
        rows = self.all(
            "select amendment.id, amendment.session_id, amendment.kind, amendment.text,"
            f" amendment.at, amendment.at_offset, {_OF_SESSION} from amendment"
            f"{_WHERE_IT_STANDS.format(table='amendment')}"
            f" where amendment.id in {THESE} order by amendment.id desc",
            json.dumps(self._newest("amendment", wanted, more)),
        )
        return tuple(
            SearchHit(
                line=Line(
                    # Below every line's own: the two are numbered apart.
                    id=-row["id"],
                    session_id=row["session_id"],
                    kind=Kind.NOTE,
                    text=row["text"],
                    at=moment(row["at"], row["at_offset"]),
                ),
                **_stands(row),
                added=row["kind"].replace("-", " "),
            )
            for row in rows
        )

    def private(
        self, notes: Iterable[Line], client_id: int | None
    ) -> tuple[SearchHit, ...]:
        """Psychotherapy notes with whose they are, of one client or of all."""
        found = []
        sessions: dict[int, dict[str, Any] | None] = {}
        for note in notes:
            if note.session_id not in sessions:
                sessions[note.session_id] = self.one(
                    f"select {_OF_SESSION}, started_at_offset from session join client"
                    " on client.id = session.client_id where session.id = ?",
                    note.session_id,
                )
            row = sessions[note.session_id]
            if row and client_id in {None, row["client_id"]}:
                stands = dict(row)
                at = in_place(note.at, stands.pop("started_at_offset") or 0)
                found.append(SearchHit(line=replace(note, at=at), **_stands(stands)))
        return tuple(found)


def _matching(table: str, wanted: Wanted) -> tuple[str, list[str], list[object]]:
    """The tables to read before, the conditions and their values, for the words."""
    terms = [term.replace('"', '""') for term in wanted.spaced]
    query = " ".join(f'"{term}"*' for term in terms if any(map(str.isalnum, term)))
    where = [f"instr({table}.text, ?) > 0" for _ in wanted.unspaced]
    values: list[object] = [*wanted.unspaced]
    if not query:
        return "", where, values
    index = f"{table}_fts"
    return (
        f"{index} cross join",
        [f"{index} match ?", f"{table}.id = {index}.rowid", *where],
        [query, *values],
    )


def _within(table: str, wanted: Wanted, client_id: int | None) -> dict[str, object]:
    """Conditions with their values: whose it is, in which session, of which days."""
    asked: dict[str, object] = {}
    if client_id is not None:
        asked[f"{table}.client_id = ?"] = client_id
    if wanted.session is not None:
        asked[f"{table}.session_id = ?"] = wanted.session
    of_session = f"(select day from session where id = {table}.session_id)"
    if wanted.since is not None:
        asked[f"{of_session} >= ?"] = f"{wanted.since}"
    if wanted.until is not None:
        asked[f"{of_session} <= ?"] = f"{wanted.until}"
    return asked


def _hit(row: dict[str, Any]) -> SearchHit:
    return SearchHit(**_stands(row), line=line_of(row))


def _stands(row: dict[str, Any]) -> dict[str, Any]:
    """The client and session of a hit, taken out of its row."""
    return {
        "client": client_of(row.pop("client_id"), row.pop("code")),
        "session_number": row.pop("session_number"),
        "session_kind": known(SessionKind, row.pop("session_kind")),
        "day": day(row.pop("day")),
        "of_day": row.pop("of_day"),
    }
