"""One renderer for every print: the same record always gives the same bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.entities import SessionKind
from sessiontui.domain.kinds.lookup import NOTHING_VOICED, ROWS, Kind
from sessiontui.domain.prints.document import Item, tied
from sessiontui.domain.prints.formats import (
    DEFAULT_WIDTH,
    FORMATS,
    NAME_LINE,
    NOT_RECORDED,
)
from sessiontui.domain.prints.line_order import discussed, followed_up
from sessiontui.domain.prints.sections import fill_sections
from sessiontui.domain.prints.words.clinical import (
    answered_follow_up,
    card_said,
    is_told_both_ways,
)
from sessiontui.domain.prints.words.sentence_leads import in_one_row
from sessiontui.domain.session.client_card import DIAGNOSIS, TELEHEALTH
from sessiontui.domain.session.closing_questions import said_under
from sessiontui.domain.session.head import is_from_afar
from sessiontui.domain.session.times import minutes_between
from sessiontui.domain.text import cell_width, clean, text_columns, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jinja2 import Environment

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.document import Sheet
    from sessiontui.domain.prints.formats import Format

_BLANK = re.compile("^ +$", re.MULTILINE)
_CHAIN = re.compile(r"chain \S+")
_LABEL_COLUMNS = 20
_NARROW = 50
_DEEPEST = 40
"""Columns that a template may leave empty at the left."""
_TITLES = {
    SessionKind.MISSED: "MISSED APPOINTMENT",
    SessionKind.CONTACT: "CONTACT",
    SessionKind.CARD: "CARD",
}
_MINUTES = FORMATS["minutes"]
_UNDER_NO_HEADINGS = replace(
    _MINUTES, sections=tuple(replace(x, heading="") for x in _MINUTES.sections)
)
"""The lines of an entry: what no heading names says itself what it is."""
_NO_PSYCHOTHERAPY = "not psychotherapy time"
SIGNED, DRAFT = "SIGNED", "draft"


def render(sheet: Sheet, format_name: str, width: int = DEFAULT_WIDTH) -> str:
    """The print of a session as plain text that ends with a newline.

    Width is in columns; 0 leaves every line as long as it is.

    Raises:
        KeyError: no format has that name.
    """
    chosen = FORMATS[format_name]
    if chosen.for_client:
        rows = _as_sheet
    else:
        rows = _as_entry if sheet.session.is_entry else _as_sections
    return ended("\n".join(rows(sheet, chosen, width)))


def _as_sections(sheet: Sheet, chosen: Format, width: int) -> Iterator[str]:
    """A head, and under each heading its entries one below the other."""
    known = head(sheet)
    yield fold(
        f"{chosen.title}  {known['client']}  session {known['number']}", width, then=2
    )
    for row in _when(known):
        yield fold(row, width, then=2)
    for row in _about(sheet, chosen):
        yield fold(row, width, then=2)
    between = () if chosen.close else ("",)
    deeper = 0 if chosen.prose else 2
    for section in fill_sections(sheet, chosen):
        yield from (*between, section.heading)
        for item in section.entries or (Item(section.empty),):
            first = 1 + item.depth * 2
            yield fold(item.text, width, first, first + deeper)
    yield from between
    yield f"format {chosen.shown}   status {known['status']}"
    yield from _signature(known, width)


def _about(sheet: Sheet, chosen: Format) -> Iterator[str]:
    """The client of a session, its type and its matter: each where it is known."""
    if sheet.name_line:
        yield NAME_LINE
    by = (f"By {sheet.by}" if sheet.by else "", sheet.service)
    if any(by):
        yield "   ".join(x for x in by if x)
    yield from _from_card(sheet, DIAGNOSIS)
    yield from _where(sheet, chosen)
    if is_from_afar(sheet.session.held):
        unknown = NOT_RECORDED if chosen.practice else ""
        yield from _from_card(sheet, TELEHEALTH, unknown)
    if not chosen.practice:
        return
    if sheet.supervised_by:
        yield supervised(sheet.supervised_by)
    if items := discussed(sheet):
        yield f"Discussed: {'; '.join(line.text for line in items)}"
    for line in sheet.lines:
        if line.kind is Kind.CONSENT:
            text = line.row.print_as_of(line.sub)
            yield f"{text}: {line.text}" if line.text else text


def supervised(by: str) -> str:
    """The supervisor of a print's author, whose signature is on paper at most."""
    return f"Supervised by {by}; co-signature {NOT_RECORDED}"


def _from_card(sheet: Sheet, name: str, unknown: str = "") -> Iterator[str]:
    """A field of the card behind its label, where anything is to be said of it."""
    if words := card_said(sheet, name) or unknown:
        yield said_under(ROWS[Kind.CARD].print_as_of(name), words)


