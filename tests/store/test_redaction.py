"""Forgetting: words that left the record are nowhere in its file, and no others go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.store.pages import decrypted
from tests.story import hits_of, open_session, type_all

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_record
from sessiontui.store.repositories.redaction import ever, redact_words
from sessiontui.store.sqlcipher.driver import DBError
from sessiontui.store.trigger_refusals import ONLY_GROWS

if TYPE_CHECKING:
    from tests.story import Clock

    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key


def has(record: Record, word: str) -> bool:
    """Whether a word stands anywhere in the pages of record.db."""
    return word.encode() in decrypted(record.paths.record, record.key)


def texts(live: LiveSession) -> list[str]:
    return [line.text for line in live.state.everything()]


# What went to private.db


def test_words_that_became_private_are_nowhere_in_the_record(
    live: LiveSession, record: Record
) -> None:
    live.drafts.save(Tab.NOTES, "half a WAGTAIL", (0, 14), None)
    first, second, third = type_all(
        live, ["a WAGTAIL", "the second WAGTAIL " + "again " * 2000, "it stays"]
    )
    live.edits.edit(first, "a WAGTAIL, edited")
    live.edits.retag((live.state.lines[0], second), "private")
    live.edits.edit(third, "~ WAGTAIL in other words than the PLOVER")
    type_all(live, ["what stays"])
    assert has(record, "WAGTAIL")

    live.leave()

    assert not has(record, "WAGTAIL")
    assert not has(record, "it stays")
    assert has(record, "what stays")
    assert hits_of(record, "WAGTAIL") == ()
    assert sum("WAGTAIL" in text for text in texts(live)) == 3
    assert verify(record) == ()


def test_a_goal_of_an_earlier_session_is_forgotten_there_too(
    record: Record, clock: Clock
) -> None:
    earlier = open_session(record, clock)
    (goal,) = type_all(earlier, ["> sit at that WAGTAIL"])
    earlier.leave()
    clock.forward(days=7)
    live = open_session(record, clock)

    live.edits.retag((goal,), "private")
    live.leave()

    assert not has(record, "WAGTAIL")
    assert verify(record) == ()
    assert earlier.undo().remark == "Nothing to take back."


def test_a_moved_line_is_forgotten_where_it_came_from(
    record: Record, clock: Clock
) -> None:
    wrong = open_session(record, clock, "WREN-7")
    (line,) = type_all(wrong, ["it was the WAGTAIL"])
    right = open_session(record, clock)
    type_all(right, ["a note"])
    wrong.edits.move((line,), "KESTREL-4")
    right.state.load()

    right.edits.retag((right.state.lines[-1],), "~")
    right.leave()

    assert not has(record, "WAGTAIL")
    assert verify(record) == ()
    assert wrong.undo().remark == "Nothing to take back."


def test_a_moved_line_is_forgotten_where_it_came_from_though_that_is_signed(
    record: Record, clock: Clock
) -> None:
    signer = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    wrong = signer.open("WREN-7")
    line, _ = type_all(wrong, ["it was the WAGTAIL", "a signed note"])
    right = open_session(record, clock)
    wrong.edits.move((line,), "KESTREL-4")
    wrong.sign()
    right.state.load()

    right.edits.retag((right.state.lines[-1],), "~")
    right.leave()

    assert not has(record, "WAGTAIL")
    assert has(record, "a signed note")
    assert verify(record) == ()


def test_undo_goes_back_as_far_as_words_were_forgotten(live: LiveSession) -> None:
    first, _ = type_all(live, ["a wagtail", "a note"])
    live.edits.retag((first,), "private")
    type_all(live, ["later", "latest"])
    live.undo()
    live.leave()

    assert live.redo().remark.endswith(" back")
    live.undo()
    assert live.undo().remark.endswith(" back")
    assert live.undo().remark == "Nothing to take back."
    assert sorted(texts(live)) == ["a note", "a wagtail"]


def test_until_the_session_is_left_all_can_be_taken_back(
    live: LiveSession, record: Record
) -> None:
    (line,) = type_all(live, ["a wagtail"])
    live.edits.retag((line,), "private")
    live.undo()
    live.undo()
    live.leave()

    assert [line.text for line in live.state.lines] == ["a wagtail"]
    assert record.redaction.reach(live.state.session.id) == 0
    assert live.undo().remark.endswith(" back")
    assert verify(record) == ()


def test_a_line_that_was_only_removed_comes_back(live: LiveSession) -> None:
    (line,) = type_all(live, ["a wagtail"])
    live.edits.remove((line,))
    live.leave()
    live.undo()

    assert texts(live) == ["a wagtail"]


def test_what_nobody_left_is_forgotten_when_the_client_comes_again(
    record: Record, clock: Clock
) -> None:
    live = open_session(record, clock)
    (line,) = type_all(live, ["a WAGTAIL"])
    live.edits.retag((line,), "private")
    clock.forward(days=7)

    open_session(record, clock).leave()

    assert not has(record, "WAGTAIL")


# What was scratch


def redact_scratch(record: Record, live: LiveSession) -> None:
    """As signing does it."""
    number = live.state.session.id
    with record.undo_log.step(number):
        db, _ = record.databases[0]
        words = ever(db, number, "scratch")
        db.execute(
            "delete from line where session_id = ? and kind = 'scratch'", [number]
        )
        redact_words(db, number, words, "scratch")
    record.tidy()
    live.state.load()


def test_scratch_is_forgotten_and_what_became_a_note_stays(
    live: LiveSession, record: Record
) -> None:
    lines = type_all(
        live, [". WAGTAIL one", ". PLOVER two", ". WAGTAIL gone", "a note"]
    )
    live.edits.edit(lines[1], ". WAGTAIL two")
    live.edits.edit(live.state.lines[1], ". PLOVER two")
    live.edits.remove((lines[2],))
    live.edits.retag((lines[1],), "note")

    redact_scratch(record, live)

    assert not has(record, "WAGTAIL")
    assert [line.text for line in live.state.lines] == ["PLOVER two", "a note"]
    assert verify(record) == ()
    assert live.undo().remark == "Nothing to take back."
    type_all(live, ["later"])
    assert live.undo().remark.endswith(" back")


def test_a_forgotten_history_still_reads_as_what_happened(
    live: LiveSession, record: Record
) -> None:
    type_all(live, [". WAGTAIL one"])
    redact_scratch(record, live)

    db, _ = record.databases[0]
    kept = db.execute(
        "select op, coalesce(after, before) ->> 'kind' from change order by seq"
    ).fetchall()
    assert kept == [("insert", "scratch"), ("delete", "scratch")]


# What the guard on the history still refuses


_TAMPERINGS = {
    "another word": "after = json_set(after, '$.text', 'other')",
    "a word less": "after = json_set(after, '$.text', '')",
    "another key": "after = json_remove(after, '$.kind')",
    "a key besides": "after = json_remove(after, '$.text', '$.at')",
    "only one of both": "after = json_remove(after, '$.text')",
    "nothing left": "after = null",
    "something before": "before = after",
    "when": "at = '2020-01-01', after = json_remove(after, '$.text', '$.asked')",
    "what": "op = 'delete'",
    "whose": "session_id = 7, after = json_remove(after, '$.text', '$.asked')",
    "which line": "row_id = 7",
    "which step": "step = null",
    "its place": "seq = 77",
    "a signed one": "after = json_remove(after, '$.text', '$.asked')",
}


@pytest.mark.parametrize("change", _TAMPERINGS.values(), ids=_TAMPERINGS)
def test_the_history_takes_no_other_change(
    live: LiveSession, record: Record, change: str
) -> None:
    type_all(live, ["a note"])
    db, _ = record.databases[0]
    with record.undo_log.unit():
        db.execute(f"update change set {_TAMPERINGS['a signed one']}")
    type_all(live, ["another"])
    if change == _TAMPERINGS["a signed one"]:
        signed(record, live)
    before = db.execute("select * from change order by seq").fetchall()

    with pytest.raises(DBError, match=ONLY_GROWS), db.atomic():
        db.execute(f"update change set {change} where row_id = 2")

    assert db.execute("select * from change order by seq").fetchall() == before


def signed(record: Record, live: LiveSession) -> None:
    db, _ = record.databases[0]
    at = "2026-03-10T11:04:00.000000+00:00"
    with record.undo_log.unit():
        db.execute(
            "insert into signature values (?, ?, 1, ?, 'R. Amadi', 'summary', 0, '',"
            " x'00', '', '', '', 1, '', 0)",
            (live.state.session.id, live.state.client.id, at),
        )
        db.execute(
            "update session set signed_at = ? where id = ?", (at, live.state.session.id)
        )


def test_private_db_forgets_nothing_by_itself(
    live: LiveSession, record: Record
) -> None:
    type_all(live, ["~ a thought"])
    db, _ = record.databases[1]

    with pytest.raises(DBError, match=ONLY_GROWS), db.atomic():
        db.execute("update change set after = json_remove(after, '$.text', '$.asked')")


def test_what_was_forgotten_is_gone_after_a_restart_too(
    paths: Paths, key: Key, clock: Clock
) -> None:
    record = open_record(paths, key)
    live = open_session(record, clock)
    (line,) = type_all(live, ["a WAGTAIL"])
    live.edits.retag((line,), "private")
    live.leave()
    record.close()

    again = open_record(paths, key)
    assert not has(again, "WAGTAIL")
    assert b"WAGTAIL" in decrypted(paths.private, key)
    assert verify(again) == ()
    again.close()


def test_what_a_death_of_the_program_left_is_forgotten_at_the_next_opening(
    live: LiveSession, record: Record
) -> None:
    (line,) = type_all(live, ["a WAGTAIL"])
    live.edits.retag((line,), "private")
    assert has(record, "WAGTAIL")
    record.close()

    again = open_record(record.paths, record.key)
    again.tidy()

    assert not has(again, "WAGTAIL")
    assert verify(again) == ()
    again.close()
