"""Destroying: nothing of it is left in the files, and everything else stands."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.store.pages import decrypted
from tests.story import (
    TUESDAY,
    Clock,
    files_of,
    hits_of,
    open_session,
    put_back,
    type_all,
)
from tests.tally import rounds

from sessiontui.domain.amendment_requests import RequestKind
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.retention import Hold
from sessiontui.domain.signature import AmendmentKind
from sessiontui.errors import DamagedError, UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.services.session.amending import PendingAmendment
from sessiontui.services.session.prints import files_of as files_of_prints
from sessiontui.store import erase as destroying
from sessiontui.store.bulk_rows import reading
from sessiontui.store.erase import EraseOrder, erase_client
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_record
from sessiontui.store.schema.tables import PRIVATE_TABLES, RECORD_TABLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.store.killed import Victims
    from tests.tally import Tally

    from sessiontui.settings.paths import Paths
    from sessiontui.store.bulk_rows import TableRow
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key

CANARY = "QUINCE"
"""Stands in every word that is to be destroyed."""
NOTE_CANARY = "MEDLAR"
"""Stands in every psychotherapy note of the same client."""
KILLS = rounds(12)


def tell(record: Record, clock: Clock) -> None:
    """Two clients; everything that may hold words of KESTREL-4 holds a canary."""
    live = Caseload(record, clock, preferences=Preferences(signer="R. Amadi")).open(
        "KESTREL-4"
    )
    lines = type_all(
        live,
        [f". {CANARY} scratch"]
        + [f"{CANARY}{i} slept " + "badly " * 60 for i in range(20)]
        + [f"> {CANARY} goal", f"= {CANARY} 4", f"~ {NOTE_CANARY} note"],
    )
    live.edits.edit(lines[1], f"{CANARY} edited")
    live.edits.edit(lines[23], f"{NOTE_CANARY} edited")
    live.edits.remove((lines[2],))
    live.edits.retag((lines[3],), "private")
    live.leave()
    live.sign()
    added = PendingAmendment(kind=AmendmentKind.ADDENDUM, text=f"{CANARY} added")
    live.amending.add(added, f"{CANARY} reason")
    clock.forward(days=7)
    again = open_session(record, clock)
    type_all(again, [f"{CANARY} again #1"])
    again.undo()
    again.drafts.save(Tab.NOTES, f"{CANARY} half", (0, 5), None)
    client = live.state.client
    retention = record.retention
    retention.add_request(
        client, live.state.session.id, RequestKind.REQUEST, CANARY, "me", clock(), None
    )
    retention.add_hold(client, Hold(at=clock(), set=True, reason=CANARY))
    retention.add_hold(client, Hold(at=clock(), set=False, reason=CANARY))


def tell_of_another(record: Record, clock: Clock) -> None:
    live = open_session(record, clock, "WREN-7")
    type_all(live, ["she slept", "> a garden", "~ a thought of mine"])


def order(
    record: Record, *, notes_only: bool = False, code: str = "KESTREL-4"
) -> EraseOrder:
    return EraseOrder(
        client=Caseload(record).find_client(code),
        notes_only=notes_only,
        author="R. Amadi",
        reason="seven years are over",
        at=TUESDAY + timedelta(days=3000),
    )


def words(paths: Paths, key: Key) -> bytes:
    """All that stands in the files of a record, whoever reads them."""
    return decrypted(paths.record, key) + decrypted(paths.private, key)


def all_rows(
    record: Record,
) -> tuple[dict[str, list[TableRow]], dict[str, list[TableRow]]]:
    """Every row of record.db, and of private.db."""
    with reading(record) as (rows, notes):
        return (
            {table.name: list(rows.all(table.name)) for table in RECORD_TABLES},
            {table.name: list(notes.all(table.name)) for table in PRIVATE_TABLES},
        )


def rows_of_others(record: Record, gone: EraseOrder) -> dict[str, list[TableRow]]:
    """All rows but those of a client and their sessions, and but the receipts."""
    sessions = {session.id for session in record.sessions.of_client(gone.client.id)}

    def others(row: TableRow) -> bool:
        whose = row["id"] if "code_key" in row else row.get("client_id")
        where = row["id"] if "started_at" in row else row.get("session_id")
        return whose != gone.client.id and where not in sessions

    in_record, in_private = all_rows(record)
    del in_record["destroyed"]
    return {
        f"{number} {name}": list(filter(others, rows))
        for number, tables in enumerate((in_record, in_private))
        for name, rows in tables.items()
    }


def test_not_a_word_is_left_in_the_files(paths: Paths, key: Key, clock: Clock) -> None:
    record = open_record(paths, key)
    tell(record, clock)
    tell_of_another(record, clock)
    before = words(paths, key)
    assert before.count(CANARY.encode()) > 20
    assert before.count(NOTE_CANARY.encode()) > 1
    for table in ("signature", "amendment", "request", "hold", "draft", "change"):
        assert all_rows(record)[0][table], f"{table} holds nothing to destroy"

    receipts, done = erase_client(record, order(record))

    assert done
    after = words(paths, key)
    assert CANARY.encode() not in after
    assert NOTE_CANARY.encode() not in after
    # The receipts are all that knows the code.
    assert after.count(b"KESTREL-4") == len(receipts) == 2
    assert b"kestrel-4" not in after
    assert b"she slept" in after
    assert b"a thought of mine" in after
    record.close()
    assert after.count(CANARY.encode()) == 0
    assert CANARY.encode() not in words(paths, key)


def test_everybody_else_stays_as_they_were(record: Record, clock: Clock) -> None:
    tell(record, clock)
    tell_of_another(record, clock)
    gone = order(record)
    kept = rows_of_others(record, gone)

    erase_client(record, gone)

    assert verify(record) == ()
    assert len(kept["0 line"]) == 2
    assert rows_of_others(record, gone) == kept
    live = open_session(record, clock, "WREN-7")
    assert live.undo().changed
    assert hits_of(record, CANARY) == ()
    assert hits_of(record, "slept")


def test_the_receipt_says_what_was_destroyed_by_whom_and_why(
    record: Record, clock: Clock
) -> None:
    tell(record, clock)

    receipts, _ = erase_client(record, order(record))

    assert record.retention.receipts() == receipts
    of_record, of_notes = receipts
    assert of_record.what == "record"
    assert of_record.sessions == 2
    assert of_record.lines == 20
    assert of_record.first == TUESDAY
    assert of_notes.what == "psychotherapy notes"
    assert of_notes.lines == 2
    assert {r.reason for r in receipts} == {"seven years are over"}
    assert {r.author for r in receipts} == {"R. Amadi"}


def test_psychotherapy_notes_go_alone(paths: Paths, key: Key, clock: Clock) -> None:
    record = open_record(paths, key)
    tell(record, clock)
    tell_of_another(record, clock)

    (receipt,), done = erase_client(record, order(record, notes_only=True))

    assert done
    assert receipt.what == "psychotherapy notes"
    assert receipt.lines == 2
    after = words(paths, key)
    assert NOTE_CANARY.encode() not in after
    assert b"a thought of mine" in after
    assert CANARY.encode() in after
    assert verify(record) == ()
    live = open_session(record, clock)
    type_all(live, ["~ a later thought"])
    live.undo()
    live.redo()
    assert verify(record) == ()
    record.close()


@pytest.mark.parametrize("gone", ["KESTREL-4", "WREN-7"])
@pytest.mark.parametrize("back", [False, True])
def test_a_line_in_the_wrong_place_goes_with_the_client_whose_it_is(
    paths: Paths, key: Key, clock: Clock, gone: str, back: bool
) -> None:
    record = open_record(paths, key)
    open_session(record, clock, "WREN-7")
    live = open_session(record, clock)
    line, note = type_all(live, ["was MISTYPED", "~ was MISTHOUGHT"])
    live.edits.edit(line, "MISTYPED here")
    live.edits.move((live.state.lines[0],), "WREN-7")
    live.edits.move((note,), "WREN-7")
    type_all(live, ["his own"])
    live.undo()
    if back:
        live.undo()
        live.undo()
    whose = "KESTREL-4" if back else "WREN-7"
    open_session(record, clock, "WREN-7").enter("hers", Tab.NOTES)

    erase_client(record, order(record, code=gone))

    assert verify(record) == ()
    after = words(paths, key)
    assert (b"MISTYPED" in after) is (whose != gone)
    assert (b"MISTHOUGHT" in after) is (whose != gone)
    # What is left can still be worked with, and nothing of the other comes back.
    other = "WREN-7" if gone == "KESTREL-4" else "KESTREL-4"
    left = open_session(record, clock, other)
    texts = {x.text for x in left.state.everything()}
    assert ("MISTYPED here" in texts) is (whose != gone)
    for _ in range(4):
        left.undo()
    for _ in range(4):
        left.redo()
    assert {x.text for x in left.state.everything()} >= texts - {"MISTYPED here"}
    assert verify(record) == ()
    record.close()


def test_a_record_that_is_not_whole_is_left_alone(record: Record, clock: Clock) -> None:
    tell(record, clock)
    (db, _), _ = record.databases
    db.execute("insert into line_fts(rowid, text) values (999, 'astray')")

    with pytest.raises(DamagedError, match="nothing was destroyed"):
        erase_client(record, order(record))

    assert record.clients.client("KESTREL-4")
    assert record.retention.receipts() == ()


def test_no_table_that_knows_a_client_is_forgotten(record: Record) -> None:
    """A table that is added later must be thought of in destroying."""
    known = {table.name for table in RECORD_TABLES if table.owner}
    # A link outlives what it bound, as a digest without a salt.
    known |= {"client", "moved", "destroying", "past", "link"}
    (db, _), _ = record.databases
    tied = {
        name
        for name in db.table_names()
        if {"client_id", "session_id", "from_session", "code", "row_id"}
        & {column.name for column in db.table(name).columns}
    }

    assert tied - known == {"destroyed"}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("victims", ["destroy"], indirect=True)
def test_a_kill_leaves_all_of_it_or_nothing(
    victims: Victims,
    paths: Paths,
    key: Key,
    clock: Clock,
    tmp_path: Path,
    tally: Callable[[str, str], Tally],
) -> None:
    row = tally("kill -9 while destroying", "all of it destroyed, or nothing")
    record = open_record(paths, key)
    tell(record, clock)
    tell_of_another(record, clock)
    record.close()
    before = files_of(paths.data)
    chance = random.Random(11)
    outcomes = set()
    for number in range(KILLS):
        victims.kill_one(after=chance.uniform(0, 0.06) if number else 30)

        # To look is enough: what was cut short is finished first.
        record = open_record(paths, key, write=False)
        there = record.clients.client("KESTREL-4") is not None
        assert verify(record) == (), f"after kill {number}"
        assert len(record.retention.receipts()) == (0 if there else 2)
        notes = {row["text"] for row in all_rows(record)[1]["note"]}
        assert any(NOTE_CANARY in text for text in notes) is there
        assert "a thought of mine" in notes
        record.close()
        if not there:
            open_record(paths, key).close()
            assert CANARY.encode() not in words(paths, key)
            assert NOTE_CANARY.encode() not in words(paths, key)
        outcomes.add(there)
        row.round(0)
        put_back(paths.data, before)
    assert outcomes == {False, True}


def test_notes_that_outlived_a_power_cut_go_at_the_next_opening(
    paths: Paths, key: Key, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = open_record(paths, key)
    tell(record, clock)
    with monkeypatch.context() as patch:
        patch.setattr(destroying, "finish", lambda _: False)
        _, done = erase_client(record, order(record))
    record.close()
    assert not done
    assert NOTE_CANARY.encode() in words(paths, key)

    open_record(paths, key).close()

    assert NOTE_CANARY.encode() not in words(paths, key)


def test_a_new_client_never_inherits_a_destroyed_ones_notes(
    paths: Paths, key: Key, clock: Clock
) -> None:
    """A session may get the number of one that was destroyed."""
    record = open_record(paths, key)
    tell(record, clock)
    (db, _), _ = record.databases
    watcher = open_record(paths, key, write=False)
    (looking, _), _ = watcher.databases
    looking.execute("begin")
    looking.execute("select count(*) from line").fetchone()
    db.execute("pragma busy_timeout = 50")

    _, done = erase_client(record, order(record))

    assert not done
    live = open_session(record, clock, "WREN-7")
    type_all(live, ["~ a new thought"])
    looking.execute("rollback")
    watcher.close()
    record.close()
    record = open_record(paths, key)
    assert [
        x.text for x in open_session(record, clock, "WREN-7").state.everything()
    ] == ["a new thought"]
    assert verify(record) == ()
    record.close()
    assert CANARY.encode() not in words(paths, key)


def test_notes_that_were_record_lines_leave_the_record_with_the_notes(
    record: Record, clock: Clock
) -> None:
    live = open_session(record, clock)
    (line,) = type_all(live, [f"{NOTE_CANARY} first a note"])
    live.edits.retag((line,), "private")

    erase_client(
        record,
        EraseOrder(
            live.state.client, notes_only=True, author="R", reason="due", at=clock()
        ),
    )

    for _, path in record.databases:
        assert NOTE_CANARY.encode() not in decrypted(path, record.key)
    assert verify(record) == ()


def test_under_a_hold_nothing_is_destroyed_whoever_asks(
    record: Record, clock: Clock
) -> None:
    live = open_session(record, clock)
    type_all(live, ["stays"])
    record.retention.add_hold(
        live.state.client, Hold(at=clock(), set=True, reason="court")
    )

    with pytest.raises(UsageError, match="legal hold"):
        erase_client(
            record,
            EraseOrder(
                live.state.client,
                notes_only=False,
                author="R",
                reason="due",
                at=clock(),
            ),
        )
    assert record.clients.clients()[0].sessions == 1
    assert verify(record) == ()


def test_a_client_whose_code_looks_like_anothers_print_keeps_theirs(
    record: Record, clock: Clock
) -> None:
    short = open_session(record, clock, "A")
    type_all(short, ["one"])
    short.prints.write_summary()
    long = open_session(record, clock, f"A-{short.state.client.id}-session-9")
    type_all(long, ["two"])
    kept = long.prints.write_summary()

    assert kept not in files_of_prints(record.paths, [short.state.client])
    assert files_of_prints(record.paths, [long.state.client]) == [kept]
