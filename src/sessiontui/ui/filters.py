"""Drawing for terminals and people that do with less: no colour, only ASCII."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import LineFilter

from sessiontui.domain.ascii import in_ascii

if TYPE_CHECKING:
    from rich.style import Style
    from textual.color import Color


class PlainSigns(LineFilter):
    """Draws the program's signs and lines with ASCII; words stay as they are."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, each sign with its twin of one column."""
        del background
        return [
            Segment(in_ascii(text), style, control) for text, style, control in segments
        ]


class NoColours(LineFilter):
    """Leaves weight, reversal and underline, and takes every colour."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments without colours."""
        del background
        return [
            Segment(text, style and _without_colour(style), control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def _without_colour(style: Style) -> Style:
    return style.without_color
