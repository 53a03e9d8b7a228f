"""The settings file: small, optional, and checked as a whole before anything opens."""

from __future__ import annotations

import tomllib
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from sessiontui.domain.commands import BY_WORD as COMMAND_WORDS
from sessiontui.domain.formats import DEFAULT_FORMAT, is_format, which_formats
from sessiontui.domain.frames import FRAMES
from sessiontui.domain.keeping import Periods
from sessiontui.domain.kinds import KINDS, SUB_WORDS, TAB_TITLES, Kind, Tab
from sessiontui.domain.prompts import CLOSING, USUAL, Prompt
from sessiontui.domain.questions import Moment
from sessiontui.domain.text import clean
from sessiontui.domain.ways import GOALS_LABEL, Ways, head_words
from sessiontui.errors import UsageError
from sessiontui.paths import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

LONGEST_WAIT = 480
"""Minutes; whoever wants no lock says 0."""
LONGEST_QUESTION = 200
MOST_FURTHER_QUESTIONS = 5
LONGEST_SNIPPET = 2_000
LONGEST_NAME = 60
ABBREVIATION = (2, 20)
"""Characters of the shortest and of the longest abbreviation."""
LONGEST_LABEL = 14
"""Characters of the goals' name: what the row of tabs holds at 80 columns."""
_LABEL_WORDS = 3
_TAKEN = {
    *(tab.value for tab in TAB_TITLES if tab is not Tab.GOALS),
    *(title.casefold() for tab, title in TAB_TITLES.items() if tab is not Tab.GOALS),
    *COMMAND_WORDS,
    *(word for row in KINDS if row.bare for word in row.words),
    *(word for word, (_, sub) in SUB_WORDS.items() if sub.bare),
}
"""What a word means already that stands alone behind the slash."""


def _question(text: str) -> str:
    question = " ".join(clean(text).split())
    if not 1 <= len(question) <= LONGEST_QUESTION:
        raise ValueError(f"a question has 1 to {LONGEST_QUESTION} characters")
    return question


def _each_once(questions: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(questions)) < len(questions):
        raise ValueError("one question stands there twice")
    return questions


def _further(questions: tuple[str, ...]) -> tuple[str, ...]:
    if len(questions) > MOST_FURTHER_QUESTIONS:
        raise ValueError(
            f"there may be at most {MOST_FURTHER_QUESTIONS} more questions"
        )
    return _each_once(questions)


def _abbreviation(text: str) -> str:
    shortest, longest = ABBREVIATION
    word = clean(text)
    if not shortest <= len(word) <= longest or any(map(str.isspace, word)):
        raise ValueError(
            f"an abbreviation has {shortest} to {longest} characters and no space"
        )
    return word


def _snippet(text: str) -> str:
    words = clean(text).strip()
    if not 1 <= len(words) <= LONGEST_SNIPPET:
        raise ValueError(f"a snippet has 1 to {LONGEST_SNIPPET:,} characters")
    return words


def _until_lock(minutes: float) -> float:
    if not 0 <= minutes <= LONGEST_WAIT:
        raise ValueError(f"give 0 to {LONGEST_WAIT} minutes; 0 is never")
    return minutes


def _frame(name: str) -> str:
    if name not in FRAMES:
        raise ValueError(f"there is no such frame. There are: {', '.join(FRAMES)}")
    return name


def _label(text: str) -> str:
    words = clean(text).split()
    label = " ".join(words)
    if not 1 <= len(words) <= _LABEL_WORDS or len(label) > LONGEST_LABEL:
        raise ValueError(
            f"the label has one to {_LABEL_WORDS} words and at most "
            f"{LONGEST_LABEL} characters"
        )
    if label.casefold() in _TAKEN:
        raise ValueError(f"/{label} means something else; take another word")
    return label


def _signed_name(text: str) -> str:
    name = " ".join(clean(text).split())
    if len(name) > LONGEST_NAME:
        raise ValueError(f"it has at most {LONGEST_NAME} characters")
    return name


