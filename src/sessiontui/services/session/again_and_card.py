"""The form that /again and /card put on the line where nothing was typed behind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import ROWS, Kind
from sessiontui.domain.session.appointment import (
    NONE,
    appointment_time,
    day_said,
    doubts,
    in_a_week,
    may_be_two,
    rounded,
    shown_as,
    understood,
)
from sessiontui.domain.session.client_card import (
    AGREED,
    ENDED,
    FIELDS,
    NOTHING,
    UNTIL,
    day_in,
    next_empty,
    no_day_in,
)
from sessiontui.domain.session.times import check_reckoned
from sessiontui.services.session.state import Outcome

if TYPE_CHECKING:
    from datetime import date, time

    from sessiontui.domain.grammar.parser import Entry
    from sessiontui.services.session.state import SessionState

_ASKED_FOR = frozenset({Kind.APPOINTMENT, Kind.CARD})
"""Kinds whose /word alone records nothing: it puts on the line what can be kept."""


def lacks_words(entry: Entry) -> bool:
    """Tell whether an entry is still to be asked for, and nothing by itself."""
    return entry.kind in _ASKED_FOR and not entry.text.strip()


def asked_for(state: SessionState, entry: Entry) -> Outcome:
    """The words for the line: the same time next week, or an empty field."""
    state.check_writable()
    if entry.kind is Kind.APPOINTMENT:
        again = in_a_week(_held(state), _time_of(state))
        return Outcome(
            fills=f"/again {again}", remark="Shown, not kept yet: Enter keeps it."
        )
    return walked(state, entry.sub)


def walked(state: SessionState, behind: str = "") -> Outcome:
    """The next empty field of the card, asked for on the line."""
    card = state.client_card()
    field = next_empty(card, behind)
    if not field:
        empty = [each for each in FIELDS if each not in card]
        said = f"Empty: {', '.join(empty)}." if empty else "No field is empty."
        return Outcome(remark=f"That is the card. {said}", is_said=True)
    asks = ROWS[Kind.CARD].print_as_of(field)
    return Outcome(
        fills=f"/card {field} ", remark=f"{asks}? Enter alone goes to the next field."
    )


def as_understood(state: SessionState, entry: Entry) -> Entry:
    """An appointment with its day as it was understood, which is said."""
    if entry.text.strip() == NONE:
        return replace(entry, text=NONE, remark="No next session · Ctrl+Z undoes it")
    held = _held(state)
    kept = understood(entry.text, held, _time_of(state))
    found = appointment_time(kept)
    if found is None:
        return replace(entry, text=kept, remark=_no_day(entry))
    doubt = doubts(entry.text, *found, held)
    if ENDED in state.client_card():
        doubt += " · the card says that the course ended"
    remark = f"Next session {shown_as(*found)}{doubt} · Ctrl+Z takes it back"
    return replace(entry, text=kept, remark=remark)


def card_understood(state: SessionState, entry: Entry) -> Entry:
    """A field of the card with its day as it was understood, which is said."""
    if entry.text.strip() == NOTHING:
        return entry
    if entry.sub == UNTIL:
        return _until(state, entry)
    if none := no_day_in(entry.text):
        return replace(entry, remark=f"{none} is no day; kept as words.")
    day = day_in(entry.text)
    if day is None or entry.sub not in {AGREED, ENDED}:
        return entry
    ahead = " · that is ahead" if day > state.now().date() else ""
    said = f"{entry.sub.capitalize()} on {day:%a} {day}{ahead} · Ctrl+Z takes it back"
    return replace(entry, remark=said)


def _until(state: SessionState, entry: Entry) -> Entry:
    held, day, rest = _held(state), day_in(entry.text), ""
    kept = entry.text
    if day is None:
        day, rest = day_said(entry.text, held)
        kept = f"{day} {rest}".strip() if day else kept
    if day is None:
        return replace(entry, remark=_no_day(entry))
    doubt = doubts(entry.text, day, None, held)
    remark = f"Valid until {day:%a} {day}{doubt} · Ctrl+Z takes it back"
    return replace(entry, text=kept, remark=remark)


def _no_day(entry: Entry) -> str:
    if may_be_two(entry.text):
        return "That may be two days, such as 3 Apr and 4 Mar; kept as words."
    return "No day found in it; kept as words."


def _held(state: SessionState) -> date:
    check_reckoned(state.session.day)
    return state.session.day


def _time_of(state: SessionState) -> time | None:
    """The moment when the session was to begin; None where nobody saw it begin."""
    session = state.session
    if not session.start_noted:
        return None
    return rounded(session.started_at)
