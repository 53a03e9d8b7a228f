"""A therapist's own formats: templates in the settings folder, for clinical prints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sessiontui.domain.entities import number_text
from sessiontui.domain.prints.document import FilledSection, Item
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.domain.prints.line_order import printable
from sessiontui.domain.prints.render import add_filters, ended, fold, head
from sessiontui.domain.prints.sections import fill_sections
from sessiontui.domain.prints.words.clinical import rating_text, told_alone
from sessiontui.domain.session.goals import STATUSES, status
from sessiontui.domain.text import clean, one_line
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.document import Sheet

ENDING = ".txt.j2"
LONGEST_TEMPLATE = 64_000
"""Bytes of a template."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
_WHAT = re.compile(r"\{#-?\s*(.*?)\s*-?#\}")
_WHAT_LONGEST = 60
_TOO_MUCH = "it runs too long, or makes too much"
_UNKNOWN_NAME = re.compile(r"'\w+' is undefined")
_RISK_HERE = "\x00risk\x00"
"""The token of the risk block in a template; no text of a record can hold it."""


@dataclass(frozen=True, slots=True)
class OwnFormat:
    """A template of the therapist's: its name, and what its first comment says."""

    name: str
    what: str
    path: Path


@dataclass(frozen=True, slots=True)
class PlainLine:
    """A line as a template sees it; docs/templates.md tells what each part is."""

    kind: str
    sub: str
    label: str
    text: str
    said: str
    minute: str
    author: str
    goal: int | None
    number: int | None
    value: float | None
    likely: int | None
    minutes: int | None
    done: bool
    keyed: bool
    after: str


@dataclass(frozen=True, slots=True)
class PlainGoal:
    """A goal as a template sees it: how it stands, and today's ratings."""

    number: int | None
    text: str
    status: str
    ratings: tuple[str, ...]
    before: str


def own_formats(folder: Path) -> tuple[OwnFormat, ...]:
    """The formats of a folder, by name. What it cannot be called is left out."""
    return tuple(
        OwnFormat(name, _what(path), path)
        for path in _templates(folder)
        if not why_not(name := path.name.removesuffix(ENDING)) and not _leads_out(path)
    )


def unused(folder: Path) -> Mapping[str, str]:
    """Templates that are no formats by their file's name, each with the reason.

    A part that others include begins with an underscore and is none of these.
    """
    return {
        path.name: reason
        for path in _templates(folder)
        if not path.name.startswith("_")
        and (reason := why_not(path.name.removesuffix(ENDING)) or _leads_out(path))
    }


def why_not(name: str) -> str:
    """The reason a format cannot be called that; "" where it can."""
    if name in FORMATS:
        return "a built-in format has that name"
    if not _NAME.fullmatch(name):
        return "a name has a to z, 0 to 9, - and _, at most 30"
    return ""


def find_own(folder: Path, name: str) -> OwnFormat | None:
    """The format of that name."""
    return next((own for own in own_formats(folder) if own.name == name), None)


def fingerprint(folder: Path) -> str:
    """A digest over all templates of a folder, since one may include another."""
    found = sha256()
    for path in _templates(folder):
        if _leads_out(path):
            continue
        found.update(f"{path.name}\n{sha256(path.read_bytes()).hexdigest()}".encode())
    return found.hexdigest()


def format_names(folder: Path) -> tuple[str, ...]:
    """All formats there are: the built-in ones, then the therapist's own."""
    return (*FORMATS, *(own.name for own in own_formats(folder)))


def render_own(sheet: Sheet, own: OwnFormat, width: int) -> str:
    """The print of a session by a template of the therapist's.

    Risk cannot be left out: where the template does not place it, it heads the print.

    Raises:
        UsageError: the template cannot be used; the sentence names it and the line,
            and nothing of the client's.
    """
    from jinja2 import TemplateError
    from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError

    from sessiontui.domain.prints.sandbox import LONGEST_PRINT, Bounded, TooMuchError

    environment = Bounded(own.path.parent)
    add_filters(environment, width)
    said_of: str
    try:
        if own.path.stat().st_size > LONGEST_TEMPLATE:
            raise UsageError(f"{own.path} is longer than {LONGEST_TEMPLATE:,} bytes.")
        parts: list[str] = []
        size = 0
        template = environment.get_template(own.path.name)
        for part in template.generate(**_given(sheet, width)):
            size += len(part)
            if size > LONGEST_PRINT:
                raise TooMuchError
            parts.append(part)
        return ended(_with_risk("".join(parts), _risk(sheet, width)))
    except TemplateSyntaxError as error:
        name = error.name or own.path.name
        place, said_of = f"{name}, line {error.lineno}", f"{error.message or ''}"
    except TemplateNotFound as error:
        place = _place(error.__traceback__, own)
        said_of = f"what it includes is not in {own.path.parent}"
    except (TooMuchError, RecursionError, MemoryError) as error:
        place, said_of = _place(error.__traceback__, own), _TOO_MUCH
    except SecurityError as error:
        place, said_of = _place(error.__traceback__, own), "that is not allowed"
    except UsageError:
        raise
    except OSError:
        raise UsageError(f"{own.path} cannot be read.") from None
    except Exception as error:  # noqa: BLE001 - its text may hold the client's words
        place = _place(error.__traceback__, own)
        named = isinstance(error, TemplateError) and _UNKNOWN_NAME.fullmatch(str(error))
        # Only a name that stands in the template itself is ever repeated.
        said_of = str(error) if named else "that cannot be worked out"
    raise UsageError(f"Template {place}: {said_of.rstrip('.')}.") from None


