"""A session under way as it is shown, read from the record after every change."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import (
    ACTIVE,
    BESIDE_THE_HOUR,
    SHOWS_UP,
    Kind,
    Tab,
)
from sessiontui.domain.preferences import USUAL_PREFERENCES
from sessiontui.domain.session.client_card import card_of
from sessiontui.domain.session.closing_questions import (
    CLOSING_KINDS,
    Prompt,
    current_prompt,
    prompt_for,
    prompt_of,
)
from sessiontui.domain.session.goals import status
from sessiontui.domain.session.head import is_alone
from sessiontui.domain.session.homework import cards, is_outcome
from sessiontui.domain.session.times import of_here, still_goes_on
from sessiontui.errors import CannotWriteError, UsageError
from sessiontui.store.repositories.carryover import COMES_BACK
from sessiontui.store.repositories.private_notes import is_private_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from sessiontui.domain.entities import Client, Line, Session
    from sessiontui.domain.grammar.parser import Context, SlashCommand
    from sessiontui.domain.preferences import Preferences
    from sessiontui.domain.session.client_card import CardFields
    from sessiontui.domain.session.homework import Card
    from sessiontui.store.record import Record

_STRENGTHS_SHOWN = 200
_RATINGS_SHOWN = 24
_GOAL_NOTES_SHOWN = 12
"""Of each kind, such as glosses or reasons, on each goal."""
_PLACE = attrgetter("position", "id")
_MOMENT = attrgetter("at", "id")
_NUMBER = attrgetter("number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The outcome of an action on a session.

    Something recorded (`line`), a tab to go to, or an order that only a screen or a
    command can carry out. `remark` is a plain sentence and never holds client text.
    `session` is the session where the action changed it, for the state to show.
    """

    line: Line | None = None
    goto: Tab | None = None
    slash: SlashCommand | None = None
    remark: str = ""
    changed: bool = False
    session: Session | None = None
    fills: str = ""
    """Words that are put on the line, to be kept with Enter or gone on with."""
    is_said: bool = False
    """The remark is all that was asked for."""

    @property
    def is_refused(self) -> bool:
        """Tell whether nothing was done, and the remark says why."""
        return bool(self.remark) and self == Outcome(remark=self.remark)


