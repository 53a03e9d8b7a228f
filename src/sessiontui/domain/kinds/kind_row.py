"""The parts of a row of the table of kinds."""

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
    """The kind of a line."""

    NOTE = "note"
    AGENDA = "agenda"
    WORDS = "words"
    GOAL = "goal"
    STRENGTH = "strength"
    HOMEWORK = "homework"
    RATING = "rating"
    SCORE = "score"
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
    ANSWER = "answer"
    CHANGED = "changed"
    PACE = "pace"
    CONSENT = "consent"
    LET_GO = "letgo"
    APPOINTMENT = "appointment"
    TOLD = "told"
    CARD = "card"


class Tail(StrEnum):
    """A short word at the end of a line that says more about it."""

    GOAL = "goal"
    MINUTES = "minutes"
    MINE = "mine"
    LIKELY = "likely"
    STRENGTH = "strength"


class Store(StrEnum):
    """The store that a line belongs to."""

    RECORD = "record"
    PRIVATE = "private"


FIVE = ("soap", "dap", "birp", "girp", "pirp")
"""The formats of clinical practice, in the order in which `in_five` names places."""
NO_TAILS: frozenset[Tail] = frozenset()
NEVER: Mapping[str, str] = MappingProxyType({})
"""The places of what stands in no print, whatever the format."""
NOT_ON_SHEET: Mapping[str, str] = MappingProxyType({"takehome": ""})


def in_five(places: str) -> Mapping[str, str]:
    """A section for each of SOAP, DAP, BIRP, GIRP and PIRP: "S D B R Pr".

    `R:Progress` is a part of a section, `head` the head of the print. What is `seen`
    was presented until something was done, and is a response from then on. One place
    alone is that of all five.
    """
    named = places.split()
    return dict(zip(FIVE, named if named[1:] else named * len(FIVE), strict=True))


def in_prints(
    summary: str, five: str, narrative: str, takehome: str = ""
) -> Mapping[str, str]:
    """The places of a line: in the summary, in the five, told, on the client's sheet.

    `minutes` has all of them in the order of the hour, behind what is at risk.
    """
    places = {
        "summary": summary,
        **in_five(five),
        "narrative": narrative,
        "minutes": "risk" if summary == "risk" else "story",
        "takehome": takehome,
    }
    return MappingProxyType({name: place for name, place in places.items() if place})


@dataclass(frozen=True, slots=True)
class Sub:
    """A finer kind, chosen by a letter behind the mark or by a /word of its own.

    `sections` overrides the row's sections, format by format. A `bare` sub may stand
    without words; one that `continues` is about an earlier line of its kind, under
    which it is shown. `joins` are the words by which it joins that line where the
    client reads it; one that `supersedes` takes the place of the earlier ones of its
    sort. An `assigned` sub is never typed: the session gives it. `slot` is what a
    print says where such a line was not recorded, though it belongs there. `key` is
    what is typed behind the mark where the record has another name for it. Where it
    `names_goal`, `#1` right behind the letter is the goal's number. `tails`,
    `client_view` and `client_words` are the row's unless they are given here.
    """

    letter: str
    label: str
    print_as: str
    word: str = ""
    bare: bool = False
    continues: bool = False
    joins: str = ""
    supersedes: bool = False
    assigned: bool = False
    outcome: int | None = None
    slot: str = ""
    key: str = ""
    names_goal: bool = False
    tails: frozenset[Tail] | None = None
    client_view: bool | None = None
    client_words: bool | None = None
    sections: Mapping[str, str] = field(default_factory=dict)

    @property
    def typed(self) -> str:
        """The letter that is typed for it behind the mark."""
        return self.key or self.letter


@dataclass(frozen=True, slots=True)
class KindRow:
    """One row of the table: a kind with its marks, places and rules.

    `scale` holds the ends of a kind that is a number, both included. `slot` is what a
    print says where the kind was recorded, but no line without a letter. A line of the
    `thread` leads from a goal to the next step, so that each belongs to a goal. One
    without `words` is never typed: a key or the session makes it. A kind that stands
    `once` has one line of each sub-kind in a session: the next one takes its place. One
    `in_full` gives way to every other /word that begins like its own. `shares` is the
    mark of another kind, by which it is typed too.
    """

    kind: Kind
    label: str
    print_as: str
    words: tuple[str, ...]
    tab: Tab
    what: str
    mark: str = ""
    shares: str = ""
    subs: tuple[Sub, ...] = ()
    tails: frozenset[Tail] = frozenset({Tail.GOAL})
    client_view: bool = False
    store: Store = Store.RECORD
    may_be_note: bool = True
    scale: tuple[int, int] | None = None
    bare: bool = False
    client_words: bool = False
    slot: str = ""
    thread: bool = False
    once: bool = False
    in_full: bool = False
    sections: Mapping[str, str] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """Its full /word, as it stands on the line; "" where it is never typed."""
        return f"/{self.words[0]}" if self.words else ""

    @property
    def words_for_scale(self) -> str:
        """The form in which a number of this kind is typed, for a hint."""
        lowest, highest = self.scale or (0, 0)
        if lowest < 0:
            return f"a number from {lowest} to +{highest}"
        return f"a name and {lowest} to {highest}"

    def sub(self, letter: str) -> Sub | None:
        """The sub-kind for a letter, or None."""
        return next((s for s in self.subs if s.letter == letter), None)

    def typed(self, key: str) -> Sub | None:
        """The sub-kind that a letter behind the mark stands for, or None."""
        return next((s for s in self.subs if s.typed == key and not s.assigned), None)

    def label_of(self, sub: str) -> str:
        """The name in lists of a line of this kind and sub-kind."""
        found = self.sub(sub)
        return found.label if found else self.label

    def print_as_of(self, sub: str) -> str:
        """The name in prints of a line of this kind and sub-kind."""
        found = self.sub(sub)
        return found.print_as if found else self.print_as

    def tails_of(self, sub: str) -> frozenset[Tail]:
        """The tails that a line of this kind and sub-kind may end in."""
        found = self.sub(sub)
        return self.tails if found is None or found.tails is None else found.tails

    def shown_to_client(self, sub: str) -> bool:
        """Tell whether such a line may stand on a screen turned to the client."""
        found = self.sub(sub)
        if found is None or found.client_view is None:
            return self.client_view
        return found.client_view

    def is_client_words(self, sub: str) -> bool:
        """Tell whether such a line holds the client's words, not the therapist's."""
        found = self.sub(sub)
        if found is None or found.client_words is None:
            return self.client_words
        return found.client_words

    def may_be_bare(self, sub: str) -> bool:
        """Tell whether such a line may stand without words."""
        found = self.sub(sub)
        return self.bare or (found is not None and found.bare)

    def joins(self, sub: str) -> str:
        """The words by which such a line joins the one it is about; "" for none."""
        found = self.sub(sub)
        return found.joins if found else ""

    def supersedes(self, sub: str) -> bool:
        """Tell whether such a line replaces earlier ones about the same line."""
        found = self.sub(sub)
        return found is not None and found.supersedes

    def section(self, sub: str, format_name: str) -> str | None:
        """The section of a format where such a line is printed; None for nowhere."""
        found = self.sub(sub)
        if found and format_name in found.sections:
            return found.sections[format_name] or None
        return self.sections.get(format_name)
