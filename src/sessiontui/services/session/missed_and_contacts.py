"""Entries beside the sessions: a missed appointment and a contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.entities import SessionKind
from sessiontui.domain.grammar.tails import minutes_at_end
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.session.client_card import NOTHING
from sessiontui.domain.session.limits import head_words
from sessiontui.domain.session.times import clock_time, first_moment, minutes_between
from sessiontui.errors import UsageError
from sessiontui.services.session.state import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sessiontui.domain.entities import Session
    from sessiontui.domain.preferences import Preferences
    from sessiontui.services.session.state import SessionState
    from sessiontui.store.repositories.sessions import SessionRepository

_SAID: Mapping[SessionKind, str] = MappingProxyType(
    {
        SessionKind.MISSED: "A missed appointment now",
        SessionKind.CONTACT: "A contact now",
    }
)


def make_entry(
    state: SessionState, sessions: SessionRepository, kind: SessionKind, typed: str
) -> Outcome:
    """Make an entry of an hour in which nothing stands yet, in the typed words.

    Raises:
        UsageError: lines stand in it, or the words are too long for a head.
    """
    state.check_writable()
    session = state.session
    words = " ".join(typed.split())
    if words == NOTHING:
        return _hour_again(state, sessions)
    if state.everything() and not session.is_entry:
        raise UsageError(
            "Lines stand in this hour, so it stays one; Another session today (Ctrl+P) "
            "begins an entry of its own."
        )
    wanted, cut = replace(session, kind=kind), ""
    if kind is SessionKind.CONTACT:
        wanted, words, cut = _lasted(wanted, words, state)
    elif not session.is_missed:
        # Nothing began: that it was opened does not say for when it was planned.
        noted = session.start_by_hand
        wanted = replace(wanted, start_noted=noted, stopped_at=None, timed=False)
    try:
        held = head_words(words)
    except ValueError as error:
        raise UsageError(f"In the head of a print, {error}.") from None
    present = "" if kind is SessionKind.MISSED else session.present
    made = sessions.become(replace(wanted, held=held, present=present, confirmed=True))
    remark = f"{_SAID[kind]}{cut}; /{kind} {NOTHING} makes it an hour again."
    return Outcome(goto=Tab.NOTES, remark=remark, changed=True, session=made)


def _lasted(
    session: Session, words: str, state: SessionState
) -> tuple[Session, str, str]:
    """A contact with the minutes that were said of it, which end now.

    They begin with its day; what that takes from them is said.
    """
    minutes, before = minutes_at_end(words)
    if not minutes:
        return session, words, ""
    cut, lasted = "", timedelta(minutes=minutes)
    if session.start_noted and not state.is_late:
        stop = state.now()
        start = max(first_moment(session.day), stop - lasted)
        if start > stop - lasted:
            cut = f", from {clock_time(start)} on: {minutes_between(start, stop)} min"
    else:
        start = session.started_at
        stop = start + lasted
    session = replace(
        session, started_at=start, stopped_at=stop, timed=True, stop_by_hand=True
    )
    return session, before, cut


def _hour_again(state: SessionState, sessions: SessionRepository) -> Outcome:
    """Make an hour of an entry; how it is held is as sessions usually are.

    Raises:
        UsageError: it is an hour.
    """
    session = state.session
    if not session.is_entry:
        raise UsageError("This is an hour; there is nothing to take back.")
    typed_at = session.stopped_at
    if (
        typed_at
        and session.stop_by_hand
        and not (session.start_by_hand or state.is_late)
    ):
        # The minutes of a contact had put its start before it was opened.
        session = replace(session, started_at=typed_at)
    began = session.started_at != first_moment(session.day)
    hour = as_hour(session, state.preferences, start_noted=began)
    made = sessions.become(replace(hour, confirmed=False))
    return Outcome(remark=f"Now {made.name}.", changed=True, session=made)


def as_hour(
    session: Session, preferences: Preferences, *, start_noted: bool
) -> Session:
    """An entry as an hour, held as sessions usually are."""
    hour = replace(
        session,
        kind=SessionKind.HOUR,
        held=preferences.held,
        present=preferences.present,
        start_noted=start_noted,
    )
    if not session.is_card:
        return replace(hour, stopped_at=None, timed=False, stop_by_hand=False)
    # What was said of it by hand holds.
    return replace(
        hour,
        held=session.held or hour.held,
        present=session.present or hour.present,
        start_noted=session.start_noted or start_noted,
    )
