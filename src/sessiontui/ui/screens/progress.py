"""One client over time, to look at: reached on purpose, never shown by itself."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.entities import Line
from sessiontui.domain.grammar.commands import Command
from sessiontui.domain.grammar.parser import Context, Goto, Order, read_line
from sessiontui.domain.kinds.index import TAB_TITLES, Tab
from sessiontui.domain.progress.model import Glance, GoalStory, Said, Told
from sessiontui.errors import NotFoundError
from sessiontui.ui.keymap import BY_ID
from sessiontui.ui.presenters.progress import Look, goal_lines, review_lines
from sessiontui.ui.screens.closing import CLOSING
from sessiontui.ui.screens.looks import LooksScreen
from sessiontui.ui.widgets.pane_stack import TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.domain.entities import Client
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.model import Settings
    from sessiontui.ui.keymap import KeyRow
    from sessiontui.ui.screens.line import LineScreen

_GOAL = re.compile(r"\s*#[1-9][0-9]?\s*")
_FOLLOW_UP = re.compile(r"\s*(!f|/followup)\s", re.IGNORECASE)
_ONLY_LOOK = "Here is only to look. Escape goes back to where you write."
_LOOKS = dict(zip(TAB_TITLES, Look, strict=False))
"""The keys of the first tabs of a session are the keys of the tabs here."""


class ClientScreen(LooksScreen):
    """Sessions, goals, what helped and wins of one client, only to be looked at."""

    def __init__(
        self,
        client: Client,
        caseload: Caseload,
        settings: Settings,
        below: LineScreen,
        under_way: int | None = None,
    ) -> None:
        """Look at a client.

        Escape goes back to the screen `below`; `under_way` is the session that is
        open there, of which nothing is counted yet.
        """
        super().__init__(client, caseload, settings, under_way)
        self._below = below
        self._looked_at: object = None
        self._glance: Glance | None = None
        self._past: LiveSession | None = None
        self._kept = False
        self.set_class(below.resting, "-rest")

    # The line

    def enter(self) -> None:
        """Find the words, do what a /word says, or show what is selected."""
        text = self.capture.text
        rows = self.panes.rows
        chosen = rows.value if rows and self.capture.choosing else None
        if self.adding:
            self.finish_adding()
        elif text.startswith("/"):
            self._slash(text)
        elif self.closing:
            self._close(text, chosen)
        elif text.strip():
            self.capture.put("")
            self.find(text)
        elif self.finding:
            self._looked_at = chosen
            self.show_found(chosen)
        elif chosen is None and (newest := self._newest()):
            self._show(newest)
        elif chosen is None:
            self.say("↑ selects; then Enter shows it.")
        else:
            self._show(chosen)

    def _newest(self) -> Glance | None:
        """The last session, where the list of sessions is shown."""
        rows = self.panes.rows
        here = self.look is Look.SESSIONS and self.panes.name_shown == self.home_pane()
        if rows is None or not here or not rows.step(1):
            return None
        value, rows.highlighted = rows.value, None
        return value if isinstance(value, Glance) else None

    def _slash(self, text: str) -> None:
        words = {look.value: look for look in self.titles}
        reading = read_line(text, Context(goals_label=self.settings.goals_label))
        look = words.get(text[1:].strip().casefold())
        if isinstance(reading, Goto):
            look = look or words.get(reading.tab.value)
        if look is not None:
            self.capture.put("")
            self.go_to(look)
        elif isinstance(reading, Order):
            self.capture.put("")
            self.carry_out(reading)
        else:
            self.say(_ONLY_LOOK)

    def _show(self, chosen: object) -> None:
        """Show what a row stands for."""
        if isinstance(chosen, GoalStory):
            self.show_text(goal_lines(chosen, self.text_width))
        elif isinstance(chosen, Glance):
            self._show_session(chosen)
        elif isinstance(chosen, Told | Said):
            told = (
                chosen.asked or chosen.changes[0]
                if isinstance(chosen, Said)
                else chosen
            )
            self._show_session(self._progress.glance(told.session.id))
        self._looked_at = chosen
        self.say(f"Esc goes back to the list, {self.way_out} leaves.")

    def _show_session(self, glance: Glance | None) -> None:
        """Show a session's print, and behind it what is looked at afterwards."""
        if glance is None:
            raise NotFoundError("That session is no longer there.")
        past = self.caseload.past(self._client, glance.session.number)
        self._glance, self._past = glance, past
        text = past.prints.past(self.text_width - 2).rstrip("\n")
        self.show_text(
            (
                *(f" {line}" for line in text.split("\n")),
                "",
                *review_lines(glance, self.text_width),
            )
        )

    # Signing and adding

    def closing_session(self) -> LiveSession | None:
        """The session that is looked at; one that is open is signed where it is."""
        looking = self.panes.name_shown in {TEXT, CLOSING}
        past = self._past if looking else None
        return past if past and past.state.session.id != self._under_way else None

    def show_print(self) -> None:
        """Show the session that is looked at as it stands now."""
        self._show_session(self._glance)

    def _close(self, text: str, chosen: object) -> None:
        """Go through what no goal holds, then sign."""
        past = self.closing_session()
        if not text:
            self.close_on()
        elif past is not None and isinstance(chosen, Line) and _GOAL.fullmatch(text):
            self._enter_closing(past, text, chosen)
        elif past is not None and _FOLLOW_UP.match(text):
            self._enter_closing(past, text, None)
        else:
            self.say(
                "Here lines are tied, with #1, and a risk's follow-up is added, with "
                "!f; Escape goes back."
            )

    def _enter_closing(self, past: LiveSession, text: str, chosen: Line | None) -> None:
        """Complete a session that is over, then go on through what is still open."""
        if past.state.session.stopped_at is None:
            # What is written now must not make the hour longer.
            past.take_up()
        outcome = past.enter(text, Tab.NOTES, chosen)
        self.capture.put("")
        self.refresh_pane()
        self.choose_untied()
        if outcome.remark:
            self.say(outcome.remark)

    def keep_draft(self) -> None:
        """Keep what is being added to a signed session where a crash cannot reach."""
        past, words = self.closing_session(), self.half_typed()
        if past is None or past.state.session.signed_at is None:
            return
        if not words.startswith("/am"):
            words = ""
        if words or self._kept:
            past.drafts.save(Tab.SUMMARY, words, (0, 0), None)
            self._kept = bool(words)

    # Going back

    def escape(self) -> None:
        """Go one step back: from the words, from what was looked at, from here.

        A selected row is no step of its own: here is nothing else to go back to.
        """
        if self.adding and not self.resting:
            self.leave_adding()
        elif self.closing and not self.resting and not self.capture.text:
            self.stop_choosing()
            self.attempt(self.show_print)
        elif self.resting or (self.capture.choosing and self.capture.text):
            super().escape()
        elif self.capture.text:
            self.capture.put("")
            self.line_edited()
        elif self.panes.name_shown == TEXT:
            super().escape()
            self._choose_again()
        elif self.finding:
            self.go_to(self.look)
        else:
            self._go_back()

    def _choose_again(self) -> None:
        """Select the row that was just looked at, so that the next is one key away."""
        looked_at, self._looked_at = self._looked_at, None
        rows = self.panes.rows
        if rows is not None and looked_at is not None:
            rows.choose(looked_at)
            self.capture.choosing = rows.highlighted is not None
            self.refresh_line()

    def _go_back(self) -> None:
        self.app.pop_screen()
        self._below.set_class(self.resting, "-rest")
        self._below.refresh_frame()

    # Keys and commands

    def key_rows(self) -> tuple[KeyRow, ...]:
        """The keys that do something here, the tabs by the names they have here."""
        titles = self.titles
        able = self.commands()
        rows = []
        for row in super().key_rows():
            if row.tab is not None:
                if look := self._look_of(row.tab):
                    what = f"the {titles[look]} tab"
                    rows.append(replace(row, what=what, word=f"/{look.value}"))
            elif row.page or row.command in able:
                rows.append(row)
        return tuple(rows)

    def act(self, key_id: str) -> None:
        """Do what a key stands for: a tab, or what every screen does."""
        row = BY_ID[key_id]
        tab = row.tab
        if row.kind is not None:
            self.say(_ONLY_LOOK)
        elif tab is None:
            super().act(key_id)
        elif look := self._look_of(tab):
            self.go_to(look)

    def _look_of(self, tab: Tab) -> Look | None:
        look = _LOOKS.get(tab)
        return look if look in self.titles else None

    def carry_out(self, order: Order) -> None:
        """Do what a command asks, where it only looks."""
        if order.command in self.commands():
            super().carry_out(order)
        else:
            self.say(_ONLY_LOOK)

    def commands(self) -> dict[Command, Callable[[str], None]]:
        """Those of every screen, search with this client, and the ways back."""
        return super().commands() | {
            Command.UNDO: lambda _: self.capture.undo(),
            Command.REDO: lambda _: self.capture.redo(),
            Command.PROGRESS: self._leave,
            Command.CLIENTS: lambda _: self._to_caseload(),
        }

    def _leave(self, code: str) -> None:
        """Back at once, from whatever is looked at, unless another client is meant."""
        if code and not self.caseload.is_code(code, self._client):
            self.capture.put(f"/progress {code}")
            self.say("For another client, go back first: Escape.")
        else:
            self._go_back()

    def _to_caseload(self) -> None:
        self._go_back()
        self._below.do("clients")
