"""The half-typed line, kept by the key press itself."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sessiontui.domain.entities import Draft
from sessiontui.domain.grammar.parser import Context, Entry, SlashCommand, read_line
from sessiontui.domain.kinds.lookup import ROWS, Kind, Tab
from sessiontui.domain.text import clean
from sessiontui.store.repositories.private_notes import is_private_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.services.session.state import SessionState
    from sessiontui.store.repositories.drafts import DraftRepository
    from sessiontui.store.repositories.private_notes import PrivateNotesRepository
    from sessiontui.store.undo_log import UndoLog


class DraftKeeper:
    """One draft a session, in the store where its line would go.

    Beside it stands what the client has half typed on a screen of their own. The two
    never meet: neither is ever recorded as the other's words.
    """

    def __init__(
        self,
        state: SessionState,
        drafts: DraftRepository,
        notes: PrivateNotesRepository,
        undo_log: UndoLog,
    ) -> None:
        """Keep the drafts of a session; `undo_log` is the record's undo log."""
        self._state = state
        self._drafts = drafts
        self._notes = notes
        self._undo_log = undo_log
        self._in_private: bool | None = None
        self._unkept: Draft | None = None
        """The client's half-typed words, while there is nowhere to keep them."""

    def load(self) -> Draft:
        """The place where this session was left: tab, words and cursor."""
        kept = [
            found
            for found in (
                self._drafts.draft(self._state.session.id),
                self._notes.draft(self._state.session.id),
            )
            if found
        ]
        with_words = [found for found in kept if found[1].text]
        if not kept:
            return Draft(session_id=self._state.session.id)
        return max(with_words or kept, key=lambda found: found[0])[1]

    def take_over(self, earlier: DraftKeeper) -> Draft:
        """Bring what both left half-typed in an earlier session to this one.

        It comes as words: not with the tab, and an order is none any more. What was
        typed for a psychotherapy note, or for a risk, stays one. The line is returned
        as it was left.
        """
        left = earlier.load()
        if left.text:
            row, column = left.cursor
            lead = earlier.lead_of(left)
            column += len(lead) if row == 0 else 0
            self.save(Tab.AGENDA, f"{lead}{left.text}", (row, column), None)
            earlier.save(left.tab, "", (0, 0), None)
        if (answering := earlier.answering()).text:
            self.save_answering(answering.text, answering.cursor)
            earlier.save_answering("", (0, 0))
        return left

    def lead_of(self, left: Draft) -> str:
        """The mark, or the space, that words need that go on without their line."""
        reading = read_line(left.text, Context())
        line = left.editing and self._state.line_of_client(left.editing)
        kind = reading.kind if isinstance(reading, Entry) else None
        if left.editing is not None and is_private_id(left.editing):
            return "" if kind is Kind.PRIVATE else f"{ROWS[Kind.PRIVATE].mark} "
        if line and line.kind is Kind.RISK and kind is not Kind.RISK:
            return f"{ROWS[Kind.RISK].mark} "
        return " " if isinstance(reading, SlashCommand) else ""

    def stay(self) -> None:
        """Leave the half-typed line as it is, whatever is recorded from elsewhere."""
        self._let_end(False)

    @contextlib.contextmanager
    def taken_up(self) -> Iterator[Draft]:
        """The half-typed line, which ends with what is recorded now."""
        self._let_end(True)
        try:
            yield self.load()
        finally:
            self._let_end(False)

    def _let_end(self, wanted: bool) -> None:
        self._undo_log.ends_drafts = self._notes.undo_log.ends_drafts = wanted

    def answering(self) -> Draft:
        """The words that the client left half-typed."""
        if self._unkept is not None:
            return self._unkept
        found = self._drafts.answering(self._state.session.id)
        return found or Draft(session_id=self._state.session.id, tab=Tab.HELPED)

    def save_answering(self, text: str, cursor: tuple[int, int]) -> None:
        """Keep what the client has half typed.

        Raises:
            SessionTuiError: it could not be kept; it is with the next half-typed line.
        """
        if self._state.readonly:
            return
        draft = Draft(
            session_id=self._state.session.id,
            tab=Tab.HELPED,
            text=clean(text),
            cursor=cursor,
        )
        self._unkept = draft
        self._keep_what_waits()

    def _keep_what_waits(self) -> None:
        if self._unkept is not None:
            self._drafts.save_answering(self._unkept, self._state.clock())
            self._unkept = None

    def recorded(self, *, private: bool) -> None:
        """Empty the draft in the other store too, now that its line is recorded."""
        if self._in_private is private or not self._undo_log.ends_drafts:
            return
        other = self._stores[not private]
        found = other.draft(self._state.session.id)
        if found and found[1].text:
            empty = Draft(session_id=self._state.session.id, tab=found[1].tab)
            other.save_draft(empty, self._state.clock())
        self._in_private = private

    @property
    def _stores(self) -> tuple[DraftRepository, PrivateNotesRepository]:
        return self._drafts, self._notes

    def save(
        self, tab: Tab, text: str, cursor: tuple[int, int], editing: int | None
    ) -> None:
        """Keep the half-typed line; what may become private never touches the record.

        Raises:
            SessionTuiError: it could not be kept; the words are still on the line.
        """
        if self._state.readonly:
            return
        text = clean(text)
        private = _may_be_private(text) or (
            editing is not None and is_private_id(editing)
        )
        draft = Draft(
            session_id=self._state.session.id,
            tab=tab,
            text=text,
            cursor=cursor,
            editing=editing,
        )
        self._stores[private].save_draft(draft, self._state.clock())
        if self._in_private is not private:
            empty = Draft(session_id=self._state.session.id, tab=tab)
            self._stores[not private].save_draft(empty, self._state.clock())
            self._in_private = private
        self._keep_what_waits()


def _may_be_private(text: str) -> bool:
    """Tell whether a half-typed line is private, or may yet become so."""
    return text[:2].casefold().startswith(("~", "/p"))
