"""The way back from a recorded line to what one would type for it, and an edit of that.

In an edit, what nobody typed stays: an unmarked line keeps its kind and its letter.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sessiontui.domain.entities import Author, number_text, signed_text
from sessiontui.domain.grammar.parser import (
    Context,
    Entry,
    LineReader,
    Reading,
    read_line,
    read_words,
)
from sessiontui.domain.kinds.lookup import LEFT_OPEN, TAB_KINDS, Kind, Store, Tab
from sessiontui.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.domain.entities import Line

STAYS_RISK = "A risk line stays in the record, as risk."
STAYS_PRIVATE = "Private stays private; /retag moves it."
_GOING_ON = ("", "x", " x")
"""Ways in which words may go on behind the last one."""


class Spelling(NamedTuple):
    """A line as it would be typed: up to the end of its words, and what follows."""

    words: str
    tails: str = ""

    @property
    def text(self) -> str:
        """All of it."""
        return self.words + self.tails

    def is_all_of(self, text: str, line: Line) -> bool:
        """Tell whether nothing of a line is left but what stands around its words."""
        around = self.words.removesuffix(line.text) + self.tails
        return text.split() == around.split()

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column behind the words, where whoever types goes on with them."""
        return self.words.count("\n"), len(self.words) - self.words.rfind("\n") - 1


def spelled(line: Line, goals: frozenset[int], strengths: int = 0) -> str:
    """A line that would be read as this recorded one.

    Falls back to the bare words when no spelling says the same.
    """
    return _spelling(line, context_of(line, goals, strengths)).text


class EditedLine:
    """A recorded line while it is edited: how it opens, and what is typed for it.

    Its spelling is sought once and each text is read once, since what it says is asked
    for at every key.
    """

    def __init__(self, line: Line, goals: frozenset[int], strengths: int = 0) -> None:
        """Open a line in a session with these goals and so many strengths."""
        self._line, self._context = line, context_of(line, goals, strengths)
        self._spelling = _true_spelling(line, self._context)
        self._reader = LineReader()

    def is_of(self, line: Line, goals: frozenset[int], strengths: int) -> bool:
        """Tell whether it is of this line as it stands, in a session as it stands."""
        context = context_of(line, goals, strengths)
        return (self._line, self._context) == (line, context)

    @property
    def opened(self) -> Spelling:
        """The line as it is opened.

        Where it has no words yet there is room for some between the mark and the tails.
        """
        line = self._line
        words, tails = self._spelling or Spelling(line.text)
        room = " " if not line.text and words and not words.endswith(" ") else ""
        gap = " " if not line.text and tails and not tails.startswith(" ") else ""
        return Spelling(clean(words + room), clean(gap + tails))

    def read(self, text: str) -> Entry:
        """The line as it is to be; only what was typed changes it.

        A rating may come without its value, where no number was typed.
        """
        text, line = clean(text), self._line
        unseen = self._spelling is None

        def as_words() -> Entry:
            # Where bare words stood, what else the line is cannot have been meant.
            if unseen:
                return _same_but(line, text)
            return read_words(text, self._context)

        reading = self._reader.read(text, self._context)
        if not isinstance(reading, Entry):
            reading = read_words(text, self._context)
        if unseen:
            if not reading.lead or _may_be_marked(line.text, self._context):
                reading = as_words()
            elif reading.kind is line.kind:
                again = as_words() if reading.value is None else reading
                letter = reading.sub or line.sub
                reading = replace(again, text=reading.text, sub=letter)
        return _kept(line, reading, as_words, unseen=unseen)


def _spelling(line: Line, context: Context) -> Spelling:
    return _true_spelling(line, context) or Spelling(line.text)


def _true_spelling(line: Line, context: Context) -> Spelling | None:
    """The first spelling that says the same, also when its words go on.

    `: ` and `+w` by themselves are words; with others behind them they are marks.
    """
    # Behind its number a score does not go on.
    goes_on = line.text and line.kind is not Kind.SCORE
    longer = [
        (more, replace(line, text=line.text + more))
        for more in _GOING_ON
        if goes_on or not more
    ]
    for form in _rating_forms(line) if line.row.scale else _forms(line):
        if all(
            says_the_same(read_line(form.words + more + form.tails, context), said)
            for more, said in longer
        ):
            return form
    return None


def _may_be_marked(words: str, context: Context) -> bool:
    """Tell whether words are, or may go on to be, more than words."""
    readings = (read_line(words + more, context) for more in _GOING_ON)
    return any(not isinstance(x, Entry) or x.lead for x in readings)


def with_number(line: Line) -> str:
    """A line's words, and behind them its number where it is one."""
    return f"{line.text} {_number(line)}".strip() if line.row.scale else line.text


def _number(line: Line) -> str:
    number = line.value or 0
    signed = (line.row.scale or (0,))[0] < 0
    return signed_text(number) if signed else number_text(number)


def _rating_forms(line: Line) -> list[Spelling]:
    value = _number(line)
    goal = f"#{line.goal}" if line.goal else ""
    lead = f"{line.row.mark} " if line.row.mark else f"{line.row.word} "
    if not line.text:
        return [Spelling(f"{lead}{goal} " if goal else lead, value)]
    return [Spelling(lead + line.text, f" {value} {goal}".rstrip())]


