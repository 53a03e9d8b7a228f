"""The refs of an export file: where each stands, and their change into other numbers.

Taking out turns numbers of the database into places in the file, bringing in turns them
back, and a portion of a file is counted anew. All three rename by `WHERE`.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from sessiontui.errors import DamagedError
from sessiontui.store.schema.ties import TIES as TIE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Tree = dict[str, Any]
Refs = dict[int, int]
"""From a number, of the database or of a file, to the one that stands for it."""

_LATEST = 1 << 52
"""The last moment that a file may bring, in microseconds: in the year 2112.

What is recorded later must stay above it and still fit an export.
"""


class Firmness(IntEnum):
    """The firmness of a ref: one that leads nowhere is an error, or none at all."""

    HINT = 0
    """The note that a half-typed one would change."""
    TIE = 1
    """A line's tie to another, or where a line went: it may lead out of the file."""
    LINK = 2
    """The line or session of an amendment or a request: the record always has it."""
    NAME = 3
    """The part itself, or whose it is."""


class Ref(NamedTuple):
    """A ref in the tree: of what it is, and how firmly it holds."""

    of: str
    firmness: Firmness


Where = dict[str, "Ref | Where"]

TIE_FIELDS = dict(zip(TIE_COLUMNS, ("goal", "about", "builds_on"), strict=True))
"""The columns that name another line, and what the file calls them."""
_SESSION = Ref("session", Firmness.NAME)
_TIED: Where = dict.fromkeys(TIE_FIELDS.values(), Ref("line", Firmness.TIE))
_DRAFT: Where = {"editing": Ref("line", Firmness.TIE)}
_STATE: Where = {"session": _SESSION, **_TIED}
_NOTE_STATE: Where = {"session": _SESSION}


def _steps(step: Ref) -> Where:
    return {"moment": step, "session": _SESSION, "target": step}


WHERE: Where = {
    "clients": {
        "sessions": {
            "ref": _SESSION,
            "lines": {"ref": Ref("line", Firmness.NAME), **_TIED},
            "draft": _DRAFT,
            "answering": _DRAFT,
            "amendments": {"about": Ref("line", Firmness.LINK)},
        },
        # What a request is about is counted within its client, so it is not here.
        "requests": {"session": Ref("session", Firmness.LINK)},
    },
    "history": {
        "steps": _steps(Ref("step", Firmness.NAME)),
        "changes": {
            "step": Ref("step", Firmness.NAME),
            "line": Ref("line", Firmness.NAME),
            "before": _STATE,
            "after": _STATE,
        },
        "moves": {
            "line": Ref("line", Firmness.TIE),
            "from_session": Ref("session", Firmness.TIE),
            "to_session": Ref("session", Firmness.TIE),
        },
    },
    "psychotherapy_notes": {
        "notes": {"moment": Ref("note", Firmness.NAME), "session": _SESSION},
        "drafts": {"session": _SESSION, "editing": Ref("note", Firmness.HINT)},
        "steps": _steps(Ref("note step", Firmness.NAME)),
        "changes": {
            "step": Ref("note step", Firmness.NAME),
            "note": Ref("note", Firmness.NAME),
            "before": _NOTE_STATE,
            "after": _NOTE_STATE,
        },
    },
}
"""Every ref of an export file."""


def refs_in(way: str) -> Where:
    """The refs of one part, named by its way: history.steps."""
    where = WHERE
    for name in way.split("."):
        found = where.get(name, {})
        where = {} if isinstance(found, Ref) else found
    return where


def renamed(
    part: Any,  # noqa: ANN401 - any part of a tree of JSON
    refs: Mapping[str, Mapping[int, int]],
    firm: Firmness,
    where: Where = WHERE,
) -> Any:  # noqa: ANN401
    """A copy of a part with its refs in other numbers; what `refs` lacks stays.

    One that leads nowhere becomes none, unless it holds as firmly as `firm`.

    Raises:
        KeyError: one that holds so firmly leads nowhere.
    """
    if part is None:
        return None
    if isinstance(part, list | tuple):
        return [renamed(x, refs, firm, where) for x in part]
    changed = {}
    for name in where.keys() & part.keys():
        place, value = where[name], part[name]
        if not isinstance(place, Ref):
            changed[name] = renamed(value, refs, firm, place)
        elif value is not None and place.of in refs:
            of = refs[place.of]
            changed[name] = of[value] if place.firmness >= firm else of.get(value)
    return {**part, **changed}


class Places(Mapping[int, int]):
    """Places from 1 on of numbers that come in order; a million of them take 8 MB."""

    def __init__(self, numbers: Iterable[int]) -> None:
        """Keep the numbers."""
        self._numbers = array("q", numbers)

    def __getitem__(self, number: int) -> int:
        """The place of a number."""
        at = bisect_left(self._numbers, number)
        if at == len(self._numbers) or self._numbers[at] != number:
            raise KeyError(number)
        return at + 1

    def __iter__(self) -> Iterator[int]:
        """The numbers, in order."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """The number of them."""
        return len(self._numbers)

    def number(self, place: int) -> int:
        """The number that has a place."""
        return self._numbers[place - 1]

    @property
    def last(self) -> int:
        """The highest number."""
        return self._numbers[-1] if self._numbers else 0


def counted(numbers: Iterable[int]) -> Refs:
    """Places from 1 on, in the order of the numbers."""
    return {number: place for place, number in enumerate(numbers, 1)}


class Behind(Mapping[int, int]):
    """Numbers behind the last one given, for refs that count from 1 on."""

    def __init__(self, last: int, count: int) -> None:
        """Take in the last number given, and how many refs there are."""
        self._last = last
        self._count = count

    def __getitem__(self, ref: int) -> int:
        """The number of a ref."""
        if not 0 < ref <= self._count:
            raise KeyError(ref)
        return self._last + ref

    def __iter__(self) -> Iterator[int]:
        """The refs."""
        return iter(range(1, self._count + 1))

    def __len__(self) -> int:
        """The number of them."""
        return self._count


class FreeMoments(Mapping[int, int]):
    """Each moment as it is, or the first free one behind it where it is taken."""

    def __init__(self, moments: Iterable[int], taken: Iterable[int]) -> None:
        """Find a number for each; those that are taken come in order.

        Raises:
            DamagedError: one is so late that nothing could come after it.
        """
        self._named = Places(sorted(moments))
        taken = Places(taken)
        self.latest = self._named.last
        if self.latest > _LATEST:
            raise DamagedError("It comes from the far future; nothing was changed.")
        self._moved: Refs = {}
        given: set[int] = set()
        for moment in self._named if len(taken) else ():
            number = moment
            while number in taken or (
                number != moment and (number in self._named or number in given)
            ):
                number += 1
            if number != moment:
                self._moved[moment] = number
                given.add(number)

    def __getitem__(self, moment: int) -> int:
        """The number that a moment has from now on."""
        if moment not in self._named:
            raise KeyError(moment)
        return self._moved.get(moment, moment)

    def __iter__(self) -> Iterator[int]:
        """The moments, in order."""
        return iter(self._named)

    def __len__(self) -> int:
        """The number of them."""
        return len(self._named)
