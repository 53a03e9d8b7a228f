"""The print of a signed session: its own bytes for ever, and what was added since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.prints.formats import DEFAULT_WIDTH
from sessiontui.domain.session.times import clock_time
from sessiontui.domain.signature import AmendmentKind, short_chain
from sessiontui.domain.text import cell_width, clean, with_count, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sessiontui.domain.entities import Line, Session
    from sessiontui.domain.signature import Amendment, Signature

_GAP = "   "


def footer(signature: Signature, start: datetime, name: str = "") -> str:
    """The line that ends the print of a signed session.

    Only one print was signed: one in another format says so, since what earlier
    sessions hold of goals may read otherwise in it by now.
    """
    signed = (
        f"Signed {signature.signer} {when(signature.at, start)}{_GAP}"
        f"chain {short_chain(signature.chain)}"
    )
    if name in {"", signature.format}:
        return signed
    return f"Not the signed print: that one is {signature.format}.\n{signed}"


def with_signature(
    text: str, signature: Signature, start: datetime, name: str = ""
) -> str:
    """A print as it is stored: it ends in the footer, with no newline behind it.

    A template of somebody's own may leave the footer out; the record does not.
    """
    text = text.rstrip("\n")
    if short_chain(signature.chain) not in text:
        text += f"\n\n{footer(signature, start, name)}"
    return text


UNKNOWN = "?" * 64
"""Stands for a chain value before there is one."""


def with_marked_fields(text: str, signature: Signature, start: datetime) -> str:
    """A print before it is signed: when that will be is not known yet."""
    at = when(signature.at, start)
    signed = f"Signed {signature.signer} "
    unknown = "".join("?" if x.isdigit() else x for x in at)
    return text.replace(f"{signed}{at}", f"{signed}{unknown}")


def with_additions(
    stored: str,
    session: Session,
    lines: Sequence[Line],
    amendments: Sequence[Amendment],
    width: int,
) -> str:
    """A signed print with how much was added, and all of that behind it.

    The stored text stands there as it is, but that its head names what corrects it;
    only where a screen is narrower than its lines are they folded.
    """
    count = f"addenda {len(amendments)}"
    last = stored.rpartition("\n")[2]
    fits = sum(map(cell_width, f"{last}{_GAP}{count}")) <= DEFAULT_WIDTH
    text = f"{stored}{_GAP if fits else chr(10)}{count}\n"
    if amendments:
        text += "\nAMENDMENTS\n"
    for number, amendment in enumerate(amendments, 1):
        text += "\n".join(_told(number, amendment, session, lines)) + "\n"
    return narrowed(_headed(text, amendments), width)


def _headed(text: str, amendments: Sequence[Amendment]) -> str:
    """A print whose head says by which amendments it is corrected."""
    numbers = ", ".join(
        f"{number}"
        for number, amendment in enumerate(amendments, 1)
        if amendment.kind is AmendmentKind.CORRECTION
    )
    if not numbers:
        return text
    head, told = text.partition("\n")[0], f"(corrected: see {numbers})"
    fits = sum(map(cell_width, f"{head}{_GAP}{told}")) <= DEFAULT_WIDTH
    return f"{head}{_GAP if fits else chr(10)}{told}{text[len(head) :]}"


def _told(
    number: int, amendment: Amendment, session: Session, lines: Sequence[Line]
) -> Iterable[str]:
    """One amendment: label, moment, author; what it is to; why; its words."""
    at = f"{when(amendment.at, session.started_at)}{_later_by(amendment, session)}"
    yield f" {number} {amendment.kind.label.capitalize()}, {at}, {amendment.author}"
    to = place_named(amendment.about, lines, session.started_at)
    yield f"   To: {session.name}{to}"
    yield f"   Reason: {_indented(amendment.reason)}"
    yield f"   {_indented(amendment.text)}"


def _later_by(amendment: Amendment, session: Session) -> str:
    """The days from a session to what was added to it, where it was another day."""
    days = (amendment.at.date() - session.day).days
    what = "entry" if session.is_entry else "session"
    return f" ({with_count(days, 'day')} after the {what})" if days > 0 else ""


def place_named(about: int | None, lines: Sequence[Line], start: datetime) -> str:
    """The line that an amendment is to: place, minute and kind, no words."""
    for place, line in enumerate(lines, 1):
        if line.id == about:
            return f", line {place} ({clock_time(line.at, start)} {line.label})"
    return ""


def _indented(text: str) -> str:
    return clean(text).replace("\n", "\n   ")


def when(at: datetime, start: datetime | None = None) -> str:
    """A day and time, with its offset where that is not that of a session's start."""
    return f"{at:%Y-%m-%d} {clock_time(at, start)}"


def narrowed(text: str, width: int) -> str:
    """A print as it is read where a screen is narrower than its lines."""
    if not width:
        return text
    return "\n".join(_fold(line, width) for line in text.split("\n"))


def _fold(line: str, width: int) -> str:
    margin = line[: len(line) - len(line.lstrip(" "))][: width // 2]
    if sum(map(cell_width, line)) <= width:
        return line
    return margin + wrap(line.strip(" "), width - len(margin), "  ").replace(
        "\n", f"\n{margin}"
    )
