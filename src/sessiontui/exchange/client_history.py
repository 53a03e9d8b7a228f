"""A client of an export as the prints know one: sessions, lines, goals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sessiontui.domain.entities import Client, Line, Session
from sessiontui.domain.kinds.index import Kind
from sessiontui.domain.prints.document import Sheet
from sessiontui.domain.session.times import local_day

if TYPE_CHECKING:
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
    sessions = sorted(map(_session, client.sessions), key=lambda each: each.order)
    parts = {part.ref: part for part in client.sessions}
    places = {each.id: place for place, each in enumerate(sessions)}
    notes.sort(key=lambda line: (places[line.session_id], line.id))
    return tuple(
        Past(
            parts[each.id],
            _sheet(
                client,
                each,
                tuple(by_ref[line.ref] for line in parts[each.id].lines),
                by_ref,
                tuple(x for x in goals if places[x.session_id] <= place),
                tuple(x for x in notes if places[x.session_id] <= place),
            ),
        )
        for place, each in enumerate(sessions)
    )


def _sheet(
    client: ClientPart,
    session: Session,
    here: tuple[Line, ...],
    by_ref: dict[int, Line],
    goals: tuple[Line, ...],
    notes: tuple[Line, ...],
) -> Sheet:
    ties = (x for line in (*here, *goals) for x in (line.about, line.builds_on))
    named = {x for x in ties if x is not None}
    return Sheet(
        client=Client(id=1, code=client.code),
        session=session,
        lines=here,
        goals=goals,
        goal_notes=notes,
        related=tuple(by_ref[x] for x in sorted(named & by_ref.keys())),
    )


def _session(part: SessionPart) -> Session:
    began = moment(part.started_at)
    return Session(
        id=part.ref,
        client_id=1,
        number=part.number or 0,
        kind=part.kind,
        start_noted=part.start_noted,
        day=date.fromisoformat(part.day) if part.day else local_day(began),
        started_at=began,
        stopped_at=moment(part.stopped_at) if part.stopped_at else None,
        signed_at=moment(part.signed_at) if part.signed_at else None,
        format=part.format,
        timed=part.timed,
        held=part.held,
        present=part.present,
        place=part.place,
        service=part.service,
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
        written=moment(part.written) if part.written else None,
        changed=moment(part.changed) if part.changed else None,
        **part.model_dump(exclude={"ref", "goal", "at", "written", "changed"}),
    )


def moment(text: str) -> datetime:
    """A moment of the file, aware."""
    return datetime.fromisoformat(text)
