"""The things open as a session is to be signed; said once, they never block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import (
    BY_MARK,
    FOLLOW_UP,
    FOLLOWED_UP,
    NOTHING_VOICED,
    Kind,
)
from sessiontui.domain.session.times import clock_time
from sessiontui.domain.text import with_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from sessiontui.domain.entities import Line, RiskGone

NEED_NONE = frozenset({FOLLOWED_UP, NOTHING_VOICED})
"""The sub-kinds of a risk line that ask for no follow-up."""


@dataclass(frozen=True, slots=True)
class StopInDoubt:
    """A session's stop that nobody noted, or that makes an odd length."""

    minutes: int
    noted: bool
    better: datetime | None
    """A stop that would be likelier; none where that is still ahead."""

    @property
    def sentence(self) -> str:
        """A thing in doubt, and what settles it."""
        if self.better is None:
            return f"It lasts {self.minutes} min: /start or /stop with a time sets that"
        ends = clock_time(self.better)
        if self.noted:
            return f"It lasts {self.minutes} min: /stop {ends} sets another stop"
        return f"No stop was noted: /stop {ends} sets it"


@dataclass(frozen=True, slots=True)
class OpenThing:
    """One thing that is open as a session is signed: what, and how many of it."""

    sentence: str
    lines: tuple[Line, ...] = ()
    """The lines that it is about; what they say is shown only where asked for."""
    each: bool = False
    """Each of them is mended by itself."""
    words: str = ""
    """The words of a line that is not there any more."""
    stop: StopInDoubt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningChecklist:
    """A session as it is about to be signed.

    `untied` are the lines of the golden thread that no goal holds; `unfollowed` the
    risk lines without a word of what is done about them; `unread` those that begin
    with a mark or a /word that was not understood.
    """

    untied: tuple[Line, ...] = ()
    unfollowed: tuple[Line, ...] = ()
    unanswered: int = 0
    """Risk follow-ups that a contact leaves open."""
    gone: tuple[RiskGone, ...] = ()
    stop: StopInDoubt | None = None
    ahead: datetime | None = None
    """The stop, where somebody noted one that is still to come."""
    behind: tuple[Line, ...] = ()
    """Lines that were written after the stop that somebody noted."""
    unread: tuple[Line, ...] = ()
    scratch: tuple[Line, ...] = ()
    clock: str = ""
    """The sentence of what speaks against the clock."""
    held: bool = False
    """A legal hold keeps the scratch lines."""
    plan_until: date | None = None
    """Until when the plan was valid, where that is past."""

    @property
    def things(self) -> tuple[OpenThing, ...]:
        """Each open thing, the thread first."""
        return tuple(self._things())

    def _things(self) -> Iterator[OpenThing]:
        if count := len(self.untied):
            said = f"{with_count(count, 'line')} not tied to a goal"
            yield OpenThing(said, self.untied, each=True)
        if count := len(self.unfollowed):
            lines = "A risk line has" if count == 1 else f"{count} risk lines have"
            yield OpenThing(f"{lines} no follow-up: !f …", self.unfollowed)
        if self.unanswered:
            ups = with_count(self.unanswered, "risk follow-up")
            yield OpenThing(f"{ups} open: !d …")
        for risk in self.gone:
            said = f"{risk.how}: risk, {clock_time(risk.at)}"
            yield OpenThing(said, words=risk.text)
        if self.clock:
            yield OpenThing(self.clock)
        if self.stop is not None:
            yield OpenThing(self.stop.sentence, stop=self.stop)
        if self.ahead is not None:
            yield OpenThing(
                f"The stop {clock_time(self.ahead)} is still ahead: /stop is now"
            )
        if count := len(self.behind):
            were = with_count(count, "line was", "lines were")
            yield OpenThing(f"{were} written after the stop", self.behind)
        if self.plan_until:
            said = f"The plan was valid until {self.plan_until}: /card until …"
            yield OpenThing(said)
        if count := len(self.unread):
            begin = with_count(count, "line begins", "lines begin")
            said = f"{begin} with a mark that was not understood"
            yield OpenThing(said, self.unread, each=True)
        if count := len(self.scratch):
            goes = "kept under the legal hold" if self.held else "will be destroyed"
            lines = with_count(count, "scratch line")
            yield OpenThing(f"{lines} {goes}", self.scratch)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it for people."""
        return tuple(thing.sentence for thing in self.things)


def checklist_of(
    lines: Iterable[Line], goals: Iterable[Line], related: Iterable[Line]
) -> SigningChecklist:
    """The things open in a session; `related` are earlier lines that some are about.

    Without a goal there is nothing to tie a line to, so nothing is asked for.
    """
    here = tuple(lines)
    by_id = {line.id: line for line in (*related, *here)}
    known = any(True for _ in goals)
    risks = [x for x in here if x.kind is Kind.RISK and x.sub not in NEED_NONE]
    return SigningChecklist(
        untied=tuple(x for x in here if known and _hangs_loose(x, by_id)),
        unfollowed=() if any(x.sub == FOLLOW_UP for x in risks) else tuple(risks),
        scratch=tuple(x for x in here if x.kind is Kind.SCRATCH),
        unread=tuple(
            x for x in here if x.kind is Kind.NOTE and x.text[:1] in {*BY_MARK, "/"}
        ),
    )


def _hangs_loose(line: Line, by_id: dict[int, Line]) -> bool:
    """Tell whether a line of the thread hangs on no goal and answers none of it."""
    sub = line.row.sub(line.sub)
    if not line.row.thread or line.goal is not None or (sub and sub.continues):
        return False
    answered = by_id.get(line.about or 0)
    return answered is None or not answered.row.thread


def destroyed(count: int, *, held: bool = False) -> str:
    """A note that scratch lines went, by number; nothing where there were none."""
    how = "kept under the legal hold" if held else "destroyed"
    return f"{with_count(count, 'scratch line')} {how}." if count else ""
