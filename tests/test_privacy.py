"""Nothing private leaves by accident: errors, models, files and their names."""

from __future__ import annotations

import json
import subprocess
import sys
import traceback
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.entities import Draft, Line
from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.errors import (
    CannotWriteError,
    DamagedError,
    InUseError,
    LockedError,
    NotFoundError,
    SessionTuiError,
    UsageError,
)
from sessiontui.settings.model import Settings, load_settings
from sessiontui.store.open import find_key, open_record
from sessiontui.store.sqlcipher.connection import as_sentence
from sessiontui.store.sqlcipher.driver import DBError
from tests.story import (
    TUESDAY,
    Clock,
    files_of,
    handed_over,
    open_session,
    type_all,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key

CANARY = "wagtail"


def test_each_error_has_the_exit_code_of_the_design() -> None:
    assert {
        error: error.exit_code
        for error in (
            *(SessionTuiError, UsageError, LockedError, NotFoundError),
            *(DamagedError, InUseError, CannotWriteError),
        )
    } == {
        SessionTuiError: 1,
        UsageError: 2,
        LockedError: 3,
        NotFoundError: 4,
        DamagedError: 5,
        InUseError: 6,
        CannotWriteError: 7,
    }


@pytest.mark.parametrize("model", [Line, Draft])
def test_a_model_never_shows_its_contents_in_an_error(model: type) -> None:
    with pytest.raises(TypeError) as caught:
        model(text=CANARY, colour=CANARY)

    assert CANARY not in str(caught.value)


def _odd(name: str) -> Exception:
    error: Exception = DBError(f"near {CANARY}: syntax error")
    setattr(error, "sqlite_errorname", name)  # noqa: B010
    return error


@pytest.mark.parametrize(
    "name",
    [
        *("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_CORRUPT_VTAB", "SQLITE_FULL"),
        *("SQLITE_READONLY_DBMOVED", "SQLITE_IOERR_WRITE", "SQLITE_CANTOPEN"),
        *("SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "SQLITE_CONSTRAINT_TRIGGER"),
        *("SQLITE_ERROR", "SQLITE_CONSTRAINT_UNIQUE", ""),
    ],
)
def test_no_text_of_the_database_reaches_a_sentence(name: str, tmp_path: Path) -> None:
    sentence = str(as_sentence(_odd(name), tmp_path / "record.db"))

    assert CANARY not in sentence
    assert sentence.endswith(".") or "restore FILE" in sentence


@pytest.mark.parametrize(
    "sql",
    [
        f"insert into line(text) values ('{CANARY}')",
        f"select {CANARY}",
        f"update line set session_id = '{CANARY}'",
    ],
)
def test_an_error_in_the_middle_of_an_entry_shows_none_of_it(
    live: LiveSession, record: Record, sql: str
) -> None:
    type_all(live, [f"a {CANARY} line"])
    with pytest.raises(SessionTuiError) as caught, record.undo_log.unit() as db:
        db.execute(sql)

    shown = "".join(traceback.format_exception(caught.value, chain=True))
    assert CANARY not in str(caught.value)
    assert "Error: " + CANARY not in shown
    assert not record.databases[0][0].conn.in_transaction


def test_what_goes_wrong_with_a_line_never_quotes_it(
    live: LiveSession, record: Record
) -> None:
    (line,) = type_all(live, [f"a {CANARY} line"])
    record.paths.record.rename(record.paths.record.with_suffix(".away"))
    for action in (
        lambda: live.enter(f"more {CANARY}", Tab.NOTES),
        lambda: live.drafts.save(Tab.NOTES, CANARY, (0, 0), None),
        lambda: live.edits.edit(line, f"{CANARY}!"),
        lambda: live.edits.remove((line,)),
        live.undo,
    ):
        with pytest.raises(SessionTuiError) as caught:
            action()
        assert CANARY not in str(caught.value)


def test_remarks_never_hold_client_text(live: LiveSession) -> None:
    (line,) = type_all(live, [f"a {CANARY} line"])
    remarks = [
        live.enter(f"/{CANARY} x", Tab.NOTES).remark,
        live.enter(f"= {CANARY}", Tab.NOTES).remark,
        live.enter(f"/retag {CANARY}", Tab.NOTES).remark,
        live.enter(f"/move {CANARY}", Tab.NOTES).remark,
        live.enter(f"/format {CANARY}", Tab.NOTES).remark,
        live.enter(f"{CANARY} #77", Tab.NOTES).remark,
        live.edits.remove((line,)).remark,
        live.undo().remark,
    ]

    assert all(remarks)
    assert CANARY not in "".join(remarks)


def test_a_passphrase_is_in_no_error_and_in_no_file(paths: Paths) -> None:
    secret = f"a {CANARY} of five words"
    with pytest.raises(LockedError) as caught:
        open_record(paths, find_key(paths, secret))

    assert CANARY not in str(caught.value)
    assert not any(
        CANARY.encode() in content for content in files_of(paths.data).values()
    )


_TRACED = """
import sys
from tests.story import *
record = open_record(*read_handed_over())
live = open_session(record, Clock(), "WAGTAIL-9")
type_all(live, ["a wagtail line", "~ a wagtail thought", "! wagtail"])
live.drafts.save(Tab.NOTES, "half a wagtail", (0, 3), None)
live.prints.summary()
hits_of(record, "wagtail")
from sessiontui.store.backup.backup_and_restore import back_up
back_up(record, record.paths.data / "x.backup")
record.close()
"""


def test_no_word_is_written_anywhere_in_clear(
    paths: Paths, key: Key, tmp_path: Path
) -> None:
    """By the child's own open() calls, too: nothing is made outside the home."""
    hook = (
        "import sys\n"
        "def seen(event, args):\n"
        "    if event == 'open' and isinstance(args[1], str) and"
        " set(args[1]) & set('wax+'):\n"
        "        print('wrote', args[0], file=sys.stderr)\n"
        "sys.addaudithook(seen)\n"
    )
    before = set(tmp_path.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-B", "-c", hook + _TRACED],
        input=handed_over(paths, key),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    for line in done.stderr.splitlines():
        assert line.startswith(f"wrote {paths.data}"), line
    for path in set(tmp_path.rglob("*")) - before:
        assert CANARY not in path.name.casefold()
    for content in files_of(tmp_path).values():
        assert CANARY.encode() not in content.lower()


def test_the_names_of_files_tell_no_client(
    paths: Paths, key: Key, clock: Clock
) -> None:
    record = open_record(paths, key)
    type_all(open_session(record, clock, "WAGTAIL-9"), ["one"])

    assert not [p for p in paths.data.rglob("*") if CANARY in p.name.casefold()]
    record.close()


def test_the_lock_tells_who_but_not_what(paths: Paths, key: Key, clock: Clock) -> None:
    record = open_record(paths, key)
    type_all(open_session(record, clock, "WAGTAIL-9"), ["one"])

    assert set(json.loads(paths.lock.read_text())) == {"host", "pid", "since"}
    record.close()
    assert paths.lock.read_text() == ""


def test_settings_that_are_off_name_the_file_and_the_key(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    assert load_settings(path) == Settings()
    for text, words in (
        ("minutes = 3", "minutes"),
        ("nonsense = 1", "there is no such setting"),
        ("theme = ", "not valid TOML"),
        ("keys = 3", "keys"),
        ("minutes = 'wagtail'", "minutes"),
    ):
        path.write_text(text)
        with pytest.raises(UsageError) as caught:
            load_settings(path)
        assert str(path) in str(caught.value)
        assert words in str(caught.value)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="is UTF-16"):
        load_settings(path)
    path.write_text('minutes = 60\nmouse = true\n[keys]\nrest = "f9"\n')
    assert load_settings(path).keys == {"rest": "f9"}


def test_a_line_that_is_shown_in_a_log_shows_its_kind_at_least() -> None:
    line = Line(id=1, session_id=1, kind=Kind.NOTE, text="x", at=TUESDAY)

    assert line.label == "note"
