"""What a session opens on: what is gathered from the ones before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.index import Kind
from sessiontui.domain.session.opening import Opening, is_strained

if TYPE_CHECKING:
    from sessiontui.domain.entities import Session
    from sessiontui.services.session.state import SessionView

_STRENGTHS = 3
_WINS = 2
_UNFINISHED = 3


def from_last_time(view: SessionView) -> Opening:
    """The opening of the session that a view shows."""
    carried, here = view.record.carried, view.session.id
    client = view.client.id
    consent = carried.consent(client)
    consent_open = consent is None or (
        consent.sub == "later" and consent.session_id != here
    )
    previous = view.record.clients.session_before(client, here)
    check_in = _was_strained(view, previous)
    if previous is None:
        return Opening(check_in=check_in, consent_open=consent_open)
    return Opening(
        strengths=carried.useful_strengths(client, here, _STRENGTHS),
        wins=view.record.lines.client_lines(
            client, Kind.STRENGTH, subs=("w",), before_session=here, limit=_WINS
        )[::-1],
        homework=view.cards_of(view.outstanding()),
        differently=view.requests(),
        parked=carried.parked(previous.id),
        unfinished=carried.unfinished(previous.id)[:_UNFINISHED],
        check_in=check_in,
        consent_open=consent_open,
        ask_anew=any(
            carried.left_open(client, here, kind)
            for kind in (Kind.HELPED, Kind.DIFFERENTLY)
        ),
    )


def _was_strained(view: SessionView, previous: Session | None) -> bool:
    """Whether last time was; it may hold nothing but psychotherapy notes."""
    notes_of = view.record.private.notes
    since = view.record.clients.ids_between(
        view.client.id, previous.id if previous else 0, view.session.id
    )
    for number in since:
        if notes := notes_of(number):
            return is_strained(notes)
    return previous is not None and is_strained(notes_of(previous.id))
