"""A client of an export as the prints know one: sessions, lines, goals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sessiontui.domain.entities import Client, Line, Session
from sessiontui.domain.kinds.index import Kind
from sessiontui.domain.prints.document import Sheet
from sessiontui.domain.session.times import in_place
from sessiontui.store.schema.tables import OFFSETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sessiontui.exchange.schema.document import ClientPart, SessionPart
    from sessiontui.exchange.schema.lines import LinePart

_APART = {"ref", "goal", *OFFSETS["line"], *(f"{x}_offset" for x in OFFSETS["line"])}


@dataclass(frozen=True, slots=True)
class Past:
    """One session with what prints are made from."""

    part: SessionPart
    sheet: Sheet


def until(sessions: tuple[Past, ...], which: int | str | None) -> tuple[Past, ...]:
    """The sessions up to the one that is asked for, which is last; without one, all."""
    known = [each.sheet.session.which for each in sessions]
    return sessions if which is None else sessions[: known.index(which) + 1]


def past(client: ClientPart) -> tuple[Past, ...]:
    """A client's sessions, first to last, each ready to be printed."""
    lines = _lines(client)
    by_ref = {line.id: line for line in lines}
    goals = sorted(
        (x for x in lines if x.kind is Kind.GOAL and x.number is not None),
        key=lambda line: line.number or 0,
    )
    notes = [x for x in lines if x.kind is Kind.GOAL and x.number is None]
    sessions = sorted(_sessions(client.sessions), key=lambda each: each.order)
    days = {each.id: each.day for each in sessions}
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
                _last_hour(sessions[:place], parts) if each.is_entry else None,
                days,
            ),
        )
        for place, each in enumerate(sessions)
    )


def _sessions(parts: Iterable[SessionPart]) -> Iterator[Session]:
    """Sessions, and entries numbered within their day as they were made."""
    made: Counter[str] = Counter()
    for part in parts:
        made[part.day or ""] += part.number is None
        yield _session(part, made[part.day or ""] or 1)


def _last_hour(before: list[Session], parts: dict[int, SessionPart]) -> Session | None:
    """The last hour before in which anything is recorded."""
    hours = (x for x in reversed(before) if not x.is_entry and parts[x.id].lines)
    return next(hours, None)


def _sheet(
    client: ClientPart,
    session: Session,
    here: tuple[Line, ...],
    by_ref: dict[int, Line],
    goals: tuple[Line, ...],
    notes: tuple[Line, ...],
    last: Session | None,
    days: dict[int, date],
) -> Sheet:
    ties = (x for line in (*here, *goals) for x in (line.about, line.builds_on))
    named = {x for x in ties if x is not None}
    return Sheet(
        client=Client(id=1, code=client.code),
        session=session,
        lines=here,
        goals=goals,
        goal_notes=notes,
        days=days,
        last_day=last.day if last else None,
        last_risk=tuple(
            x
            for x in by_ref.values()
            if last and x.kind is Kind.RISK and x.session_id == last.id
        ),
        related=tuple(by_ref[x] for x in sorted(named & by_ref.keys())),
    )


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
        **_moments(part, OFFSETS["line"]),
        **part.model_dump(exclude=_APART),
    )


def moment(text: str, offset: int | None) -> datetime:
    """A moment of the file, aware; of no known place, it is shown as here."""
    at = datetime.fromisoformat(text)
    return at.astimezone() if offset is None else in_place(at, offset)


def _moments(part: SessionPart | LinePart, names: Iterable[str]) -> dict[str, Any]:
    """The moments of a part that it has, each as its place showed it."""
    return {
        name: moment(text, getattr(part, f"{name}_offset"))
        for name in names
        if (text := getattr(part, name)) is not None
    }
