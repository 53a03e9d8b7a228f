"""Requests for amendment: a client asks to have the record mended, and is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sessiontui.domain.entities import Client

_TO_ACT = timedelta(days=60)
_EXTENDED = timedelta(days=30)


class RequestKind(StrEnum):
    """A client's request to have the record mended, and what came of it."""

    REQUEST = "request"
    ACCEPTED = "accepted"
    DENIED = "denied"
    DISAGREEMENT = "disagreement"
    REBUTTAL = "rebuttal"


ANSWER_KINDS = frozenset({RequestKind.ACCEPTED, RequestKind.DENIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A client's request for amendment, or what was said to one; kept word for word."""

    id: int
    client: Client
    kind: RequestKind
    at: datetime
    author: str
    text: str
    session_number: int | None = None
    about: int | None = None
    answered: bool = False
    """The request was accepted or denied."""

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits for its answer."""
        return self.kind is RequestKind.REQUEST and not self.answered

    @property
    def act_by(self) -> date:
        """The day by which a request is to be answered."""
        return self.at.date() + _TO_ACT

    @property
    def act_by_extended(self) -> date:
        """The last day for an answer, where the client was told of an extension."""
        return self.act_by + _EXTENDED
