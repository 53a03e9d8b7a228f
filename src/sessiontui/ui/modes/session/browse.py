"""Browsing the tabs of a session: Enter records the line, or edits the selected one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from sessiontui.domain.entities import Line
from sessiontui.domain.kinds.lookup import FOLLOW_UP, Kind, Tab
from sessiontui.domain.session.opening import OlderRow
from sessiontui.domain.session.times import day_text
from sessiontui.ui.modes.base import Effect, Layer, Mode
from sessiontui.ui.modes.read_text import ReadText
from sessiontui.ui.modes.session.edit import open_line
from sessiontui.ui.modes.session.marked_rows import toggled
from sessiontui.ui.modes.session.record import record
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.formatting import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sessiontui.ui.modes.base import At

RISK_DONE = "!d"
"""The mark of what was done about a risk."""
_PLANNED = "!f"
"""The mark of what is to be done about one that has no follow-up yet."""
_OPEN: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.HOMEWORK: ("Del lets it go", "@0–@4 how it went"),
        Kind.PARKED: ("Space takes it up", "Del lets it go"),
        Kind.AGENDA: ("Space takes it up", "Del lets it go"),
        Kind.DIFFERENTLY: ("Space acted on",),
    }
)
"""The ways to answer what an earlier session left open."""
_ANSWERS = {RISK_DONE: "!d done", _PLANNED: "!f plan"}
"""The beginnings that Space puts on the line for the row of an earlier risk."""


@dataclass(frozen=True, slots=True)
class Browse(Mode):
    """A tab of a session."""

    tab: Tab
    opening: bool = False
    """From last time is looked at again."""
    all_older: bool = False
    """All that is open for longer is listed there, and not only counted."""
    layer: ClassVar[Layer] = Layer.HOME

    @property
    def is_text(self) -> bool:
        """The Summary tab is one text."""
        return self.tab is Tab.SUMMARY

    @property
    def pane(self) -> str:
        """Each tab has its own."""
        return f"tab-{self.tab}"

    def chip(self, at: At) -> str | None:
        """The kind that the line would be recorded as."""
        if at.session is None:
            return None
        if at.session.state.session.signed_at and not at.text.startswith("/"):
            return "signed"
        return hints.chip(
            at.text, at.session.state.context(self.tab), at.session.reader.read
        )

    def hint(self, at: At, width: int) -> str:
        """Help for the line, for the selected row, or for the print."""
        if named := at.goals_named(width):
            return named
        if at.choosing and not at.text:
            if isinstance(at.chosen, OlderRow):
                return hints.fitting(("Enter lists them", "Esc back"), width)
            if at.line is not None and _is_earlier_risk(at):
                way = _ANSWERS[_mark_for(at.line)]
                of_risk = ("Enter shows it", f"Space {way}", "Esc back")
                return hints.fitting(of_risk, width)
            if at.line is not None and _is_earlier(at) and at.line.kind in _OPEN:
                return hints.fitting((*_OPEN[at.line.kind], "Esc back"), width)
            if _is_signed_earlier(at):
                return hints.fitting(("Enter shows it", "Esc back"), width)
            signed = at.line is not None and _is_signed(at)
            kind = at.line.kind if at.line is not None else None
            return hints.choosing(width, self.tab, kind, is_signed=signed)
        if self.is_text and not at.text and at.session is not None:
            further = "/amend" if at.session.state.session.signed_at else "/sign"
            parts = (f"{at.key('save')} writes it", further, "/format NAME", "/copy")
            return hints.fitting(parts, width)
        if self.tab is Tab.HELPED and not at.text:
            ways = (f"{at.key('feedback')} lets them type", f"{at.key('view')} back")
            return hints.fitting(ways, width)
        if at.session is not None and at.text[:2] == RISK_DONE:
            return _answers(*at.session.answered_risk(at.line), width)
        live = at.session if at.text.startswith(">") else None
        if live and (told := live.goal_told(at.text, self.tab, at.line)):
            return told
        if _is_signed(at) and not at.text.startswith("/"):
            return hints.fitting(("/amend adds to it", "/ more"), width)
        return hints.hint(at.text, width, at.settings.goals_label, self.tab)

    def enter(self, at: At) -> Effect | None:
        """Record the line, or open the selected one to edit it."""
        if at.session is None:
            return None
        if isinstance(at.chosen, OlderRow) and not at.text:
            return Effect(lets_go=True, enters=replace(self, all_older=True), says="")
        if (_is_earlier_risk(at) or _is_signed_earlier(at)) and not at.text:
            return _shown(at)
        if at.line is not None and not at.text:
            return open_line(at.line, at.session)
        return record(at.session, at)

    def escape(self, at: At) -> Effect:
        """Let go of the selected row."""
        del at
        return Effect(lets_go=True)

    def row_key(self, key: str, at: At) -> Effect | None:
        """Tick or mark the selected line, or remove it."""
        if at.line is None or at.session is None:
            return None
        changes = at.session.edits
        if key == "delete":
            return Effect(came=changes.remove((at.line,)))
        if _is_earlier_risk(at):
            return Effect(line=f"{_mark_for(at.line)} ")
        if self.tab is Tab.NOTES:
            return toggled(at.line.id, at)
        return Effect(came=changes.tick(at.line), moves_on=True)

    def carry_row(self, by: int, at: At) -> Effect | None:
        """Move the selected line up or down; the selection goes with it."""
        if at.line is None or at.session is None:
            return None
        moved = at.session.edits.reorder(at.line, by, self.tab)
        return Effect(came=moved, chooses=at.line)


def _answers(words: str, day: str, width: int) -> str:
    """The risk follow-up that the line answers, as well as one row says it."""
    if not day:
        return hints.less("No risk follow-up is open.", width)
    named = f"answers: {words} · {day}" if words else ""
    ways = (named, f"answers the follow-up of {day}", f"answers that of {day}")
    return hints.first_fitting([way for way in ways if way], width)


def _mark_for(line: Line) -> str:
    """The mark that answers an earlier risk."""
    return RISK_DONE if line.sub == FOLLOW_UP else _PLANNED


def _is_signed(at: At) -> bool:
    """Tell whether nothing more is recorded here."""
    return at.session is not None and at.session.state.session.signed_at is not None


def _is_earlier_risk(at: At) -> bool:
    """Tell whether what is selected was at risk in an earlier session."""
    return at.line is not None and at.line.kind is Kind.RISK and _is_earlier(at)


def _is_signed_earlier(at: At) -> bool:
    """Tell whether what is selected stands in a signed session of before."""
    if at.line is None or at.session is None or not _is_earlier(at):
        return False
    return at.session.state.is_signed(at.line)


def _is_earlier(at: At) -> bool:
    """Tell whether the selected line is of an earlier session."""
    here = at.session.state.session.id if at.session else None
    return at.line is not None and at.line.session_id != here


def _shown(at: At) -> Effect:
    """A line of before in its own words, where somebody asked to see it."""
    assert isinstance(at.chosen, Line)  # noqa: S101 - it is asked before
    assert at.session is not None  # noqa: S101 - it is asked before
    state = at.session.state
    day = day_text(state.day_of(at.chosen), state.today())
    words = folded(at.chosen.text, at.width, 2, 99)
    lines = (f"  {at.chosen.label} · {day}", *f"  {words}".split("\n"))
    return Effect(
        lets_go=True,
        enters=ReadText(lines, back_to=at.chosen),
        says="Escape goes back.",
    )
