"""The formats of a print, as data: their sections in order, and their templates."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a print; one that is not `always` shown needs something in it."""

    name: str
    heading: str
    always: bool = True


@dataclass(frozen=True, slots=True)
class Format:
    """A print: for whom it is, its sections, and the template that lays it out.

    A print for the client carries no minutes, no labels of kinds and no obstacles:
    only the client's own lines.
    """

    name: str
    title: str
    what: str
    template: str
    sections: tuple[Section, ...]
    for_client: bool = False


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        f.name: f
        for f in (
            Format(
                "summary",
                "SESSION SUMMARY",
                "the session, section by section",
                "sections.txt.j2",
                (
                    Section("risk", "RISK", always=False),
                    Section("agenda", "AGENDA"),
                    Section("goals", "GOALS"),
                    Section("strengths", "STRENGTHS AND WINS"),
                    Section("notes", "NOTES"),
                    Section("homework", "HOMEWORK"),
                    Section("helped", "WHAT HELPED"),
                    Section("next", "NEXT TIME"),
                ),
            ),
            Format(
                "takehome",
                "FOR YOU, from today",
                "the client's own sheet",
                "sheet.txt.j2",
                (
                    Section("want", "What I want"),
                    Section("already", "What I already do"),
                    Section("win", "A win"),
                    Section("learned", "What I learned"),
                    Section("try", "To try"),
                    Section("next", "Next time"),
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
