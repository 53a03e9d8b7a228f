"""An auditor with our source and the key: what is altered afterwards is named."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.story import home_paths, type_all

from sessiontui.domain.amendment_requests import RequestKind
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.retention import Periods
from sessiontui.domain.signature import (
    AmendmentKind,
    amendment_seal,
    chain_over_print,
    previous_of,
    seal_of,
    short_chain,
)
from sessiontui.errors import UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.services.merge import Merging
from sessiontui.services.retention import Retention
from sessiontui.services.session.amending import PendingAmendment
from sessiontui.services.verify_prints import Compared, compared
from sessiontui.store.chain.events import note_event
from sessiontui.store.chain.links import (
    BY_NAME,
    digest_of,
    let_words_go,
    link,
    ranges,
    tip_of,
)
from sessiontui.store.chain.private_state import note_private
from sessiontui.store.erase import finish
from sessiontui.store.integrity.chain import _left, client_tips, strays
from sessiontui.store.integrity.signatures import odd_times
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_record
from sessiontui.store.schema.triggers import (
    PRIVATE_TRIGGERS,
    RECORD_TRIGGERS,
    without_triggers,
)
from sessiontui.store.sqlcipher.driver import DBError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.story import Clock

    from sessiontui.store.record import Record

SIGNER = Preferences(signer="R. Amadi")
NO_RECORD = {"draft", "answering", "forgot", "destroying", "writing"}
"""Half-typed lines, how far undo goes, and what is only under way."""


def bound_days(record: Record, clock: Clock) -> None:
    """Two days with everything in them, bound to the last row."""
    day(record, clock, "PLOVER")
    day(record, clock, "WAGTAIL")
    record.tidy()


def day(record: Record, clock: Clock, word: str) -> None:
    """A day with everything in it, for KESTREL-4."""
    caseload = Caseload(record, clock, preferences=SIGNER)
    keeping = Retention(record, Periods(), "R. Amadi", clock)
    other = caseload.open("WREN-2")
    type_all(other, [f"their {word}"])
    live = caseload.open("KESTREL-4", new_session=True)
    first, second, wrong, gone = type_all(
        live,
        [f"said {word}", f"! asked {word}", f"theirs {word}", f"removed {word}"],
    )
    type_all(live, [f". scratch {word}", f"~ guess {word}", f"~ more {word}"])
    live.edits.edit(first, f"said {word} again")
    live.enter("/move WREN-2", Tab.NOTES, wrong)
    live.edits.remove((gone,))
    live.edits.tick(second)
    live.sign()
    live.amending.add(
        PendingAmendment(kind=AmendmentKind.ADDENDUM, text=f"added {word}", about=None),
        "why",
    )
    keeping.hold(live.state.client, f"order {word}")
    keeping.lift(live.state.client, f"over {word}")
    live.leave()
    other.leave()
    clock.forward(days=1)


@pytest.fixture
def told(record: Record, clock: Clock) -> Record:
    return two_days(record, clock)


def two_days(record: Record, clock: Clock) -> Record:
    """A record of two days with a row in every table, where one client's went."""
    caseload = Caseload(record, clock, preferences=SIGNER)
    going = caseload.open("HERON-1")
    type_all(going, ["what goes", "~ what goes apart"])
    going.leave()
    keeping = Retention(record, Periods(), "R. Amadi", clock)
    keeping.erase(going.state.client, "over", notes_only=False)
    day(record, clock, "PLOVER")
    day(record, clock, "WAGTAIL")
    wren = caseload.rename(caseload.find_client("WREN-2"), "WREN-3")
    keeping.add_request(wren, RequestKind.REQUEST, "the day is wrong")
    keeping.keep_until(wren, date(2040, 1, 1))
    record.tidy()
    assert verify(record) == ()
    return record


def tables(record: Record, which: int) -> Iterator[tuple[str, list[str]]]:
    db, _ = record.databases[which]
    names = db.execute(
        "select name from sqlite_master where type = 'table' and name not like '%fts%'"
        " and name not like 'sqlite%' and name not like '\\_%' escape '\\'"
    ).fetchall()
    for (name,) in names:
        if name not in NO_RECORD:
            columns = db.execute("select name from pragma_table_info(?)", (name,))
            yield name, [column for (column,) in columns]


