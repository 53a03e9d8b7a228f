"""A change of both files of a record as one: all of it, or none.

Each file takes its steps for itself, and a disk may be full before the last of them.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sessiontui.errors import CannotWriteError, SessionTuiError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.store.undo_log import UndoLog

_HALF = (
    "Only half of that was saved, as the disk took no more: it may stand in the record "
    "and in the psychotherapy notes. Free some space, and take out what is too much."
)
_TRIES = 2
"""The first one that fails gives back the room of its log."""


@contextlib.contextmanager
def as_one(undo_logs: tuple[UndoLog, ...], session_id: int) -> Iterator[None]:
    """Take back a session's steps of before a refusal, which is raised again.

    Raises:
        CannotWriteError: some of them could not be taken back.
    """
    since = max(x.moments.last for x in undo_logs)
    try:
        yield
    except SessionTuiError:
        for undo_log in undo_logs:
            _take_back(undo_log, session_id, since)
        raise


def _take_back(undo_log: UndoLog, session_id: int, since: int) -> None:
    step = undo_log.newest(session_id)
    while step is not None and step.id > since:
        for left in reversed(range(_TRIES)):
            try:
                undo_log.reverse(session_id, step.id, "undo")
                break
            except SessionTuiError:
                if not left:
                    raise CannotWriteError(_HALF) from None
        step = undo_log.newest(session_id, step.id)
