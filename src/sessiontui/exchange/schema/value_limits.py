"""The kinds of value in an export file, each checked on its way in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, FailFast, Field

from sessiontui.domain.client_codes import CODE_LIMIT
from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.session.limits import LONGEST_HEAD, LONGEST_WORDS
from sessiontui.domain.text import clean


def _is_clean(text: str) -> str:
    if clean(text) != text:
        raise ValueError("characters that no record holds")
    return text


def _is_code(text: str) -> str:
    if " ".join(text.split()) != text:
        raise ValueError("a client code has no spaces at its ends")
    return text


def _is_one_line(text: str) -> str:
    if " ".join(text.split()) != text:
        raise ValueError("the head of a print has no line breaks")
    return text


def _is_moment(text: str) -> str:
    datetime.fromisoformat(text)
    return text


def _is_day(text: str) -> str:
    date.fromisoformat(text)
    return text


def _is_recorded(kind: Kind) -> Kind:
    if kind is Kind.PRIVATE:
        raise ValueError("a psychotherapy note is no line of the record")
    return kind


CleanText = Annotated[str, Field(max_length=LONGEST_WORDS), AfterValidator(_is_clean)]
Head = Annotated[
    str,
    Field(max_length=LONGEST_HEAD),
    AfterValidator(_is_clean),
    AfterValidator(_is_one_line),
]
ShortText = Annotated[str, Field(max_length=200), AfterValidator(_is_clean)]
Code = Annotated[
    str,
    Field(min_length=1, max_length=CODE_LIMIT),
    AfterValidator(_is_clean),
    AfterValidator(_is_code),
]
UtcMoment = Annotated[
    str,
    Field(
        pattern=r"^(19[7-9]|20\d|21\d)\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)$",
        description="A moment in UTC from 1970 to 2199, as the record keeps it.",
    ),
    AfterValidator(_is_moment),
]
Offset = Annotated[
    int,
    Field(
        ge=-1439,
        le=1439,
        description="How far from UTC the clocks stood there, in minutes.",
    ),
]
IsoDay = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$"), AfterValidator(_is_day)]
ServiceDay = Annotated[
    str,
    Field(
        pattern=r"^(1969|19[7-9]\d|2[01]\d\d|2200)-\d\d-\d\d$",
        description="A day on which some moment from 1970 to 2199 in UTC was.",
    ),
    AfterValidator(_is_day),
]
FormatName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,29}$")]
Count = Annotated[int, Field(ge=1, le=(1 << 31) - 1)]
Whole = Annotated[int, Field(ge=0, le=(1 << 31) - 1)]
RefNumber = Annotated[int, Field(ge=1, le=(1 << 53) - 1)]
Position = Annotated[float, Field(allow_inf_nan=False, ge=-1e7, le=1e7)]
Value = Annotated[float, Field(allow_inf_nan=False, ge=-10, le=10)]
Minutes = Annotated[int, Field(ge=0, le=999)]
Percent = Annotated[int, Field(ge=0, le=100)]
Recorded = Annotated[Kind, AfterValidator(_is_recorded)]
Digest = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


T = TypeVar("T")
Many = Annotated[tuple[T, ...], FailFast()]
"""Parts in order; of a million that cannot be, the first is told and no other read."""


class StrictModel(BaseModel):
    """A part of an export file: exactly these fields, each of exactly its type."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        hide_input_in_errors=True,
        defer_build=True,
    )
