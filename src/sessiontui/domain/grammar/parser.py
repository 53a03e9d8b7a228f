"""The rules of the line: one typed line becomes one entry or one command.

For every text whatever, `lead + text + trail` of an `Entry` is the cleaned line, so
nothing that was typed can be lost between the keys and the record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sessiontui.domain.entities import Author, score_of
from sessiontui.domain.grammar.slash_commands import COMMAND_WORDS, Command
from sessiontui.domain.grammar.tails import last_tail
from sessiontui.domain.grammar.word_completion import (
    completed_word,
    leads_to_goals,
    named_in_words,
)
from sessiontui.domain.kinds.lookup import (
    BY_MARK,
    KIND_WORDS,
    ROWS,
    SUB_WORDS,
    TAB_KINDS,
    TAB_TITLES,
    Kind,
    KindRow,
    Sub,
    Tab,
    Tail,
)
from sessiontui.domain.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The things that the meaning of a line depends on besides its text."""

    tab: Tab = Tab.NOTES
    prompt: Kind = Kind.HELPED
    goals: frozenset[int] = frozenset()
    strengths: int = 0
    """The number of the client's strengths; `#+n` may name any of them."""
    goals_label: str = ""
    """The therapist's own word for the goals: as a /word it leads to them."""
    edited: Kind | None = None
    """The kind of the recorded line that is edited; unmarked it stays that."""
    sub: str = ""
    """The letter of the edited line, which stays too."""

    @property
    def unmarked(self) -> Kind:
        """The kind of an unmarked line here."""
        if self.edited is not None:
            return self.edited
        return self.prompt if self.tab is Tab.HELPED else TAB_KINDS[self.tab]

    @property
    def kept(self) -> str:
        """The sentence on a mark, a /word or a number that was not understood."""
        if self.edited:
            return "kept as words"
        at_home = self.unmarked is Kind.NOTE
        return "kept as an ordinary line" if at_home else "kept as a note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line to record. `remark` is a plain sentence for the hint line."""

    kind: Kind
    text: str
    sub: str = ""
    goal: int | None = None
    minutes: int | None = None
    likely: int | None = None
    value: float | None = None
    strength: int | None = None
    asked: str = ""
    keyed: bool = False
    author: Author = Author.THERAPIST
    lead: str = ""
    trail: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlashCommand:
    """A command typed on the line."""

    command: Command
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goto:
    """A /word of a tab with nothing after it."""

    tab: Tab


Reading = Entry | SlashCommand | Goto

_VALUE = re.compile(r"(?:^|\s)((?:10|[0-9](?:\.[0-9])?)(?:/10)?)$")
_VALUE_LONGEST = len(" 9.5/10")
_MORE_THAN_TEN = re.compile(r"\s(?:1[1-9]|[2-9][0-9]|[1-9][0-9]{2})(?:/10)?$")
_RATED_GOAL = re.compile(r"#[1-9][0-9]?\s+")
_ON_DIAL = re.compile(r"(?:^|\s)([-+\u2212]?[0-9])$")
_NO_OUTCOME = re.compile(r"@[0-9]+(?:\s|\Z)")
_LETTERED = re.compile(r".[a-z](?:\s|\Z)", re.IGNORECASE)
"""A mark with one letter, as a finer kind is marked; `+we went out` is none."""
_A_NUMBER = re.compile(r"<\s+[-+]?\.?[0-9]")
"""Fewer than so many: `< 5 min late` tells of no response."""
_NAMED_GOAL = re.compile(r"#([1-9][0-9]?)\s+(?=\S)")
_PARTNERS = {'"': '"', "(": ")"}
"""The sign that may close a line that such a mark begins."""
_WORD = re.compile(r"/([^\s/]*)(\s|\Z)")
_TAB_WORDS: dict[str, Tab] = {tab.value: tab for tab in TAB_TITLES}


