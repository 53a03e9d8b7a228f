"""The questions that end a session, as data."""

from __future__ import annotations

from dataclasses import dataclass

from sessiontui.domain.kinds import Kind


@dataclass(frozen=True, slots=True)
class Prompt:
    """A closing question and the kind of line that answers it."""

    question: str
    kind: Kind


CLOSING: tuple[Prompt, ...] = (
    Prompt("What was most helpful today?", Kind.HELPED),
    Prompt("What could we do differently for our next session?", Kind.DIFFERENTLY),
)


def current_prompt(answered: frozenset[Kind]) -> Prompt:
    """The first question without an answer, or the last one when all have some."""
    return next((p for p in CLOSING if p.kind not in answered), CLOSING[-1])
