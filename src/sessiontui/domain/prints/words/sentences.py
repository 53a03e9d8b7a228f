"""The sentences that tell a line, with its words as they were typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.entities import number_text, rating_name, signed_text
from sessiontui.domain.kinds.lookup import RULERS, SHOWS_UP, TARGET, Kind
from sessiontui.domain.prints.document import Item, tied
from sessiontui.domain.prints.line_order import PAST
from sessiontui.domain.prints.words.clinical import (
    before_text,
    late_note,
    of_nothing,
    stood_before,
)
from sessiontui.domain.prints.words.sentence_leads import (
    capital,
    ends,
    in_one_row,
    needs_block,
    plain,
    quoted,
    stopped,
    with_subject,
)
from sessiontui.domain.session.goals import target
from sessiontui.domain.session.homework import OBSTACLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.line_order import Page

_NAMED: Mapping[str, str] = MappingProxyType(
    {
        "": "The client named a strength",
        "w": "The client named a win",
        "c": "The client named a way of coping",
        "v": "The client named a value",
        SHOWS_UP: "Where a strength shows up",
    }
)
_REASONS = frozenset({"m", "e"})
"""Letters of what is said of a goal in the client's own words."""
_DONE_AT = "what was done at "
_LISTED: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.NOTE: "Noted",
        Kind.OBSERVATION: "Observed",
        Kind.PARKED: "Kept for next time",
        Kind.AGENDA: "Not reached",
    }
)
"""Kinds of which several in a row make one sentence."""
_ASKED: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.HELPED: "Asked what was most helpful",
        Kind.DIFFERENTLY: "Asked what to do differently",
        Kind.ANSWER: "Asked what else there was",
    }
)


@dataclass
class Paragraphs:
    """Paragraphs as they are put together."""

    page: Page
    items: list[Item] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    last: Line | None = None
    """The act before the line that is told."""
    _lead: str = ""
    """The lead of the last words, where more may go on behind them."""

    def say(self, sentence: str) -> None:
        """Add a sentence."""
        self.said.append(stopped(sentence))
        self._lead = ""

    def list(self, lead: str, first: str, more: str) -> None:
        """Add a sentence, or go on with the last one where the same led to it."""
        goes_on = bool(self.said) and self._lead == lead
        if goes_on:
            self.said[-1] = stopped(f"{self.said[-1].removesuffix('.')}{more}")
        else:
            self.say(first)
        self._lead = "" if ends(more if goes_on else first) else lead

    def aside(self, sentence: str) -> None:
        """Add what is said of the sentence before it."""
        self.said.append(sentence)
        self._lead = ""

    def quote(self, lead: str, line: Line, behind: str = "") -> None:
        """Add a client's words behind what leads to them."""
        if not needs_block(line.text):
            said = f"{lead} {quoted(line.text)}{behind}"
            # Words in our own brackets may bring the stop with them.
            (self.aside if ends(behind.rstrip(")")) else self.say)(said)
            return
        self.said.append(f"{lead.rstrip(':,')}{behind}:")
        self.end()
        self.items.append(Item(line.text, 1))

    def end(self) -> None:
        """End the paragraph."""
        if self.said:
            self.items.append(Item(" ".join(self.said)))
        self.said = []
        self._lead = ""


def goal_behind(line: Line) -> str:
    """The goal that a line is tied to, behind its sentence."""
    return f" (goal {line.goal})" if line.goal is not None else ""


def stamp_of(text: Paragraphs, line: Line) -> str:
    """The minute of a line; none where it is late, which is said behind it."""
    return "" if text.page.sheet.is_late(line) else text.page.sheet.stamp(line)


def tell_of_goal(text: Paragraphs, line: Line, lead: str = "") -> None:
    """Tell what was said of a goal."""
    label = line.row.print_as_of(line.sub)
    if stood_before(line, text.page.sheet):
        since = "on" if line.sub in PAST else "since"
        label += f" {since} {text.page.sheet.day_of(line)}"
    if nothing := of_nothing(line):
        label += f" ({nothing})"
    words = plain(line.text)
    if line.sub == TARGET:
        words = target(words)
    if line.sub in _REASONS and line.text:
        text.quote(f"{lead}{label}:", line)
    else:
        text.say(f"{lead}{label}: {words}" if words else f"{lead}{label}")
    tell_later(text, line)


