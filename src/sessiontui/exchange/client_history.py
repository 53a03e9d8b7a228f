"""A client of an export as the prints know one: sessions, lines, goals."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sessiontui.domain.entities import Client, Line, Session
from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.prints.document import Sheet
from sessiontui.domain.session.client_card import card_of
from sessiontui.domain.session.times import in_place
from sessiontui.store.schema.tables import OFFSETS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sessiontui.exchange.schema.document import ClientPart, SessionPart
    from sessiontui.exchange.schema.lines import LinePart

_APART = {"ref", "goal", *OFFSETS["line"], *(f"{x}_offset" for x in OFFSETS["line"])}


@dataclass(frozen=True, slots=True)
class Past:
    """One session with what prints are made from."""

    part: SessionPart
    sheet: Sheet


class ClientHistory:
    """A client's sessions, first to last, each made ready to be printed in its turn.

    Only what other sessions need of one is held: its head, goals and all about them,
    lines that later ones are tied to, and lines of the kinds that are asked for.
    """

    def __init__(
        self,
        client: ClientPart,
        parts: Mapping[int, SessionPart] | None = None,
        *,
        kinds: Collection[Kind] = (),
    ) -> None:
        """Read all sessions once, or twice; without `parts`, those that it has."""
        self.client = client
        self._parts = parts or {part.ref: part for part in client.sessions}
        self._numbers: dict[int, int] = {}
        self._kept: dict[int, Line] = {}
        self._begun: set[int] = set()
        self._survey({Kind.GOAL, Kind.CARD, *kinds})
        self.days = {each.id: each.day for each in self.sessions}
        self._places = {each.id: place for place, each in enumerate(self.sessions)}
        kept = self._kept.values()
        self._goals = sorted(
            (x for x in kept if x.kind is Kind.GOAL and x.number is not None),
            key=lambda line: line.number or 0,
        )
        self._notes = sorted(
            (x for x in kept if x.kind is Kind.GOAL and x.number is None),
            key=lambda line: (self._places[line.session_id], line.id),
        )
        self._card = sorted(
            (x for x in kept if x.kind is Kind.CARD and x.sub),
            key=lambda line: (self._places[line.session_id], line.id),
        )

    def until(self, which: int | str | None) -> ClientHistory:
        """The sessions up to the one that is asked for, which is last."""
        if which is None:
            return self
        known = [each.which for each in self.sessions]
        found = copy(self)
        found.sessions = self.sessions[: known.index(which) + 1]
        return found

    def __iter__(self) -> Iterator[Past]:
        """The sessions, of which one is held."""
        return (self.past(each) for each in self.sessions)

    @property
    def last(self) -> Past:
        """The last session."""
        return self.past(self.sessions[-1])

    def past(self, session: Session) -> Past:
        """One of the sessions with what prints are made from."""
        part, place = self._parts[session.id], self._places[session.id]
        lines = tuple(self._line(x, session.id) for x in part.lines)
        here = {line.id: line for line in lines}
        goals = tuple(x for x in self._goals if self._places[x.session_id] <= place)
        ties = {x for line in (*lines, *goals) for x in (line.about, line.builds_on)}
        related = (
            here.get(x) or self._kept.get(x) for x in sorted(x for x in ties if x)
        )
        last = self._last_hour(place) if session.is_entry else None
        card = (x for x in self._card if self._places[x.session_id] <= place)
        return Past(
            part,
            Sheet(
                client=Client(id=1, code=self.client.code),
                session=session,
                lines=lines,
                goals=goals,
                goal_notes=tuple(
                    x for x in self._notes if self._places[x.session_id] <= place
                ),
                days=self.days,
                card=card_of(card),
                last_day=last.day if last else None,
                last_risk=self._risk_in(last) if last else (),
                risk_since=self._risk_since(last, place) if session.is_entry else (),
                related=tuple(line for line in related if line is not None),
            ),
        )

    def kept(self, kind: Kind) -> list[Line]:
        """The lines of a kind in these sessions, as they were typed."""
        here = {each.id for each in self.sessions}
        return [
            line
            for _, line in sorted(self._kept.items())
            if line.kind is kind and line.session_id in here
        ]

    def _survey(self, kinds: Collection[Kind]) -> None:
        made: Counter[str] = Counter()
        found: list[Session] = []
        tied: set[int] = set()
        for ref, part in self._parts.items():
            # What was no hour is numbered within its day as it was made.
            made[part.day or ""] += part.number is None
            found.append(_session(part, made[part.day or ""] or 1))
            for line in part.lines:
                if line.number is not None:
                    self._numbers[line.ref] = line.number
                tied |= {x for x in (line.about, line.builds_on) if x is not None}
                if line.kind in kinds:
                    self._kept[line.ref] = _line(line, ref, line.goal)
            if part.lines:
                self._begun.add(ref)
        self.sessions = sorted(found, key=lambda each: each.order)
        if tied := tied - self._kept.keys():
            for ref, part in self._parts.items():
                for line in part.lines:
                    if line.ref in tied:
                        self._kept[line.ref] = _line(line, ref, line.goal)
        for ref, kept in self._kept.items():
            if kept.goal is not None:
                self._kept[ref] = replace(kept, goal=self._numbers.get(kept.goal))

    def _line(self, part: LinePart, session: int) -> Line:
        return _line(part, session, self._numbers.get(part.goal or 0))

    def _last_hour(self, place: int) -> Session | None:
        """The last hour before a place in which anything is recorded."""
        before = reversed(self.sessions[:place])
        hours = (x for x in before if not x.is_entry and x.id in self._begun)
        return next(hours, None)

    def _risk_in(self, session: Session) -> tuple[Line, ...]:
        lines = sorted(self._parts[session.id].lines, key=lambda line: line.ref)
        return tuple(self._line(x, session.id) for x in lines if x.kind is Kind.RISK)

    def _risk_since(self, last: Session | None, place: int) -> tuple[Line, ...]:
        """The risk that entries between an hour and a place tell of."""
        after = self._places[last.id] + 1 if last else 0
        between = self.sessions[after:place]
        return tuple(line for each in between for line in self._risk_in(each))


def _session(part: SessionPart, of_day: int) -> Session:
    moments = _moments(part, OFFSETS["session"])
    return Session(
        id=part.ref,
        client_id=1,
        number=part.number or 0,
        kind=part.kind,
        of_day=of_day,
        start_noted=part.start_noted,
        day=date.fromisoformat(part.day) if part.day else moments["started_at"].date(),
        **moments,
        format=part.format,
        timed=part.timed,
        start_by_hand=part.start_by_hand,
        stop_by_hand=part.timed if part.stop_by_hand is None else part.stop_by_hand,
        held=part.held,
        present=part.present,
        place=part.place,
        service=part.service,
    )


def _line(part: LinePart, session: int, goal: int | None) -> Line:
    return Line(
        id=part.ref,
        session_id=session,
        goal=goal,
        **_moments(part, OFFSETS["line"]),
        **part.model_dump(exclude=_APART),
    )


def file_moment(text: str, offset: int | None) -> datetime:
    """A moment of the file, aware; of no known place, it is shown as here."""
    at = datetime.fromisoformat(text)
    return at.astimezone() if offset is None else in_place(at, offset)


def _moments(part: SessionPart | LinePart, names: Iterable[str]) -> dict[str, Any]:
    """The moments of a part that it has, each as its place showed it."""
    return {
        name: file_moment(text, getattr(part, f"{name}_offset"))
        for name in names
        if (text := getattr(part, name)) is not None
    }
