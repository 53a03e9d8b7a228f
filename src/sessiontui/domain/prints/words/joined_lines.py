"""A line and what was added to it since, said in one breath: as a client reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.domain.entities import Line


def joined(lines: Iterable[Line]) -> tuple[tuple[Line, str], ...]:
    """Each line with its words and those of the lines that join it, in order.

    A task stands with its last smaller version, a strength with where it shows up. A
    line that joins another one stands alone only where that one is not among these.
    """
    lines = tuple(lines)
    kinds = {line.id: line.kind for line in lines}
    added: dict[int, list[Line]] = {}
    for line in lines:
        if line.row.joins(line.sub) and kinds.get(line.about or 0) is line.kind:
            added.setdefault(line.about or 0, []).append(line)
    elsewhere = {line.id for group in added.values() for line in group}
    return tuple(
        (line, line.text + _added(added.get(line.id, [])))
        for line in lines
        if line.id not in elsewhere
    )


def _added(lines: list[Line]) -> str:
    last = {line.sub: line for line in lines}
    said = [
        line
        for line in lines
        if line.text.strip()
        and (last[line.sub] is line or not line.row.supersedes(line.sub))
    ]
    return "".join(f" · {line.row.joins(line.sub)}: {line.text}" for line in said)
