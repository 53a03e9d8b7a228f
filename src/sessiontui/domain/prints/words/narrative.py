"""The narrative: what was recorded, in sentences that hold the words as typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.entities import RULERS, number_text, rating_name, signed_text
from sessiontui.domain.kinds.lookup import (
    FOLLOWED_UP,
    NOTHING_VOICED,
    SHOWS_UP,
    TARGET,
    Kind,
)
from sessiontui.domain.prints.document import Item, tied
from sessiontui.domain.prints.line_order import (
    PAST,
    followed_up,
    known_of,
    next_sessions,
    other_goals,
    planned,
)
from sessiontui.domain.prints.words.clinical import (
    NEW_TODAY,
    answered_follow_up,
    before_text,
    how_it_ends,
    is_new_goal,
    late_note,
    not_recorded,
    of_nothing,
    still_waiting,
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
from sessiontui.domain.session.closing_questions import CLOSING_KINDS
from sessiontui.domain.session.goals import GLOSS, resting, target
from sessiontui.domain.session.homework import OBSTACLE, is_outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.formats import Section
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


def paragraphs(page: Page, section: Section) -> tuple[Item, ...]:
    """The paragraphs of a section."""
    text = _Text(page)
    tells: Mapping[str, Callable[[_Text, tuple[Line, ...]], None]] = {
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


def _goal(line: Line) -> str:
    return f" (goal {line.goal})" if line.goal is not None else ""


def _stamp(text: _Text, line: Line) -> str:
    """The minute of a line; none where it is late, which is said behind it."""
    return "" if text.page.sheet.is_late(line) else text.page.sheet.stamp(line)


def _risk(text: _Text, lines: tuple[Line, ...]) -> None:
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
            label += _goal(line) if words else ""
        stamp = f"{_stamp(text, line)} ".lstrip() if begins else ""
        text.say(f"{stamp}{label}{words}")
        _later(text, line)
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
            _later(text, note)
        for note in notes:
            if note not in glosses:
                _of_goal(text, note)
        for line in page.sheet.lines:
            if line.kind is Kind.RATING and line.goal == head.number and head.number:
                rated = _rated(line, text)
                text.list("Rated today", f"Rated today: {rated}", f", {rated}")
                _later(text, line)
        text.end()
    if others := other_goals(page):
        named = "; ".join(
            f"goal {goal.number}, {quoted(plain(goal.text))}"
            f"{resting(goal, page.sheet.goal_notes)}"
            for goal in others
        )
        text.say(f"Also standing: {named}")


def _of_goal(text: _Text, line: Line, lead: str = "") -> None:
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
    _later(text, line)


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
            stamp = _stamp(text, line) if begins else ""
            text.said = [stamp] if stamp else []
        _line(text, line, last)


def _lines(text: _Text, lines: tuple[Line, ...]) -> None:
    for line in lines:
        _line(text, line, None)


def _since(text: _Text, lines: tuple[Line, ...]) -> None:
    """Sentences on how homework went, with what was in its way, then all else."""
    went = [x for x in lines if is_outcome(x)]
    heads = {x.about for x in went if x.about is not None}
    ways = [x for x in lines if _is_obstacle(x) and x.about in heads]
    for line in went:
        _went(text, line, [x for x in ways if x.about == line.about])
    rest = (x for x in lines if x not in went and x not in ways)
    # What the therapist did about it comes last.
    _lines(text, tuple(sorted(rest, key=lambda x: x.kind is Kind.CHANGED)))


def _feedback(text: _Text, lines: tuple[Line, ...]) -> None:
    _lines(text, tuple(sorted(lines, key=lambda x: x.kind not in CLOSING_KINDS)))


def _is_obstacle(line: Line) -> bool:
    return line.kind is Kind.HOMEWORK and line.sub == OBSTACLE


def _plan(text: _Text, lines: tuple[Line, ...]) -> None:
    again = next_sessions(text.page.sheet)
    for line in again:
        text.say(f"The next session is {plain(line.text)}")
        _later(text, line)
    ends = how_it_ends(text.page.sheet)
    for row in ends:
        text.say(plain(row))
    by_then, left = planned(line for line in lines if line not in again)
    heads: dict[int, list[Line]] = {}
    for line in by_then:
        head = text.page.head(line)
        heads.setdefault((head or line).id, []).append(line)
    for group in heads.values():
        _lines(text, tuple(group))
    for line in followed_up(text.page.sheet):
        text.say(f"Risk follow-up: {plain(line.text)}")
    _lines(text, left)
    if waits := still_waiting(text.page.sheet):
        text.say(waits)
    if not (again or ends):
        text.say("The next session is not recorded")


def _line(text: _Text, line: Line, last: Line | None) -> None:
    """Tell one line; `last` is what was done last before it."""
    _told(text, line, last)
    _later(text, line)


def _later(text: _Text, line: Line) -> None:
    """Say behind a line what was done to it behind its minute, or that it is late."""
    if found := late_note(line, text.page.sheet):
        text.aside(f"({capital(found)}.)")


def _told(text: _Text, line: Line, last: Line | None) -> None:
    words, sheet = plain(line.text), text.page.sheet
    kind = line.kind
    if kind is Kind.WORDS:
        text.quote(f"The client said{_goal(line)}:", line)
    elif kind is Kind.NOTE:
        _listed(text, f"Noted{_goal(line)}", words)
    elif kind is Kind.OBSERVATION:
        _listed(text, f"Observed{_goal(line)}", words)
    elif kind is Kind.RATING:
        _rating(text, line)
    elif kind is Kind.SCORE:
        said = before_text(words, line, sheet)
        text.list(f"Scored{_goal(line)}", f"Scored{_goal(line)}: {said}", f"; {said}")
    elif kind is Kind.INTERVENTION and line.sub:
        text.say(f"The therapist gave psychoeducation{_goal(line)}: {words}")
    elif kind is Kind.INTERVENTION:
        did = _did(text, "The therapist", words, "The therapist worked with")
        text.say(f"{did}{_goal(line)}")
    elif kind is Kind.RESPONSE:
        _response(text, line, last)
    elif kind is Kind.STEPPED_BACK:
        then = "then " if last else ""
        what = f"The therapist {then}eased off and followed the client"
        done = sheet.done_before(line)
        if done and last and done.id != last.id:
            what += f" in {sheet.moment(done, _DONE_AT)}"
        text.say(f"{what}{_goal(line)}{': ' if words else ''}{words}")
    elif kind is Kind.CHANGE_TALK:
        sub = line.row.sub(line.sub)
        sort = f" ({sub.label})" if sub else ""
        text.quote(f"The client spoke towards change{sort}:", line, _goal(line))
    elif kind is Kind.STRENGTH:
        if line.sub == "p":
            # Who is there is often told in words of the therapist's.
            text.say(f"{line.row.print_as_of(line.sub)}{_goal(line)}: {words}")
            return
        named = _NAMED.get(line.sub, _NAMED[""])
        head = tied(line.about, Kind.STRENGTH, text.page.by_id)
        if line.sub == SHOWS_UP and head and not sheet.is_here(head):
            of = f"{quoted(plain(head.text))} of {sheet.day_of(head)}"
            named = f"Where the strength {of} shows up"
        nothing = f" ({aside})" if (aside := of_nothing(line)) else ""
        text.quote(f"{named}{nothing}:", line, _goal(line))
    elif kind is Kind.HOMEWORK:
        _homework(text, line)
    elif kind is Kind.PARKED:
        _listed(text, f"Kept for next time{_goal(line)}", words)
    elif kind is Kind.TOLD:
        text.say(f"{_stamp(text, line)} {words}{_goal(line)}".lstrip())
    elif kind is Kind.AGENDA:
        _listed(text, f"Not reached{_goal(line)}", words)
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


def _did(text: _Text, subject: str, words: str, otherwise: str) -> str:
    """The sentence on an act; only English words are joined to their subject."""
    if text.page.sheet.in_english:
        return with_subject(subject, words, otherwise)
    return f"{otherwise}: {words}"


def _listed(text: _Text, lead: str, words: str) -> None:
    text.list(lead, f"{lead}: {words}", f"; {words}")


def _rating(text: _Text, line: Line) -> None:
    """A number that is no goal's; one behind another goes on with its sentence."""
    lead, sheet = f"Rated{_goal(line)}", text.page.sheet
    value = f"{number_text(line.value or 0)}/10"
    nothing = f" ({aside})" if (aside := of_nothing(line)) else ""
    if not line.text.strip():
        text.say(before_text(f"{lead}{nothing}: {value}", line, sheet))
        return
    name = f"{plain(rating_name(line))}{nothing}"
    first = before_text(f"{capital(name)}{_goal(line)} was rated {value}", line, sheet)
    text.list(lead, first, before_text(f", {name} {value}", line, sheet))


