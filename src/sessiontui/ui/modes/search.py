"""Search: the hits stand in place of the list, and Enter shows a hit's session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sessiontui.domain.search_query import read_wanted
from sessiontui.errors import UsageError
from sessiontui.ui.modes.base import FOUND, Effect, Mode, Show
from sessiontui.ui.modes.read_text import ReadText
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.search import hit_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.domain.entities import Client, SearchHit
    from sessiontui.services.caseload import Caseload
    from sessiontui.ui.modes.base import At
    from sessiontui.ui.presenters.row import Row

_BEGINS, _ABOVE = 5, 3
"""Words by which a line is found in a print, and the lines that are shown over it."""
_NO_WORDS = "Say what to find: /find WORDS"
_SELECT = "Select a line with ↑; then Enter shows its session."


@dataclass(frozen=True, slots=True)
class Search(Mode):
    """The list of what was found."""

    pane: ClassVar[str] = FOUND
    hits: tuple[SearchHit, ...]
    words: tuple[str, ...]
    within: Client | None = None
    """The client whose lines were looked through; None for the whole caseload."""
    only_looks: bool = False
    """There is nothing to do here but look: a hit that was read is
    selected again, and a selected one is no step of its own."""

    def rows(self, at: At) -> Iterator[Row]:
        """The hits."""
        return hit_rows(self.hits, at.width, self.words)

    def hint(self, at: At, width: int) -> str | None:
        """The way to read a hit; on the caseload its own help stays."""
        if at.text or self.within is None:
            return None
        return hints.fitting(("↑ selects", "Enter shows it", "Esc back"), width)

    def enter(self, at: At) -> Effect | None:
        """Show the session that the selected hit stands in."""
        if at.text.strip() and self.within is not None:
            return None
        hit = self.hit(at.chosen)
        if hit is None:
            return Effect(says=_SELECT)
        if at.session is not None and not self.only_looks:
            here = at.session.state.session.id
            if hit.line.session_id == here:
                return Effect(then=Show.NOTES, chooses=hit.line, says="")
        prints = at.caseload.prints(hit.client, hit.session_number)
        text = prints.past(at.width - 2).rstrip("\n")
        lines = tuple(f" {line}" for line in text.split("\n"))
        back = at.chosen if self.only_looks else None
        read = ReadText(lines, back_to=back, first=_place_of(hit, lines))
        return Effect(
            lets_go=True, enters=read, says="Escape goes back to what was found."
        )

    def escape(self, at: At) -> Effect | None:
        """Go back to the list; first let go of a selected hit."""
        held = at.choosing and not self.only_looks
        return None if held else Effect(then=Show.HOME)

    def hit(self, chosen: object) -> SearchHit | None:
        """The hit whose line is selected."""
        line_id = getattr(chosen, "id", None)
        return next((hit for hit in self.hits if hit.line.id == line_id), None)


def _place_of(hit: SearchHit, lines: tuple[str, ...]) -> int:
    """The line of a print to begin with, so that what was found is seen.

    What is over it stays in sight; words that are not in the print have no place.
    """
    words = hit.line.text.split()[:_BEGINS]
    for count in range(len(words), 0, -1):
        begins = " ".join(words[:count])
        found = (
            at for at, line in enumerate(lines) if begins in " ".join(line.split())
        )
        if (at := next(found, None)) is not None:
            return max(0, at - _ABOVE)
    return 0


def search(
    words: str,
    caseload: Caseload,
    within: Client | None = None,
    *,
    only_looks: bool = False,
) -> Effect:
    """Look for words in the caseload, or with one client only.

    In a session only that client's lines are found: the screen may be seen.

    Raises:
        UsageError: there are no words to look for.
    """
    if not words:
        raise UsageError(_NO_WORDS)
    hits = caseload.search(words, within)
    whose = " with this client" if within else ""
    return Effect(
        lets_go=True,
        enters=Search(hits, read_wanted(words).words, within, only_looks),
        says=f"{len(hits)} found{whose} · ↑ selects, Escape goes back",
    )
