"""The way back: undo and redo, over the steps of both files of a record."""

from __future__ import annotations

import contextlib
from operator import attrgetter
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import BESIDE_THE_HOUR, ROWS, Kind
from sessiontui.errors import SessionTuiError
from sessiontui.services.session.missed_and_contacts import as_hour
from sessiontui.services.session.state import Outcome
from sessiontui.store.trigger_refusals import HELD, REFUSALS
from sessiontui.store.undo_log import (
    NAMED,
    NotAsLeftError,
    Step,
    redo_target,
    undo_target,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.services.session.state import SessionState
    from sessiontui.store.record import Record
    from sessiontui.store.undo_log import Newest, UndoLog

ONCE_MORE = "Once more goes on past it."
_BACK = "brought back"
_CHANGED = "the line was changed since"


class SessionUndo:
    """The steps of a session, taken back and brought back one at a time."""

    def __init__(self, state: SessionState, record: Record) -> None:
        """Reverse the steps of a session of an open record."""
        self._state = state
        self._undo_logs = (record.undo_log, record.private_notes.undo_log)
        self._lines, self._notes = record.lines, record.private_notes
        self._redaction = record.redaction
        self._sessions = record.sessions
        self._retention = record.retention

    def undo(self) -> Outcome:
        """Take back the last recorded change of this session."""
        return self._reverse("undo", undo_target, "taken back", "take back")

    def redo(self) -> Outcome:
        """Bring back what was taken back last."""
        return self._reverse("redo", redo_target, _BACK, "bring back")

    def _reverse(
        self, action: str, choose: Callable[[Newest], int | None], done: str, do: str
    ) -> Outcome:
        self._state.check_writable()
        session_id = self._state.session.id
        reach = self._redaction.reach(session_id)

        def newest(before: int | None) -> Step | None:
            steps = (x.newest(session_id, before) for x in self._undo_logs)
            step = max((x for x in steps if x), key=attrgetter("id"), default=None)
            return step if step and step.id > reach else None

        target = choose(newest)
        if target is None:
            return Outcome(remark=f"Nothing to {do}.")
        undo_log = next(x for x in self._undo_logs if x.has(target))
        try:
            self._check_held(undo_log, target)
            came = undo_log.reverse(session_id, target, action)
        except NotAsLeftError as error:
            undo_log.pass_over(session_id, target, action)
            self._state.load()
            return Outcome(remark=f"Not {done}: {self._in_its_way(error)}")
        for there in undo_log.moved_between(target) - {session_id}:
            self._see_whether_hour(there)
        self._state.catch_up()
        but = "" if came.whole else ", but for a tie that was changed since"
        return Outcome(remark=f"{_what(came.rows, done)}{but}", changed=True)

    def _see_whether_hour(self, session_id: int) -> None:
        """Let the other session of a move go with it, and be an hour again with it.

        The move is reversed already: that may not look like a refusal any more.
        """
        with contextlib.suppress(SessionTuiError):
            session = self._sessions.by_id(session_id)
            lines, notes = self._lines.lines(session_id), self._notes.notes(session_id)
            is_hour = bool(notes) or any(x.kind not in BESIDE_THE_HOUR for x in lines)
            if session is None or is_hour is not session.is_card:
                return
            if is_hour:
                ways = self._state.preferences
                self._sessions.become(as_hour(session, ways, start_noted=True))
            else:
                self._sessions.without_hour(session_id)

    def _check_held(self, undo_log: UndoLog, target: int) -> None:
        """Refuse to bring a note back out of the session of a client under a hold.

        private.db knows no client, so no guard of its own can.

        Raises:
            NotAsLeftError: there is a hold on where it went.
        """
        for there in undo_log.moved_to(target):
            session = self._sessions.by_id(there)
            if session and self._retention.hold(session.client_id) is not None:
                raise NotAsLeftError(there, REFUSALS[HELD])

    def _in_its_way(self, error: NotAsLeftError) -> str:
        """The reason a step was passed, and where that is; not a word of any line."""
        found = error.session_id and self._sessions.by_id(error.session_id)
        if not found:
            return f"that line is no longer there. {ONCE_MORE}"
        here = found.id == self._state.session.id
        # The place stands first: a small screen leaves out what follows.
        there = "" if here else f"in {self._sessions.name(found)}, "
        if found.signed_at:
            refers = " and refers to that line" if error.refused == NAMED else ""
            return f"{there}which is signed{refers}. {ONCE_MORE}"
        if error.refused and error.refused != NAMED:
            return f"{error.refused} {ONCE_MORE}"
        return f"{there}{error.refused or _CHANGED}. {ONCE_MORE}"


def _what(rows: tuple[tuple[str, str, str], ...], done: str) -> str:
    """The thing that was reversed, by its kind; `done` is what is said of a change."""
    if not rows:
        return done.capitalize()
    _, kind, sub = rows[0]
    name = ROWS[Kind(kind or Kind.PRIVATE)].label_of(sub) if len(rows) == 1 else ""
    name = name or f"{len(rows)} lines"
    ops = {op for op, _, _ in rows}
    if ops == {"delete"}:
        return f"{name} {_BACK}"
    if ops == {"insert"}:
        return f"{name} {'removed again' if done == _BACK else done}"
    return f"{name}: change {done}"
