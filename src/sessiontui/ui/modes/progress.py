"""Looking at one client over time: Enter shows what is selected, or finds words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from sessiontui.domain.grammar.parser import Context, SlashCommand, read_line
from sessiontui.domain.progress.model import Glance, GoalStory, Progress, Said, Told
from sessiontui.errors import NotFoundError
from sessiontui.ui.modes.base import Effect, Finish, Layer, Mode, Show
from sessiontui.ui.modes.read_text import ReadText
from sessiontui.ui.modes.search import search
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.progress import (
    ProgressTab,
    goal_lines,
    progress_rows,
    review_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sessiontui.domain.entities import Client, Session
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.ui.modes.base import At
    from sessiontui.ui.presenters.row import Row

ASKS = "supervision"
"""The print over sessions that asks a question first."""


@dataclass(frozen=True, slots=True)
class BrowseProgress(Mode):
    """A tab of one client over time."""

    progress: Progress
    titles: Mapping[ProgressTab, str]
    """The tabs there are, with their names."""
    tab: ProgressTab = ProgressTab.SESSIONS
    under_way: int | None = None
    """The session that is open below, by its id."""
    layer: ClassVar[Layer] = Layer.HOME

    @property
    def pane(self) -> str:
        """Each tab has its own."""
        return f"progress-{self.tab}"

    def rows(self, at: At) -> Iterator[Row]:
        """The rows of the tab."""
        return progress_rows(self.progress, self.tab, at.width, plots=not at.low)

    def chip(self, at: At) -> str:
        """The word for what the line would do."""
        reading = read_line(at.text, Context())
        return reading.command.value if isinstance(reading, SlashCommand) else "find"

    def hint(self, at: At, width: int) -> str:
        """Help for what Enter would do, and the ways back."""
        if at.text.startswith("/"):
            return hints.hint(at.text, width, at.settings.goals_label)
        if at.text:
            return hints.fitting(("Enter finds it with this client", "Esc back"), width)
        if at.session is not None:
            signed = at.session.state.session.signed_at is not None
            opens = ("Enter opens it",) if self._is_open(at, at.session) else ()
            ways = (*opens, "Esc back", "/amend adds to it" if signed else "/sign")
            return hints.fitting(ways, width)
        out = f"Esc or {at.key('progress')} leaves"
        if at.choosing and self._may_finish(at.chosen, at):
            return hints.fitting(("Enter opens it", "Space reads it", out), width)
        if at.choosing:
            return hints.fitting(("Enter shows it", out), width)
        return hints.fitting(
            ("↑ selects", out, "Enter shows it", "type to find"), width
        )

    def enter(self, at: At) -> Effect:
        """Find the words, or show what is selected: at first the newest session."""
        if at.text.strip():
            client = self.progress.client
            found = search(at.text, at.caseload, client, only_looks=True)
            return replace(found, line="")
        if at.session is not None and self._is_open(at, at.session):
            return Effect(
                then=Finish(self.progress.client, at.session.state.session.which)
            )
        if isinstance(at.chosen, Glance) and self._may_finish(at.chosen, at):
            return Effect(then=Finish(self.progress.client, at.chosen.session.which))
        chosen = at.chosen or self._newest(at)
        if chosen is None:
            return Effect(says="↑ selects; then Enter shows it.")
        return self._shows(chosen, at)

    def row_key(self, key: str, at: At) -> Effect | None:
        """Read what is selected, also where Enter would open it."""
        if key != "space" or not self._may_finish(at.chosen, at):
            return None
        return self._shows(at.chosen, at)

    def _shows(self, chosen: object, at: At) -> Effect:
        if chosen == ASKS:
            return Effect(
                lets_go=True, line="", enters=AskQuestion(self.progress.client)
            )
        opens = "Enter opens it. " if self._may_finish(chosen, at) else ""
        out = f"{opens}Esc goes back to the list, {at.key('progress')} leaves."
        return Effect(lets_go=True, enters=self._read(chosen, at), says=out)

    def _is_open(self, at: At, live: LiveSession) -> bool:
        """Tell whether the session that is read can be written in."""
        return self._may_write(live.state.session, at)

    def _may_finish(self, chosen: object, at: At) -> bool:
        """Tell whether a row is a session that can be written in."""
        return isinstance(chosen, Glance) and self._may_write(chosen.session, at)

    def _may_write(self, session: Session, at: At) -> bool:
        """Tell whether a session is unsigned, and not the one that is open below."""
        open_here = session.id == self.under_way or at.caseload.readonly
        return session.signed_at is None and not open_here

    def escape(self, at: At) -> Effect:
        """Go back to where it was come from; a selected row is no step of its own."""
        del at
        return Effect(then=Show.BELOW)

    def _newest(self, at: At) -> Glance | None:
        """The last session, where the list of sessions is shown."""
        here = self.tab is ProgressTab.SESSIONS and at.pane == self.pane
        return self.progress.sessions[-1] if here and self.progress.sessions else None

    def _read(self, chosen: object, at: At) -> ReadText | None:
        """The text that a row stands for."""
        if isinstance(chosen, str):
            return read_print(chosen, self.progress.client, at)
        if isinstance(chosen, GoalStory):
            return ReadText(tuple(goal_lines(chosen, at.width)), chosen)
        if isinstance(chosen, Glance):
            return read_session(chosen, self.progress, at.caseload, at.width, chosen)
        if isinstance(chosen, Told | Said):
            told = chosen
            if isinstance(told, Said):
                told = told.asked or told.changes[0]
            glance = self.progress.glance(told.session.id)
            return read_session(glance, self.progress, at.caseload, at.width, chosen)
        return None


@dataclass(frozen=True, slots=True)
class AskQuestion(Mode):
    """The question for supervision is typed: it is printed once, and kept nowhere."""

    client: Client
    layer: ClassVar[Layer] = Layer.REASON

    def chip(self, at: At) -> str:
        """The word for what is asked."""
        del at
        return "question"

    def hint(self, at: At, width: int) -> str:
        """The question that the print begins with."""
        del at
        return hints.fitting(
            ("My question:", "Enter prints it, kept nowhere", "Esc back"), width
        )

    def enter(self, at: At) -> Effect:
        """Print the sessions for supervision, with the question on the line."""
        if at.text.startswith("/"):
            says = "The question in words, please; Escape goes back."
            return Effect(holds=True, says=says)
        read = read_print(ASKS, self.client, at, at.text.strip())
        return Effect(leaves=(AskQuestion,), line="", enters=read, says="")

    def escape(self, at: At) -> Effect:
        """Ask nothing; what was typed goes."""
        del at
        return Effect(leaves=(AskQuestion,), line="", chooses=ASKS, says="")


def read_print(name: str, client: Client, at: At, question: str = "") -> ReadText:
    """A print over the sessions of a client."""
    from sessiontui.services.course import printed

    course = at.caseload.course(client)
    text = printed(name, course, at.width - 2, question=question).rstrip("\n")
    return ReadText(tuple(f" {line}" for line in text.split("\n")), name)


def read_session(
    glance: Glance | None,
    progress: Progress,
    caseload: Caseload,
    width: int,
    back_to: object = None,
) -> ReadText:
    """A past session's print, and behind it what is looked at afterwards."""
    if glance is None:
        raise NotFoundError("That session is no longer there.")
    past = caseload.past(progress.client, glance.session.which)
    text = past.prints.past(width - 2).rstrip("\n")
    lines = (*(f" {line}" for line in text.split("\n")), "")
    return ReadText((*lines, *review_lines(glance, width)), back_to, past, glance)
