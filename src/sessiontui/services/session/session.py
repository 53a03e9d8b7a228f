"""The live session: a line goes in, a durable record comes back."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.entities import Author, SessionKind
from sessiontui.domain.grammar.parser import Entry, Goto, LineReader, SlashCommand
from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.domain.kinds.lookup import (
    ACTIVE,
    BY_MARK,
    FOLLOW_UP,
    LEFT_OPEN,
    ROWS,
    Kind,
    Store,
    Tab,
)
from sessiontui.domain.preferences import USUAL_PREFERENCES
from sessiontui.domain.session.client_card import NOTHING, stands_once
from sessiontui.domain.session.closing_questions import (
    ANYTHING_ELSE,
    CLOSING_KINDS,
    open_prompt,
)
from sessiontui.domain.session.goals import status
from sessiontui.domain.session.opening import RISK_LAST_TIME, follow_up_words
from sessiontui.domain.session.times import clock_time, day_text
from sessiontui.domain.text import clean
from sessiontui.errors import NotFoundError, SessionTuiError
from sessiontui.services.session.again_and_card import asked_for, lacks_words, walked
from sessiontui.services.session.amending import Amending
from sessiontui.services.session.drafts import DraftKeeper
from sessiontui.services.session.editing.abbreviations import spelled_out
from sessiontui.services.session.editing.edits import SessionEdits
from sessiontui.services.session.editing.undo import SessionUndo
from sessiontui.services.session.missed_and_contacts import as_hour, make_entry
from sessiontui.services.session.open_questions import Asking
from sessiontui.services.session.opening import from_last_time
from sessiontui.services.session.prints import HEADED, Prints
from sessiontui.services.session.references import (
    check_answered,
    follow_up_answered,
    goal_in_hand,
    goal_told,
    with_reference,
)
from sessiontui.services.session.signing import Signing
from sessiontui.services.session.start_and_stop import SessionTimes
from sessiontui.services.session.state import Outcome, SessionState
from sessiontui.store.repositories.drafts import Typed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sessiontui.domain.entities import Client, Line, Session
    from sessiontui.domain.grammar.parser import Reading
    from sessiontui.domain.preferences import Preferences
    from sessiontui.domain.session.closing_questions import Prompt
    from sessiontui.domain.session.opening import Opening
    from sessiontui.store.record import Record

_SET_RIGHT: Mapping[Command, str] = MappingProxyType(
    {
        **dict.fromkeys(HEADED, "/{0} WORDS sets it right, /{0} - leaves it out"),
        Command.START: "/start TIME sets it right",
        Command.STOP: "/stop TIME sets it right",
        Command.MISSED: "/missed - makes it an hour again",
        Command.CONTACT: "/contact - makes it an hour again",
    }
)
"""Commands that are no steps, and how each is set right."""
_BUILDS_ON = re.compile(r"\s*#\+([1-9][0-9]{0,2})\s*")
_NO_SPACE = re.compile(r"[^\w\s](?=[^\W\d])|\((?=\S)")
_LINK = re.compile(r"\s*#([1-9][0-9]?)\s*")


PLAIN_DID = "kept as did; psychoeducation is /psy, or &e and a space"


def _educates(text: str) -> bool:
    """Tell whether words name psychoeducation, which has a mark of its own."""
    return text.casefold().startswith("psychoed")


class LiveSession:
    """One client's session of today, read and written through the record.

    `state` is what stands in it; the others each do one part. What changes the session
    itself is done by way of here, so that the state shows it.
    """

    def __init__(
        self,
        record: Record,
        client: Client,
        session: Session,
        clock: Callable[[], datetime],
        open_other: Callable[[str], Session],
        preferences: Preferences = USUAL_PREFERENCES,
    ) -> None:
        """Take up a session; `open_other` gives another client's session of today."""
        self.state = state = SessionState(record, client, session, clock, preferences)
        self._record = record
        self.reader = LineReader()
        self._told: set[str] = set()
        """Marks without their space that were told of."""
        self.greeting = ""
        """A sentence for whoever opens it."""
        self._left_over: datetime | None = None
        self._no_step: Command | None = None
        """The command that was carried out last, where undo does not reach it."""
        self._was_card = False
        self._walks = False
        """One field of the card after the other is asked for."""
        self._asking = Asking(preferences)
        self._undo = SessionUndo(state, record)
        self.edits = SessionEdits(state, record, self.record_entry, open_other)
        self.drafts = DraftKeeper(
            state, record.drafts, record.private_notes, record.undo_log
        )
        self.prints = Prints(state, record)
        self.times = SessionTimes(state, record.sessions, record.lines)
        self.signing = Signing(state, record, self.prints, self.times, self.drafts)
        self.amending = Amending(state, record.signatures)

    def take_up(self) -> None:
        """Go on with the session, or see that it has stopped meanwhile."""
        self._left_over = self.times.left_over()
        self.state.take_session(self.times.take_up())

    def how_to_begin_another(self) -> str:
        """The way to begin another hour, where today's was left long ago; else ""."""
        if self._left_over is None:
            return ""
        left = clock_time(self._left_over)
        return f"Left at {left}; a second hour is Another session today (Ctrl+P)."

    def opening(self, *, all_older: bool = False) -> Opening:
        """From last time; what is open for longer counted, or all of it listed."""
        return from_last_time(self.state, self._record, all_older=all_older)

    def answered_risk(self, selected: Line | None) -> tuple[str, str]:
        """The risk follow-up that `!d` would answer now: its words, and its day.

        Its words are left out beside others; both are empty for none.
        """
        found = follow_up_answered(self.state, selected)
        if found is None:
            return "", ""
        words = " ".join(found.text.split()) if self.state.is_alone() else ""
        return words, day_text(self.state.day_of(found), self.state.today())

    def goal_told(self, text: str, tab: Tab, selected: Line | None) -> str:
        """The goal that a half-typed line is of, such as "goal 2 reached"; or ""."""
        if text[1:].isspace():
            return ""
        entry = self.reader.read(text, self.state.context(tab))
        if not isinstance(entry, Entry) or entry.kind is not Kind.GOAL or not entry.sub:
            return ""
        number = entry.goal or goal_in_hand(self.state, selected)
        goal = next((x for x in self.state.goals if x.number == number), None)
        return goal_told(self.state, entry.sub, goal) if goal else ""

    def risk_words(self, line: Line) -> str:
        """An earlier risk as a row names it: what follows, or that it was there."""
        if line.sub != FOLLOW_UP:
            return RISK_LAST_TIME
        day = day_text(self.state.day_of(line), self.state.today())
        return follow_up_words(line, day, alone=self.state.is_alone())

    def enter(
        self,
        text: str,
        tab: Tab,
        selected: Line | None = None,
        marked: tuple[Line, ...] = (),
    ) -> Outcome:
        """Do what a typed line says; returns only after a durable commit.

        What is done to the selected line is done to all that are marked too.

        Raises:
            SessionTuiError: nothing was recorded; the line is still the person's.
        """
        lines = marked or ((selected,) if selected else ())
        if lines and (link := _LINK.fullmatch(text)):
            return self.edits.link(lines, int(link.group(1)))
        if lines and (built := _BUILDS_ON.fullmatch(text)):
            return self.edits.build_on(lines, int(built.group(1)))
        reading = self.reader.read(text, self.state.context(tab))
        outcome = self._done(reading, tab, selected, lines)
        self.reader.forget()
        if outcome.changed and outcome.session is None:
            self._no_step = None
        self._see_whether_hour()
        return outcome

    def _see_whether_hour(self) -> None:
        """Take a day on which only the card was written for an hour, once it is one."""
        session = self.state.session
        if not session.is_card or not (session.confirmed or self.state.holds_an_hour):
            return
        here, self._was_card = not self.state.is_late, True
        hour = as_hour(session, self.state.preferences, start_noted=here)
        self.state.take_session(self._record.sessions.become(hour))

    def _done(
        self, reading: Reading, tab: Tab, selected: Line | None, lines: tuple[Line, ...]
    ) -> Outcome:
        """Do what a line was read as."""
        if isinstance(reading, Goto):
            return Outcome(goto=reading.tab)
        if isinstance(reading, SlashCommand):
            return self._carry_out(reading, tab, lines)
        if not reading.text.strip() and not reading.lead.strip():
            return Outcome()
        walks = self._walks and reading.kind is Kind.CARD
        self._walks = False
        if lacks_words(reading):
            asked = asked_for(self.state, reading)
            self._walks = reading.kind is Kind.CARD and asked.fills != ""
            return asked
        check_answered(reading)
        recorded = self.record_entry(reading, selected)
        bare = None if reading.lead else _NO_SPACE.match(reading.text)
        row = BY_MARK.get(bare.group()) if bare and not recorded.remark else None
        if row is not None and row.mark not in self._told:
            self._told.add(row.mark)
            recorded = replace(recorded, remark=f"{row.mark} and a space: {row.what}")
        if (
            reading.kind is Kind.INTERVENTION
            and not reading.sub
            and _educates(reading.text)
        ):
            recorded = replace(recorded, remark=PLAIN_DID)
        if walks:
            further = walked(self.state, reading.sub)
            self._walks = further.fills != ""
            said = " · ".join(x for x in (recorded.remark, further.remark) if x)
            recorded = replace(recorded, remark=said, fills=further.fills)
        lines_of, notes = self._record.lines, self._record.private_notes
        return spelled_out(self.state, lines_of, notes, recorded)

    def answer(self, text: str, *, asked: bool = True) -> Outcome:
        """Record what the client typed in the client view.

        It answers the open question. It is a further answer once all are answered, and
        where none was `asked` yet.
        """
        if not text.strip():
            return Outcome()
        prompt = self.asks_client() if asked else None
        return self.answer_to(prompt or ANYTHING_ELSE, text)

    @property
    def is_closing(self) -> bool:
        """Tell whether a closing question was answered, or put to the client."""
        keys = {prompt.key for prompt in self.state.preferences.closing}
        return any((line.kind, line.asked) in keys for line in self.state.lines)

    def asks_client(self) -> Prompt | None:
        """The closing question that the client is asked now; none once all are."""
        return open_prompt(self.state.answers())

    def answer_to(self, prompt: Prompt, text: str) -> Outcome:
        """Record what the client typed; without words it was asked and left open."""
        words = bool(text.strip())
        if not words and any((x.kind, x.asked) == prompt.key for x in self.state.lines):
            return Outcome()
        entry = Entry(
            kind=prompt.kind,
            sub="" if words else LEFT_OPEN,
            text=clean(text) if words else "",
            asked=prompt.asked,
            keyed=words,
            author=Author.CLIENT,
        )
        self.state.check_writable()
        return self._add(entry, None, Typed.BY_CLIENT)

    def mark(self, kind: Kind) -> Outcome:
        """Record a line without words, because one key was pressed.

        What is half typed stays on the line.
        """
        self.state.check_writable()
        entry, about = with_reference(self.state, Entry(kind=kind, text=""), None)
        return self._add(entry, about, Typed.NOWHERE)

    def record_entry(self, entry: Entry, selected: Line | None) -> Outcome:
        """Record an entry as one durable step."""
        self.state.check_writable()
        at = self.state.now()
        if ROWS[entry.kind].store is Store.PRIVATE:
            line_id = self._record.private_notes.add(
                self.state.session.id, (entry.text,), at
            )
            with contextlib.suppress(SessionTuiError):
                self.drafts.recorded(private=True)
            if (note := self.state.note(line_id)) is not None:
                self.state.take_in(note)
            return Outcome(line=note, remark=entry.remark, changed=True)
        entry, about = with_reference(self.state, entry, selected)
        if entry.kind is Kind.GOAL and entry.sub and not entry.text:
            goal = next((x for x in self.state.goals if x.id == about), None)
            stands = goal and status(goal, self.state.goal_notes) == entry.sub
            if goal is None or (stands and entry.sub != ACTIVE):
                return Outcome(remark=entry.remark)
        return self._add(entry, about)

    def _add(
        self, entry: Entry, about: int | None, typed: Typed = Typed.BY_THERAPIST
    ) -> Outcome:
        """Record an entry; it may take the place of another one."""
        replaced = self._replaced(entry)
        if replaced and ROWS[entry.kind].once and self.state.is_held:
            # A hold keeps the line: it says the new words, and history both.
            outcome = self.edits.say_anew(replaced, entry)
            with contextlib.suppress(SessionTuiError):
                self.drafts.recorded(private=False)
            return outcome
        line_id = self._record.lines.add_line(
            self.state.session,
            entry,
            self.state.now(),
            about,
            typed=typed,
            instead_of=replaced,
        )
        if typed is Typed.BY_THERAPIST:
            # The line is committed: nothing that follows may look like a refusal.
            with contextlib.suppress(SessionTuiError):
                self.drafts.recorded(private=False)
        line = self._record.lines.line(line_id)
        if line is None:
            raise NotFoundError("The line was not found again.")
        self.state.take_in(line, instead_of=replaced)
        return Outcome(line=line, remark=entry.remark, changed=True)

    def _replaced(self, entry: Entry) -> Line | None:
        """The line whose place an entry takes: a blank answer, or what stands once."""
        lines = self.state.lines
        if entry.kind in CLOSING_KINDS:
            key = (entry.kind, LEFT_OPEN, entry.asked)
        elif stands_once(entry.kind, entry.sub):
            key = (entry.kind, entry.sub, entry.asked)
        else:
            return None
        return next((x for x in lines if (x.kind, x.sub, x.asked) == key), None)

    def _carry_out(
        self, slash: SlashCommand, tab: Tab, lines: tuple[Line, ...]
    ) -> Outcome:
        done = self._carried_out(slash, tab, lines)
        back = slash.argument.strip() == NOTHING
        if done.session is not None and slash.command in _SET_RIGHT and not back:
            self._no_step = slash.command
        return done

    def _carried_out(
        self, slash: SlashCommand, tab: Tab, lines: tuple[Line, ...]
    ) -> Outcome:
        if slash.command is Command.UNDO:
            return self.undo()
        if slash.command is Command.REDO:
            return self.redo()
        if slash.command is Command.NEXT:
            return self.edits.next_item()
        if slash.command is Command.ASK:
            return self._asking.ask(slash.argument, tab)
        if slash.command is Command.FORMAT:
            return self._shown(self.prints.choose_format(slash.argument))
        if slash.command is Command.AT:
            return self.times.set_minute(slash.argument, lines)
        if slash.command is Command.START:
            return self._shown(self.times.start(slash.argument))
        if slash.command is Command.STOP:
            return self._shown(self.times.stop(slash.argument))
        if slash.command in HEADED:
            return self._shown(self.prints.note_head(slash.command, slash.argument))
        if slash.command in {Command.MISSED, Command.CONTACT}:
            kind = SessionKind(slash.command.value)
            sessions = self._record.sessions
            return self._shown(make_entry(self.state, sessions, kind, slash.argument))
        if slash.command in {Command.MOVE, Command.RETAG}:
            lines = lines or self.latest()
            if not lines:
                return Outcome(remark="There is no line here yet.")
            if slash.command is Command.MOVE:
                return self.edits.move(lines, slash.argument)
            return self.edits.retag(lines, slash.argument)
        return Outcome(slash=slash)

    def _shown(self, outcome: Outcome) -> Outcome:
        """An outcome, once the state shows the session that came of it."""
        if outcome.session is not None:
            self.state.take_session(outcome.session)
        return outcome

    def latest(self) -> tuple[Line, ...]:
        """The line that was written last, or none."""
        newest_first = reversed(self.state.everything())
        latest = max(newest_first, key=lambda line: line.at, default=None)
        return (latest,) if latest else ()

    def undo(self) -> Outcome:
        """Take back the last recorded change of this session.

        What was said of the session itself is no such change: behind that it is first
        told how that is set right, and nothing is taken back.
        """
        no_step, self._no_step = self._no_step, None
        if no_step is not None:
            how = _SET_RIGHT[no_step].format(no_step)
            return Outcome(remark=f"{how}; Ctrl+Z now takes back the last line.")
        return self._undo.undo()

    def redo(self) -> Outcome:
        """Bring back what was taken back last."""
        return self._undo.redo()

    def sign(self) -> Outcome:
        """Sign the session, durably.

        Raises:
            CannotWriteError, UsageError: nothing was signed.
        """
        try:
            outcome = self.signing.sign()
        finally:
            self.state.read_anew()
        self.state.touched = False
        self._record.tidy()
        return outcome

    def leave(self, at: datetime | None = None, *, stays: bool = False) -> None:
        """Note when the session stopped, and forget it if it stayed empty.

        `at` is when somebody was last here, where that is not now; `stays` keeps
        an empty one too, since it goes on behind a lock.
        """
        if self.state.readonly:
            return
        number = self.state.session.id
        self._see_whether_hour()
        empty = not stays and not self.state.lines
        if empty and not self._record.private_notes.has_history(number):
            self._record.sessions.drop_empty(number)
            if self._record.sessions.by_id(number) is None:
                self._record.private_notes.drop_empty_draft(number)
        card = None
        late = self.state.is_late and not self._was_card
        if not (stays or late or self.state.notes):
            # Where the record does not take that, the hour stays, and nothing is lost.
            with contextlib.suppress(SessionTuiError):
                card = self._record.sessions.without_hour(number)
        if card is not None:
            self.state.take_session(card)
        elif not (stays and self.state.is_card_alone):
            self.times.left(at)
        self._record.redaction.redact_emptied(number)
        # Left once more, from a screen that still stands below, nothing is new.
        self.state.touched = False
        self._record.tidy()
