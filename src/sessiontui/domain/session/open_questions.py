"""A bank of open questions by moment, to be shown when the therapist asks for one.

The wording is our own. Each asks for what works, for what is wanted or for how it was
here; none can be answered with yes or no, and none asks why something is not more.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Tab

if TYPE_CHECKING:
    from collections.abc import Mapping


class Moment(StrEnum):
    """A moment of a session that has questions of its own."""

    OPENING = "opening"
    GOALS = "goals"
    AMBIVALENCE = "ambivalence"
    STRENGTHS = "strengths"
    CLOSING = "closing"


OF_TAB: Mapping[Tab, Moment] = MappingProxyType(
    {
        Tab.AGENDA: Moment.OPENING,
        Tab.NOTES: Moment.AMBIVALENCE,
        Tab.GOALS: Moment.GOALS,
        Tab.STRENGTHS: Moment.STRENGTHS,
        Tab.HELPED: Moment.CLOSING,
        Tab.SUMMARY: Moment.AMBIVALENCE,
    }
)
"""The moment that a tab stands for."""

BANK: Mapping[Moment, tuple[str, ...]] = MappingProxyType(
    {
        Moment.OPENING: (
            "What has gone a little better since we last met?",
            "What would make today worth your while?",
            "What are you glad you did this week, however small?",
            "Where would you like to begin?",
            "What has stayed with you from last time?",
            "What helped you through the harder days?",
            "Who or what was on your side this week?",
            "What was different on the day that went best?",
            "What would you like me to know before we start?",
        ),
        Moment.GOALS: (
            "What would you be doing more of, if this helped?",
            "Who would notice first that things are better, and by what?",
            "What would a good enough day look like?",
            "What matters to you most in this?",
            "Which part of it happens already, now and then?",
            "What would be a first small sign that you are on your way?",
            "How will you know that you need me less?",
            "What would this make room for in your life?",
            "What makes it worth the effort for you?",
        ),
        Moment.AMBIVALENCE: (
            "What do you make of it yourself?",
            "What would be the best thing about a change here?",
            "What does the part of you that wants this say?",
            "What would you keep just as it is, and what would you change?",
            "How would you go about it, if you decided to?",
            "What would need to be in place for a first step to feel right?",
            "What would you say to a good friend who stood here?",
            "How did you go about it when you changed something hard before?",
            "What makes this matter to you, even a little?",
            "How would you like this to be a year from now?",
        ),
        Moment.STRENGTHS: (
            "How did you manage that?",
            "What did it take to do that?",
            "What carried you when it was at its hardest?",
            "What do others come to you for?",
            "What do you do well without having to think about it?",
            "What was different the last time this was a bit easier?",
            "What would someone who loves you say you are good at?",
            "Who would be least surprised that you did this?",
            "What have you learned to do that you once could not?",
            "What gives you strength on an ordinary day?",
        ),
        Moment.CLOSING: (
            "What will you take with you from today?",
            "What was the most useful moment, and what made it so?",
            "What would you like more of next time, and what less of?",
            "What did I miss, or hurry past?",
            "How was the pace for you today?",
            "What should I remember until we meet again?",
            "What surprised you today?",
            "Which one thing about today would you change?",
            "What would you call today, if it had a title?",
        ),
    }
)


def moment_named(word: str, goals_label: str = "") -> Moment | None:
    """The moment that a word, or the only one that its beginning, stands for."""
    word = word.strip().casefold()
    if not word:
        return None
    if word == goals_label.casefold():
        return Moment.GOALS
    fits = [moment for moment in Moment if moment.startswith(word)]
    return fits[0] if len(fits) == 1 else None


def questions_for(
    moment: Moment, own: Mapping[Moment, tuple[str, ...]]
) -> tuple[str, ...]:
    """The questions of a moment, the therapist's own first."""
    return tuple(dict.fromkeys((*own.get(moment, ()), *BANK[moment])))
