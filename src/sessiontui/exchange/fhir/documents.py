"""A session's print, and what was added since, as FHIR documents."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from sessiontui.domain.prints.formats import DEFAULT_FORMAT, FORMATS
from sessiontui.domain.prints.render import render
from sessiontui.domain.signature import AmendmentKind
from sessiontui.exchange.client_history import file_moment
from sessiontui.exchange.fhir.codes import ADDENDUM, PROGRESS_NOTE, SEALS, Names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sessiontui.domain.prints.document import Sheet
    from sessiontui.exchange.client_history import Past
    from sessiontui.exchange.fhir.codes import Practitioner, Resource
    from sessiontui.exchange.schema.document import (
        AmendmentPart,
        SignaturePart,
    )

_DOCUMENT = "DocumentReference"


def documents(
    names: Names, session: Past, therapist: Practitioner
) -> Iterator[Resource]:
    """The signed print and its amendments, or the print as it stands so far."""
    if session.part.signature is None:
        yield _draft(names, session)
        return
    yield _signed(names, session, session.part.signature, therapist)
    for place, added in enumerate(session.part.amendments, 1):
        yield _amendment(names, session, place, added, therapist)


def _signed(
    names: Names, session: Past, signature: SignaturePart, therapist: Practitioner
) -> Resource:
    signer = therapist.by(signature.signer)
    return _document(
        names,
        session,
        0,
        signature.print.encode(),
        masterIdentifier={"system": SEALS, "value": signature.seal},
        docStatus="final",
        type={"coding": [PROGRESS_NOTE], "text": _title(signature.format)},
        date=_instant(signature.at, signature.at_offset),
        author=[signer],
        authenticator=signer,
    )


def _draft(names: Names, session: Past) -> Resource:
    known = session.sheet.session
    chosen = known.format
    if chosen not in FORMATS or FORMATS[chosen].for_client:
        chosen = DEFAULT_FORMAT
    return _document(
        names,
        session,
        0,
        render(session.sheet, chosen).encode(),
        docStatus="preliminary",
        type={"coding": [PROGRESS_NOTE], "text": _title(chosen)},
        date=instant(_written(session.sheet)),
    )


def _written(sheet: Sheet) -> datetime:
    """The moment of a print as it stands: the stop, or else its last line."""
    known = sheet.session
    stood = known.stopped_at or known.started_at
    return stood if known.start_noted else max((stood, *(x.at for x in sheet.lines)))


def _amendment(
    names: Names,
    session: Past,
    place: int,
    added: AmendmentPart,
    therapist: Practitioner,
) -> Resource:
    kind = AmendmentKind(added.kind).label.capitalize()
    text = (
        f"{kind}\nDate: {_instant(added.at, added.at_offset)}\nAuthor: {added.author}\n"
        f"Reason: {added.reason}\n\n{added.text}\n"
    )
    signer = therapist.by(added.author)
    number = session.sheet.session.which
    return _document(
        names,
        session,
        place,
        text.encode(),
        masterIdentifier={"system": SEALS, "value": added.seal},
        docStatus="final",
        type={"coding": [ADDENDUM], "text": kind},
        date=_instant(added.at, added.at_offset),
        author=[signer],
        authenticator=signer,
        # A correction, too, leaves the original to be read.
        relatesTo=[{"code": "appends", "target": names.refer(_DOCUMENT, number, 0)}],
        description=added.reason,
    )


def _document(
    names: Names, session: Past, place: int, content: bytes, **fields: object
) -> Resource:
    number, name = session.sheet.session.which, session.sheet.session.name
    return names.resource(
        _DOCUMENT,
        number,
        place,
        status="current",
        subject=names.refer("Patient"),
        **fields,
        content=[
            {
                "attachment": {
                    "contentType": "text/plain",
                    "data": base64.b64encode(content).decode(),
                    "size": len(content),
                    # What the standard asks for; it seals nothing here.
                    "hash": base64.b64encode(
                        hashlib.sha1(content, usedforsecurity=False).digest()
                    ).decode(),
                    "title": name[0].upper() + name[1:],
                }
            }
        ],
        context={"encounter": [names.refer("Encounter", number)]},
    )


def _title(name: str) -> str:
    return FORMATS[name].title.capitalize() if name in FORMATS else name


def _instant(text: str, offset: int | None) -> str:
    return instant(file_moment(text, offset))


def instant(at: datetime) -> str:
    """A moment as FHIR writes it, with the offset of its place."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
