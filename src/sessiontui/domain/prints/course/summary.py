"""The course summary: for the ending, for whoever referred, for a successor."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import FOLLOWED_UP, NOTHING_VOICED, ROWS, Kind
from sessiontui.domain.prints.course.plan import aimed_at
from sessiontui.domain.prints.course.wording import (
    FAMILY_DOCTOR,
    alone,
    author,
    from_card,
    is_quote,
    laid_out,
    of_risk,
    on_day,
    tied_words,
    trend,
)
from sessiontui.domain.prints.document import Item
from sessiontui.domain.prints.formats import DEFAULT_WIDTH, NOT_RECORDED
from sessiontui.domain.prints.render import fold
from sessiontui.domain.prints.words.clinical import of_nothing
from sessiontui.domain.progress.phrases import changes_of, pace_over_time, value_of
from sessiontui.domain.session.client_card import OF_ENDING
from sessiontui.domain.session.closing_questions import NO_REQUEST
from sessiontui.domain.text import with_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.domain.entities import Line
    from sessiontui.domain.prints.course.model import Course
    from sessiontui.domain.prints.course.wording import Block
    from sessiontui.domain.progress.model import GoalStory, Said, Told

_MARKS = frozenset('"“”„«»')
COURSE_TITLE = "COURSE SUMMARY"
_WHY_CAME = "WHY THE CLIENT CAME"
_LEFT_OUT = "in the client's words, left out here"
"""The words for a referrer where all words of a field stand in quotation marks."""


def course_summary(course: Course, width: int, *, for_referrer: bool = False) -> str:
    """The whole course; a referrer reads no quotes, no wishes and nothing open."""
    if for_referrer:
        course = _for_referrer(course)
    blocks: list[Block] = [
        (_WHY_CAME, tuple(_why(course))),
        ("WORKED ON", tuple(from_card(course, "for"))),
        ("GOALS, FIRST AND LAST", tuple(_goals(course, for_referrer=for_referrer))),
        (
            "WHAT WAS DONE, AND HOW IT WAS TAKEN",
            tuple(_done(course, for_referrer=for_referrer)),
        ),
    ]
    if not for_referrer:
        blocks.append(("STRENGTHS, COPING, WINS", tuple(_strengths(course))))
    blocks += [
        ("HOMEWORK", tuple(_homework(course, for_referrer=for_referrer))),
        ("SCORES AND OTHER RATINGS", tuple(_scales(course))),
        ("RISK OVER THE COURSE", tuple(_risk(course, for_referrer=for_referrer))),
        ("COORDINATION", tuple(_told(course))),
    ]
    if not for_referrer:
        blocks += [
            ("SUPPORT (-3) TO CHALLENGE (+3), AS THE CLIENT STATED IT", _pace(course)),
            ("IN THE CLIENT'S WORDS: WHAT HELPED", tuple(_helped(course))),
            ("ASKED FOR, AND CHANGED", tuple(_asked(course))),
            ("STILL OPEN", tuple(_open(course))),
        ]
    blocks.append(("THE ENDING", tuple(_ending(course))))
    for_whom = "   for the referrer" if for_referrer else ""
    return laid_out(
        f"{COURSE_TITLE}  {course.client.code}",
        (_span(course), *author(course)),
        blocks,
        f"format course{for_whom}   status {course.status}",
        width,
    )


def holds_quotes(text: str) -> bool:
    """Tell whether words stand in quotation marks in a print."""
    return not _MARKS.isdisjoint(text)


def _for_referrer(course: Course) -> Course:
    """The course without the fields of the card that are nothing but a quote."""
    card = {
        field: tuple(replace(x, text=_unquoted(x.text)) for x in lines)
        for field, lines in course.card.items()
    }
    return replace(course, card=card)


def _unquoted(text: str) -> str:
    return _LEFT_OUT if is_quote(text) else text


def changed_fields(course: Course, signed: str) -> tuple[str, ...]:
    """The fields of the card that the signed course says otherwise, by their names."""
    fields = ("came", "before", "for", "gp", *OF_ENDING)
    return tuple(
        ROWS[Kind.CARD].print_as_of(field)
        for field in fields
        if not any(_stands_in(signed, rows) for rows in _ways(course, field))
    )


def _ways(course: Course, field: str) -> Iterator[str]:
    """A field as a course has it, and as one had it that was signed long ago."""
    if field == "gp":
        yield _rows_of(course, field, FAMILY_DOCTOR)
    yield _rows_of(course, field)


def _rows_of(course: Course, field: str, label: str = "") -> str:
    """A field of the card as the rows of a signed course have it."""
    if field != "came":
        (item,) = from_card(course, field, label)
        return fold(item.text, DEFAULT_WIDTH, 1, 3)
    items = alone(course, field) or (Item(NOT_RECORDED),)
    return "\n".join(
        (_WHY_CAME, *(fold(item.text, DEFAULT_WIDTH, 1, 3) for item in items))
    )


def _stands_in(text: str, rows: str) -> bool:
    """Tell whether rows stand in a text, and go on in no further row."""
    return re.search(rf"^{re.escape(rows)}$(?!\n   )", text, re.MULTILINE) is not None


def _span(course: Course) -> str:
    missed = sum(session.kind.value == "missed" for session in course.sessions)
    hours = course.hours
    missed_words = f"missed: {missed or 'none recorded'}"
    if not hours:
        return f"no sessions yet   {missed_words}"
    first, last = hours[0].day, hours[-1].day
    days = f"{first}" if first == last else f"{first} to {last}"
    minutes = f", {course.held_minutes} min in all" if course.held_minutes else ""
    return f"{with_count(len(hours), 'session')}, {days}{minutes}   {missed_words}"


def _why(course: Course) -> Iterator[Item]:
    yield from alone(course, "came") or (Item(NOT_RECORDED),)
    yield from from_card(course, "before")


def _goals(course: Course, *, for_referrer: bool) -> Iterator[Item]:
    for story in course.progress.goals:
        yield from _goal(story, course, for_referrer=for_referrer)


def _goal(story: GoalStory, course: Course, *, for_referrer: bool) -> Iterator[Item]:
    goal = story.goal
    stands = f"({story.stands}; set {course.day_of(goal)})"
    gloss = story.glosses[-1].text if story.glosses else ""
    if for_referrer:
        words = _unquoted(gloss) or NOT_RECORDED
        yield Item(f"#{goal.number} In the therapist's words: {words} {stands}")
    else:
        yield Item(f"#{goal.number} In the client's words: {goal.text} {stands}")
        if gloss:
            yield Item(f"In the therapist's words: {gloss}", 1)
    if story.targets:
        yield Item(f"Aimed at: {aimed_at(story)}", 1)
    if story.ratings:
        yield from trend("Rating", story.ratings)
    else:
        yield Item("never rated", 1)
    for name, ratings in story.rulers:
        yield from trend(name, ratings)


def _done(course: Course, *, for_referrer: bool) -> Iterator[Item]:
    """Each thing that the therapist did, and beneath it how it was taken."""
    answers: dict[int, list[Told]] = {}
    for told in course.of(Kind.RESPONSE, Kind.STEPPED_BACK):
        answers.setdefault(told.line.about or 0, []).append(told)
    acts = course.of(Kind.INTERVENTION)
    beneath = {told.id: answers.pop(told.id, []) for told in acts}
    apart = (told for rest in answers.values() for told in rest)
    for told in sorted((*acts, *apart), key=lambda x: x.order):
        if not (for_referrer and _is_quote(told.line)):
            yield Item(on_day(_read(told, for_referrer=for_referrer), "intervention"))
        for answer in beneath.get(told.id, ()):
            if not (for_referrer and _is_quote(answer.line)):
                line = _read(answer, for_referrer=for_referrer).line
                yield Item(tied_words(line, "response"), 1)


def _is_quote(line: Line) -> bool:
    """Tell whether it is the client's words: by its kind, or as it was typed."""
    answers = line.kind is Kind.RESPONSE and is_quote(line.text)
    return answers or line.row.is_client_words(line.sub)