def _when(known: Mapping[str, object]) -> Iterator[str]:
    """The times, how it was held and who was there: on one row where they fit."""
    row = f"{known['when']}"
    if text_columns(row) <= DEFAULT_WIDTH:
        yield row
        return
    held, present = f"{known['held']}", f"{known['present']}"
    row = row.removesuffix(present).rstrip()
    beside = text_columns(row) <= DEFAULT_WIDTH
    yield row if beside else row.removesuffix(held).rstrip()
    if held and not beside:
        yield f"Held: {held}"
    if present:
        yield f"Present: {present}"


def _where(sheet: Sheet, chosen: Format) -> Iterator[str]:
    """The place where it was held; of each of the two, if they were not together."""
    here, own = sheet.session.place, sheet.place
    if not is_from_afar(sheet.session.held):
        if here or own:
            yield f"Place: {here or own}"
        return
    client = here or (NOT_RECORDED if chosen.practice else "")
    places = (("Client's place", client), ("Therapist's place", own))
    known = [f"{name}: {place}" for name, place in places if place]
    row = "   ".join(known)
    yield from (row,) if text_columns(row) <= DEFAULT_WIDTH else known


def _signature(known: Mapping[str, object], width: int) -> Iterator[str]:
    if signature := str(known["signature"]):
        yield from (fold(row, width, then=2) for row in signature.split("\n"))


def _as_entry(sheet: Sheet, chosen: Format, width: int) -> Iterator[str]:
    """An entry: its name, its lines by their minute, and nothing else."""
    del chosen
    session, known = sheet.session, head(sheet)
    yield from _entry_head(sheet, known, width)
    for line in sheet.lines if session.is_card else ():
        if line.kind is Kind.CARD:
            said = said_under(line.row.print_as_of(line.sub), line.text)
            yield fold(said, width, 1, 3)
    for section in fill_sections(sheet, _UNDER_NO_HEADINGS):
        if section.name != _UNDER_NO_HEADINGS.goals:
            yield from (fold(item.text, width, 1, 3) for item in section.entries)
    if session.is_missed:
        yield from _after_missed(sheet, width)
    else:
        yield f"{_NO_PSYCHOTHERAPY[0].upper()}{_NO_PSYCHOTHERAPY[1:]}"
    yield from _signature(known, width)


def _entry_head(sheet: Sheet, known: Mapping[str, object], width: int) -> Iterator[str]:
    """The name of an entry and how it stands, who was there, and what it is about."""
    session = sheet.session
    what = [_TITLES[session.kind], sheet.client.code, f"{session.day:%a %Y-%m-%d}"]
    if not session.is_missed:
        what += (_lasted(sheet), session.held)
    title = "  ".join(x for x in what if x)
    status = f"status {known['status']}"
    free = width - sum(map(cell_width, f"{title}{status}"))
    row = f"{title}{' ' * max(3, free)}{status}"
    if width and text_columns(row) > width:
        row = f"{fold(title, width, then=2)}\n  {status}"
    yield row
    if sheet.name_line:
        yield NAME_LINE
    about = _answers(sheet)
    by = (
        f"By {sheet.by}" if sheet.by else "",
        f"With: {session.present}" if session.present else "",
        f"About: {about}" if about else "",
    )
    if any(by):
        yield fold("   ".join(x for x in by if x), width, then=2)
    if session.is_missed:
        planned = f"Planned {known['start']}" if session.start_noted else ""
        words = (planned, session.held, "no psychotherapy time")
        planned = in_one_row(x for x in words if x)
        yield fold(f"{planned[0].upper()}{planned[1:]}", width, then=2)


def _after_missed(sheet: Sheet, width: int) -> Iterator[str]:
    """The risk before a missed appointment, and whether a next step is recorded."""
    for label, risks in _risk_before(sheet):
        alone = f" {risks[0]}" if len(risks) == 1 else ""
        yield fold(f"{label}:{alone}", width, then=2)
        yield from (fold(x, width, 1, 3) for x in risks if not alone)
    next_step = any(x.row.section(x.sub, "soap") == "P" for x in sheet.lines)
    if not (next_step or followed_up(sheet)):
        yield "Next step: not recorded"


def _risk_before(sheet: Sheet) -> Iterator[tuple[str, list[str]]]:
    """The risk as it stood: at the last session, and what was told of it since."""
    last, since = sheet.last_risk, sheet.risk_since
    answers = [x for x in since if x.about in {risk.id for risk in last}]
    if sheet.last_day is not None:
        told = [y for x in last for y in (x, *(a for a in answers if a.about == x.id))]
        timed = is_told_both_ways({x.sub for x in told})
        risks = [_of_risk(x, sheet, timed=timed) for x in told]
        yield (
            f"Risk at the last session ({sheet.last_day})",
            risks or ["nothing recorded"],
        )
    if rest := [x for x in since if x not in answers]:
        yield "Risk between sessions", [_of_risk(x, sheet, timed=True) for x in rest]


