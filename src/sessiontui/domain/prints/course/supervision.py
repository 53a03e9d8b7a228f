"""For supervision: what was done, how it was taken, and the question that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.prints.course.wording import (
    laid_out,
    of_risk,
    on_day,
    tied_words,
    trend,
)
from sessiontui.domain.prints.document import Item, place_among
from sessiontui.domain.progress.phrases import all_change_talk, dated, tally
from sessiontui.domain.session.closing_questions import NO_REQUEST, USUAL, said_under
from sessiontui.domain.text import with_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sessiontui.domain.prints.course.model import Course
    from sessiontui.domain.prints.course.wording import Block
    from sessiontui.domain.progress.model import TimedLine

_STEPS = {Kind.INTERVENTION: "did", Kind.RESPONSE: "  taken"}
_ABOUT_WORK = {
    Kind.PACE: "Support to challenge",
    Kind.HELPED: "Helped",
    Kind.DIFFERENTLY: "Differently",
    Kind.CHANGED: "Changed, as asked",
    Kind.ANSWER: USUAL[Kind.ANSWER],
}


def supervision(course: Course, width: int) -> str:
    """Some sessions for a supervisor; psychotherapy notes and scratch are not in it."""
    hours = course.hours
    first, last = (hours[0], hours[-1]) if hours else (None, None)
    which, days = "", "no sessions yet"
    if first and last:
        alone = first is last
        numbers = [hour.number for hour in hours]
        many = f"sessions {min(numbers)} to {max(numbers)}"
        which = f"  {f'session {last.number}' if alone else many}"
        span = f"{last.day}" if alone else f"{first.day} to {last.day}"
        days = f"{span}   {with_count(len(hours), 'session')}"
    asked = (Item(course.question),) if course.question else ()
    talk = all_change_talk(course.progress.sessions)
    risks = tuple(item for _, item in of_risk(course, timed=True))
    blocks: tuple[Block, ...] = (
        ("MY QUESTION", asked),
        ("RISK", risks or (Item("nothing recorded about risk"),)),
        ("GOALS", tuple(_goals(course))),
        ("WHAT I DID, HOW IT WAS TAKEN, WHERE I EASED OFF", tuple(_steps(course))),
        (
            "MY UNDERSTANDING",
            tuple(
                Item(on_day(x, "clinical impression"))
                for x in course.of(Kind.FORMULATION)
            ),
        ),
        ("THE CLIENT ABOUT THE WORK", tuple(_about_work(course))),
        ("CHANGE TALK, BY KIND", (Item(tally(talk)),) if talk else ()),
    )
    return laid_out(
        f"FOR SUPERVISION  {course.client.code}{which}",
        (days,),
        blocks,
        "Psychotherapy notes are not in this print.",
        width,
    )


def _goals(course: Course) -> Iterator[Item]:
    for story in course.progress.goals:
        rated = dated(story.ratings) if story.ratings else "never rated"
        goal = story.goal
        yield Item(f"#{goal.number} {goal.text} ({story.stands})  {rated}")
        for name, ratings in story.rulers:
            yield from trend(name, ratings)


def _steps(course: Course) -> Iterator[Item]:
    for glance in course.progress.sessions:
        if glance.steps:
            yield Item(f"{glance.session.day}")
        last = 0
        for step in glance.steps:
            what = _STEPS.get(step.line.kind, "  eased off")
            words = tied_words(step.line, step.line.row.print_as)
            if step.line.kind is Kind.STEPPED_BACK:
                words = step.line.text or "followed the client"
            if step.line.kind is Kind.INTERVENTION:
                last = step.line.id
            elif step.line.about != last:
                what += _answered(step, glance.steps)
            yield Item(f"minute {step.minute}  {what}: {words}", 1)


def _answered(answer: TimedLine, steps: Sequence[TimedLine]) -> str:
    """The act that an answer follows, where another one lies between."""
    acts = [x for x in steps if x.line.kind is Kind.INTERVENTION]
    done = next((x for x in acts if x.line.id == answer.line.about), None)
    if done is None or done.minute > answer.minute:
        return ""
    same = [x.line.id for x in acts if x.minute == done.minute]
    which = f"{place_among(same, done.line.id)} of " if len(same) > 1 else ""
    return f" (after {which}minute {done.minute})"


def _about_work(course: Course) -> Iterator[Item]:
    for told in course.of(*_ABOUT_WORK):
        line = told.line
        label = _ABOUT_WORK[line.kind]
        words = tied_words(line, line.row.print_as)
        if line.kind is Kind.CHANGED and line.about is None:
            label += f" ({NO_REQUEST})"
        if line.text.strip() or line.row.scale:
            asked = line.asked or label
            yield Item(f"{told.session.day} {said_under(asked, words)}")
