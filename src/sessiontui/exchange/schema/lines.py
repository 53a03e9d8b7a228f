"""Lines in an export file: as they stand, as they stood, and half-typed."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from sessiontui.domain.entities import Author
from sessiontui.domain.kinds.lookup import ROWS, Kind, Tab
from sessiontui.exchange.schema.value_limits import (
    CleanText,
    Count,
    Minutes,
    Offset,
    Percent,
    Position,
    Recorded,
    RefNumber,
    ShortText,
    StrictModel,
    UtcMoment,
    Value,
    Whole,
)


class LineState(StrictModel):
    """A line as it stood at some moment of its history.

    What is missing was not known yet when it was written, or was made to be forgotten.
    `goal`, `about` and `builds_on` are refs of lines; `number` is a goal's number.
    """

    session: RefNumber
    kind: Recorded | None = None
    sub: ShortText | None = None
    text: CleanText | None = None
    author: Author | None = None
    at: UtcMoment | None = None
    position: Position | None = None
    goal: RefNumber | None = None
    number: Count | None = None
    minutes: Minutes | None = None
    likely: Percent | None = None
    value: Value | None = None
    done: bool | None = None
    about: RefNumber | None = None
    builds_on: RefNumber | None = None
    asked: CleanText | None = None
    keyed: bool | None = None
    written: UtcMoment | None = None
    changed: UtcMoment | None = None
    at_offset: Offset | None = None
    written_offset: Offset | None = None
    changed_offset: Offset | None = None


class LinePart(StrictModel):
    """A line of a session: what it says, whose words they are, what it is tied to.

    `goal`, `about` and `builds_on` are refs of lines; `number` is a goal's number
    within its client. `written` is when it was written, where its minute was set by
    hand; `changed` when it was changed after its day.
    """

    ref: RefNumber
    kind: Recorded
    sub: ShortText
    text: CleanText
    author: Author
    at: UtcMoment
    position: Position
    goal: RefNumber | None
    number: Count | None
    minutes: Minutes | None
    likely: Percent | None
    value: Value | None
    done: bool
    about: RefNumber | None
    builds_on: RefNumber | None
    asked: CleanText
    keyed: bool
    written: UtcMoment | None = None
    changed: UtcMoment | None = None
    at_offset: Offset | None = None
    written_offset: Offset | None = None
    changed_offset: Offset | None = None

    @model_validator(mode="after")
    def _fits_the_table(self) -> Self:
        row = ROWS[self.kind]
        if self.sub and row.sub(self.sub) is None:
            raise ValueError("there is no such finer kind")
        if (self.number is not None) != (self.kind is Kind.GOAL and not self.sub):
            raise ValueError("goals have numbers, and nothing else does")
        return self


class DraftPart(StrictModel):
    """A half-typed line; `editing` is the ref of the line that it would change."""

    tab: Tab
    text: CleanText
    cursor_row: Whole
    cursor_column: Whole
    editing: RefNumber | None
    at: UtcMoment
