"""One client over time, as rows: sessions, goals, what helped, wins. Newest first."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.kinds.lookup import ACTIVE, Tab
from sessiontui.domain.preferences import tab_titles
from sessiontui.domain.prints.catalog import OVER_SESSIONS
from sessiontui.domain.progress import phrases as review
from sessiontui.domain.progress.plot import bars, rated_days
from sessiontui.domain.session.goals import STATUSES
from sessiontui.ui.presenters.formatting import (
    MARGIN,
    aside,
    folded,
    heading,
    hung,
    is_narrow,
)
from sessiontui.ui.presenters.hints import first_fitting
from sessiontui.ui.presenters.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sessiontui.domain.entities import Session
    from sessiontui.domain.progress.model import Glance, GoalStory, Progress, Said, Told


class ProgressTab(StrEnum):
    """A tab of the client screen."""

    SESSIONS = "sessions"
    GOALS = "goals"
    HELPED = "helped"
    WINS = "wins"
    TALK = "talk"
    RISK = "risk"
    CARD = "card"


_ROWS = 2
"""Screen rows that one fact of a session may take in the list."""
_FACTS = 4
_PLOT = 7
"""Columns beside a goal's bars."""


def progress_tabs(
    goals_label: str, *, in_session: bool = False
) -> Mapping[ProgressTab, str]:
    """The names of the tabs; goals are called what the therapist calls them.

    What is counted is for afterwards: in a session there is no tab for it.
    """
    titles = {
        ProgressTab.SESSIONS: review.SESSIONS,
        ProgressTab.GOALS: tab_titles(goals_label)[Tab.GOALS],
        ProgressTab.HELPED: review.HELPED,
        ProgressTab.WINS: review.WINS,
        ProgressTab.TALK: "Change talk",
        ProgressTab.RISK: review.RISK,
        ProgressTab.CARD: review.CARD,
    }
    if in_session:
        del titles[ProgressTab.TALK], titles[ProgressTab.CARD]
    return titles


def progress_rows(
    progress: Progress, tab: ProgressTab, width: int, *, plots: bool = True
) -> Iterator[Row]:
    """The rows of a tab; where older sessions are left out, it says where they are.

    Where there is no room for `plots`, the numbers stand alone.
    """
    if tab is ProgressTab.GOALS:
        yield from goals_rows(progress, width, plots=plots)
    else:
        yield from _LISTS[tab](progress, width)
    if progress.earlier:
        older = "one" if progress.earlier == 1 else f"{progress.earlier} older ones"
        yield aside(f"… {older}: sessiontui progress CLIENT", width)


def sessions_rows(progress: Progress, width: int) -> Iterator[Row]:
    """Each session with what is worth telling of it."""
    if not progress.sessions:
        yield aside("No session yet. The first one will stand here.", width)
    for glance in reversed(progress.sessions):
        session = glance.session
        day, length = session.day, review.length_of(glance)
        number = f"{MARGIN}{'' if session.is_entry else session.number:>3}  "
        ways = (
            f"{day:%a %d %b %Y}   {length}",
            f"{day:%d %b}  {length}",
            f"{day:%d %b}  {length.partition(',')[0]}",
            f"{day:%d %b}",
        )
        head = number + first_fitting(ways, width - len(number) - 1)
        facts = list(review.highlights(glance))[:_FACTS]
        parts: list[str | tuple[str, str]] = [head]
        for label, words in facts:
            parts += _fact(label, words, width, 7)
        yield Row(Content.assemble(*parts), glance)


def _fact(
    label: str, words: str, width: int, indent: int
) -> tuple[str | tuple[str, str], ...]:
    """A fact on screen rows of its own: the label quiet, the words as they are."""
    lead = f"{label}: " if words else label
    (head, style), body = hung(lead, words, width, indent, _ROWS)
    return (f"\n{head}", style), body


