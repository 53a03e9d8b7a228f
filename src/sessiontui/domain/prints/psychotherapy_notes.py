"""The print of psychotherapy notes: a sheet of its own that says what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.text import clean, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sessiontui.domain.entities import Client, Line, Session

NOTES_HEAD = "PSYCHOTHERAPY NOTES"
WHAT_IT_IS = (
    "Kept apart from the record (45 CFR 164.501), for the use of the one who wrote "
    "them. They are no part of the progress notes and are not filed or sent with them."
)
_WHEN = "%a %Y-%m-%d"

Notes = tuple["Line", ...]


def notes_print(
    client: Client, sessions: Iterable[tuple[Session, Notes]], width: int
) -> str:
    """A client's psychotherapy notes by session, numbered, and nothing else."""
    return "\n".join(_lines(client, sessions, width)) + "\n"


def _lines(
    client: Client, sessions: Iterable[tuple[Session, Notes]], width: int
) -> Iterator[str]:
    yield f"{NOTES_HEAD}  {client.code}"
    yield wrap(WHAT_IT_IS, width)
    for session, notes in sessions:
        yield ""
        yield f"{session.name} · {session.day:{_WHEN}}"
        for number, note in enumerate(notes, start=1):
            head = f"{number:>2} "
            yield wrap(head + clean(note.text), width, " " * len(head))
