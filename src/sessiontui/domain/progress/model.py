"""The way of one client, over all sessions, as it is looked at outside the session.

Nothing here counts what was missed or judges: it puts together what was recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import ACTIVE, FOLLOW_UP, Kind
from sessiontui.domain.session.closing_questions import asks_for_nothing
from sessiontui.domain.session.goals import STATUSES
from sessiontui.domain.session.times import minutes_between

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sessiontui.domain.entities import Client, Line, Session
    from sessiontui.domain.session.homework import Card

OTHER = "other"
"""Change talk of no kind that was named."""
PROGRESS_KINDS: tuple[Kind, ...] = (
    Kind.RATING,
    Kind.SCORE,
    Kind.PACE,
    Kind.STRENGTH,
    Kind.HOMEWORK,
    Kind.CHANGE_TALK,
    Kind.INTERVENTION,
    Kind.RESPONSE,
    Kind.STEPPED_BACK,
    Kind.HELPED,
    Kind.DIFFERENTLY,
    Kind.ANSWER,
    Kind.CHANGED,
    Kind.RISK,
    Kind.APPOINTMENT,
)
"""The kinds that are looked at over time. Private and scratch are never among them."""


@dataclass(frozen=True, slots=True)
class Told:
    """A line with the session in which it was said."""

    line: Line
    session: Session

    @property
    def id(self) -> int:
        """The line's id."""
        return self.line.id

    @property
    def order(self) -> tuple[date, datetime, int, int]:
        """The place among what was said: by its session, then as it was typed."""
        return *self.session.order, self.line.id


@dataclass(frozen=True, slots=True)
class TimedLine:
    """An act, how it was taken, or a step back, and the minute it came in."""

    minute: int
    line: Line


@dataclass(frozen=True, slots=True)
class Went:
    """The homework of a time, rated 0 to 4; `card` is None for what is not kept."""

    line: Line
    outcome: int
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Glance:
    """One session at a glance.

    What is counted stays out while the session is under way (`over` is False): a
    tally is for afterwards.
    """

    session: Session
    over: bool = True
    wins: tuple[Line, ...] = ()
    went: tuple[Went, ...] = ()
    agreed: tuple[Card, ...] = ()
    pace: tuple[Line, ...] = ()
    change_talk: tuple[tuple[str, int], ...] = ()
    steps: tuple[TimedLine, ...] = ()
    moved_in: int = 0
    moved_out: int = 0
    half_typed: bool = False
    """A line was left half-typed in it, and waits there."""

    @property
    def id(self) -> int:
        """The session's id."""
        return self.session.id

    @property
    def minutes(self) -> int | None:
        """The length; None while it has no end."""
        if self.session.stopped_at is None:
            return None
        if not self.session.start_noted and not self.session.is_entry:
            return None
        return minutes_between(self.session.started_at, self.session.stopped_at)


@dataclass(frozen=True, slots=True)
class GoalStory:
    """A goal with all that was said of it and every rating, first to last."""

    goal: Line
    stands: str = STATUSES[ACTIVE]
    glosses: tuple[Line, ...] = ()
    targets: tuple[Line, ...] = ()
    own_reasons: tuple[Line, ...] = ()
    outer_reasons: tuple[Line, ...] = ()
    ratings: tuple[Told, ...] = ()
    rulers: tuple[tuple[str, tuple[Told, ...]], ...] = ()
    """Importance, confidence, readiness and any other name, each with its ratings."""
    waits: bool = False
    """A last rating is left out, so that it cannot pull today's."""

    @property
    def id(self) -> int:
        """The goal's id."""
        return self.goal.id


@dataclass(frozen=True, slots=True)
class Said:
    """A wish of the client to do differently, and what was changed for it.

    `asked` is None for a change that answers no request of these sessions; `before`
    is what it answers of those that are left out.
    """

    asked: Told | None
    changes: tuple[Told, ...] = ()
    before: Line | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether something was asked for and nothing was changed yet."""
        words = self.asked.line.text if self.asked else ""
        return not self.changes and not asks_for_nothing(words)

    @property
    def id(self) -> int:
        """The id of the request, or of the change."""
        return self.first.id

    @property
    def first(self) -> Told:
        """The request, or the change that answers none."""
        return self.asked or self.changes[0]


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A line of risk, and what was done about it where it is a follow-up."""

    told: Told
    done: tuple[Told, ...] = ()

    @property
    def id(self) -> int:
        """The line's id."""
        return self.told.id

    @property
    def is_open(self) -> bool:
        """Tell whether it is a follow-up that waits for its answer."""
        return self.told.line.sub == FOLLOW_UP and not self.done


@dataclass(frozen=True, slots=True)
class Used:
    """A strength and how often something was built on it."""

    line: Line
    times: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A client's way so far. Everything stands first to last.

    `earlier` counts older sessions that were left out. `scales` are ratings that are
    tied to no goal, by name.
    """

    client: Client
    sessions: tuple[Glance, ...] = ()
    earlier: int = 0
    goals: tuple[GoalStory, ...] = ()
    scales: tuple[tuple[str, tuple[Told, ...]], ...] = ()
    scores: tuple[tuple[str, tuple[Told, ...]], ...] = ()
    pace: tuple[Told, ...] = ()
    helped: tuple[Told, ...] = ()
    answers: tuple[Told, ...] = ()
    said: tuple[Said, ...] = ()
    wins: tuple[Told, ...] = ()
    used: tuple[Used, ...] = ()
    homework: tuple[Card, ...] = ()
    risk: tuple[AtRisk, ...] = ()
    card: tuple[Told, ...] = ()
    """The client's card, field by field; nothing while a session runs."""
    again: str = ""
    """The next session, where one is agreed and its day is still to come."""

    @property
    def count(self) -> int:
        """The number of sessions; an entry is none."""
        return self.earlier + sum(not x.session.is_entry for x in self.sessions)

    def glance(self, session_id: int) -> Glance | None:
        """One session at a glance."""
        return next((x for x in self.sessions if x.id == session_id), None)


@dataclass(frozen=True, slots=True)
class Sources:
    """The parts that a client's way is put together from, as the record holds them.

    `lines` are of `PROGRESS_KINDS`, in order; `related` holds earlier lines that some
    of them are about, and the strengths of `built_on`; `moved` says of a session how
    many lines were moved in and out, `half_typed` names those where a line waits.
    """

    client: Client
    sessions: tuple[Session, ...]
    lines: tuple[Line, ...]
    goals: tuple[Line, ...] = ()
    goal_notes: tuple[Line, ...] = ()
    related: tuple[Line, ...] = ()
    built_on: Mapping[int, int] = field(default_factory=dict)
    moved: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    half_typed: frozenset[int] = frozenset()
    earlier: int = 0
    card: tuple[Told, ...] = ()
