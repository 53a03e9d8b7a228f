"""What an export of some weeks holds: two clients, one with a signed session."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from sessiontui.domain.preferences import Preferences
from sessiontui.domain.signature import AmendmentKind
from sessiontui.exchange import importing
from sessiontui.exchange.export_stream import ImportFile
from sessiontui.services.caseload import Caseload
from sessiontui.services.session.amending import PendingAmendment
from tests.exchange.whole import take
from tests.story import open_session, type_all

if TYPE_CHECKING:
    from sessiontui.exchange.importing import Coming
    from sessiontui.exchange.schema.document import Export
    from sessiontui.store.record import Record
    from tests.story import Clock

SIGNER = "A. Therapist, LMFT 1234"
FIRST = (
    "> I want to sit at that wedding",
    ">g social anxiety, graded",
    ">m he'd see me there",
    "= #1 3",
    "= mood 4.5",
    "/pace -1",
    "+ rang my brother",
    "@ text him Fri %60 #1 #+1",
    "@o the phone is off",
    "@s one text %90",
    "@ walk on Sunday",
    "! means asked",
    "~ felt lectured",
    ". scratch of the hour",
    "/differently less talk",
)
SECOND = ("@3", "= #1 5", ">r", "> sleep", ">z #2", "<b>*bold*</b> & [x](y)")


def weeks(record: Record, clock: Clock) -> Export:
    """Two sessions with one client, the first by video and signed; one with another.

    The signed one is amended twice.
    """
    caseload = Caseload(
        record, clock, preferences=Preferences(signer=SIGNER, held="by video")
    )
    live = caseload.open("KESTREL-4")
    type_all(live, FIRST)
    clock.forward(minutes=20)
    live.leave()
    live.sign()
    for kind in (AmendmentKind.ADDENDUM, AmendmentKind.CORRECTION):
        words = "She rang *again*\n# on Sunday."
        live.amending.add(PendingAmendment(kind=kind, text=words), "heard later")
    clock.forward(days=7)
    live = open_session(record, clock)
    type_all(live, SECOND)
    live.leave()
    type_all(open_session(record, clock, "WREN-7"), ["> to sleep", "@ tea at nine"])
    return take(record)


def read_json(content: bytes, *, unchecked: bool = False) -> Coming:
    """An export file that holds these bytes."""
    source = ImportFile(lambda: BytesIO(content), len(content))
    return importing.read_json(source, unchecked=unchecked)