def goals_rows(progress: Progress, width: int, *, plots: bool = True) -> Iterator[Row]:
    """The goals in the client's words, how each stands, and its ratings as bars."""
    if not progress.goals:
        yield aside(
            "No goals yet. What would be different if this helped? In a session: > …",
            width,
        )
        return
    if not any(story.ratings or story.waits for story in progress.goals):
        yield aside(
            "Not rated yet. In a session, = #1 5 says how near the first one is.", width
        )
    shared = rated_days(progress) if plots else ()
    for story in sorted(progress.goals, key=_rank):
        yield _goal(story, width)
        if drawn := bars(story, shared, width - _PLOT) if plots else ():
            gap = " " * (_PLOT - 1)
            yield Row(Content("\n".join(f"{gap}{row}" for row in drawn)))
    if progress.pace:
        said, drawn_pace = review.pace_over_time(progress.pace)
        words = f"{review.PACE}: {'  '.join(x for x in (drawn_pace, said) if x)}"
        yield Row(Content.assemble((MARGIN + folded(words, width, 4), "dim")))
    for name, ratings in (*progress.scores, *progress.scales):
        words = f"{name}: {review.path_of(ratings)}"
        yield Row(Content.assemble((MARGIN + folded(words, width, 4), "dim")))


def _rank(story: GoalStory) -> tuple[bool, bool]:
    """The rank of a goal: those worked on come first, and of them those rated."""
    return story.stands != STATUSES[ACTIVE], not story.ratings


def _goal(story: GoalStory, width: int) -> Row:
    head = f"{MARGIN}#{story.goal.number}  "
    indent = len(head)
    words = folded(story.goal.text, width, indent)
    facts = [review.path_of(story.ratings), review.latest_rulers(story)]
    if story.waits:
        facts.insert(1, review.LAST_HIDDEN)
    if story.stands != STATUSES[ACTIVE]:
        facts.insert(0, story.stands)
    said = " · ".join(fact for fact in facts if fact)
    parts: list[str | tuple[str, str]] = [(head, "dim"), words]
    if said:
        under = "\n" + " " * indent + folded(said, width, indent)
        parts.append((under, "dim"))
    return Row(Content.assemble(*parts), story)


def answer_rows(progress: Progress, width: int) -> Iterator[Row]:
    """Answers: what helped, what was changed because the client said so, others."""
    if not (progress.helped or progress.said or progress.answers):
        yield aside(
            "Nothing said yet. The closing questions ask: what was most helpful?", width
        )
    if progress.said:
        yield heading(review.SAID)
    for said in reversed(progress.said):
        yield _said(said, width)
    if progress.helped:
        yield heading(review.HELPED)
    yield from (_told(told, width) for told in reversed(progress.helped))
    if progress.answers:
        yield heading(review.ANSWERS)
    yield from (_told(told, width) for told in reversed(progress.answers))


def _told(told: Told, width: int) -> Row:
    head = _day(told.session, width)
    words = folded(review.answered(told), width, len(head))
    return Row(Content.assemble((head, "dim"), words), told)


def _said(said: Said, width: int) -> Row:
    changes = review.changes_of(said)
    if said.asked is None:
        head, words = _day(said.changes[0].session, width), review.WE_CHANGED
    else:
        head = _day(said.asked.session, width)
        words = folded(review.answered(said.asked), width, len(head))
    parts: list[str | tuple[str, str]] = [(head, "dim"), words]
    for change in changes:
        gap = " " * len(head)
        under = folded(change, width, len(head) + 2)
        parts.append((f"\n{gap}{under}", "dim"))
    return Row(Content.assemble(*parts), said)


def wins_rows(progress: Progress, width: int) -> Iterator[Row]:
    """Wins, and the strengths that most was built on."""
    if not progress.wins:
        yield aside("No win noted yet. What went well, even a little? +w …", width)
    else:
        yield heading(review.WINS)
    yield from (_told(told, width) for told in reversed(progress.wins))
    if progress.used:
        yield heading(review.MOST_USED)
    for used in progress.used:
        head = f"{MARGIN}{review.often(used):<8}  "
        words = folded(used.line.text, width, len(head))
        yield Row(Content.assemble((head, "dim"), words))


