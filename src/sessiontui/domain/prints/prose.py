"""The narrative: what was recorded, in sentences that hold the words as typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.entities import RULERS, number_text, rating_name, signed_text
from sessiontui.domain.kinds.index import NOTHING_VOICED, SHOWS_UP, Kind
from sessiontui.domain.prints.document import Item, tied
from sessiontui.domain.prints.formats import NO_NEXT_SESSION
from sessiontui.domain.prints.page import (
    followed_up,
    known_of,
    next_sessions,
    other_goals,
)
from sessiontui.domain.prints.sentences import (
    needs_block,
    plain,
    quoted,
    stopped,
    with_subject,
)
from sessiontui.domain.prints.wording import before_text, not_recorded
from sessiontui.domain.session.homework import OBSTACLE, is_outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.formats import Section
    from sessiontui.domain.prints.page import Page

_NAMED: Mapping[str, str] = MappingProxyType(
    {
        "": "The client named a strength",
        "w": "The client named a win",
        "c": "The client named a way of coping",
        "p": "The client named a person or resource",
        "v": "The client named a value",
        SHOWS_UP: "Where a strength shows up",
    }
)
_ASKED: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.HELPED: "Asked what was most helpful",
        Kind.DIFFERENTLY: "Asked what to do differently",
        Kind.ANSWER: "Asked what else there was",
    }
)


@dataclass
class _Text:
    """Paragraphs as they are put together."""

    page: Page
    items: list[Item] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        """Add a sentence."""
        self.said.append(stopped(sentence))

    def quote(self, lead: str, line: Line, behind: str = "") -> None:
        """Add a client's words behind what leads to them."""
        if not needs_block(line.text):
            self.say(f"{lead} {quoted(line.text)}{behind}")
            return
        self.said.append(f"{lead}{behind}")
        self.end()
        self.items.append(Item(line.text, 1))

    def end(self) -> None:
        """End the paragraph."""
        if self.said:
            self.items.append(Item(" ".join(self.said)))
        self.said = []


def told(page: Page, section: Section) -> tuple[Item, ...]:
    """The paragraphs of a section."""
    text = _Text(page)
    tells: Mapping[str, Callable[[_Text, tuple[Line, ...]], None]] = {
        "risk": _risk,
        "goals": _goals,
        "since": _lines,
        "session": _hour,
        "impression": _lines,
        "plan": _plan,
        "feedback": _lines,
    }
    tells[section.name](text, page.of(section.name))
    text.end()
    return tuple(text.items)


def _goal(line: Line) -> str:
    return f" (goal {line.goal})" if line.goal is not None else ""


def _day(line: Line) -> str:
    return f"{line.at:%Y-%m-%d}"


def _risk(text: _Text, lines: tuple[Line, ...]) -> None:
    for place, line in enumerate(lines):
        stamp = f"{text.page.sheet.stamp(line)} " if not place else ""
        label = "Concern" if not line.sub else line.row.print_as_of(line.sub)
        if line.sub == NOTHING_VOICED:
            at = stamp or f"At {text.page.sheet.stamp(line)}: "
            label = label.rstrip(".") if line.text else label
            words = label[0].lower() + label[1:] if not stamp else label
            text.say(f"{at}{words}{': ' if line.text else ''}{plain(line.text)}")
        elif line.text:
            text.say(f"{stamp}{label}{_goal(line)}: {plain(line.text)}")
        else:
            text.say(f"{stamp}{label}")
    if missing := not_recorded(lines):
        text.say(missing)


def _goals(text: _Text, lines: tuple[Line, ...]) -> None:
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
            _of_goal(text, head, f"Goal {head.goal}: " if head.goal else "")
            for note in under.get(head.id, ()):
                _of_goal(text, note)
            continue
        text.quote(f"Goal {head.number} is, in the client's words,", head)
        for note in (*known_of(head, page.sheet), *under.get(head.id, ())):
            _of_goal(text, note)
        rated = [
            _rated(x, text)
            for x in page.sheet.lines
            if x.kind is Kind.RATING and x.goal == head.number and head.number
        ]
        if rated:
            text.say(f"Rated today: {', '.join(rated)}")
        text.end()
    if others := other_goals(page):
        named = "; ".join(
            f"goal {goal.number}, {quoted(plain(goal.text))}" for goal in others
        )
        text.say(f"Also standing: {named}")