def others(value: Any) -> list[Any]:
    """Other values of any kind, the likeliest forgery first."""
    found = [other_than(value), None, "" if isinstance(value, str) else 0]
    return [x for x in found if x is None or (x, type(x)) != (value, type(value))]


def other_than(value: Any) -> Any:
    match value:
        case None:
            return 1
        case bytes():
            return value + b"x"
        case str():
            return f"{value[:-1]}{'7' if value[-1:] != '7' else '8'}"
        case _:
            return value + 1


class UndoneError(Exception):
    """A change of the auditor's is taken back."""


def unnoticed(
    record: Record, which: int, *changes: tuple[str, tuple[Any, ...]]
) -> bool:
    """Whether `verify` finds nothing in a changed record; all is taken back."""
    db, _ = record.databases[which]
    triggers = (RECORD_TRIGGERS, PRIVATE_TRIGGERS)[which]
    found: tuple[str, ...] = ()
    try:
        with db.atomic():
            db.execute("PRAGMA defer_foreign_keys=ON")
            with without_triggers(db, triggers):
                for sql, values in changes:
                    db.execute(sql, values)
            found = verify(record)
            raise UndoneError
    except UndoneError:
        return found == ()
    except DBError:
        return False


def missed(record: Record, which: int, part: slice | None = None) -> list[Any]:
    """The alterations that `verify` finds nothing of.

    Each kind is tried on a part of the rows of every table, or one kind on a sample.
    """
    db, _ = record.databases[which]
    found: list[Any] = []
    for name, columns in tables(record, which):
        rows = db.execute(f"select rowid, * from {name} order by rowid").fetchall()
        assert rows or which, name
        for rowid, *values in rows[part or slice(0, None, max(1, len(rows) // 4))]:
            gone = f"delete from {name} where rowid=?", (rowid,)
            if unnoticed(record, which, gone):
                found.append((name, rowid))
            for column, value in zip(columns, values, strict=True):
                sql = f"update {name} set {column} = ? where rowid = ?"
                found += [
                    (name, column, rowid, other)
                    for other in others(value)[: None if part else 1]
                    if value != other
                    and unnoticed(record, which, (sql, (other, rowid)))
                ]
    return found


@pytest.mark.parametrize("which", [0, 1])
def test_every_column_altered_and_every_row_deleted_is_named(
    told: Record, which: int
) -> None:
    assert missed(told, which) == []
    assert verify(told) == ()


def test_a_print_that_was_replaced_is_named_though_its_digest_fits(
    told: Record,
) -> None:
    db, _ = told.databases[0]
    (client,) = db.execute("select id from client where code = 'KESTREL-4'").fetchone()
    for signature in told.signatures.signatures(client):
        printed = signature.print.replace(b"again", b"never")
        assert printed != signature.print
        assert not unnoticed(
            told,
            0,
            (
                "update signature set print = ?, seal = ? where session_id = ?",
                (printed, seal_of(signature.chain, printed), signature.session_id),
            ),
        )


def test_files_of_two_days_do_not_go_together(
    record: Record, clock: Clock, tmp_path: Path
) -> None:
    day(record, clock, "PLOVER")
    record.tidy()
    first = tmp_path / "first"
    shutil.copytree(record.paths.data, first)
    day(record, clock, "WAGTAIL")
    record.tidy()
    for name in ("record.db", "private.db"):
        mixed = home_paths(tmp_path / f"mixed-{name}")
        shutil.copytree(record.paths.data, mixed.data)
        for file in mixed.data.glob(f"{name}-*"):
            file.unlink()
        shutil.copy(first / name, mixed.data / name)
        (mixed.data / "record.lock").unlink(missing_ok=True)
        opened = open_record(mixed, record.key)
        assert verify(opened) != ()
        opened.close()


# What only a tip in other hands shows


def test_the_newest_cut_off_shows_only_against_a_tip(
    record: Record, clock: Clock, tmp_path: Path
) -> None:
    day(record, clock, "PLOVER")
    record.tidy()
    earlier = home_paths(tmp_path / "earlier")
    shutil.copytree(record.paths.data, earlier.data)
    (earlier.data / "record.lock").unlink(missing_ok=True)
    before = client_tips(record.databases[0][0])
    day(record, clock, "WAGTAIL")
    record.tidy()
    after = client_tips(record.databases[0][0])
    assert strays(record.databases[0][0], before) == []

    opened = open_record(earlier, record.key)

    assert verify(opened) == ()
    assert strays(opened.databases[0][0], before) == []
    assert any("KESTREL-4" in x for x in strays(opened.databases[0][0], after))
    opened.close()


def test_an_entry_put_in_at_the_end_and_dated_back_is_told(told: Record) -> None:
    assert odd_times(told) == ()
    (db, _), _ = told.databases
    db.execute(
        "insert into change (step, at, op, row_id, session_id, before, after) select"
        " step, '2026-01-01T09:00:00+00:00', op, row_id, session_id, before, after"
        " from change order by seq desc limit 1"
    )
    (odd,) = odd_times(told)
    assert odd.startswith("record.db: 1 entry of its history dated days before")


@pytest.mark.parametrize("bound", [True, False])
@pytest.mark.parametrize(
    ("table", "column", "how"),
    [
        *(
            (table, column, how)
            for table, column in (
                ("hold", "reason"),
                ("request", "text"),
                ("former", "code"),
                ("destroyed", "reason"),
                ("amendment", "text"),
                ("past", "after"),
            )
            for how in ("gone", "altered")
        ),
        # That events go with whom they tell of is a limit in docs/privacy.md.
        ("event", "told", "altered"),
    ],
)
def test_no_event_at_the_end_excuses_what_the_program_never_takes(
    told: Record, table: str, column: str, how: str, *, bound: bool
) -> None:
    """Somebody adds that a row was destroyed, with the receipt that belongs to it."""
    db, _ = told.databases[0]
    with told.undo_log.unit(), without_triggers(db, RECORD_TRIGGERS):
        (row,) = db.execute(f"select min(id) from {table}").fetchone()
        db.execute(
            "insert into destroyed(at, at_offset, code, what, sessions, lines, author,"
            " reason) select at, at_offset, 'OWL-1', 'record', 0, 0, author, reason"
            " from destroyed limit 1"
        )
        links = db.execute(
            "select seq from link where what = ? and row_id = ?", (table, row)
        ).fetchone()
        if how == "gone":
            db.execute(f"delete from {table} where id = ?", (row,))
        else:
            altered = f"{column} = replace({column}, 'e', 'a')"
            db.execute(f"update {table} set {altered} where id = ?", (row,))
        db.execute("insert into amendment_fts(amendment_fts) values ('rebuild')")
        db.execute(f"update link set salt = null where seq in {links}".replace(",", ""))
        note_event(db, "destroyed", links=ranges(links), left=_left(db, links))
        if bound:
            link(db)
    assert verify(told) != ()


@pytest.mark.parametrize(
    ("forged", "said"),
    [
        ("delete from link where seq = (select max(seq) from link where"
         " what = 'change')", "record.db: 1 entry of the history was put in later."),
        ("update line set about = 99 where id = 2",
         "record.db: 1 row points to nothing."),
        ("update line set about = 99 where id = 2",
         "record.db: 1 row differs from its history."),
    ],
)  # fmt: skip
def test_what_is_wrong_once_is_told_of_one(
    told: Record, forged: str, said: str
) -> None:
    db, _ = told.databases[0]
    db.execute("PRAGMA foreign_keys=OFF")
    with told.undo_log.unit(), without_triggers(db, RECORD_TRIGGERS):
        db.execute(forged)
    assert said in verify(told)


def test_a_destroying_without_its_receipt_is_named(told: Record) -> None:
    with told.undo_log.unit() as db:
        note_event(db, "destroyed", links=[], left=_left(db, ()))
    assert verify(told) == (
        "record.db: more of the history was destroyed than receipts tell of.",
    )


@pytest.mark.parametrize("why", ["risk", "signed", "held"])
def test_no_event_at_the_end_excuses_words_that_never_go(
    record: Record, clock: Clock, why: str
) -> None:
    caseload = Caseload(record, clock, preferences=SIGNER)
    live = caseload.open("KESTREL-4")
    (line,) = type_all(live, ["! asked" if why == "risk" else "said"])
    live.edits.edit(line, "said otherwise")
    if why == "risk":
        live.edits.remove(live.state.lines)
    elif why == "signed":
        live.sign()
    else:
        Retention(record, Periods(), "R. Amadi", clock).hold(live.state.client, "order")
    live.leave()
    record.tidy()
    assert verify(record) == ()
    db, _ = record.databases[0]
    with record.undo_log.unit(), without_triggers(db, RECORD_TRIGGERS):
        let_words_go(db, [1])
        db.execute(
            "update change set after = json_remove(after, '$.text', '$.asked')"
            " where seq = 1"
        )
        link(db)
    assert verify(record) == (
        "record.db: KESTREL-4: 1 entry of the history is not as recorded, or gone.",
    )


@pytest.mark.parametrize("first", ["forgotten", "merged"])
def test_what_goes_from_a_record_before_it_goes_into_one_on_hold(
    record: Record, clock: Clock, first: str
) -> None:
    """Nothing held it then; from that merge on it is held as well."""
    caseload = Caseload(record, clock, preferences=SIGNER)
    keeping = Retention(record, Periods(), "R. Amadi", clock)
    for code, words in (("HERON-1", "held"), ("OWL-3", "owl"), ("WREN-2", "said")):
        live = caseload.open(code)
        type_all(live, [words])
        live.leave()
    heron, owl, wren = map(caseload.find_client, ("HERON-1", "OWL-3", "WREN-2"))
    keeping.hold(heron, "order")
    record.tidy()
    merging = Merging(record, clock)
    merging.merge(wren, owl)
    if first == "merged":
        merging.merge(owl, heron)
    db, _ = record.databases[0]
    (seq,) = db.execute(
        "select seq from change where after like '%\"said\"%' order by seq limit 1"
    ).fetchone()
    with record.undo_log.unit(), without_triggers(db, RECORD_TRIGGERS):
        let_words_go(db, [seq])
        db.execute(
            "update change set after = json_remove(after, '$.text', '$.asked')"
            " where seq = ?",
            (seq,),
        )
        link(db)
    if first == "forgotten":
        assert verify(record) == ()
        merging.merge(owl, heron)
    record.tidy()
    assert bool(verify(record)) == (first == "merged")


@pytest.mark.parametrize(
    "forged",
    [
        ("update note set text = 'FORGED'", "update change set after = replace(after,"
         " 'guess', 'wrong'), before = replace(before, 'guess', 'wrong')"),
        ("delete from note", "delete from change", "delete from step"),
    ],
)  # fmt: skip
def test_private_notes_are_held_by_every_state_that_the_record_saw(
    record: Record, clock: Clock, forged: tuple[str, ...]
) -> None:
    """Somebody writes them anew, and adds to the record that they stand so."""
    bound_days(record, clock)
    (db, _), (private, _) = record.databases
    with (
        record.private_notes.undo_log.unit(),
        without_triggers(private, PRIVATE_TRIGGERS),
    ):
        for sql in forged:
            private.execute(sql)
    with record.undo_log.unit():
        note_private(db, private, whole=True)
    assert (
        "private.db: what was written in it, or when, was changed or is gone."
        in verify(record)
    )


def test_notes_that_are_written_while_others_still_have_to_go(
    record: Record, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No room to take the notes out yet; they go at a later opening."""
    caseload = Caseload(record, clock, preferences=SIGNER)
    for code in ("HERON-1", "WREN-2"):
        live = caseload.open(code)
        type_all(live, ["said", "~ apart"])
        live.leave()
    keeping = Retention(record, Periods(), "R. Amadi", clock)
    with monkeypatch.context() as full:
        full.setattr("sessiontui.store.erase.finish", lambda _: False)
        keeping.erase(caseload.find_client("HERON-1"), "over", notes_only=False)
    live = caseload.open("WREN-2")
    type_all(live, ["~ more apart"])
    live.leave()
    finish(record)
    assert verify(record) == ()
    (told,) = record.in_and_out()
    assert told.startswith("Psychotherapy notes were destroyed on ")


def test_a_number_that_a_destroyed_client_had_is_given_again(
    record: Record, clock: Clock
) -> None:
    """Nothing of the new one hides behind the destroying of the former one."""
    caseload = Caseload(record, clock, preferences=SIGNER)
    keeping = Retention(record, Periods(), "R. Amadi", clock)
    for code in ("HERON-1", "WREN-2", "KESTREL-4"):
        live = caseload.open(code)
        type_all(live, [f"words of {code}"])
        live.leave()
        keeping.erase(live.state.client, "over", notes_only=False)
        assert verify(record) == ()
    record.tidy()
    assert verify(record) == ()


def test_everything_recomputed_shows_only_against_a_tip(
    record: Record, clock: Clock
) -> None:
    bound_days(record, clock)
    db, _ = record.databases[0]
    tips = client_tips(db)
    with record.undo_log.unit(), without_triggers(db, RECORD_TRIGGERS):
        forge(record)

    assert verify(record) == ()
    assert strays(db, tips) == ["KESTREL-4 does not descend from what the file says."]


FORGED = ("said PLOVER again", "said NOTHING again")


def forge(
    record: Record, *, only_print: bool = False, words: tuple[str, str] = FORGED
) -> None:
    """Say something else in the first signed session, and make all of it fit."""
    db, _ = record.databases[0]
    old, new = words
    if not only_print:
        db.execute("update line set text = replace(text, ?, ?)", (old, new))
        db.execute(
            "update change set before = replace(before, ?1, ?2),"
            " after = replace(after, ?1, ?2)",
            (old, new),
        )
        db.execute("update signature set content = replace(content, ?, ?)", (old, new))
    db.execute(
        "update signature set print = cast(replace(cast(print as text), ?, ?) as blob)",
        (old, new),
    )
    db.execute("insert into line_fts(line_fts) values ('rebuild')")
    before = 0, ""
    for seq, at, tip, upto in db.execute("select * from tip order by seq").fetchall():
        links = relinked(record, before[0], seq)
        for number, digest in links:
            db.execute("update link set digest = ? where seq = ?", (digest, number))
        before = seq, tip_of(before[1], (digest for _, digest in links), at, upto)
        db.execute("update tip set tip = ? where seq = ?", (before[1], seq))
        db.execute("update signature set tip = ? where tip = ?", (before[1], tip))
        resigned(record)


def relinked(record: Record, after: int, upto: int) -> list[tuple[int, bytes]]:
    db, _ = record.databases[0]
    found = []
    for seq, client, name, row_id, salt, words in db.execute(
        "select seq, client_id, what, row_id, salt, words from link"
        " where seq > ? and seq <= ? order by seq",
        (after, upto),
    ).fetchall():
        source = BY_NAME[name]
        row = db.execute(
            f"select {source.row} from {name} where {source.key} = ?", (row_id,)
        ).fetchone()
        values = list(row[1:])
        found.append((seq, digest_of(source, row_id, client, values, salt, words)))
    return found


def resigned(record: Record) -> None:
    """Give each signature of the client the values that it should have now."""
    db, _ = record.databases[0]
    (client,) = db.execute("select id from client where code = 'KESTREL-4'").fetchone()
    before = None
    for found in record.signatures.signatures(client):
        added = [x for x in record.signatures.added(client) if x.at <= found.at]
        signature = replace(found, previous=previous_of(before, added))
        text = signature.print.decode()
        chain = chain_over_print(signature, text)
        text = text.replace(short_chain(signature.chain), short_chain(chain))
        before = replace(
            signature, chain=chain, seal=seal_of(chain, text.encode()), print=b""
        )
        db.execute(
            "update signature set previous = ?, chain = ?, print = ?, seal = ?"
            " where session_id = ?",
            (before.previous, chain, text.encode(), before.seal, found.session_id),
        )
        previous = before.seal
        for added_then in record.signatures.amendments(found.session_id):
            amendment = replace(added_then, previous=previous)
            previous = amendment_seal(amendment, None)
            db.execute(
                "update amendment set previous = ?, seal = ? where id = ?",
                (amendment.previous, previous, amendment.id),
            )


# Another code for a client


def test_a_former_code_leads_to_the_new_one_and_signed_prints_keep_it(
    record: Record, clock: Clock
) -> None:
    day(record, clock, "PLOVER")
    caseload = Caseload(record, clock, preferences=SIGNER)
    client = caseload.find_client("KESTREL-4")
    renamed = caseload.rename(client, "HERON-9")
    record.tidy()

    assert caseload.find_client("kestrel-4") == renamed
    assert caseload.notice == "kestrel-4 is HERON-9 now."
    assert caseload.open("KESTREL-4").state.client == renamed
    for taken in ("KESTREL-4", "wren-2", "HERON-9"):
        with pytest.raises(UsageError, match="not given again"):
            caseload.rename(caseload.find_client("WREN-2"), taken)
    signed = caseload.past(renamed, 1)
    assert "KESTREL-4" in signed.prints.summary()
    assert verify(record) == ()
    # It is told of whom was asked for, and of nobody who comes after.
    caseload.open("WREN-2")
    assert caseload.notice == ""


def test_signed_prints_are_held_beside_what_their_sessions_give(
    record: Record, clock: Clock
) -> None:
    bound_days(record, clock)
    told = "2 signed prints made again from what is recorded: the same."
    assert compared(record) == Compared((), (told,))
    # Another code makes it no other print.
    caseload = Caseload(record, clock, preferences=SIGNER)
    caseload.rename(caseload.find_client("KESTREL-4"), "HERON-9")
    assert compared(record) == Compared((), (told,))


def test_a_forged_print_is_named_though_every_value_was_reckoned_anew(
    record: Record, clock: Clock
) -> None:
    bound_days(record, clock)
    with (
        record.undo_log.unit(),
        without_triggers(record.databases[0][0], RECORD_TRIGGERS),
    ):
        forge(record, only_print=True)
    assert verify(record) == ()
    said = "KESTREL-4, session 1: its signed print is not what its session makes."
    assert compared(record).problems == (said,)


def test_a_forged_diagnosis_is_named_though_every_value_was_reckoned_anew(
    record: Record, clock: Clock
) -> None:
    caseload = Caseload(record, clock, preferences=replace(SIGNER, format="soap"))
    type_all(caseload.open("KESTREL-4"), ["slept", "/card for panic (F41.0)"])
    clock.forward(days=7)
    live = caseload.open("KESTREL-4")
    type_all(live, ["slept better"])
    live.sign()
    live.leave()
    record.tidy()
    assert compared(record).problems == ()
    with (
        record.undo_log.unit(),
        without_triggers(record.databases[0][0], RECORD_TRIGGERS),
    ):
        forge(record, only_print=True, words=("panic (F41.0)", "worry (F41.1)"))
    assert "worry" in live.prints.summary()
    assert verify(record) == ()
    said = "KESTREL-4, session 2: its signed print is not what its session makes."
    assert compared(record).problems == (said,)


def test_a_print_is_held_by_its_hash_where_what_made_it_is_another(
    record: Record, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    day(record, clock, "PLOVER")
    monkeypatch.setattr("importlib.metadata.version", lambda _: "0.0.1")
    with (
        record.undo_log.unit(),
        without_triggers(record.databases[0][0], RECORD_TRIGGERS),
    ):
        forge(record, only_print=True)
    found = compared(record)
    assert found.problems == ()
    assert found.told[0].endswith("KESTREL-4, session 1.")
    assert "compared by hash alone, since another version" in found.told[0]


def test_what_a_print_names_of_an_earlier_session_may_have_changed(
    record: Record, clock: Clock
) -> None:
    caseload = Caseload(record, clock, preferences=SIGNER)
    (mood,) = type_all(caseload.open("KESTREL-4"), ["= mood 3"])
    clock.forward(days=1)
    live = caseload.open("KESTREL-4")
    type_all(live, ["= mood 5"])
    live.sign()
    live.leave()
    assert compared(record).problems == ()
    assert "recorded: the same" in compared(record).told[0]
    caseload.past(live.state.client, 1).edits.edit(mood, "= mood 4")
    found = compared(record)
    assert found.problems == ()
    assert "by hash alone" in found.told[0]