class SessionState:
    """One client's session and all that its screens and prints show of it.

    Whoever changes the record says so here (`take_in`, `catch_up`, `load`), and hands
    on a session that has changed (`take_session`); nobody else writes what stands here.
    """

    def __init__(
        self,
        record: Record,
        client: Client,
        session: Session,
        clock: Callable[[], datetime],
        preferences: Preferences = USUAL_PREFERENCES,
    ) -> None:
        """Look at a session of an open record, in the therapist's own ways."""
        self._record = record
        self.preferences = preferences
        self.clock, self._now = clock, of_here(clock)
        self.client = client
        self.session = session
        self.readonly = record.readonly
        """True where this copy may only look."""
        self.touched = False
        self._goes_on = False
        self.rated = 0
        """Goes up whenever a rating may be another one."""
        self._numbers: tuple[tuple[Line, ...], frozenset[int]] = ((), frozenset())
        self._prompt: tuple[tuple[Line, ...], Prompt] | None = None
        self.is_late = session.signed_at is None and not still_goes_on(session, clock())
        """It is of another day and finished now: no clock goes on in it."""
        self.load()

    def load(self) -> None:
        """Read the session's lines and the client's goals anew."""
        self.lines = self._record.lines.lines(self.session.id)
        self.notes = self._record.private_notes.notes(self.session.id)
        self._load_goals()
        self._strength_count: int | None = None
        self._seen = self._record.undo_log.moments.last
        """Up to which step all that it shows was read."""

    def catch_up(self) -> None:
        """Read anew what was touched since; the longest hour costs no more for it.

        What a line shows of a goal or a strength hangs on that one, too.
        """
        touched = self._record.undo_log.touched(self._seen)
        ids = self._record.lines.hanging_on(
            touched.ids, self.session.id, strengths=Kind.STRENGTH in touched.kinds
        )
        after = self._record.lines.lines_by_id(ids)
        before = [line for line in self.lines if line.id in ids]
        here = [line for line in self.lines if line.id not in ids]
        here += (line for line in after if line.session_id == self.session.id)
        self.lines = tuple(sorted(here, key=_PLACE))
        if Kind.GOAL in touched.kinds:
            self._catch_up_goals(touched.ids)
        self._forget_ratings(ids, before, after)
        if Kind.STRENGTH in touched.kinds:
            self._strength_count = None
        if self._record.private_notes.undo_log.touched(self._seen).ids:
            self.notes = self._record.private_notes.notes(self.session.id)
        self._seen = self._record.undo_log.moments.last

    @property
    def strength_count(self) -> int:
        """The number of the client's strengths; `#+n` may name any of them.

        Counted when first asked for: of all that a session opens with, only this
        takes longer the more the client has done.
        """
        if self._strength_count is None:
            self._strength_count = self._record.lines.count_strengths(self.client.id)
        return self._strength_count

    @property
    def is_held(self) -> bool:
        """Tell whether a legal hold freezes what is recorded of this client."""
        return self._record.retention.hold(self.client.id) is not None

    def was_risk(self, lines: Iterable[Line]) -> bool:
        """Tell whether some of these lines are a risk, or ever were one."""
        ids = [line.id for line in lines if not is_private_id(line.id)]
        return self._record.redaction.was_risk(ids)

    def _load_goals(self) -> None:
        self.goals = self._record.lines.goals(self.client.id)
        self._ratings: dict[int, tuple[Line, ...]] = {}
        self.rated += 1
        self._load_goal_notes()

    def _catch_up_goals(self, touched: frozenset[int]) -> None:
        kept = (goal for goal in self.goals if goal.id not in touched)
        again = self._record.lines.goals(self.client.id, among=touched)
        self.goals = tuple(sorted((*kept, *again), key=_NUMBER))
        self._load_goal_notes()

    def _forget_ratings(
        self, ids: Iterable[int], before: Iterable[Line], after: Iterable[Line]
    ) -> None:
        """Forget the ratings of what lines were about before a change and behind it.

        What a line of another session was about before is not known here.
        """
        known = {line.id for line in before}
        if any(x.session_id != self.session.id and x.id not in known for x in after):
            self._ratings.clear()
            self.rated += 1
        numbers = {line.goal for line in (*before, *after)}
        for goal in self.goals:
            if goal.id in ids or goal.number in numbers:
                self._ratings.pop(goal.id, None)
                self.rated += 1

    def _load_goal_notes(self) -> None:
        self.goal_notes = self._record.lines.latest_goal_notes(
            self.client.id, self.session.id, _GOAL_NOTES_SHOWN
        )

    def take_session(self, session: Session) -> None:
        """Show the session with the times, the head or the print that it has now."""
        self.session = session

    def read_anew(self) -> None:
        """Read the session itself anew, and all of it.

        The stop of one that was cut off stands nowhere before it is left.
        """
        found = self._record.sessions.by_id(self.session.id) or self.session
        if found.stopped_at is None:
            found = replace(found, stopped_at=self.session.stopped_at)
        self.session = found
        self.load()

    def read_as(self, session: Session) -> SessionState:
        """Read the session as it is about to stand, beside what is shown of it."""
        return SessionState(
            self._record, self.client, session, self.clock, self.preferences
        )

    def take_in(self, line: Line, instead_of: Line | None = None) -> None:
        """Show a line that was just recorded, without reading the others again."""
        self._seen = self._record.undo_log.moments.last
        if is_private_id(line.id):
            self.notes = (*self.notes, line)
            return
        others = self.lines
        if instead_of is not None:
            others = tuple(x for x in others if x.id != instead_of.id)
        self.lines = (*others, line)
        self._forget_ratings((line.id,), (instead_of,) if instead_of else (), (line,))
        if line.kind is Kind.GOAL and line.sub:
            self.goal_notes = (*self.goal_notes, line)
        elif line.kind is Kind.GOAL:
            self.goals = (*self.goals, line)
        if line.kind is Kind.STRENGTH:
            self._strength_count = None

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing can be recorded: signed, or another copy writes."""
        return self.readonly or self.session.signed_at is not None

    def check_writable(self) -> None:
        """Refuse a change where none may be made.

        Raises:
            CannotWriteError: another copy is writing.
            UsageError: the session is signed.
        """
        if self.readonly:
            raise CannotWriteError("This copy can only read; the line is kept here.")
        if self.session.signed_at:
            raise UsageError("This session is signed. Add to it with /amend.")
        self.touched = True
        if not self._goes_on and self.session.stopped_at is None:
            self._record.sessions.go_on(self.session.id)
            self._goes_on = True

    def late_now(self) -> datetime | None:
        """The present moment, where it is after the day of this session."""
        return self.now() if self.is_late else None

    def now(self) -> datetime:
        """The present moment, as the clocks of this place show it."""
        return self._now()

    @property
    def is_card_alone(self) -> bool:
        """Tell whether nothing is written but what makes no hour, such as the card."""
        if self.session.is_entry:
            return self.session.is_card
        told = self.session.confirmed or not self.lines
        return not told and not self.holds_an_hour

    @property
    def holds_an_hour(self) -> bool:
        """Tell whether a line is written that belongs to an hour."""
        return bool(self.notes) or any(
            line.kind not in BESIDE_THE_HOUR for line in self.lines
        )

    def everything(self) -> tuple[Line, ...]:
        """All lines of the hour, psychotherapy notes among them, in order."""
        if not self.notes:
            return self.lines
        zone = self.session.started_at.tzinfo
        # Each stands before the first line that was written after it.
        latest = list(accumulate((line.at for line in self.lines), max))
        merged: list[Line] = []
        done = 0
        for note in sorted(self.notes, key=_MOMENT):
            place = bisect_right(latest, note.at)
            # private.db keeps text and references only, and so no place.
            here = replace(note, at=note.at.astimezone(zone))
            merged += (*self.lines[done:place], here)
            done = max(done, place)
        return (*merged, *self.lines[done:])

    def of_tab(self, tab: Tab) -> tuple[Line, ...]:
        """The lines that a tab lists."""
        if tab is Tab.NOTES:
            return self.everything()
        if tab is Tab.GOALS:
            return self.goals
        if tab is Tab.STRENGTHS:
            return self.strengths()
        lines = tuple(line for line in self.lines if line.row.tab is tab)
        if tab is Tab.AGENDA:
            return tuple(sorted(lines, key=lambda line: line.kind is not Kind.AGENDA))
        return lines

    def active_goals(self) -> tuple[Line, ...]:
        """The goals that are being worked on now."""
        return tuple(
            goal for goal in self.goals if status(goal, self.goal_notes) == ACTIVE
        )

    def strengths(self) -> tuple[Line, ...]:
        """The client's strengths, coping, people, values and wins, most useful first.

        Those that most was built on come first, then those tied to a goal, then the
        newest; where one shows up follows it.
        """
        lines = self._record.lines.client_lines(
            self.client.id, Kind.STRENGTH, limit=_STRENGTHS_SHOWN
        )
        times = self.times_built_on()
        shows = [line for line in lines if line.sub == SHOWS_UP]
        heads = sorted(
            (line for line in lines if line.sub != SHOWS_UP),
            key=lambda line: (-times.get(line.id, 0), line.goal is None, -line.id),
        )
        known = {line.id for line in heads}
        together: list[Line] = []
        for head in heads:
            together += (head, *(x for x in shows if x.about == head.id))
        return (*together, *(line for line in shows if line.about not in known))

    def times_built_on(self) -> dict[int, int]:
        """The times that something was built on each strength."""
        return self._record.carryover.times_built_on(self.client.id)

    def answered(self, lines: Iterable[Line]) -> dict[int, Line]:
        """The lines that these ids answer: homework, or a wish of the client.

        One that has become something else since is answered no more.
        """
        ties = {
            line.id: (line.about, kinds)
            for line in lines
            if line.about is not None and (kinds := _answers(line))
        }
        ids = {about for about, _ in ties.values()}
        found = (
            {line.id: line for line in self._record.lines.lines_by_id(ids)}
            if ids
            else {}
        )
        return {
            key: found[about]
            for key, (about, kinds) in ties.items()
            if about in found and found[about].kind in kinds
        }

    def built_on(self, lines: Iterable[Line]) -> dict[int, Line]:
        """The strengths that lines build on, by their ids."""
        ids = {line.builds_on for line in lines if line.builds_on is not None}
        found = self._record.lines.lines_by_id(ids) if ids else ()
        return {line.id: line for line in found if line.kind is Kind.STRENGTH}

    def ratings(self, goal: Line) -> tuple[Line, ...]:
        """The latest ratings of a goal over all sessions, oldest first."""
        if goal.id not in self._ratings:
            found = self._record.lines.goal_ratings(goal, _RATINGS_SHOWN)
            self._ratings[goal.id] = found
        return self._ratings[goal.id]

    def cards(self) -> tuple[Card, ...]:
        """Homework that is looked at or agreed on today, and what waits to be."""
        here = [line for line in self.lines if line.kind is Kind.HOMEWORK]
        today = {line.id for line in here}
        earlier = {x.about for x in here if x.about is not None} - today
        heads = {line.id: line for line in self._record.lines.lines_by_id(earlier)}
        heads |= {line.id: line for line in self.outstanding()}
        heads |= {line.id: line for line in here if not line.sub}
        days = {x.session_id: self.day_of(x) for x in heads.values()}
        ordered = sorted(heads.values(), key=lambda x: (days[x.session_id], x.id))
        return self.cards_of(tuple(ordered))

    def cards_of(self, heads: tuple[Line, ...]) -> tuple[Card, ...]:
        """Pieces of homework with all that was said about each since."""
        if not heads:
            return ()
        about = self._record.lines.lines_about(head.id for head in heads)
        return cards((*heads, *about))

    def strength_numbers(self, strengths: Iterable[Line]) -> dict[int, int]:
        """The numbers that `#+n` names strengths by; the newest has the highest."""
        ids = sorted(line.id for line in strengths if line.sub != SHOWS_UP)
        first = self.strength_count - len(ids) + 1
        return {key: first + place for place, key in enumerate(ids)}

    def requests(self) -> tuple[Line, ...]:
        """The client's wishes to do differently that are still open, newest first."""
        return self._record.carryover.requests(self.client.id, self.session.id)

    def now_item(self) -> Line | None:
        """The agenda item under way."""
        items = (x for x in self.lines if x.kind is Kind.AGENDA)
        return next((item for item in items if not item.done), None)

    def prompt(self) -> Prompt:
        """The closing question that is to be answered next."""
        if self._prompt is None or self._prompt[0] is not self.lines:
            prompt = current_prompt(self.preferences.closing, self._answered())
            self._prompt = (self.lines, prompt)
        return self._prompt[1]

    def prompt_for(self, kind: Kind) -> Prompt:
        """The closing question that an answer of this kind is given to now."""
        return prompt_for(self.preferences.closing, kind, self._answered())

    def _answered(self) -> frozenset[tuple[Kind, str]]:
        return frozenset(
            (x.kind, x.asked) for x in self.lines if x.kind in CLOSING_KINDS
        )

    def answers(self) -> tuple[tuple[Prompt, tuple[Line, ...]], ...]:
        """Every closing question with what was answered.

        Behind those of the settings stand others that were asked in this session.
        """
        given: dict[tuple[Kind, str], list[Line]] = {
            prompt.key: [] for prompt in self.preferences.closing
        }
        for line in self.lines:
            if line.kind in CLOSING_KINDS:
                given.setdefault((line.kind, line.asked), []).append(line)
        return tuple((prompt_of(*key), tuple(lines)) for key, lines in given.items())

    def context(self, tab: Tab) -> Context:
        """The context in which a line is read on a tab now."""
        from sessiontui.domain.grammar.parser import Context

        return Context(
            tab=tab,
            prompt=self.prompt().kind,
            goals=self.goal_numbers(),
            strengths=self.strength_count,
            goals_label=self.preferences.goals_label,
        )

    def goal_numbers(self) -> frozenset[int]:
        """The numbers that `#n` may tie a line to."""
        if self._numbers[0] is not self.goals:
            numbers = frozenset(goal.number for goal in self.goals if goal.number)
            self._numbers = (self.goals, numbers)
        return self._numbers[1]

    def line_of_client(self, line_id: int) -> Line | None:
        """Any line of this client, of whichever session."""
        if is_private_id(line_id):
            return self.note(line_id)
        return self._record.lines.line_of_client(line_id, self.client.id)

    def client_card(self) -> CardFields:
        """The client's card up to this session, by field."""
        return card_of(self._record.carryover.card(self.client.id, self.session.id))

    def outstanding(self) -> tuple[Line, ...]:
        """Homework that nobody has looked at yet, of the last session with any."""
        return self._record.carryover.open_homework(self.client.id, self.session.id)

    def follow_ups(self) -> tuple[Line, ...]:
        """The client's risk follow-ups that nobody has answered yet, oldest first.

        Those of later sessions are not there yet in one that is finished late.
        """
        found = self._record.carryover.follow_ups(self.client.id)
        sessions, here = self._record.sessions, self.session.id
        later = sessions.ids_to_come(self.client.id, here) if found else ()
        return tuple(x for x in found if x.session_id not in later)

    def waiting_as(self, words: str) -> int | None:
        """The line that waits in just these words; typed anew it is taken up."""
        carryover = self._record.carryover
        return carryover.waiting_as(self.client.id, self.session.id, words)

    def day_of(self, line: Line) -> date:
        """The day of the session that a line of this client stands in."""
        return self._session_of(line).day

    def is_signed(self, line: Line) -> bool:
        """Tell whether the session that a line of this client stands in is signed."""
        return self._session_of(line).signed_at is not None

    def _session_of(self, line: Line) -> Session:
        here = line.session_id == self.session.id
        found = None if here else self._record.sessions.by_id(line.session_id)
        return found or self.session

    def today(self) -> date:
        """The day that it is here."""
        return self.now().date()

    def is_alone(self) -> bool:
        """Tell whether nobody but the client is there, as far as the session says."""
        return is_alone(self.session.present, self.client.code)

    def note(self, note_id: int) -> Line | None:
        """One psychotherapy note of this session."""
        return self._record.private_notes.note(note_id, self.session.id)


def _answers(line: Line) -> tuple[Kind, ...]:
    """The kinds of line that such a line may answer."""
    if line.kind is Kind.CHANGED:
        return (Kind.DIFFERENTLY,)
    if line.kind is Kind.LET_GO:
        return COMES_BACK
    return (Kind.HOMEWORK,) if is_outcome(line) else ()
