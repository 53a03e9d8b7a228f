"""A client's way as plain text and as JSON; every number stands in figures too."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

from sessiontui.domain.ascii import in_ascii
from sessiontui.domain.entities import score_of
from sessiontui.domain.progress import phrases as review
from sessiontui.domain.progress.plot import bars, rated_days
from sessiontui.domain.text import clean, one_line, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from sessiontui.domain.entities import Line, Session
    from sessiontui.domain.progress.model import (
        AtRisk,
        Glance,
        GoalStory,
        Progress,
        Said,
        Told,
    )
    from sessiontui.domain.session.homework import Card

_NONE = "none recorded"
_DEEPER = "     "
_LEGEND = "In the bars # is two points, * one and a half, = one, . a half."

Drawn = tuple[str, ...]
"""Rows that are drawn, and stay as they are."""
_Block = tuple[str, tuple[str | Drawn, ...]]
"""A line and what stands under it."""


def progress_text(progress: Progress, width: int) -> str:
    """Timeline, goals, what helped, what was changed, wins, homework."""
    head = f"{progress.client.code} · progress\n{review.span_of(progress)}"
    head += f"\nnext session: {progress.again}" if progress.again else ""
    parts = [wrap(head, width)]
    for title, blocks in _sections(progress, width):
        lines = [wrap(title, width)]
        for head, under in blocks or ((_NONE, ()),):
            lines.append(wrap(one_line(head), width, _DEEPER))
            for text in under:
                if not isinstance(text, str):
                    lines += [_DEEPER + row for row in text]
                    continue
                fits = max(0, width - len(_DEEPER))
                body = wrap(one_line(text), width and fits, "  ")
                lines += [_DEEPER + part for part in body.split("\n")]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _sections(
    progress: Progress, width: int
) -> Iterator[tuple[str, tuple[_Block, ...]]]:
    yield review.SESSIONS.upper(), tuple(map(_session, progress.sessions))
    if progress.card:
        yield review.CARD.upper(), tuple(map(_on_card, progress.card))
    if progress.risk:
        yield review.RISK.upper(), tuple(map(_risk, progress.risk))
    fits, shared = max(0, width - len(_DEEPER)), rated_days(progress)
    # Away from the screen nothing is drawn but by signs that every program reads.
    drawn = [tuple(map(in_ascii, bars(x, shared, fits))) for x in progress.goals]
    legend = ((_LEGEND, ()),) if any(drawn) else ()
    yield "GOALS", (*map(_goal, progress.goals, drawn), *legend)
    if progress.scores:
        yield "SCORES", tuple(starmap(_scale, progress.scores))
    if progress.scales:
        yield "OTHER RATINGS, 0 TO 10", tuple(starmap(_scale, progress.scales))
    if progress.pace:
        said, drawn_pace = review.pace_over_time(progress.pace)
        under = ((in_ascii(drawn_pace),),) if drawn_pace else ()
        yield review.PACE.upper(), ((said, under),)
    yield review.HELPED.upper(), tuple(map(_told, progress.helped))
    yield review.SAID.upper(), tuple(map(_said, progress.said))
    if progress.answers:
        yield review.ANSWERS.upper(), tuple(map(_told, progress.answers))
    yield review.WINS.upper(), tuple(map(_told, progress.wins))
    if progress.used:
        built = (
            (f"{x.line.text}: built on {review.often(x)}", ()) for x in progress.used
        )
        yield f"STRENGTHS THAT {review.MOST_USED.upper()}", tuple(built)
    days = {each.id: each.session.day for each in progress.sessions}
    yield "HOMEWORK", tuple(_card(card, days) for card in progress.homework)


def _session(glance: Glance) -> _Block:
    day = f"{glance.session.day:%a %Y-%m-%d}"
    facts = (*review.highlights(glance), *review.review(glance))
    session = glance.session
    number = "" if session.is_entry else f"{session.number}  "
    head = f"{number}{day}  {review.length_of(glance)}"
    return head, tuple(map(review.told, facts))


def _on_card(told: Told) -> _Block:
    return review.told(review.on_card(told)), (f"{told.session.day}",)


def _goal(story: GoalStory, drawn: Drawn) -> _Block:
    under: list[str | Drawn] = list(map(review.told, review.of_goal(story)))
    if story.ratings:
        path, *all_of_them = _scale("", story.ratings)[1]
        under += [f"rated 0 to 10: {path}", *all_of_them]
        under += [drawn] if drawn else []
    for name, said, bars_of in review.rulers_over_time(story):
        under.append(f"{name}, 0 to 10: {said}")
        under += [(in_ascii(bars_of),)] if bars_of else []
    return f"#{story.goal.number} {story.goal.text} ({story.stands})", tuple(under)


def _scale(name: str, ratings: tuple[Told, ...]) -> _Block:
    path = review.path_of(ratings)
    return name, (path,) if len(ratings) == 1 else (path, review.dated(ratings))


def _told(told: Told) -> _Block:
    return f"{told.session.day}  {review.answered(told)}", ()


def _said(said: Said) -> _Block:
    if said.asked is None:
        return review.unasked(said), review.changes_of(said)
    return _told(said.asked)[0], review.changes_of(said)


def _risk(risk: AtRisk) -> _Block:
    head = f"{risk.told.session.day}  {review.at_risk(risk)}"
    return head, review.done_about(risk)


def _card(card: Card, days: Mapping[int, date]) -> _Block:
    head = f"{review.day_typed(card.head, days)}  {card.head.text}"
    return head, tuple(map(review.told, review.of_card(card, days)))


def progress_fields(progress: Progress) -> dict[str, object]:
    """A client's way for programs."""
    return {
        "client": progress.client.code,
        "sessions": [_session_fields(glance) for glance in progress.sessions],
        "goals": [_goal_fields(story) for story in progress.goals],
        "other_ratings": {n: _ratings(each) for n, each in progress.scales},
        "scores": {n: _scores(each) for n, each in progress.scores},
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
        "risk": [_risk_fields(risk) for risk in progress.risk],
        "card": [
            {"field": told.line.sub, **_told_fields(told)} for told in progress.card
        ],
    }


