"""An export as Markdown, to read: goals over time, then session by session.

What was typed never becomes structure: every character that Markdown or HTML could
take for its own is escaped, so that a reader shows the words exactly as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sessiontui.domain.entities import number_text, rating_name
from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.prints.formats import DEFAULT_FORMAT, FORMATS, NONE_RECORDED
from sessiontui.domain.prints.render import head, render
from sessiontui.domain.prints.sections import fill_sections
from sessiontui.domain.prints.signed import when
from sessiontui.domain.session.goals import STATUSES, status
from sessiontui.domain.signature import AmendmentKind, short_chain
from sessiontui.domain.text import clean
from sessiontui.exchange.client_history import ClientHistory, file_moment
from sessiontui.exchange.schema.document import NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sessiontui.domain.entities import Line
    from sessiontui.exchange.client_history import Past
    from sessiontui.exchange.schema.document import SessionPart

_INLINE = re.compile(r"[\\`*_{}\[\]<>&~|$^]")
_AT_START = re.compile(r"^(?=[#+\-=:])")
MARKDOWN_KINDS = (Kind.RATING,)
"""Lines that are told with the goals, too."""
_NUMBERED = re.compile(r"(\d{1,9})([.)])")


def pour_markdown(
    clients: Iterable[ClientHistory], which: int | str | None = None
) -> Iterator[bytes]:
    """A Markdown file of clients that are read in their turn, piece after piece.

    `which` is one session alone.
    """
    yield f"*{NOTICE}*".encode()
    for client in clients:
        before = "\n\n"
        for piece in _client(client, which):
            yield f"{before}{piece}".encode()
            before = "\n"
    yield b"\n"


def _client(history: ClientHistory, which: int | str | None) -> Iterator[str]:
    client, sessions = history.client, history.until(which)
    # A heading may end in #, which would be taken off.
    yield "# " + escaped(client.code).replace(" #", r" \#")
    if which is not None:
        yield ""
        yield from _session(sessions.last)
        return
    yield from _goals(sessions)
    for session in sessions:
        yield ""
        yield from _session(session)
    if client.requests:
        yield "\n## Requests to mend the record\n"
    for request in client.requests:
        day = file_moment(request.at, request.at_offset)
        yield (
            f"- **{request.kind.capitalize()}**, {day:%Y-%m-%d}, "
            f"{escaped(request.author)}: {_said(request.text, 2)}"
        )


def _goals(history: ClientHistory) -> Iterator[str]:
    if not history.sessions or not (goals := history.last.sheet.goals):
        return
    yield "\n## Goals over time\n"
    notes = history.last.sheet.goal_notes
    places = {each.id: place for place, each in enumerate(history.sessions)}
    said = sorted(
        (*history.kept(Kind.RATING), *history.kept(Kind.GOAL)),
        key=lambda line: (places[line.session_id], line.position, line.id),
    )
    for goal in goals:
        stands = STATUSES[status(goal, notes)]
        yield f"- **#{goal.number}** {_said(goal.text)} *({stands})*"
        for line in said:
            if remark := _of_goal(line, goal):
                yield f"  - {line.at:%Y-%m-%d}: {_said(remark, 4)}"


def _of_goal(line: Line, goal: Line) -> str:
    """Words of a line about a goal over time: a rating, a reason, how it stands."""
    if line.kind is Kind.RATING and line.goal == goal.number:
        return f"{rating_name(line)} {number_text(line.value or 0)}/10"
    if line.kind is Kind.GOAL and line.about == goal.id:
        label = line.row.print_as_of(line.sub)
        return f"{label}: {line.text}" if line.text else label
    return ""


def _session(session: Past) -> Iterator[str]:
    sheet = session.sheet
    name = sheet.session.name
    yield f"## {name[0].upper()}{name[1:]}\n"
    if sheet.session.is_entry:
        yield _said(render(sheet, DEFAULT_FORMAT, 0).rstrip("\n"))
        yield from _signed(session.part, session)
        return
    yield _said(f"{head(sheet)['when']}")
    for section in fill_sections(sheet, FORMATS[DEFAULT_FORMAT]):
        yield f"\n### {section.heading.capitalize()}\n"
        if not section.entries:
            yield f"*{NONE_RECORDED}*"
        for item in section.entries:
            indent = 2 * item.depth
            yield f"{' ' * indent}- {_said(item.text, indent + 2)}"
    yield from _signed(session.part, session)


def _signed(part: SessionPart, session: Past) -> Iterator[str]:
    if part.signature is None:
        return
    at = file_moment(part.signature.at, part.signature.at_offset)
    start = session.sheet.session.started_at
    yield (
        f"\n**Signed** by {escaped(part.signature.signer)}, {when(at, start)}. "
        f"Chain {short_chain(part.signature.chain)}"
    )
    if not part.amendments:
        return
    yield "\n### Added since\n"
    for added in part.amendments:
        at = file_moment(added.at, added.at_offset)
        kind = AmendmentKind(added.kind).label.capitalize()
        yield (
            f"- **{kind}** by {escaped(added.author)}, "
            f"{when(at, start)}. Reason: {_said(added.reason, 2)}\\\n"
            f"  {_said(added.text, 2)}"
        )


def _said(text: str, indent: int = 0) -> str:
    """Words over several lines, held together at the depth where they stand."""
    return escaped(text).replace("\n", "\\\n" + " " * indent)


def escaped(text: str) -> str:
    """The words such that a Markdown reader shows just them."""
    return "\n".join(map(_escaped_line, clean(text).split("\n")))


def _escaped_line(line: str) -> str:
    words = line.lstrip(" \t")
    lead = line[: len(line) - len(words)].replace("\t", "    ")
    words = _INLINE.sub(r"\\\g<0>", words.rstrip(" \t"))
    words = _NUMBERED.sub(r"\1\\\2", words, count=1) if words[:1].isdigit() else words
    return "&nbsp;" * len(lead) + _AT_START.sub(r"\\", words, count=1) or "&nbsp;"
