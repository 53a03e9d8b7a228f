"""The client's requests to have something mended, at the end of the prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.amendment_requests import RequestKind
from sessiontui.domain.text import clean, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sessiontui.domain.amendment_requests import Request

HEADING = "CLIENT'S REQUESTS FOR AMENDMENT"


def with_requests(text: str, requests: Sequence[Request], width: int) -> str:
    """A print with the requests that concern its session, and their answers, behind."""
    if not requests:
        return text
    places = {request.id: place for place, request in enumerate(requests, 1)}
    parts = [text.rstrip("\n"), "", *_lines(HEADING, "", width)]
    for place, request in enumerate(requests, 1):
        to = places.get(request.about or 0)
        head = (
            f"{place} {request.kind.value.capitalize()}{f' to {to}' if to else ''}, "
            f"{request.at:%Y-%m-%d %H:%M}, {_by(request)}"
        )
        parts += [
            *_lines(head, " ", width, then="  "),
            *_lines(request.text, "   ", width),
        ]
    return "\n".join(parts) + "\n"


def _by(request: Request) -> str:
    """The author of an answer; whoever wrote down what the client said."""
    of_client = request.kind in {RequestKind.REQUEST, RequestKind.DISAGREEMENT}
    return f"written down by {request.author}" if of_client else request.author


def _lines(text: str, indent: str, width: int, then: str = "") -> list[str]:
    room = max(width - len(indent), 1) if width else 0
    return [
        f"{indent}{part}".rstrip()
        for line in clean(text).split("\n")
        for part in wrap(line, room, then).split("\n")
    ]