def _read(told: Told, *, for_referrer: bool) -> Told:
    """A step as it is read: a step back keeps a quote from the referrer."""
    line = told.line
    if for_referrer and line.kind is Kind.STEPPED_BACK and is_quote(line.text):
        return replace(told, line=replace(line, text=""))
    return told


def _strengths(course: Course) -> Iterator[Item]:
    """Each with where it shows up beneath it."""
    every = course.of(Kind.STRENGTH)
    heads = {told.id for told in every if not told.line.about}
    for told in every:
        if told.line.about not in heads:
            yield Item(on_day(told))
        if told.id in heads:
            yield from (Item(on_day(x), 1) for x in every if x.line.about == told.id)


def _homework(course: Course, *, for_referrer: bool) -> Iterator[Item]:
    for card in course.progress.homework:
        if for_referrer and card.outcome is None:
            continue
        went = "not looked at yet"
        if card.outcome is not None:
            text = card.outcome.text
            said = (
                f" ({text})" if text and not (for_referrer and is_quote(text)) else ""
            )
            day = course.day_of(card.outcome)
            went = f"rated together {card.went}/4 on {day}{said}"
        what = _unquoted(card.head.text) if for_referrer else card.head.text
        yield Item(f"{course.day_of(card.head)} {what}: {went}")


