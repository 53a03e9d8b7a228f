"""Signed prints beside what their sessions give now, for whoever verifies a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.services.caseload import Caseload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.domain.preferences import Preferences
    from sessiontui.store.record import Record

_NAMED = 5
"""Sessions that are named where there are more."""


def compared(record: Record, preferences: Preferences) -> tuple[str, ...]:
    """Sentences on how many signed prints their sessions give again, byte for byte.

    The others are held by their hash alone: a later program, a template or what they
    name of other sessions gives another print today, and nothing else tells that from
    a forged one.
    """
    same, others = 0, []
    for is_same, name in _each(record, preferences):
        same += is_same
        others += [] if is_same else [name]
    told = []
    if same:
        prints = "print is" if same == 1 else "prints are"
        told.append(f"{same} signed {prints} what the session gives today.")
    if others:
        prints = "print is" if len(others) == 1 else "prints are"
        named = ", ".join([*others[:_NAMED], *(["…"] if others[_NAMED:] else [])])
        told.append(
            f"{len(others)} signed {prints} compared by hash alone, since a format, a "
            f"template or what is named there is another now: {named}."
        )
    return tuple(told)


def _each(record: Record, preferences: Preferences) -> Iterator[tuple[bool, str]]:
    caseload = Caseload(record, preferences=preferences)
    for overview in record.clients.clients():
        for session in caseload.sessions(overview.client):
            if session.signed_at is not None:
                past = caseload.past(overview.client, session.number)
                name = record.clients.session_name(session)
                yield past.prints.is_given_again(), name
