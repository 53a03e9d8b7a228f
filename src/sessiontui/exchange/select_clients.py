"""Some clients out of an export, with not a word that belongs to another."""

from __future__ import annotations

from array import array
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from sessiontui.domain.client_codes import code_key
from sessiontui.errors import NotFoundError
from sessiontui.exchange.export_stream import NOTES_PART, Part
from sessiontui.exchange.refs import Firmness, Places, counted, refs_in, renamed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sessiontui.exchange.refs import Tree


class Portion:
    """The refs of some clients of an export, or of one session, found in one reading.

    A line that was moved to another client belongs there with all its history; one
    that came from another begins, here, with its coming. Only the original that a legal
    hold `kept` stays with whom it was moved away from, too. Of a `session` alone, by
    its ref, nothing else that is the client's comes along.

    The parts themselves are taken in a second reading: no more than numbers is held.
    """

    def __init__(
        self,
        parts: Iterable[Part],
        codes: Collection[str],
        *,
        session: int | None = None,
        kept: Collection[int] = (),
    ) -> None:
        """Read all parts.

        Raises:
            NotFoundError: there is no client with one of the codes.
        """
        self._keys = {code_key(code) for code in codes}
        self._session = session
        self._theirs: set[str] = set()
        """The keys of the codes of the clients, the former ones among them."""
        ours: set[int] = set()
        self._sessions = sessions = ours if session is None else {session}
        self._lines = _Kept("line", ours, sessions, kept)
        self._notes = _Kept("note", ours, sessions)
        self._read(parts, ours)
        sessions &= ours
        if not self._keys <= self._theirs:
            raise NotFoundError("There is no client with that code.")
        self._refs = {
            "session": counted(sorted(sessions)),
            "line": self._lines.numbers,
        }

    def parts(self, parts: Iterable[Part]) -> Iterator[Part]:
        """The parts that are theirs, of all, with their refs counted anew."""
        for way, part in parts:
            if taken := self._taken(way, part):
                yield Part(way, taken)

    def tree(self, tree: Tree) -> Tree:
        """A tree of theirs, of one whose lists are read late; so are these."""
        found = {
            **tree,
            "clients": (
                {**taken, "sessions": self._each("clients.sessions", x["sessions"])}
                for x in tree["clients"]
                if (taken := self._taken("clients", {**x, "sessions": ()}))
            ),
            "receipts": self._each("receipts", tree["receipts"]),
        }
        for where in {"history", NOTES_PART} & tree.keys():
            found[where] = {
                name: self._each(f"{where}.{name}", parts)
                for name, parts in tree[where].items()
            }
        return found

    def _read(self, parts: Iterable[Part], ours: set[int]) -> None:
        waiting: dict[int, array[int]] = {}
        for way, part in parts:
            if way == "clients.sessions":
                refs = array("q", (line["ref"] for line in part["lines"]))
                waiting[part["ref"]] = refs
            elif way == "clients":
                if self._is_asked_for(part):
                    self._theirs |= keys_of(part)
                    ours.update(waiting)
                    for ref, lines in waiting.items():
                        self._lines.stand(lines, ref)
                waiting.clear()
            elif way == f"{NOTES_PART}.notes":
                if part["session"] in ours:
                    self._notes.stand([part["moment"]], part["session"])
            elif way.endswith(".steps"):
                self._of(way).step(part)
            elif way.endswith(".changes"):
                self._of(way).change(part)

    def _each(self, way: str, parts: Iterable[Tree]) -> Iterator[Tree]:
        return (taken for part in parts if (taken := self._taken(way, part)))

    def _taken(self, way: str, part: Tree) -> Tree | None:
        """A part as it comes along, if it does."""
        if way.endswith(".changes"):
            part = self._of(way).cut(part)
        if not self._comes(way, part):
            return None
        if way == "clients" and self._session is not None:
            part = {**part, "requests": []}
        return dict(renamed(part, self._refs, Firmness.NAME, refs_in(way)))

    def _comes(self, way: str, part: Tree) -> bool:
        if way == "clients":
            return self._is_asked_for(part)
        if way == "clients.sessions":
            return part["ref"] in self._sessions
        if way == "receipts":
            return self._session is None and code_key(part["code"]) in self._theirs
        if way == f"{NOTES_PART}.notes":
            return part["moment"] in self._notes.numbers
        if way.endswith(".changes"):
            return bool(part["before"] or part["after"])
        return not self._sessions.isdisjoint(_touched(part))

    def _is_asked_for(self, client: Tree) -> bool:
        return not self._keys.isdisjoint(keys_of(client))

    def _of(self, way: str) -> _Kept:
        return self._notes if way.startswith(NOTES_PART) else self._lines


class _Kept:
    """The lines, or notes, that are or in the end were of some sessions.

    All that stand are told before the first change is.
    """

    def __init__(
        self, name: str, ours: set[int], sessions: set[int], kept: Collection[int] = ()
    ) -> None:
        self._name = name
        self._ours = ours
        """All sessions of the clients, of which not all may come along."""
        self._sessions = sessions
        self._kept = kept
        self._here = array("q")
        self._apart = array("q")
        self._steps = array("q")
        self._last: dict[int, bool] = {}
        """Those that stand no more, and true where their last place was here."""

    @cached_property
    def numbers(self) -> Places:
        """All of them, once all is read."""
        gone = (number for number, here in self._last.items() if here)
        return Places(sorted(chain(self._here, gone)))

    def stand(self, numbers: Iterable[int], session: int) -> None:
        """Note that some stand in a session of the clients."""
        (self._here if session in self._sessions else self._apart).extend(numbers)

    def step(self, step: Tree) -> None:
        """Note a step, which is theirs if it was made in one of the sessions."""
        if step["session"] in self._sessions:
            self._steps.append(step["moment"])

    def change(self, change: Tree) -> None:
        """Note where something was, and that a hold keeps it where it was once."""
        touched, number = {*_touched(change)}, change[self._name]
        if self._ours.isdisjoint(touched) or number in self._standing_here:
            return
        if number in self._kept and not self._sessions.isdisjoint(touched):
            self._last[number] = True
        elif number not in self._kept and number not in self._standing_apart:
            last = change["after"] or change["before"]
            self._last[number] = last["session"] in self._sessions

    def cut(self, change: Tree) -> Tree:
        """A change as it happened here: a coming is a beginning, a going an end."""
        ours = change[self._name] in self.numbers
        before, after = (
            state if ours and state and state["session"] in self._sessions else None
            for state in (change["before"], change["after"])
        )
        step = self._moments.get(change["step"] or 0) and change["step"]
        return {**change, "step": step, "before": before, "after": after}

    @cached_property
    def _standing_here(self) -> Places:
        return Places(sorted(self._here))

    @cached_property
    def _standing_apart(self) -> Places:
        return Places(sorted(self._apart))

    @cached_property
    def _moments(self) -> Places:
        return Places(sorted(self._steps))


def keys_of(client: Tree) -> frozenset[str]:
    """The keys of a client's codes, the former ones among them."""
    codes = (client["code"], *(x["code"] for x in client.get("former", ())))
    return frozenset(map(code_key, codes))


def _touched(part: Tree) -> Iterator[int]:
    """The sessions that a part names."""
    for name in ("session", "from_session", "to_session"):
        if part.get(name) is not None:
            yield part[name]
    for name in ("before", "after"):
        if state := part.get(name):
            yield state["session"]