def rated_words(line: Line, text: Paragraphs) -> str:
    """A rating of a goal, and what it was before."""
    name = rating_name(line)
    if line.goal is not None and not line.text.strip():
        name = "the goal"
    elif line.text.strip().casefold() in RULERS:
        name = name.casefold()
    said = f"{plain(name)} {number_text(line.value or 0)}/10"
    return before_text(said, line, text.page.sheet)


def tell_line(text: Paragraphs, line: Line) -> None:
    """Tell one line."""
    _told(text, line)
    tell_later(text, line)


def tell_later(text: Paragraphs, line: Line) -> None:
    """Say behind a line what was done to it behind its minute, or that it is late."""
    if found := late_note(line, text.page.sheet):
        text.aside(f"({capital(found)}.)")


def _told(text: Paragraphs, line: Line) -> None:
    kind, words, goal = line.kind, plain(line.text), goal_behind(line)
    if kind in _LISTED:
        lead = f"{_LISTED[kind]}{goal}"
        text.list(lead, f"{lead}: {words}", f"; {words}")
    elif kind is Kind.WORDS:
        text.quote(f"The client said{goal}:", line)
    elif kind is Kind.RATING:
        _rating(text, line)
    elif kind is Kind.SCORE:
        said = before_text(words, line, text.page.sheet)
        text.list(f"Scored{goal}", f"Scored{goal}: {said}", f"; {said}")
    elif kind is Kind.INTERVENTION and line.sub:
        text.say(f"The therapist gave psychoeducation{goal}: {words}")
    elif kind is Kind.INTERVENTION:
        did = _did(text, "The therapist", words, "The therapist worked with")
        text.say(f"{did}{goal}")
    elif kind is Kind.RESPONSE:
        _response(text, line)
    elif kind is Kind.STEPPED_BACK:
        _stepped_back(text, line)
    elif kind is Kind.CHANGE_TALK:
        sub = line.row.sub(line.sub)
        sort = f" ({sub.label})" if sub else ""
        text.quote(f"The client spoke towards change{sort}:", line, goal)
    elif kind is Kind.STRENGTH:
        _strength(text, line)
    elif kind is Kind.HOMEWORK:
        _homework(text, line)
    elif kind is Kind.TOLD:
        text.say(f"{stamp_of(text, line)} {words}{goal}".lstrip())
    elif kind is Kind.FORMULATION:
        text.say(f"The therapist's understanding{goal}: {words}")
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
        _answer(text, line)


def _did(text: Paragraphs, subject: str, words: str, otherwise: str) -> str:
    """The sentence on an act; only English words are joined to their subject."""
    if text.page.sheet.in_english:
        return with_subject(subject, words, otherwise)
    return f"{otherwise}: {words}"


def _stepped_back(text: Paragraphs, line: Line) -> None:
    words, sheet, last = plain(line.text), text.page.sheet, text.last
    what = f"The therapist {'then ' if last else ''}eased off and followed the client"
    done = sheet.done_before(line)
    if done and last and done.id != last.id:
        what += f" in {sheet.moment(done, _DONE_AT)}"
    text.say(f"{what}{goal_behind(line)}{': ' if words else ''}{words}")


def _strength(text: Paragraphs, line: Line) -> None:
    words, sheet = plain(line.text), text.page.sheet
    if line.sub == "p":
        # Who is there is often told in words of the therapist's.
        text.say(f"{line.row.print_as_of(line.sub)}{goal_behind(line)}: {words}")
        return
    named = _NAMED.get(line.sub, _NAMED[""])
    head = tied(line.about, Kind.STRENGTH, text.page.by_id)
    if line.sub == SHOWS_UP and head and not sheet.is_here(head):
        of = f"{quoted(plain(head.text))} of {sheet.day_of(head)}"
        named = f"Where the strength {of} shows up"
    nothing = f" ({aside})" if (aside := of_nothing(line)) else ""
    text.quote(f"{named}{nothing}:", line, goal_behind(line))


def _answer(text: Paragraphs, line: Line) -> None:
    asked = f"Asked {quoted(plain(line.asked))}" if line.asked else _ASKED[line.kind]
    if not line.text:
        text.say(f"{asked}, it was left open")
        return
    typed = " (typed by the client)" if line.keyed else ""
    text.quote(f"{asked}, the client said{typed}:", line)