def read_line(line: str, context: Context) -> Reading:
    """The meaning of a typed line, in the given context."""
    line = clean(line)
    if line.startswith("/"):
        return _slash(line, context)
    if line.startswith(" "):
        return _literal(line, 1, context)
    row = BY_MARK.get(line[:1])
    if row is None:
        return read_words(line, context)
    if line[1:2] == row.mark and _is_marked(row, line[1:]):
        return _literal(line, 1, context)
    found = mark_of(row, line)
    if found is None:
        if why := _why_unmarked(row, line, context):
            return _not_understood(line, context, why)
        return read_words(line, context)
    sub, lead = found
    entry = _entry(row, sub, lead, line[len(lead) :], context)
    if entry.text.strip() or row.bare or (sub and sub.bare) or row.scale:
        return entry
    return _not_understood(line, context, f"No words behind the mark; {context.kept}.")


class LineReader:
    """The last reading of a line, so that what shows it and what records it share it.

    It holds what was typed, so it belongs to whoever owns the line and goes with it.
    """

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._last: tuple[str, Context, Reading] | None = None

    def read(self, line: str, context: Context) -> Reading:
        """The meaning of a typed line; the same in the same context is read once."""
        if self._last is None or self._last[:2] != (line, context):
            self._last = line, context, read_line(line, context)
        return self._last[2]

    def forget(self) -> None:
        """Hold nothing of a line that is done with."""
        self._last = None


def read_words(line: str, context: Context) -> Entry:
    """A line as an unmarked one, whatever it begins with."""
    row = ROWS[context.unmarked]
    lead, sub = "", row.sub(context.sub)
    if named := _named_sub(row, line):
        # Of consent alone the words say which it is: an edit to `declined` means it.
        lead, sub = line[: len(named.letter) + 1], named
    return _entry(row, sub, lead, line[len(lead) :], context)


def _not_understood(line: str, context: Context, remark: str) -> Entry:
    """A line whose mark or /word says nothing: on every tab a note.

    So it is told before signing, and the client sees no slip on the agenda.
    """
    if context.edited is None:
        context = replace(context, tab=Tab.NOTES)
    return replace(read_words(line, context), remark=remark)


def mark_of(row: KindRow, line: str) -> tuple[Sub | None, str] | None:
    """The sub-kind and the lead of a marked line; None when the mark does not count."""
    if row.mark == '"':
        return None, line[:2] if line[1:2] == " " else line[:1]
    if row.kind is Kind.RESPONSE and _A_NUMBER.match(line):
        return None
    if line[1:2] == " ":
        return None, line[:2]
    sub = row.typed(line[1:2]) if line[1:2] else None
    if sub is None:
        return None
    if line[2:3] == " ":
        return sub, line[:3]
    if len(line) == 2 and sub.bare:
        return sub, line
    return None


def _why_unmarked(row: KindRow, line: str, context: Context) -> str:
    """A sentence where a line looks marked and is not; else nothing."""
    if row.kind is Kind.HOMEWORK and _NO_OUTCOME.match(line):
        return f"Homework goes 0 to 4; {context.kept}."
    if not row.subs or not _LETTERED.match(line):
        return ""
    if row.typed(line[1:2]) is None:
        return f"No such mark; {context.kept}."
    return f"No words behind the mark; {context.kept}."


def _is_marked(row: KindRow, line: str) -> bool:
    return mark_of(row, line) is not None


def _literal(line: str, skip: int, context: Context) -> Entry:
    """A line that a leading space or a doubled mark keeps from being read."""
    row = ROWS[context.unmarked]
    if row.scale:
        return _rating(row, line[:skip], line[skip:], context)
    return Entry(
        kind=row.kind,
        sub=context.sub,
        text=line[skip:],
        lead=line[:skip],
        author=author_of(row, context.sub),
    )


def author_of(row: KindRow, sub: str = "", of_item: Author = Author.CLIENT) -> Author:
    """The line's author; an agenda item may be either's."""
    if row.kind is Kind.AGENDA:
        return of_item
    return Author.CLIENT if row.is_client_words(sub) else Author.THERAPIST


