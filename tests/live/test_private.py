"""Psychotherapy notes stay apart: from the record, its prints, search and exports."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.exchange.whole import take, write_fhir, write_json, write_markdown
from tests.store.pages import decrypted
from tests.story import open_session, type_all

from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.errors import CannotWriteError, SessionTuiError
from sessiontui.services.caseload import Caseload
from sessiontui.store import undo_log
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_record
from sessiontui.store.sqlcipher.driver import DBError
from sessiontui.ui.presenters.client_view import client_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.story import Clock

    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.sqlcipher.key import Key

CANARY = "WAGTAIL"


def letter_by_letter(live: LiveSession, text: str) -> None:
    """Type a line as at the keyboard, where each key saves the half-typed line."""
    for end in range(1, len(text) + 1):
        live.drafts.save(Tab.NOTES, text[:end], (0, end), None)
    live.enter(text, Tab.NOTES)


def an_hour(live: LiveSession) -> None:
    """A session in which every way leads a canary into private.db."""
    type_all(live, ["> sit at that wedding", "+ rang my brother", ": sleep"])
    letter_by_letter(live, f"~ {CANARY}: felt lectured")
    letter_by_letter(live, f"/private {CANARY} again")
    kept, turned, edited = type_all(
        live, ["he slept", f"it was a {CANARY}", "it was only a bird"]
    )
    live.edits.retag((turned,), "~")
    live.edits.edit(edited, f"~ it was a {CANARY}")
    live.undo()
    live.undo()
    live.edits.edit(edited, f"~ no bird but a {CANARY}")
    live.edits.edit(kept, "he slept badly")
    live.drafts.save(Tab.NOTES, f"I thought of a {CANARY}", (0, 0), None)
    live.drafts.save(Tab.NOTES, f"~ I thought of a {CANARY}", (0, 2), None)


def test_a_whole_session_leaves_no_private_word_in_the_record(
    live: LiveSession, record: Record
) -> None:
    an_hour(live)
    assert CANARY.encode() in decrypted(record.paths.record, record.key)
    live.leave()

    assert CANARY.encode() not in decrypted(record.paths.record, record.key)
    assert CANARY.encode() in decrypted(record.paths.private, record.key)
    assert verify(record) == ()


def test_no_print_search_view_or_export_has_a_private_word(
    live: LiveSession, record: Record
) -> None:
    an_hour(live)
    live.leave()

    for name in FORMATS:
        assert CANARY not in live.prints.summary(name)
    assert Caseload(record).search(CANARY) == ()
    assert CANARY not in "\n".join(line.plain for line in client_lines(live, 80))
    taken = take(record)
    for text in (write_json(taken), write_markdown(taken), write_fhir(taken)):
        assert CANARY not in text.decode()


@pytest.mark.parametrize(
    "text",
    [
        "= mood 4",
        "= #1 3",
        "! no plan",
        "!p brother stays",
        "> sit at that wedding",
        "@ walk Sat 10am %60 #1",
        ": sleep 15m mine",
        "+w went out #+1",
        "/risk means asked",
        "/start 10:05",
        "#1",
        "@2",
    ],
)
def test_what_looks_structured_stays_words_behind_the_mark(
    live: LiveSession, record: Record, text: str
) -> None:
    type_all(live, ["> a goal", "+ a strength", "@ homework"])
    before = live.state.lines, live.state.session

    (note,) = type_all(live, [f"~ {text}"])

    assert note.kind is Kind.PRIVATE
    assert note.text == text
    assert (note.goal, note.value, note.likely, note.minutes) == (None,) * 4
    live.state.load()
    assert (live.state.lines, live.state.session) == before
    assert len(record.private_notes.notes(live.state.session.id)) == 1


@pytest.mark.parametrize("value", ["x'00'", "null"])
def test_a_note_takes_text_only(live: LiveSession, record: Record, value: str) -> None:
    type_all(live, ["~ a thought"])
    db, _ = record.databases[1]

    with pytest.raises(DBError), db.atomic():
        db.execute(f"insert into note(session_id, text) values (1, {value})")
    with pytest.raises(DBError), db.atomic():
        db.execute(f"update note set text = {value}")


def test_the_record_takes_no_private_line(live: LiveSession, record: Record) -> None:
    type_all(live, ["a note"])
    db, _ = record.databases[0]

    with pytest.raises(DBError), db.atomic():
        db.execute("update line set kind = 'private'")


@pytest.mark.parametrize(
    "change",
    [
        "alter table note add column score real",
        "alter table note add column twice text generated always as (text) virtual",
        "create table rating (note integer, value real)",
        "alter table note rename column text to words",
    ],
)
@pytest.mark.parametrize("write", [True, False])
def test_a_private_file_that_could_hold_more_is_refused(
    paths: Paths, key: Key, change: str, *, write: bool
) -> None:
    record = open_record(paths, key)
    db, _ = record.databases[1]
    db.execute("drop trigger note_logged_update")
    db.execute("drop trigger note_logged_insert")
    db.execute("drop trigger note_logged_delete")
    db.execute(change)
    record.close()

    with pytest.raises(SessionTuiError, match=r"private\.db holds|did not make|take"):
        open_record(paths, key, write=write)


# Check in first


def test_strain_is_told_once_and_never_why(record: Record, clock: Clock) -> None:
    live = open_session(record, clock)
    type_all(live, ["a note", "~ strain: felt lectured"])
    live.leave()
    clock.forward(days=7)

    assert open_session(record, clock).opening().check_in
    live = open_session(record, clock)
    type_all(live, ["a note", "~ restrained today", "~ strainer"])
    clock.forward(days=7)
    assert not open_session(record, clock).opening().check_in


def test_strain_counts_where_nothing_else_was_noted(
    record: Record, clock: Clock
) -> None:
    live = open_session(record, clock)
    type_all(live, ["~ Strain, from the first minute"])
    live.leave()
    clock.now += timedelta(days=7)
    later = open_session(record, clock)

    assert later.opening().check_in
    assert not later.opening().is_empty


@pytest.mark.parametrize("left", [True, False])
def test_a_session_that_was_never_one_leaves_nothing_in_private(
    record: Record, clock: Clock, left: bool
) -> None:
    type_all(open_session(record, clock), ["he slept"])
    empty = open_session(record, clock, "WREN-7")
    empty.drafts.save(Tab.HELPED, "a slip", (0, 6), None)
    empty.drafts.save(Tab.HELPED, "", (0, 0), None)
    if left:
        empty.leave()
    else:
        # As an earlier program left it.
        record.sessions.drop_empty(empty.state.session.id)

    exported = take(record, with_private=True)
    assert exported.psychotherapy_notes is not None
    assert not exported.psychotherapy_notes.drafts
    if left:
        assert open_session(record, clock, "HERON-9").drafts.load().tab is Tab.AGENDA


@pytest.mark.parametrize(
    ("typed", "words"),
    [("felt lectured by me", "~ felt lectured by me"), ("/sign", "~ /sign")],
)
def test_a_half_typed_edit_of_a_note_stays_private_on_another_day(
    record: Record, clock: Clock, typed: str, words: str
) -> None:
    live = open_session(record, clock)
    type_all(live, ["~ felt lectured", "he slept"])
    live.drafts.save(Tab.NOTES, typed, (0, 5), live.state.notes[0].id)
    live.leave()
    clock.forward(days=7)

    later = open_session(record, clock)
    assert later.drafts.load().text == words
    assert later.drafts.load().cursor == (0, 7)
    db, _ = record.databases[0]
    assert "lectured" not in str(db.execute("select * from draft").fetchall())
    later.enter(later.drafts.load().text, Tab.AGENDA)
    assert [x.kind for x in later.state.everything()] == [Kind.PRIVATE]


def test_a_half_typed_edit_of_a_risk_stays_one_on_another_day(
    record: Record, clock: Clock
) -> None:
    live = open_session(record, clock)
    (risk,) = type_all(live, ["! means asked"])
    live.drafts.save(Tab.NOTES, "means at home", (0, 2), risk.id)
    live.leave()
    clock.forward(days=7)

    assert open_session(record, clock).drafts.load().text == "! means at home"


def test_a_note_that_was_taken_back_leaves_no_words_in_the_record(
    record: Record, clock: Clock
) -> None:
    live = open_session(record, clock)
    type_all(live, [f"~ {CANARY}: felt lectured", "he slept"])
    live.edits.retag(live.state.notes, "note")
    live.undo()
    live.undo()
    assert [x.kind for x in live.state.everything()] == [Kind.PRIVATE, Kind.NOTE]

    live.leave()

    db, _ = record.databases[0]
    assert CANARY not in str(db.execute("select * from change").fetchall())
    assert verify(record) == ()
    # Nothing else lost its words, and a note that stays in the record keeps them.
    assert "he slept" in str(db.execute("select * from change").fetchall())
    live.edits.retag(live.state.notes, "note")
    live.leave()
    kept = [x.text for x in live.state.lines]
    assert kept == ["he slept", f"{CANARY}: felt lectured"]
    assert verify(record) == ()


LECTURED = f"{CANARY}: felt lectured"


@contextlib.contextmanager
def refusing(db: Database) -> Iterator[None]:
    """One file of a record takes nothing, as on a full disk."""
    db.execute("PRAGMA query_only = 1").fetchall()
    yield
    db.execute("PRAGMA query_only = 0").fetchall()


CHANGES: dict[str, tuple[str, int, Callable[[LiveSession], object]]] = {
    "a note to the record": (
        f"~ {LECTURED}",
        1,
        lambda live: live.edits.retag(live.state.notes, "note"),
    ),
    "a line to the notes": (
        LECTURED,
        0,
        lambda live: live.edits.retag(live.state.lines, "~"),
    ),
    "an edit to the notes": (
        LECTURED,
        0,
        lambda live: live.edits.edit(live.state.lines[0], f"~ {LECTURED} more"),
    ),
    "both to another client": (
        f"~ {LECTURED}",
        1,
        lambda live: live.edits.move((*live.state.lines, *live.state.notes), "WREN-7"),
    ),
    "both removed": (
        f"~ {LECTURED}",
        1,
        lambda live: live.edits.remove((*live.state.lines, *live.state.notes)),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_on_a_disk_that_may_not_take_both_steps_none_is_taken(
    what: str, record: Record, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed, second, change = CHANGES[what]
    open_session(record, clock, "WREN-7")
    live = open_session(record, clock)
    type_all(live, ["he slept", typed] if second else [typed])
    before = live.state.everything()
    steps = record.undo_log.moments.last
    monkeypatch.setattr(undo_log, "_ROOM", 1 << 80)

    with pytest.raises(CannotWriteError, match="Not saved: the disk is full"):
        change(live)

    assert live.state.everything() == before
    assert record.undo_log.moments.last == steps


@pytest.mark.parametrize("what", CHANGES)
def test_where_the_second_file_refuses_the_first_is_as_it_was(
    what: str, record: Record, clock: Clock
) -> None:
    typed, full, change = CHANGES[what]
    wren = open_session(record, clock, "WREN-7")
    type_all(wren, ["a garden of her own"])
    wren.leave()
    clock.forward(days=7)
    live = open_session(record, clock)
    type_all(live, [typed] if full == 0 else [typed, "he slept"])
    before = live.state.everything()

    with (
        refusing(record.databases[full][0]),
        pytest.raises(CannotWriteError, match="Not saved"),
    ):
        change(live)

    live.state.load()
    assert live.state.everything() == before
    hours = Caseload(record, clock).sessions(wren.state.client)
    assert [x.is_card for x in hours][1:] in ([], [True])
    live.leave()
    if full:
        db, _ = record.databases[0]
        assert CANARY not in str(db.execute("select * from change").fetchall())
    assert verify(record) == ()


def test_where_the_half_cannot_be_taken_back_that_is_said(
    record: Record, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise CannotWriteError("Not saved: the disk is full. Free some space.")

    live = open_session(record, clock)
    type_all(live, [f"~ {CANARY}: felt lectured"])
    monkeypatch.setattr(record.private_notes, "remove", refused)
    monkeypatch.setattr(record.undo_log, "reverse", refused)

    with pytest.raises(CannotWriteError, match="Only half of that was saved"):
        live.edits.retag(live.state.notes, "note")
