"""The name of a session out of its row, also of what was no hour."""

from __future__ import annotations

from datetime import date

from sessiontui.domain.entities import SessionKind, entry_of, session_name

OF_DAY_SQL = (
    "case session.kind when 'hour' then 1 else (select count(*) from session as other"
    " where other.client_id = session.client_id and other.day = session.day"
    " and other.number < 0 and other.number >= session.number) end as of_day"
)
"""The number of an entry among those of its day: numbers go down as they are made."""
NAMED_BY_SQL = f"session.kind, session.number, session.day, {OF_DAY_SQL}"
"""All that a session is named by."""


def row_name(kind: str, number: int, day: str, of_day: int) -> str:
    """A session as lists name it.

    Raises:
        ValueError: the row holds what cannot be.
    """
    which = number if number > 0 else entry_of(date.fromisoformat(day), of_day)
    return session_name(SessionKind(kind), which)
