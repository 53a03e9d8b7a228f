"""What stays: a risk through any edit, and all of a record under a legal hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.story import open_session, type_all

from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.retention import Periods
from sessiontui.domain.signature import short_chain
from sessiontui.errors import SessionTuiError, UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.services.retention import Retention
from sessiontui.store.integrity.verify import verify
from sessiontui.store.sqlcipher.driver import DBError
from sessiontui.store.trigger_refusals import HELD, REFUSALS, STAYS_A_RISK

if TYPE_CHECKING:
    from tests.story import Clock

    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

SIGNER = Preferences(signer="R. Amadi")


@pytest.fixture
def named(record: Record, clock: Clock) -> Caseload:
    return Caseload(record, clock, preferences=SIGNER)


@pytest.fixture
def keeping(record: Record, clock: Clock) -> Retention:
    return Retention(record, Periods(), "R. Amadi", clock)


def said(live: LiveSession) -> tuple[str, ...]:
    """What stands above the print, but for the length of these short hours."""
    closing = live.signing.checklist()
    return replace(closing, stop=None).sentences


def history(record: Record, live: LiveSession) -> str:
    db, _ = record.databases[0]
    rows = db.execute(
        "select before, after from change where session_id = ?",
        (live.state.session.id,),
    )
    return str(rows.fetchall())


# What was ever a risk


def test_a_removed_risk_is_told_before_signing_and_keeps_its_words(
    named: Caseload, record: Record
) -> None:
    live = named.open("KESTREL-4")
    risk, _ = type_all(live, ["! means asked", "something else"])
    live.edits.remove((risk,))

    assert said(live) == ("removed: risk, 10:02",)
    live.sign()

    assert "means asked" in history(record, live)
    assert verify(record) == ()


def test_a_risk_taken_back_is_told_and_stays_in_the_history(
    named: Caseload, record: Record
) -> None:
    live = named.open("KESTREL-4")
    (note,) = type_all(live, ["means asked"])
    live.edits.retag((note,), "!")
    live.undo()
    note = live.state.lines[0]
    assert said(live) == ("taken back: risk, 10:02",)

    for hidden in ("scratch", "private"):
        with pytest.raises(UsageError, match=REFUSALS[STAYS_A_RISK]):
            live.edits.retag((note,), hidden)
    with pytest.raises(UsageError, match=REFUSALS[STAYS_A_RISK]):
        live.edits.edit(note, "~ means asked")

    assert [x.kind for x in live.state.lines] == [Kind.NOTE]
    live.enter("what else", Tab.NOTES)
    live.undo()
    live.redo()
    assert said(live) == ("taken back: risk, 10:02",)


def test_a_risk_that_was_made_nothing_voiced_is_told(named: Caseload) -> None:
    live = named.open("KESTREL-4")
    risk, asked = type_all(live, ["! better off without me", "!n asked"])
    assert said(live) == ("A risk line has no follow-up: !f …",)
    live.edits.retag((risk,), "!n")
    assert said(live) == ("changed: risk, 10:02",)
    live.edits.retag((live.state.lines[0],), "!")
    live.edits.edit(asked, "!n nothing was voiced")
    live.enter("!f rang the clinic", Tab.NOTES)
    assert said(live) == ()


def test_a_scratch_line_that_was_a_risk_keeps_its_words_when_signed(
    named: Caseload, record: Record
) -> None:
    live = named.open("KESTREL-4")
    scratch, _ = type_all(live, [". means asked", "something else"])
    live.edits.retag((scratch,), "!")
    live.undo()

    live.sign()

    assert "means asked" in history(record, live)
    assert verify(record) == ()


def test_no_other_tool_makes_a_risk_something_else(
    named: Caseload, record: Record
) -> None:
    type_all(named.open("KESTREL-4"), ["! means asked"])
    db, _ = record.databases[0]
    with pytest.raises(DBError, match=STAYS_A_RISK):
        db.execute("update line set kind = 'note'")


def test_a_moved_risk_takes_its_words_along_and_leaves_that_it_moved(
    named: Caseload, record: Record
) -> None:
    other = named.open("WREN-2")
    type_all(other, ["a line of theirs"])
    live = named.open("KESTREL-4")
    risk, _ = type_all(live, ["! means asked", "something else"])
    live.enter("/move WREN-2", Tab.NOTES, risk)
    live.leave()

    assert said(live) == ("moved: risk, 10:03",)
    assert "means asked" not in history(record, live)
    other.state.load()
    assert [(x.kind, x.text) for x in other.state.lines][1:] == [
        (Kind.RISK, "means asked")
    ]
    assert live.undo().remark.endswith(" back")
    assert "means asked" in [x.text for x in live.state.lines]
    assert verify(record) == ()


@pytest.mark.parametrize("typed", ["means asked", ". means asked"])
def test_what_was_a_risk_elsewhere_is_not_hidden_where_it_was_moved_to(
    named: Caseload, record: Record, typed: str
) -> None:
    theirs = named.open("WREN-2")
    type_all(theirs, ["a line of theirs"])
    between = named.open("HERON-9")
    live = named.open("KESTREL-4")
    (line,) = type_all(live, [typed])
    live.edits.retag((line,), "!")
    live.undo()
    live.enter("/move HERON-9", Tab.NOTES)
    live.leave()
    between.state.load()
    between.enter("/move WREN-2", Tab.NOTES)
    between.leave()

    theirs.state.load()
    (came,) = theirs.state.lines[1:]
    for hidden in {"scratch", "private"} - {came.kind.value}:
        with pytest.raises(UsageError, match=REFUSALS[STAYS_A_RISK]):
            theirs.edits.retag((came,), hidden)
    theirs.edits.remove((came,))
    theirs.sign()

    assert "means asked" in history(record, theirs)
    assert verify(record) == ()


def test_a_move_that_is_taken_back_leaves_nothing_of_itself(
    named: Caseload, record: Record
) -> None:
    type_all(named.open("WREN-2"), ["a line of theirs"])
    live = named.open("KESTREL-4")
    (risk,) = type_all(live, ["! means asked"])
    live.enter("/move WREN-2", Tab.NOTES, risk)
    live.undo()
    live.leave()
    assert said(live) == ("A risk line has no follow-up: !f …",)
    assert "means asked" in history(record, live)
    assert verify(record) == ()


# Under a legal hold


def test_nothing_is_moved_or_hidden_under_a_hold(
    named: Caseload, keeping: Retention, record: Record
) -> None:
    named.open("WREN-2")
    live = named.open("KESTREL-4")
    note, private = type_all(live, ["a note", "~ a guess"])
    keeping.hold(live.state.client, "court order")

    for line in (note, private):
        with pytest.raises(UsageError, match=REFUSALS[HELD]):
            live.enter("/move WREN-2", Tab.NOTES, line)
        with pytest.raises(UsageError, match=REFUSALS[HELD]):
            live.enter("/retag scratch", Tab.NOTES, line)
    with pytest.raises(UsageError, match=REFUSALS[HELD]):
        live.enter("/retag private", Tab.NOTES, note)
    with pytest.raises(UsageError, match=REFUSALS[HELD]):
        live.edits.edit(note, ". a note")

    assert live.undo().remark == "Nothing to take back."
    live.edits.remove((note,))
    assert "a note" in history(record, live)
    assert verify(record) == ()


def test_a_note_moved_to_a_held_client_is_not_brought_back(
    named: Caseload, keeping: Retention
) -> None:
    other = named.open("WREN-2")
    live = named.open("KESTREL-4")
    note, private = type_all(live, ["a note", "~ a guess"])
    live.enter("/move WREN-2", Tab.NOTES, note)
    live.enter("/move WREN-2", Tab.NOTES, private)
    keeping.hold(other.state.client, "court order")

    assert live.undo().remark == f"Not taken back: {REFUSALS[HELD]} {ONCE}"
    assert live.undo().remark == f"Not taken back: {REFUSALS[HELD]} {ONCE}"
    assert live.state.everything() == ()


ONCE = "Once more goes on past it."


def test_scratch_is_kept_at_signing_and_goes_by_a_word_once_the_hold_is_over(
    named: Caseload, keeping: Retention, record: Record
) -> None:
    live = named.open("KESTREL-4")
    type_all(live, ["a note", ". what nobody should read"])
    keeping.hold(live.state.client, "court order")
    assert said(live) == ("1 scratch line kept under the legal hold",)

    assert live.sign().remark == "Signed. 1 scratch line kept under the legal hold."

    assert [x.text for x in live.state.lines] == ["a note"]
    assert "nobody should read" in history(record, live)
    with pytest.raises(SessionTuiError, match=REFUSALS[HELD]):
        keeping.redact_scratch(live.state.client)
    keeping.lift(live.state.client, "over")
    (kept,) = keeping.kept_scratch(live.state.client)
    assert kept.session_name == "session 1"
    assert keeping.redact_scratch(live.state.client) == 1
    assert "nobody should read" not in history(record, live)
    assert keeping.kept_scratch(live.state.client) == ()
    assert verify(record) == ()


def test_scratch_kept_of_an_entry_is_named_by_its_day(
    named: Caseload, keeping: Retention
) -> None:
    live = named.open("KESTREL-4")
    live.enter("/contact phone 10m", Tab.NOTES)
    type_all(live, [". what nobody should read"])
    keeping.hold(live.state.client, "court order")
    live.sign()
    keeping.lift(live.state.client, "over")

    (kept,) = keeping.kept_scratch(live.state.client)
    assert kept.session_name == "contact of 2026-03-10"


def test_no_other_tool_hides_or_moves_a_held_line(
    record: Record, clock: Clock, keeping: Retention
) -> None:
    other = open_session(record, clock, "WREN-2").state.session
    live = open_session(record, clock)
    type_all(live, ["a note"])
    keeping.hold(live.state.client, "court order")
    db, _ = record.databases[0]
    for sql in (
        f"update line set session_id = {other.id}, client_id = {other.client_id}",
        "update line set kind = 'scratch'",
        "update change set after = json_remove(after, '$.text', '$.asked')",
    ):
        with pytest.raises(DBError, match=HELD):
            db.execute(sql)


# What is read is what is signed


def test_the_look_over_is_the_print_to_the_byte_but_for_two_fields(
    named: Caseload, clock: Clock
) -> None:
    live = named.open("KESTREL-4")
    type_all(live, ["> sit at that wedding", "a note", "@9", "! means asked"])
    clock.forward(minutes=40)
    live.signing.look_over()
    seen = live.signing.preview(0)
    clock.forward(minutes=3)

    live.sign()

    signature = live.signing.signature()
    assert signature is not None
    signed = signature.print.decode()
    assert seen == signed.replace(short_chain(signature.chain), MARKED).replace(
        "2026-03-10 10:49", "????-??-?? ??:??"
    )
    assert "stop 10:46" in signed


MARKED = "????-????-????-????"


def test_a_session_that_nobody_ended_says_so_and_what_was_not_understood(
    named: Caseload, clock: Clock
) -> None:
    live = named.open("KESTREL-4")
    type_all(live, ["a note", "= mood 12"])
    clock.forward(hours=3)
    told = live.signing.checklist()
    assert "No stop was noted: /stop 10:52 sets it" in told.sentences
    assert "1 line begins with a mark that was not understood" in said(live)
    live.enter("/stop 10:50", Tab.NOTES)
    live.signing.look_over()
    assert "stop 10:50" in live.signing.preview(0)