def talk_rows(progress: Progress, width: int) -> Iterator[Row]:
    """The count of each kind of change talk, in all and session by session.

    Counted is only what is over.
    """
    counted = [glance for glance in progress.sessions if glance.change_talk]
    if not counted:
        yield aside(
            "No change talk noted yet. It is counted after a session: ^d I would …",
            width,
        )
        return
    yield heading("Change talk in all")
    in_all = review.tally(review.all_change_talk(counted))
    yield Row(Content(MARGIN + folded(in_all, width, len(MARGIN))))
    yield heading("Session by session")
    for glance in reversed(counted):
        head = _day(glance.session, width)
        words = folded(review.tally(glance.change_talk), width, len(head))
        yield Row(Content.assemble((head, "dim"), words), glance)


def risk_rows(progress: Progress, width: int) -> Iterator[Row]:
    """Lines of risk, and what was done about each."""
    if not progress.risk:
        yield aside("Nothing noted about risk.", width)
    for risk in reversed(progress.risk):
        head = _day(risk.told.session, width)
        words = folded(review.at_risk(risk), width, len(head))
        parts: list[str | tuple[str, str]] = [(head, "dim"), words]
        gap = " " * len(head)
        parts += (
            (f"\n{gap}{folded(done, width, len(head) + 2)}", "dim")
            for done in review.done_about(risk)
        )
        yield Row(Content.assemble(*parts), risk.told)


def client_card_rows(progress: Progress, width: int) -> Iterator[Row]:
    """The card, and the prints over all sessions, which are read from here."""
    if not progress.card:
        yield aside("Nothing on the card yet. After a session: /card", width)
    for told in progress.card:
        label, words = review.on_card(told)
        said = folded(f"{label}: {words}", width, len(MARGIN), _FACTS)
        yield Row(Content(f"{MARGIN}{said}"), told)
    yield heading("Prints over sessions")
    for name, what in OVER_SESSIONS.items():
        head = f"{MARGIN}{name:<12}"
        words = folded(what, width, len(head))
        yield Row(Content.assemble(head, (words, "dim")), name)


def _day(session: Session, width: int) -> str:
    shape = "%d %b " if is_narrow(width) else "%Y-%m-%d  "
    return f"{MARGIN}{session.day:{shape}}"


_LISTS = {
    ProgressTab.SESSIONS: sessions_rows,
    ProgressTab.HELPED: answer_rows,
    ProgressTab.WINS: wins_rows,
    ProgressTab.TALK: talk_rows,
    ProgressTab.RISK: risk_rows,
    ProgressTab.CARD: client_card_rows,
}


def review_lines(glance: Glance, width: int) -> Iterator[Content]:
    """The lines to look at after a session, to stand behind its print."""
    facts = [*(x for x in review.highlights(glance) if x[0] == "pace")]
    facts += [x for x in review.review(glance) if x[0] != "to try"]
    if facts:
        yield Content.assemble((" AFTERWARDS", "bold"))
    yield from _lines(facts, width)


def goal_lines(story: GoalStory, width: int) -> Iterator[Content]:
    """All that is known of a goal, every rating with its day."""
    yield Content("")
    words = folded(f"#{story.goal.number}  {story.goal.text}", width, 2, 99)
    yield from (Content(f" {part}") for part in words.split("\n"))
    yield Content("")
    facts = [("how it stands", story.stands), *review.of_goal(story)]
    if story.ratings:
        facts.append(("rated, 0 to 10", review.dated(story.ratings)))
    if story.waits:
        facts.append(("rated", review.LAST_HIDDEN))
    for name, said, bars_of in review.rulers_over_time(story):
        facts.append((name, "  ".join(x for x in (bars_of, said) if x)))
    yield from _lines(facts, width)


def _lines(facts: Iterable[review.Fact], width: int) -> Iterator[Content]:
    for fact in facts:
        body = folded(review.told(fact), width, 4, 99)
        yield from (Content(f" {part}") for part in body.split("\n"))
