"""Backups, bringing them back, and a new passphrase."""

from __future__ import annotations

import os
import stat
import tarfile
from typing import TYPE_CHECKING

import pytest
from tests.story import (
    PASSPHRASE,
    TUESDAY,
    Clock,
    files_of,
    home_paths,
    open_session,
    recovery_text,
    type_all,
)

from sessiontui.errors import (
    CannotWriteError,
    DamagedError,
    InUseError,
    LockedError,
    NotFoundError,
)
from sessiontui.services.caseload import Caseload
from sessiontui.store.backup.backup_and_restore import back_up, restore
from sessiontui.store.copies.rekey import change_passphrase
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import find_key, open_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.story import Template

    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key

NEW = "other quiet words for testing"


@pytest.fixture
def backup(paths: Paths, key: Key, clock: Clock, tmp_path: Path) -> Path:
    """A backup of a record with one line in each file."""
    record = open_record(paths, key)
    type_all(open_session(record, clock), ["he slept", "~ a thought"])
    back_up(record, tmp_path / "tuesday.backup")
    record.close()
    return tmp_path / "tuesday.backup"


def texts(paths: Paths, key: Key, clock: Clock) -> list[str]:
    record = open_record(paths, key)
    found = [
        x.text for x in Caseload(record, clock).open("KESTREL-4").state.everything()
    ]
    assert verify(record) == ()
    record.close()
    return found


@pytest.mark.parametrize("name", [b"caf\xe9 \xff", b"it's 100%41 #1?mode=ro", b"a\nb"])
def test_a_folder_of_any_name(
    template: Template, tmp_path: Path, clock: Clock, name: bytes
) -> None:
    """On a stick of another system its bytes may be no text."""
    paths = template.copy_to(tmp_path / os.fsdecode(name))
    record = open_record(paths, template.key)
    type_all(open_session(record, clock), ["he slept"])
    back_up(record, paths.data / "one.backup")
    key = change_passphrase(record, NEW)
    assert texts(paths, key, clock) == ["he slept"]
    restore(paths, paths.data / "one.backup", PASSPHRASE, TUESDAY)
    assert texts(paths, template.key, clock) == ["he slept"]


@pytest.mark.parametrize("by", ["passphrase", "sheet"])
def test_a_backup_comes_back_on_a_new_machine(
    backup: Path, tmp_path: Path, key: Key, clock: Clock, by: str
) -> None:
    new = home_paths(tmp_path / "new machine")
    secret = PASSPHRASE if by == "passphrase" else recovery_text(key)

    assert restore(new, backup, secret, TUESDAY) is None

    assert texts(new, key, clock) == ["he slept", "a thought"]
    assert {p.name for p in new.data.iterdir()} == {
        *("record.db", "private.db", "record.lock")
    }
    for path in new.data.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_was_there_before_is_kept_whole(
    backup: Path, paths: Paths, key: Key, clock: Clock
) -> None:
    record = open_record(paths, key)
    type_all(open_session(record, clock), ["said after the backup"])
    record.close()

    kept = [restore(paths, backup, PASSPHRASE, TUESDAY) for _ in range(2)]

    assert texts(paths, key, clock) == ["he slept", "a thought"]
    assert kept[0]
    assert kept[1]
    assert kept[0] != kept[1]
    assert "said after the backup" in texts(home_paths(kept[0]), key, clock)


def test_a_log_that_was_left_beside_the_record_does_no_harm(
    backup: Path, paths: Paths, key: Key, clock: Clock
) -> None:
    record = open_record(paths, key)
    type_all(open_session(record, clock), ["in the log only"])
    log = (paths.data / "record.db-wal").read_bytes()
    record.close()
    (paths.data / "record.db-wal").touch(0o600)
    (paths.data / "record.db-wal").write_bytes(log)

    restore(paths, backup, PASSPHRASE, TUESDAY)

    assert texts(paths, key, clock) == ["he slept", "a thought"]


def test_a_wrong_passphrase_changes_nothing(backup: Path, paths: Paths) -> None:
    before = files_of(paths.data)

    with pytest.raises(LockedError):
        restore(paths, backup, NEW, TUESDAY)
    assert files_of(paths.data) == before


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[20_000] ^= 1
    path.write_bytes(content)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda p: p.unlink(), NotFoundError),
        (lambda p: p.write_bytes(b""), DamagedError),
        (lambda p: p.write_text("notes"), DamagedError),
        (lambda p: os.truncate(p, p.stat().st_size // 2), DamagedError),
        (lambda p: os.truncate(p, 1024), DamagedError),
        (lambda p: (p.unlink(), p.mkdir()), DamagedError),
        (_pipe, DamagedError),
        (_flip, DamagedError),
    ],
)
def test_what_is_no_whole_backup_is_refused_and_nothing_changes(
    backup: Path, paths: Paths, spoil: Callable[[Path], object], error: type[Exception]
) -> None:
    spoil(backup)
    before = files_of(paths.data)

    with pytest.raises(error):
        restore(paths, backup, PASSPHRASE, TUESDAY)

    assert files_of(paths.data) == before
    assert not list(paths.data.glob(".sessiontui-*"))