def _forms(line: Line) -> list[Spelling]:
    row, tails = line.row, _tails_text(line)
    sub = row.sub(line.sub)
    letter = "" if sub is None or sub.assigned else sub.letter
    key = sub.typed if sub and letter else ""
    mark = row.mark or row.shares
    lead = f"{mark}{key} " if mark else f"{row.word} ".lstrip()
    worded = lead if mark or not letter else f"{lead}{letter} "
    unmarked = Spelling(line.text, tails)
    forms = [
        Spelling(worded + line.text, tails),
        Spelling(worded + line.text, f'"{tails}'),
        Spelling(f"{row.word} {line.text}", tails),
        Spelling(f"{lead}{line.text}", f"){tails}"),
        Spelling(f" {line.text}"),
    ]
    if not line.text:
        forms.insert(0, Spelling(worded.rstrip(), tails))
    # A mark is shown, although the line would stay what it is without.
    own_tab = row.tab is Tab.HELPED or row.kind is TAB_KINDS[row.tab]
    needs_no_mark = own_tab and not letter
    return [unmarked, *forms] if needs_no_mark else [*forms, unmarked]


def context_of(line: Line, goals: frozenset[int], strengths: int = 0) -> Context:
    """The context in which a recorded line is read again."""
    sub = line.row.sub(line.sub)
    return Context(
        tab=line.row.tab,
        goals=goals,
        strengths=strengths,
        edited=line.kind,
        sub="" if sub is None or sub.assigned else sub.letter,
    )


def _tails_text(line: Line) -> str:
    tails = ""
    if line.minutes is not None:
        tails += f" {line.minutes}m"
    if line.kind is Kind.AGENDA and line.author is Author.THERAPIST:
        tails += " mine"
    if line.likely is not None:
        tails += f" %{line.likely}"
    if line.goal is not None:
        tails += f" #{line.goal}"
    if line.strength is not None:
        tails += f" #+{line.strength}"
    return tails


def says_the_same(entry: Reading, line: Line) -> bool:
    """Tell whether what was typed is what the line holds, with nothing to say of it."""
    return (
        isinstance(entry, Entry)
        and not entry.remark
        and _holds(line) == _holds(entry)
        and entry.sub in {line.sub, _typed_sub(line)}
    )


def changes_nothing(entry: Entry, line: Line) -> bool:
    """Tell whether an edit leaves all that a line holds."""
    return _holds(line) == _holds(entry) and entry.sub == line.sub


def _holds(said: Line | Entry) -> tuple[object, ...]:
    return (
        said.kind,
        said.text,
        said.goal,
        said.minutes,
        said.likely,
        said.strength,
        said.value,
        said.author,
    )


def _typed_sub(line: Line) -> str:
    sub = line.row.sub(line.sub)
    return "" if sub and sub.assigned else line.sub


# An edit


def _kept(
    line: Line, reading: Entry, as_words: Callable[[], Entry], *, unseen: bool
) -> Entry:
    """A reading with all of the line in it that nobody typed away."""
    if not line.row.may_be_note or line.row.store is Store.PRIVATE:
        if reading.kind is not line.kind:
            stays = STAYS_PRIVATE if line.row.may_be_note else STAYS_RISK
            return replace(as_words(), remark=stays)
        if not line.row.may_be_note and not unseen:
            return _still_risk(reading, line)
    if reading.kind is not line.kind:
        return reading
    changed: dict[str, Any] = {}
    sub = line.row.sub(line.sub)
    if sub and sub.assigned:
        answered_now = line.sub == LEFT_OPEN and reading.text.strip()
        changed["sub"] = "" if answered_now else line.sub
    if line.kind is Kind.GOAL and line.sub and reading.sub and not reading.remark:
        # It is about that goal, whether or not its number is typed again.
        changed["goal"] = reading.goal or line.goal
    if line.row.scale and not (reading.lead or reading.text or reading.goal):
        # A number by itself is another number for the same.
        changed |= {"text": line.text, "goal": line.goal}
    return replace(reading, **changed)


def _still_risk(reading: Entry, line: Line) -> Entry:
    """A risk, which keeps its letter unless it is given another one."""
    remark = reading.remark if reading.lead else STAYS_RISK
    sub = reading.sub or line.sub
    return replace(reading, sub=sub, remark=remark)


def _same_but(line: Line, text: str) -> Entry:
    """An entry that leaves a line all it is, with other words."""
    return Entry(
        kind=line.kind,
        sub=line.sub,
        text=text,
        author=line.author,
        goal=line.goal,
        minutes=line.minutes,
        likely=line.likely,
        value=line.value,
        strength=line.strength,
    )


def let_go(line: Line, entry: Entry) -> tuple[str, ...]:
    """The ties and settings that a line has no more, a short sentence each."""
    mine = line.kind is entry.kind is Kind.AGENDA and line.author is Author.THERAPIST
    gone = (
        (line.goal and not entry.goal, f"goal {line.goal} no longer tied"),
        (
            line.strength and not entry.strength,
            f"strength {line.strength} no longer tied",
        ),
        (line.minutes and not entry.minutes, f"{line.minutes} min no longer set"),
        (
            line.likely is not None and entry.likely is None,
            f"{line.likely}% no longer set",
        ),
        (mine and entry.author is Author.CLIENT, "now the client's item"),
    )
    return tuple(sentence for is_gone, sentence in gone if is_gone)
