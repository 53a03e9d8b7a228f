"""Changing what stands: every way a recorded line may be edited, tied or moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds import BY_MARK, LEFT_OPEN, ROWS, Keep, Kind, Tab, Tail
from sessiontui.domain.kinds import BY_WORD as KIND_WORDS
from sessiontui.domain.line import Entry, read_line
from sessiontui.domain.prompts import ANSWERS
from sessiontui.domain.spelling import context_of, says_the_same, spelled
from sessiontui.domain.text import clean
from sessiontui.domain.words import spellings
from sessiontui.errors import NotFoundError
from sessiontui.live.view import Outcome
from sessiontui.store.private import is_private_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.domain.kinds import KindRow
    from sessiontui.domain.models import Line, Session
    from sessiontui.live.view import SessionView


class Changes:
    """Changes to recorded lines; each is one step that undo takes back."""

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

    def spelled(self, line: Line) -> str:
        """A recorded line as it would be typed, to edit it."""
        return spelled(line, self._view.goal_numbers(), self._view.strength_count)

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
        if reading.kind in {Kind.PRIVATE, Kind.SCRATCH} and not line.row.may_hide:
            reading = _same_but(line, text).model_copy(
                update={"remark": "A risk line stays in the record, as risk."}
            )
        if reading.kind is Kind.PRIVATE:
            outcome = self._record_entry(reading, None)
            self._take_out(line)
            self._view.load()
            return outcome
        sub = line.row.sub(line.sub)
        answered_now = line.sub == LEFT_OPEN and reading.text.strip()
        if sub and sub.assigned and reading.kind is line.kind and not answered_now:
            reading = reading.model_copy(update={"sub": line.sub})
        return self._replace(line, reading)

    def _has_spelling(self, line: Line) -> bool:
        goals, strengths = self._view.goal_numbers(), self._view.strength_count
        again = read_line(
            spelled(line, goals, strengths), context_of(line, goals, strengths)
        )
        return says_the_same(again, line)

    def retag(self, line: Line, name: str) -> Outcome:
        """Make a line another kind, named by its mark or its word."""
        self._view.check_writable()
        found = _kind_named(name)
        if found is None:
            return Outcome(remark="Say which kind: /retag words, /retag +w …")
        row, sub = found
        if not line.row.may_hide and row.kind in {Kind.PRIVATE, Kind.SCRATCH}:
            return Outcome(remark="A risk line stays in the record.")
        if row.keep is Keep.PRIVATE or is_private_id(line.id):
            return self._retag_across(line, row, sub)
        entry = Entry(
            kind=row.kind,
            sub=sub,
            text=line.text,
            author=line.author,
            goal=line.goal if Tail.GOAL in row.tails_of(sub) else None,
            minutes=line.minutes if Tail.MINUTES in row.tails_of(sub) else None,
            likely=line.likely if Tail.LIKELY in row.tails_of(sub) else None,
            strength=line.strength if Tail.STRENGTH in row.tails_of(sub) else None,
        )
        if row.scale:
            rating = read_line(
                f"/{row.words[0]} {line.text}", self._view.context(Tab.NOTES)
            )
            if not isinstance(rating, Entry) or rating.kind is not row.kind:
                return Outcome(remark=f"A {row.label} is {row.words_for_scale}.")
            entry = rating
        outcome = self._replace(line, entry)
        now = f"Now: {row.label_of(sub)} · Ctrl+Z takes it back"
        return outcome.model_copy(update={"remark": outcome.remark or now})

    def _retag_across(self, line: Line, row: KindRow, sub: str) -> Outcome:
        """Between the two stores: written there first, then taken out here."""
        if row.keep is Keep.PRIVATE and is_private_id(line.id):
            return Outcome(line=line)
        if row.scale:
            return Outcome(remark="A private line holds words only.")
        outcome = self._record_entry(
            Entry(kind=row.kind, sub=sub, text=line.text, author=line.author), None
        )
        self._take_out(line)
        self._view.load()
        return outcome

    def _replace(self, line: Line, entry: Entry) -> Outcome:
        asked = ""
        if entry.kind is line.kind:
            asked = line.asked
        elif entry.kind in ANSWERS:
            asked = self._view.prompt_for(entry.kind).asked
        entry = entry.model_copy(update={"asked": asked})
        self._view.record.lines.replace_line(line, self._view.session.id, entry)
        self._view.load()
        changed = self._view.record.lines.line(line.id)
        return Outcome(line=changed, remark=entry.remark, changed=True)

    def link(self, line: Line, goal: int) -> Outcome:
        """Tie a line to a goal."""
        self._view.check_writable()
        if goal not in self._view.goal_numbers():
            return Outcome(remark=f"There is no goal {goal} yet.")
        if is_private_id(line.id) or Tail.GOAL not in line.row.tails_of(line.sub):
            return Outcome(remark=f"A {line.row.label} line is not tied to a goal.")
        self._view.record.lines.tie_line(line, self._view.session.id, goal)
        self._view.load()
        return Outcome(line=self._view.record.lines.line(line.id), changed=True)

    def build_on(self, line: Line, strength: int) -> Outcome:
        """Say which strength homework or a goal builds on."""
        self._view.check_writable()
        if strength > self._view.strength_count:
            return Outcome(remark=f"There is no strength {strength} yet.")
        if is_private_id(line.id) or Tail.STRENGTH not in line.row.tails_of(line.sub):
            return Outcome(remark=f"A {line.row.label} line builds on no strength.")
        self._view.record.lines.build_on(line, self._view.session.id, strength)
        self._view.load()
        return Outcome(line=self._view.record.lines.line(line.id), changed=True)

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
                return self._record_entry(Entry(kind=Kind.CHANGED, text=""), line)
        if line.kind is not Kind.AGENDA:
            return Outcome(remark="Only agenda items are ticked.")
        self._view.record.lines.change_line(
            line, self._view.session.id, done=int(not line.done)
        )
        self._view.load()
        return Outcome(line=self._view.record.lines.line(line.id), changed=True)

    def _take_up(self, line: Line) -> Outcome:
        """Put what was parked or not reached on today's agenda."""
        entry = Entry(
            kind=Kind.AGENDA,
            text=line.text,
            author=line.author,
            goal=line.goal,
            minutes=line.minutes,
        )
        outcome = self._record_entry(entry, line)
        return outcome.model_copy(update={"remark": "On today's agenda."})

    def next_item(self) -> Outcome:
        """Tick the current agenda item; the next one becomes current."""
        item = self._view.now_item()
        return self.tick(item) if item else Outcome(remark="The agenda is done.")

    def remove(self, line: Line) -> Outcome:
        """Take a line out; undo brings it back."""
        self._view.check_writable()
        self._take_out(line)
        self._view.load()
        return Outcome(
            remark=f"{line.label} removed · Ctrl+Z brings it back", changed=True
        )

    def _take_out(self, line: Line) -> None:
        if is_private_id(line.id):
            self._view.record.private.remove(line, self._view.session.id)
        else:
            self._view.record.lines.remove_line(line, self._view.session.id)

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
        self._view.load()
        return Outcome(line=self._view.record.lines.line(line.id), changed=True)

    def move(self, lines: tuple[Line, ...], code: str) -> Outcome:
        """Move lines to another client's session of today."""
        self._view.check_writable()
        if not code:
            return Outcome(remark="Say where: /move CLIENT")
        try:
            other = self._open_other(code)
        except NotFoundError:
            return Outcome(remark="There is no such client; nothing was moved.")
        if other.id == self._view.session.id:
            return Outcome(remark="They are here already.")
        for line in lines:
            if is_private_id(line.id):
                self._view.record.private.move(line, self._view.session.id, other.id)
            else:
                self._view.record.lines.move_line(line, self._view.session.id, other)
        self._view.load()
        what = lines[0].label if len(lines) == 1 else f"{len(lines)} lines"
        return Outcome(remark=f"{what} moved · Ctrl+Z brings it back", changed=True)


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


def _kind_named(name: str) -> tuple[KindRow, str] | None:
    """A kind by mark (`+w`), by /word, or by a word's unique beginning."""
    name = name.strip().lstrip("/").casefold()
    if name[:1] in BY_MARK and name:
        row = BY_MARK[name[0]]
        sub = row.sub(name[1:])
        return (row, name[1:]) if not name[1:] or (sub and not sub.assigned) else None
    for row in ROWS.values():
        for sub in row.subs:
            if sub.label == name and not sub.assigned:
                return row, sub.letter
    fits = [word for word in spellings(name) if word in KIND_WORDS]
    if name in KIND_WORDS:
        return KIND_WORDS[name], ""
    return (KIND_WORDS[fits[0]], "") if len(fits) == 1 and name else None
