"""The client's own sheet of the last hour: goals first and last, wins, what helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.entities import number_text
from sessiontui.domain.kinds.lookup import LET_GO, PERSON, TEACH_BACK, Kind
from sessiontui.domain.prints.render import beside_label, ended, fold
from sessiontui.domain.prints.words.joined_lines import joined
from sessiontui.domain.session.goals import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sessiontui.domain.prints.course.model import Course
    from sessiontui.domain.progress.model import GoalStory

ENDING_TITLE = "FOR YOU, from our time together"
_BLANK = "_" * 30
"""Room for the pen, where the settings name nobody to ring."""
_DONE = frozenset({"", "c", "v"})
"""Letters of strengths that the client has: no win, which is past, and no person."""


def ending(course: Course, width: int) -> str:
    """The client's own words, to take along at the end, and no remark of ours."""
    rows = [*(fold(row, width) for row in (ENDING_TITLE, *_span(course))), ""]
    for heading, words in _sections(course):
        rows += [
            beside_label("" if place else f"{heading}:", text, width)
            for place, text in enumerate(words)
        ]
    return ended("\n".join(rows))


def _span(course: Course) -> Iterator[str]:
    hours = course.hours
    if hours:
        days = dict.fromkeys((hours[0].day, hours[-1].day))
        yield " to ".join(f"{day:%a %Y-%m-%d}" for day in days)


def _sections(course: Course) -> Iterator[tuple[str, tuple[str, ...]]]:
    progress = course.progress
    stories = [x for x in progress.goals if x.stands != STATUSES[LET_GO]]
    yield "What I wanted", tuple(map(_goal, stories))
    told = joined(x.line for x in course.of(Kind.STRENGTH))
    said = {line.id: words for line, words in told}
    yield "Wins", _once(said.get(x.id, x.line.text) for x in progress.wins)
    built = {x.line.id: said.get(x.line.id, x.line.text) for x in progress.used}
    others = [(line.sub, words) for line, words in told if line.id not in built]
    yield "What I built on", _once(built.values())
    yield "What I already do", _once(words for sub, words in others if sub in _DONE)
    yield "Who is there", _once(words for sub, words in others if sub == PERSON)
    learned = (x for x in course.of(Kind.RESPONSE) if x.line.sub == TEACH_BACK)
    yield "What I learned", tuple(x.line.text for x in learned)
    yield "What helped", _once(x.line.text for x in progress.helped)
    yield "To call", (course.call or _BLANK,)


def _goal(story: GoalStory) -> str:
    words = story.goal.text
    if not story.ratings:
        return words
    first, last = (number_text(story.ratings[at].line.value or 0) for at in (0, -1))
    once = len(story.ratings) == 1
    then = "" if once else f", then {last}/10"
    return f"{words}  my rating {first}/10{then}"


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