def _response(text: _Text, line: Line, last: Line | None) -> None:
    sheet, words = text.page.sheet, plain(line.text)
    done = sheet.done_before(line)
    apart = done is not None and last is not None and done.id != last.id
    act = sheet.moment(done, _DONE_AT) if done else ""
    behind = "" if done and done.goal == line.goal else _goal(line)
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
        _went(text, line, ())
        return
    lead = "In the way" if line.sub == OBSTACLE else "A smaller version"
    if head is not None and earlier and line.sub != OBSTACLE:
        lead += f" of the homework of {text.page.sheet.day_of(head)}"
    if nothing := of_nothing(line):
        lead += f" ({nothing})"
    likely = f" (likelihood {line.likely}%)" if line.likely is not None else ""
    text.say(f"{lead}: {words}{likely}")


def _went(text: _Text, line: Line, ways: Iterable[Line]) -> None:
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
    _later(text, line)
    for way in ways:
        in_the_way = plain(way.text)
        text.list(lead, f"In the way: {in_the_way}", f"; in the way: {in_the_way}")
        _later(text, way)


def _let_go(text: _Text, line: Line) -> None:
    gone = text.page.by_id.get(line.about or 0)
    said = f": {plain(line.text)}" if line.text else ""
    if gone is not None:
        said = f": {plain(gone.text)} (from {text.page.sheet.day_of(gone)}){said}"
    text.say(f"Let go{said}")


def _changed(text: _Text, line: Line) -> None:
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
