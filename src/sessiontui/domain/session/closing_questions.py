"""The questions that end a session, as data: the two usual ones, and a therapist's own.

A line that answers one keeps the question as it was asked, in `asked`, unless it is a
usual one in its usual wording. So an answer stays with its question whatever the
settings say later.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sessiontui.domain.entities import Line

USUAL: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.HELPED: "What was most helpful today?",
        Kind.DIFFERENTLY: "What could we do differently for our next session?",
        # What an answer stands under that was given to no question of the settings.
        Kind.ANSWER: "Anything else?",
    }
)
"""The wording of the closing questions where the settings give no other."""
CLOSING_KINDS = frozenset(USUAL)
"""The kinds of line that answer a closing question."""
LONGEST_QUESTION = 200
"""Characters of a question of one's own."""
MOST_FURTHER_QUESTIONS = 5
"""As many may follow the two usual ones."""
LEFT_OPEN_RUNNING = 3
"""Sessions running without an answer, behind which the question is to be asked anew."""
ASKS_FOR_NOTHING = (
    "",
    "no",
    "none",
    "nope",
    "not really",
    "nothing",
    "nothing at all",
    "nothing comes to mind",
    "nothing really",
)
"""Answers in small letters, without stops, that ask for nothing to be different."""
STOPS = " .,!-–—"
"""Signs around an answer that are none of its words."""
NO_REQUEST = "request not recorded"
"""Stands for the request where a change answers none that is known."""
_ENDS = tuple("?!.:;…？！。：؟۔՞")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A closing question and the kind of line that answers it."""

    question: str
    kind: Kind

    @property
    def asked(self) -> str:
        """The wording of the question that an answer keeps: none of the usual."""
        return "" if self.question == USUAL.get(self.kind) else self.question

    @property
    def key(self) -> tuple[Kind, str]:
        """The key by which a line answers this question."""
        return self.kind, self.asked


ANYTHING_ELSE = Prompt(USUAL[Kind.ANSWER], Kind.ANSWER)
"""The prompt for what the client adds once every question is answered."""
CLOSING: tuple[Prompt, ...] = tuple(
    Prompt(USUAL[kind], kind) for kind in (Kind.HELPED, Kind.DIFFERENTLY)
)


def prompt_of(kind: Kind, asked: str) -> Prompt:
    """The question that an answer was given to, whatever the settings say now."""
    return Prompt(asked or USUAL.get(kind, ""), kind)


def current_prompt(
    prompts: Sequence[Prompt], answered: Collection[tuple[Kind, str]]
) -> Prompt:
    """The first question without an answer, or the last one when all have some."""
    return next((p for p in prompts if p.key not in answered), prompts[-1])


def open_prompt(
    answers: Sequence[tuple[Prompt, Sequence[Line]]],
) -> Prompt | None:
    """The question to put to the client: never asked, else left open; else none."""
    never = (prompt for prompt, said in answers if not said)
    left_open = (prompt for prompt, said in answers if not has_words(said))
    return next(never, None) or next(left_open, None)


def has_words(said: Sequence[Line]) -> bool:
    """Tell whether a question has an answer with words, and was not just left open."""
    return any(line.text.strip() for line in said)


def prompt_for(
    prompts: Sequence[Prompt], kind: Kind, answered: Collection[tuple[Kind, str]]
) -> Prompt:
    """The question that an answer of a kind is given to now."""
    fitting = [prompt for prompt in prompts if prompt.kind is kind]
    return current_prompt(fitting or [prompt_of(kind, "")], answered)


def said_under(question: str, words: str) -> str:
    """A question and its answer on one line, or one of them where the other is empty.

    A question's own mark needs no colon.
    """
    if not (question and words):
        return question or words
    return f"{question}{'' if question.endswith(_ENDS) else ':'} {words}"


def asks_for_nothing(words: str) -> bool:
    """Tell whether an answer to what could be different wants nothing to be."""
    return words.strip(STOPS).lower() in ASKS_FOR_NOTHING
