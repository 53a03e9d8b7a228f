"""Changing what stands: every way a recorded line may be edited, ticked or moved."""

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
from sessiontui.domain.kinds.index import Kind, Tab
from sessiontui.domain.text import clean
from sessiontui.errors import UsageError
from sessiontui.services.session.references import check_answered, placed_anew
from sessiontui.services.session.several import Several
from sessiontui.services.session.state import Outcome
from sessiontui.store.repositories.private_notes import is_private_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.domain.entities import Line, Session
    from sessiontui.domain.grammar.unparse import Spelling
    from sessiontui.services.session.state import SessionView


class Changes(Several):
    """Changes to recorded lines; each is one step that undo takes back."""

    def __init__(
        self,
        view: SessionView,
        record_entry: Callable[[Entry, Line | None], Outcome],
        open_other: Callable[[str], Session],
    ) -> None:
        """Change lines of the viewed session."""
        super().__init__(view, open_other)
        self._record_entry = record_entry

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


def _remarks(line: Line, entry: Entry) -> tuple[str, ...]:
    """What there is to say of an edit: of its marks, and of what it lets go."""
    gone = let_go(line, entry)
    if not entry.remark:
        return gone
    return (entry.remark.rstrip(".") if gone else entry.remark, *gone)
