"""All that waits, over all clients, read from the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.session.client_card import ENDED, UNTIL, card_of, valid_until
from sessiontui.domain.session.times import local_day, still_goes_on
from sessiontui.domain.waiting import AFTER_ENDING, Waiting, Waits, oldest_first

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sessiontui.domain.entities import Client, Line
    from sessiontui.domain.session.client_card import CardFields
    from sessiontui.store.record import Record

_LINES = {
    Kind.RISK: Waits.FOLLOW_UP,
    Kind.DIFFERENTLY: Waits.DIFFERENTLY,
    Kind.HOMEWORK: Waits.HOMEWORK,
}


_NEXT_TIME = frozenset({Waits.HOMEWORK, Waits.DIFFERENTLY})
"""Matters of the next hour: they wait once the one that they came up in is over."""


def waiting_of(record: Record, now: datetime) -> tuple[Waiting, ...]:
    """All that was promised or is due, oldest first; no session that still goes on."""
    cards = _cards(record)
    ended = {client.id for client, card in cards if ENDED in card}
    rows = (*_all(record, now), *_past_plans(cards, local_day(now)))
    return oldest_first(
        tuple(x for x in rows if x.what in AFTER_ENDING or x.client.id not in ended)
    )


def _cards(record: Record) -> tuple[tuple[Client, CardFields], ...]:
    """The ends of the plan and of the course, as the cards say them, by client."""
    lines: dict[Client, list[Line]] = {}
    for client, _, line in record.waiting.card(UNTIL, ENDED):
        lines.setdefault(client, []).append(line)
    return tuple((client, card_of(found)) for client, found in lines.items())


def _past_plans(
    cards: tuple[tuple[Client, CardFields], ...], today: date
) -> Iterator[Waiting]:
    for client, card in cards:
        until = valid_until(card)
        if until is not None and until < today:
            yield Waiting(what=Waits.PLAN, client=client, day=until)


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
            if what in _NEXT_TIME and still_goes_on(session, now):
                continue
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
                request=request,
            )
