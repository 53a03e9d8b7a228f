"""What may be done to one recorded line, or to several at once as one step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.grammar.parser import Entry, author_of, read_line
from sessiontui.domain.grammar.slash_words import spellings
from sessiontui.domain.grammar.unparse import let_go, with_number
from sessiontui.domain.kinds.index import (
    BY_MARK,
    ROWS,
    SUB_WORDS,
    Keep,
    Kind,
    Tab,
    Tail,
)
from sessiontui.domain.kinds.index import BY_WORD as KIND_WORDS
from sessiontui.domain.session.closing_questions import ANSWERS
from sessiontui.errors import NotFoundError, UsageError
from sessiontui.services.session.references import WHICH_CONSENT, placed_anew
from sessiontui.services.session.state import Outcome
from sessiontui.store.refusals import REFUSALS, TIED
from sessiontui.store.repositories.private_notes import is_private_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.domain.entities import Line, Session
    from sessiontui.domain.kinds.index import KindRow
    from sessiontui.services.session.state import SessionView

Lines = tuple["Line", ...]
STAYS = (
    "A line of a signed session stays there. Say in it, with /amend correction, what "
    "belongs elsewhere."
)


class Several:
    """Changes to lines together: one step in the record, one in the private store."""

    def __init__(self, view: SessionView, open_other: Callable[[str], Session]) -> None:
        """Change lines of the viewed session."""
        self._view = view
        self._open_other = open_other

    # Where they stand

    def move(self, lines: Lines, code: str) -> Outcome:
        """Move lines to another client's session of today."""
        if self._view.session.signed_at and not self._view.readonly:
            raise UsageError(STAYS)
        self._view.check_writable()
        if not code:
            return Outcome(remark="Say where: /move CLIENT")
        try:
            other = self._open_other(code)
        except NotFoundError:
            return Outcome(remark="There is no such client; nothing was moved.")
        if other.id == self._view.session.id:
            return Outcome(remark="They are here already.")
        self._check_free(lines)
        record, during = self._view.record, self._view.session.id
        kept, private = _by_store(lines)
        if kept:
            record.lines.move_lines(kept, during, other)
        if private:
            record.private.move(private, during, other.id)
        self._view.catch_up()
        return _done(lines, "moved", "brings")

    def remove(self, lines: Lines) -> Outcome:
        """Take lines out; undo brings them back."""
        self._view.check_writable()
        self._check_free(lines)
        self._take_out(lines)
        self._view.catch_up()
        return _done(lines, "removed", "brings")

    def _check_free(self, lines: Lines) -> None:
        """Refuse to take away what a signed session holds or names.

        Raises:
            UsageError: with what to do instead.
        """
        kept, _ = _by_store(lines)
        signed, named = self._view.record.lines.standing(line.id for line in kept)
        if signed:
            raise UsageError(STAYS)
        if named:
            raise UsageError(REFUSALS[TIED])

    def _take_out(self, lines: Lines) -> None:
        kept, private = _by_store(lines)
        if kept:
            self._view.record.lines.remove_lines(kept, self._view.session.id)
        if private:
            self._view.record.private.remove(private, self._view.session.id)

    # What they are tied to

    def link(self, lines: Lines, goal: int) -> Outcome:
        """Tie lines to a goal."""
        self._view.check_writable()
        if goal not in self._view.goal_numbers():
            return Outcome(remark=f"There is no goal {goal} yet.")
        fit = _that_take(Tail.GOAL, lines)
        if fit:
            self._view.record.lines.tie_lines(fit, self._view.session.id, goal)
        return self._tied(lines, fit, "is not tied to a goal", "tied")

    def build_on(self, lines: Lines, strength: int) -> Outcome:
        """Say which strength homework or goals build on."""
        self._view.check_writable()
        if strength > self._view.strength_count:
            return Outcome(remark=f"There is no strength {strength} yet.")
        fit = _that_take(Tail.STRENGTH, lines)
        if fit:
            self._view.record.lines.build_on(fit, self._view.session.id, strength)
        return self._tied(lines, fit, "builds on no strength", "tied")

    def _tied(self, lines: Lines, fit: Lines, none: str, done: str) -> Outcome:
        if not fit:
            return Outcome(remark=f"A {lines[0].row.label} line {none}.")
        self._view.catch_up()
        if len(lines) == 1:
            line = self._view.record.lines.line(fit[0].id)
            return Outcome(line=line, changed=True)
        count = f"{len(fit)} of {len(lines)}" if len(fit) < len(lines) else len(fit)
        return Outcome(
            remark=f"{count} lines {done} · Ctrl+Z takes it back", changed=True
        )

    # What they are

    def retag(self, lines: Lines, name: str) -> Outcome:
        """Make lines another kind, named by its mark or its word."""
        self._view.check_writable()
        found = _kind_named(name)
        if found is None:
            return Outcome(remark="Say which kind: /retag words, /retag +w …")
        row, sub = found
        entries: dict[Line, Entry] = {}
        refused = ""
        for line in lines:
            entry = self._as(line, row, sub)
            if isinstance(entry, Entry):
                entries[line] = entry
            else:
                refused = entry
        if not entries:
            return Outcome(remark=refused)
        self._write(entries)
        self._view.catch_up()
        only = self._view.line_of_client(lines[0].id) if len(lines) == 1 else None
        return Outcome(
            line=only, remark=_now(row.label_of(sub), entries, refused), changed=True
        )

    def _write(self, entries: dict[Line, Entry]) -> None:
        """Within a store as it is; between the two: written there, then taken out."""
        view = self._view
        here: dict[Line, tuple[Entry, int | None]] = {}
        away: dict[Line, Entry] = {}
        home: dict[Line, Entry] = {}
        for line, entry in entries.items():
            if ROWS[entry.kind].keep is Keep.PRIVATE:
                away[line] = entry
            elif is_private_id(line.id):
                home[line] = entry
            else:
                here[line] = placed_anew(view, line, self._with_question(line, entry))
        if here:
            view.record.lines.replace_lines(here, view.session.id)
        if away:
            texts = [entry.text for entry in away.values()]
            view.record.private.add(view.session.id, texts, view.clock())
            view.record.lines.hide_lines(away, view.session.id)
        if home:
            placed_now = [
                (*placed_anew(view, line, self._with_question(line, entry)), line.at)
                for line, entry in home.items()
            ]
            view.record.lines.add_lines(view.session, placed_now)
        self._take_out(tuple(home))

    def _with_question(self, line: Line, entry: Entry) -> Entry:
        asked = ""
        if entry.kind is line.kind:
            asked = line.asked
        elif entry.kind in ANSWERS:
            asked = self._view.prompt_for(entry.kind).asked
        return replace(entry, asked=asked)

    def _as(self, line: Line, row: KindRow, sub: str) -> Entry | str:
        """A line as one of another kind, or why it cannot be."""
        private = is_private_id(line.id)
        if not line.row.may_hide and row.kind is not line.kind:
            return "A risk line stays in the record."
        if row.keep is Keep.PRIVATE and private:
            return "A private line is private already."
        words = with_number(line)
        if not words.strip() and not row.bare:
            return "There are no words in that line."
        if row.kind is Kind.CONSENT:
            reading = read_line(
                f"/consent {words.strip()}", self._view.context(Tab.NOTES)
            )
            if isinstance(reading, Entry) and reading.sub:
                return reading
            return WHICH_CONSENT
        if row.scale and private:
            return "A private line holds words only."
        if row.scale:
            reading = read_line(
                f"/{row.words[0]} {words}", self._view.context(Tab.NOTES)
            )
            if isinstance(reading, Entry) and reading.kind is row.kind:
                return reading
            return f"A {row.label} is {row.words_for_scale}."
        tails = row.tails_of(sub)
        return Entry(
            kind=row.kind,
            sub=sub,
            text=words,
            author=author_of(row, sub, line.author),
            goal=line.goal if Tail.GOAL in tails else None,
            minutes=line.minutes if Tail.MINUTES in tails else None,
            likely=line.likely if Tail.LIKELY in tails else None,
            strength=line.strength if Tail.STRENGTH in tails else None,
        )


