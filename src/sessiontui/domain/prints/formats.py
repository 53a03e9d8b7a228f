"""The formats of a print, as data: their sections in order, and their templates."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


NONE_RECORDED, NOT_RECORDED = "none recorded", "not recorded"
NOTHING_ABOUT_RISK = "nothing recorded about risk today"
NAME_LINE = "Name ______________________   Born ____________"
"""A blank for the pen: no name is ever kept."""
NO_NEXT_SESSION = f"Next session: {NOT_RECORDED}"
LAST, IMPRESSION = "Last", "Clinical impression"
"""The part of a section that ends it, and its name where all parts have one."""
HEAD = "head"
"""The place of what stands in the head of a print, above its sections."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a print; one that is not `always` shown needs something in it.

    A `flat` one tells line by line, each with its minute and none under another.
    With `titles` the agenda is named by what was discussed, and by that alone. `empty`
    is what it says where nothing is in it. Its `parts` are told one after the other,
    each under its name.
    """

    name: str
    heading: str
    always: bool = True
    flat: bool = False
    titles: bool = True
    empty: str = NONE_RECORDED
    parts: tuple[str, ...] = ()

    def name_of(self, part: str) -> str:
        """The name over a part: the last one has one only where all others do."""
        if part == LAST:
            return IMPRESSION if all(self.parts) else ""
        return part


@dataclass(frozen=True, slots=True)
class Format:
    """A print: for whom it is, and its sections.

    A print for the client carries no minutes, no labels of kinds and no obstacles:
    only the client's own lines, and no empty heading. `shown` is what its head calls
    it. `by_minute` puts the lines in the order of the hour, however they were carried
    about since.
    `goals` is the section of the goals of earlier sessions, where they have their
    own. A `close` one leaves no blank line between its sections. One of `practice` is
    what an auditor reads: its head says what was discussed, its plan what was not
    reached and how a risk is followed up, and goals are those that were addressed.
    Where it `joins`, how something was taken stands beneath it. One in `prose` tells
    in sentences.
    """

    name: str
    title: str
    what: str
    sections: tuple[Section, ...]
    for_client: bool = False
    shown: str = ""
    by_minute: bool = False
    close: bool = False
    goals: str = ""
    practice: bool = False
    joins: bool = False
    prose: bool = False

    def section(self, name: str) -> Section:
        """One of its sections by name."""
        return next(section for section in self.sections if section.name == name)


_TITLE, _NOTE = "SESSION SUMMARY", "PROGRESS NOTE"
_RISK = Section("risk", "RISK", always=False)
_RISK_ASKED = Section("risk", "RISK", empty=NOTHING_ABOUT_RISK)
_FEEDBACK = Section("F", "CLIENT FEEDBACK", always=False)
_PARTS = {
    ("birp", "R"): ("", LAST),
    ("girp", "R"): ("Presented", "Responded", "Progress", LAST),
    ("pirp", "R"): ("Presented", "Responded", "Progress", LAST),
}


_COORDINATION = ("Co", "COORDINATION")


def _of_practice(name: str, what: str, *sections: tuple[str, str]) -> Format:
    """A format of clinical practice: risk first, the client's feedback last."""
    middle = (
        Section(
            place,
            heading,
            always=place not in {"GA", "Co"},
            parts=_PARTS.get((name, place), ()),
        )
        for place, heading in (*sections[:-1], _COORDINATION, sections[-1])
    )
    return Format(
        name,
        _NOTE,
        what,
        (_RISK_ASKED, *middle, _FEEDBACK),
        shown=name.upper(),
        by_minute=True,
        close=True,
        practice=True,
        joins=name == "dap",
    )


_INTERVENTION, _RESPONSE = ("I", "INTERVENTION"), ("R", "RESPONSE")
_ASSESSMENT, _NEXT = ("A", "ASSESSMENT"), ("P", "PLAN")
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        f.name: f
        for f in (
            Format(
                "summary",
                _TITLE,
                "the session, section by section",
                (
                    Section("risk", "RISK", always=False),
                    Section("agenda", "AGENDA", titles=False),
                    Section("goals", "GOALS"),
                    Section("strengths", "STRENGTHS AND WINS"),
                    Section("notes", "NOTES"),
                    Section("homework", "HOMEWORK"),
                    Section("helped", "WHAT HELPED", always=False),
                    Section("next", "NEXT TIME"),
                ),
                shown="summary",
            ),
            _of_practice(
                "soap",
                "subjective, objective, assessment, plan",
                ("S", "SUBJECTIVE"),
                ("O", "OBJECTIVE"),
                _ASSESSMENT,
                ("Pd", "PLAN (done today)"),
                ("P", "PLAN (next)"),
            ),
            _of_practice(
                "dap", "data, assessment, plan", ("D", "DATA"), _ASSESSMENT, _NEXT
            ),
            _of_practice(
                "birp",
                "behaviour, intervention, response, plan",
                ("GA", "GOALS ADDRESSED"),
                ("B", "BEHAVIOUR"),
                _INTERVENTION,
                _RESPONSE,
                _NEXT,
            ),
            _of_practice(
                "girp",
                "goal, intervention, response, plan",
                ("G", "GOAL"),
                _INTERVENTION,
                _RESPONSE,
                _NEXT,
            ),
            _of_practice(
                "pirp",
                "problem, intervention, response, plan",
                ("Pr", "PROBLEM"),
                _INTERVENTION,
                _RESPONSE,
                _NEXT,
            ),
            Format(
                "narrative",
                _NOTE,
                "the session in sentences",
                (
                    Section("risk", "RISK", empty=f"N{NOTHING_ABOUT_RISK[1:]}."),
                    Section("goals", "GOALS", always=False),
                    Section("since", "SINCE LAST TIME", always=False),
                    Section("session", "SESSION"),
                    Section("impression", "CLINICAL IMPRESSION", always=False),
                    Section("coordination", "COORDINATION", always=False),
                    Section("plan", "PLAN", always=False),
                    Section("feedback", "CLIENT FEEDBACK", always=False),
                ),
                shown="narrative",
                by_minute=True,
                close=True,
                practice=True,
                prose=True,
            ),
            Format(
                "takehome",
                "FOR YOU, from today",
                "the client's own sheet",
                (
                    Section("again", "We meet again", always=False),
                    Section("want", "What I want", always=False),
                    Section("already", "What I already do", always=False),
                    Section("who", "Who is there", always=False),
                    Section("win", "A win", always=False),
                    Section("learned", "What I learned", always=False),
                    Section("try", "To try", always=False),
                    Section("when", "When", always=False),
                    Section("next", "You asked for", always=False),
                    Section("call", "To call", always=False),
                ),
                for_client=True,
            ),
            Format(
                "minutes",
                "SESSION MINUTES",
                "every line in the order of the hour",
                (
                    _RISK,
                    Section("goals", "GOALS FROM BEFORE", always=False),
                    Section("story", "SESSION", flat=True),
                ),
                shown="minutes",
                by_minute=True,
                close=True,
                goals="goals",
            ),
        )
    }
)

DEFAULT_FORMAT = "summary"
DEFAULT_WIDTH = 80
"""Columns; what a printed page of plain text and most terminals hold."""
NOT_ANSWERED = "not answered"
