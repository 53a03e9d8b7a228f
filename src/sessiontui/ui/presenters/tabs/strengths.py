"""The client's strengths, over every session: most useful first, never a deficit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.kinds.lookup import SHOWS_UP
from sessiontui.ui.presenters.formatting import aside, heading, hung, tailed
from sessiontui.ui.presenters.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.domain.entities import Line
    from sessiontui.services.session.session import LiveSession

_GROUPS = (
    ("", "Strengths"),
    ("c", "Coping that worked before"),
    ("p", "People and resources"),
    ("v", "Values"),
    ("w", "Wins"),
)


def strengths_rows(live: LiveSession, width: int) -> Iterator[Row]:
    """Each group, with the numbers that `#+n` names them by."""
    lines = live.state.strengths()
    if not lines:
        yield aside("What has worked before, even a little? + …", width)
    numbers = live.state.strength_numbers(lines)
    times = live.state.times_built_on()
    for sub, title in _GROUPS:
        group = [line for line in lines if line.sub == sub]
        if group:
            yield heading(title)
        for line in group:
            yield _strength(line, numbers[line.id], times.get(line.id, 0), width)
            for where in lines:
                if where.sub == SHOWS_UP and where.about == line.id:
                    yield _shows_up(where, width)
    known = {line.id for line in lines if line.sub != SHOWS_UP}
    for line in lines:
        if line.sub == SHOWS_UP and line.about not in known:
            yield _shows_up(line, width)


def _strength(line: Line, number: int, times: int, width: int) -> Row:
    head = f"{f'#+{number}':>6}  "
    facts = [f"#{line.goal}"] if line.goal is not None else []
    if times:
        facts.append(f"built on {'once' if times == 1 else f'{times} times'}")
    words, tail = tailed(line.text, "  ".join(facts), width, len(head))
    return Row(Content.assemble((head, "dim"), words, (tail, "dim")), line)


def _shows_up(line: Line, width: int) -> Row:
    return Row(Content.assemble(*hung("shows up: ", line.text, width, 8)), line)
