"""Asking, once, who signs: at the first signing, where no settings say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from sessiontui.ui.modes.base import Effect, Layer, Mode
from sessiontui.ui.presenters import hints

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.services.session.session import LiveSession
    from sessiontui.ui.modes.base import At

_ASKED = (
    ("name", "Your name, as it stands below what you sign"),
    ("licence", "Your licence, behind the name; Enter: none"),
    ("format", "Usual print: soap, dap, birp …; Enter: as now"),
)


@dataclass(frozen=True, slots=True)
class AskSigner(Mode):
    """The therapist says who signs; it is kept in the settings."""

    to: LiveSession
    then: Callable[[], Effect]
    """The signing that waits for it."""
    given: tuple[str, ...] = ()
    layer: ClassVar[Layer] = Layer.REASON

    def chip(self, at: At) -> str:
        """Name the thing that is asked for."""
        del at
        return _ASKED[len(self.given)][0]

    def hint(self, at: At, width: int) -> str:
        """Tell how it is used."""
        del at
        which = f"{len(self.given) + 1} of {len(_ASKED)}"
        return hints.fitting((_ASKED[len(self.given)][1], which, "Esc back"), width)

    def enter(self, at: At) -> Effect:
        """Ask for the next; after the last, keep all of it and go on to sign."""
        said = at.text.strip()
        if said.startswith("/"):
            return Effect(holds=True, says="In words, please; Escape goes back.")
        given = (*self.given, said)
        if not given[0]:
            return Effect(says="Type your name; Escape goes back.")
        if len(given) < len(_ASKED):
            following = replace(self, given=given)
            return Effect(leaves=(AskSigner,), line="", enters=following, says="")
        name, licence, format_name = given
        at.caseload.introduce(self.to, name, licence, format_name)
        signing = self.then()
        return replace(signing, leaves=(*signing.leaves, AskSigner), line="")

    def escape(self, at: At) -> Effect:
        """Go back, unsigned; nothing is kept."""
        del at
        return Effect(leaves=(AskSigner,), line="", says="")
