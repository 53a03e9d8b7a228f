"""One writer, migrations, guards, search, and texts of every sort."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.story import Clock, files_of, handed_over, hits_of, open_session, type_all

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.text import clean
from sessiontui.errors import CannotWriteError, InUseError, SessionTuiError
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_or_watch, open_record
from sessiontui.store.schema.migrations import private_migrations, record_migrations
from sessiontui.store.schema.prepare import prepare_schema
from sessiontui.store.schema.triggers import PRIVATE_TRIGGERS, RECORD_TRIGGERS
from sessiontui.store.schema.versions import PRIVATE_VERSIONS, RECORD_VERSIONS
from sessiontui.store.sqlcipher.connection import connect
from sessiontui.store.sqlcipher.driver import DBError
from sessiontui.store.sqlcipher.files import create_private
from sessiontui.store.sqlcipher.lock import WriterLock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.sqlcipher.key import Key

_HOLD = """
from tests.story import *
record = open_record(*read_handed_over())
live = open_session(record, Clock())
live.enter("held open by a child", Tab.NOTES)
print("open", flush=True)
import time; time.sleep(60)
"""


@pytest.fixture
def holder(paths: Paths, key: Key) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the record open and has recorded a line in it."""
    child = subprocess.Popen(
        [sys.executable, "-c", _HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin
    assert child.stdout
    child.stdin.write(handed_over(paths, key))
    child.stdin.close()
    assert child.stdout.readline() == "open\n"
    yield child
    child.kill()
    child.wait()
    child.stdout.close()


def test_a_second_writer_is_told_who_holds_the_record(
    paths: Paths, key: Key, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(InUseError, match=rf"process {holder.pid} on .*, since \d\d:"):
        open_record(paths, key)


def test_a_second_copy_looks_on_and_sees_what_was_committed(
    paths: Paths, key: Key, holder: subprocess.Popen[str], clock: Clock
) -> None:
    record, why = open_or_watch(paths, key)
    live = Caseload(record, clock, why).open("KESTREL-4")

    assert f"process {holder.pid}" in why
    assert why.endswith("You can only read here.")
    assert [x.text for x in live.state.lines] == ["held open by a child"]
    assert verify(record) == ()
    with pytest.raises(CannotWriteError, match="only read"):
        live.enter("more", Tab.NOTES)
    with pytest.raises(CannotWriteError):
        Caseload(record, clock).open("WREN-2")
    live.drafts.save(Tab.NOTES, "half", (0, 4), None)
    live.leave()
    with pytest.raises(DBError):
        record.databases[0][0].execute("delete from line")
    record.close()


def test_after_a_kill_the_next_start_works_and_nothing_is_missing(
    paths: Paths, key: Key, holder: subprocess.Popen[str], clock: Clock
) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()

    record = open_record(paths, key)

    assert [x.text for x in open_session(record, clock).state.lines] == [
        "held open by a child"
    ]
    assert verify(record) == ()
    record.close()


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b'{"pid": "x"}', b"\xff" * 9])
def test_a_lock_whose_note_makes_no_sense_still_says_something(
    tmp_path: Path, note: bytes
) -> None:
    path = tmp_path / "record.lock"
    lock = WriterLock(path)
    path.write_bytes(note)

    with pytest.raises(InUseError, match=r"open elsewhere \(another process\)"):
        WriterLock(path)
    lock.release()
    WriterLock(path).release()


def test_a_file_that_was_replaced_takes_no_more_words(
    live: LiveSession, record: Record
) -> None:
    type_all(live, ["one"])
    copy = record.paths.record.with_suffix(".copy")
    copy.write_bytes(record.paths.record.read_bytes())
    copy.chmod(0o600)
    copy.rename(record.paths.record)

    with pytest.raises(CannotWriteError, match="moved or replaced"):
        live.enter("two", Tab.NOTES)
    with pytest.raises(CannotWriteError, match="moved or replaced"):
        live.drafts.save(Tab.NOTES, "two", (0, 3), None)
    live.enter("~ private.db is still the same", Tab.NOTES)


def test_a_folder_that_vanished_takes_no_more_words(
    live: LiveSession, record: Record
) -> None:
    record.paths.data.rename(record.paths.data.with_name("elsewhere"))

    for text in ("two", "~ three"):
        with pytest.raises(CannotWriteError, match="moved or replaced"):
            live.enter(text, Tab.NOTES)


def _empty_database(path: Path, key: Key) -> Database:
    create_private(path)
    return connect(path, key, fresh=True)


def _schema(db: Database) -> list[tuple[str, str, str]]:
    return db.execute(
        "select type, name, sql from sqlite_master where sql is not null"
        " order by type, name"
    ).fetchall()


def test_m001_first_record_from_an_empty_database(tmp_path: Path, key: Key) -> None:
    db = _empty_database(tmp_path / "empty.db", key)
    assert _schema(db) == []

    prepare_schema(db, RECORD_VERSIONS, RECORD_TRIGGERS)

    assert set(db.table_names()) >= {
        *("client", "session", "line", "draft", "step", "writing", "change"),
        "line_fts",
    }
    assert {t.name for t in db.triggers} == set(RECORD_TRIGGERS)
    db.execute(
        "insert into client(code, code_key, created_at)"
        " values ('KESTREL-4', 'kestrel-4', 'x')"
    )
    db.execute(
        "insert into session(id, client_id, number, started_at) values (1, 1, 1, 'x')"
    )
    for number, text in enumerate(["rowing", "slept"], 1):
        db.execute(
            "insert into line(session_id, client_id, kind, text, author, at, position)"
            " values (1, 1, 'note', ?, 'client', 'x', ?)",
            (text, number),
        )
    db.execute("update line set text = 'walked' where id = 2")
    db.execute("delete from line where id = 1")
    hits = "select rowid from line_fts where line_fts match ?"
    assert db.execute(hits, ("walk*",)).fetchall() == [(2,)]
    assert db.execute(hits, ("rowing",)).fetchall() == []
    assert db.execute(hits, ("slept",)).fetchall() == []
    assert db.execute("select op from change").fetchall() == [
        *(("insert",), ("insert",), ("update",), ("delete",))
    ]
    with pytest.raises(DBError):
        db.execute(
            "insert into line(session_id, client_id, kind, text, author, at,"
            " position) values (1, 1, 'private', 'x', 'client', 'x', 1)"
        )
    db.conn.rollback()
    db.close()


def test_m001_first_private_from_an_empty_database(tmp_path: Path, key: Key) -> None:
    db = _empty_database(tmp_path / "empty.db", key)

    prepare_schema(db, PRIVATE_VERSIONS, PRIVATE_TRIGGERS)

    assert {t.name for t in db.triggers} == set(PRIVATE_TRIGGERS)
    columns = [column.name for column in db.table("note").columns]
    assert columns == ["id", "session_id", "text"]
    db.close()


def test_the_names_by_which_a_version_is_told_are_those_of_the_migrations() -> None:
    for migrations, versions in (
        (record_migrations, RECORD_VERSIONS),
        (private_migrations, PRIVATE_VERSIONS),
    ):
        names = [migration.name for migration in migrations._migrations]
        assert migrations.name == versions.name
        assert versions.migrations == set(names)


def test_preparing_twice_changes_nothing(record: Record) -> None:
    db = record.databases[0][0]
    before = _schema(db)

    prepare_schema(db, RECORD_VERSIONS, RECORD_TRIGGERS)

    assert _schema(db) == before


@pytest.mark.parametrize("name", sorted(RECORD_TRIGGERS))
def test_a_missing_or_changed_guard_is_put_back(
    paths: Paths, key: Key, name: str, clock: Clock
) -> None:
    record = open_record(paths, key)
    db = record.databases[0][0]
    before = _schema(db)
    db.execute(f"drop trigger {name}")
    if name.startswith("line"):
        db.execute(f"create trigger {name} after insert on line begin select 1; end")
    record.close()

    record = open_record(paths, key)

    assert _schema(record.databases[0][0]) == before
    type_all(open_session(record, clock), ["still works"])
    assert verify(record) == ()
    record.close()


def test_words_recorded_without_the_search_guard_are_found_again(
    paths: Paths, key: Key, clock: Clock
) -> None:
    record = open_record(paths, key)
    record.databases[0][0].execute("drop trigger line_found_insert")
    type_all(open_session(record, clock), ["unindexed wagtail"])
    record.close()

    record = open_record(paths, key)

    assert len(hits_of(record, "wagtail")) == 1
    assert verify(record) == ()
    record.close()


@pytest.mark.parametrize(
    "sql",
    [
        "create trigger spy after insert on line begin delete from draft; end",
        "create view spy as select * from line",
        "create temp trigger spy after insert on line begin select 1; end",
    ],
)
def test_a_record_with_a_trigger_or_view_of_others_is_refused(
    paths: Paths, key: Key, sql: str
) -> None:
    record = open_record(paths, key)
    record.databases[0][0].execute(sql)
    record.close()
    before = files_of(paths.data)
    if "temp" in sql:
        open_record(paths, key).close()
        return

    with pytest.raises(SessionTuiError, match="did not make"):
        open_record(paths, key)
    assert files_of(paths.data) == before


@pytest.mark.parametrize("file", [0, 1])
def test_a_record_of_a_newer_program_is_refused_and_left_as_it_is(
    paths: Paths, key: Key, file: int
) -> None:
    record = open_record(paths, key)
    db = record.databases[file][0]
    db.execute(
        "insert into _sqlite_migrations(migration_set, name, applied_at)"
        " select migration_set, 'm999_from_the_future', applied_at"
        " from _sqlite_migrations limit 1"
    )
    record.close()
    before = files_of(paths.data)

    for write in (True, False):
        with pytest.raises(SessionTuiError, match="A newer SessionTUI"):
            open_record(paths, key, write=write)
    assert files_of(paths.data) == before


TOLD = [
    "he slept on Sunday",
    "> I want to sit at that wedding",
    "~ unmentioned wagtail",
    '" I was "fine", NEAR the exit',
    "café and 你好 and שלום",
]


def _texts(record: Record, words: str) -> list[str]:
    return [hit.line.text for hit in hits_of(record, words)]


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("slept", 1),
        ("sleeping", 0),
        ("wed", 1),
        ("WEDDING sit", 1),
        ("wedding slept", 0),
        ("wagtail", 0),
        ("CAFE", 1),
        ("你好", 1),
        ("fine", 1),
        ('"fine"', 1),
        ("NEAR", 1),
        ("wedding OR slept", 0),
        ("NOT", 0),
        ("text:slept", 0),
        ("slept*", 1),
        ("(slept)", 1),
        ("^slept", 1),
        ("-slept", 1),
        ("", 0),
        ("*", 0),
        ('"', 0),
    ],
)
def test_finding(record: Record, live: LiveSession, words: str, hits: int) -> None:
    type_all(live, TOLD)

    assert len(_texts(record, words)) == hits