def _of_risk(line: Line, sheet: Sheet, *, timed: bool) -> str:
    label = line.row.print_as_of(line.sub) if line.sub else ""
    if line.sub == NOTHING_VOICED and line.text:
        label = label.rstrip(".")
    day = sheet.day_of(line)
    answers = line.about in {x.id for x in sheet.last_risk}
    if answers and day != sheet.last_day:
        label = f"{label} {day}"
    about = tied(line.about, Kind.RISK, sheet.by_id)
    if about is not None and not answers:
        label = f"{answered_follow_up(line, sheet)} done"
    text = said_under(label, line.text)
    stamp = sheet.shown(line.at) if line.at.date() == day and timed else ""
    if day != sheet.last_day and not answers:
        stamp = f"{day} {stamp}".rstrip()
    return f"{stamp} {text}".lstrip()


def _lasted(sheet: Sheet) -> str:
    """From when to when a contact was, as far as that was noted."""
    session = sheet.session
    start = f"{session.started_at:%H:%M}" if session.start_noted else ""
    if session.stopped_at is None:
        return start
    # Written down at once, it tells nothing of how long it was.
    minutes = minutes_between(session.started_at, session.stopped_at)
    if not minutes:
        return start
    stop = f"{session.stopped_at:%H:%M}"
    return f"{start} to {stop} ({minutes} min)" if start else f"{minutes} min"


def _answers(sheet: Sheet) -> str:
    """The risk follow-ups that an entry's lines answer, by the day they are of."""
    by_id = sheet.by_id
    about = (tied(x.about, Kind.RISK, by_id) for x in sheet.lines if x.about)
    days = dict.fromkeys(f"{sheet.day_of(x)}" for x in about if x)
    return f"risk follow-up of {', '.join(days)}" if days else ""


def _as_sheet(sheet: Sheet, chosen: Format, width: int) -> Iterator[str]:
    """For the client: each heading beside the first of its entries."""
    yield from (chosen.title, str(head(sheet)["day"]), "")
    for section in fill_sections(sheet, chosen):
        for place, item in enumerate(section.entries or (Item(section.empty),)):
            label = "" if place else f"{section.heading}:"
            yield beside_label(label, item.text, width)
    if chain := _CHAIN.search(sheet.signature):
        yield from ("", chain.group())


def add_filters(environment: Environment, width: int) -> None:
    """Give templates what sets text in columns: `fold` and `label`."""
    filters: dict[str, Callable[..., str]] = environment.filters
    filters["fold"] = lambda text, first=0, then=0: fold(text, width, first, then)
    filters["label"] = lambda label, text: beside_label(label, text, width)


def fold(text: str, width: int, first: int = 0, then: int = 0) -> str:
    """A text in columns, its first row and the ones below it set in that far."""
    first, then = (min(max(0, columns), _DEEPEST) for columns in (first, then))
    folded = wrap(text, width and max(1, width - first), " " * (then - first))
    return " " * first + folded.replace("\n", "\n" + " " * first)


def ended(text: str) -> str:
    """A print as it leaves the program: cleaned, and ended by one newline."""
    return _BLANK.sub("", clean(text)).rstrip("\n") + "\n"


def head(sheet: Sheet) -> dict[str, object]:
    """The head of a print: whose session, when, how it was held, who was there.

    What is not known prints as nothing.
    """
    session = sheet.session
    start, stop = session.started_at, session.stopped_at
    ended = sheet.shown(stop) if stop else ""
    noted = session.start_noted
    minutes = minutes_between(start, stop) if stop and noted else None
    day = f"{session.day:%a %Y-%m-%d}"
    began = f"start {start:%H:%M}" if noted else "start not noted"
    when = f"{day}  {began}"
    if stop and noted:
        when += f"  stop {ended} ({minutes} min)"
    elif stop:
        when += f"  stop {ended}"
    if session.by_hand:
        when += "  times set by hand"
    return {
        "client": sheet.client.code,
        "number": session.number,
        "day": day,
        "start": f"{start:%H:%M}" if noted else "",
        "stop": ended,
        "minutes": minutes,
        "held": session.held,
        "present": session.present,
        "place": session.place,
        "service": sheet.service,
        "diagnosis": card_said(sheet, DIAGNOSIS),
        "telehealth": card_said(sheet, TELEHEALTH),
        "when": "  ".join(x for x in (when, session.held, session.present) if x),
        "status": SIGNED if session.signed_at else DRAFT,
        "signature": sheet.signature if session.signed_at else "",
    }


def beside_label(label: str, text: str, width: int) -> str:
    """A label with its text beside it, or, where that is too narrow, above it."""
    if 0 < width < _NARROW:
        head = f"{label}\n" if label else ""
        return head + "  " + wrap(text, width - 2).replace("\n", "\n  ")
    pad = " " * _LABEL_COLUMNS
    body = wrap(text, width and width - _LABEL_COLUMNS)
    return label.ljust(_LABEL_COLUMNS) + body.replace("\n", "\n" + pad)