SignedName = Annotated[str, AfterValidator(_signed_name)]
UntilLock = Annotated[float, AfterValidator(_until_lock)]
Question = Annotated[str, AfterValidator(_question)]
HowHeld = Annotated[str, AfterValidator(head_words)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ClosingQuestions(_Part):
    """The questions of the What helped tab, in the order in which they are asked."""

    helped: Question = USUAL[Kind.HELPED]
    """What was helpful."""
    differently: Question = USUAL[Kind.DIFFERENTLY]
    """What to do differently; the answer returns at the next opening."""
    more: Annotated[tuple[Question, ...], AfterValidator(_further)] = ()
    """Further questions, at most five."""


class Therapist(_Part):
    """Who signs."""

    name: SignedName = ""
    """The therapist's name, as it stands in signatures and prints."""
    licence: SignedName = ""
    """The licence line behind it."""

    @property
    def signer(self) -> str:
        """Name and licence, as signatures have them; nothing without a name."""
        return ", ".join(x for x in (self.name, self.name and self.licence) if x)


class Backups(_Part):
    """The backups that are made by themselves."""

    keep: Annotated[int, Field(ge=0, le=1000)] = 14
    """How many; 0 makes none."""
    folder: str = ""
    """Where they go; without it, beside the record."""


class Keep(_Part):
    """How long what is kept after a client's last session."""

    record_years: Annotated[int, Field(ge=0, le=100)] = 7
    psychotherapy_notes_months: Annotated[int, Field(ge=0, le=1200)] | None = None
    """Without it, as long as the record."""


class Settings(_Part):
    """What a therapist may set. Every field has a default that is fit for use."""

    theme: str = "quiet-dark"
    """quiet-dark, quiet-light, ansi-dark, ansi-light, or a Textual theme's name."""
    minutes: Annotated[int, Field(ge=5, le=480)] = 50
    """The usual length of a session, in minutes."""
    frame: Annotated[str, AfterValidator(_frame)] = "free"
    """The phases that the head names: free (none), cbt or mi."""
    lock_minutes: UntilLock = 20
    """Minutes without a key in a session until it rests, then locks; 0 is never."""
    lock_minutes_outside: UntilLock = 10
    """The same on every screen outside a session."""
    plain: bool | None = None
    """Signs and lines in ASCII only; without it, where the locale needs it."""
    mouse: bool = False
    """Whether the mouse works in the app; over SSH each movement costs a packet."""
    clipboard: bool = True
    """Whether /copy may send a print to the terminal's clipboard."""
    text_width: Annotated[int, Field(ge=40, le=200)] = 100
    """The widest that text is set, in columns, however wide the screen is."""
    changed_cells: bool = True
    """Whether only the cells that changed are sent to the terminal."""
    terminal_cursor: bool = True
    """Whether the terminal's own cursor stands on the line, and not a drawn one."""
    sleeping_driver: bool = True
    """Whether keys are waited for without waking up in between."""
    goals_label: Annotated[str, AfterValidator(_label)] = GOALS_LABEL
    """What the Goals tab is called: goals, hopes, aims, or words of your own."""
    format: str = DEFAULT_FORMAT
    """The print that a new session begins with, built in or your own."""
    held: HowHeld = ""
    """How your sessions are held, unless /held says otherwise: "in person"."""
    present: HowHeld = ""
    """Who is there, unless /present says otherwise: "client only"."""
    keys: dict[str, str] = Field(default_factory=dict)
    """Keys by the id of what they do; several are separated by commas."""
    closing: ClosingQuestions = ClosingQuestions()
    """The closing questions in your own words, in any language."""
    therapist: Therapist = Therapist()
    """Who signs: name and licence."""
    snippets: dict[
        Annotated[str, AfterValidator(_abbreviation)],
        Annotated[str, AfterValidator(_snippet)],
    ] = Field(default_factory=dict)
    """Your own abbreviations with what Enter makes of them."""
    questions: dict[
        Moment, Annotated[tuple[Question, ...], AfterValidator(_each_once)]
    ] = Field(default_factory=dict)
    """Your own open questions for /ask, by moment."""

    backups: Backups = Backups()
    """Backups that are made by themselves."""
    keep: Keep = Keep()
    """How long what is kept."""

    def periods(self) -> Periods:
        """How long what is kept after a client's last session."""
        return Periods(**self.keep.model_dump())

    def ways(self) -> Ways:
        """What of this a session needs to know."""
        asked = self.closing
        return Ways(
            closing=(
                *(
                    Prompt(question, usual.kind)
                    for question, usual in zip(
                        (asked.helped, asked.differently), CLOSING, strict=True
                    )
                ),
                *(Prompt(question, Kind.ANSWER) for question in asked.more),
            ),
            snippets=self.snippets,
            questions=self.questions,
            goals_label=self.goals_label,
            format=self.format,
            held=self.held,
            present=self.present,
            signer=self.therapist.signer,
        )


_PARTS: Mapping[str, type[_Part]] = MappingProxyType(
    {
        "closing": ClosingQuestions,
        "therapist": Therapist,
        "backups": Backups,
        "keep": Keep,
    }
)


def load_settings(path: Path) -> Settings:
    """The settings, or the defaults where there is no file.

    Raises:
        UsageError: the file cannot be read; the sentence names it and the key.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read as text.") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {error}.") from None
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise UsageError(f"{path}: {_place(first)}: {_reason(first)}.") from None
    templates = path.parent / TEMPLATES
    if not is_format(settings.format, templates):
        raise UsageError(
            f"{path}: format: there is no such print. {which_formats(templates)}"
        )
    return settings


def _place(error: ErrorDetails) -> str:
    """The setting by its key, a question in a list by its number."""
    place = ""
    for part in error["loc"]:
        if isinstance(part, int):
            place += f" number {part + 1}"
        elif part != "[key]":
            place += f".{part}" if place else part
    return place or "the file"


def _reason(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        within = _PARTS.get(str(error["loc"][0]), Settings)
        known = ", ".join(within.model_fields)
        return f"there is no such setting. There are: {known}"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return error["msg"].lower()
