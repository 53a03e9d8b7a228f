"""The wording of a line in a clinical print: what it is, then the words as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.entities import (
    Author,
    number_text,
    rated,
    rating_name,
    value_text,
)
from sessiontui.domain.kinds.lookup import (
    FOLLOW_UP,
    NOTHING_VOICED,
    ROWS,
    RULERS,
    TARGET,
    Kind,
)
from sessiontui.domain.prints.document import head_of, tied
from sessiontui.domain.prints.formats import IMPRESSION, LAST, NOT_ANSWERED, Section
from sessiontui.domain.session.client_card import ENDED, OF_ENDING, TELEHEALTH, day_in
from sessiontui.domain.session.closing_questions import (
    CLOSING_KINDS,
    NO_REQUEST,
    USUAL,
    said_under,
)
from sessiontui.domain.session.goals import STATUSES, target
from sessiontui.domain.session.homework import OBSTACLE
from sessiontui.domain.text import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.document import Sheet
    from sessiontui.domain.prints.formats import Format

OF_WHAT = "of what: not recorded"
"""The words behind a rating that is of nothing: its goal may have been removed."""
MOST_WAITING = 10
"""As many matters from before as a plan names."""
NEW_TODAY = "new today"
"""The words behind a goal in the print of the session that it is from."""
_ALONE = Section("", "", flat=True)
_IN_PRACTICE = {
    Kind.AGENDA: "Not reached",
    Kind.PARKED: "For next time",
    Kind.CHANGED: "Acted on what the client asked",
}
"""The names of these in a clinical format."""
_SAID_BY = {"Pd": "intervention", "Co": "told"}
"""Names for lines whose heading says in other words what was done."""
_STAMPED = frozenset({"notes", "risk"})
"""Sections of the summary whose lines carry their minute in every print."""
_CONTINUED = frozenset({Kind.GOAL, Kind.HOMEWORK, Kind.STRENGTH})
"""Kinds with lines that only say something together with the one they are about."""
_FROM_BEFORE = frozenset({Kind.HOMEWORK, Kind.STRENGTH, Kind.RISK})
"""Kinds that say from which day they are, where one of today continues them."""


def text_of(
    line: Line,
    sheet: Sheet,
    by_id: Mapping[int, Line],
    section: Section,
    chosen: Format,
) -> str:
    """A line as a section shows it; a heading that says what it is needs no label."""
    text = _words(line, sheet, by_id, section, chosen)
    under = head_of(line, by_id) is not None
    under_goal = line.kind is Kind.FORMULATION and line.goal and section.name == "A"
    if line.kind in {Kind.CHANGED, Kind.PACE, Kind.LET_GO}:
        under = under or chosen.practice
    stamped = line.row.section(line.sub, "summary") in _STAMPED
    under = under and line.kind is not Kind.RISK
    stamped = stamped and not (under or under_goal) and sheet.is_here(line)
    if section.flat or stamped:
        return f"{sheet.stamp(line)} {text}"
    return f"{text} ({sheet.stamp(line)})" if sheet.is_late(line) else text


def told_alone(line: Line, sheet: Sheet, by_id: Mapping[int, Line]) -> str:
    """A line told by itself, without its minute."""
    return _words(line, sheet, by_id, _ALONE)


def _words(
    line: Line,
    sheet: Sheet,
    by_id: Mapping[int, Line],
    section: Section,
    chosen: Format | None = None,
) -> str:
    practice = chosen is not None and chosen.practice
    label = line.row.print_as_of(line.sub)
    if practice:
        label = _in_practice(line, sheet, by_id)
    elif chosen and section.flat and _was_not_reached(line, sheet):
        label = f"{label} (not reached)"
    done = None
    if chosen and practice and not chosen.joins:
        done = sheet.done_before(line)
    behind = f"after {sheet.moment(done)}" if done else ""
    if behind and line.kind is Kind.STEPPED_BACK:
        label, behind = f"{label} ({behind})", ""
    if label.casefold() in {section.heading.casefold(), _SAID_BY.get(section.name)}:
        label = ""
    if label == IMPRESSION and section.parts and section.name_of(LAST):
        label = ""
    label, words = _by_kind(label, line, sheet, by_id, practice=practice)
    text = said_under(label, words)
    if line.kind in CLOSING_KINDS:
        text = _answer(line)
    notes = [missing] if (missing := of_nothing(line)) else []
    notes += list(_remarks(line, sheet, by_id, section, practice=practice))
    if behind:
        notes.append(behind)
    if notes:
        text += f" ({', '.join(notes)})"
    told_of_goal = line.kind is Kind.GOAL or (
        line.kind is Kind.FORMULATION and section.name == "A"
    )
    if line.goal is not None and (not told_of_goal or section.flat):
        text += f"  #{line.goal}"
    if line.kind is Kind.GOAL and line.number:
        text = f"#{line.number} {text}"
    if line.kind is Kind.AGENDA and not section.titles:
        text = f"[{'x' if line.done else ' '}] {text}"
    return text


def _by_kind(
    label: str,
    line: Line,
    sheet: Sheet,
    by_id: Mapping[int, Line],
    *,
    practice: bool,
) -> tuple[str, str]:
    """The label and the words of a line, as its kind has them."""
    words = line.text
    if line.kind in {Kind.RATING, Kind.SCORE}:
        return "", before_text(rated(line), line, sheet)
    if line.row.scale:
        return label, rated(line)
    if line.kind is Kind.GOAL and line.sub == TARGET:
        return label, target(words)
    if line.kind is Kind.CHANGED:
        asked = tied(line.about, Kind.DIFFERENTLY, by_id)
        if asked and practice:
            label = f"Acted on the request of {sheet.day_of(asked)}"
        return f"{label} ({asked.text if asked else NO_REQUEST})", words
    if line.kind is Kind.LET_GO and (gone := by_id.get(line.about or 0)):
        return f"{label}: {gone.text} (from {sheet.day_of(gone)})", words
    if line.kind is Kind.RISK and line.sub == NOTHING_VOICED and words:
        return label.rstrip("."), words
    return label, words


def _was_not_reached(line: Line, sheet: Sheet) -> bool:
    """Tell whether an hour left it: an entry has no agenda to get through."""
    is_left = line.kind is Kind.AGENDA and not line.done
    return is_left and not sheet.session.is_entry


def _in_practice(line: Line, sheet: Sheet, by_id: Mapping[int, Line]) -> str:
    """The name of a line in a clinical format."""
    if line.kind is Kind.HOMEWORK and not line.sub and not sheet.is_here(line):
        return f"Homework of {sheet.day_of(line)}"
    usual = _IN_PRACTICE.get(line.kind, line.row.print_as_of(line.sub))
    return went_label(line, sheet, by_id) or usual


def went_label(line: Line, sheet: Sheet, by_id: Mapping[int, Line]) -> str:
    """The words of a line on how earlier homework went; "" for any other line."""
    head = head_of(line, by_id) if line.kind is Kind.HOMEWORK else None
    sub = line.row.sub(line.sub)
    if head is None or sub is None or sheet.is_here(head):
        return ""
    if sub.outcome is not None:
        return f"how it went, rated together {sub.outcome}/4"
    return "in the way" if line.sub == OBSTACLE else ""


def of_nothing(line: Line) -> str:
    """A note that a line is about something nobody knows any more; "" if it is not."""
    if line.about is not None:
        return ""
    if line.kind is Kind.RATING:
        named = line.text.strip().casefold()
        of_goal = not named or named in RULERS
        return OF_WHAT if of_goal and line.goal is None else ""
    sub = line.row.sub(line.sub)
    continues = sub is not None and sub.continues and line.kind in _CONTINUED
    return f"of which {line.row.label}: not recorded" if continues else ""


def afterwards(line: Line, sheet: Sheet) -> Iterable[str]:
    """The changes to a line, behind its minute: set by hand, written, changed."""
    if not sheet.is_here(line):
        return
    if line.written is not None:
        yield "time set by hand"
        if line.written.date() != sheet.session.day:
            yield f"written {sheet.day_and_time(line.written)}"
    if line.changed is not None:
        yield f"changed {sheet.day_and_month(line.changed)}"


def late_note(line: Line, sheet: Sheet) -> str:
    """The words on a line that is late, or was changed behind its minute."""
    late = [sheet.stamp(line)] if sheet.is_late(line) else []
    return ", ".join((*late, *afterwards(line, sheet)))


def card_said(sheet: Sheet, name: str) -> str:
    """The words of the card's field, with the later day on which they were written."""
    told = []
    for line in sheet.card.get(name, ()):
        notes = [_day_of_consent(line, sheet), _late_on_card(line, sheet)]
        said = ", ".join(filter(None, notes))
        told.append(f"{line.text} ({said})" if said else line.text)
    return "; ".join(told)


