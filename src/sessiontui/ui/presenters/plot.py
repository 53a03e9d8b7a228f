"""Which goals the plot shows, and the points, marks and joints that it draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.index import ACTIVE
from sessiontui.domain.progress import phrases as review
from sessiontui.domain.session.goals import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.domain.progress.model import GoalStory, Progress


@dataclass(frozen=True, slots=True)
class Series:
    """The ratings of one goal: days as ordinals, with what marks and joins them.

    The mark is the goal's number, or a letter where that is too long.
    """

    marker: str
    joint: str
    points: tuple[tuple[int, float], ...]


SEVERAL = "*"
"""Stands in the plot where the ratings of several goals meet."""
MOST_PLOTTED = 6
JOINTS = "·-:=~+"
"""What joins the ratings of a goal, goal by goal, so that none needs a colour."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def plotted(progress: Progress) -> tuple[GoalStory, ...]:
    """The goals that the plot shows: those worked on first, as many as it holds."""
    rated = [story for story in in_order(progress) if story.ratings]
    return tuple(rated[:MOST_PLOTTED])


def plot_series(progress: Progress) -> tuple[Series, ...]:
    """The ratings that the plot shows."""
    return tuple(
        Series(
            marker_of(story, place),
            JOINTS[place],
            tuple(
                (review.day_of(told.session).toordinal(), told.line.value or 0)
                for told in story.ratings
            ),
        )
        for place, story in enumerate(plotted(progress))
    )


def shared_points(series: Iterable[Series]) -> tuple[tuple[int, float], ...]:
    """Where several goals have the same rating on the same day."""
    seen: set[tuple[int, float]] = set()
    shared: set[tuple[int, float]] = set()
    for each in series:
        shared |= seen & set(each.points)
        seen |= set(each.points)
    return tuple(sorted(shared))


def marker_of(story: GoalStory, place: int) -> str:
    """What marks a goal's ratings: its number, or a letter."""
    number = str(story.goal.number)
    return number if len(number) == 1 else _LETTERS[place]


def in_order(progress: Progress) -> list[GoalStory]:
    """The goals, those that are worked on first."""
    return sorted(progress.goals, key=lambda x: x.stands != STATUSES[ACTIVE])
