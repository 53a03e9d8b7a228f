"""All that waits, over all clients, read from the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.index import Kind
from sessiontui.domain.session.times import still_goes_on
from sessiontui.domain.waiting import Waiting, Waits, oldest_first

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sessiontui.store.record import Record

_LINES = {
    Kind.RISK: Waits.FOLLOW_UP,
    Kind.DIFFERENTLY: Waits.DIFFERENTLY,
    Kind.HOMEWORK: Waits.HOMEWORK,
}


def waiting_of(record: Record, now: datetime) -> tuple[Waiting, ...]:
    """All that was promised or is due, oldest first; no session that still goes on."""
    return oldest_first(tuple(_all(record, now)))


def _all(record: Record, now: datetime) -> Iterator[Waiting]:
    for client, session in record.waiting.unsigned():
        if still_goes_on(session, now):
            continue
        no_end = session.stopped_at is None and not session.is_entry
        yield Waiting(
            what=Waits.NO_END if no_end else Waits.NOT_SIGNED,
            client=client,
            day=session.day,
            session=session,
        )
    for kind, what in _LINES.items():
        for client, session, line in record.waiting.lines(kind):
            yield Waiting(
                what=what,
                client=client,
                day=session.day,
                session=session,
                line=line,
            )
    for request in record.retention.requests():
        if request.is_open:
            yield Waiting(
                what=Waits.REQUEST,
                client=request.client,
                day=request.act_by,
                request=request.id,
            )
