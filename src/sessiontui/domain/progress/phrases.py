"""The words for one client's way, the same on the screen and on paper."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sessiontui.domain.entities import (
    number_text,
    of_ten,
    rated,
    signed_text,
    value_text,
)
from sessiontui.domain.kinds.lookup import ROWS, Kind
from sessiontui.domain.progress.model import OTHER
from sessiontui.domain.progress.plot import sparkline
from sessiontui.domain.session.closing_questions import (
    NO_REQUEST,
    prompt_of,
    said_under,
)
from sessiontui.domain.session.goals import target
from sessiontui.domain.text import with_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from sessiontui.domain.entities import Line
    from sessiontui.domain.progress.model import (
        AtRisk,
        Glance,
        GoalStory,
        Progress,
        Said,
        Told,
        Used,
    )
    from sessiontui.domain.session.homework import Card

SESSIONS = "Sessions"
HELPED = "What helped"
SAID = "You said, we changed"
ANSWERS = "Other answers"
WINS = "Wins"
CARD = "Card"
RISK = "Risk"
MOST_USED = "Most was built on"

BY_CLIENT = "typed by the client"
LAST_HIDDEN = "last one after today's"
"""Stands for a rating that is not to be seen before the new one."""
OPEN = "still open"
"""The words for a request or a follow-up that nothing was done about yet."""
WE_CHANGED = "we changed"
_BARS_SHOWN = 40
_A_TREND = 3
"""Ratings from which there is a line to draw."""
_TOP, _FURTHEST = 10, 3
"""The highest rating, and the ends of the dial from support to challenge."""
PACE = "Support (-3) to challenge (+3)"

Fact = tuple[str, str]
"""A short label and what it says; either may be empty."""


def told(fact: Fact) -> str:
    """A fact in one piece."""
    label, words = fact
    return f"{label}: {words}" if words else label


def span_of(progress: Progress) -> str:
    """The number of sessions, and from when to when."""
    held = [x for x in progress.sessions if not x.session.is_card]
    if not held:
        return "no sessions yet"
    first, last = (held[at].session.day for at in (0, -1))
    said = with_count(progress.count, "session")
    if len(held) == 1:
        return f"{said}, {first}"
    return f"{said}, {first} to {last}"


def length_of(glance: Glance) -> str:
    """The length of a session, in words; of an entry, what it was and how long."""
    session = glance.session
    if session.is_entry:
        lasted = f" ({glance.minutes} min)" if glance.minutes is not None else ""
        kind = "missed appointment" if session.is_missed else session.kind.value
        kind += session.of_day_words
        return f"{kind}{f', {session.held}' if session.held else ''}{lasted}"
    if glance.minutes is None:
        return "no end noted" if glance.over else "under way"
    return f"{glance.minutes} min"


def highlights(glance: Glance) -> Iterator[Fact]:
    """The facts worth telling of a session at a glance."""
    if glance.half_typed:
        yield "half-typed line kept", ""
    for line in glance.wins:
        yield "win", line.text
    for went in glance.went:
        words = went.card.head.text if went.card else ""
        if went.line.text:
            words += f" ({went.line.text})" if words else went.line.text
        yield f"homework went {went.outcome}/4", words
    for line in glance.pace:
        yield "pace", rated(line)


def review(glance: Glance) -> Iterator[Fact]:
    """The look back after a session: the tally, and what was done, in order."""
    for card in glance.agreed:
        yield "to try", card.head.text
    if glance.change_talk:
        yield "change talk", tally(glance.change_talk)
    for step in glance.steps:
        yield f"minute {step.minute}, {_step(step.line)}", step.line.text
    for count, way in ((glance.moved_in, "in"), (glance.moved_out, "out")):
        if count:
            yield f"moved {way}", "one line" if count == 1 else f"{count} lines"


def _step(line: Line) -> str:
    """The name of a step, written out."""
    did = line.kind is Kind.INTERVENTION and not line.sub
    return line.label if did else line.row.print_as_of(line.sub).casefold()


def tally(counted: Iterable[tuple[str, int]]) -> str:
    """Change talk by kind: desire 2, commitment 1."""
    return ", ".join(f"{name} {count}" for name, count in counted)


def all_change_talk(glances: Iterable[Glance]) -> tuple[tuple[str, int], ...]:
    """Change talk of many sessions by kind, in the order of the table."""
    counted: Counter[str] = Counter()
    for glance in glances:
        counted.update(dict(glance.change_talk))
    named = (*(sub.label for sub in ROWS[Kind.CHANGE_TALK].subs), OTHER)
    return tuple((name, counted[name]) for name in named if counted[name])


def value_of(told: Told) -> str:
    """A rating as a number; a score with its scale."""
    line = told.line
    score = line.kind is Kind.SCORE
    return value_text(line) if score else number_text(line.value or 0)


def path_of(ratings: Sequence[Told]) -> str:
    """Ratings as bars and as the first and the last number; nothing for none."""
    if not ratings:
        return ""
    last = f"{value_text(ratings[-1].line)} on {ratings[-1].session.day}"
    if len(ratings) == 1:
        return last
    bars = sparkline(of_ten(x.line) for x in ratings[-_BARS_SHOWN:])
    return f"{bars}  {value_of(ratings[0])} → {last}"


def dated(ratings: Iterable[Told]) -> str:
    """Every rating with its day, in words."""
    return ", ".join(f"{value_of(x)} on {x.session.day}" for x in ratings)


def rulers_over_time(story: GoalStory) -> Iterator[tuple[str, str, str]]:
    """Importance, confidence, readiness of a goal: name, figures, and bars if many."""
    for name, ratings in story.rulers:
        yield name.lower(), dated(ratings), drawn(x.line.value or 0 for x in ratings)


def drawn(values: Iterable[float]) -> str:
    """Values from 0 to 10 as bars; "" where there are too few to show a way."""
    shown = tuple(values)[-_BARS_SHOWN:]
    return sparkline(shown) if len(shown) >= _A_TREND else ""


def pace_over_time(pace: Sequence[Told]) -> tuple[str, str]:
    """The pace that the client stated, support to challenge: figures, and bars."""
    values = [x.line.value or 0 for x in pace]
    said = (
        f"{signed_text(value)} on {x.session.day}"
        for value, x in zip(values, pace, strict=True)
    )
    scale = _TOP / (2 * _FURTHEST)
    return ", ".join(said), drawn((value + _FURTHEST) * scale for value in values)


def of_goal(story: GoalStory) -> Iterator[Fact]:
    """The words about a goal besides its ratings."""
    for line in story.glosses:
        yield "gloss", line.text
    for line in story.targets[-1:]:
        yield "aimed at", target(line.text)
    for line in story.own_reasons:
        yield "own reason", line.text
    for line in story.outer_reasons:
        yield "outer reason", line.text


def latest_rulers(story: GoalStory) -> str:
    """The last importance, confidence, readiness and whatever else was rated."""
    return ", ".join(f"{name.lower()} {value_of(x[-1])}" for name, x in story.rulers)


def answered(told: Told) -> str:
    """The client's answer; behind its question where that is no usual one."""
    line = told.line
    words = line.text
    if line.kind is Kind.ANSWER:
        words = said_under(prompt_of(line.kind, line.asked).question, line.text)
    return f"{words}  {BY_CLIENT}" if line.keyed else words