def _by_store(lines: Lines) -> tuple[Lines, Lines]:
    """The lines of the record, and the psychotherapy notes among them."""
    private = tuple(line for line in lines if is_private_id(line.id))
    return tuple(line for line in lines if not is_private_id(line.id)), private


def _that_take(tail: Tail, lines: Lines) -> Lines:
    kept, _ = _by_store(lines)
    return tuple(line for line in kept if tail in line.row.tails_of(line.sub))


def _done(lines: Lines, what: str, undoes: str) -> Outcome:
    """What came of it, and how often Ctrl+Z has to be pressed to take it back."""
    twice = " twice" if all(_by_store(lines)) else ""
    name = lines[0].label if len(lines) == 1 else f"{len(lines)} lines"
    them = "it" if len(lines) == 1 else "them"
    return Outcome(
        remark=f"{name} {what} · Ctrl+Z{twice} {undoes} {them} back", changed=True
    )


def _now(label: str, entries: dict[Line, Entry], refused: str) -> str:
    crossed = any(
        is_private_id(line.id) or ROWS[entry.kind].keep is Keep.PRIVATE
        for line, entry in entries.items()
    )
    count = f"{len(entries)} lines now" if len(entries) > 1 else "Now"
    gone = let_go(*next(iter(entries.items()))) if len(entries) == 1 else ()
    undo = "Ctrl+Z twice takes it back" if crossed else "Ctrl+Z takes it back"
    told = (f"{count}: {label}", *gone, refused or undo)
    return " · ".join(told)


def _kind_named(name: str) -> tuple[KindRow, str] | None:
    """A kind by mark (`+w`), by /word, or by a word's unique beginning."""
    name = name.strip().lstrip("/").casefold()
    if name[:1] in BY_MARK and name:
        row = BY_MARK[name[0]]
        sub = row.sub(name[1:])
        return (row, name[1:]) if not name[1:] or (sub and not sub.assigned) else None
    if name in SUB_WORDS:
        row, sub = SUB_WORDS[name]
        return row, sub.letter
    for row in ROWS.values():
        for sub in row.subs:
            if sub.label == name and not sub.assigned:
                return row, sub.letter
    fits = [word for word in spellings(name) if word in KIND_WORDS]
    if name in KIND_WORDS:
        return KIND_WORDS[name], ""
    return (KIND_WORDS[fits[0]], "") if len(fits) == 1 and name else None
