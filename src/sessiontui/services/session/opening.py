"""The opening of a session: what is gathered from the ones before it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain, takewhile
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
    from collections.abc import Collection, Iterable

    from sessiontui.domain.entities import Line
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
    before = carryover.sessions_before(client, here, ROWS_OF_THEIR_OWN)
    first = before[-1] if len(before) == ROWS_OF_THEIR_OWN else 0
    recent = record.sessions.ids_between(client, first, here)
    since = takewhile(lambda x: x not in before, recent)
    # Entries since an hour belong to it.
    last_time = (*since, *before[:1])
    check_in = _was_strained(record, last_time)
    if not recent and not before and not _has_other_past(state, record):
        return Opening(check_in=check_in, consent_open=consent_open)
    comes_back = _comes_back(state, record, {*before, *recent}, all_older=all_older)
    return replace(
        comes_back,
        risk=_unfollowed(state, record, last_time),
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


def _has_other_past(state: SessionState, record: Record) -> bool:
    """Tell whether something was before that is of a day ahead."""
    sessions, here, client = record.sessions, state.session.id, state.client.id
    return bool(sessions.ids_after(client, here) - sessions.ids_to_come(client, here))


def _comes_back(
    state: SessionState, record: Record, recent: Collection[int], *, all_older: bool
) -> Opening:
    """Rows of what is open, and what is older than some recent sessions."""
    carryover, here, client = record.carryover, state.session.id, state.client.id
    found = carryover.open_lines(client, here, None if all_older else SEEN)
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
    days = {x.session_id: x.day for x in wanted}
    days |= {x.session_id: state.day_of(x) for x in follow_ups}

    def told(kind: Kind) -> tuple[Line, ...]:
        return tuple(by_id[x.id] for x in rows if x.kind is kind and x.id in by_id)

    counted = max(Counter(x.kind for x in found).values(), default=0)
    return Opening(
        follow_ups=follow_ups,
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


def _unfollowed(
    state: SessionState, record: Record, sessions: Iterable[int]
) -> Line | None:
    """A line of risk of some sessions without a follow-up.

    Neither there nor today was said what is to be done about it.
    """
    lines = tuple(chain.from_iterable(map(record.carryover.risk_of, sessions)))
    today = (x for x in state.lines if x.kind is Kind.RISK)
    if any(line.sub == FOLLOW_UP for line in (*lines, *today)):
        return None
    return next((line for line in lines if line.sub not in NEED_NONE), None)


def _was_strained(record: Record, sessions: Iterable[int]) -> bool:
    """Tell whether notes say strain, in the first session that holds private ones."""
    noted = map(record.private_notes.notes, sessions)
    return is_strained(next(filter(None, noted), ()))
