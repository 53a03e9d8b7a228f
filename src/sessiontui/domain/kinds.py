"""The table of kinds: everything the app knows about a kind of line stands here.

Parsing, the hint line, help, the tabs, the client view and every print read this
table, so that adding a kind is adding a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tab(StrEnum):
    """A tab of the session screen."""

    AGENDA = "agenda"
    NOTES = "notes"
    GOALS = "goals"
    STRENGTHS = "strengths"
    HELPED = "helped"
    SUMMARY = "summary"


TAB_TITLES: Mapping[Tab, str] = MappingProxyType(
    {
        Tab.AGENDA: "Agenda",
        Tab.NOTES: "Notes",
        Tab.GOALS: "Goals",
        Tab.STRENGTHS: "Strengths",
        Tab.HELPED: "What helped",
        Tab.SUMMARY: "Summary",
    }
)


class Kind(StrEnum):
    """What a line is."""

    NOTE = "note"
    AGENDA = "agenda"
    WORDS = "words"
    GOAL = "goal"
    STRENGTH = "strength"
    HOMEWORK = "homework"
    RATING = "rating"
    CHANGE_TALK = "change"
    INTERVENTION = "intervention"
    RESPONSE = "response"
    OBSERVATION = "observation"
    FORMULATION = "formulation"
    STEPPED_BACK = "back"
    RISK = "risk"
    PARKED = "parked"
    PRIVATE = "private"
    SCRATCH = "scratch"
    HELPED = "helped"
    DIFFERENTLY = "differently"


class Tail(StrEnum):
    """A short word at the end of a line that says more about it."""

    GOAL = "goal"
    MINUTES = "minutes"
    MINE = "mine"
    LIKELY = "likely"


class Keep(StrEnum):
    """Which store a line belongs to."""

    RECORD = "record"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Sub:
    """A finer kind, chosen by a letter behind the mark or a word behind the /word.

    `sections` overrides the row's sections, format by format. A `bare` sub may stand
    without words, and one that `supersedes` takes the place, on the client's sheet,
    of the line it is about. An `assigned` sub is never typed: the session gives it.
    """

    letter: str
    label: str
    print_as: str
    bare: bool = False
    supersedes: bool = False
    assigned: bool = False
    outcome: int | None = None
    sections: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KindRow:
    """One row of the table: a kind with its marks, places and rules."""

    kind: Kind
    label: str
    print_as: str
    words: tuple[str, ...]
    tab: Tab
    what: str
    mark: str = ""
    subs: tuple[Sub, ...] = ()
    tails: frozenset[Tail] = frozenset({Tail.GOAL})
    client_view: bool = False
    keep: Keep = Keep.RECORD
    may_hide: bool = True
    scaled: bool = False
    bare: bool = False
    client_words: bool = False
    sections: Mapping[str, str] = field(default_factory=dict)

    def sub(self, letter: str) -> Sub | None:
        """The sub-kind for a letter, or None."""
        return next((s for s in self.subs if s.letter == letter), None)

    def label_of(self, sub: str) -> str:
        """What lists call a line of this kind and sub-kind."""
        found = self.sub(sub)
        return found.label if found else self.label

    def print_as_of(self, sub: str) -> str:
        """What prints call a line of this kind and sub-kind."""
        found = self.sub(sub)
        return found.print_as if found else self.print_as

    def section(self, sub: str, format_name: str) -> str | None:
        """The section of a format where such a line is printed; None for nowhere."""
        found = self.sub(sub)
        if found and format_name in found.sections:
            return found.sections[format_name] or None
        return self.sections.get(format_name)


def _in(summary: str, takehome: str = "") -> Mapping[str, str]:
    places = {"summary": summary, "takehome": takehome}
    return MappingProxyType({name: place for name, place in places.items() if place})


_NO_TAILS: frozenset[Tail] = frozenset()

KINDS: tuple[KindRow, ...] = (
    KindRow(
        Kind.NOTE,
        label="note",
        print_as="",
        words=("note", "n", "notes"),
        tab=Tab.NOTES,
        what="ordinary record note",
        sections=_in("notes"),
    ),
    KindRow(
        Kind.AGENDA,
        mark=":",
        label="agenda",
        print_as="",
        words=("agenda", "a"),
        tab=Tab.AGENDA,
        what="item for today; 15m minutes, mine = yours",
        tails=frozenset({Tail.GOAL, Tail.MINUTES, Tail.MINE}),
        client_view=True,
        sections=_in("agenda"),
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
        sections=_in("notes"),
    ),
    KindRow(
        Kind.GOAL,
        mark=">",
        label="goal",
        print_as="In the client's words",
        words=("goal", "g", "goals"),
        tab=Tab.GOALS,
        what="a goal in the client's words",
        tails=_NO_TAILS,
        client_view=True,
        client_words=True,
        sections=_in("goals", "want"),
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
            Sub("w", "win", "Win", sections=MappingProxyType({"takehome": "win"})),
            Sub("c", "coping", "Coping that worked before"),
            Sub("p", "person", "Person or resource"),
            Sub("v", "value", "Value"),
        ),
        client_view=True,
        client_words=True,
        sections=_in("strengths", "already"),
    ),
    KindRow(
        Kind.HOMEWORK,
        mark="@",
        label="homework",
        print_as="",
        words=("homework", "h"),
        tab=Tab.AGENDA,
        what="something to try; %60 how likely",
        subs=(
            *(
                Sub(
                    str(n),
                    f"went {n}/4",
                    f"How it went, rated together: {n}/4",
                    bare=True,
                    outcome=n,
                    sections=MappingProxyType({"takehome": ""}),
                )
                for n in range(5)
            ),
            Sub(
                "o",
                "in the way",
                "In the way",
                sections=MappingProxyType({"takehome": ""}),
            ),
            Sub("s", "smaller", "Smaller version", supersedes=True),
        ),
        tails=frozenset({Tail.GOAL, Tail.LIKELY}),
        client_view=True,
        sections=_in("homework", "try"),
    ),
    KindRow(
        Kind.RATING,
        mark="=",
        label="rating",
        print_as="",
        words=("rate", "rating"),
        tab=Tab.NOTES,
        what="0 to 10: mood 4, #1 3, imp 7, conf 4",
        scaled=True,
        sections=_in("notes"),
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
            Sub("d", "desire", "Change talk (desire)"),
            Sub("a", "ability", "Change talk (ability)"),
            Sub("r", "reason", "Change talk (reason)"),
            Sub("n", "need", "Change talk (need)"),
            Sub("c", "commitment", "Change talk (commitment)"),
            Sub("v", "activation", "Change talk (activation)"),
            Sub("t", "taking steps", "Change talk (taking steps)"),
        ),
        client_words=True,
        sections=_in("notes"),
    ),
    KindRow(
        Kind.INTERVENTION,
        label="did",
        print_as="Intervention",
        words=("did", "d"),
        tab=Tab.NOTES,
        what="what you did; /did psy = psychoeducation",
        subs=(Sub("psy", "psychoed", "Psychoeducation"),),
        sections=_in("notes"),
    ),
    KindRow(
        Kind.RESPONSE,
        label="response",
        print_as="Response",
        words=("response", "r"),
        tab=Tab.NOTES,
        what="how the client took it",
        subs=(
            Sub(
                "teach",
                "teach-back",
                "Teach-back",
                assigned=True,
                sections=MappingProxyType({"takehome": "learned"}),
            ),
        ),
        sections=_in("notes"),
    ),
    KindRow(
        Kind.OBSERVATION,
        label="observed",
        print_as="Observed",
        words=("observed", "o"),
        tab=Tab.NOTES,
        what="what was seen in the room",
        sections=_in("notes"),
    ),
    KindRow(
        Kind.FORMULATION,
        label="formulation",
        print_as="Formulation",
        words=("formulation", "f"),
        tab=Tab.NOTES,
        what="your understanding",
        sections=_in("notes"),
    ),
    KindRow(
        Kind.STEPPED_BACK,
        label="stepped back",
        print_as="Stepped back",
        words=("back",),
        tab=Tab.NOTES,
        what="eased off, followed the client",
        bare=True,
        sections=_in("notes"),
    ),
    KindRow(
        Kind.RISK,
        mark="!",
        label="risk",
        print_as="",
        words=("risk",),
        tab=Tab.NOTES,
        what="safety; heads every print",
        subs=(
            Sub("p", "protective", "Protective"),
            Sub("f", "follow-up", "Follow-up"),
        ),
        may_hide=False,
        sections=_in("risk"),
    ),
    KindRow(
        Kind.PARKED,
        mark="?",
        label="parked",
        print_as="Parked",
        words=("park", "parked"),
        tab=Tab.AGENDA,
        what="for next time",
        sections=_in("next"),
    ),
    KindRow(
        Kind.PRIVATE,
        mark="~",
        label="private",
        print_as="",
        words=("private", "p"),
        tab=Tab.NOTES,
        what="psychotherapy note: its own store, in no print",
        tails=_NO_TAILS,
        keep=Keep.PRIVATE,
    ),
    KindRow(
        Kind.SCRATCH,
        mark=".",
        label="scratch",
        print_as="",
        words=("scratch",),
        tab=Tab.NOTES,
        what="for the hour only, in no print",
        tails=_NO_TAILS,
    ),
    KindRow(
        Kind.HELPED,
        label="helped",
        print_as="Most helpful today",
        words=("helped",),
        tab=Tab.HELPED,
        what="what was most helpful today",
        client_view=True,
        client_words=True,
        sections=_in("helped"),
    ),
    KindRow(
        Kind.DIFFERENTLY,
        label="differently",
        print_as="Differently next session",
        words=("differently",),
        tab=Tab.HELPED,
        what="what to do differently next session",
        client_view=True,
        client_words=True,
        sections=_in("helped", "next"),
    ),
)

ROWS: Mapping[Kind, KindRow] = MappingProxyType({row.kind: row for row in KINDS})
BY_MARK: Mapping[str, KindRow] = MappingProxyType(
    {row.mark: row for row in KINDS if row.mark}
)
BY_WORD: Mapping[str, KindRow] = MappingProxyType(
    {word: row for row in KINDS for word in row.words}
)

TAB_KINDS: Mapping[Tab, Kind] = MappingProxyType(
    {
        Tab.AGENDA: Kind.AGENDA,
        Tab.NOTES: Kind.NOTE,
        Tab.GOALS: Kind.GOAL,
        Tab.STRENGTHS: Kind.STRENGTH,
        Tab.HELPED: Kind.HELPED,
        Tab.SUMMARY: Kind.NOTE,
    }
)
"""What an unmarked line is, tab by tab."""