def _of_goal(text: _Text, line: Line, lead: str = "") -> None:
    label = (
        "The therapist's gloss" if line.sub == "g" else line.row.print_as_of(line.sub)
    )
    if line.row.is_client_words(line.sub) and line.text:
        text.quote(f"{lead}{label}:", line)
    else:
        text.say(
            f"{lead}{label}: {plain(line.text)}" if line.text else f"{lead}{label}"
        )


def _rated(line: Line, text: _Text) -> str:
    name = rating_name(line)
    if line.goal is not None and not line.text.strip():
        name = "the goal"
    elif line.text.strip().casefold() in RULERS:
        name = name.casefold()
    said = f"{plain(name)} {number_text(line.value or 0)}/10"
    return before_text(said, line, text.page.sheet)


def _hour(text: _Text, lines: tuple[Line, ...]) -> None:
    """One paragraph up to the first thing that was done, then one for each."""
    last: Line | None = None
    for line in lines:
        if line.kind is Kind.INTERVENTION:
            text.end()
            last = line
        if not text.said:
            # A block of words may have ended the paragraph: it goes on unstamped.
            begins = line is last or not text.items
            text.said = [text.page.sheet.stamp(line)] if begins else []
        _line(text, line, last)


def _lines(text: _Text, lines: tuple[Line, ...]) -> None:
    for line in _with_obstacles_behind(lines):
        _line(text, line, None)