def test_hits_come_newest_first_and_know_their_client_and_session(
    live: LiveSession, caseload: Caseload
) -> None:
    type_all(live, ["walked one", "walked two"])
    type_all(caseload.open("WREN-2"), ["walked three"])

    hits = caseload.search("walk")

    assert [hit.line.text for hit in hits] == [
        *("walked three", "walked two", "walked one")
    ]
    assert (hits[0].client.code, hits[0].session_number) == ("WREN-2", 1)
    assert len(caseload.search("walk", live.state.client)) == 2


@given(
    st.text(st.characters(exclude_categories=())) | st.text("ab\"*()^:+-{}' NEARO\0")
)
def test_no_search_is_ever_an_error(
    record: Record, searched: LiveSession, words: str
) -> None:
    hits_of(record, words)


@pytest.fixture
def searched(live: LiveSession) -> LiveSession:
    type_all(live, TOLD)
    return live


def test_a_search_of_ten_thousand_characters_is_no_error(
    record: Record, searched: LiveSession
) -> None:
    assert _texts(record, "slept " * 1700) == ["he slept on Sunday"]
    assert _texts(record, "x" * 10_000) == []


@pytest.mark.parametrize(
    "text",
    [
        "word " * 20_000,
        "NUL \x00 and ESC \x1b[2J and C1 \x9b and bidi \u202e\u2066 and \ufeff end",
        "lone \ud83d surrogate",
        "e\u0301 " * 500 + "👩‍👩‍👧" * 50,
        "first\r\nsecond\rthird\u2028fourth",
        "%s %d {} {{}} $x \\n '; drop table line; --",
    ],
)
@pytest.mark.parametrize("mark", ["", "~ ", ". "])
def test_any_text_is_cleaned_before_the_record_and_otherwise_kept(
    live: LiveSession, record: Record, text: str, mark: str
) -> None:
    live.drafts.save(Tab.NOTES, mark + text, (0, 0), None)
    assert live.drafts.load().text == clean(mark + text)

    (line,) = type_all(live, [mark + text])

    assert line.text == clean(text)
    live.state.load()
    assert [x.text for x in live.state.everything()] == [clean(text)]
    assert live.drafts.load().text == ""
    live.undo()
    live.redo()
    assert verify(record) == ()


