"""A client's ratings as a table for a spreadsheet: labels, days and numbers."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sessiontui.domain.entities import score_of
from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sessiontui.domain.entities import Line
    from sessiontui.domain.progress.model import Progress, Told

_HEAD = ("rating", "session", "day", "value")
_RUN = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Beginnings of a cell that a spreadsheet would take for something to carry out.

The wide signs are the same to one that was made for wide letters.
"""


def progress_csv(progress: Progress) -> str:
    """One row a rating, in the order of what is rated; no words that somebody said.

    A goal is named by its number, since its words are the client's.
    """
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(_HEAD)
    for label, ratings in _rated(progress):
        for told in ratings:
            table.writerow(
                (
                    _cell(label),
                    told.session.which,
                    f"{told.session.day:%Y-%m-%d}",
                    _number(told.line),
                )
            )
    return written.getvalue()


def _rated(progress: Progress) -> Iterator[tuple[str, Iterable[Told]]]:
    for story in progress.goals:
        yield f"goal {story.goal.number}", story.ratings
        for name, ratings in story.rulers:
            yield f"goal {story.goal.number} {name.lower()}", ratings
    yield from (*progress.scales, *progress.scores)


def _cell(text: str) -> str:
    """Text that is only text to every spreadsheet."""
    words = one_line(text)
    return f"'{words}" if words.startswith(_RUN) else words


def _number(line: Line) -> str:
    score = score_of(line.text) if line.kind is Kind.SCORE else None
    value = score.value if score else line.value
    return "" if value is None else f"{value:g}"
