"""Full-text search over every session."""

from __future__ import annotations

from sessiontui.domain.models import Client, Found
from sessiontui.domain.text import clean
from sessiontui.store.rows import LINE_COLUMNS_SQL, LINE_TABLES, Repository, line_of

_FOUND_LIMIT = 50


class SearchRepository(Repository):
    """Lines by the words in them."""

    def find(self, words: str, client_id: int | None = None) -> tuple[Found, ...]:
        """Lines in which all the words stand, newest first, at most fifty.

        A word matches its beginnings, so that a half-typed one already finds. The
        hits are sorted apart (`+`): walking the index backwards takes quadratic time.
        """
        terms = [term.replace('"', '""') for term in clean(words).split()]
        query = " ".join(f'"{term}"*' for term in terms if any(map(str.isalnum, term)))
        if not query:
            return ()
        rows = self.all(
            f"select {LINE_COLUMNS_SQL}, session.number as session_number,"
            " session.started_at, session.client_id, client.code"
            f" from line_fts cross join {LINE_TABLES}"
            " join session on session.id = line.session_id"
            " join client on client.id = session.client_id"
            " where line_fts match ? and line.id = line_fts.rowid"
            f"{' and session.client_id = ?' if client_id is not None else ''}"
            " order by +line_fts.rowid desc limit ?",
            *((query,) if client_id is None else (query, client_id)),
            _FOUND_LIMIT,
        )
        return tuple(
            Found(
                client=Client(id=row.pop("client_id"), code=row.pop("code")),
                session_number=row.pop("session_number"),
                started_at=row.pop("started_at"),
                line=line_of(row),
            )
            for row in rows
        )
