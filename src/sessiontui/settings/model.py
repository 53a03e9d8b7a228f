"""The settings file: small, optional, and checked as a whole before anything opens.

What the program holds are plain values. Pydantic checks a file against the very same
fields, and is loaded only where there is one, since most commands are short.
"""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.preferences import GOALS_LABEL, USUAL_PREFERENCES, Preferences
from sessiontui.domain.prints.catalog import is_format, which_formats
from sessiontui.domain.prints.formats import DEFAULT_FORMAT, FORMATS
from sessiontui.domain.retention import Periods
from sessiontui.domain.session.closing_questions import CLOSING, USUAL, Prompt
from sessiontui.domain.session.open_questions import Moment
from sessiontui.domain.text import clean, is_utf16, of_file, one_line
from sessiontui.errors import SettingError, UsageError
from sessiontui.settings.keymaps import preset_keys
from sessiontui.settings.meant import meant_or_all, nearest
from sessiontui.settings.own_themes import OwnTheme, theme_name
from sessiontui.settings.paths import TEMPLATES
from sessiontui.settings.validators import (
    AS_IT_IS,
    Check,
    HowHeld,
    Number,
    Question,
    SignedName,
    Switch,
    UntilLock,
    abbreviation,
    each_once,
    folder_path,
    further,
    label,
    snippet,
)
from sessiontui.settings.validators import (
    frame as known_frame,
)
from sessiontui.settings.zone import known_zone

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

LARGEST = 1_000_000
"""Bytes of a settings file."""
_NAME = 60
"""Characters of a name of theirs that a sentence repeats."""


_LONGEST_REASON = 120
_SHORT = 20
"""Characters of a value that a sentence repeats."""
_TWICE = "the same name stands there twice"
_LINE = "a line has a name, = and a value"
_WORDS = 'words stand in quotation marks, as in "these"; only true and false do without'
_OPEN = "a quotation mark is missing"
_BACKSLASH = "a \\ in quotation marks is written twice"
_UNREAD = (
    *((begins, _TWICE) for begins in ("Cannot ", "Duplicate ")),
    *((begins, _LINE) for begins in ("Expected '='", "Invalid stat", "Invalid init")),
    *((begins, _WORDS) for begins in ("Invalid value", "Invalid date")),
    *((begins, _OPEN) for begins in ("Illegal character", "Unterminated string")),
    *((begins, _BACKSLASH) for begins in ("Invalid hex", "Unescaped ", "Escaped ")),
    *((begins, "a ] is missing") for begins in ("Expected ']", "Unclosed array")),
    ("Unclosed inline", "a } is missing"),
    ("Expected newline", "a value ends, and more stands behind it"),
)
"""The library's sentences on what it cannot read, by how they begin, and ours."""
_WANTED: Mapping[str, str] = MappingProxyType(
    {
        "int": "a whole number",
        "int_from": "a whole number",
        "float": "a number",
        "bool": "true or false",
        "string": "words in quotation marks",
        "tuple": 'a list, such as ["…"]',
        "dict": "lines of its own below its name in [ ]",
        "dataclass": "lines of its own below its name in [ ]",
        "greater_than_equal": "{ge} or more",
        "less_than_equal": "{le} at most",
        "enum": "one of {expected}",
        "literal_error": "one of {expected}",
    }
)
"""Words for what a value must be, by the beginning of pydantic's name for a fault."""


