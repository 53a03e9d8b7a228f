"""Backups that are made by themselves: once a day, aside, and never in anyone's way."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.story import (
    PASSPHRASE,
    TUESDAY,
    Clock,
    home_paths,
    open_session,
    recovery_text,
    type_all,
)

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.errors import CannotWriteError
from sessiontui.services.caseload import Caseload
from sessiontui.store.backup import schedule as automatic
from sessiontui.store.backup.backup_and_restore import back_up, restore
from sessiontui.store.backup.schedule import (
    holders,
    keep_backed_up,
    said_when_old,
)
from sessiontui.store.copies.backup_names import backups_in
from sessiontui.store.copies.rekey import change_passphrase
from sessiontui.store.erase import EraseOrder, erase_client
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import find_key, open_record

if TYPE_CHECKING:
    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key

EARLIER = Path(__file__).parent / "earlier"
NOW = datetime.now(UTC).replace(hour=10, minute=0)
DAY = timedelta(days=1)
SHARED_BYTES = 0x40000002
"""Where SQLite's shared lock stands in a file (os.h: SHARED_FIRST)."""


def test_a_flight_west_skips_no_day(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, key = record.paths, record.key
    open_session(record, Clock(NOW))
    for zone, hours in (("Asia/Tokyo", 14), ("America/Los_Angeles", 34)):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        now = NOW + timedelta(hours=hours)
        touch(paths, now)
        assert keep_backed_up(paths, key, paths.backups, 9, now) == ""
    assert len(backups_in(paths.backups)) == 2
    monkeypatch.undo()
    time.tzset()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def is_locked(path: Path) -> bool:
    """Whether another process finds SQLite's shared lock on a file."""
    look = (
        "import fcntl, sys; file = open(sys.argv[1], 'r+b');"
        f"fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, {SHARED_BYTES})"
    )
    done = subprocess.run([sys.executable, "-c", look, str(path)], capture_output=True)
    return b"BlockingIOError" in done.stderr


def touch(paths: Paths, moment: datetime) -> None:
    """Let the record be written at a moment."""
    for path in (paths.record, paths.private):
        os.utime(path, (moment.timestamp(), moment.timestamp()))


def test_one_a_day_and_only_when_something_changed(paths: Paths, key: Key) -> None:
    made = []
    for days, written in ((0, -1), (0, 0), (1, -1), (2, 2), (3, 2), (4, 4)):
        touch(paths, NOW + DAY * written - timedelta(hours=1))
        assert keep_backed_up(paths, key, paths.backups, 14, NOW + DAY * days) == ""
        made.append(len(backups_in(paths.backups)))

    assert made == [1, 1, 1, 2, 2, 3]


def test_the_oldest_of_ours_go_and_nothing_else(paths: Paths, key: Key) -> None:
    paths.backups.mkdir(0o700)
    others = [
        "sessiontui-20200101-100000.backup",
        "before-upgrade-20200101-100000.backup",
        "automatic-old.backup",
        "automatic-20200101-100000.backup.txt",
        "notes.txt",
    ]
    for name in others:
        (paths.backups / name).touch()

    for days in range(5):
        touch(paths, NOW + DAY * days)
        assert keep_backed_up(paths, key, paths.backups, 3, NOW + DAY * days) == ""

    kept = [f"automatic-{NOW + DAY * d:%Y%m%d-%H%M%S%z}.backup" for d in (2, 3, 4)]
    assert names(paths.backups) == sorted([*others, *kept])


def test_none_is_made_when_it_is_turned_off(paths: Paths, key: Key) -> None:
    assert keep_backed_up(paths, key, paths.backups, 0, NOW) == ""
    assert not paths.backups.exists()


@pytest.mark.parametrize("by", ["passphrase", "sheet"])
def test_one_made_beside_the_open_record_brings_every_word_back(
    paths: Paths, key: Key, clock: Clock, tmp_path: Path, by: str
) -> None:
    record = open_record(paths, key)
    live = open_session(record, clock)
    type_all(live, ["he slept", "~ a thought"])
    live.drafts.save(Tab.NOTES, "half a line", (0, 5), None)
    caseload = Caseload(record, clock, backups=(tmp_path / "kept", 14))

    usual, turns = sys.getswitchinterval(), set[float]()

    worker = caseload.back_up_aside()
    assert worker
    while worker.is_alive():
        type_all(live, ["meanwhile"])
        turns.add(sys.getswitchinterval())

    # What is typed meanwhile waits less for its turn.
    assert min(turns) < usual == sys.getswitchinterval()
    assert caseload.backup_notice == ""
    record.close()
    (backup,) = backups_in(tmp_path / "kept")
    new = home_paths(tmp_path / "new")
    secret = PASSPHRASE if by == "passphrase" else recovery_text(key)
    restore(new, backup.path, secret, TUESDAY)
    back = open_record(new, find_key(new, secret))
    texts = [x.text for x in open_session(back, clock).state.everything()]
    assert {"he slept", "a thought"} <= set(texts)
    assert open_session(back, clock).drafts.load().text in {"half a line", ""}
    assert verify(back) == ()
    back.close()


def test_the_open_record_keeps_its_locks(paths: Paths, key: Key, clock: Clock) -> None:
    """Without its lock, whoever else closes the record may take the log away."""
    record = open_record(paths, key)
    type_all(open_session(record, clock), ["he slept"])
    assert is_locked(paths.record)

    assert keep_backed_up(paths, key, paths.backups, 14, NOW) == ""

    assert is_locked(paths.record)
    assert is_locked(paths.private)
    record.close()
    assert not is_locked(paths.record)


def test_what_cannot_be_written_is_one_calm_sentence(
    paths: Paths, key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "file"
    folder.touch()

    said = keep_backed_up(paths, key, folder, 14, NOW)

    assert said == f"No backup was made: {folder} cannot be written (file exists)."

    keep_backed_up(paths, key, paths.backups, 14, NOW)
    target = paths.backups / f"automatic-{NOW + DAY:%Y%m%d-%H%M%S%z}.backup"
    target.touch()
    touch(paths, NOW + DAY)
    folder = paths.backups
    with monkeypatch.context() as patch:
        patch.setattr(automatic, "write_backup", no_room)
        said = keep_backed_up(paths, key, folder, 14, NOW + 2 * DAY)
    assert said == (
        f"No backup was made: {folder} cannot be written (the disk is full)."
        f" The last one is of {NOW + DAY:%d %b %Y}."
    )


def no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "no room")


def test_a_record_that_is_not_whole_pushes_no_whole_backup_out(
    paths: Paths, key: Key
) -> None:
    keep_backed_up(paths, key, paths.backups, 1, NOW)
    record = open_record(paths, key)
    (db, _), _ = record.databases
    db.execute("insert into line_fts(rowid, text) values (999, 'astray')")
    record.close()
    touch(paths, NOW + DAY)

    said = keep_backed_up(paths, key, paths.backups, 1, NOW + DAY)

    assert "sessiontui verify" in said
    assert len(backups_in(paths.backups)) == 2


def test_an_old_backup_is_told_when_the_record_went_on(paths: Paths, key: Key) -> None:
    keep_backed_up(paths, key, paths.backups, 14, NOW)
    touch(paths, NOW - DAY)
    assert said_when_old(paths, paths.backups, NOW + 8 * DAY) == ""
    touch(paths, NOW + DAY)

    assert said_when_old(paths, paths.backups, NOW + 6 * DAY) == ""
    assert said_when_old(paths, paths.backups, NOW + 8 * DAY) == (
        f"The last backup is of {NOW:%d %b %Y}."
    )


def earlier(schema: str, folder: Path) -> Paths:
    paths = home_paths(folder / "record")
    shutil.copytree(EARLIER / schema, paths.data)
    os.chmod(paths.data, 0o700)
    for file in paths.data.iterdir():
        os.chmod(file, 0o600)
    return paths


@pytest.mark.parametrize("schema", sorted(folder.name for folder in EARLIER.iterdir()))
def test_an_earlier_record_is_kept_as_it_was_before_it_is_brought_up_to_date(
    schema: str, tmp_path: Path
) -> None:
    paths = earlier(schema, tmp_path)

    open_record(paths, find_key(paths, PASSPHRASE)).close()
    open_record(paths, find_key(paths, PASSPHRASE)).close()

    (backup,) = backups_in(paths.backups)
    assert backup.kind == "before-upgrade-"
    again = home_paths(tmp_path / "again")
    restore(again, backup.path, PASSPHRASE, TUESDAY)
    record = open_record(again, find_key(again, PASSPHRASE))
    assert verify(record) == ()
    caseload = Caseload(record)
    last = caseload.past(caseload.find_client("KESTREL-4"))
    assert "I want to sit at that wedding" in last.prints.summary()
    record.close()


def test_without_that_backup_an_earlier_record_stays_as_it_is(tmp_path: Path) -> None:
    paths = earlier("schema-1", tmp_path)
    paths.backups.touch()
    before = paths.record.read_bytes()

    with pytest.raises(CannotWriteError, match="Nothing was changed"):
        open_record(paths, find_key(paths, PASSPHRASE))

    assert paths.record.read_bytes() == before


def an_order(record: Record, *, notes_only: bool = False) -> EraseOrder:
    client = Caseload(record).find_client("KESTREL-4")
    return EraseOrder(
        client, notes_only=notes_only, author="me", reason="x", at=TUESDAY
    )


@pytest.mark.parametrize("notes_only", [False, True])
def test_backups_that_still_hold_what_was_destroyed_are_named(
    paths: Paths, key: Key, clock: Clock, tmp_path: Path, notes_only: bool
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    record = open_record(paths, key)
    back_up(record, stick / "empty.backup")
    type_all(open_session(record, clock), ["he slept"])
    back_up(record, stick / "no-notes.backup")
    type_all(open_session(record, clock), ["~ a thought"])
    back_up(record, stick / "whole.backup")
    (stick / "torn.backup").write_bytes(b"x")
    record.close()
    restore(paths, stick / "whole.backup", PASSPHRASE, TUESDAY)
    record = open_record(paths, key)
    erase_client(record, an_order(record, notes_only=notes_only))
    back_up(record, stick / "after.backup")

    found = holders(record, ["kestrel-4"], (stick, stick), notes_only=notes_only)

    named = {(holder.path.name.split("-2")[0], holder.sure) for holder in found}
    wanted = {("whole.backup", True), ("torn.backup", False), ("before-restore", True)}
    assert named == wanted | (set() if notes_only else {("no-notes.backup", True)})
    record.close()


def test_a_backup_with_another_passphrase_may_hold_it(
    paths: Paths, key: Key, clock: Clock, tmp_path: Path
) -> None:
    record = open_record(paths, key)
    type_all(open_session(record, clock), ["he slept"])
    back_up(record, tmp_path / "old.backup")
    new = change_passphrase(record, "other quiet words for testing")
    record = open_record(paths, new)

    (found,) = holders(record, ["kestrel-4"], (tmp_path,), notes_only=False)

    assert not found.sure
    assert not found.by_itself
    record.close()
