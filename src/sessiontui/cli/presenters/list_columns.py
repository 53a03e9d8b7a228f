"""Lists as plain text and as JSON: aligned, in local time, one fact a column."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from sessiontui.cli.output import say, tell
from sessiontui.domain.entities import Author, SessionKind, rated
from sessiontui.domain.kinds.lookup import LEFT_OPEN, Kind
from sessiontui.domain.prints.formats import NOT_ANSWERED
from sessiontui.domain.search_query import bracketed
from sessiontui.domain.session.opening import CHECK_IN, RISK_LAST_TIME
from sessiontui.domain.session.times import clock_time, minutes_between
from sessiontui.domain.text import cell_width, clean, one_line, with_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from sessiontui.domain.entities import ClientOverview, Line, SearchHit, Session
    from sessiontui.domain.session.opening import Opening
    from sessiontui.domain.waiting import Waiting

T = TypeVar("T")
_OPENING_LABEL = 24
_LATER = frozenset({"scores"})
"""Fields that were not in the first version of JSON, which stays as it was."""
_NAMED = {x: "" if x is SessionKind.HOUR else x.value for x in SessionKind}


def say_list(
    of: str,
    found: Sequence[T],
    fields: Callable[[T], dict[str, object]],
    row: Callable[[T], Sequence[str]],
    nothing: str,
    as_data: str | None,
) -> None:
    """Say a list as JSON or in columns, or on stderr that there is nothing."""
    if as_data:
        say(as_json(of, map(fields, found), as_data))
    elif found:
        say(in_columns(map(row, found)))
    else:
        tell(nothing)


def as_json(
    of: str,
    data: dict[str, object] | Iterable[dict[str, object]],
    version: str | None,
) -> str:
    """The JSON of a command for programs, in the scripts it was typed in.

    The first version is the data alone; from the second on it says what it is.
    """
    told: object = data if isinstance(data, dict) else list(data)
    if version == "1" and isinstance(data, dict):
        told = {name: x for name, x in data.items() if name not in _LATER}
    if version == "2":
        told = {"format": f"sessiontui-{of}", "version": 2, "data": told}
    return json.dumps(told, ensure_ascii=False, indent=2)


def in_columns(rows: Iterable[Sequence[str]]) -> str:
    """Rows of text with aligned columns, two spaces between."""
    table = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell))
            for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in table
    )


def client_row(overview: ClientOverview) -> tuple[str, ...]:
    """A client as a row: code, how many sessions, the last one."""
    return (
        overview.client.code,
        with_count(overview.sessions, "session"),
        _day_and_time(overview.last_day, overview.last_started_at) or "-",
        ", ".join(x for x in (overview.next_words, overview.open_words) if x),
    )


def client_fields(overview: ClientOverview) -> dict[str, object]:
    """A client for programs."""
    return {
        "client": overview.client.code,
        "sessions": overview.sessions,
        "unsigned": overview.unsigned,
        "no_end": overview.endless,
        "last_day": overview.last_day and f"{overview.last_day}",
        "last_started_at": _stamp(overview.last_started_at),
        "next_day": overview.next_day and f"{overview.next_day}",
        "next_time": overview.next_time and f"{overview.next_time:%H:%M}",
    }


def session_row(session: Session, chain: str = "") -> tuple[str, ...]:
    """A session as a row: number, start, length, print, and its signature's chain."""
    return (
        _NAMED[session.kind] + session.of_day_words or f"{session.number}",
        _day_and_time(session.day, session.started_at if session.start_noted else None),
        _length(session),
        session.held if session.is_entry else session.format,
        f"signed {chain}".rstrip() if session.signed_at else "",
    )


def session_fields(session: Session, chain: str = "") -> dict[str, object]:
    """A session for programs."""
    return {
        "number": None if session.is_entry else session.number,
        "kind": session.kind.value,
        "entry": session.which if session.is_entry else None,
        "day": f"{session.day}",
        "started_at": _stamp(session.started_at),
        "stopped_at": _stamp(session.stopped_at),
        "signed_at": _stamp(session.signed_at),
        "chain": chain or None,
        "format": session.format,
        "held": session.held,
        "present": session.present,
        "place": session.place,
        "service": session.service,
    }


def waiting_row(row: Waiting) -> tuple[str, ...]:
    """A thing that waits: its day, with whom, what, the way there, and its words."""
    return row.when, row.client.code, row.label, row.command, row.words


