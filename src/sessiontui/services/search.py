"""Searching across clients and sessions: lines, what was added later, private notes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.search_query import MOST_HITS, places, rank, read_wanted
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from sessiontui.domain.entities import Client, SearchHit
    from sessiontui.store.record import Record


def whose(text: str) -> str:
    """The code of the client to whom a search is narrowed by its own words, or ""."""
    return read_wanted(text).client


def hits_of(
    record: Record,
    text: str,
    client: Client | None,
    which: int | str | None = None,
) -> tuple[SearchHit, ...]:
    """The best hits, at most fifty; private notes only where they are asked for.

    `which` is a client's session by its number, or an entry by its day.

    Raises:
        UsageError: a filter names nothing that is known, or a session nobody's.
        NotFoundError: there is no such session.
    """
    wanted = read_wanted(text)
    if which is not None:
        if client is None:
            raise UsageError("Say whose it is: --client CODE")
        session = record.sessions.asked_for(client.id, which)
        wanted = replace(wanted, session=session.id)
    words = any(re.search(r"\w", word) for word in wanted.words)
    if not words and (wanted.words or wanted.kind is None):
        return ()
    client_id = client.id if client else None
    if wanted.private:
        found = [
            hit
            for hit in record.search.private(
                record.private_notes.all_notes(), client_id
            )
            if all(places(hit.line.text, [word]) for word in wanted.words)
            and wanted.session in {None, hit.line.session_id}
            and (wanted.since is None or hit.day >= wanted.since)
            and (wanted.until is None or hit.day <= wanted.until)
        ]
    else:
        found = [*record.search.lines(wanted, client_id)]
        if wanted.kind is None:
            found += record.search.amendments(wanted, client_id)
    found.sort(key=lambda hit: (hit.day, hit.line.at), reverse=True)
    if not wanted.newest:
        found.sort(key=lambda hit: rank(hit.line.text, wanted.words))
    return tuple(found[:MOST_HITS])
