"""Changing what stands: every way recorded lines may be edited, moved or retagged."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.entities import Author
from sessiontui.domain.grammar.parser import Entry
from sessiontui.domain.grammar.unparse import (
    STAYS_PRIVATE,
    STAYS_RISK,
    EditedLine,
    changes_nothing,
    let_go,
    spelled,
)
from sessiontui.domain.kinds.lookup import ROWS, Kind, Store, Tab, Tail
from sessiontui.domain.session.closing_questions import CLOSING_KINDS
from sessiontui.domain.session.homework import is_outcome
from sessiontui.domain.text import clean, with_count
from sessiontui.errors import NotFoundError, SessionTuiError, UsageError
from sessiontui.services.session.again_and_card import lacks_words
from sessiontui.services.session.editing.as_one import as_one
from sessiontui.services.session.editing.retag import as_kind, kind_named, retagged
from sessiontui.services.session.references import (
    ANSWERING,
    answered_act,
    check_answered,
    with_reference_anew,
)
from sessiontui.services.session.state import Outcome
from sessiontui.store.repositories.carryover import COMES_BACK
from sessiontui.store.repositories.private_notes import is_private_id
from sessiontui.store.trigger_refusals import HELD, REFUSALS, STAYS_A_RISK, TIED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from sessiontui.domain.entities import Line, Session
    from sessiontui.domain.grammar.unparse import Spelling
    from sessiontui.services.session.state import SessionState
    from sessiontui.store.record import Record

Lines = tuple["Line", ...]
STAYS = (
    "A line of a signed session stays there. Say in it, with /amend correction, what "
    "belongs elsewhere."
)
_ANSWERED = "A risk is not let go. What was done about it answers it: !d …"
_ACTED_ON = "Space marks it as acted on."


class SessionEdits:
    """Changes to recorded lines: one step in the record, one in the private store.

    Undo takes each step back.
    """

    def __init__(
        self,
        state: SessionState,
        record: Record,
        record_entry: Callable[[Entry, Line | None], Outcome],
        open_other: Callable[[str], Session],
    ) -> None:
        """Change lines of the session under way."""
        self._state = state
        self._lines = record.lines
        self._notes = record.private_notes
        self._sessions = record.sessions
        self._undo_logs = (record.undo_log, record.private_notes.undo_log)
        self._record_entry = record_entry
        self._open_other = open_other
        self._under_way: EditedLine | None = None

    # One line

    def spelled(self, line: Line) -> str:
        """A recorded line as it would be typed."""
        strengths = self._state.strength_count
        return clean(spelled(line, self._state.goal_numbers(), strengths))

    def opened(self, line: Line) -> Spelling:
        """A recorded line as it is opened to be edited, and where the cursor stands."""
        return self._under_way_of(line).opened

    def told(self, line: Line, text: str) -> tuple[str, ...]:
        """The losses and wants of a half-typed edit, a sentence each; often none.

        No sentence holds the client's words.
        """
        if self._is_emptied(line, text):
            return ()
        entry = self._under_way_of(line).read(text)
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

    def becomes(self, line: Line, text: str) -> tuple[Kind, str]:
        """The kind and the finer kind that a half-typed edit makes of a line."""
        entry = self._under_way_of(line).read(text)
        return entry.kind, entry.sub

    def edit(self, line: Line, text: str) -> Outcome:
        """Replace a line by what was typed for it.

        Raises:
            SessionTuiError: nothing was changed; what was typed is still the person's.
        """
        self._state.check_writable()
        outcome = self._edited(line, text)
        self._under_way = None
        return outcome

    def _edited(self, line: Line, text: str) -> Outcome:
        if text == self.opened(line).text or self._is_emptied(line, text):
            return Outcome(line=line)
        entry = self._under_way_of(line).read(text)
        check_answered(entry)
        if changes_nothing(entry, line) or lacks_words(entry):
            return Outcome(line=line, remark=entry.remark)
        remark = " · ".join(_remarks(line, entry))
        if is_private_id(line.id):
            self._notes.rewrite(line, self._state.session.id, entry.text)
            self._state.catch_up()
            line = self._state.note(line.id) or line
            return Outcome(line=line, remark=remark, changed=True)
        self._check_may_be_note({line: entry})
        if entry.kind is Kind.PRIVATE:
            with self._as_one(both=True):
                outcome = self._record_entry(entry, None)
                self._lines.empty_lines((line,), self._state.session.id)
            self._state.catch_up()
            return replace(outcome, remark=remark)
        return self._replace(line, replace(entry, remark=remark))

    def _is_emptied(self, line: Line, text: str) -> bool:
        """Tell whether no words are left of a line that is nothing without words."""
        if not text.strip():
            return True
        if line.row.scale or line.row.may_be_bare(line.sub):
            return False
        return self.opened(line).is_all_of(text, line)

    def _under_way_of(self, line: Line) -> EditedLine:
        """The edit of a line that is under way, or that begins."""
        goals, strengths = self._state.goal_numbers(), self._state.strength_count
        if self._under_way is None or not self._under_way.is_of(line, goals, strengths):
            self._under_way = EditedLine(line, goals, strengths)
        return self._under_way

    def say_anew(self, line: Line, entry: Entry) -> Outcome:
        """Let a line hold another entry, where it may not be taken away for it."""
        self._state.check_writable()
        return self._replace(line, entry)

    def _replace(self, line: Line, entry: Entry) -> Outcome:
        entry, about = with_reference_anew(
            self._state, line, self._with_question(line, entry)
        )
        self._lines.replace_lines(
            {line: (entry, about)}, self._state.session.id, self._state.late_now()
        )
        self._state.catch_up()
        changed = self._lines.line(line.id)
        return Outcome(line=changed, remark=entry.remark, changed=True)

    def tick(self, line: Line) -> Outcome:
        """Tick an agenda item, or take the tick away.

        A line of last time is answered instead: an item is taken up today, and what
        the client asked for is marked as acted on.
        """
        self._state.check_writable()
        if line.session_id != self._state.session.id:
            if line.kind in {Kind.PARKED, Kind.AGENDA}:
                return self._take_up(line)
            if line.kind is Kind.DIFFERENTLY:
                if self._is_here(Kind.CHANGED, line):
                    return Outcome(line=line, remark="Marked as acted on already.")
                return self._record_entry(Entry(kind=Kind.CHANGED, text=""), line)
        if line.kind is not Kind.AGENDA:
            return Outcome(remark="Only agenda items are ticked.")
        self._lines.tick_line(line, self._state.session.id, self._state.late_now())
        self._state.catch_up()
        return Outcome(line=self._lines.line(line.id), changed=True)

    def _is_here(self, kind: Kind, about: Line) -> bool:
        """Tell whether today holds a line of a kind that is about an earlier one."""
        return any(x.kind is kind and x.about == about.id for x in self._state.lines)

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
        item = self._state.now_item()
        return self.tick(item) if item else Outcome(remark="The agenda is done.")

    def reorder(self, line: Line, by: int, tab: Tab) -> Outcome:
        """Move a line one place up (-1) or down (1) among its like on a tab."""
        self._state.check_writable()
        peers = [
            x
            for x in self._state.of_tab(tab)
            if not is_private_id(x.id)
            and x.session_id == line.session_id
            and (tab is Tab.NOTES or x.kind is line.kind)
        ]
        place = next((i for i, x in enumerate(peers) if x.id == line.id), None)
        if place is None or not 0 <= place + by < len(peers) or tab is Tab.GOALS:
            return Outcome(line=line)
        self._lines.swap_lines(line, self._state.session.id, peers[place + by])
        self._state.catch_up()
        return Outcome(line=self._lines.line(line.id), changed=True)

    # Where they stand

    def move(self, lines: Lines, code: str, held: str = "") -> Outcome:
        """Move lines to another client's session of today.

        Out of a record under a legal hold only what is somebody else's moves, where
        `held` says why.
        """
        if self._state.session.signed_at and not self._state.readonly:
            raise UsageError(STAYS)
        self._state.check_writable()
        if not code:
            return Outcome(remark="Say where: /move CLIENT")
        kept, private = _by_store(lines)
        if self._state.is_held and (not held or private):
            raise UsageError(REFUSALS[HELD])
        newest = self._sessions.newest_id()
        try:
            other = self._open_other(code)
        except NotFoundError:
            return Outcome(remark="There is no such client; nothing was moved.")
        if other.id == self._state.session.id:
            return Outcome(remark="They are here already.")
        during = self._state.session.id
        try:
            self._check_free(lines)
            with self._as_one(both=bool(kept and private)):
                if kept:
                    why = held if self._state.is_held else ""
                    self._lines.move_lines(kept, during, other, why)
                if private:
                    self._notes.move(private, during, other.id)
        except SessionTuiError:
            if other.id > newest:
                self._let_go_of_begun(other)
            raise
        with contextlib.suppress(SessionTuiError):
            other = self._see_whether_hour(other)
        self._state.catch_up()
        return _done(lines, f"moved to {code.strip()}, {other.name}", "brings")

    def _let_go_of_begun(self, other: Session) -> None:
        """Leave no session behind that a move began, and that was refused then."""
        with contextlib.suppress(SessionTuiError):
            self._see_whether_hour(other)
            if not self._notes.has_history(other.id):
                self._sessions.drop_empty(other.id)

    def _see_whether_hour(self, other: Session) -> Session:
        """An appointment alone makes no hour of the day it comes to."""
        if self._notes.notes(other.id):
            return other
        return self._sessions.without_hour(other.id) or other

    def _as_one(self, *, both: bool) -> AbstractContextManager[None]:
        if both:
            self._undo_logs[0].check_room()
        return as_one(self._undo_logs, self._state.session.id)

    def remove(self, lines: Lines) -> Outcome:
        """Take lines out; undo brings them back.

        What comes back from an earlier session is let go today, and stays there.
        """
        self._state.check_writable()
        here = self._state.session.id
        earlier = [x for x in lines if x.session_id != here and not is_private_id(x.id)]
        if any(x.kind is Kind.RISK for x in earlier):
            return Outcome(remark=_ANSWERED)
        if any(x.kind is Kind.DIFFERENTLY for x in earlier):
            return Outcome(remark=_ACTED_ON)
        waits = [x for x in earlier if x.kind in COMES_BACK and not x.sub]
        if waits:
            # Whatever is selected beside them stays as it is.
            return self._let_go(waits)
        self._check_free(lines)
        kept, _ = _by_store(lines)
        untied = self._lines.tied_to(line.id for line in kept)
        with self._as_one(both=all(_by_store(lines))):
            self._take_out(lines)
        self._state.catch_up()
        removed = _done(lines, "removed", "brings")
        if not untied:
            return removed
        theirs = with_count(untied, "line loses its", "lines lose their")
        return replace(removed, remark=f"{removed.remark}; {theirs} tie")

    def _let_go(self, lines: list[Line]) -> Outcome:
        """Say today that earlier lines wait no more."""
        answered = {
            x.about for x in self._state.lines if x.kind is Kind.LET_GO or is_outcome(x)
        }
        lines = [x for x in lines if x.id not in answered]
        if not lines:
            return Outcome(remark="That waits no more.")
        at = self._state.now()
        self._lines.add_lines(
            self._state.session,
            [(Entry(kind=Kind.LET_GO, text=""), line.id, at) for line in lines],
        )
        self._state.catch_up()
        return _done(tuple(lines), "let go", "brings")

    def _check_free(self, lines: Lines) -> None:
        """Refuse to take away what a signed session holds or names.

        Raises:
            UsageError: with what to do instead.
        """
        kept, _ = _by_store(lines)
        signed, named = self._lines.standing(line.id for line in kept)
        if signed:
            raise UsageError(STAYS)
        if named:
            raise UsageError(REFUSALS[TIED])

    def _check_may_be_note(self, entries: Mapping[Line, Entry]) -> None:
        """Refuse to hide what a legal hold freezes, or what was ever a risk.

        Raises:
            UsageError: nothing was changed.
        """
        going = [x for x, entry in entries.items() if _hides(x, entry)]
        if going and self._state.is_held:
            raise UsageError(REFUSALS[HELD])
        if going and self._state.was_risk(going):
            raise UsageError(REFUSALS[STAYS_A_RISK])

    def _take_out(self, lines: Lines) -> None:
        kept, private = _by_store(lines)
        if kept:
            self._lines.remove_lines(kept, self._state.session.id)
        if private:
            self._notes.remove(private, self._state.session.id)

    # What they are tied to

    def link(self, lines: Lines, goal: int) -> Outcome:
        """Tie lines to a goal."""
        self._state.check_writable()
        if goal not in self._state.goal_numbers():
            return Outcome(remark=f"There is no goal {goal} yet.")
        fit = _that_take(Tail.GOAL, lines)
        if fit:
            about = {
                line.id: answered_act(self._state, goal, line)
                for line in fit
                if line.kind in ANSWERING
            }
            late = self._state.late_now()
            self._lines.tie_lines(fit, self._state.session.id, goal, about, late)
        return self._tied(lines, fit, "is not tied to a goal", "tied")

    def build_on(self, lines: Lines, strength: int) -> Outcome:
        """Say which strength homework or goals build on."""
        self._state.check_writable()
        if strength > self._state.strength_count:
            return Outcome(remark=f"There is no strength {strength} yet.")
        fit = _that_take(Tail.STRENGTH, lines)
        if fit:
            late = self._state.late_now()
            self._lines.build_on(fit, self._state.session.id, strength, late)
        return self._tied(lines, fit, "builds on no strength", "tied")

    def _tied(self, lines: Lines, fit: Lines, none: str, done: str) -> Outcome:
        if not fit:
            return Outcome(remark=f"A {lines[0].row.label} line {none}.")
        self._state.catch_up()
        if len(lines) == 1:
            line = self._lines.line(fit[0].id)
            return Outcome(line=line, changed=True)
        count = f"{len(fit)} of {len(lines)}" if len(fit) < len(lines) else len(fit)
        return Outcome(
            remark=f"{count} lines {done} · Ctrl+Z takes it back", changed=True
        )

    # What they are

    def retag(self, lines: Lines, name: str) -> Outcome:
        """Make lines another kind, named by its mark or its word."""
        self._state.check_writable()
        found = kind_named(name)
        if found is None:
            return Outcome(remark="Say which kind: /retag words, /retag +w …")
        row, sub = found
        entries: dict[Line, Entry] = {}
        refused = ""
        for line in lines:
            entry = as_kind(self._state, line, row, sub)
            if isinstance(entry, Entry):
                entries[line] = entry
            else:
                refused = entry
        if not entries:
            return Outcome(remark=refused)
        self._check_may_be_note(entries)
        private = any(ROWS[x.kind].store is Store.PRIVATE for x in entries.values())
        with self._as_one(both=private or any(is_private_id(x.id) for x in entries)):
            self._write(entries)
        self._state.catch_up()
        only = self._state.line_of_client(lines[0].id) if len(lines) == 1 else None
        return Outcome(
            line=only,
            remark=retagged(row.label_of(sub), entries, refused),
            changed=True,
        )

    def _write(self, entries: dict[Line, Entry]) -> None:
        """Within a store as it is; between the two: written there, then taken out."""
        state = self._state
        here: dict[Line, tuple[Entry, int | None]] = {}
        away: dict[Line, Entry] = {}
        home: dict[Line, Entry] = {}
        for line, entry in entries.items():
            if ROWS[entry.kind].store is Store.PRIVATE:
                away[line] = entry
            elif is_private_id(line.id):
                home[line] = entry
            else:
                here[line] = with_reference_anew(
                    state, line, self._with_question(line, entry)
                )
        if here:
            self._lines.replace_lines(here, state.session.id, state.late_now())
        if away:
            texts = [entry.text for entry in away.values()]
            self._notes.add(state.session.id, texts, state.now())
            self._lines.empty_lines(away, state.session.id)
        if home:
            recorded_anew = [
                (
                    *with_reference_anew(state, line, self._with_question(line, entry)),
                    line.at,
                )
                for line, entry in home.items()
            ]
            self._lines.add_lines(state.session, recorded_anew, state.late_now())
        self._take_out(tuple(home))

    def _with_question(self, line: Line, entry: Entry) -> Entry:
        asked = ""
        if entry.kind is line.kind:
            asked = line.asked
        elif entry.kind in CLOSING_KINDS:
            asked = self._state.prompt_for(entry.kind).asked
        return replace(entry, asked=asked)


def _remarks(line: Line, entry: Entry) -> tuple[str, ...]:
    """The remark on an edit: on its marks, and on what it lets go."""
    gone = let_go(line, entry)
    if not entry.remark:
        return gone
    return (entry.remark.rstrip(".") if gone else entry.remark, *gone)


def _hides(line: Line, entry: Entry) -> bool:
    """Tell whether a change takes a line out of all that is printed, or may be kept."""
    return entry.kind is not line.kind and entry.kind in {Kind.PRIVATE, Kind.SCRATCH}


def _by_store(lines: Lines) -> tuple[Lines, Lines]:
    """The lines of the record, and the psychotherapy notes among them."""
    private = tuple(line for line in lines if is_private_id(line.id))
    return tuple(line for line in lines if not is_private_id(line.id)), private


def _that_take(tail: Tail, lines: Lines) -> Lines:
    kept, _ = _by_store(lines)
    return tuple(line for line in kept if tail in line.row.tails_of(line.sub))


def _done(lines: Lines, what: str, undoes: str) -> Outcome:
    """The outcome, and how often Ctrl+Z has to be pressed to take it back."""
    twice = " twice" if all(_by_store(lines)) else ""
    name = lines[0].label if len(lines) == 1 else f"{len(lines)} lines"
    them = "it" if len(lines) == 1 else "them"
    return Outcome(
        remark=f"{name} {what} · Ctrl+Z{twice} {undoes} {them} back", changed=True
    )