def _known_preset(name: str) -> str:
    """The name of a set of keys that there is."""
    if name:
        preset_keys(name)
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingQuestions:
    """The questions of the What helped tab, in the order in which they are asked."""

    __pydantic_config__: ClassVar[dict[str, object]] = AS_IT_IS

    helped: Question = USUAL[Kind.HELPED]
    """The question for what was helpful."""
    differently: Question = USUAL[Kind.DIFFERENTLY]
    """The question for a change; the answer returns at the next opening."""
    more: Annotated[tuple[Question, ...], Check(further)] = ()
    """Further questions, at most five."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Therapist:
    """The therapist who signs."""

    __pydantic_config__: ClassVar[dict[str, object]] = AS_IT_IS

    name: SignedName = ""
    """The therapist's name, as it stands in signatures and prints."""
    licence: SignedName = ""
    """The licence line behind it."""
    supervised_by: SignedName = ""
    """The supervisor, name and licence, for the head of clinical prints."""

    @property
    def signer(self) -> str:
        """Name and licence, as signatures have them; nothing without a name."""
        return ", ".join(x for x in (self.name, self.name and self.licence) if x)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """The backups that are made by themselves."""

    __pydantic_config__: ClassVar[dict[str, object]] = AS_IT_IS

    keep: Annotated[int, Number(0, 1000)] = 14
    """The number of backups; 0 makes none."""
    folder: Annotated[str, Check(folder_path)] = ""
    """Their folder; without it, beside the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Retention periods after a client's last session."""

    __pydantic_config__: ClassVar[dict[str, object]] = AS_IT_IS

    record_years: Annotated[int, Number(1, 100)] = 7
    psychotherapy_notes_months: Annotated[int, Number(0, 1200)] | None = None
    """Without it, as long as the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of a therapist. Every field has a default that is fit for use."""

    __pydantic_config__: ClassVar[dict[str, object]] = AS_IT_IS

    theme: str = "quiet-dark"
    """quiet-dark, quiet-light, high-contrast-dark, high-contrast-light, ansi-dark,
    ansi-light, one of your own, or a Textual theme's name."""
    themes: dict[Annotated[str, Check(theme_name)], OwnTheme] = field(
        default_factory=dict
    )
    """Your own themes by name."""
    minutes: Annotated[int, Number(5, 480)] = USUAL_PREFERENCES.minutes
    """The usual length of a session, in minutes."""
    frame: Annotated[str, Check(known_frame)] = "free"
    """The phases that the head names: free (none), cbt or mi."""
    lock_minutes: UntilLock = 20
    """Minutes without a key in a session until it rests, then locks; 0 is never."""
    lock_minutes_outside: UntilLock = 10
    """The same on every screen outside a session."""
    plain: Switch | None = None
    """Signs and lines in ASCII only; without it, where the locale needs it."""
    mouse: Switch = False
    """The mouse works in the app; over SSH each movement costs a packet."""
    clipboard: Switch = True
    """/copy may send a print to the terminal's clipboard."""
    text_width: Annotated[int, Number(40, 200)] = 100
    """The widest that text is set, in columns, however wide the screen is."""
    changed_cells: Switch = True
    """Only the cells that changed are sent to the terminal."""
    terminal_cursor: Switch = True
    """The terminal's own cursor stands on the line, and not a drawn one."""
    sleeping_driver: Switch = True
    """Keys are waited for without waking up in between."""
    timezone: Annotated[str, Check(known_zone)] = ""
    """The zone where you work, such as Europe/Berlin; without it, the computer's."""
    goals_label: Annotated[str, Check(label)] = GOALS_LABEL
    """The name of the Goals tab: goals, hopes, aims, or words of your own."""
    format: str = DEFAULT_FORMAT
    """The print that a new session begins with, built in or your own."""
    held: HowHeld = ""
    """The way your sessions are held, unless /held says otherwise: "in person"."""
    present: HowHeld = ""
    """Those who are there, unless /present says otherwise: "client only"."""
    service: HowHeld = ""
    """The type of service, unless /service says otherwise: "family therapy"."""
    place: HowHeld = ""
    """The place you work at, for the head of prints: "the practice, Mill Lane"."""
    name_line: Switch = False
    """Prints for other people leave a blank for a name, to be filled by the pen."""
    call: HowHeld = ""
    """Whom a client may ring between sessions, for the sheet that they take home."""
    in_english: Switch = True
    """Your notes are in English: the narrative says "The therapist asked …" then."""
    keys_preset: Annotated[str, Check(_known_preset)] = ""
    """A set of keys that comes with the program; `keys` goes on from it."""
    keys: dict[str, str] = field(default_factory=dict)
    """Keys by the id of what they do; several are separated by commas."""
    closing: ClosingQuestions = ClosingQuestions()
    """The closing questions in your own words, in any language."""
    therapist: Therapist = Therapist()
    """The therapist who signs: name and licence."""
    snippets: dict[
        Annotated[str, Check(abbreviation)],
        Annotated[str, Check(snippet)],
    ] = field(default_factory=dict)
    """Your own abbreviations with what Enter makes of them."""
    questions: dict[Moment, Annotated[tuple[Question, ...], Check(each_once)]] = field(
        default_factory=dict
    )
    """Your own open questions for /ask, by moment."""

    backups: Backups = Backups()
    """Backups that are made by themselves."""
    keep: Keep = Keep()
    """The retention periods."""

    @property
    def chosen_keys(self) -> dict[str, str]:
        """The keys that are not the usual ones: the preset's, then your own."""
        preset = preset_keys(self.keys_preset) if self.keys_preset else {}
        return {**preset, **self.keys}

    def periods(self) -> Periods:
        """The retention periods after a client's last session."""
        return Periods(
            record_years=self.keep.record_years,
            psychotherapy_notes_months=self.keep.psychotherapy_notes_months,
        )

    def preferences(self) -> Preferences:
        """The part of this that a session needs to know."""
        asked = self.closing
        return Preferences(
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
            supervised_by=self.therapist.supervised_by,
            service=self.service,
            name_line=self.name_line,
            place=self.place,
            call=self.call,
            in_english=self.in_english,
            minutes=self.minutes,
        )