def _slash(line: str, context: Context) -> Reading:
    if line.startswith("//"):
        return _literal(line, 1, context)
    match = _WORD.match(line)
    word = match.group(1).casefold() if match else ""
    rest = line[match.end() :] if match else ""
    if name := named_in_words(line):
        word, rest = name, line[len(SUB_WORDS[name][1].label) + 2 :]
    if word in _TAB_WORDS and not rest.strip():
        return Goto(tab=_TAB_WORDS[word])
    if leads_to_goals(line, context.goals_label):
        return Goto(tab=Tab.GOALS)
    word = completed_word(word, rest)
    lead = line[: len(line) - len(rest)]
    if word in SUB_WORDS:
        row, finer = SUB_WORDS[word]
        if not rest.strip() and not finer.bare:
            return Goto(tab=row.tab)
        return _entry(row, finer, lead, rest, context)
    if word in KIND_WORDS:
        row = KIND_WORDS[word]
        if not rest.strip() and not row.bare:
            return Goto(tab=row.tab)
        sub = _named_sub(row, rest)
        if sub:
            lead += rest[: len(sub.letter) + 1]
            rest = rest[len(sub.letter) + 1 :]
        return _entry(row, sub, lead, rest, context)
    remark = f"No such /word; {context.kept}."
    if word in COMMAND_WORDS:
        command = COMMAND_WORDS[word]
        if command.argument or not rest.strip():
            return SlashCommand(command=command.command, argument=rest.strip())
        remark = f"/{word} stands alone; {context.kept}."
    return _not_understood(line, context, remark)


def _named_sub(row: KindRow, rest: str) -> Sub | None:
    """The finer kind that the first word behind a /word names."""
    for sub in row.subs:
        first, more = rest[: len(sub.letter)], rest[len(sub.letter) :]
        named = first.casefold() == sub.letter and more[:1].strip() == ""
        if len(sub.letter) > 1 and not sub.assigned and named:
            return sub if more.strip() or sub.bare else None
    return None


def _entry(
    row: KindRow, sub: Sub | None, lead: str, rest: str, context: Context
) -> Entry:
    if row.scale:
        return _rating(row, lead, rest, context)
    if row.kind is Kind.SCORE:
        return _rating(ROWS[Kind.RATING], lead, rest, context)
    letter = sub.letter if sub else ""
    said_by, body, remark = _tails(row, letter, rest, context)
    trail = rest[len(body) :]
    is_open = Tail.GOAL in row.tails_of(letter) - said_by.keys()
    named = _NAMED_GOAL.match(body) if sub and is_open else None
    if named and sub and not remark:
        number = int(named.group(1))
        if sub.names_goal and number in context.goals:
            said_by[Tail.GOAL] = number
            lead += named.group()
            body = body[named.end() :]
            remark = f"For goal {number}."
        elif sub.names_goal:
            remark = _unknown("goal", number)
        elif row.kind is Kind.GOAL:
            remark = f"Say the goal behind the client's words: #{number}."
    if lead.startswith(row.mark or " ") and _closes(row.mark, body.rstrip()):
        words = body.rstrip()[:-1]
        trail = body[len(words) :] + trail
        body = words
    return Entry(
        kind=row.kind,
        sub=letter,
        text=body,
        lead=lead,
        trail=trail,
        author=Author.THERAPIST if Tail.MINE in said_by else author_of(row, letter),
        remark=remark,
        goal=said_by.get(Tail.GOAL),
        minutes=said_by.get(Tail.MINUTES),
        likely=said_by.get(Tail.LIKELY),
        strength=said_by.get(Tail.STRENGTH),
    )


def _tails(
    row: KindRow, letter: str, rest: str, context: Context
) -> tuple[dict[Tail, int], str, str]:
    """The tails of a line, the words before them, and why one stays with these."""
    said_by: dict[Tail, int] = {}
    body = rest
    while found := last_tail(body, row.tails_of(letter) - said_by.keys()):
        tail, said, words = found
        if not words and not row.may_be_bare(letter):
            break
        number = 0 if tail is Tail.MINE else int(said)
        if tail is Tail.GOAL and number not in context.goals:
            return said_by, body, _unknown("goal", number)
        if tail is Tail.STRENGTH and number > context.strengths:
            return said_by, body, _unknown("strength", number)
        said_by[tail] = number
        body = words
    return said_by, body, ""