def _with_obstacles_behind(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """What was in the way stands behind how the same homework went."""
    heads = [x for x in lines if not _is_obstacle(x)]
    here = {x.about for x in heads if is_outcome(x) and x.about is not None}
    found: list[Line] = []
    for line in lines:
        if _is_obstacle(line) and line.about in here:
            continue
        found.append(line)
        if is_outcome(line) and line.about is not None:
            found += [x for x in lines if _is_obstacle(x) and x.about == line.about]
    return tuple(found)


def _is_obstacle(line: Line) -> bool:
    return line.kind is Kind.HOMEWORK and line.sub == OBSTACLE


def _plan(text: _Text, lines: tuple[Line, ...]) -> None:
    again = next_sessions(text.page.sheet)
    for line in again:
        text.say(f"Next session: {plain(line.text)}")
    if not again:
        text.say(NO_NEXT_SESSION)
    lines = tuple(line for line in lines if line not in again)
    heads: dict[int, list[Line]] = {}
    for line in lines:
        head = text.page.head(line)
        heads.setdefault((head or line).id, []).append(line)
    for group in heads.values():
        for line in group:
            _line(text, line, None)
    for line in followed_up(text.page.sheet):
        text.say(f"Risk follow-up: {plain(line.text)}")


def _line(text: _Text, line: Line, last: Line | None) -> None:
    """Tell one line; `last` is what was done last before it."""
    words, sheet = plain(line.text), text.page.sheet
    kind = line.kind
    if kind is Kind.WORDS:
        text.quote(f"The client said{_goal(line)}:", line)
    elif kind is Kind.NOTE:
        text.say(f"Noted{_goal(line)}: {words}")
    elif kind is Kind.OBSERVATION:
        text.say(f"Observed{_goal(line)}: {words}")
    elif kind is Kind.RATING:
        text.say(f"Rated{_goal(line)}: {_rated(line, text)}")
    elif kind is Kind.INTERVENTION and line.sub:
        text.say(f"The therapist gave psychoeducation{_goal(line)}: {words}")
    elif kind is Kind.INTERVENTION:
        did = with_subject("The therapist", words, "The therapist worked with")
        text.say(f"{did}{_goal(line)}")
    elif kind is Kind.RESPONSE:
        _response(text, line, last)
    elif kind is Kind.STEPPED_BACK:
        what = "The therapist then eased off and followed the client"
        done = sheet.done_before(line)
        if done and last and done.id != last.id:
            what += f" in what was done at {sheet.stamp(done)}"
        text.say(f"{what}{_goal(line)}{': ' if words else ''}{words}")
    elif kind is Kind.CHANGE_TALK:
        sub = line.row.sub(line.sub)
        sort = f" ({sub.label})" if sub else ""
        text.quote(f"The client spoke towards change{sort}:", line, _goal(line))
    elif kind is Kind.STRENGTH:
        text.quote(f"{_NAMED.get(line.sub, _NAMED[''])}:", line, _goal(line))
    elif kind is Kind.HOMEWORK:
        _homework(text, line)
    elif kind is Kind.PARKED:
        text.say(f"Kept for next time{_goal(line)}: {words}")
    elif kind is Kind.TOLD:
        text.say(f"Told{_goal(line)}: {words}")
    elif kind is Kind.AGENDA:
        text.say(f"Not reached{_goal(line)}: {words}")
    elif kind is Kind.FORMULATION:
        text.say(f"The therapist's understanding{_goal(line)}: {words}")
    elif kind is Kind.CHANGED:
        _changed(text, line)
    elif kind is Kind.LET_GO:
        _let_go(text, line)
    elif kind is Kind.PACE:
        said = f": {words}" if words else ""
        text.say(
            "Between more support (-3) and more challenge (+3) the client stated "
            f"{signed_text(line.value or 0)}{said}"
        )
    elif kind in _ASKED:
        asked = f"Asked {quoted(plain(line.asked))}" if line.asked else _ASKED[kind]
        if not line.text:
            text.say(f"{asked}, it was left open")
            return
        typed = " (typed by the client)" if line.keyed else ""
        text.quote(f"{asked}, the client said{typed}:", line)


def _response(text: _Text, line: Line, last: Line | None) -> None:
    sheet, words = text.page.sheet, plain(line.text)
    done = sheet.done_before(line)
    apart = done is not None and last is not None and done.id != last.id
    at = sheet.stamp(done) if done else ""
    behind = "" if done and done.goal == line.goal else _goal(line)
    if line.sub == "t":
        lead = f"Teach-back to what was done at {at}" if apart else "Teach-back"
        text.quote(f"{lead}:", line, behind)
        return
    subject = f"To what was done at {at}, the client" if apart else "The client"
    took = (
        f"How the client took what was done at {at}"
        if apart
        else "How the client took it"
    )
    text.say(f"{with_subject(subject, words, took)}{behind}")


def _homework(text: _Text, line: Line) -> None:
    words, page = plain(line.text), text.page
    head = tied(line.about, Kind.HOMEWORK, page.by_id)
    sub = line.row.sub(line.sub)
    if sub is None:
        text.say(f"To try until next time{_goal(line)}: {words}")
        if line.likely is not None:
            text.say(f"It was given a likelihood of {line.likely}%")
        if built_on := tied(line.builds_on, Kind.STRENGTH, page.by_id):
            text.quote("It builds on the strength", built_on)
        return
    earlier = head is not None and not page.sheet.is_here(head)
    if sub.outcome is not None:
        what = "The homework"
        if head is not None and earlier:
            goal = f"; goal {head.goal}" if head.goal is not None else ""
            what = f"The homework of {_day(head)} ({plain(head.text)}{goal})"
        said = f": {words}" if words else ""
        text.say(f"{what} was looked at together: {sub.outcome}/4{said}")
        return
    lead = "In the way" if line.sub == OBSTACLE else "A smaller version"
    if head is not None and earlier and line.sub != OBSTACLE:
        lead += f" of the homework of {_day(head)}"
    likely = f" (likelihood {line.likely}%)" if line.likely is not None else ""
    text.say(f"{lead}: {words}{likely}")


def _let_go(text: _Text, line: Line) -> None:
    gone = text.page.by_id.get(line.about or 0)
    what = f" of {_day(gone)}: {plain(gone.text)}" if gone else ""
    said = f" ({plain(line.text)})" if line.text else ""
    text.say(f"Let go{what}{said}")


def _changed(text: _Text, line: Line) -> None:
    words = plain(line.text)
    asked = tied(line.about, Kind.DIFFERENTLY, text.page.by_id)
    on = "On the client's request"
    if asked is not None:
        on += f" of {_day(asked)}, {quoted(plain(asked.text))}"
    if not words:
        text.say(f"{on}, the therapist changed something")
        return
    text.say(with_subject(f"{on}, the therapist", words, f"{on}, this was changed"))
