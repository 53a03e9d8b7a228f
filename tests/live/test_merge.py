"""Two codes of one client are brought together: a wrong code, found a week later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.exchange.past import read_json
from tests.exchange.whole import take, write_json
from tests.story import PASSPHRASE, home_paths, type_all

from sessiontui.domain.amendment_requests import RequestKind
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.retention import Periods
from sessiontui.errors import SessionTuiError, UsageError
from sessiontui.exchange.importing import bring
from sessiontui.services.caseload import Caseload
from sessiontui.services.merge import Merging
from sessiontui.services.retention import Retention
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import create_record

if TYPE_CHECKING:
    from pathlib import Path

    from tests.story import Clock

    from sessiontui.store.record import Record

RIGHT, WRONG = "KESTREL-4", "KESTREL-44"


@pytest.fixture
def caseload(record: Record, clock: Clock) -> Caseload:
    """A client, whose second hour was written under a mistyped code."""
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    live = caseload.open(RIGHT)
    type_all(live, ["> sit at that wedding", "+ I rang my brother", "waves #1"])
    live.sign()
    clock.forward(days=7)
    live = caseload.open(WRONG)
    type_all(
        live,
        [
            "> sleep through",
            "/did breathing #1",
            "+ I slept",
            "! means asked",
            "~ mine",
        ],
    )
    live.leave()
    clock.forward(days=7)
    return caseload


@pytest.fixture
def merging(record: Record, clock: Clock) -> Merging:
    return Merging(record, clock)


def merge(caseload: Caseload, merging: Merging) -> None:
    merging.merge(caseload.find_client(WRONG), caseload.find_client(RIGHT))


def test_entries_of_one_day_come_behind_those_that_are_there(
    caseload: Caseload, merging: Merging
) -> None:
    for code, words in ((RIGHT, ("ill", "away")), (WRONG, ("late", "no word"))):
        for said in words:
            missed = caseload.open(code, new_session=True)
            missed.enter(f"/missed {said}", Tab.NOTES)
            missed.leave()
    right, wrong = caseload.find_client(RIGHT), caseload.find_client(WRONG)
    day = caseload.sessions(right)[-1].day

    shown = {x.was: x.now for x in merging.check(wrong, right) if x.what == "entry"}
    assert shown == {f"{day}": f"{day}.3", f"{day}.2": f"{day}.4"}
    merging.merge(wrong, right)

    held = [caseload.past(right, x).state.session.held for x in shown.values()]
    assert held == ["late", "no word"]


def test_an_hour_without_a_line_stays_as_the_merge_told_of_it(
    caseload: Caseload, merging: Merging, record: Record
) -> None:
    # As a death of the program leaves it.
    empty = caseload.open(WRONG).state.session
    merge(caseload, merging)
    assert verify(record) == ()

    caseload.open(RIGHT).leave()
    caseload.past(caseload.find_client(RIGHT)).leave()

    assert record.sessions.by_id(empty.id) is not None
    assert verify(record) == ()


def test_the_wrong_code_is_brought_in_under_new_numbers_and_leads_there(
    caseload: Caseload, merging: Merging, record: Record
) -> None:
    shown = merging.check(caseload.find_client(WRONG), caseload.find_client(RIGHT))
    assert [(x.what, x.was, x.now) for x in shown] == [
        ("session", 1, 2),
        ("goal", 1, 2),
        ("strength", 1, 2),
    ]
    merge(caseload, merging)

    assert verify(record) == ()
    client = caseload.find_client(WRONG)
    assert client.code == RIGHT
    assert caseload.notice == f"{WRONG} is {RIGHT} now."
    assert [x.client.code for x in caseload.clients()] == [RIGHT]
    live = caseload.past(client, 2)
    assert [x.number for x in live.state.goals] == [1, 2]
    told = {x.label: x for x in live.state.lines}
    assert told["did"].goal == 2
    assert record.private_notes.notes(live.state.session.id)[0].text == "mine"
    live.sign()
    assert verify(record) == ()
    with pytest.raises(UsageError):
        caseload.rename(client, WRONG)


def test_no_undo_crosses_a_merge(caseload: Caseload, merging: Merging) -> None:
    merge(caseload, merging)
    client = caseload.find_client(RIGHT)
    live = caseload.past(client, 2)
    before = live.state.lines
    assert live.undo().remark == "Nothing to take back."
    assert live.redo().remark == "Nothing to bring back."
    assert live.state.lines == before
    live.enter("said later", Tab.NOTES)
    live.undo()
    assert live.state.lines == before


def test_what_is_signed_stays_and_is_pointed_to(
    caseload: Caseload, merging: Merging, record: Record
) -> None:
    caseload.past(caseload.find_client(WRONG)).sign()
    for _ in range(2):
        with pytest.raises(SessionTuiError, match=f"see also {WRONG}"):
            merge(caseload, merging)
    right, wrong = caseload.find_client(RIGHT), caseload.find_client(WRONG)
    assert caseload.see_also(right) == (WRONG,)
    assert caseload.see_also(wrong) == (RIGHT,)
    assert len(caseload.sessions(wrong)) == 1
    assert verify(record) == ()


def test_who_is_pointed_to_is_found_under_the_code_they_have_now(
    caseload: Caseload, merging: Merging
) -> None:
    caseload.past(caseload.find_client(WRONG)).sign()
    with pytest.raises(SessionTuiError, match=f"see also {WRONG}"):
        merge(caseload, merging)
    third = caseload.open("WREN-7")
    type_all(third, ["slept"])
    merging.merge(third.state.client, caseload.find_client(WRONG))
    later = caseload.open("HARE-5")
    type_all(later, ["slept"])
    with pytest.raises(SessionTuiError, match=f"see also {WRONG}"):
        merging.merge(caseload.find_client(WRONG), later.state.client)
    assert caseload.see_also(caseload.find_client(WRONG)) == ("HARE-5", RIGHT)

    merging.merge(later.state.client, fourth := caseload.open("CROW-3").state.client)

    assert caseload.see_also(caseload.find_client(WRONG)) == ("CROW-3", RIGHT)
    assert caseload.see_also(fourth) == (WRONG,)


def test_what_others_rely_on_does_not_go(
    caseload: Caseload, merging: Merging, record: Record, clock: Clock
) -> None:
    right, wrong = caseload.find_client(RIGHT), caseload.find_client(WRONG)
    keeping = Retention(record, Periods(), "R. Amadi", clock)
    with pytest.raises(UsageError, match="same client already"):
        merging.merge(wrong, wrong)
    keeping.hold(wrong, "court")
    with pytest.raises(SessionTuiError, match="legal hold"):
        merging.merge(wrong, right)
    keeping.lift(wrong, "over")
    keeping.add_request(wrong, RequestKind.REQUEST, "the date is wrong")
    with pytest.raises(SessionTuiError, match="requests for amendment"):
        merging.merge(wrong, right)
    assert verify(record) == ()


def test_every_former_code_leads_on_to_where_it_went(
    caseload: Caseload, merging: Merging, record: Record, clock: Clock, tmp_path: Path
) -> None:
    other = caseload.open("WREN-9").state.client
    merging.merge(other, caseload.find_client(WRONG))
    wrong = caseload.rename(caseload.find_client(WRONG), "WREN-8")
    merging.merge(wrong, caseload.find_client(RIGHT))
    record.tidy()
    assert verify(record) == ()
    right = caseload.find_client(RIGHT)
    for code in (WRONG, "WREN-8", "WREN-9"):
        assert caseload.find_client(code) == right
        assert caseload.notice == f"{code} is {RIGHT} now."
        with pytest.raises(UsageError):
            caseload.rename(right, code)
    # Whoever comes next is another one, and is not destroyed along.
    heron = caseload.open("HERON-1")
    heron.enter("arrived early", Tab.NOTES)
    taken = take(record)
    brought = create_record(home_paths(tmp_path / "new"), PASSPHRASE)
    bring(brought, read_json(write_json(taken)))
    there = Caseload(brought, clock)
    assert there.find_client("WREN-9").code == there.find_client(WRONG).code == RIGHT
    brought.close()
    keeping = Retention(record, Periods(), "R. Amadi", clock)
    keeping.erase(right, "asked", notes_only=False)
    assert verify(record) == ()
    assert not any(map(caseload.has_client, (WRONG, "WREN-8", "WREN-9", RIGHT)))
    assert caseload.past(heron.state.client).state.lines


def test_a_merged_client_is_destroyed_whole(
    caseload: Caseload, merging: Merging, record: Record, clock: Clock
) -> None:
    merge(caseload, merging)
    keeping = Retention(record, Periods(), "R. Amadi", clock)
    keeping.erase(caseload.find_client(RIGHT), "asked", notes_only=False)
    assert verify(record) == ()
    assert not caseload.has_client(WRONG)
    (db, _), (private, _) = record.databases
    for table in ("line", "change", "session", "past", "former"):
        assert db.execute(f"select count(*) from {table}").fetchone() == (0,)
    assert private.execute("select count(*) from note").fetchone() == (0,)