def _place(trace: TracebackType | None, own: OwnFormat) -> str:
    """The template and the line where something went wrong, the innermost there is."""
    place = own.path.name
    folder = str(own.path.parent)
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(ENDING) and file.startswith(folder):
            place = f"{file.removeprefix(folder).lstrip('/')}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _given(sheet: Sheet, width: int) -> dict[str, object]:
    """All that a template gets: plain values, without what stands in no print."""
    by_id = sheet.by_id
    lines = printable(sheet)
    return {
        **{key: _cleaned(value) for key, value in head(sheet).items()},
        "width": width,
        "lines": tuple(
            PlainLine(
                kind=line.kind.value,
                sub=line.sub,
                label=line.label,
                text=clean(line.text),
                said=clean(told_alone(line, sheet, by_id)),
                minute=sheet.stamp(line),
                author=line.author.value,
                goal=line.goal,
                number=line.number,
                value=line.value,
                likely=line.likely,
                minutes=line.minutes,
                done=line.done,
                keyed=line.keyed,
                after=sheet.moment(done) if (done := sheet.done_before(line)) else "",
            )
            for line in lines
        ),
        "goals": tuple(_goal(goal, sheet) for goal in sheet.goals),
        "sections": lambda name: _sections(sheet, name),
        "risk": _RISK_HERE,
    }


def _cleaned(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


def _goal(goal: Line, sheet: Sheet) -> PlainGoal:
    ratings = (
        clean(rating_text(line, sheet))
        for line in printable(sheet)
        if line.kind.value == "rating" and line.goal == goal.number
    )
    return PlainGoal(
        number=goal.number,
        text=clean(goal.text),
        status=STATUSES[status(goal, sheet.goal_notes)],
        ratings=tuple(ratings),
        before=clean(_rated_before(goal, sheet)),
    )


def _rated_before(goal: Line, sheet: Sheet) -> str:
    """The goal's last rating before this session."""
    found = (x for x in sheet.rated_before if x.goal == goal.number and not x.text)
    line = next(found, None) if goal.number else None
    day = f" on {sheet.day_of(line)}" if line else ""
    return f"{number_text(line.value or 0)}/10{day}" if line else ""


def _sections(sheet: Sheet, name: str) -> tuple[FilledSection, ...]:
    """The sections of a built-in clinical format, but for risk, which is apart."""
    chosen = FORMATS.get(name)
    if chosen is None or chosen.for_client:
        return ()
    return tuple(
        FilledSection(
            section.name,
            section.heading,
            tuple(Item(clean(item.text), item.depth) for item in section.entries),
        )
        for section in fill_sections(sheet, chosen)
        if section.name != "risk"
    )


def _risk(sheet: Sheet, width: int) -> str:
    """The risk block as every clinical print begins with it; "" without any risk."""
    rows = []
    for section in fill_sections(sheet, FORMATS["minutes"]):
        if section.name == "risk":
            rows.append(section.heading)
            for item in section.entries:
                first = 1 + item.depth * 2
                rows.append(fold(clean(item.text), width, first, first + 2))
    return "\n".join(rows)


def _with_risk(text: str, risk: str) -> str:
    """The print with the risk block where the template has it, or else ahead."""
    if not risk:
        return text.replace(_RISK_HERE + "\n", "").replace(_RISK_HERE, "")
    if _RISK_HERE not in text:
        return f"{risk}\n{text}"
    return text.replace(_RISK_HERE, risk, 1).replace(_RISK_HERE, "")


def _templates(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.glob(f"*{ENDING}") if path.is_file())
    except OSError:
        return []


def _leads_out(path: Path) -> str:
    """The reason why a link out of its folder is not read; "" where it is none."""
    inside = path.resolve().is_relative_to(path.parent.resolve())
    return "" if inside else "a link that leads out of the folder is not read"


def _what(path: Path) -> str:
    """The purpose of the format, as the comment on its first line says it."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            first = file.readline(LONGEST_TEMPLATE)
    except (OSError, UnicodeDecodeError):
        return ""
    match = _WHAT.match(first)
    return one_line(clean(match.group(1)), _WHAT_LONGEST) if match else ""
