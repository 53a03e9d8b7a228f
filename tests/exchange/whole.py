"""An export as a whole in memory, to which the streams of the program must be equal."""

from __future__ import annotations

import json
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sessiontui.exchange.client_history import ClientHistory
from sessiontui.exchange.exporting import _at_once, _taking
from sessiontui.exchange.fhir.bundle import FHIR_KINDS, pour_fhir
from sessiontui.exchange.fhir.codes import NOBODY, Practitioner
from sessiontui.exchange.markdown import MARKDOWN_KINDS, pour_markdown
from sessiontui.exchange.schema.document import Export
from sessiontui.store.meter import silent

if TYPE_CHECKING:
    from collections.abc import Collection

    from sessiontui.store.record import Record


def take(
    record: Record,
    codes: Collection[str] = (),
    *,
    session: int | None = None,
    with_private: bool = False,
) -> Export:
    """All that a record holds, or what it holds of some clients, or of one session."""
    with _taking(record, with_private=with_private) as taking:
        return from_tree(_at_once(taking.asked_for(codes, session, silent)))


def from_tree(tree: dict[str, Any]) -> Export:
    """An export from plain data, with what shows later that it is whole."""
    export = Export.model_validate_json(json.dumps(tree))
    text = export.model_dump_json(exclude_unset=True, exclude={"check"})
    return export.model_copy(update={"check": sha256(text.encode()).hexdigest()})


def write_json(export: Export) -> bytes:
    return export.model_dump_json(indent=1, exclude_unset=True).encode() + b"\n"


def write_markdown(export: Export) -> bytes:
    clients = map(partial(ClientHistory, kinds=MARKDOWN_KINDS), export.clients)
    return b"".join(pour_markdown(clients))


def write_fhir(export: Export, therapist: Practitioner = NOBODY) -> bytes:
    clients = map(partial(ClientHistory, kinds=FHIR_KINDS), export.clients)
    return b"".join(pour_fhir(clients, therapist))
