"""Signatures: what one covers, and how they hold to each other.

All of it is plain: a canonical text, sha256, and each one holding the one before it, so
that anybody can check it without this program.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sessiontui.domain.session.times import offset_of, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sessiontui.domain.entities import Line, Session

_GROUP, _GROUPS = 4, 4
RULE = 2
"""By which signatures are made; an earlier one is checked by its own."""
_TIES = ("about", "builds_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The signing of a session: by whom, when, what it held, the print's own bytes.

    `place` counts a client's signatures; `previous` is the seal of the one before.
    """

    session_id: int
    place: int
    at: datetime
    signer: str
    format: str
    scratch: int
    content: str
    print: bytes = b""
    previous: str
    chain: str
    seal: str = ""
    rule: int = 1
    tip: str = ""
    """The tip of the chain over the whole history, as it stood."""


class AmendmentKind(StrEnum):
    """An addition to a signed session, never in its place (domain.md 2.5)."""

    LATE_ENTRY = "late-entry"
    ADDENDUM = "addendum"
    CORRECTION = "correction"

    @property
    def label(self) -> str:
        """The name that people use."""
        return self.value.replace("-", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """An addition to a signed session: label, author, moment, reason, what it is to.

    `about` is the line that it is about; None is the session as a whole.
    """

    id: int
    session_id: int
    kind: AmendmentKind
    at: datetime
    author: str
    reason: str
    text: str
    about: int | None = None
    previous: str = ""
    seal: str = ""


def content_of(
    code: str,
    session: Session,
    lines: Iterable[Line],
    earlier: Mapping[int, tuple[int | None, Line]],
    scratch: int,
) -> str:
    """A session with its lines as one canonical text, without ids of this record.

    `earlier` holds every line elsewhere that one of these is tied to, with its
    session's number: such a line stays as it is, so its digest can stand for it.
    `scratch` is how many scratch lines went as it was signed.
    """
    ordered = tuple(lines)
    places = {line.id: place for place, line in enumerate(ordered)}

    def tie(number: int | None) -> object:
        if number is None:
            return None
        if number in places:
            return places[number]
        if number not in earlier:
            return {"session": None}
        session_number, line = earlier[number]
        said = canonical([line.kind.value, line.sub, line.text, stamp(line.at)])
        return {"session": session_number, "line": _digest(said.encode())}

    return canonical(
        {
            "client": code,
            "session": None if session.is_entry else session.number,
            "kind": session.kind.value,
            "day": f"{session.day}",
            "start_noted": session.start_noted,
            "started_at": stamp(session.started_at),
            "stopped_at": stamp(session.stopped_at) if session.stopped_at else None,
            "started_offset": offset_of(session.started_at),
            "stopped_offset": _offset(session.stopped_at),
            "signed_offset": _offset(session.signed_at),
            "timed": session.timed,
            "start_by_hand": session.start_by_hand,
            "stop_by_hand": session.stop_by_hand,
            "format": session.format,
            "held": session.held,
            "present": session.present,
            "place": session.place,
            "service": session.service,
            "scratch": scratch,
            "lines": [
                {
                    "kind": line.kind.value,
                    "sub": line.sub,
                    "text": line.text,
                    "author": line.author.value,
                    "at": stamp(line.at),
                    "offset": offset_of(line.at),
                    "goal": line.goal,
                    "number": line.number,
                    "minutes": line.minutes,
                    "likely": line.likely,
                    "value": line.value,
                    "done": line.done,
                    "asked": line.asked,
                    "keyed": line.keyed,
                    "written": stamp(line.written) if line.written else None,
                    "written_offset": _offset(line.written),
                    "changed": stamp(line.changed) if line.changed else None,
                    "changed_offset": _offset(line.changed),
                    "about": tie(line.about),
                    "builds_on": tie(line.builds_on),
                }
                for line in ordered
            ],
        }
    )


def canonical(value: object) -> str:
    """A value as JSON that has one spelling only."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _offset(at: datetime | None) -> int | None:
    return offset_of(at) if at else None


def previous_of(before: Signature | None, amendments: Iterable[Amendment]) -> str:
    """The chain of a signature: the one before it, and all that was added by then.

    `amendments` are the client's, in any order, that were made before it.
    """
    seal = before.seal if before else ""
    added = sorted(amendment.seal for amendment in amendments)
    return _digest("\n".join((seal, *added)).encode()) if added else seal


def chain_of(previous: str, content: str, signer: str, at: datetime) -> str:
    """The value that stands in a print: content, signer, moment and all before it."""
    return _digest("\n".join((previous, content, signer, stamp(at))).encode())


def chain_over_print(signature: Signature, printed: str) -> str:
    """The value that stands in a print since rule 2: over the print itself, too.

    And over where the chain over the history stood. In the print its own place is
    blank.
    """
    bare = chain_of(
        signature.previous, signature.content, signature.signer, signature.at
    )
    blank = printed.replace(short_chain(signature.chain), "")
    return _digest("\n".join((bare, signature.tip, blank)).encode())


def seal_of(chain: str, printed: bytes) -> str:
    """The value that the next signature holds to: the chain and the print's bytes."""
    return _digest(chain.encode() + b"\n" + printed)


def amendment_seal(
    amendment: Amendment, place: int | None, *, offset: bool = True
) -> str:
    """An amendment's value; `place` is where the line stands that it is about.

    That of an earlier program's is without the `offset` of its place.
    """
    place_of = {"offset": offset_of(amendment.at)} if offset else {}
    content = canonical(
        place_of
        | {
            "kind": amendment.kind.value,
            "at": stamp(amendment.at),
            "author": amendment.author,
            "reason": amendment.reason,
            "text": amendment.text,
            "about": place,
        }
    )
    return _digest(f"{amendment.previous}\n{content}".encode())


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def short_chain(chain: str) -> str:
    """A chain value as a print has it: 64 bits, in groups to read aloud."""
    return "-".join(
        chain[start : start + _GROUP] for start in range(0, _GROUP * _GROUPS, _GROUP)
    )


def changes_since(signed: str, now: str) -> tuple[str, ...]:
    """The parts of a session not as signed, by place and field, never by words.

    What an earlier program signed lacks the fields that it did not know.
    """
    before, after = _parsed(signed), _parsed(now)
    if before is None or after is None:
        return ("what was signed cannot be read.",)
    lines, here = before.pop("lines", []), after.pop("lines", [])
    found = [
        f"the session was changed after signing ({name})."
        for name in sorted(before)
        if before.get(name) != after.get(name)
    ]
    gone, new = _beyond(lines, here), _beyond(here, lines)
    found += [f"line {place + 1} was taken out after signing." for place in gone]
    found += [f"line {place + 1} was put in after signing." for place in new]
    kept = [(n, x) for n, x in enumerate(lines) if n not in gone]
    stand = [x for n, x in enumerate(here) if n not in new]
    # Ties name places, so where the places moved they say nothing of their own.
    loose = _TIES if gone or new else ()
    for (place, line), other in zip(kept, stand, strict=False):
        names = [
            name
            for name in sorted(line)
            if line.get(name) != other.get(name) and name not in loose
        ]
        if names:
            found.append(
                f"line {place + 1} was changed after signing ({', '.join(names)})."
            )
    return tuple(found)


def _beyond(lines: list[Any], others: list[Any]) -> frozenset[int]:
    """The places of as many lines as there are more of them, the likeliest ones."""
    surplus = len(lines) - len(others)
    if surplus <= 0:
        return frozenset()
    moments = [other.get("at") for other in others]
    alone = [n for n, line in enumerate(lines) if line.get("at") not in moments]
    alone += [n for n in reversed(range(len(lines))) if n not in alone]
    return frozenset(alone[:surplus])


def _parsed(content: str) -> dict[str, Any] | None:
    try:
        value = json.loads(content)
    except ValueError:
        return None
    whole = isinstance(value, dict) and isinstance(value.get("lines"), list)
    return value if whole and all(isinstance(x, dict) for x in value["lines"]) else None
