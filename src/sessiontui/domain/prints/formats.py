"""The formats of a print, as data: their sections in order, and their templates."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a print; one that is not `always` shown needs something in it.

    A `flat` one tells line by line, each with its minute and none under another.
    With `titles` the agenda is named by what was discussed, and by that alone.
    """

    name: str
    heading: str
    always: bool = True
    flat: bool = False
    titles: bool = True


@dataclass(frozen=True, slots=True)
class Format:
    """A print: for whom it is, and its sections.

    A print for the client carries no minutes, no labels of kinds and no obstacles:
    only the client's own lines, and no empty heading. `shown` is what its head calls
    it. `by_minute` puts the lines in the order of the hour, however they were carried
    about since.
    `goals` is the section of the goals of earlier sessions, where they have their
    own. A `close` one leaves no blank line between its sections.
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

    def section(self, name: str) -> Section:
        """One of its sections by name."""
        return next(section for section in self.sections if section.name == name)


_TITLE = "SESSION SUMMARY"
_RISK = Section("risk", "RISK", always=False)
_FEEDBACK = Section("F", "CLIENT FEEDBACK")


def _of_practice(name: str, what: str, *sections: tuple[str, str]) -> Format:
    """A format of clinical practice: risk first, the client's feedback last."""
    middle = (Section(place, heading) for place, heading in sections)
    return Format(
        name,
        _TITLE,
        what,
        (_RISK, *middle, _FEEDBACK),
        shown=name.upper(),
        by_minute=True,
        close=True,
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
                    Section("helped", "WHAT HELPED"),
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
                _TITLE,
                "the same lines in the order of the hour",
                (
                    _RISK,
                    Section("goals", "GOALS FROM BEFORE", always=False),
                    Section("story", "SESSION", flat=True),
                ),
                shown="narrative",
                by_minute=True,
                close=True,
                goals="goals",
            ),
            Format(
                "takehome",
                "FOR YOU, from today",
                "the client's own sheet",
                (
                    Section("want", "What I want", always=False),
                    Section("already", "What I already do", always=False),
                    Section("win", "A win", always=False),
                    Section("learned", "What I learned", always=False),
                    Section("try", "To try", always=False),
                    Section("next", "Next time", always=False),
                ),
                for_client=True,
            ),
        )
    }
)

DEFAULT_FORMAT = "summary"
DEFAULT_WIDTH = 80
"""Columns; what a printed page of plain text and most terminals hold."""
NONE_RECORDED = "none recorded"
NOT_ANSWERED = "not answered"
