"""Choosing a client: what is typed filters the caseload, or is a new client's code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from sessiontui.domain.grammar.parser import Context
from sessiontui.ui.modes.base import Effect, Layer, Mode, OpenClient
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.caseload import client_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.domain.entities import ClientOverview
    from sessiontui.ui.modes.base import At
    from sessiontui.ui.presenters.row import Row

CLIENTS = "clients"
"""The pane that lists the caseload."""


@dataclass(frozen=True, slots=True)
class BrowseCaseload(Mode):
    """The caseload is listed, the likeliest next client first."""

    pane: ClassVar[str] = CLIENTS
    all: tuple[ClientOverview, ...] = ()
    waiting: frozenset[int] = frozenset()
    """The clients with a half-typed line, by their ids."""
    offered: str = ""
    """A new client's code, which a second Enter takes on."""
    layer: ClassVar[Layer] = Layer.HOME

    def rows(self, at: At) -> Iterator[Row]:
        """The clients that fit the line, and the new one that it would be."""
        typed = typed_code(at.text)
        new = typed if typed and not at.caseload.has_client(typed) else ""
        return client_rows(self.matching(typed), self.waiting, new, at.width)

    def matching(self, typed: str) -> tuple[ClientOverview, ...]:
        """The clients whose codes hold what was typed."""
        folded = typed.casefold()
        return tuple(x for x in self.all if folded in x.client.code.casefold())

    def chip(self, at: At) -> str:
        """The word for what the line would do."""
        return hints.chip(at.text, Context()) if at.text.startswith("/") else "client"

    def hint(self, at: At, width: int) -> str:
        """Help for what Enter would do."""
        if at.text.startswith("/"):
            return hints.hint(at.text, width)
        known = at.caseload
        notice = known.notice or known.backup_notice or known.reminder
        if notice and not at.text:
            return notice
        if not self.all and not at.text:
            return "Type a code for your first client, then Enter."
        over_time = f"{at.key('progress')} over time"
        ways = ("Enter opens", "type to find or add", over_time)
        return hints.fitting((*ways, "Ctrl+Q leaves", "/find WORDS"), width)

    def enter(self, at: At) -> Effect:
        """Open the chosen client, or take on a new one."""
        code = str(at.chosen) if at.chosen else self._meant(at)
        if not code:
            return Effect(says="Type a code for a client, never a name.")
        if at.caseload.has_client(code) or self.offered == code:
            return Effect(then=OpenClient(code))
        like = at.caseload.looks_like(code)
        what = f"{code} looks like {like.code}" if like else f"{code} is new"
        return Effect(
            enters=replace(self, offered=code),
            says=f"{what}. Enter again begins with them; Escape goes back.",
        )

    def escape(self, at: At) -> Effect:
        """Let go of the selected row."""
        del at
        return Effect(lets_go=True)

    def _meant(self, at: At) -> str:
        """The code that Enter would open: as typed, or the only one that fits.

        With nothing typed it is the likeliest client's.
        """
        typed = typed_code(at.text)
        fits = self.matching(typed)
        if typed and (at.caseload.has_client(typed) or len(fits) != 1):
            return typed
        return fits[0].client.code if fits else typed


def typed_code(text: str) -> str:
    """The code that stands on the line; a /word is none."""
    return "" if text.strip().startswith("/") else " ".join(text.split())
