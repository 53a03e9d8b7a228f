"""What an export of some weeks holds: two clients, one of them with a signature."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sessiontui.exchange.as_json import from_tree, write_json
from sessiontui.exchange.taking import take
from tests.story import open_session, type_all

if TYPE_CHECKING:
    from sessiontui.exchange.shape import Export
    from sessiontui.store.record import Record
    from tests.story import Clock

PRINT = "SESSION SUMMARY  KESTREL-4  session 1\nsigned as it is: größer 👍\n"
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
    """Two sessions with one client, one by video with another."""
    live = open_session(record, clock)
    type_all(live, FIRST)
    clock.forward(minutes=20)
    live.leave()
    clock.forward(days=7)
    live = open_session(record, clock)
    type_all(live, SECOND)
    live.leave()
    type_all(open_session(record, clock, "WREN-7"), ["> to sleep", "@ tea at nine"])
    return take(record)


def signed(export: Export) -> Export:
    """The same with its first session signed, and amended twice, by video."""
    tree: dict[str, Any] = json.loads(write_json(export))
    session = tree["clients"][0]["sessions"][0]
    at = "2026-03-10T12:00:00.000000+00:00"
    session |= {
        "signed_at": at,
        "held": "by video",
        "signature": {
            "place": 1,
            "at": at,
            "signer": "A. Therapist, LMFT 1234",
            "format": "summary",
            "scratch": 1,
            "content": "{}",
            "print": PRINT,
            "previous": "",
            "chain": "ab" * 32,
            "seal": "cd" * 32,
        },
        "amendments": [
            {
                "kind": kind,
                "at": at,
                "author": "A. Therapist, LMFT 1234",
                "reason": "heard later",
                "about": None,
                "text": "She rang *again*\n# on Sunday.",
                "previous": "cd" * 32,
                "seal": seal * 32,
            }
            for kind, seal in (("addendum", "ef"), ("correction", "01"))
        ],
    }
    return from_tree(tree)
