"""From lines of many sessions to one client's way: nothing invented, nothing judged."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from sessiontui.domain.entities import rating_name
from sessiontui.domain.kinds.lookup import FOLLOWED_UP, LEFT_OPEN, TARGET, Kind
from sessiontui.domain.progress.model import (
    OTHER,
    PROGRESS_KINDS,
    AtRisk,
    Glance,
    GoalStory,
    Progress,
    Said,
    TimedLine,
    Told,
    Used,
    Went,
)
from sessiontui.domain.session.appointment import NONE, appointment_time
from sessiontui.domain.session.goals import (
    GLOSS,
    OUTER_REASON,
    OWN_REASON,
    STATUSES,
    notes_of,
    status,
)
from sessiontui.domain.session.homework import as_it_went, cards

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sessiontui.domain.entities import Line, Session
    from sessiontui.domain.progress.model import Sources
    from sessiontui.domain.session.homework import Card

WIN = "w"
_STEPS = frozenset({Kind.INTERVENTION, Kind.RESPONSE, Kind.STEPPED_BACK})
_UNDER_WAY = timedelta(hours=12)
"""The time after its start in which a session without an end still goes on."""
_MOST_USED = 10


def build_progress(
    sources: Sources, now: datetime, under_way: int | None = None
) -> Progress:
    """Put a client's way together; `under_way` is the session that is open now.

    Of what is not rated in it yet, each goal's last rating and rulers stay out.
    """
    sessions = {session.id: session for session in sources.sessions}
    told = [
        Told(line=line, session=sessions[line.session_id])
        for line in sources.lines
        if line.session_id in sessions and line.kind in PROGRESS_KINDS
    ]
    of: dict[Kind, list[Told]] = {}
    for each in told:
        if each.line.sub != LEFT_OPEN:
            of.setdefault(each.line.kind, []).append(each)
    known = (*sources.related, *(each.line for each in told))
    homework = _homework(known)
    return Progress(
        client=sources.client,
        sessions=_glances(sources, told, homework, now, under_way),
        earlier=sources.earlier,
        goals=_goals(sources, of.get(Kind.RATING, []), under_way),
        scales=_by_name(x for x in of.get(Kind.RATING, []) if x.line.goal is None),
        scores=_by_name(of.get(Kind.SCORE, [])),
        pace=tuple(of.get(Kind.PACE, ())),
        helped=tuple(of.get(Kind.HELPED, ())),
        answers=tuple(of.get(Kind.ANSWER, ())),
        said=_said(of, known),
        wins=tuple(x for x in of.get(Kind.STRENGTH, ()) if x.line.sub == WIN),
        used=_used(sources, known),
        homework=tuple(x for x in homework.values() if x.head.session_id in sessions),
        risk=_risk(of.get(Kind.RISK, [])),
        card=sources.card,
        again=_again(of.get(Kind.APPOINTMENT, []), sources.sessions, now),
    )


def _homework(lines: Iterable[Line]) -> dict[int, Card]:
    """Homework as cards by the ids of their heads."""
    together: dict[int, dict[int, Line]] = {}
    for line in lines:
        if line.kind is Kind.HOMEWORK:
            head = line.about if line.sub else line.id
            together.setdefault(head or line.id, {})[line.id] = line
    return {
        card.head.id: card
        for group in together.values()
        for card in cards(group[key] for key in sorted(group))
    }


def _glances(
    sources: Sources,
    told: list[Told],
    homework: Mapping[int, Card],
    now: datetime,
    under_way: int | None,
) -> tuple[Glance, ...]:
    by_session: dict[int, list[Line]] = {}
    for each in told:
        by_session.setdefault(each.session.id, []).append(each.line)
    glances = []
    for session in sources.sessions:
        lines = by_session.get(session.id, [])
        over = session.id != under_way and _is_over(session, now)
        moved_in, moved_out = sources.moved.get(session.id, (0, 0))
        glances.append(
            Glance(
                session=session,
                over=over,
                wins=tuple(
                    x for x in lines if x.kind is Kind.STRENGTH and x.sub == WIN
                ),
                went=tuple(_went(lines, homework)),
                agreed=tuple(homework[x.id] for x in lines if x.id in homework),
                pace=tuple(x for x in lines if x.kind is Kind.PACE),
                change_talk=_tally(lines) if over else (),
                steps=_steps(session, lines) if over else (),
                moved_in=moved_in,
                moved_out=moved_out,
                half_typed=session.id != under_way and session.id in sources.half_typed,
            )
        )
    return tuple(glances)


def _is_over(session: Session, now: datetime) -> bool:
    ended = session.stopped_at is not None or session.signed_at is not None
    return ended or now - session.started_at > _UNDER_WAY


def _went(lines: Iterable[Line], homework: Mapping[int, Card]) -> Iterable[Went]:
    for line in as_it_went(lines):
        sub = line.row.sub(line.sub) if line.kind is Kind.HOMEWORK else None
        if sub is not None and sub.outcome is not None:
            card = homework.get(line.about or 0)
            yield Went(line=line, outcome=sub.outcome, card=card)


def _tally(lines: Iterable[Line]) -> tuple[tuple[str, int], ...]:
    """The count of each sort of change talk, in the order of the table."""
    counted = Counter(x.sub for x in lines if x.kind is Kind.CHANGE_TALK)
    row = next(iter(x.row for x in lines if x.kind is Kind.CHANGE_TALK), None)
    if row is None:
        return ()
    named = [(sub.label, counted[sub.letter]) for sub in row.subs]
    return tuple((name, n) for name, n in (*named, (OTHER, counted[""])) if n)


def _steps(session: Session, lines: Iterable[Line]) -> tuple[TimedLine, ...]:
    def minute(line: Line) -> int:
        return max(0, int((line.at - session.started_at).total_seconds() // 60))

    return tuple(TimedLine(minute=minute(x), line=x) for x in lines if x.kind in _STEPS)


def _goals(
    sources: Sources, ratings: Iterable[Told], under_way: int | None
) -> tuple[GoalStory, ...]:
    of_goal: dict[int, list[Told]] = {}
    for each in ratings:
        if each.line.goal is not None:
            of_goal.setdefault(each.line.goal, []).append(each)
    notes = sources.goal_notes
    stories = []
    for goal in sources.goals:
        rated = of_goal.get(goal.number or 0, [])
        plain = tuple(x for x in rated if not x.line.text.strip())
        seen = _may_be_seen(plain, under_way)
        rulers = _by_name(x for x in rated if x.line.text.strip())
        shown = ((name, _may_be_seen(each, under_way)) for name, each in rulers)
        stories.append(
            GoalStory(
                goal=goal,
                stands=STATUSES[status(goal, notes)],
                glosses=notes_of(goal, notes, GLOSS),
                targets=notes_of(goal, notes, TARGET),
                own_reasons=notes_of(goal, notes, OWN_REASON),
                outer_reasons=notes_of(goal, notes, OUTER_REASON),
                ratings=seen,
                rulers=tuple((name, each) for name, each in shown if each),
                waits=len(seen) < len(plain),
            )
        )
    return tuple(stories)


def _may_be_seen(ratings: tuple[Told, ...], under_way: int | None) -> tuple[Told, ...]:
    """Ratings without the last one while today's, in a session, is not in yet."""
    rated_now = any(x.session.id == under_way for x in ratings)
    return ratings if under_way is None or rated_now else ratings[:-1]


