"""Signing a session, and adding to a signed one, on any screen that shows its print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.entities import Line
from sessiontui.domain.grammar.commands import Command
from sessiontui.errors import NotFoundError, UsageError
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.signing import closing_rows
from sessiontui.ui.screens.finding import FindingScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.services.session.amending import Addition
    from sessiontui.services.session.session import LiveSession

CLOSING = "closing"
"""The pane that shows a session as it is about to be signed."""
_WHICH = "Show the session first: ↑ selects it, then Enter."


class ClosingScreen(FindingScreen):
    """A screen from which a session is signed, and a signed one is added to.

    Nothing asks whether to sign: the first /sign shows what will be signed, and Enter
    on the empty line, or /sign again, signs it.
    """

    _passed: frozenset[int] = frozenset()
    _addition: Addition | None = None
    _typed = ""

    # What a screen of this kind provides

    def closing_session(self) -> LiveSession | None:
        """The session whose print is shown."""
        raise NotImplementedError

    def show_print(self) -> None:
        """Show the print of that session as it stands now."""
        raise NotImplementedError

    # Signing

    @property
    def closing(self) -> bool:
        """Whether a session is shown as it is about to be signed."""
        return self.panes.name_shown == CLOSING

    def fill_closing(self) -> None:
        """Bring what is about to be signed up to date."""
        live, rows = self.closing_session(), self.panes.rows
        if live is not None and rows is not None:
            rows.show(closing_rows(live, self.text_width))

    def _sign(self) -> None:
        live = self.closing_session()
        if live is None:
            self.say(_WHICH)
            return
        try:
            if self.closing:
                self._sign_now(live)
            else:
                live.signing.check()
                self._look_over()
        except UsageError as refused:
            self.say(str(refused))

    def _look_over(self) -> None:
        self.show_print()
        self._passed = frozenset()
        self.panes.show(CLOSING)
        self.refresh_pane()
        if self.panes.rows is not None:
            self.panes.rows.scroll_home(animate=False, immediate=True)
        self.choose_untied()

    def choose_untied(self) -> None:
        """Select the next line that no goal holds, if there is one."""
        live, rows = self.closing_session(), self.panes.rows
        self._said = ""
        self.stop_choosing()
        if live is not None and rows is not None:
            untied = live.signing.closing().untied
            found = next((x for x in untied if x.id not in self._passed), None)
            if found is not None:
                rows.choose(found)
                self.capture.choosing = True
        self.refresh_line()

    def close_on(self) -> None:
        """Enter on the empty line: leave a line untied, or sign."""
        chosen = self.panes.rows.value if self.panes.rows else None
        if self.capture.choosing and isinstance(chosen, Line):
            self._passed |= {chosen.id}
            self.choose_untied()
        else:
            self._sign()

    def _sign_now(self, live: LiveSession) -> None:
        outcome = live.sign()
        self.show_print()
        self.say(outcome.remark)

    # Adding to a signed session

    @property
    def adding(self) -> bool:
        """Whether words wait for the reason why they are added."""
        return self._addition is not None

    def _add(self, typed: str) -> None:
        """Take the words that are to be added; their reason is asked for next."""
        live = self.closing_session()
        try:
            if live is None:
                raise UsageError(_WHICH)
            self._addition = live.amending.read(typed)
            self._typed = f"/amend {typed}"
        except (UsageError, NotFoundError) as refused:
            self.capture.put(f"/amend {typed}")
            self.attempt(self.keep_draft)
            self.say(str(refused))
        else:
            self.attempt(self.keep_draft)
            self.refresh_line()

    def finish_adding(self) -> None:
        """Add the words, with what stands on the line as the reason."""
        live, reason = self.closing_session(), self.capture.text
        if live is None or self._addition is None:
            return
        if reason.startswith("/"):
            self.say("The reason in words, please; Escape goes back.")
            return
        live.amending.add(self._addition, reason)
        self._addition, self._typed = None, ""
        self.clear_line()
        self.attempt(self.keep_draft)
        self.show_print()
        self.say("Added. What was signed stays as it was.")

    def leave_adding(self) -> None:
        """Put the words that wait for a reason back on the line, the reason below."""
        left = f"{self._typed}\n{self.capture.text}".rstrip("\n")
        self._addition, self._typed = None, ""
        self.capture.put(left)
        self.line_edited()

    def half_typed(self) -> str:
        """All words that are on the line or wait for their reason."""
        if self.adding:
            return f"{self._typed}\n{self.capture.text}"
        return self.capture.text

    # What stands around the line

    def closing_chip(self) -> str:
        """What Enter would do, where a session is signed or added to."""
        if self.adding:
            return "why"
        if self.closing and not self.capture.text:
            return "tie" if self.capture.choosing else "sign"
        return ""

    def closing_hint(self, width: int) -> str:
        """Help for signing and for adding."""
        if self._addition is not None:
            why = f"Why this {self._addition.what}?"
            return hints.fitting((why, "Enter adds it", "Esc back"), width)
        if not self.closing or self.capture.text:
            return ""
        ways = ["Enter signs for good", "Esc back"]
        if self.capture.choosing:
            ways = ["#1 ties it", "Enter passes it", "Esc back"]
        return hints.fitting(ways, width)

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """Those of search, and to sign and to add."""
        return super().commands() | {
            Command.SIGN: lambda _: self._sign(),
            Command.AMEND: self._add,
        }
