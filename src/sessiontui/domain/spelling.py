"""The way back from a recorded line to what one would type for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds import Kind, Tab
from sessiontui.domain.line import Context, Entry, Reading, read_line
from sessiontui.domain.models import Author, number_text, signed_text

if TYPE_CHECKING:
    from sessiontui.domain.models import Line


def spelled(line: Line, goals: frozenset[int], strengths: int = 0) -> str:
    """A line that would be read as this recorded one, to be edited on the line.

    Falls back to the bare words when no spelling says the same.
    """
    row = line.row
    tails = _tails_text(line)
    sub = row.sub(line.sub)
    letter = "" if sub is None or sub.assigned else sub.letter
    lead = f"{row.mark}{letter} " if row.mark else f"/{row.words[0]} "
    if row.scale:
        lead += f"#{line.goal} " if line.goal and not line.text else ""
        number = line.value or 0
        value = signed_text(number) if row.scale[0] < 0 else number_text(number)
        tied = f" #{line.goal}" if line.goal and line.text else ""
        forms = [f"{lead}{line.text}{' ' if line.text else ''}{value}{tied}"]
    else:
        worded = lead if row.mark or not letter else f"{lead}{letter} "
        forms = [
            line.text + tails,
            worded + line.text + tails,
            f'{worded}{line.text}"{tails}',
            f"/{row.words[0]} {line.text}{tails}",
            " " + line.text,
        ]
        if not line.text:
            forms.insert(0, worded.rstrip() + tails)
    context = context_of(line, goals, strengths)
    for form in forms:
        entry = read_line(form, context)
        if says_the_same(entry, line):
            return form
    return line.text


def context_of(line: Line, goals: frozenset[int], strengths: int = 0) -> Context:
    """The context in which a recorded line is read again."""
    prompt = line.kind if line.row.tab is Tab.HELPED else Kind.HELPED
    return Context(tab=line.row.tab, prompt=prompt, goals=goals, strengths=strengths)


def _tails_text(line: Line) -> str:
    tails = ""
    if line.minutes is not None:
        tails += f" {line.minutes}m"
    if line.kind is Kind.AGENDA and line.author is Author.THERAPIST:
        tails += " mine"
    if line.likely is not None:
        tails += f" %{line.likely}"
    if line.goal is not None:
        tails += f" #{line.goal}"
    if line.strength is not None:
        tails += f" #+{line.strength}"
    return tails


def says_the_same(entry: Reading, line: Line) -> bool:
    """Whether what was typed is what the line holds."""
    sub = line.row.sub(line.sub)
    return (
        isinstance(entry, Entry)
        and entry.kind is line.kind
        and entry.text == line.text
        and entry.sub == ("" if sub and sub.assigned else line.sub)
        and entry.goal == line.goal
        and entry.minutes == line.minutes
        and entry.likely == line.likely
        and entry.strength == line.strength
        and entry.value == line.value
        and entry.author is line.author
        and not entry.remark
    )
