"""The times of a session: as they are noted by themselves, and by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sessiontui.domain.session.times import (
    check_reckoned,
    clock_time,
    first_moment,
    minutes_between,
    time_meant,
)
from sessiontui.domain.signing_checklist import StopInDoubt
from sessiontui.errors import UsageError
from sessiontui.services.session.missed_and_contacts import as_hour
from sessiontui.services.session.state import Outcome
from sessiontui.store.repositories.private_notes import is_private_id

if TYPE_CHECKING:
    from datetime import datetime

    from sessiontui.domain.entities import Line, Session
    from sessiontui.services.session.state import SessionState
    from sessiontui.store.repositories.lines import LineRepository
    from sessiontui.store.repositories.sessions import SessionRepository

_LONGEST_SESSION = timedelta(hours=12)
_BREAK = timedelta(minutes=30)
"""The time after its stop in which a session that is taken up again still goes on."""
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_OF_THE_HOUR = timedelta(hours=6)
"""The time behind its start in which a line is of the hour, and not written later."""


class SessionTimes:
    """Start and stop of a session; whoever asks is given the session as it is then."""

    def __init__(
        self, state: SessionState, sessions: SessionRepository, lines: LineRepository
    ) -> None:
        """Note the times of a session and of its lines."""
        self._lines = lines
        self._state = state
        self._sessions = sessions

    def left_over(self) -> datetime | None:
        """The time that a session now over was left, if that is over an hour ago.

        Whoever opens the client again then may mean another hour.
        """
        state, session = self._state, self._state.session
        if state.readonly or session.is_entry or not session.start_noted:
            return None
        now, usual = state.now(), timedelta(minutes=state.preferences.minutes)
        left = session.stopped_at or _last(state.lines, session)
        is_over = now - session.started_at >= usual
        return left if is_over and now - left > _HOUR else None

    def take_up(self) -> Session:
        """Decide, as the client is opened again, whether the session goes on.

        After a break, or a link that dropped, it does. Later it has stopped, and
        finishing the note does not make it longer.
        """
        state, session = self._state, self._state.session
        if session.is_missed or session.is_card:
            return session
        now, stopped = state.now(), session.stopped_at
        last = _last(state.lines, session) if stopped is None else stopped
        # Within the hour a long silence, even a lock, is a part of the session.
        goes_on = now - last <= _BREAK or now - session.started_at <= _HOUR
        if stopped is None and not goes_on:
            return replace(session, stopped_at=last)
        if stopped is not None and goes_on and not session.timed:
            return replace(session, stopped_at=None)
        return session

    def begin_after_card(self) -> Session:
        """Begin the hour on whose day only the card was written, now or just before."""
        state, now = self._state, self._state.now()
        session = state.session
        since = now - _last(state.lines, session)
        hour = as_hour(session, state.preferences, start_noted=True)
        if since > _BREAK:
            hour = replace(hour, started_at=now)
        return self._sessions.become(hour)

    def start(self, typed: str) -> Outcome:
        """Note when the session began: at the typed time, or now.

        Raises:
            UsageError: that is no time, still ahead, or after the stop.
        """
        session = self._state.session
        at = self._moment(typed, "start")
        if at.date() != session.day:
            raise UsageError(
                f"This session is of {session.day:%a %d %b}; its start stays on that "
                "day."
            )
        if session.stopped_at is not None and at > session.stopped_at:
            raise UsageError(
                f"The session stopped at {clock_time(session.stopped_at)}; "
                "it began before that."
            )
        self._state.check_writable()
        was = session.started_at if session.start_noted else None
        by_hand = self._is_typed(typed, at, was, by_hand=session.start_by_hand)
        self._sessions.start(session.id, at, typed=by_hand)
        began = replace(
            session,
            started_at=at,
            start_noted=True,
            start_by_hand=by_hand,
            confirmed=True,
        )
        return _noted("Started", at, was, began)

    def stop(self, typed: str) -> Outcome:
        """Note when the session stopped: at the typed time, or now. It stays so.

        Raises:
            UsageError: that is no time, still ahead, or before the start.
        """
        session = self._state.session
        if session.is_missed:
            raise UsageError("A missed appointment has no end.")
        began, now = session.started_at, self._state.now()
        # Of a time that was there twice the one behind the start is meant, and while
        # the session goes on the one that was just now.
        twice = now if now - began < _LONGEST_SESSION else began
        at = self._moment(typed, "stop", began, twice)
        if at <= session.started_at - _MINUTE:
            raise UsageError(
                f"The session began at {clock_time(session.started_at)}; "
                "it stopped after that."
            )
        at = max(at, session.started_at)
        self._state.check_writable()
        was = session.stopped_at
        by_hand = self._is_typed(typed, at, was, by_hand=session.stop_by_hand)
        self._sessions.stop(session.id, at, by_hand=True, typed=by_hand)
        ended = replace(
            session, stopped_at=at, timed=True, stop_by_hand=by_hand, confirmed=True
        )
        return _noted("Stopped", at, was, ended)

    def set_minute(self, typed: str, lines: tuple[Line, ...]) -> Outcome:
        """Give a line the minute at which it was said; its print says so from then on.

        Raises:
            UsageError: no line is selected, or the time is ahead or out of the session.
        """
        state, session = self._state, self._state.session
        if len(lines) != 1 or lines[0].session_id != session.id:
            raise UsageError("Select one line of this session with ↑ first.")
        if is_private_id(lines[0].id):
            raise UsageError("A psychotherapy note keeps its own minute.")
        if not typed:
            raise UsageError("Type its time, such as /at 10:31.")
        end = min(state.now(), session.stopped_at or state.now())
        at = self._moment(typed, "at", session.started_at, lines[0].at, end)
        if at > state.now():
            raise UsageError(f"{clock_time(at)} is still ahead.")
        first, last = session.started_at, session.stopped_at
        before = session.start_noted and at <= first - _MINUTE
        no_hour = not session.start_noted and at.date() != session.day
        if before or no_hour or (last is not None and at > last):
            began = f" from {clock_time(first)}" if session.start_noted else ""
            ended = f" to {clock_time(last)}" if last is not None else ""
            raise UsageError(f"{clock_time(at)} is outside this session{began}{ended}.")
        state.check_writable()
        self._lines.set_minute(lines[0], session.id, max(at, first))
        state.catch_up()
        line = state.line_of_client(lines[0].id)
        return Outcome(
            line=line, remark=f"Set to {clock_time(at)} by hand.", changed=True
        )

    def left(self, at: datetime | None = None) -> None:
        """Note when the session stopped, now that it is left.

        `at` is when somebody was last here, where that is known. Looking at a session
        again later does not make it longer, and a stop by hand stays as it is.
        """
        state = self._state
        session = self._sessions.by_id(state.session.id)
        if (
            session is None
            or session.is_missed
            or session.is_card
            or session.signed_at
            or (session.timed and session.stopped_at)
        ):
            return
        stop = state.session.stopped_at
        if state.is_late:
            # Finished on another day: only one that was cut short gets its end.
            cut_short = session.start_noted and session.stopped_at is None
            stop = self.ended() if stop is None and cut_short else None
        elif stop is None and (state.touched or session.stopped_at is None):
            stop = at or state.now()
            if stop - session.started_at >= _LONGEST_SESSION:
                stop = session.stopped_at or _last(state.lines, session)
            stop = max(stop, session.started_at)
        if stop is not None and stop != session.stopped_at:
            self._sessions.stop(session.id, stop)

    def ended(self) -> datetime:
        """The end of a session that has no stop yet: now, or with its last line."""
        state, session = self._state, self._state.session
        if state.is_late:
            by = session.started_at + _OF_THE_HOUR
            of_day = (x for x in state.lines if x.at <= by)
            return _last(tuple(of_day), session)
        last = _last(state.lines, session)
        return max(state.now() if self._goes_on(last) else last, session.started_at)

    def _goes_on(self, last: datetime) -> bool:
        now = self._state.now()
        return now - last <= _BREAK or now - self._state.session.started_at <= _HOUR

    def stop_in_doubt(self, settled: datetime | None) -> StopInDoubt | None:
        """The oddity of the stop that is signed next, if there is one.

        A stop by hand is beyond doubt, and a session without a start has no length.
        """
        state, session = self._state, self._state.session
        stop = session.stopped_at
        if (stop and session.timed) or not session.start_noted or session.is_entry:
            return None
        forgotten = not stop and not self._goes_on(_last(state.lines, session))
        began, stop = session.started_at, stop or settled or self.ended()
        usual = timedelta(minutes=state.preferences.minutes)
        is_odd = not usual / 2 <= stop - began <= usual * 2
        if not is_odd and not forgotten:
            return None
        better = began + usual if is_odd else stop
        return StopInDoubt(
            minutes=minutes_between(began, stop),
            noted=not forgotten,
            better=better if better <= state.now() else None,
        )

    def stop_ahead(self) -> datetime | None:
        """The stop that somebody noted, where it is still to come."""
        stop = self._state.session.stopped_at
        return stop if stop and stop > self._state.now() else None

    def behind_stop(self) -> tuple[Line, ...]:
        """The lines of the day that were written after a stop that somebody noted."""
        session = self._state.session
        stop = session.stopped_at
        if stop is None or not session.timed or session.is_entry:
            return ()
        by = max(stop, session.started_at + _OF_THE_HOUR)
        behind = stop + _MINUTE
        return tuple(x for x in self._state.lines if behind <= x.at <= by)

    def _is_typed(
        self, typed: str, at: datetime, was: datetime | None, *, by_hand: bool
    ) -> bool:
        """Tell whether a time is another than the clock showed, then or now."""
        if was is not None and clock_time(at) == clock_time(was):
            return by_hand
        return bool(typed) and clock_time(at) != clock_time(self._state.now())

    def _moment(
        self,
        typed: str,
        word: str,
        after: datetime | None = None,
        twice: datetime | None = None,
        until: datetime | None = None,
    ) -> datetime:
        now = self._state.now()
        if not typed:
            return now
        session = self._state.session
        check_reckoned(session.day)
        # Of another day only the day is known, and its noon is far from both ends.
        noon = first_moment(session.day) + timedelta(hours=12)
        near = session.started_at if session.start_noted else noon
        at = time_meant(typed, near, after, twice, until)
        if at is None:
            raise UsageError(
                f"Type a time such as /{word} 10:05, or /{word} alone for now."
            )
        if at > now + _HOUR:
            raise UsageError(
                f"{clock_time(at)} is still ahead; it is {clock_time(now)}."
            )
        return at


def _last(lines: tuple[Line, ...], session: Session) -> datetime:
    return max((session.started_at, *(line.at for line in lines)))


def _noted(
    what: str, at: datetime, before: datetime | None, session: Session
) -> Outcome:
    was = (
        f" (was {clock_time(before)})"
        if before and clock_time(before) != clock_time(at)
        else ""
    )
    remark = f"{what} {clock_time(at)}{was}."
    return Outcome(remark=remark, changed=True, session=session)