def test_a_backup_with_strange_names_in_it_writes_nowhere_else(
    backup: Path, paths: Paths, tmp_path: Path
) -> None:
    odd = tmp_path / "odd.backup"
    with tarfile.open(odd, "w") as bundle:
        bundle.add(backup, "../../escaped")
        bundle.add(backup, "/tmp/escaped-sessiontui")

    with pytest.raises(DamagedError):
        restore(paths, odd, PASSPHRASE, TUESDAY)
    assert not list(tmp_path.rglob("escaped*"))


def test_a_backup_tells_nothing_of_who_made_it(backup: Path) -> None:
    with tarfile.open(backup) as bundle:
        members = bundle.getmembers()

    assert [member.name for member in members] == ["record.db", "private.db"]
    assert {(m.uid, m.gid, m.uname, m.gname) for m in members} == {(0, 0, "", "")}


def test_a_restore_while_the_app_is_open_is_refused(
    backup: Path, paths: Paths, key: Key
) -> None:
    record = open_record(paths, key)

    with pytest.raises(InUseError):
        restore(paths, backup, PASSPHRASE, TUESDAY)
    record.close()


def test_a_backup_is_never_written_over_another_file(
    backup: Path, paths: Paths, key: Key
) -> None:
    before = backup.read_bytes()
    record = open_record(paths, key)

    with pytest.raises(CannotWriteError, match="exists already"):
        back_up(record, backup)
    with pytest.raises(CannotWriteError, match="the folder is missing"):
        back_up(record, backup.parent / "nowhere" / "x.backup")
    assert backup.read_bytes() == before
    record.close()


def test_a_copy_that_only_looks_can_write_a_backup(
    paths: Paths, key: Key, clock: Clock, tmp_path: Path
) -> None:
    writer = open_record(paths, key)
    type_all(open_session(writer, clock), ["committed a moment ago"])
    watcher = open_record(paths, key, write=False)

    back_up(watcher, tmp_path / "live.backup")

    watcher.close()
    writer.close()
    new = home_paths(tmp_path / "new")
    restore(new, tmp_path / "live.backup", PASSPHRASE, TUESDAY)
    assert texts(new, key, clock) == ["committed a moment ago"]


def test_what_a_killed_backup_left_is_swept_after_a_day(
    record: Record, tmp_path: Path
) -> None:
    old, fresh = (tmp_path / f".sessiontui-{name}" for name in ("old", "fresh"))
    for folder in (old, fresh):
        folder.mkdir()
        (folder / "record.db").touch()
    os.utime(old, (0, 0))

    back_up(record, tmp_path / "one.backup")

    assert not old.exists()
    assert fresh.exists()


def test_a_new_passphrase_opens_and_the_old_one_does_not(
    paths: Paths, key: Key, clock: Clock
) -> None:
    record = open_record(paths, key)
    type_all(open_session(record, clock), ["he slept", "~ a thought"])

    new = change_passphrase(record, NEW)

    assert new.salt != key.salt
    assert find_key(paths, NEW) == new
    assert texts(paths, new, clock) == ["he slept", "a thought"]
    for old in (key, find_key(paths, PASSPHRASE)):
        with pytest.raises(LockedError):
            open_record(paths, old)
    assert {p.name for p in paths.data.iterdir()} == {
        *("record.db", "private.db", "record.lock")
    }


def test_an_old_backup_keeps_its_old_passphrase(
    backup: Path, paths: Paths, key: Key, clock: Clock
) -> None:
    change_passphrase(open_record(paths, key), NEW)

    restore(paths, backup, PASSPHRASE, TUESDAY)

    assert texts(paths, key, clock) == ["he slept", "a thought"]


def test_a_change_that_was_cut_between_the_two_files_is_finished_at_the_next_start(
    paths: Paths, key: Key, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = open_record(paths, key)
    type_all(open_session(record, clock), ["he slept", "~ a thought"])
    real = os.rename

    def cut(source: Path, target: Path) -> None:
        if str(target).endswith("private.db"):
            raise KeyboardInterrupt
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", cut)
        with pytest.raises(KeyboardInterrupt):
            change_passphrase(record, NEW)
    assert (paths.data / "private.next").exists()

    with pytest.raises(LockedError, match="Type the new one"):
        open_record(paths, find_key(paths, PASSPHRASE))
    new = find_key(paths, NEW)
    with pytest.raises(InUseError, match="Open the app once"):
        open_record(paths, new, write=False)
    assert texts(paths, new, clock) == ["he slept", "a thought"]


def test_an_empty_copy_never_takes_the_place_of_the_psychotherapy_notes(
    paths: Paths, key: Key, clock: Clock
) -> None:
    record = open_record(paths, key)
    type_all(open_session(record, clock), ["he slept", "~ a thought"])
    record.close()
    (paths.data / "private.next").touch(0o600)

    assert texts(paths, key, clock) == ["he slept", "a thought"]


def test_copies_left_from_an_earlier_change_are_no_danger(
    paths: Paths, key: Key, clock: Clock
) -> None:
    for name in ("record.next", "private.next", "record.next-journal"):
        (paths.data / name).touch(0o600)
        (paths.data / name).write_bytes(b"old" * 9000)

    assert texts(paths, key, clock) == []
    assert not list(paths.data.glob("*.next*"))