def _rating(text: Paragraphs, line: Line) -> None:
    """A number that is no goal's; one behind another goes on with its sentence."""
    lead, sheet = f"Rated{goal_behind(line)}", text.page.sheet
    value = f"{number_text(line.value or 0)}/10"
    nothing = f" ({aside})" if (aside := of_nothing(line)) else ""
    if not line.text.strip():
        text.say(before_text(f"{lead}{nothing}: {value}", line, sheet))
        return
    name = f"{plain(rating_name(line))}{nothing}"
    first = before_text(
        f"{capital(name)}{goal_behind(line)} was rated {value}", line, sheet
    )
    text.list(lead, first, before_text(f", {name} {value}", line, sheet))


def _response(text: Paragraphs, line: Line) -> None:
    sheet, words, last = text.page.sheet, plain(line.text), text.last
    done = sheet.done_before(line)
    apart = done is not None and last is not None and done.id != last.id
    act = sheet.moment(done, _DONE_AT) if done else ""
    behind = "" if done and done.goal == line.goal else goal_behind(line)
    if line.sub == "t":
        lead = f"Teach-back to {act}" if apart else "Teach-back"
        text.quote(f"{lead}:", line, behind)
        return
    if done is None:
        # What it answered is not there: behind another act it is no answer to that.
        alone = _did(text, "The client", words, "Response")
        text.say(f"{f'Response: {words}' if last else alone}{behind}")
        return
    subject = f"To {act}, the client" if apart else "The client"
    took = f"How the client took {act if apart else 'it'}"
    text.say(f"{_did(text, subject, words, took)}{behind}")


def _homework(text: Paragraphs, line: Line) -> None:
    words, page = plain(line.text), text.page
    head = tied(line.about, Kind.HOMEWORK, page.by_id)
    sub = line.row.sub(line.sub)
    if sub is None:
        text.say(f"To try until next time{goal_behind(line)}: {words}")
        if line.likely is not None:
            text.say(f"It was given a likelihood of {line.likely}%")
        if built_on := tied(line.builds_on, Kind.STRENGTH, page.by_id):
            text.quote("It builds on the strength", built_on)
        return
    earlier = head is not None and not page.sheet.is_here(head)
    if sub.outcome is not None:
        tell_how_it_went(text, line, ())
        return
    lead = "In the way" if line.sub == OBSTACLE else "A smaller version"
    if head is not None and earlier and line.sub != OBSTACLE:
        lead += f" of the homework of {text.page.sheet.day_of(head)}"
    if nothing := of_nothing(line):
        lead += f" ({nothing})"
    likely = f" (likelihood {line.likely}%)" if line.likely is not None else ""
    text.say(f"{lead}: {words}{likely}")


def tell_how_it_went(text: Paragraphs, line: Line, ways: Iterable[Line]) -> None:
    """The ratings of homework together, and what was in the way."""
    words, page = plain(line.text), text.page
    head = tied(line.about, Kind.HOMEWORK, page.by_id)
    sub = line.row.sub(line.sub)
    what = "The homework" if head else "Homework (which: not recorded)"
    if head is not None and not page.sheet.is_here(head):
        which = [plain(head.text), f"goal {head.goal}" if head.goal else ""]
        said = in_one_row(x for x in which if x)
        what += f" of {page.sheet.day_of(head)} ({said})"
    went = f"{sub.outcome}/4" if sub else ""
    said = f": {words}" if words else ""
    told = f"{what} was looked at and rated together {went}{said}"
    lead = f"went {line.id}"
    text.list(lead, told, "")
    tell_later(text, line)
    for way in ways:
        in_the_way = plain(way.text)
        text.list(lead, f"In the way: {in_the_way}", f"; in the way: {in_the_way}")
        tell_later(text, way)


def _let_go(text: Paragraphs, line: Line) -> None:
    gone = text.page.by_id.get(line.about or 0)
    said = f": {plain(line.text)}" if line.text else ""
    if gone is not None:
        said = f": {plain(gone.text)} (from {text.page.sheet.day_of(gone)}){said}"
    text.say(f"Let go{said}")


def _changed(text: Paragraphs, line: Line) -> None:
    words = plain(line.text)
    asked = tied(line.about, Kind.DIFFERENTLY, text.page.by_id)
    on = "On the client's request"
    if asked is not None:
        on += f" of {text.page.sheet.day_of(asked)}, {quoted(plain(asked.text))}"
    else:
        on += " (not recorded)"
    if not words:
        text.say(f"{on}, the therapist changed something")
        return
    text.say(_did(text, f"{on}, the therapist", words, f"{on}, this was changed"))