def _unknown(what: str, number: int) -> str:
    return f"There is no {what} {number} yet; kept as words."


def _closes(mark: str, words: str) -> bool:
    """Tell whether words end in the partner of the mark, not of one within them."""
    partner = _PARTNERS.get(mark)
    if partner is None or not words.endswith(partner):
        return False
    if mark == partner:
        return words.count(mark) % 2 == 1
    open_within = 0
    for sign in words[:-1]:
        if sign == mark:
            open_within += 1
        elif sign == partner and open_within:
            open_within -= 1
    return not open_within


def _score(
    lead: str, said: str, body: str, tail: str, context: Context
) -> Entry | None:
    """Read `PHQ-9 19/27`: a score of a test, which has a scale of its own."""
    goal = int(tail.strip()[1:]) if tail.strip() else None
    if score_of(said) is None or (goal is not None and goal not in context.goals):
        return None
    return Entry(
        kind=Kind.SCORE,
        text=said,
        goal=goal,
        lead=lead,
        trail=body[len(said) :] + tail,
        author=author_of(ROWS[Kind.SCORE]),
    )


def _rating(row: KindRow, lead: str, rest: str, context: Context) -> Entry:
    """Read `mood 4`, `#1 3`, `imp 7 #1` or `4`; what is none of these stays a line.

    Out of a score such as `PHQ-9 19/27` comes one.

    Where a rating is edited there is no line for it to stay: it comes without a value.
    """
    lowest, highest = row.scale or (0, 0)
    number = _ON_DIAL if lowest < 0 else _VALUE
    tied = last_tail(rest, (Tail.GOAL,))
    tail = rest[len(tied[2]) :] if tied else ""
    body = rest[: len(rest) - len(tail)]
    said = body.rstrip()
    match = number.search(said[-_VALUE_LONGEST:])
    goal: int | None = None
    if match:
        head = said[: len(said) - len(match.group(1))]
        before = found.group() if (found := _RATED_GOAL.match(head)) else ""
        named = [int(text.strip()[1:]) for text in (before, tail) if text.strip()]
        goal = named[0] if named else None
        value = float(match.group(1).removesuffix("/10").replace("\u2212", "-"))
        known = goal is None or goal in context.goals
        if len(named) < 2 and known and lowest <= value <= highest:
            label = head[len(before) :].rstrip()
            return Entry(
                kind=row.kind,
                text=label,
                goal=goal,
                value=value,
                lead=lead + before,
                trail=body[len(before) + len(label) :] + tail,
                author=author_of(row),
            )
    if row.kind is Kind.RATING and (score := _score(lead, said, body, tail, context)):
        return score
    what = (
        f"There is no goal {goal} yet"
        if goal is not None and goal not in context.goals
        else f"A {row.label} is {row.words_for_scale}"
    )
    beyond = not context.edited and _MORE_THAN_TEN.search(said[-_VALUE_LONGEST:])
    if row.kind is Kind.RATING and beyond:
        what += ", a score one of its own scale: PHQ-9 19/27"
    if row.kind is Kind.RATING and context.unmarked is Kind.SCORE:
        what = "A score is a name and a number of its scale: PHQ-9 19/27"
    return _unrated(lead + rest, f"{what}; {context.kept}.", context)


def _unrated(line: str, remark: str, context: Context) -> Entry:
    """A line that rates nothing as it stays; one that is edited, without a value."""
    stays = ROWS[context.edited or Kind.NOTE]
    is_number = stays.scale or stays.kind is Kind.SCORE
    if is_number or not context.edited:
        author = author_of(stays)
        return Entry(kind=stays.kind, text=line, author=author, remark=remark)
    return replace(read_words(line, context), remark=remark)
