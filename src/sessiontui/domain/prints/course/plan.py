"""The treatment plan: every line is in the record, or not recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.entities import number_text
from sessiontui.domain.kinds.lookup import ACTIVE, LET_GO, SAFETY_PLAN, Kind
from sessiontui.domain.prints.course.wording import (
    FAMILY_DOCTOR,
    alone,
    author,
    from_card,
    laid_out,
    of_risk,
    tied_words,
)
from sessiontui.domain.prints.document import Item
from sessiontui.domain.prints.formats import NOT_RECORDED
from sessiontui.domain.session.goals import STATUSES, target
from sessiontui.domain.signing_checklist import NEED_NONE
from sessiontui.domain.text import with_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sessiontui.domain.prints.course.model import Course
    from sessiontui.domain.progress.model import GoalStory, Told

_DONE_SHOWN = 6
_STRENGTHS_SHOWN = 8
_BLANK = "____________________   Date __________"
"""Room for the pen: a plan changes with the record, and is signed on paper."""


def plan(course: Course, width: int) -> str:
    """The treatment plan as the record stands."""
    hours = course.hours
    number = ""
    if hours:
        # After a merge the last one has not the highest number.
        last = hours[-1].number == len(hours)
        number = f", {hours[-1].name if last else with_count(len(hours), 'session')}"
    since = f"; care began {hours[0].day}" if hours else ""
    return laid_out(
        f"TREATMENT PLAN  {course.client.code}",
        (f"As the record stood on {course.day}{number}{since}", *author(course)),
        (
            ("SERVICE", tuple(_service(course))),
            ("WORKED ON", tuple(from_card(course, "for"))),
            ("STRENGTHS TO BUILD ON", tuple(_strengths(course))),
            ("GOALS", tuple(_goals(course))),
            ("RISK", tuple(_risk(course))),
            ("WHEN WE ARE DONE", alone(course, "done when")),
            ("AGREED", tuple(_agreed(course))),
            ("SIGNATURE", (Item(_BLANK),)),
        ),
        "format plan   status draft",
        width,
    )


def _service(course: Course) -> Iterator[Item]:
    yield Item(f"Type: {course.service or NOT_RECORDED}")
    planned = f"{course.minutes} min" if course.minutes else NOT_RECORDED
    yield Item(f"Length planned: {planned}")
    for field in ("often", "until", "by"):
        yield from from_card(course, field)
    hours = course.hours
    if not hours:
        yield Item("Held so far: no sessions yet")
    else:
        days = (hours[-1].day - hours[0].day).days + 1
        held = f"{with_count(len(hours), 'session')} in {with_count(days, 'day')}"
        yield Item(f"Held so far: {held}")
    if again := course.progress.again:
        yield Item(f"Next session: {again}")


def _strengths(course: Course) -> Iterator[Item]:
    """The strengths most built on, then the newest; no wins, which are past."""
    used = [each.line for each in course.progress.used]
    known = {line.id for line in used}
    newest = [
        told.line
        for told in reversed(course.of(Kind.STRENGTH))
        if told.line.sub in {"", "c", "p", "v"} and told.line.id not in known
    ]
    for line in (*used, *newest)[:_STRENGTHS_SHOWN]:
        yield Item(tied_words(line, "strength"))


def _goals(course: Course) -> Iterator[Item]:
    for story in course.progress.goals:
        if story.stands != STATUSES[LET_GO]:
            yield from _goal(story, course)


def _goal(story: GoalStory, course: Course) -> Iterator[Item]:
    goal = story.goal
    stands = "" if story.stands == STATUSES[ACTIVE] else f" ({story.stands})"
    yield Item(f"#{goal.number} In the client's words: {goal.text}{stands}")
    objective = story.glosses[-1].text if story.glosses else NOT_RECORDED
    yield Item(f"Objective, in the therapist's words: {objective}", 1)
    aim = aimed_at(story)
    yield Item(f"Measured by: the client's rating, 0 to 10; {_rated(story)}", 1)
    yield Item(f"Aimed at: {aim}", 1)
    done = course.by_goal(goal.number, Kind.INTERVENTION)
    yield Item(f"Done for it so far: {_done(done)}", 1)
    agreed = [
        card
        for card in course.progress.homework
        if card.head.goal == goal.number and card.outcome is None
    ]
    for card in agreed[-1:]:
        day = course.day_of(card.head)
        yield Item(f"Between sessions: {card.head.text} (set {day})", 1)


def aimed_at(story: GoalStory) -> str:
    """The target of a goal."""
    return target(story.targets[-1].text) if story.targets else NOT_RECORDED


def _rated(story: GoalStory) -> str:
    if not story.ratings:
        return "not rated yet"
    first, last = story.ratings[0], story.ratings[-1]
    start = f"at the start {number_text(first.line.value or 0)} ({first.session.day})"
    if len(story.ratings) == 1:
        return start
    return f"{start}, now {number_text(last.line.value or 0)} ({last.session.day})"


def _done(done: Sequence[Told]) -> str:
    if not done:
        return "nothing tied to it"
    shown = done[-_DONE_SHOWN:]
    said = "; ".join(f"{_did(x)} ({x.session.day})" for x in shown)
    more = f"{len(done)} times, the last {len(shown)}: "
    return f"{more if len(done) > len(shown) else ''}{said}"


def _did(told: Told) -> str:
    line = told.line
    label = line.row.print_as_of(line.sub) if line.sub else ""
    return f"{label.casefold()}: {line.text}" if label else line.text


def _risk(course: Course) -> Iterator[Item]:
    """The risk last spoken of, all that followed, and what holds from before.

    That is each safety plan, and each follow-up that waits.
    """
    told = course.of(Kind.RISK)
    if not told:
        yield Item("nothing recorded about risk")
        return
    concerns = [x for x in told if x.line.sub not in NEED_NONE] or told
    holds = {x.id for x in course.progress.risk if x.is_open}
    holds |= {x.id for x in told if x.line.sub == SAFETY_PLAN}
    left = 0
    for each, item in of_risk(course):
        if each.id in holds or each.session.order >= concerns[-1].session.order:
            yield item
        else:
            left += 1
    if left:
        yield Item(f"Earlier lines about risk, in the course summary: {left}")


def _agreed(course: Course) -> Iterator[Item]:
    yield from from_card(course, "agreed", "With the client")
    if course.card_lines("telehealth"):
        yield from from_card(course, "telehealth")
    yield from from_card(course, "gp", FAMILY_DOCTOR)
