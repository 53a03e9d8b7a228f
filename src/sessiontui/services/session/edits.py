"""Changing what stands: every way recorded lines may be edited, moved or retagged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.entities import Author
from sessiontui.domain.grammar.parser import Entry
from sessiontui.domain.grammar.unparse import (
    STAYS_PRIVATE,
    STAYS_RISK,
    changes_nothing,
    let_go,
    opened,
    read_edit,
    spelled,
)
from sessiontui.domain.kinds.index import ROWS, Keep, Kind, Tab, Tail
from sessiontui.domain.session.closing_questions import ANSWERS
from sessiontui.domain.text import clean
from sessiontui.errors import NotFoundError, UsageError
from sessiontui.services.session.references import check_answered, placed_anew
from sessiontui.services.session.retag import as_kind, kind_named, retagged
from sessiontui.services.session.state import Outcome
from sessiontui.store.refusals import REFUSALS, TIED
from sessiontui.store.repositories.private_notes import is_private_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.domain.entities import Line, Session
    from sessiontui.domain.grammar.unparse import Spelling
    from sessiontui.services.session.state import SessionView

Lines = tuple["Line", ...]
STAYS = (
    "A line of a signed session stays there. Say in it, with /amend correction, what "
    "belongs elsewhere."
)


class SessionEdits:
    """Changes to recorded lines: one step in the record, one in the private store.

    Undo takes each step back.
    """

    def __init__(
        self,
        view: SessionView,
        record_entry: Callable[[Entry, Line | None], Outcome],
        open_other: Callable[[str], Session],
    ) -> None:
        """Change lines of the viewed session."""
        self._view = view
        self._record_entry = record_entry
        self._open_other = open_other

    # One line

    def spelled(self, line: Line) -> str:
        """A recorded line as it would be typed."""
        strengths = self._view.strength_count
        return clean(spelled(line, self._view.goal_numbers(), strengths))

    def opened(self, line: Line) -> Spelling:
        """A recorded line as it is opened to be edited, and where the cursor stands."""
        return opened(line, self._view.goal_numbers(), self._view.strength_count)

    def told(self, line: Line, text: str) -> tuple[str, ...]:
        """What a half-typed edit lets go or lacks, a sentence each; often nothing.

        No sentence holds the client's words.
        """
        if self._is_emptied(line, text):
            return ()
        entry = self._read(line, text)
        if entry.remark in {STAYS_PRIVATE, STAYS_RISK}:
            return _remarks(line, entry)
        if text.startswith("/"):
            # Help for a /word is wanted more; Enter tells the rest.
            return ()
        try:
            check_answered(entry)
        except UsageError as refused:
            return (str(refused),)
        return let_go(line, entry)

    def edit(self, line: Line, text: str) -> Outcome:
        """Replace a line by what was typed for it.

        Raises:
            SessionTuiError: nothing was changed; what was typed is still the person's.
        """
        self._view.check_writable()
        if text == self.opened(line).text or self._is_emptied(line, text):
            return Outcome(line=line)
        entry = self._read(line, text)
        check_answered(entry)
        if changes_nothing(entry, line):
            return Outcome(line=line, remark=entry.remark)
        remark = " · ".join(_remarks(line, entry))
        if is_private_id(line.id):
            self._view.record.private.rewrite(line, self._view.session.id, entry.text)
            self._view.catch_up()
            line = self._view.note(line.id) or line
            return Outcome(line=line, remark=remark, changed=True)
        if entry.kind is Kind.PRIVATE:
            outcome = self._record_entry(entry, None)
            self._view.record.lines.hide_lines((line,), self._view.session.id)
            self._view.catch_up()
            return replace(outcome, remark=remark)
        return self._replace(line, replace(entry, remark=remark))

    def _is_emptied(self, line: Line, text: str) -> bool:
        """Whether no words are left of a line that is nothing without words."""
        if not text.strip():
            return True
        if line.row.scale or line.row.may_be_bare(line.sub):
            return False
        return self.opened(line).is_all_of(text, line)

    def _read(self, line: Line, text: str) -> Entry:
        goals, strengths = self._view.goal_numbers(), self._view.strength_count
        return read_edit(text, line, goals, strengths)

    def _replace(self, line: Line, entry: Entry) -> Outcome:
        entry, about = placed_anew(self._view, line, self._with_question(line, entry))
        self._view.record.lines.replace_lines(
            {line: (entry, about)}, self._view.session.id
        )
        self._view.catch_up()
        changed = self._view.record.lines.line(line.id)
        return Outcome(line=changed, remark=entry.remark, changed=True)

    def tick(self, line: Line) -> Outcome:
        """Tick an agenda item, or take the tick away.

        A line of last time is answered instead: an item is taken up today, and what
        the client asked for is marked as acted on.
        """
        self._view.check_writable()
        if line.session_id != self._view.session.id:
            if line.kind in {Kind.PARKED, Kind.AGENDA}:
                return self._take_up(line)
            if line.kind is Kind.DIFFERENTLY:
                if self._is_here(Kind.CHANGED, line):
                    return Outcome(line=line, remark="Marked as acted on already.")
                return self._record_entry(Entry(kind=Kind.CHANGED, text=""), line)
        if line.kind is not Kind.AGENDA:
            return Outcome(remark="Only agenda items are ticked.")
        self._view.record.lines.change_line(
            line, self._view.session.id, done=int(not line.done)
        )
        self._view.catch_up()
        return Outcome(line=self._view.record.lines.line(line.id), changed=True)

    def _is_here(self, kind: Kind, about: Line) -> bool:
        """Whether today holds a line of a kind that is about an earlier one."""
        return any(x.kind is kind and x.about == about.id for x in self._view.lines)

    def _take_up(self, line: Line) -> Outcome:
        """Put what was parked or not reached on today's agenda, once."""
        if self._is_here(Kind.AGENDA, line):
            return Outcome(line=line, remark="On today's agenda already.")
        entry = Entry(
            kind=Kind.AGENDA,
            text=line.text,
            # Parked items are the client's until the therapist says `mine`.
            author=Author.CLIENT if line.kind is Kind.PARKED else line.author,
            goal=line.goal,
            minutes=line.minutes,
        )
        outcome = self._record_entry(entry, line)
        return replace(outcome, remark="On today's agenda.")

    def next_item(self) -> Outcome:
        """Tick the current agenda item; the next one becomes current."""
        item = self._view.now_item()
        return self.tick(item) if item else Outcome(remark="The agenda is done.")

    def reorder(self, line: Line, by: int, tab: Tab) -> Outcome:
        """Move a line one place up (-1) or down (1) among its like on a tab."""
        self._view.check_writable()
        peers = [
            x
            for x in self._view.of_tab(tab)
            if not is_private_id(x.id)
            and x.session_id == line.session_id
            and (tab is Tab.NOTES or x.kind is line.kind)
        ]
        place = next((i for i, x in enumerate(peers) if x.id == line.id), None)
        if place is None or not 0 <= place + by < len(peers) or tab is Tab.GOALS:
            return Outcome(line=line)
        self._view.record.lines.swap_lines(
            line, self._view.session.id, peers[place + by]
        )
        self._view.catch_up()
        return Outcome(line=self._view.record.lines.line(line.id), changed=True)

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
        found = kind_named(name)
        if found is None:
            return Outcome(remark="Say which kind: /retag words, /retag +w …")
        row, sub = found
        entries: dict[Line, Entry] = {}
        refused = ""
        for line in lines:
            entry = as_kind(self._view, line, row, sub)
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
            line=only,
            remark=retagged(row.label_of(sub), entries, refused),
            changed=True,
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


def _remarks(line: Line, entry: Entry) -> tuple[str, ...]:
    """What there is to say of an edit: of its marks, and of what it lets go."""
    gone = let_go(line, entry)
    if not entry.remark:
        return gone
    return (entry.remark.rstrip(".") if gone else entry.remark, *gone)


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
