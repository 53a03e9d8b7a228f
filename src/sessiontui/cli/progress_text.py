"""A client's way as plain text and as JSON; every number stands in figures too."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

from sessiontui.domain.progress import phrases as review
from sessiontui.domain.text import clean, one_line, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from sessiontui.domain.entities import Line
    from sessiontui.domain.progress.model import Glance, GoalStory, Progress, Said, Told
    from sessiontui.domain.session.homework import Card

_NONE = "none recorded"
_DEEPER = "     "

Block = tuple[str, tuple[str, ...]]
"""A line and what stands under it."""


def progress_text(progress: Progress, width: int) -> str:
    """Timeline, goals, what helped, what was changed, wins, homework."""
    parts = [wrap(_head(progress), width)]
    for title, blocks in _sections(progress):
        lines = [wrap(title, width)]
        for head, under in blocks or ((_NONE, ()),):
            lines.append(wrap(one_line(head), width, _DEEPER))
            for text in under:
                fits = max(0, width - len(_DEEPER))
                body = wrap(one_line(text), width and fits, "  ")
                lines += [_DEEPER + part for part in body.split("\n")]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _head(progress: Progress) -> str:
    count = len(progress.sessions)
    said = "no sessions yet"
    if count:
        first = review.day_of(progress.sessions[0].session)
        last = review.day_of(progress.sessions[-1].session)
        said = f"{count} sessions, {first} to {last}"
        if count == 1:
            said = f"1 session, {first}"
    return f"{progress.client.code} · progress\n{said}"


def _sections(progress: Progress) -> Iterator[tuple[str, tuple[Block, ...]]]:
    yield "SESSIONS", tuple(map(_session, progress.sessions))
    yield "GOALS", tuple(map(_goal, progress.goals))
    if progress.scales:
        yield "OTHER RATINGS, 0 TO 10", tuple(starmap(_scale, progress.scales))
    yield "WHAT HELPED", tuple(map(_told, progress.helped))
    yield "YOU SAID, WE CHANGED", tuple(map(_said, progress.said))
    if progress.answers:
        yield "OTHER ANSWERS", tuple(map(_told, progress.answers))
    yield "WINS", tuple(map(_told, progress.wins))
    if progress.used:
        used = ((f"{x.line.text}: {review.times(x)}", ()) for x in progress.used)
        yield "STRENGTHS THAT MOST WAS BUILT ON", tuple(used)
    days = {each.id: review.day_of(each.session) for each in progress.sessions}
    yield "HOMEWORK", tuple(_card(card, days) for card in progress.homework)


def _session(glance: Glance) -> Block:
    day = f"{review.day_of(glance.session):%a %Y-%m-%d}"
    facts = (*review.highlights(glance), *review.review(glance))
    head = f"{glance.session.number}  {day}  {review.length_of(glance)}"
    return head, tuple(map(_fact, facts))


def _fact(fact: review.Fact) -> str:
    label, words = fact
    return f"{label}: {words}" if words else label


def _goal(story: GoalStory) -> Block:
    under = [_fact(fact) for fact in review.of_goal(story)]
    if story.ratings:
        path, *all_of_them = _scale("", story.ratings)[1]
        under += [f"rated 0 to 10: {path}", *all_of_them]
    for name, ratings in story.rulers:
        under.append(f"{name.lower()}, 0 to 10: {review.dated(ratings)}")
    return f"#{story.goal.number} {story.goal.text} ({story.stands})", tuple(under)


def _scale(name: str, ratings: tuple[Told, ...]) -> Block:
    path = review.path_of(ratings)
    return name, (path,) if len(ratings) == 1 else (path, review.dated(ratings))


def _told(told: Told) -> Block:
    return f"{review.day_of(told.session)}  {review.answered(told)}", ()


def _said(said: Said) -> Block:
    if said.asked is None:
        return "changed without a request that is kept", review.changes_of(said)
    return _told(said.asked)[0], review.changes_of(said)


def _card(card: Card, days: Mapping[int, date]) -> Block:
    under = []
    if card.likely:
        under.append(f"likely: {' then '.join(f'{n}%' for n in card.likely)}")
    under += [f"in the way: {line.text}" for line in card.obstacles]
    under += [f"smaller version: {line.text}" for line in card.smaller]
    if card.outcome is not None:
        words = f": {card.outcome.text}" if card.outcome.text else ""
        under.append(f"went {card.went}/4 on {_day(card.outcome, days)}{words}")
    else:
        under.append("to look at together")
    return f"{_day(card.head, days)}  {card.head.text}", tuple(under)


def _day(line: Line, days: Mapping[int, date]) -> date:
    return days.get(line.session_id, line.at.astimezone().date())


def progress_fields(progress: Progress) -> dict[str, object]:
    """A client's way for programs."""
    return {
        "client": progress.client.code,
        "sessions": [_session_fields(glance) for glance in progress.sessions],
        "goals": [_goal_fields(story) for story in progress.goals],
        "other_ratings": {n: _ratings(each) for n, each in progress.scales},
        "helped": [_told_fields(told) for told in progress.helped],
        "differently": [_said_fields(said) for said in progress.said],
        "answers": [
            {"asked": clean(told.line.asked), **_told_fields(told)}
            for told in progress.answers
        ],
        "wins": [_told_fields(told) for told in progress.wins],
        "strengths": [
            {"text": clean(used.line.text), "built_on": used.times}
            for used in progress.used
        ],
        "homework": [_card_fields(card) for card in progress.homework],
    }


