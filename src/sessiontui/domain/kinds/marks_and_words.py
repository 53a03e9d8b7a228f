"""The one table of kinds: what is brought, what is done, what frames an hour."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.kind_row import (
    NEVER,
    NO_TAILS,
    NOT_ON_SHEET,
    Kind,
    KindRow,
    Store,
    Sub,
    Tab,
    Tail,
    in_five,
    in_prints,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

RULERS: Mapping[str, str] = MappingProxyType(
    {"imp": "Importance", "conf": "Confidence", "ready": "Readiness"}
)
"""The rulers of motivational interviewing by their short forms (domain.md 3.3)."""
_TO_GOAL: frozenset[Tail] = frozenset({Tail.GOAL})
_REVIEWED: Mapping[str, str] = MappingProxyType(
    {**NOT_ON_SHEET, **in_five("S D B R:Progress R:Progress"), "narrative": "since"}
)
"""Earlier homework, heard of in this hour: it is no plan."""


def _of_goal(
    letter: str,
    label: str,
    print_as: str,
    word: str,
    *,
    bare: bool = False,
    client_words: bool = True,
    names_goal: bool = True,
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
        names_goal=names_goal,
        sections=NOT_ON_SHEET,
    )


def _talk(letter: str, label: str) -> Sub:
    """A sort of change talk."""
    return Sub(letter, label, f"Change talk ({label})", word=label.split()[-1])


SHOWS_UP = "s"
PERSON = "p"
"""The sub-kind of a strength that says where it shows up; it is no strength itself."""
TARGET = "t"
"""The sub-kind of a goal that says which rating is aimed at."""
ACTIVE, REACHED, RESTING, LET_GO = "n", "r", "z", "l"
"""The sub-kinds of a goal that say how it stands.

None of a goal's letters is a word of its own: `>i want …` must never lose its first.
"""

FOLLOW_UP, FOLLOWED_UP, NOTHING_VOICED, SAFETY_PLAN = "f", "d", "n", "s"
"""The sub-kinds of a risk that say what will be done, what was, and that none is."""
TEACH_BACK = "t"
"""The sub-kind of a response that says in the client's words what was learned."""

BROUGHT: tuple[KindRow, ...] = (
    KindRow(
        Kind.NOTE,
        label="note",
        print_as="",
        words=("note", "n", "notes"),
        tab=Tab.NOTES,
        what="ordinary record note",
        sections=in_prints("notes", "S D B R:Presented Pr", "session"),
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
        sections=in_prints("agenda", "P", "plan"),
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
        sections=in_prints("notes", "S D B seen seen", "session"),
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
            _of_goal(
                "g",
                "your gloss",
                "In the therapist's words",
                "gloss",
                client_words=False,
            ),
            _of_goal(TARGET, "target", "Aimed at", "", client_words=False),
            _of_goal(
                "m", "own reason", "A reason of their own", "own", names_goal=False
            ),
            _of_goal(
                "e", "outer reason", "A reason from outside", "outer", names_goal=False
            ),
            _of_goal(REACHED, "reached", "Reached", "reached", bare=True),
            _of_goal(RESTING, "resting", "Resting", "resting", bare=True),
            _of_goal(LET_GO, "let go", "Let go", "letgo", bare=True),
            _of_goal(ACTIVE, "active again", "Active again", "active", bare=True),
        ),
        tails=frozenset({Tail.STRENGTH}),
        client_view=True,
        client_words=True,
        sections=in_prints("goals", "A A GA G Pr", "goals", takehome="want"),
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
                sections=MappingProxyType({"takehome": "win", "narrative": "since"}),
            ),
            Sub("c", "coping", "Coping", word="coping"),
            Sub(
                PERSON,
                "person",
                "Person or resource",
                word="person",
                sections=MappingProxyType({"takehome": "who"}),
            ),
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
        sections=in_prints(
            "strengths", "S D B R:Progress R:Progress", "session", takehome="already"
        ),
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
        sections=in_prints("homework", "P", "plan", takehome="try"),
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
        sections=in_prints("notes", "S D B R:Presented Pr", "session"),
    ),
    KindRow(
        Kind.SCORE,
        shares="=",
        label="score",
        print_as="Score",
        words=(),
        tab=Tab.NOTES,
        what="a score of a test, with its own scale: PHQ-9 19/27",
        sections=in_prints("notes", "O D B R:Presented Pr", "session"),
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
            _talk("d", "desire"),
            _talk("a", "ability"),
            _talk("r", "reason"),
            _talk("n", "need"),
            _talk("c", "commitment"),
            _talk("v", "activation"),
            _talk("t", "taking steps"),
        ),
        client_words=True,
        sections=in_prints("notes", "S D R seen seen", "session"),
    ),
)


