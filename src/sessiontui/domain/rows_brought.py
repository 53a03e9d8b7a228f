"""The rows of what is brought into the room: words, goals, strengths, homework."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.kind_row import (
    NOT_ON_SHEET,
    Kind,
    KindRow,
    Sub,
    Tab,
    Tail,
    in_five,
    in_prints,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_TO_GOAL: frozenset[Tail] = frozenset({Tail.GOAL})
_REVIEWED: Mapping[str, str] = MappingProxyType(
    {**NOT_ON_SHEET, **in_five("S D R R R")}
)
"""How earlier homework went was heard in this hour; it is no plan."""


def _of_goal(
    letter: str,
    label: str,
    print_as: str,
    word: str,
    *,
    bare: bool = False,
    client_words: bool = True,
) -> Sub:
    """A line about a goal that stands already."""
    return Sub(
        letter,
        label,
        print_as,
        word=word,
        bare=bare,
        continues=True,
        tails=_TO_GOAL,
        client_view=False,
        client_words=client_words,
        sections=NOT_ON_SHEET,
    )


SHOWS_UP = "s"
"""The sub-kind of a strength that says where it shows up; it is no strength itself."""
ACTIVE, REACHED, RESTING, LET_GO = "n", "r", "z", "l"
"""The sub-kinds of a goal that say how it stands.

None of a goal's letters is a word of its own: `>i want …` must never lose its first.
"""

BROUGHT: tuple[KindRow, ...] = (
    KindRow(
        Kind.NOTE,
        label="note",
        print_as="",
        words=("note", "n", "notes"),
        tab=Tab.NOTES,
        what="ordinary record note",
        sections=in_prints("notes", "S D B R R"),
    ),
    KindRow(
        Kind.AGENDA,
        mark=":",
        label="agenda",
        print_as="Agenda",
        words=("agenda", "a"),
        tab=Tab.AGENDA,
        what="item for today; 15m minutes, mine = yours",
        tails=frozenset({Tail.GOAL, Tail.MINUTES, Tail.MINE}),
        client_view=True,
        sections=in_prints("agenda", "S D B G Pr"),
    ),
    KindRow(
        Kind.WORDS,
        mark='"',
        label="words",
        print_as="In the client's words",
        words=("words", "w"),
        tab=Tab.NOTES,
        what="the client's exact words",
        client_words=True,
        sections=in_prints("notes", "S D B R Pr"),
    ),
    KindRow(
        Kind.GOAL,
        mark=">",
        label="goal",
        print_as="In the client's words",
        words=("goal", "g", "goals", "hope", "hopes", "aim", "aims"),
        tab=Tab.GOALS,
        what="a goal in the client's words; #+1 builds on strength 1",
        subs=(
            _of_goal("g", "your gloss", "Gloss", "gloss", client_words=False),
            _of_goal("m", "own reason", "A reason of their own", "own"),
            _of_goal("e", "outer reason", "A reason from outside", "outer"),
            _of_goal(REACHED, "reached", "Reached", "reached", bare=True),
            _of_goal(RESTING, "resting", "Resting", "resting", bare=True),
            _of_goal(LET_GO, "let go", "Let go", "letgo", bare=True),
            _of_goal(ACTIVE, "active again", "Active again", "active", bare=True),
        ),
        tails=frozenset({Tail.STRENGTH}),
        client_view=True,
        client_words=True,
        sections=in_prints("goals", "A A B G Pr", takehome="want"),
    ),
    KindRow(
        Kind.STRENGTH,
        mark="+",
        label="strength",
        print_as="Strength",
        words=("strength", "s", "strengths"),
        tab=Tab.STRENGTHS,
        what="a strength",
        subs=(
            Sub(
                "w",
                "win",
                "Win",
                word="win",
                sections=MappingProxyType({"takehome": "win"}),
            ),
            Sub("c", "coping", "Coping that worked before", word="coping"),
            Sub("p", "person", "Person or resource", word="person"),
            Sub("v", "value", "Value", word="value"),
            Sub(
                SHOWS_UP,
                "shows up",
                "Where it shows up",
                word="shows",
                continues=True,
                joins="shows up",
            ),
        ),
        client_view=True,
        client_words=True,
        sections=in_prints("strengths", "S D R R R", takehome="already"),
    ),
    KindRow(
        Kind.HOMEWORK,
        mark="@",
        label="homework",
        print_as="Homework",
        words=("homework", "h"),
        tab=Tab.AGENDA,
        what="to try; %60 how likely, #1 for goal 1, #+1 on strength 1",
        thread=True,
        subs=(
            *(
                Sub(
                    str(n),
                    f"went {n}/4",
                    f"How it went, rated together: {n}/4",
                    bare=True,
                    continues=True,
                    outcome=n,
                    client_view=False,
                    sections=_REVIEWED,
                )
                for n in range(5)
            ),
            Sub(
                "o",
                "in the way",
                "In the way",
                word="obstacle",
                continues=True,
                client_view=False,
                sections=_REVIEWED,
            ),
            Sub(
                "s",
                "smaller",
                "Smaller version",
                word="smaller",
                continues=True,
                joins="or smaller",
                supersedes=True,
            ),
        ),
        tails=frozenset({Tail.GOAL, Tail.LIKELY, Tail.STRENGTH}),
        client_view=True,
        sections=in_prints("homework", "P P P P P", takehome="try"),
    ),
    KindRow(
        Kind.RATING,
        mark="=",
        label="rating",
        print_as="",
        words=("rate", "rating"),
        tab=Tab.NOTES,
        what="0 to 10: mood 4, #1 3, imp 7, conf 4, ready 5",
        scale=(0, 10),
        sections=in_prints("notes", "S D B R Pr"),
    ),
    KindRow(
        Kind.CHANGE_TALK,
        mark="^",
        label="change",
        print_as="Change talk",
        words=("change", "c"),
        tab=Tab.NOTES,
        what="talk towards change",
        subs=(
            Sub("d", "desire", "Change talk (desire)", word="desire"),
            Sub("a", "ability", "Change talk (ability)", word="ability"),
            Sub("r", "reason", "Change talk (reason)", word="reason"),
            Sub("n", "need", "Change talk (need)", word="need"),
            Sub("c", "commitment", "Change talk (commitment)", word="commitment"),
            Sub("v", "activation", "Change talk (activation)", word="activation"),
            Sub("t", "taking steps", "Change talk (taking steps)", word="steps"),
        ),
        client_words=True,
        sections=in_prints("notes", "S D R R R"),
    ),
)
