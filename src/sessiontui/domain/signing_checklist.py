"""What is still open as a session is to be signed; it is said once and never blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.index import (
    BY_MARK,
    FOLLOW_UP,
    FOLLOWED_UP,
    NOTHING_VOICED,
    Kind,
)
from sessiontui.domain.session.times import shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sessiontui.domain.entities import Line

NEED_NONE = frozenset({FOLLOWED_UP, NOTHING_VOICED})
"""The sub-kinds of a risk line that ask for no follow-up."""


@dataclass(frozen=True, slots=True)
class RiskGone:
    """That a line was a risk: removed, moved to another client, or taken back."""

    how: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptScratch:
    """A scratch line that a legal hold kept as its session was signed."""

    session_id: int
    session_number: int
    line_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A session as it is about to be signed.

    `untied` are the lines of the golden thread that no goal holds; `unfollowed` says
    that there is a risk line and no word of what is done about it.
    """

    untied: tuple[Line, ...] = ()
    unfollowed: bool = False
    scratch: int = 0
    gone: tuple[RiskGone, ...] = ()
    unended: bool = False
    """Whether nobody noted when a session stopped that is over."""
    unread: int = 0
    """Lines that begin with a mark or a /word that was not understood."""
    held: bool = False
    """Whether a legal hold keeps the scratch lines."""
    plan_until: date | None = None
    """Until when the plan was valid, where that is past."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it for people, the thread first."""
        said = []
        if count := len(self.untied):
            lines = "line" if count == 1 else "lines"
            said.append(f"{count} {lines} not tied to a goal")
        if self.unfollowed:
            said.append("A risk line has no follow-up: !f …")
        said += [f"{risk.how}: risk, {shown(risk.at)}" for risk in self.gone]
        if self.unended:
            said.append("No stop was noted: /stop 10:50 sets it")
        if self.plan_until:
            said.append(f"The plan was valid until {self.plan_until}: /card until …")
        if self.unread:
            lines = "line begins" if self.unread == 1 else "lines begin"
            said.append(f"{self.unread} {lines} with a mark that was not understood")
        if self.scratch and self.held:
            said.append(f"{_scratch(self.scratch)} kept under the legal hold")
        elif self.scratch:
            said.append(f"{_scratch(self.scratch)} will be destroyed")
        return tuple(said)


def closing_of(
    lines: Iterable[Line], goals: Iterable[Line], related: Iterable[Line]
) -> Closing:
    """What is open in a session; `related` are earlier lines that some are about.

    Without a goal there is nothing to tie a line to, so nothing is asked for.
    """
    here = tuple(lines)
    by_id = {line.id: line for line in (*related, *here)}
    known = any(True for _ in goals)
    risks = [x for x in here if x.kind is Kind.RISK and x.sub not in NEED_NONE]
    return Closing(
        untied=tuple(x for x in here if known and _hangs_loose(x, by_id)),
        unfollowed=bool(risks) and not any(x.sub == FOLLOW_UP for x in risks),
        scratch=sum(line.kind is Kind.SCRATCH for line in here),
        unread=sum(x.kind is Kind.NOTE and x.text[:1] in {*BY_MARK, "/"} for x in here),
    )


def _hangs_loose(line: Line, by_id: dict[int, Line]) -> bool:
    """Whether a line belongs on the thread and neither it nor what it answers does."""
    sub = line.row.sub(line.sub)
    if not line.row.thread or line.goal is not None or (sub and sub.continues):
        return False
    answered = by_id.get(line.about or 0)
    return answered is None or not answered.row.thread


def destroyed(count: int, *, held: bool = False) -> str:
    """That scratch lines went, by their number; nothing where there were none."""
    how = "kept under the legal hold" if held else "destroyed"
    return f"{_scratch(count)} {how}." if count else ""


def _scratch(count: int) -> str:
    return f"{count} scratch line{'' if count == 1 else 's'}"
