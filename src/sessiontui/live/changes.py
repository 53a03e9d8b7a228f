"""Changing what stands: every way a recorded line may be edited, ticked or moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds import LEFT_OPEN, Kind, Tab
from sessiontui.domain.line import Entry, read_line
from sessiontui.domain.models import Author
from sessiontui.domain.spelling import context_of, says_the_same, spelled
from sessiontui.domain.text import clean
from sessiontui.live.placing import check_answered, placed_anew
from sessiontui.live.several import Several
from sessiontui.live.view import Outcome
from sessiontui.store.private import is_private_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.domain.models import Line, Session
    from sessiontui.live.view import SessionView


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
        """A recorded line as it would be typed, to edit it."""
        strengths = self._view.strength_count
        return clean(spelled(line, self._view.goal_numbers(), strengths))

    def edit(self, line: Line, text: str) -> Outcome:
        """Replace a line by what was typed for it."""
        self._view.check_writable()
        if text == self.spelled(line) or not text.strip():
            return Outcome(line=line)
        if is_private_id(line.id):
            entry = read_line(text, context_of(line, frozenset()))
            words = clean(text)
            if isinstance(entry, Entry) and entry.kind is Kind.PRIVATE:
                words = entry.text
            self._view.record.private.rewrite(line, self._view.session.id, words)
            return Outcome(line=self._view.note(line.id), changed=True)
        goals, strengths = self._view.goal_numbers(), self._view.strength_count
        reading = read_line(text, context_of(line, goals, strengths))
        if not isinstance(reading, Entry) or not self._has_spelling(line):
            reading = _same_but(line, text)
        check_answered(reading)
        if reading.kind in {Kind.PRIVATE, Kind.SCRATCH} and not line.row.may_hide:
            reading = _same_but(line, text).model_copy(
                update={"remark": "A risk line stays in the record, as risk."}
            )
        if reading.kind is Kind.PRIVATE:
            outcome = self._record_entry(reading, None)
            self._view.record.lines.hide_lines((line,), self._view.session.id)
            self._view.catch_up()
            return outcome
        sub = line.row.sub(line.sub)
        if sub and sub.assigned and reading.kind is line.kind:
            answered_now = line.sub == LEFT_OPEN and reading.text.strip()
            kept = "" if answered_now else line.sub
            reading = reading.model_copy(update={"sub": kept})
        return self._replace(line, reading)

    def _has_spelling(self, line: Line) -> bool:
        goals, strengths = self._view.goal_numbers(), self._view.strength_count
        again = read_line(
            spelled(line, goals, strengths), context_of(line, goals, strengths)
        )
        return says_the_same(again, line)

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
        return outcome.model_copy(update={"remark": "On today's agenda."})

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


def _same_but(line: Line, text: str) -> Entry:
    """An entry that leaves a line all it is, with other words."""
    return Entry(
        kind=line.kind,
        sub=line.sub,
        text=clean(text),
        author=line.author,
        goal=line.goal,
        minutes=line.minutes,
        likely=line.likely,
        value=line.value,
        strength=line.strength,
    )
