"""Signed prints beside what their sessions give now, for whoever verifies a record."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sessiontui.domain.preferences import USUAL_PREFERENCES
from sessiontui.domain.session.times import stamp
from sessiontui.domain.text import with_count
from sessiontui.errors import SessionTuiError
from sessiontui.services.caseload import Caseload
from sessiontui.services.session.prints import PRINTED_WAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sessiontui.domain.entities import Client
    from sessiontui.domain.signature import Signature
    from sessiontui.services.session.prints import Prints
    from sessiontui.store.record import Record

_NAMED = 5
"""Sessions that are named where there are more."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The outcome: sentences on prints that are not what was read, and on all."""

    problems: tuple[str, ...]
    told: tuple[str, ...]


def compared(record: Record) -> Compared:
    """Make each signed print anew from its session, by the settings of then.

    One that comes out otherwise was replaced, unless something that made it is not as
    it was: another version of the program, a template, or what it names of other
    sessions. Such a print is held by its hash alone.
    """
    same, forged, others = 0, [], []
    for name, prints, then in _each(record):
        if _is_given_again(prints):
            same += 1
        elif prints.must_be_given_again(then):
            forged.append(f"{name}: its signed print is not what its session makes.")
        else:
            others.append(name)
    told = []
    if same:
        made = with_count(same, "signed print")
        told.append(f"{made} made again from what is recorded: the same.")
    if others:
        are = with_count(len(others), "signed print is", "signed prints are")
        named = ", ".join([*others[:_NAMED], *(["…"] if others[_NAMED:] else [])])
        told.append(
            f"{are} compared by hash alone, since another version made them, or a"
            f" template or what is named there is another now: {named}."
        )
    return Compared(tuple(forged), tuple(told))


def _is_given_again(prints: Prints) -> bool:
    try:
        return prints.is_given_again()
    except SessionTuiError:
        return False


def _each(record: Record) -> Iterator[tuple[str, Prints, Mapping[str, Any]]]:
    makers = record.signatures.made_by()
    for overview in record.clients.clients():
        former = record.clients.former_codes(overview.client.id)
        for signature in record.signatures.signatures(overview.client.id):
            session = record.sessions.by_id(signature.session_id)
            if session is None:
                continue
            made = makers.get((session.id, stamp(signature.at)), {})
            # Of before a way was there, it was as it is without.
            ways = {x: y for x, y in made.get("ways", {}).items() if x in PRINTED_WAYS}
            caseload = Caseload(record, preferences=replace(USUAL_PREFERENCES, **ways))
            client = _called(overview.client, signature, former)
            name = record.sessions.name(session)
            yield name, caseload.prints_of(client, session), made


def _called(client: Client, signature: Signature, former: tuple[str, ...]) -> Client:
    """The client by the code of then, where it was given another one since."""
    code = json.loads(signature.content).get("client")
    return replace(client, code=code) if code in former else client
