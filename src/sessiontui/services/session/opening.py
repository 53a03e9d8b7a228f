"""The opening of a session: what is gathered from the ones before it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import FOLLOW_UP, Kind
from sessiontui.domain.session.client_card import ENDED
from sessiontui.domain.session.opening import (
    ROWS_OF_THEIR_OWN,
    STRENGTHS_SHOWN,
    WINS_SHOWN,
    OlderRow,
    Opening,
    is_strained,
)
from sessiontui.domain.session.times import day_text
from sessiontui.domain.signing_checklist import NEED_NONE
from sessiontui.store.repositories.carryover import SEEN

if TYPE_CHECKING:
    from sessiontui.domain.entities import Line, Session
    from sessiontui.services.session.state import SessionState
    from sessiontui.store.record import Record


def from_last_time(
    state: SessionState, record: Record, *, all_older: bool = False
) -> Opening:
    """The opening of a session, read from the client's earlier ones.

    What is open for longer is counted, or listed where `all_older` is asked for.
    """
    carryover, here = record.carryover, state.session.id
    client = state.client.id
    consent = carryover.consent(client)
    consent_open = consent is None or (
        consent.sub == "later" and consent.session_id != here
    )
    previous = record.sessions.before(client, here)
    check_in = _was_strained(state, record, previous)
    if previous is None and not _has_past(state, record):
        return Opening(check_in=check_in, consent_open=consent_open)
    comes_back = _comes_back(state, record, all_older=all_older)
    return replace(
        comes_back,
        ended=_ended(state),
        strengths=carryover.useful_strengths(client, here, STRENGTHS_SHOWN),
        wins=record.lines.client_lines(
            client, Kind.STRENGTH, subs=("w",), before_session=here, limit=WINS_SHOWN
        )[::-1],
        differently=state.requests(),
        check_in=check_in,
        consent_open=consent_open,
        ask_anew=any(
            carryover.left_open(client, here, kind)
            for kind in (Kind.HELPED, Kind.DIFFERENTLY)
        ),
    )


def _has_past(state: SessionState, record: Record) -> bool:
    """Tell whether anything was before, be it of a day that is ahead."""
    sessions, here, client = record.sessions, state.session.id, state.client.id
    return bool(
        sessions.ids_between(client, 0, here)
        or sessions.ids_after(client, here) - sessions.ids_to_come(client, here)
    )


def _comes_back(state: SessionState, record: Record, *, all_older: bool) -> Opening:
    """Rows of what is open, what is at risk, and what is older."""
    carryover, here, client = record.carryover, state.session.id, state.client.id
    before = carryover.sessions_before(client, here, ROWS_OF_THEIR_OWN)
    found = carryover.open_lines(client, here, None if all_older else SEEN)
    # Entries since belong to them.
    first = before[-1] if len(before) == ROWS_OF_THEIR_OWN else 0
    recent = {*before, *record.sessions.ids_between(client, first, here)}
    last_homework = next((x.session_id for x in found if x.kind is Kind.HOMEWORK), None)
    rows = [
        x
        for x in found
        if (x.session_id == last_homework or x.kind is not Kind.HOMEWORK)
        and (x.session_id in recent or x.kind is Kind.HOMEWORK)
    ]
    older = [x for x in found if x not in rows]
    wanted = [*rows, *(older if all_older else ())]
    lines = record.lines.lines_by_id([x.id for x in wanted]) if wanted else ()
    by_id = {line.id: line for line in lines}
    follow_ups = carryover.follow_ups(client, here)
    days = {x.session_id: x.day for x in found}
    days |= {x.session_id: state.day_of(x) for x in follow_ups}

    def told(kind: Kind) -> tuple[Line, ...]:
        return tuple(by_id[x.id] for x in rows if x.kind is kind and x.id in by_id)

    counted = max(Counter(x.kind for x in found).values(), default=0)
    return Opening(
        follow_ups=follow_ups,
        risk=_unfollowed(state, record, before[0] if before else 0),
        alone=state.is_alone(),
        homework=state.cards_of(told(Kind.HOMEWORK)),
        parked=told(Kind.PARKED),
        unfinished=told(Kind.AGENDA),
        older=tuple(by_id[x.id] for x in older if x.id in by_id),
        older_row=None
        if all_older or not older
        else OlderRow(len(older), more=counted >= SEEN),
        days={key: day_text(day, state.today()) for key, day in days.items()},
    )


def _ended(state: SessionState) -> str:
    """The day on which an earlier session said that the course ends."""
    for line in state.client_card().get(ENDED, ()):
        if line.session_id != state.session.id:
            return f"{state.day_of(line)}"
    return ""


def _unfollowed(state: SessionState, record: Record, last: int) -> Line | None:
    """A line of risk of the last hour, or of an entry since, without a follow-up.

    Neither there nor today was said what is to be done about it.
    """
    since = record.sessions.ids_between(state.client.id, last, state.session.id)
    risks = (record.carryover.risk_of(number) for number in (*since, last))
    lines = tuple(chain.from_iterable(risks))
    today = (x for x in state.lines if x.kind is Kind.RISK)
    if any(line.sub == FOLLOW_UP for line in (*lines, *today)):
        return None
    return next((line for line in lines if line.sub not in NEED_NONE), None)


def _was_strained(
    state: SessionState, record: Record, previous: Session | None
) -> bool:
    """Tell whether last time was; it may hold nothing but psychotherapy notes."""
    notes_of = record.private_notes.notes
    since = record.sessions.ids_between(
        state.client.id, previous.id if previous else 0, state.session.id
    )
    for number in since:
        if notes := notes_of(number):
            return is_strained(notes)
    return previous is not None and is_strained(notes_of(previous.id))
