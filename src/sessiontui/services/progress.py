"""A client's way over time, read from the record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.progress.build import build_progress, most_used
from sessiontui.domain.progress.model import PROGRESS_KINDS, Sources, Told
from sessiontui.domain.session.client_card import card_of

if TYPE_CHECKING:
    from datetime import datetime

    from sessiontui.domain.entities import Client, Line, Session
    from sessiontui.domain.progress.model import Progress
    from sessiontui.store.record import Record


def progress_of(
    record: Record,
    client: Client,
    newest: int | None,
    now: datetime,
    under_way: int | None,
) -> Progress:
    """Put a client's way together from all sessions, or from the newest ones."""
    over = record.progress
    lines = over.lines(client.id, PROGRESS_KINDS, newest)
    sessions = over.sessions(client.id, newest)
    card = () if under_way is not None else _card(record, client)
    sources = replace(
        sources_of(record, client, sessions, lines),
        moved=over.moved(client.id, newest),
        half_typed=frozenset(
            (*record.drafts.waiting(), *record.private_notes.waiting())
        ),
        earlier=over.count(client.id) - sum(not x.is_entry for x in sessions),
        card=card,
    )
    return build_progress(sources, now, under_way)


def sources_of(
    record: Record,
    client: Client,
    sessions: tuple[Session, ...],
    lines: tuple[Line, ...],
) -> Sources:
    """Some sessions and lines of a client, with the earlier ones that they name."""
    built_on = most_used(record.carryover.times_built_on(client.id))
    named = {line.about for line in lines if line.about} | built_on.keys()
    return Sources(
        client=client,
        sessions=sessions,
        lines=lines,
        goals=record.lines.goals(client.id),
        goal_notes=record.lines.goal_notes(client.id),
        related=record.progress.lines_by_id(named - {line.id for line in lines}),
        built_on=built_on,
    )


def _card(record: Record, client: Client) -> tuple[Told, ...]:
    """The lines that hold of the client's card, each with its session."""
    over = record.progress
    lines = over.lines(client.id, (Kind.CARD,))
    if not lines:
        return ()
    sessions = {session.id: session for session in over.sessions(client.id)}
    held = card_of(lines)
    return tuple(
        Told(line=line, session=sessions[line.session_id])
        for found in held.values()
        for line in found
    )