def how_it_ends(sheet: Sheet) -> tuple[str, ...]:
    """The end of the course, where it was said in this hour: why, and what then."""
    if not any(map(sheet.is_here, sheet.card.get(ENDED, ()))):
        return ()
    return tuple(
        said_under(ROWS[Kind.CARD].print_as_of(name), words)
        for name in OF_ENDING
        if (words := card_said(sheet, name))
    )


def _day_of_consent(line: Line, sheet: Sheet) -> str:
    """The day of a consent to telehealth that was given before and names none."""
    dated = line.sub != TELEHEALTH or sheet.is_here(line) or day_in(line.text)
    return "" if dated else f"recorded {sheet.day_of(line)}"


def _late_on_card(line: Line, sheet: Sheet) -> str:
    if sheet.is_here(line):
        return late_note(line, sheet)
    moments = (("written", line.written or line.at), ("changed", line.changed))
    return ", ".join(
        f"{what} {sheet.day_and_month(at)}"
        for what, at in moments
        if at and at.date() > sheet.session.day
    )


def stood_before(line: Line, sheet: Sheet) -> bool:
    """Tell whether a goal's status was said in an earlier session."""
    is_status = line.kind is Kind.GOAL and line.sub in STATUSES
    return is_status and not sheet.is_here(line)