@given(st.text(st.characters(exclude_categories=()), min_size=1))
def test_every_text_comes_back_as_it_was_typed(
    searched: LiveSession, text: str
) -> None:
    outcome = searched.enter(" " + text, Tab.NOTES)

    searched.state.load()
    if outcome.line:
        assert searched.state.lines[-1].text == clean(" " + text)[1:]
    else:
        assert not clean(text).strip()


_FULL = """
import json, resource, signal
from tests.story import *
from sessiontui.errors import CannotWriteError
from sessiontui.store.integrity.verify import verify
record = open_record(*read_handed_over())
live = open_session(record, Clock())
type_all(live, ["before", "~ before in private"])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = max(p.stat().st_size for p in record.paths.data.iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 8192, resource.RLIM_INFINITY))
said = set()
acknowledged = []
for number in range(60):
    for mark in ("", "~ "):
        try:
            live.enter(f"{mark}line {number} " + "x" * 3000, Tab.NOTES)
            acknowledged.append(number)
        except CannotWriteError as error:
            said.add(str(error))
        assert not any(db.conn.in_transaction for db, _ in record.databases)
    try:
        live.drafts.save(Tab.NOTES, f"draft {number}" + "x" * 9000, (0, 1), None)
    except CannotWriteError as error:
        said.add(str(error))
shown = live.state.lines
live.state.load()
assert live.state.lines == shown
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
type_all(live, ["after", "~ after in private"])
problems = verify(record)
texts = [x.text.split(" x")[0] for x in live.state.everything()]
record.close()
print(json.dumps([sorted(said), acknowledged, texts, problems]))
"""


