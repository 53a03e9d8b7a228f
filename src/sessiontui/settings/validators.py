"""Rules for settings, and the words for what breaks them.

Pydantic finds a check by its `__get_pydantic_core_schema__`, and is loaded only where a
settings file has something to check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from sessiontui.domain.grammar.abbreviations import ABBREVIATION, LONGEST_SNIPPET
from sessiontui.domain.grammar.slash_commands import COMMAND_WORDS
from sessiontui.domain.kinds.lookup import KINDS, SUB_WORDS, TAB_TITLES, Tab
from sessiontui.domain.preferences import LABEL_WORDS, LONGEST_LABEL
from sessiontui.domain.session.closing_questions import (
    LONGEST_QUESTION,
    MOST_FURTHER_QUESTIONS,
)
from sessiontui.domain.session.limits import head_words
from sessiontui.domain.session.phases import FRAMES
from sessiontui.domain.text import clean
from sessiontui.settings.meant import meant_or_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

AS_IT_IS: dict[str, object] = {"extra": "forbid", "hide_input_in_errors": True}
"""Pydantic's configuration of a part of the settings: no other key, no word told."""
LONGEST_WAIT = 480
"""Minutes; whoever wants no lock says 0."""
LONGEST_NAME = 60
LONGEST_PATH = 1_000
_TAKEN = {
    *(tab.value for tab in TAB_TITLES if tab is not Tab.GOALS),
    *(title.casefold() for tab, title in TAB_TITLES.items() if tab is not Tab.GOALS),
    *COMMAND_WORDS,
    *(word for row in KINDS if row.bare for word in row.words),
    *(word for word, (_, sub) in SUB_WORDS.items() if sub.bare),
}
"""Words that mean something already when they stand alone behind the slash."""


@dataclass(frozen=True, slots=True)
class Check:
    """A function that a value of the right type must pass, and that may mend it."""

    passes: Callable[[Any], object]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Run behind pydantic's own check of the type."""
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(
            self.passes, handler(source)
        )


@dataclass(frozen=True, slots=True)
class Number:
    """A number, whole or not as its type says, within bounds where there are any."""

    least: int | None = None
    most: int | None = None

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Bound pydantic's own check of a number, and let nothing else pass for one.

        `false` would be 0, and so for keeping nothing, and "50" would be 50.
        """
        bounds = {"ge": self.least, "le": self.most}
        held = {name: value for name, value in bounds.items() if value is not None}
        schema: CoreSchema = {**handler(source), **held, "strict": True}
        return schema


@dataclass(frozen=True, slots=True)
class OnlySwitch:
    """True or false, and nothing that could be taken for it."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Have pydantic's own check of a switch take no 1 and no "yes"."""
        from pydantic_core import core_schema

        del source, handler
        return core_schema.bool_schema(strict=True)


def folder_path(text: str) -> str:
    """A folder's path as it was written."""
    if clean(text) != text or "\n" in text or len(text) > LONGEST_PATH:
        raise ValueError("that cannot be a folder's path")
    return text


def question(text: str) -> str:
    """A question as it is asked."""
    words = " ".join(clean(text).split())
    if not 1 <= len(words) <= LONGEST_QUESTION:
        raise ValueError(f"a question has 1 to {LONGEST_QUESTION} characters")
    return words


def each_once(questions: tuple[str, ...]) -> tuple[str, ...]:
    """Questions, none of them twice."""
    if len(set(questions)) < len(questions):
        raise ValueError("one question stands there twice")
    return questions


def further(questions: tuple[str, ...]) -> tuple[str, ...]:
    """Further closing questions, a few."""
    if len(questions) > MOST_FURTHER_QUESTIONS:
        raise ValueError(
            f"there may be at most {MOST_FURTHER_QUESTIONS} more questions"
        )
    return each_once(questions)


def abbreviation(text: str) -> str:
    """Check what a snippet is typed as."""
    shortest, longest = ABBREVIATION
    word = clean(text)
    if not shortest <= len(word) <= longest or any(map(str.isspace, word)):
        raise ValueError(
            f"an abbreviation has {shortest} to {longest} characters and no space"
        )
    return word


def snippet(text: str) -> str:
    """Check what a snippet becomes."""
    words = clean(text).strip()
    if not 1 <= len(words) <= LONGEST_SNIPPET:
        raise ValueError(f"a snippet has 1 to {LONGEST_SNIPPET:,} characters")
    return words


def until_lock(minutes: float) -> float:
    """Minutes until the lock."""
    if not 0 <= minutes <= LONGEST_WAIT:
        raise ValueError(f"give 0 to {LONGEST_WAIT} minutes; 0 is never")
    return minutes


def frame(name: str) -> str:
    """The name of a session frame."""
    if name not in FRAMES:
        raise ValueError(f"there is no such frame. {meant_or_all(name, FRAMES)}")
    return name


def label(text: str) -> str:
    """The name of the Goals tab."""
    words = clean(text).split()
    label = " ".join(words)
    if not 1 <= len(words) <= LABEL_WORDS or len(label) > LONGEST_LABEL:
        raise ValueError(
            f"the label has one to {LABEL_WORDS} words and at most "
            f"{LONGEST_LABEL} characters"
        )
    if label.casefold() in _TAKEN:
        raise ValueError(f"/{label} means something else; take another word")
    return label


def signed_name(text: str) -> str:
    """A name as signatures have it."""
    name = " ".join(clean(text).split())
    if len(name) > LONGEST_NAME:
        raise ValueError(f"it has at most {LONGEST_NAME} characters")
    return name


Switch = Annotated[bool, OnlySwitch()]
SignedName = Annotated[str, Check(signed_name)]
UntilLock = Annotated[float, Number(), Check(until_lock)]
Question = Annotated[str, Check(question)]
HowHeld = Annotated[str, Check(head_words)]
