"""Waiting: what was promised or is due, over all clients."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.story import Clock, open_session, type_all

from sessiontui.domain.amendment_requests import RequestKind
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import USUAL_PREFERENCES
from sessiontui.domain.retention import Periods
from sessiontui.domain.waiting import Waits
from sessiontui.services.caseload import Caseload
from sessiontui.services.retention import Retention

if TYPE_CHECKING:
    from sessiontui.store.record import Record

_SIGNS = replace(USUAL_PREFERENCES, signer="R. Marsh, LCSW")


def rows(record: Record, clock: Clock) -> list[str]:
    """What waits, as a list has it."""
    found = Caseload(record, clock).waiting()
    return [" ".join((x.client.code, x.when, x.label, x.words)).strip() for x in found]


def test_all_that_waits_stands_oldest_first_until_it_is_answered(
    record: Record, clock: Clock
) -> None:
    caseload = Caseload(record, clock, preferences=_SIGNS)
    kestrel = caseload.open("KESTREL-4")
    type_all(kestrel, ["@ walk", "/differently less homework"])
    kestrel.sign()
    clock.forward(days=1)
    wren = caseload.open("WREN-7")
    type_all(wren, ["! cutting again", "!f call Fri"])
    retention = Retention(record, Periods(), "R. Marsh", clock)
    retention.add_request(kestrel.state.client, RequestKind.REQUEST, "not so")
    clock.forward(days=1)

    assert rows(record, clock) == [
        "KESTREL-4 2026-03-10 asked to do differently less homework",
        "KESTREL-4 2026-03-10 homework not looked at walk",
        "WREN-7 2026-03-11 session 1 not signed, no end noted",
        "WREN-7 2026-03-11 risk follow-up call Fri",
        "KESTREL-4 by 2026-05-10 request for amendment",
    ]

    again = caseload.open("KESTREL-4")
    type_all(again, ["@2", "/changed sat by the window"])
    type_all(caseload.open("WREN-7"), ["!d rang her"])
    caseload.past(wren.state.client, 1).sign()
    retention.add_request(kestrel.state.client, RequestKind.ACCEPTED, "mended")

    assert rows(record, clock) == []


def test_a_session_that_still_goes_on_does_not_wait_yet(
    record: Record, clock: Clock
) -> None:
    live = open_session(record, clock)
    type_all(live, ["a note"])
    assert rows(record, clock) == []

    clock.forward(days=1)
    assert rows(record, clock) == [
        "KESTREL-4 2026-03-10 session 1 not signed, no end noted"
    ]
    live.times.stop("10:50")
    assert [x.what for x in Caseload(record, clock).waiting()] == [Waits.NOT_SIGNED]


def test_an_entry_that_waits_names_its_day_once(record: Record, clock: Clock) -> None:
    for _ in range(2):
        live = Caseload(record, clock).open("KESTREL-4", new_session=True)
        live.enter("/missed no word", Tab.NOTES)
        live.leave()
    clock.forward(days=1)

    assert rows(record, clock) == [
        "KESTREL-4 2026-03-10 missed appointment not signed",
        "KESTREL-4 2026-03-10 missed appointment .2 not signed",
    ]


def test_an_hour_that_only_an_undone_move_began_is_not_left_open(
    record: Record, clock: Clock
) -> None:
    caseload = Caseload(record, clock)
    type_all(caseload.open("WREN-7"), ["hers"])
    clock.forward(days=1)
    live = caseload.open("KESTREL-4")
    (line,) = type_all(live, ["a note"])
    live.edits.move((line,), "WREN-7")
    live.undo()
    clock.forward(days=1)

    open_ends = {x.client.code: (x.unsigned, x.endless) for x in caseload.clients()}
    assert open_ends == {"WREN-7": (1, 1), "KESTREL-4": (1, 1)}
    assert len([x for x in caseload.waiting() if x.client.code == "WREN-7"]) == 1


def test_homework_of_the_hour_under_way_is_not_missed_yet(
    record: Record, clock: Clock
) -> None:
    type_all(open_session(record, clock), ["@ walk", "/differently less homework"])
    assert rows(record, clock) == []

    clock.forward(days=1)
    assert [x.split(" ", 2)[2] for x in rows(record, clock)][1:] == [
        "asked to do differently less homework",
        "homework not looked at walk",
    ]