def changes_of(said: Said) -> tuple[str, ...]:
    """The changes made for a request, each with its day; or that it is open."""
    if said.is_open:
        return (OPEN,)
    return tuple(
        f"changed {x.session.day}{f': {x.line.text}' if x.line.text else ''}"
        for x in said.changes
    )


def unasked(said: Said) -> str:
    """Stands for the request of changes where it is of no session that is told of."""
    if said.before is None:
        return NO_REQUEST
    return f"asked before these sessions: {said.before.text}"


def at_risk(risk: AtRisk) -> str:
    """The words of a risk, behind what it is where it has a letter."""
    line = risk.told.line
    label = line.row.print_as_of(line.sub) if line.sub else ""
    if not (label and line.text):
        return label or line.text
    return said_under(label.rstrip("."), line.text)


def done_about(risk: AtRisk) -> tuple[str, ...]:
    """The acts on a follow-up, each with its day; or that it is open."""
    if risk.is_open:
        return (OPEN,)
    return tuple(
        f"recorded as done {x.session.day}{f': {x.line.text}' if x.line.text else ''}"
        for x in risk.done
    )


def on_card(told: Told) -> Fact:
    """A field of the card, and what it says."""
    return told.line.row.print_as_of(told.line.sub), told.line.text


def often(used: Used) -> str:
    """The times that something was built on a strength: once, 3 times."""
    return "once" if used.times == 1 else f"{used.times} times"


def of_card(card: Card, days: Mapping[int, date]) -> Iterator[Fact]:
    """The facts known of homework; `days` of sessions, for what was typed in them."""
    if card.head.likely is not None:
        yield "likely", f"{card.head.likely}%"
    for line in card.obstacles:
        yield "in the way", line.text
    for line in card.smaller:
        likely = f" ({line.likely}%)" if line.likely is not None else ""
        yield "smaller version", f"{line.text}{likely}"
    if card.outcome is None:
        yield "to look at together", ""
    else:
        day = day_typed(card.outcome, days)
        yield f"went {card.went}/4 on {day}", card.outcome.text


def day_typed(line: Line, days: Mapping[int, date]) -> date:
    """The day of a line's session, or its own where that session is left out."""
    return days.get(line.session_id, line.at.date())
