"""What a line answers: an outcome its homework, a change what the client asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.index import Kind
from sessiontui.domain.session.homework import is_outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.domain.entities import Line
    from sessiontui.store.repositories.lines import LineRepository


def answered(record: LineRepository, lines: Iterable[Line]) -> dict[int, Line]:
    """The earlier lines that these answer, by the ids of these.

    One that has become something else since is answered no more.
    """
    ties = {
        line.id: (line.about, kind)
        for line in lines
        if line.about is not None and (kind := _answers(line)) is not None
    }
    ids = {about for about, _ in ties.values()}
    found = {line.id: line for line in record.lines_by_id(ids)} if ids else {}
    return {
        key: found[about]
        for key, (about, kind) in ties.items()
        if about in found and found[about].kind is kind
    }


def _answers(line: Line) -> Kind | None:
    """The kind of line that such a line answers, if it answers one."""
    if line.kind is Kind.CHANGED:
        return Kind.DIFFERENTLY
    return Kind.HOMEWORK if is_outcome(line) else None
