"""The chip and the hint line: what the line is, and one quiet line of help.

Everything here is read from the tables of kinds and commands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sessiontui.domain.entities import score_of
from sessiontui.domain.grammar.parser import (
    Context,
    Entry,
    SlashCommand,
    mark_of,
    read_line,
)
from sessiontui.domain.grammar.slash_commands import COMMAND_WORDS
from sessiontui.domain.grammar.word_completion import (
    completed_word,
    leads_to_goals,
    named_in_words,
    spellings,
)
from sessiontui.domain.kinds.lookup import (
    BY_MARK,
    KIND_WORDS,
    ROWS,
    SUB_WORDS,
    Kind,
    Tab,
)
from sessiontui.domain.preferences import GOALS_LABEL, tab_titles
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.domain.session.client_card import FIELDS
from sessiontui.domain.text import clean, text_columns, with_count, with_ellipsis, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sessiontui.domain.entities import Line
    from sessiontui.domain.grammar.parser import Reading
    from sessiontui.domain.kinds.lookup import KindRow, Sub

_OFFERED = (
    Kind.WORDS,
    Kind.GOAL,
    Kind.STRENGTH,
    Kind.HOMEWORK,
    Kind.AGENDA,
    Kind.RATING,
    Kind.RISK,
    Kind.PARKED,
    Kind.PRIVATE,
)
_BESIDE_NOTES = (
    Kind.WORDS,
    Kind.INTERVENTION,
    Kind.RESPONSE,
    Kind.OBSERVATION,
    Kind.RISK,
    Kind.GOAL,
    Kind.HOMEWORK,
    Kind.STRENGTH,
)
_TOLD = frozenset({Kind.INTERVENTION, Kind.RESPONSE, Kind.OBSERVATION})
"""Kinds whose marks may begin ordinary words: what was recognised is said."""
_STOP = re.compile(r"[.;:,?!](?=\s)| (?=·)")
"""Places where a sentence may end early."""
_LEAD = 200
"""Letters of a line in which its mark or /word stands."""
_GOAL_BEGUN = re.compile(r"(?:^|\s)#[0-9]{0,2}\Z")
"""The end of a line that is about to be tied to a goal."""
_GOAL_ROOM = 14
"""Columns that a goal has at least where several are named."""
_TAB = "Tab completes"
_TOLD_OF_TAB = 24
"""Columns from which the hint says so."""
_SPACE = {Tab.AGENDA: "Space tick", Tab.NOTES: "Space mark"}
"""The work of Space on the selected row, tab by tab; elsewhere it does nothing."""


def chip(
    text: str, context: Context, read: Callable[[str, Context], Reading] = read_line
) -> str:
    """The word for what the line would become; it is read once, or not at all."""
    if text[:1] == "/" or text[:1] in BY_MARK:
        reading = read(_going_on(text[:_LEAD]), context)
        if isinstance(reading, SlashCommand):
            return reading.command.value
        if isinstance(reading, Entry) and (reading.lead.strip() or " " in text):
            return ROWS[reading.kind].label_of(reading.sub)
    return ROWS[context.unmarked].label


def _going_on(text: str) -> str:
    """A marked line as it is read for the chip.

    A mark counts only with words behind it. Where there are none yet it is read as if
    the next one were typed, unless it says all by itself.
    """
    if text.startswith('"'):
        return text if text.strip('" \t\n') else f"{text}x"
    first, *more = text.split()
    if more or not text[-1].isspace():
        return text
    word = completed_word(first.removeprefix("/").casefold())
    finer = SUB_WORDS.get(word)
    says_all = word in COMMAND_WORDS or (finer is not None and finer[1].bare)
    return text if text.startswith("/") and says_all else f"{text}x"


def hint(
    text: str, width: int, goals_label: str = GOALS_LABEL, tab: Tab | None = None
) -> str:
    """Help for what stands on the line, in at most `width` columns."""
    if text.startswith("/") and not text.startswith("//"):
        parts = _word_hint(text, goals_label)
        longer = completed(text, goals_label) or text
        if longer.rstrip() == text.rstrip() or width < _TOLD_OF_TAB:
            return _fit(parts, width, "  ")
        return f"{_fit(parts, width - len(_TAB) - 2, '  ')}  {_TAB}"
    row = BY_MARK.get(text[:1])
    if row is not None and "\n" not in text:
        return _fit(_mark_hint(row, text), width, "  ")
    offered = _BESIDE_NOTES if tab is Tab.NOTES else _OFFERED
    marks = [f"{ROWS[kind].mark} {ROWS[kind].label}" for kind in offered]
    more = "/ more"
    shown = _fit(marks, width - len(more) - 2, "  ")
    return f"{shown}  {more}" if shown else less(more, width)


def goals_named(text: str, goals: Sequence[Line], width: int) -> str:
    """The goals by their numbers, where the line is about to name one; else nothing."""
    if not goals or _GOAL_BEGUN.search(text) is None:
        return ""
    room = max(_GOAL_ROOM, (width + 2) // len(goals) - 2)
    return _fit([_goal_named(goal, room) for goal in goals], width, "  ")


def _goal_named(goal: Line, room: int) -> str:
    words = " ".join(clean(goal.text).split())
    named = f"#{goal.number} {words}"
    return named if text_columns(named) <= room else with_ellipsis(named, room)


def choosing(
    width: int, tab: Tab, kind: Kind | None = None, *, is_signed: bool = False
) -> str:
    """The things to do with the selected row, of a line of some kind."""
    if is_signed:
        return fitting(("/amend corrects it", "Esc back"), width)
    does = tab is not Tab.AGENDA or kind in {None, Kind.AGENDA}
    space = [_SPACE[tab]] if tab in _SPACE and does else []
    rest = ("Del remove", "Esc back", "#1 tie", "Shift+↑↓")
    return fitting(("Enter edit", *space, *rest), width)


def marked(width: int, count: int) -> str:
    """The things to do with the marked rows together."""
    lines = with_count(count, "line")
    return fitting(
        (lines, "/move CLIENT", "Del remove", "Esc lets go", "/retag KIND", "#1 tie"),
        width,
    )


def path_hint(path: Path, width: int) -> str:
    """The path that a print was written to, as fully as one row says it."""
    folder = f"{path.parent.name}/{path.name}"
    ways = (
        f"Written as plain text that only you can read: {path}",
        f"Written as plain text: {path}",
        f"Written as plain text: …/{folder}",
        f"Written: …/{folder}",
        f"…/{folder}",
    )
    return first_fitting((*ways, "Written to the summaries folder."), width)


def completed(text: str, goals_label: str = GOALS_LABEL) -> str | None:
    """A half-typed /word with all letters that are certain, or None."""
    if (rest := _of_card(text)) is not None:
        fields = _fields(rest)
        return f"/card {fields[0]} " if len(fields) == 1 and rest else None
    if not text.startswith("/") or len(text.split(None, 1)) != 1 or text[-1:].isspace():
        return None
    typed = text[1:].casefold()
    fits = spellings(typed)
    if len(fits) == 1:
        return f"/{fits[0]} "
    if not fits and goals_label.casefold().startswith(typed):
        return f"/{goals_label}"
    certain = _common(fits)
    return f"/{certain}" if len(certain) > len(typed) else None


def _of_card(text: str) -> str | None:
    """The words behind the /word of the card; None where another word stands."""
    word, gap, rest = text[1:].partition(" ")
    return rest if text[:1] == "/" and gap and word.casefold() == "card" else None


def _fields(typed: str) -> list[str]:
    return [field for field in FIELDS if field.startswith(typed.casefold())]


def _word_hint(text: str, goals_label: str) -> list[str]:
    word, _, rest = text[1:].partition(" ")
    word = word.casefold()
    fits = spellings(word)
    if (typed := _of_card(text)) is not None:
        field = next((x for x in FIELDS if f"{typed} ".startswith(f"{x} ")), "")
        asked = [ROWS[Kind.CARD].print_as_of(field)] if field else _fields(typed)
        return asked or ["no such field of the card"]
    if leads_to_goals(text, goals_label):
        return [f"/{goals_label}", f"the {tab_titles(goals_label)[Tab.GOALS]} tab"]
    exact = KIND_WORDS.get(word) or COMMAND_WORDS.get(word)
    if exact is None and len(fits) == 1:
        exact = KIND_WORDS.get(fits[0]) or COMMAND_WORDS.get(fits[0])
    if exact is not None and (rest or " " in text or len(fits) <= 1):
        if exact is COMMAND_WORDS["format"] and " " in text:
            named = [name for name in FORMATS if name.startswith(rest.strip())]
            return named or ["one of your own, or none"]
        argument = getattr(exact, "argument", "")
        return [f"/{exact.words[0]} {argument}".rstrip(), exact.what]
    only = len(fits) == 1 and bool(rest.strip())
    unmeant = only and completed_word(word, rest) == word and word not in SUB_WORDS
    if not fits or (unmeant and not named_in_words(text)):
        return ["no such /word: it will be an ordinary line"]
    return [f"/{fit}" for fit in fits]


def _mark_hint(row: KindRow, text: str) -> list[str]:
    subs = [sub for sub in row.subs if not sub.assigned]
    if row.kind is Kind.HOMEWORK:
        subs = [sub for sub in subs if sub.outcome is None]
    if len(text) <= 1 and subs:
        outcome = ["@0–@4 how it went"] if row.kind is Kind.HOMEWORK else []
        return [
            f"{row.mark} {row.label}",
            *(f"{row.mark}{sub.typed} {sub.label}" for sub in subs),
            *outcome,
        ]
    finer = row.typed(text[1:2]) if text[2:3] == " " else None
    if finer is not None:
        return [_help_of_finer(finer)]
    if row.kind is Kind.RATING and score_of(text.removeprefix(row.mark)):
        return [ROWS[Kind.SCORE].what]
    begun = row.typed(text[1:])
    if begun is not None:
        return [_help_of_finer(begun)]
    if not text[1:].strip() or (row.scale and text[1:2] == " "):
        return [row.what]
    found = mark_of(row, f"{text[:_LEAD]}x")
    if found is None:
        return [f"{row.mark} and a space: {row.what}"]
    if row.kind in _TOLD:
        sub, _ = found
        label = row.label_of(sub.letter if sub else "")
        return [f"{label} · doubled {row.mark * 2} keeps it words"]
    return [row.what]


def _help_of_finer(finer: Sub) -> str:
    if finer.names_goal:
        return f"{finer.label} · #1 behind the letter names the goal"
    return finer.print_as or finer.label


def editing(kind: Kind, finer: str, width: int) -> str:
    """Help for a line that is edited: for what it will be of."""
    sub = ROWS[kind].sub(finer)
    named = sub is not None and not sub.assigned
    return _fit([_help_of_finer(sub) if sub and named else ROWS[kind].what], width, "")


def fitting(parts: Sequence[str], width: int) -> str:
    """As many of the parts, first things first, as fit."""
    return _fit(parts, width, " · ")


def _fit(parts: Sequence[str], width: int, gap: str) -> str:
    line = ""
    for part in parts:
        longer = f"{line}{gap}{part}" if line else part
        if len(longer) > width:
            return line or less(part, width)
        line = longer
    return line


def first_fitting(ways: Sequence[str], width: int) -> str:
    """The first way to say something that fits in a row, or else the last one."""
    return next((way for way in ways if text_columns(way) <= width), ways[-1])


def less(sentence: str, width: int, rows: int = 1, *, whole_words: bool = True) -> str:
    """As much of a sentence as fits in so many rows; nothing rather than half of it.

    What stands behind the last stop that fits is left out. A path may be longer than a
    row: where that is no reason, it need not be of `whole_words`.
    """
    ends = [found.end() for found in _STOP.finditer(sentence)]
    for end in (len(sentence), *reversed(ends)):
        said = sentence[:end].rstrip(" ,;:·")
        lines = wrap(said, max(1, width)).split("\n")
        if len(lines) <= rows and not (whole_words and _is_broken(lines, said)):
            return said
    return ""


def _is_broken(lines: Sequence[str], said: str) -> bool:
    """Tell whether wrapping had to break a word."""
    return " ".join(lines).split() != said.split()


def _common(words: tuple[str, ...]) -> str:
    if not words:
        return ""
    first, last = min(words), max(words)
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[:same]