DONE: tuple[KindRow, ...] = (
    KindRow(
        Kind.INTERVENTION,
        mark="&",
        label="did",
        print_as="Intervention",
        words=("did", "d"),
        tab=Tab.NOTES,
        what="what you did",
        subs=(
            Sub(
                "psy",
                "psychoed",
                "Psychoeducation",
                word="psy",
                key="e",
                names_goal=True,
            ),
        ),
        thread=True,
        sections=in_prints("notes", "Pd D I I I", "session"),
    ),
    KindRow(
        Kind.RESPONSE,
        mark="<",
        label="response",
        print_as="Response",
        words=("response", "r"),
        tab=Tab.NOTES,
        what="how the client took it",
        thread=True,
        subs=(
            Sub(
                TEACH_BACK,
                "teach-back",
                "Teach-back",
                word="teach",
                client_words=True,
                sections=MappingProxyType({"takehome": "learned"}),
            ),
            # As earlier programs took a response by themselves: it may be a remark of
            # the therapist's, and stays what it is.
            Sub("teach", "response", "Response", assigned=True),
        ),
        sections=in_prints("notes", "O D R R:Responded R:Responded", "session"),
    ),
    KindRow(
        Kind.OBSERVATION,
        mark="(",
        label="observed",
        print_as="Observed",
        words=("observed", "o"),
        tab=Tab.NOTES,
        what="what was seen",
        sections=in_prints("notes", "O D B seen seen", "session"),
    ),
    KindRow(
        Kind.FORMULATION,
        label="formulation",
        print_as="Clinical impression",
        words=("formulation", "f"),
        tab=Tab.NOTES,
        what="your understanding",
        sections=in_prints("notes", "A A R:Last R:Last R:Last", "impression"),
    ),
    KindRow(
        Kind.STEPPED_BACK,
        label="stepped back",
        print_as="Followed the client's pace",
        words=("back",),
        tab=Tab.NOTES,
        what="eased off, followed the client",
        bare=True,
        sections=in_prints("notes", "Pd D I I I", "session"),
    ),
    KindRow(
        Kind.RISK,
        mark="!",
        label="risk",
        print_as="Risk",
        words=("risk",),
        tab=Tab.NOTES,
        what="safety; heads every print",
        subs=(
            Sub("c", "factor", "Contributing factors", word="factors", slot="factors"),
            Sub(
                "p",
                "protective",
                "Protective",
                word="protective",
                slot="protective factors",
            ),
            Sub("w", "why", "Reasoning", word="why", slot="reasoning"),
            Sub(FOLLOW_UP, "follow-up", "Follow-up", word="followup", slot="follow-up"),
            Sub(FOLLOWED_UP, "done", "Done", continues=True),
            Sub(
                NOTHING_VOICED,
                "asked",
                "Asked about risk; nothing voiced.",
                bare=True,
            ),
            Sub("l", "level", "Level as judged", word="level"),
            Sub("m", "means", "Means", word="means"),
            Sub(SAFETY_PLAN, "safety plan", "Safety plan", word="safety"),
        ),
        may_be_note=False,
        slot="what prompted concern",
        sections=in_prints("risk", "risk", "risk"),
    ),
    KindRow(
        Kind.PARKED,
        mark="?",
        label="parked",
        print_as="Parked",
        words=("park", "parked"),
        tab=Tab.AGENDA,
        what="for next time",
        sections=in_prints("next", "P", "plan"),
    ),
    KindRow(
        Kind.PRIVATE,
        mark="~",
        label="private",
        print_as="",
        words=("private", "p"),
        tab=Tab.NOTES,
        what="psychotherapy note: its own store, in no print",
        tails=NO_TAILS,
        store=Store.PRIVATE,
        sections=NEVER,
    ),
    KindRow(
        Kind.SCRATCH,
        mark=".",
        label="scratch",
        print_as="",
        words=("scratch",),
        tab=Tab.NOTES,
        what="for the hour only, in no print",
        tails=NO_TAILS,
        sections=NEVER,
    ),
)


LEFT_OPEN = "none"
"""The sub-kind of a closing question that was asked and left open."""


_LEFT_OPEN = (
    Sub(LEFT_OPEN, "left open", "", bare=True, assigned=True, sections=NOT_ON_SHEET),
)