def _session_fields(glance: Glance) -> dict[str, object]:
    return {
        "session": glance.session.number,
        "started_at": glance.session.started_at.isoformat(timespec="seconds"),
        "minutes": glance.minutes,
        "over": glance.over,
        "wins": _texts(glance.wins),
        "homework_outcomes": [
            {
                "homework": clean(went.card.head.text) if went.card else None,
                "outcome": went.outcome,
                "text": clean(went.line.text),
            }
            for went in glance.went
        ],
        "pace": [
            {"value": line.value, "text": clean(line.text)} for line in glance.pace
        ],
        "change_talk": dict(glance.change_talk),
        "steps": [
            {
                "minute": step.minute,
                "kind": step.line.kind.value,
                "label": step.line.label,
                "text": clean(step.line.text),
            }
            for step in glance.steps
        ],
        "moved_in": glance.moved_in,
        "moved_out": glance.moved_out,
    }


def _goal_fields(story: GoalStory) -> dict[str, object]:
    return {
        "number": story.goal.number,
        "text": clean(story.goal.text),
        "status": story.stands,
        "glosses": _texts(story.glosses),
        "own_reasons": _texts(story.own_reasons),
        "outer_reasons": _texts(story.outer_reasons),
        "ratings": _ratings(story.ratings),
        "rulers": {name.lower(): _ratings(each) for name, each in story.rulers},
    }


def _card_fields(card: Card) -> dict[str, object]:
    return {
        "at": card.head.at.isoformat(timespec="seconds"),
        "text": clean(card.head.text),
        "likely": list(card.likely),
        "obstacles": _texts(card.obstacles),
        "smaller": _texts(card.smaller),
        "outcome": card.went,
    }


def _said_fields(said: Said) -> dict[str, object]:
    asked = _told_fields(said.asked) if said.asked else None
    return {"asked": asked, "changed": [_told_fields(x) for x in said.changes]}


def _told_fields(told: Told) -> dict[str, object]:
    return {
        "session": told.session.number,
        "at": told.line.at.isoformat(timespec="seconds"),
        "text": clean(told.line.text),
        "typed_by_client": told.line.keyed,
    }


def _ratings(ratings: Iterable[Told]) -> list[dict[str, object]]:
    return [
        {
            "session": told.session.number,
            "at": told.line.at.isoformat(timespec="seconds"),
            "value": told.line.value,
        }
        for told in ratings
    ]


def _texts(lines: Iterable[Line]) -> list[str]:
    return [clean(line.text) for line in lines]
