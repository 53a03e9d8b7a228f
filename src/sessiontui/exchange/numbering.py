"""A survey of an export, made in one reading: enough to number all of it."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from sessiontui.errors import DamagedError
from sessiontui.exchange.export_stream import NOTES_PART
from sessiontui.exchange.refs import TIE_FIELDS
from sessiontui.store.repositories.private_notes import is_private_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sessiontui.exchange.export_stream import Part
    from sessiontui.exchange.refs import Tree

_MOST = 100_000_000
"""More lines than anybody types; a higher ref is a lie that would take memory."""
_HIGHEST = 1_000_000
"""The highest number of a session or goal that a file may bring: more are to follow."""


class Survey:
    """The clients, refs and moments of an export, and that ties have an end."""

    def __init__(self, parts: Iterable[Part]) -> None:
        """Read all parts.

        Raises:
            KeyError: refs are missing, or stand twice.
            DamagedError: it cannot come in.
        """
        self.codes: list[str] = []
        self.former: list[str] = []
        self.client_of: dict[int, int] = {}
        """The place of the client, from 1 on, whose session has a ref."""
        self.steps = array("q")
        self.notes = array("q")
        self.note_steps = array("q")
        self.private = False
        self._lines = bytearray(1)
        self._ties = {tie: array("q", [0]) for tie in TIE_FIELDS.values()}
        readers: dict[str, Callable[[Tree], object]] = {
            "clients": self._client,
            "clients.sessions": self._session,
            "history.steps": lambda part: self.steps.append(part["moment"]),
            "history.changes": lambda part: self._line(part["line"]),
            f"{NOTES_PART}.notes": lambda part: self._note(part["moment"]),
            f"{NOTES_PART}.changes": lambda part: self._note(part["note"]),
            f"{NOTES_PART}.steps": lambda part: self.note_steps.append(part["moment"]),
        }
        for way, part in parts:
            self.private = self.private or way.startswith(NOTES_PART)
            if read := readers.get(way):
                read(part)
        self.sessions = len(self.client_of)
        self.lines = len(self._lines) - 1
        _check_counted(self.client_of)
        if self._lines.count(0) > 1:
            raise KeyError
        if any(map(_has_circle, self._ties.values())):
            raise DamagedError(
                "It ties lines to each other in a circle; nothing was changed."
            )
        del self._ties, self._lines

    def _client(self, client: Tree) -> None:
        self.codes.append(client["code"])
        self.former += [x["code"] for x in client.get("former", ())]

    def _session(self, session: Tree) -> None:
        if session["ref"] in self.client_of:
            raise KeyError
        self.client_of[session["ref"]] = len(self.codes) + 1
        if max(x["number"] or 0 for x in (session, *session["lines"])) > _HIGHEST:
            raise DamagedError("It counts beyond all measure; nothing was changed.")
        for line in session["lines"]:
            self._line(line["ref"])
            for tie, tied in self._ties.items():
                if line[tie] is not None:
                    _reach(tied, line["ref"])
                    # What leads out of the file is found when it is renamed.
                    tied[line["ref"]] = min(line[tie], _MOST + 1)

    def _line(self, ref: int) -> None:
        if ref > _MOST:
            raise KeyError
        if ref >= len(self._lines):
            self._lines.extend(bytes(ref + 1 - len(self._lines)))
        self._lines[ref] = 1

    def _note(self, moment: int) -> None:
        if not is_private_id(moment):
            raise KeyError
        self.notes.append(moment)


def _check_counted(refs: dict[int, int]) -> None:
    """Refs count from 1 on without a gap."""
    if refs and max(refs) != len(refs):
        raise KeyError


def _reach(numbers: array[int], place: int) -> None:
    if place >= len(numbers):
        numbers.extend(array("q", bytes(8 * (place + 1 - len(numbers)))))


def _has_circle(tied: array[int]) -> bool:
    """True where a way from tie to tie comes back to where it was."""
    walked, over = 1, 2
    been = bytearray(len(tied))
    for start in range(1, len(tied)):
        at = start
        while 0 < at < len(tied) and not been[at]:
            been[at] = walked
            at = tied[at]
        if 0 < at < len(tied) and been[at] == walked:
            return True
        at = start
        while 0 < at < len(tied) and been[at] == walked:
            been[at] = over
            at = tied[at]
    return False