def answered_follow_up(line: Line, sheet: Sheet) -> str:
    """The earlier follow-up of a risk that a line answers; "" for any other line."""
    found = tied(line.about, Kind.RISK, sheet.by_id)
    if line.kind is not Kind.RISK or found is None or sheet.is_here(found):
        return ""
    said = f" ({one_line(found.text.strip())})" if found.text else ""
    return f"Follow-up of {sheet.day_of(found)}{said}"


def is_told_both_ways(subs: Collection[str]) -> bool:
    """Tell whether nothing was voiced and yet there was a concern: times say when."""
    return {"", NOTHING_VOICED} <= set(subs)


def is_new_goal(line: Line, sheet: Sheet) -> bool:
    """Tell whether a goal was first named in this session."""
    return line.kind is Kind.GOAL and not line.sub and sheet.is_here(line)


def rating_text(line: Line, sheet: Sheet) -> str:
    """A goal's rating, as it stands under the goal, with the one before."""
    name = rating_name(line)
    if name.capitalize() in RULERS.values():
        name = name.capitalize()
    return before_text(f"{name} {number_text(line.value or 0)}/10", line, sheet)


def before_text(text: str, line: Line, sheet: Sheet) -> str:
    """A rating with the last one of the same before this session."""
    before = None if of_nothing(line) else sheet.before(line)
    if before is None:
        return text
    return f"{text} ({value_text(before)} on {sheet.day_of(before)})"


def still_waiting(sheet: Sheet) -> str:
    """The matters of earlier hours that this one did not take up, in one row."""
    # The newest day first, and what is of one day in the order of that day.
    named = sorted(
        sheet.waiting[MOST_WAITING - 1 :: -1], key=sheet.day_of, reverse=True
    )
    told = [f"{one_line(x.text)} ({sheet.day_of(x)})" for x in named]
    if len(sheet.waiting) > MOST_WAITING:
        told.append("older ones, too")
    return f"Still waiting from before: {'; '.join(told)}" if told else ""


def not_recorded(lines: Collection[Line], *, in_entry: bool = False) -> str:
    """The parts that a recorded risk lacks; "" where all are there.

    Never that it was denied: only that nothing of it is written down. Where there was
    no hour, a follow-up alone is the next step, and no assessment that lacks anything.
    """
    row = ROWS[Kind.RISK]
    slots = {"": row.slot, **{sub.letter: sub.slot for sub in row.subs if sub.slot}}
    told = {line.sub for line in lines if line.kind is Kind.RISK}
    if NOTHING_VOICED in told and "" not in told:
        # There is no concern whose assessment could lack anything.
        return ""
    here = told & slots.keys()
    if in_entry and here == {FOLLOW_UP}:
        return ""
    missing = [name for sub, name in slots.items() if name and sub not in here]
    return f"Not recorded: {', '.join(missing)}" if here and missing else ""


def _answer(line: Line) -> str:
    """The answer to a closing question, under the question as it was asked."""
    question = line.asked or line.row.print_as or USUAL[line.kind]
    if line.keyed:
        question += " (typed by the client)"
    return said_under(question, line.text or NOT_ANSWERED)


def _remarks(
    line: Line,
    sheet: Sheet,
    by_id: Mapping[int, Line],
    section: Section,
    *,
    practice: bool,
) -> Iterable[str]:
    if practice and is_new_goal(line, sheet):
        yield NEW_TODAY
    if stood_before(line, sheet):
        yield f"from {sheet.day_of(line)}"
    dated = practice and line.kind is Kind.HOMEWORK
    if not sheet.is_here(line) and line.kind in _FROM_BEFORE and not dated:
        yield f"from {sheet.day_of(line)}"
    if section.flat and line.kind is not Kind.GOAL and (head := head_of(line, by_id)):
        yield f"about: {head.text}"
    if line.minutes and not section.titles:
        yield f"{line.minutes} min"
    yield from afterwards(line, sheet)
    if (
        line.kind is Kind.AGENDA
        and line.author is Author.THERAPIST
        and not section.titles
    ):
        yield "therapist's item"
    if line.likely is not None:
        yield f"likelihood {line.likely}%"
    if built_on := tied(line.builds_on, Kind.STRENGTH, by_id):
        yield f"builds on: {built_on.text}"