def test_a_full_disk_is_said_and_nothing_is_lost_and_it_goes_on(
    paths: Paths, key: Key
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FULL],
        input=handed_over(paths, key),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said, acknowledged, texts, problems = json.loads(done.stdout)

    assert said
    assert all(sentence.startswith("Not saved: the disk") for sentence in said)
    assert problems == []
    assert sorted(texts) == sorted(
        ["before", "before in private", "after", "after in private"]
        + [f"line {number}" for number in acknowledged]
    )


def test_deleted_words_are_gone_from_the_files_once_they_may_be(
    live: LiveSession, record: Record, key: Key
) -> None:
    type_all(live, ["~ " + "wagtail " * 40])
    live.drafts.save(Tab.NOTES, "~ half a wagtail", (0, 3), None)
    live.drafts.save(Tab.NOTES, "", (0, 0), None)
    record.tidy()

    assert (record.paths.data / "private.db-wal").stat().st_size == 0
    db = record.databases[1][0]
    assert db.execute("select text from draft").fetchall() == [("",)]


def test_pragmas_are_as_the_design_decides(record: Record) -> None:
    for db, _ in record.databases:
        values = {
            name: db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                *("journal_mode", "synchronous", "foreign_keys", "trusted_schema"),
                *("secure_delete", "temp_store", "mmap_size", "recursive_triggers"),
                "cell_size_check",
            )
        }
        assert values == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "trusted_schema": 0,
            "secure_delete": 1,
            "temp_store": 2,
            "mmap_size": 0,
            "recursive_triggers": 1,
            "cell_size_check": 1,
        }


def test_the_driver_is_new_enough_and_is_the_one_sqlite_utils_uses() -> None:
    code = (
        "import sys, sessiontui.store.sqlcipher.driver as d, sqlcipher3;"
        "assert 'sqlite_utils' not in sys.modules; d.Database;"
        "assert sys.modules['sqlite_utils.utils'].sqlite3 is sqlcipher3;"
        "assert d.dbapi2.sqlite_version_info >= (3, 51, 3)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    late = "import sqlite_utils\nimport sessiontui.store.sqlcipher.driver"
    done = subprocess.run(
        [sys.executable, "-c", late], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "before the encrypted driver" in done.stderr
