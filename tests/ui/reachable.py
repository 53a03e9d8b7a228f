"""What a program still holds: every object that can be reached, and words in them."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections import deque
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HOUSES = ("textual", "rich", "sessiontui")
_MOST = 5_000_000
"""Objects after which the search gives up rather than run on."""


def roots(app: object) -> Iterator[tuple[str, object]]:
    """The app, and what the modules of the program and its screens keep."""
    yield "app", app
    for name, module in [*sys.modules.items()]:
        if name.split(".")[0] in _HOUSES and isinstance(module, ModuleType):
            for key, value in vars(module).items():
                if not isinstance(value, ModuleType):
                    yield f"{name}.{key}", value


def words_held(app: object, words: Iterable[str]) -> dict[str, str]:
    """Each of the words that can be reached, with the way that leads to it."""
    wanted = {word.casefold() for word in words}
    # What the test itself was told with is no place of the program's.
    ours: list[object] = [asyncio.current_task(), wanted]
    ours += [vars(each) for name, each in [*sys.modules.items()] if _is_test(name)]
    # Each object by its id, with the one that leads to it: kept, so that no id is
    # given out again while we look.
    met: dict[int, tuple[object, int | str]] = {
        id(each): (each, "the test") for each in ours
    }
    found: dict[str, str] = {}
    waiting: deque[object] = deque()
    for name, root in roots(app):
        if id(root) not in met:
            met[id(root)] = (root, name)
            waiting.append(root)
    while waiting and len(met) < _MOST:
        here = waiting.popleft()
        if isinstance(here, str | bytes | bytearray):
            text = here if isinstance(here, str) else here.decode(errors="replace")
            for word in wanted - found.keys():
                if word in text.casefold():
                    found[word] = _way(met, here)
            continue
        for each in gc.get_referents(here):
            if id(each) in met or isinstance(each, ModuleType):
                continue
            if not _is_test(type(each).__module__ or ""):
                met[id(each)] = (each, id(here))
                waiting.append(each)
    assert len(met) < _MOST, "there was more to look at than expected"
    return found


def _is_test(module: str) -> bool:
    return module.split(".")[0] in {"tests", "pytest", "_pytest", "__main__"}


def holders(thing: object, depth: int = 3) -> str:
    """Who holds an object, for the message of a test that found it."""
    told, level = [], [thing]
    for _ in range(depth):
        level = [
            each
            for each in gc.get_referrers(*level)
            if each is not level and "frame" not in type(each).__name__
        ]
        told.append(" | ".join(_said(each) for each in islice(level, 8)))
    return "\n  <- ".join(told)


def _way(met: dict[int, tuple[object, int | str]], thing: object) -> str:
    steps, place = [_said(thing)], met[id(thing)][1]
    while isinstance(place, int):
        holder, before = met[place]
        if isinstance(holder, dict):
            keys = [str(key)[:60] for key, value in holder.items() if value is thing]
            steps.append(f"under {keys}")
        else:
            steps.append(_said(holder))
        thing, place = holder, before
    return "\n    ".join((place, *reversed(steps)))


def _said(thing: object) -> str:
    if isinstance(thing, str | bytes | dict | tuple):
        return f"{type(thing).__name__} {repr(thing)[:100]}"
    return object.__repr__(thing)[:120]