def _session_fields(glance: Glance) -> dict[str, object]:
    return {
        **_which(glance.session),
        "kind": glance.session.kind.value,
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


def _which(session: Session) -> dict[str, object]:
    if session.is_entry:
        return {"session": None, "entry": session.which}
    return {"session": session.number}


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


def _risk_fields(risk: AtRisk) -> dict[str, object]:
    return {
        **_told_fields(risk.told),
        "label": risk.told.line.label,
        "open": risk.is_open,
        "done": [_told_fields(x) for x in risk.done],
    }


def _said_fields(said: Said) -> dict[str, object]:
    asked = _told_fields(said.asked) if said.asked else None
    return {"asked": asked, "changed": [_told_fields(x) for x in said.changes]}


def _told_fields(told: Told) -> dict[str, object]:
    return {
        **_which(told.session),
        "at": told.line.at.isoformat(timespec="seconds"),
        "text": clean(told.line.text),
        "typed_by_client": told.line.keyed,
    }


def _ratings(ratings: Iterable[Told]) -> list[dict[str, object]]:
    return [
        {
            **_which(told.session),
            "at": told.line.at.isoformat(timespec="seconds"),
            "value": told.line.value,
        }
        for told in ratings
    ]


def _scores(scores: tuple[Told, ...]) -> list[dict[str, object]]:
    """Scores with the most that each may be; the same fields as ratings have."""
    parts = [score_of(told.line.text) for told in scores]
    return [
        {**fields, "value": part and part.value, "of": part and part.most}
        for fields, part in zip(_ratings(scores), parts, strict=True)
    ]


def _texts(lines: Iterable[Line]) -> list[str]:
    return [clean(line.text) for line in lines]
