"""Who may read the files, and what is not a record."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlcipher3 import dbapi2
from tests.faults.places import without_privilege
from tests.story import (
    PASSPHRASE,
    Clock,
    Template,
    files_of,
    handed_over,
    home_paths,
    open_session,
    recovery_text,
    type_all,
)

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.errors import (
    CannotWriteError,
    DamagedError,
    LockedError,
    NotFoundError,
    SessionTuiError,
)
from sessiontui.store.backup.backup_and_restore import back_up
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import create_record, exists, find_key, open_record
from sessiontui.store.sqlcipher.files import make_folder, write_private
from sessiontui.store.sqlcipher.key import derive
from sessiontui.store.sqlcipher.recovery_sheet import (
    read_recovery,
    read_row,
    recovery_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key


@pytest.fixture
def told(paths: Paths, key: Key, clock: Clock) -> Paths:
    """A closed record in which something was said, in the open and in private."""
    record = open_record(paths, key)
    type_all(open_session(record, clock), ["he slept", "~ so did I", "> sleep"])
    record.close()
    return paths


def open_with(paths: Paths, secret: str) -> None:
    open_record(paths, find_key(paths, secret)).close()


def test_files_are_private_from_the_first_moment_whatever_the_umask(
    tmp_path: Path, clock: Clock
) -> None:
    before = os.umask(0)
    try:
        paths = home_paths(tmp_path / "new" / "deep" / "home")
        record = create_record(paths, PASSPHRASE)
        live = open_session(record, clock)
        type_all(live, ["he slept", "~ a thought"])
        live.prints.write_summary()
        make_folder(paths.backups)
        back_up(record, paths.backups / "one.backup")
        for path in (tmp_path / "new").rglob("*"):
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), path
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
        names = {path.name for path in paths.data.iterdir()}
        assert {"record.db-wal", "private.db-wal"} <= names
        record.close()
    finally:
        os.umask(before)
    assert {p.name for p in paths.data.iterdir()} == {
        *("record.db", "private.db", "record.lock", "summaries", "backups")
    }


def test_nothing_on_disk_is_readable_or_looks_like_sqlite(
    paths: Paths, key: Key, clock: Clock
) -> None:
    record = open_record(paths, key)
    live = open_session(record, clock, "CANARY-7")
    type_all(live, ["canary in a note", "~ canary in private", "/helped canary"])
    live.drafts.save(Tab.NOTES, "canary half-typed", (0, 3), None)
    live.drafts.save(Tab.NOTES, "~ canary half-typed", (0, 3), None)
    back_up(record, paths.data / "one.backup")
    during = files_of(paths.data)
    record.close()
    for content in (*during.values(), *files_of(paths.data).values()):
        assert b"canary" not in content.lower()
        assert b"SQLite format 3" not in content
        assert b"CREATE TABLE" not in content


@pytest.mark.parametrize("name", ["record.db", "private.db"])
def test_any_sqlcipher_tool_opens_the_files_with_the_passphrase(
    told: Paths, name: str
) -> None:
    conn = dbapi2.connect(str(told.data / name))
    conn.execute(f"PRAGMA key='{PASSPHRASE}'")

    assert conn.execute("select count(*) from change").fetchone()[0] > 0
    conn.close()


def test_both_files_carry_the_same_salt(told: Paths, key: Key) -> None:
    heads = {path.read_bytes()[:16] for path in (told.record, told.private)}

    assert heads == {key.salt}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
@pytest.mark.parametrize("name", ["record.db", "private.db"])
def test_a_file_that_others_can_read_is_refused(
    told: Paths, key: Key, name: str, mode: int
) -> None:
    (told.data / name).chmod(mode)

    with pytest.raises(SessionTuiError, match=r"Other users can read .*chmod 600"):
        open_record(told, key)


def test_a_folder_that_others_can_enter_is_refused(told: Paths) -> None:
    told.data.chmod(0o755)

    with pytest.raises(SessionTuiError, match=r"chmod 700"):
        find_key(told, PASSPHRASE)


def _plain_sqlite(path: Path) -> None:
    path.unlink()
    conn = sqlite3.connect(path)
    conn.execute("create table note(text)")
    conn.commit()
    conn.close()
    path.chmod(0o600)


def _cut(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)


def _flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def _replace(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink()
    make(path)


BAD: dict[str, tuple[Callable[[Path], object], Any, str]] = {
    "empty": (lambda p: _cut(p, 0), DamagedError, "is empty"),
    "text": (lambda p: p.write_text("notes\n" * 9), DamagedError, "not a record"),
    "a PDF": (
        lambda p: p.write_bytes(b"%PDF-1.7\n" + b"x" * 8000),
        DamagedError,
        "not a record",
    ),
    "plain SQLite": (_plain_sqlite, DamagedError, "unencrypted SQLite"),
    "a folder": (lambda p: _replace(p, Path.mkdir), DamagedError, "not a regular"),
    "a pipe": (lambda p: _replace(p, os.mkfifo), DamagedError, "not a regular"),
    "/dev/null": (
        lambda p: _replace(p, lambda q: q.symlink_to("/dev/null")),
        DamagedError,
        "not a regular",
    ),
    "a link to nothing": (
        lambda p: _replace(p, lambda q: q.symlink_to("/nowhere/at/all")),
        DamagedError,
        "leads nowhere",
    ),
    "cut short": (lambda p: _cut(p, 10_000), DamagedError, "cut short"),
    "cut at a page": (lambda p: _cut(p, 8192), DamagedError, "damaged"),
    "random": (
        lambda p: p.write_bytes(os.urandom(16384)),
        (DamagedError, LockedError),
        "",
    ),
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize("name", ["record.db", "private.db"])
@pytest.mark.parametrize("case", BAD)
def test_what_is_no_record_is_told_apart_and_left_as_it_is(
    told: Paths, name: str, case: str, capfd: pytest.CaptureFixture[str]
) -> None:
    spoil, error, words = BAD[case]
    spoil(told.data / name)
    before = files_of(told.data)

    with pytest.raises(error) as caught:
        open_with(told, PASSPHRASE)

    assert words in str(caught.value)
    assert name in str(caught.value) or words == ""
    assert files_of(told.data) == before
    assert capfd.readouterr() == ("", "")


def test_without_a_record_there_is_none(tmp_path: Path) -> None:
    paths = home_paths(tmp_path / "nobody")

    assert not exists(paths)
    with pytest.raises(NotFoundError, match="There is no record"):
        find_key(paths, PASSPHRASE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["record.db", "private.db"])
def test_a_missing_file_never_means_an_empty_book(told: Paths, name: str) -> None:
    (told.data / name).unlink()
    before = files_of(told.data)

    assert exists(told)
    with pytest.raises(DamagedError, match=rf"{name} is missing"):
        open_with(told, PASSPHRASE)
    with pytest.raises(CannotWriteError, match="already"):
        create_record(told, PASSPHRASE)
    assert files_of(told.data) == before


def test_a_first_start_that_was_cut_short_can_begin_again(
    told: Paths, tmp_path: Path
) -> None:
    told.record.rename(told.data / "record.new")

    assert not exists(told)
    record = create_record(told, "another five quiet words")
    assert record.clients.clients() == ()
    assert verify(record) == ()
    record.close()


def test_a_record_is_never_made_over_another(told: Paths) -> None:
    before = told.record.read_bytes()

    with pytest.raises(CannotWriteError, match="already"):
        create_record(told, PASSPHRASE)
    assert told.record.read_bytes() == before


def test_a_wrong_passphrase_says_so_and_nothing_reaches_the_terminal(
    told: Paths, capfd: pytest.CaptureFixture[str]
) -> None:
    before = files_of(told.data)

    with pytest.raises(LockedError, match="Caps Lock") as caught:
        open_with(told, "some other five words")

    assert capfd.readouterr() == ("", "")
    assert "some other" not in str(caught.value)
    assert told.record.read_bytes() == before["record.db"]


@pytest.mark.parametrize(
    "passphrase",
    [
        "quotes \" and ' and ; drop table",
        "NUL \x00 within the words",
        "leading and trailing  ",
        "emoji 👩‍👩‍👧 and עברית words",
        "long " * 200,
    ],
)
def test_any_passphrase_works(tmp_path: Path, passphrase: str) -> None:
    paths = home_paths(tmp_path / "home")
    create_record(paths, passphrase).close()

    open_with(paths, passphrase)
    with pytest.raises(LockedError):
        open_with(paths, passphrase + "x")


def test_every_keyboard_spells_a_passphrase_alike(key: Key) -> None:
    assert derive("caf\u00e9", key.salt) == derive("cafe\u0301", key.salt)


@pytest.mark.parametrize("names", [["record.db"], ["private.db"]])
@pytest.mark.parametrize("spoilt", [b"\0" * 16, b"scribbled over!!"])
def test_a_destroyed_start_is_healed_with_the_passphrase(
    told: Paths, key: Key, names: list[str], spoilt: bytes
) -> None:
    for name in names:
        with (told.data / name).open("r+b") as file:
            file.write(spoilt)

    record = open_record(told, find_key(told, PASSPHRASE))

    assert verify(record) == ()
    record.close()
    assert told.record.read_bytes()[:16] == key.salt
    assert told.private.read_bytes()[:16] == key.salt


def test_the_recovery_sheet_opens_a_record_whose_starts_are_both_gone(
    told: Paths, key: Key
) -> None:
    for path in (told.record, told.private):
        with path.open("r+b") as file:
            file.write(b"\0" * 16)

    record = open_record(told, find_key(told, recovery_text(key).lower()))

    assert verify(record) == ()
    assert record.clients.client("KESTREL-4")
    record.close()
    open_with(told, PASSPHRASE)


def test_a_wrong_passphrase_heals_nothing(told: Paths) -> None:
    with told.record.open("r+b") as file:
        file.write(b"\0" * 16)
    before = told.record.read_bytes()

    with pytest.raises((LockedError, DamagedError)):
        open_with(told, "some other five words")
    assert told.record.read_bytes() == before


def test_one_flipped_bit_is_noticed_and_named(told: Paths, key: Key) -> None:
    pages = told.record.stat().st_size // 4096
    for page in range(pages):
        content = told.record.read_bytes()
        _flip(told.record, page * 4096 + 2000)
        try:
            record = open_record(told, key)
        except DamagedError as error:
            assert "damaged" in str(error)  # noqa: PT017
        else:
            assert any("record.db" in problem for problem in verify(record))
            record.close()
        told.record.write_bytes(content)


def test_the_recovery_sheet_in_numbered_rows_reads_back(key: Key) -> None:
    rows = recovery_lines(key)

    assert read_recovery("\n".join(rows)) == key
    assert read_recovery(recovery_text(key)) == key
    assert read_recovery(recovery_text(key).replace("-", " ").lower()) == key


def test_each_row_of_the_sheet_is_checked_by_itself(key: Key) -> None:
    rows = recovery_lines(key)
    for number, row in enumerate(rows, 1):
        assert read_row(row, number) is not None
        assert read_row(row.lower().replace("-", " "), number) is not None
        assert read_row(row, number % 4 + 1) is None
        swapped = row.replace(row[-1], "A" if row[-1] != "A" else "B")
        assert read_row(swapped, number) is None


def test_one_wrong_character_on_the_sheet_is_noticed(key: Key) -> None:
    text = recovery_text(key)
    for place, char in enumerate(text):
        if char == "-":
            continue
        wrong = "A" if char != "A" else "B"
        assert read_recovery(text[:place] + wrong + text[place + 1 :]) is None
        assert read_recovery(text[:place] + text[place + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "five quiet words", "A" * 80, "1.  AAAA", "é" * 80]
)
def test_what_is_no_sheet_is_none(text: str) -> None:
    assert read_recovery(text) is None


def test_a_key_never_shows_itself(key: Key) -> None:
    assert key.raw.hex() not in repr(key)
    assert repr(key) == "Key()"


def test_a_private_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "print.txt"
    write_private(target, "one\n")
    with pytest.raises(CannotWriteError, match="exists already"):
        write_private(target, "two\n")
    write_private(target, "three\n", replace=True)

    assert target.read_text() == "three\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(CannotWriteError, match="the folder is missing"):
        write_private(tmp_path / "no" / "print.txt", "x")
    with pytest.raises(CannotWriteError, match="is a directory"):
        write_private(tmp_path, "x", replace=True)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    "name", ["with space", "quo'te\"s", "a?b%c#d", "new\nline", "é"]
)
def test_a_record_may_stand_in_any_folder(
    template: Template, tmp_path: Path, name: str
) -> None:
    record = template.open_in(tmp_path / name)

    assert verify(record) == ()
    back_up(record, tmp_path / f"{name}.backup")
    record.close()


def test_a_linked_record_works_and_its_sidecars_stand_beside_it(
    told: Paths, key: Key, tmp_path: Path, clock: Clock
) -> None:
    linked = home_paths(tmp_path / "linked")
    make_folder(linked.data)
    for path in (told.record, told.private):
        (linked.data / path.name).symlink_to(path)

    record = open_record(linked, key)
    type_all(open_session(record, clock), ["by the link"])
    record.close()

    record = open_record(told, key)
    assert "by the link" in [x.text for x in open_session(record, clock).state.lines]
    record.close()


LOOK = """
from sessiontui.store.open import open_or_watch
from tests.story import read_handed_over
record, why = open_or_watch(*read_handed_over())
print(record.readonly, why)
"""


def test_a_read_only_record_is_opened_to_look(told: Paths, key: Key) -> None:
    told.record.chmod(0o400)

    done = subprocess.run(
        [*without_privilege(), sys.executable, "-c", LOOK],
        input=handed_over(told, key),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.startswith("True ")
    assert "can only be read" in done.stdout