def waiting_fields(row: Waiting) -> dict[str, object]:
    """One thing that waits, for programs."""
    session = row.session
    entry = session.which if session and session.is_entry else None
    return {
        "what": row.what.name.casefold(),
        "client": row.client.code,
        "day": f"{row.day}",
        "session": session.number if session and not session.is_entry else None,
        "entry": entry,
        "request": row.request and row.request.id,
        "text": clean(row.words),
        "command": row.command,
    }


def hit_block(
    hit: SearchHit,
    words: Iterable[str] = (),
    around: tuple[tuple[Line, ...], tuple[Line, ...]] = ((), ()),
) -> str:
    """A search hit: where it stands, and below what it says, [found] words marked.

    What stands `around` it, before and behind, is told with what it is.
    """
    head = (
        f"{hit.client.code} · {hit.session_name} · {local(hit.line.at)} · {hit.label}"
    )
    before, behind = around
    rows = [
        *(f"({line.label}) {line_words(line)}" for line in before),
        bracketed(line_words(hit.line), words),
        *(f"({line.label}) {line_words(line)}" for line in behind),
    ]
    return "\n  ".join((head, *"\n".join(rows).split("\n")))


def hit_fields(hit: SearchHit) -> dict[str, object]:
    """A search hit for programs."""
    return {
        "client": hit.client.code,
        "session": None if hit.entry else hit.session_number,
        "entry": hit.entry or None,
        "at": _stamp(hit.line.at),
        "kind": hit.line.kind.value,
        "label": hit.label,
        "text": clean(line_words(hit.line)),
    }


def opening_text(opening: Opening) -> str:
    """From last time, as plain lines."""
    if opening.is_empty:
        return "From last time: nothing yet. What has been working lately?"
    asked, more = opening.asked
    glad = [(line.label, line) for line in (*opening.strengths, *opening.wins)]
    rows = [
        *(("to look at together", card.head) for card in opening.homework),
        *(("  smaller version", x) for card in opening.homework for x in card.smaller),
        *(("asked to do differently", line) for line in asked),
        *((line.label, line) for line in opening.parked),
        *(("not reached", line) for line in opening.unfinished),
    ]
    told = [f"  {opening.ended_words}"] if opening.ended else []
    told += [f"  {CHECK_IN}"] if opening.check_in else []
    told += map(_opening_row, glad)
    told += [f"  {opening.follow_up_words(line)}" for line in opening.follow_ups]
    told += [f"  {RISK_LAST_TIME}"] if opening.risk else []
    told += map(_opening_row, rows)
    if more:
        are = with_count(more, "more request is", "more requests are")
        told.append(f"  {are} open: sessiontui progress")
    if opening.older_row:
        told.append(f"  {opening.older_row.words}: /agenda, then /rows")
    return "\n".join(("From last time", *told))


def _opening_row(row: tuple[str, Line]) -> str:
    label, line = row
    return f"  {label.ljust(_OPENING_LABEL)} {one_line(line_words(line))}"


def line_words(line: Line) -> str:
    """The words of a line, with what its tail said."""
    text = rated(line) if line.row.scale else line.text
    if line.sub == LEFT_OPEN:
        text = NOT_ANSWERED
    if line.keyed:
        text += " (typed by the client)"
    if line.minutes:
        text += f" ({line.minutes} min)"
    if line.kind is Kind.AGENDA and line.author is Author.THERAPIST:
        text += " (mine)"
    if line.likely is not None:
        text += f" (likely {line.likely}%)"
    return text + (f"  #{line.goal}" if line.goal is not None else "")


def local(moment: datetime | None) -> str:
    """A moment as its place showed it, to the minute; nothing for none."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _day_and_time(day: date | None, at: datetime | None) -> str:
    """A day of service with the time at which it began, as far as they are known."""
    return " ".join([*([f"{day}"] if day else []), *([clock_time(at)] if at else [])])


def _length(session: Session) -> str:
    if session.is_missed:
        return ""
    if session.stopped_at is None:
        return "" if session.is_card else "open"
    if not session.start_noted:
        return "not noted"
    minutes = minutes_between(session.started_at, session.stopped_at)
    return f"{minutes} min"


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _width(text: str) -> int:
    return sum(map(cell_width, text))