def _by_name(ratings: Iterable[Told]) -> tuple[tuple[str, tuple[Told, ...]], ...]:
    names: dict[str, str] = {}
    found: dict[str, list[Told]] = {}
    for each in ratings:
        name = rating_name(each.line)
        key = names.setdefault(name.casefold(), name)
        found.setdefault(key, []).append(each)
    return tuple((name, tuple(each)) for name, each in found.items())


def _again(made: list[Told], sessions: Iterable[Session], now: datetime) -> str:
    """The appointment that was made last, unless it is over or was taken out."""
    if not made or (last := max(made, key=lambda x: x.order)).line.text == NONE:
        return ""
    held = max((x.order for x in sessions if not x.is_entry), default=None)
    if found := appointment_time(last.line.text):
        over = found[0] < now.date() or (held is not None and found[0] <= held[0])
    else:
        over = held is not None and last.session.order < held
    return "" if over else last.line.text


def _said(of: Mapping[Kind, list[Told]], known: Iterable[Line]) -> tuple[Said, ...]:
    """Every request with what came of it, and changes that answer none, in order."""
    changes: dict[int, list[Told]] = {}
    for change in of.get(Kind.CHANGED, []):
        changes.setdefault(change.line.about or -change.id, []).append(change)
    asked = of.get(Kind.DIFFERENTLY, [])
    said = [Said(asked=x, changes=tuple(changes.pop(x.id, ()))) for x in asked]
    left = {x.id: x for x in known if x.id in changes}
    said += [
        Said(asked=None, changes=tuple(x), before=left.get(about))
        for about, x in changes.items()
    ]
    return tuple(sorted(said, key=lambda x: x.first.order))


def _risk(told: list[Told]) -> tuple[AtRisk, ...]:
    """The risks, in order; what was done stands with what it answers."""
    here = {x.id for x in told}
    done: dict[int, list[Told]] = {}
    alone = []
    for each in told:
        if each.line.sub == FOLLOWED_UP and each.line.about in here:
            done.setdefault(each.line.about or 0, []).append(each)
        else:
            alone.append(each)
    return tuple(AtRisk(told=x, done=tuple(done.get(x.id, ()))) for x in alone)


def _used(sources: Sources, known: Iterable[Line]) -> tuple[Used, ...]:
    times = sources.built_on
    found = {x.id: x for x in known if x.kind is Kind.STRENGTH and x.id in times}
    used = [Used(line=line, times=times[line.id]) for line in found.values()]
    return tuple(sorted(used, key=lambda x: (-x.times, -x.line.id)))


def most_used(times: Mapping[int, int]) -> dict[int, int]:
    """The strengths that most was built on, by their ids."""
    ranked = sorted(times.items(), key=lambda each: (-each[1], -each[0]))
    return dict(ranked[:_MOST_USED])