def _scales(course: Course) -> Iterator[Item]:
    for name, ratings in (*course.progress.scores, *course.progress.scales):
        if of_nothing(ratings[0].line):
            # Nobody knows whether they are of the same: none is compared.
            yield from (Item(on_day(x)) for x in ratings)
        else:
            yield from trend(name, ratings, 0)


def _risk(course: Course, *, for_referrer: bool) -> Iterator[Item]:
    told = course.of(Kind.RISK)
    if not told:
        yield Item("nothing recorded about risk")
        return
    yield from (item for _, item in of_risk(course))
    behind = sum(x.order > told[-1].session.order for x in course.hours)
    yield Item(f"Sessions after the last of these with no line about risk: {behind}")
    waits = sum(each.is_open for each in course.progress.risk)
    if waits and not for_referrer:
        yield Item(f"Follow-ups still open: {waits}")


def _told(course: Course) -> Iterator[Item]:
    yield from (Item(on_day(x, "told")) for x in course.of(Kind.TOLD))
    yield from from_card(course, "gp", FAMILY_DOCTOR)


def _pace(course: Course) -> tuple[Item, ...]:
    said, _ = pace_over_time(course.progress.pace)
    return (Item(said),) if said else ()


def _helped(course: Course) -> Iterator[Item]:
    for told in course.progress.helped:
        yield Item(f"{told.session.day} {told.line.text}")


def _asked(course: Course) -> Iterator[Item]:
    for said in course.progress.said:
        if said.asked is not None:
            yield Item(_request(said.asked, said))
            continue
        for told in said.changes:
            words = f": {told.line.text}" if told.line.text else ""
            no_request = f"{told.session.day} {NO_REQUEST.capitalize()}"
            yield Item(f"{no_request}; changed{words}")


def _request(asked: Told, said: Said) -> str:
    words = f"{asked.session.day} {asked.line.text}"
    if said.is_open:
        return f"{words}  Nothing recorded as changed."
    return f"{words}  {'; '.join(changes_of(said))}".rstrip()


def _open(course: Course) -> Iterator[Item]:
    """Whatever nobody answered, took up or let go yet; the same words once."""
    if again := course.progress.again:
        yield Item(f"Next session: {again}")
    closed = {x.line.about for x in course.of(Kind.AGENDA, Kind.LET_GO)}
    for card in course.progress.homework:
        if card.outcome is None and card.head.id not in closed:
            yield Item(f"Homework of {course.day_of(card.head)}: {card.head.text}")
    left = course.of(Kind.AGENDA, Kind.PARKED)
    last = {told.line.text.casefold(): told.id for told in left}
    for told in left:
        if not told.line.done and told.id in last.values() and told.id not in closed:
            parked = told.line.kind is Kind.PARKED
            label = "Parked" if parked else "Not reached"
            yield Item(f"{label} {told.session.day}: {told.line.text}")


def _ending(course: Course) -> Iterator[Item]:
    yield from from_card(course, "ended")
    ended = course.card_lines("ended")
    when = "How things stood at the end" if ended else "How things stand"
    yield Item(f"{when}: {_stood(course) or NOT_RECORDED}")
    for field in ("advice", "how to come back"):
        yield from from_card(course, field)


def _stood(course: Course) -> str:
    """The goals and the risk as the last session left them; no verdict on either."""
    if not course.hours:
        return ""
    last = course.hours[-1]
    parts = []
    for story in course.progress.goals:
        rated = "never rated"
        if story.ratings:
            rated = f"{value_of(story.ratings[-1])}/10"
        parts.append(f"goal {story.goal.number} {story.stands}, {rated}")
    risks = {x.line.sub for x in course.of(Kind.RISK) if x.session.id == last.id}
    found = _at_risk(risks)
    return "; ".join((*parts, f"risk at the last session ({last.day}): {found}"))


def _at_risk(subs: set[str]) -> str:
    """The words for a session's risk, by the kinds of its lines."""
    if not subs:
        return "nothing recorded"
    if "" in subs:
        return "recorded above"
    told = {NOTHING_VOICED: "asked, nothing voiced", FOLLOWED_UP: "a follow-up done"}
    said = [words for sub, words in told.items() if sub in subs]
    more = ["more recorded above" if said else "recorded above"]
    return ", ".join(said + (more if subs - told.keys() else []))
