"""The narrative: what was recorded, in sentences that hold the words as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import FOLLOWED_UP, NOTHING_VOICED, Kind
from sessiontui.domain.prints.line_order import (
    followed_up,
    known_of,
    next_sessions,
    other_goals,
    planned,
)
from sessiontui.domain.prints.words.clinical import (
    NEW_TODAY,
    answered_follow_up,
    how_it_ends,
    is_new_goal,
    not_recorded,
    still_waiting,
)
from sessiontui.domain.prints.words.sentence_leads import needs_block, plain, quoted
from sessiontui.domain.prints.words.sentences import (
    Paragraphs,
    goal_behind,
    rated_words,
    stamp_of,
    tell_how_it_went,
    tell_later,
    tell_line,
    tell_of_goal,
)
from sessiontui.domain.session.closing_questions import CLOSING_KINDS
from sessiontui.domain.session.goals import GLOSS, resting
from sessiontui.domain.session.homework import OBSTACLE, is_outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.document import Item
    from sessiontui.domain.prints.formats import Section
    from sessiontui.domain.prints.line_order import Page


def paragraphs(page: Page, section: Section) -> tuple[Item, ...]:
    """The paragraphs of a section."""
    text = Paragraphs(page)
    tells: Mapping[str, Callable[[Paragraphs, tuple[Line, ...]], None]] = {
        "risk": _risk,
        "goals": _goals,
        "since": _since,
        "session": _hour,
        "impression": _lines,
        "coordination": _lines,
        "plan": _plan,
        "feedback": _feedback,
    }
    tells[section.name](text, page.of(section.name))
    text.end()
    return tuple(text.items)


def _risk(text: Paragraphs, lines: tuple[Line, ...]) -> None:
    """The sentences on risk; that nothing was voiced is said of its minute alone.

    A concern of the same hour, before it or behind, begins with its own.
    """
    asked = False
    for place, line in enumerate(_answered(lines)):
        label = "Concern" if not line.sub else line.row.print_as_of(line.sub)
        words = f": {plain(line.text)}" if line.text else ""
        nothing = line.sub == NOTHING_VOICED
        if begins := not place or nothing or (asked and not line.sub):
            text.end()
            asked = nothing
        if nothing:
            label = label.rstrip(".") if words else label
        elif answered := answered_follow_up(line, text.page.sheet):
            label = f"{answered} done"
        else:
            label += goal_behind(line) if words else ""
        stamp = f"{stamp_of(text, line)} ".lstrip() if begins else ""
        text.say(f"{stamp}{label}{words}")
        tell_later(text, line)
    if missing := not_recorded(lines):
        if asked:
            text.end()
        text.say(missing)


def _answered(lines: tuple[Line, ...]) -> Iterable[Line]:
    """The lines in order, but what was done about a follow-up of theirs behind it."""
    heads = {line.id for line in lines if line.sub != FOLLOWED_UP}
    done = [x for x in lines if x.sub == FOLLOWED_UP and x.about in heads]
    for line in lines:
        if line not in done:
            yield line
            yield from (x for x in done if x.about == line.id)


def _goals(text: Paragraphs, lines: tuple[Line, ...]) -> None:
    page = text.page
    heads = {}
    under: dict[int, list[Line]] = {}
    for line in lines:
        head = page.head(line)
        heads[(head or line).id] = head or line
        if head is not None:
            under.setdefault(head.id, []).append(line)
    for head in heads.values():
        if head.sub:
            tell_of_goal(text, head, f"Goal {head.goal}: " if head.goal else "")
            for note in under.get(head.id, ()):
                tell_of_goal(text, note)
            continue
        notes = (*known_of(head, page.sheet), *under.get(head.id, ()))
        glosses = tuple(x for x in notes if x.sub == GLOSS and x.text)
        if needs_block(head.text):
            glosses = ()
        said = "; ".join(plain(x.text) for x in glosses)
        asides = [NEW_TODAY] if is_new_goal(head, page.sheet) else []
        asides += [f"in the therapist's words: {said}"] if said else []
        behind = f" ({'; '.join(asides)})" if asides else ""
        text.quote(f"Goal {head.number} is, in the client's words,", head, behind)
        for note in (head, *glosses):
            tell_later(text, note)
        for note in notes:
            if note not in glosses:
                tell_of_goal(text, note)
        for line in page.sheet.lines:
            if line.kind is Kind.RATING and line.goal == head.number and head.number:
                rated = rated_words(line, text)
                text.list("Rated today", f"Rated today: {rated}", f", {rated}")
                tell_later(text, line)
        text.end()
    if others := other_goals(page):
        named = "; ".join(
            f"goal {goal.number}, {quoted(plain(goal.text))}"
            f"{resting(goal, page.sheet.goal_notes)}"
            for goal in others
        )
        text.say(f"Also standing: {named}")


def _hour(text: Paragraphs, lines: tuple[Line, ...]) -> None:
    """One paragraph up to the first thing that was done, then one for each."""
    for line in lines:
        if line.kind is Kind.INTERVENTION:
            text.end()
            text.last = line
        if not text.said:
            # A block of words may have ended the paragraph: it goes on unstamped.
            begins = line is text.last or not text.items
            stamp = stamp_of(text, line) if begins else ""
            text.said = [stamp] if stamp else []
        tell_line(text, line)


def _lines(text: Paragraphs, lines: Iterable[Line]) -> None:
    for line in lines:
        tell_line(text, line)


def _since(text: Paragraphs, lines: tuple[Line, ...]) -> None:
    """Sentences on how homework went, with what was in its way, then all else."""
    went = [x for x in lines if is_outcome(x)]
    heads = {x.about for x in went if x.about is not None}
    ways = [
        x
        for x in lines
        if x.kind is Kind.HOMEWORK and x.sub == OBSTACLE and x.about in heads
    ]
    for line in went:
        tell_how_it_went(text, line, [x for x in ways if x.about == line.about])
    rest = (x for x in lines if x not in went and x not in ways)
    # What the therapist did about it comes last.
    _lines(text, sorted(rest, key=lambda x: x.kind is Kind.CHANGED))


def _feedback(text: Paragraphs, lines: tuple[Line, ...]) -> None:
    _lines(text, sorted(lines, key=lambda x: x.kind not in CLOSING_KINDS))


def _plan(text: Paragraphs, lines: tuple[Line, ...]) -> None:
    again = next_sessions(text.page.sheet)
    for line in again:
        text.say(f"The next session is {plain(line.text)}")
        tell_later(text, line)
    ends = how_it_ends(text.page.sheet)
    for row in ends:
        text.say(plain(row))
    by_then, left = planned(line for line in lines if line not in again)
    heads: dict[int, list[Line]] = {}
    for line in by_then:
        head = text.page.head(line)
        heads.setdefault((head or line).id, []).append(line)
    for group in heads.values():
        _lines(text, group)
    for line in followed_up(text.page.sheet):
        text.say(f"Risk follow-up: {plain(line.text)}")
    _lines(text, left)
    if waits := still_waiting(text.page.sheet):
        text.say(waits)
    if not (again or ends):
        text.say("The next session is not recorded")
