"""What a session opens on: what is gathered from the ones before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.index import Kind
from sessiontui.domain.session.opening import Opening, is_strained

if TYPE_CHECKING:
    from sessiontui.domain.entities import Session
    from sessiontui.services.session.state import SessionState
    from sessiontui.store.record import Record

_STRENGTHS = 3
_WINS = 2
_UNFINISHED = 3


def from_last_time(state: SessionState, record: Record) -> Opening:
    """The opening of a session, read from the client's earlier ones."""
    carryover, here = record.carryover, state.session.id
    client = state.client.id
    consent = carryover.consent(client)
    consent_open = consent is None or (
        consent.sub == "later" and consent.session_id != here
    )
    previous = record.clients.session_before(client, here)
    check_in = _was_strained(state, record, previous)
    if previous is None:
        return Opening(check_in=check_in, consent_open=consent_open)
    return Opening(
        strengths=carryover.useful_strengths(client, here, _STRENGTHS),
        wins=record.lines.client_lines(
            client, Kind.STRENGTH, subs=("w",), before_session=here, limit=_WINS
        )[::-1],
        homework=state.cards_of(state.outstanding()),
        differently=state.requests(),
        parked=carryover.parked(previous.id),
        unfinished=carryover.unfinished(previous.id)[:_UNFINISHED],
        check_in=check_in,
        consent_open=consent_open,
        ask_anew=any(
            carryover.left_open(client, here, kind)
            for kind in (Kind.HELPED, Kind.DIFFERENTLY)
        ),
    )


def _was_strained(
    state: SessionState, record: Record, previous: Session | None
) -> bool:
    """Whether last time was; it may hold nothing but psychotherapy notes."""
    notes_of = record.private_notes.notes
    since = record.clients.ids_between(
        state.client.id, previous.id if previous else 0, state.session.id
    )
    for number in since:
        if notes := notes_of(number):
            return is_strained(notes)
    return previous is not None and is_strained(notes_of(previous.id))