_PARTS: Mapping[str, type[Any]] = MappingProxyType(
    {
        "closing": ClosingQuestions,
        "therapist": Therapist,
        "backups": Backups,
        "keep": Keep,
        "themes": OwnTheme,
    }
)


def checked(values: Mapping[str, object]) -> Settings:
    """Settings from values that stand anywhere outside.

    Raises:
        SettingError: one cannot be; the sentence names its key.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Settings).validate_python(values)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        # A name that is wrong is also why the right one is missing.
        first = next((x for x in faults if x["type"] != "missing"), faults[0])
        raise SettingError(_sentence(first)) from None


def load_settings(path: Path) -> Settings:
    """The settings, or the defaults where there is no file.

    Raises:
        UsageError: the file cannot be read; the sentence names it and the key.
    """
    try:
        content = _content(path)
        if is_utf16(content):
            raise UsageError(f"{path} is UTF-16. Save it as UTF-8.")
        # Lines may end in CR alone, which TOML does not know.
        values = tomllib.loads(of_file(content))
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read as text.") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {_unread(error)}.") from None
    except (ValueError, RecursionError):
        # What the library says of numbers and depths that are beyond it.
        raise UsageError(f"{path} is not valid TOML: that is too much.") from None
    try:
        settings = checked(values)
    except SettingError as error:
        raise UsageError(f"{path}: {error}") from None
    templates = path.parent / TEMPLATES
    if not is_format(settings.format, templates):
        near = nearest(settings.format, FORMATS)
        which = f"Did you mean {near}?" if near else which_formats(templates)
        raise UsageError(f"{path}: format: there is no such print. {which}")
    return settings


def _content(path: Path) -> bytes:
    """Read a settings file; a pipe would never end, and a device neither.

    Raises:
        UsageError: it is no file that settings could be in.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UsageError(
            f"{path} is not a regular file. Move it away; settings are optional."
        )
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise UsageError(f"{path} is larger than any settings: over 1 MB.")
    return content


def _unread(error: tomllib.TOMLDecodeError) -> str:
    """The fault of a file that is no TOML, in our words where there are some."""
    said = one_line(clean(str(error)), _LONGEST_REASON)
    cause, _, place = said.rstrip(")").partition(" (at ")
    better = next((ours for known, ours in _UNREAD if cause.startswith(known)), "")
    return f"{better} ({place})" if better and place else said


def _place(error: "ErrorDetails") -> str:
    """The setting by its key, a question in a list by its number."""
    place = ""
    for part in error["loc"]:
        if isinstance(part, int):
            place += f" number {part + 1}"
        elif part != "[key]":
            name = one_line(clean(part), _NAME)
            place += f".{name}" if place else name
    return place or "the file"


def _sentence(error: "ErrorDetails") -> str:
    """The fault in our words: the setting, what it wants, and what stands there."""
    place, kind = _place(error), error["type"]
    if kind == "unexpected_keyword_argument":
        return f"{place}: there is no such setting{_no_such(error)}"
    if kind == "missing":
        return f"{place} is missing."
    if kind == "value_error":
        said = str(error["ctx"]["error"])
        return f"{place}: {said}" if said.endswith((".", "?")) else f"{place}: {said}."
    if wanted := _WANTED.get(kind.rsplit("_", 1)[0], _WANTED.get(kind)):
        return f"{place} wants {wanted.format(**error.get('ctx', {}))}{_not(error)}."
    return f"{place}: {error['msg'].lower()}."


def _no_such(error: "ErrorDetails") -> str:
    """The rest of the sentence on an unknown setting: where it is, or the nearest."""
    name, within = str(error["loc"][-1]), _PARTS.get(str(error["loc"][0]), Settings)
    known = [each.name for each in fields(within)]
    for part, of in ((None, Settings), *_PARTS.items()):
        if of is not within and name in {each.name for each in fields(of)}:
            return f" here; it belongs {f'below [{part}]' if part else 'at the top'}."
    if within is not Settings or nearest(name, known):
        return f". {meant_or_all(name, known)}"
    return ". All there are: sessiontui settings --example"


def _not(error: "ErrorDetails") -> str:
    """The value that stands there instead, where it is short."""
    given = error["input"]
    if isinstance(given, bool):
        return f", not {str(given).lower()}"
    if isinstance(given, str) and len(given) <= _SHORT:
        return f', not "{one_line(clean(given))}"'
    return f", not {given}" if isinstance(given, int | float) else ""
