"""Snippets at Enter: a second step behind the entry, so that undo gives it as typed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.grammar.abbreviations import expanded
from sessiontui.errors import SessionTuiError
from sessiontui.store.repositories.private_notes import is_private_id

if TYPE_CHECKING:
    from sessiontui.services.session.state import Outcome, SessionState
    from sessiontui.store.repositories.lines import LineRepository
    from sessiontui.store.repositories.private_notes import PrivateNotesRepository

EXPANDED = "expanded · Ctrl+Z as typed"


def spelled_out(
    state: SessionState,
    lines: LineRepository,
    notes: PrivateNotesRepository,
    outcome: Outcome,
) -> Outcome:
    """The line just recorded, with the therapist's abbreviations spelled out.

    The entry is on the disk as it was typed before anything is spelled out, and
    stays so if that cannot be written. The client's words are left as they are.
    """
    line = outcome.line
    if line is None or not outcome.changed or line.row.is_client_words(line.sub):
        return outcome
    words = expanded(line.text, state.preferences.snippets)
    if words == line.text:
        return outcome
    try:
        if is_private_id(line.id):
            notes.rewrite(line, state.session.id, words)
        else:
            lines.change_line(line, state.session.id, text=words)
    except SessionTuiError:
        return outcome
    state.load()
    before = f"{outcome.remark.rstrip('.')} · " if outcome.remark else ""
    return replace(
        outcome,
        line=state.line_of_client(line.id) or line,
        remark=f"{before}{EXPANDED}",
    )