FRAMED: tuple[KindRow, ...] = (
    KindRow(
        Kind.HELPED,
        label="helped",
        print_as="Most helpful today",
        words=("helped",),
        tab=Tab.HELPED,
        what="what was most helpful today",
        subs=_LEFT_OPEN,
        client_view=True,
        client_words=True,
        sections=in_prints("helped", "F", "feedback"),
    ),
    KindRow(
        Kind.DIFFERENTLY,
        label="differently",
        print_as="Differently next session",
        words=("differently",),
        tab=Tab.HELPED,
        what="what to do differently next session",
        subs=_LEFT_OPEN,
        client_view=True,
        client_words=True,
        sections=in_prints("helped", "F", "feedback", takehome="next"),
    ),
    KindRow(
        Kind.ANSWER,
        label="answer",
        print_as="",
        words=("answer",),
        tab=Tab.HELPED,
        what="the answer to a closing question of your own",
        subs=_LEFT_OPEN,
        client_view=True,
        client_words=True,
        sections=in_prints("helped", "F", "feedback"),
    ),
    KindRow(
        Kind.CHANGED,
        label="we changed",
        print_as="Changed, as the client asked",
        words=("changed",),
        tab=Tab.AGENDA,
        what="what you changed because the client asked",
        bare=True,
        sections=in_prints("notes", "F", "since"),
    ),
    KindRow(
        Kind.PACE,
        label="pace",
        print_as="Support to challenge, as the client states it",
        words=("pace", "dial"),
        tab=Tab.NOTES,
        what="-3 more support to +3 more challenge, as the client states it",
        scale=(-3, 3),
        client_words=True,
        sections=in_prints("notes", "F", "feedback"),
    ),
    KindRow(
        Kind.CONSENT,
        label="consent",
        print_as="Notes discussed with the client",
        words=("consent",),
        tab=Tab.NOTES,
        what="notes discussed with the client: yes, declined or later",
        subs=tuple(
            Sub(word, "consent", f"Notes discussed with the client: {word}", bare=True)
            for word in ("yes", "declined", "later")
        ),
        sections=in_prints("notes", "head", "head"),
    ),
    KindRow(
        Kind.LET_GO,
        label="let go",
        print_as="Let go",
        words=(),
        tab=Tab.AGENDA,
        what="what waited from before and waits no more",
        tails=NO_TAILS,
        bare=True,
        sections=in_prints("notes", "P", "plan"),
    ),
)

AROUND: tuple[KindRow, ...] = (
    KindRow(
        Kind.APPOINTMENT,
        label="next session",
        print_as="Next session",
        words=("again",),
        tab=Tab.AGENDA,
        what="when again: Tue 24 10:00; alone, the same time next week",
        tails=NO_TAILS,
        bare=True,
        once=True,
        in_full=True,
        sections=in_prints("next", "P", "plan", takehome="again"),
    ),
    KindRow(
        Kind.TOLD,
        label="told",
        print_as="Told",
        words=("told",),
        tab=Tab.NOTES,
        what="whom you told what: GP: began treatment",
        in_full=True,
        sections=in_prints("notes", "Co Co Co Co Co", "coordination"),
    ),
)
"""Kinds that reach beyond the hour."""


def _field(name: str, print_as: str) -> Sub:
    """A field of the card; without words it is asked for."""
    return Sub(name, "card", print_as, bare=True)


CARD_ROW = KindRow(
    Kind.CARD,
    label="card",
    print_as="Card",
    words=("card",),
    tab=Tab.NOTES,
    what="facts said once, after the hour: a field and words; alone, asks for each",
    subs=(
        _field("for", "Problem and diagnosis"),
        _field("came", "Why the client came"),
        _field("before", "Earlier help"),
        _field("often", "How often"),
        _field("until", "Valid until"),
        _field("by", "Approach"),
        _field("done when", "When we are done"),
        _field("agreed", "Agreed with the client"),
        _field("telehealth", "Telehealth consent"),
        _field("gp", "Family doctor"),
        _field("ended", "Reason for ending"),
        _field("advice", "Referrals and advice given"),
        _field("how to come back", "How to come back"),
    ),
    tails=NO_TAILS,
    bare=True,
    once=True,
    in_full=True,
    sections=NEVER,
)
"""The kind that is said once of a client; the newest line of a field holds."""

KINDS: tuple[KindRow, ...] = (*BROUGHT, *DONE, *FRAMED, *AROUND, CARD_ROW)

BESIDE_THE_HOUR = frozenset(row.kind for row in (*AROUND, CARD_ROW))
"""Kinds that are written on a day without an hour too, and make none of it."""
