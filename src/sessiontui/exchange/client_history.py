"""A client of an export as the prints know one: sessions, lines, goals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sessiontui.domain.entities import Client, Line, Session
from sessiontui.domain.kinds.index import Kind
from sessiontui.domain.prints.document import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.exchange.schema.document import ClientPart, SessionPart
    from sessiontui.exchange.schema.lines import LinePart


@dataclass(frozen=True, slots=True)
class Past:
    """One session with what prints are made from."""

    part: SessionPart
    sheet: Sheet


def past(client: ClientPart) -> tuple[Past, ...]:
    """A client's sessions, first to last, each ready to be printed."""
    lines = _lines(client)
    by_ref = {line.id: line for line in lines}
    goals = sorted(
        (x for x in lines if x.kind is Kind.GOAL and x.number is not None),
        key=lambda line: line.number or 0,
    )
    notes = [x for x in lines if x.kind is Kind.GOAL and x.number is None]
    return tuple(
        Past(part, _sheet(client, part, by_ref, goals, notes))
        for part in client.sessions
    )


def _sheet(
    client: ClientPart,
    part: SessionPart,
    by_ref: dict[int, Line],
    goals: Iterable[Line],
    notes: Iterable[Line],
) -> Sheet:
    here = tuple(by_ref[line.ref] for line in part.lines)
    known = tuple(goal for goal in goals if goal.session_id <= part.ref)
    ties = (x for line in (*here, *known) for x in (line.about, line.builds_on))
    named = {x for x in ties if x is not None}
    return Sheet(
        client=Client(id=1, code=client.code),
        session=Session(
            id=part.ref,
            client_id=1,
            number=part.number,
            started_at=moment(part.started_at),
            stopped_at=moment(part.stopped_at) if part.stopped_at else None,
            signed_at=moment(part.signed_at) if part.signed_at else None,
            format=part.format,
            timed=part.timed,
            held=part.held,
            present=part.present,
        ),
        lines=here,
        goals=known,
        goal_notes=tuple(x for x in notes if x.session_id <= part.ref),
        related=tuple(by_ref[x] for x in sorted(named & by_ref.keys())),
    )


def _lines(client: ClientPart) -> tuple[Line, ...]:
    """All lines in the order in which they were typed."""
    found = [(line, part.ref) for part in client.sessions for line in part.lines]
    numbers = {line.ref: line.number for line, _ in found}
    return tuple(
        _line(line, session, numbers.get(line.goal or 0))
        for line, session in sorted(found, key=lambda pair: pair[0].ref)
    )


def _line(part: LinePart, session: int, goal: int | None) -> Line:
    return Line(
        id=part.ref,
        session_id=session,
        goal=goal,
        at=moment(part.at),
        **part.model_dump(exclude={"ref", "goal", "at"}),
    )


def moment(text: str) -> datetime:
    """A moment of the file, aware."""
    return datetime.fromisoformat(text)
