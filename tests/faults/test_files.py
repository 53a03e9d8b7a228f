"""Files that are cut, scribbled on, put back from yesterday, or may not be written."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlcipher3 import dbapi2

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.errors import CannotWriteError, DamagedError, SessionTuiError
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import find_key, open_or_watch, open_record
from sessiontui.store.sqlcipher.driver import Database
from sessiontui.store.sqlcipher.files import PAGE
from tests.cli.program import SESSIONTUI
from tests.faults.conftest import all_said, files, tell, texts
from tests.faults.places import small_disk, without_privilege
from tests.story import (
    PASSPHRASE,
    Clock,
    files_of,
    home_paths,
    open_session,
    put_back,
    type_all,
)
from tests.tally import rounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key
    from tests.story import Template
    from tests.tally import Tally

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def told(paths: Paths, key: Key) -> Paths:
    """A record with three sessions, two of them signed."""
    tell(paths, key)
    return paths


# The log


@pytest.mark.parametrize("harm", ["cut", "scribbled on"])
def test_a_log_that_power_cut(
    harm: str,
    paths: Paths,
    key: Key,
    tally: Callable[[str, str], Tally],
    tmp_path: Path,
) -> None:
    row = tally(f"log {harm} anywhere", "all up to there, whole; nothing made up")
    record = open_record(paths, key)
    live = open_session(record, Clock())
    record.tidy()
    said = [f"line {number}" for number in range(60)]
    type_all(live, said)
    damaged = home_paths(tmp_path / "damaged")
    shutil.copytree(paths.data, damaged.data)
    damaged.data.chmod(0o700)
    record.close()
    before = files(damaged.data)
    log = damaged.data / "record.db-wal"
    chance, least = random.Random(6), len(said)
    for _ in range(rounds(8)):
        place = chance.randrange(len(before[log.name]))
        if harm == "cut":
            os.truncate(log, place)
        else:
            with log.open("r+b") as file:
                file.seek(place)
                file.write(os.urandom(200))
        record = open_record(damaged, key)
        assert verify(record) == ()
        found = texts(record)
        record.close()
        assert found == said[: len(found)], "a line is missing in between"
        least = min(least, len(found))
        row.round()
        put_back(damaged.data, before)
    row.note(f"from {least} of {len(said)} lines on, by where the harm was done")
    assert least < len(said)


# Bad files


@pytest.mark.parametrize("name", ["record.db", "private.db"])
def test_cut_at_every_page(
    name: str, told: Paths, key: Key, tally: Callable[[str, str], Tally]
) -> None:
    row = tally(f"{name} cut at a page", "one sentence; no file changed")
    path = told.data / name
    whole = path.read_bytes()
    pages = range(1, len(whole) // PAGE)
    for page in random.Random(1).sample(pages, min(len(pages), rounds(6))):
        os.truncate(path, page * PAGE)
        before = files_of(told.data)
        with pytest.raises(DamagedError):
            _looked_at(told, key)
        assert files_of(told.data) == before
        row.round()
        path.write_bytes(whole)
    assert _looked_at(told, key)


def test_random_flipped_bits(
    told: Paths, key: Key, tally: Callable[[str, str], Tally]
) -> None:
    row = tally("one bit flipped anywhere", "noticed, in one sentence; no file changed")
    wanted = all_said(told, key)
    chance = random.Random(8)
    for _ in range(rounds(20, 1000)):
        path = chance.choice((told.record, told.private))
        whole = path.read_bytes()
        # The first bytes are the salt, which is healed from the other file.
        place = chance.randrange(16, len(whole))
        content = bytearray(whole)
        content[place] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        before = files_of(told.data)
        with pytest.raises(DamagedError):
            _looked_at(told, key)
        assert files_of(told.data) == before
        path.write_bytes(whole)
        row.round()
    assert all_said(told, key) == wanted


def _looked_at(paths: Paths, key: Key) -> list[str]:
    """All that a record says to somebody who only looks; verified before."""
    record = open_record(paths, key, write=False)
    try:
        if problems := verify(record):
            raise DamagedError(problems[0])
        return texts(record)
    finally:
        record.close()


def _version_3(path: Path, key: Key) -> None:
    path.unlink()
    conn = dbapi2.connect(str(path))
    conn.execute("PRAGMA cipher_log=off")
    conn.execute(f"PRAGMA key='{PASSPHRASE}'")
    conn.execute("PRAGMA cipher_compatibility=3")
    conn.execute("create table note(text)")
    conn.commit()
    conn.close()
    path.chmod(0o600)


def _of_another(path: Path, key: Key) -> None:
    conn = dbapi2.connect(str(path.with_suffix(".other")))
    conn.execute("PRAGMA key='some other words entirely'")
    conn.execute("create table note(text)")
    conn.commit()
    conn.close()
    path.with_suffix(".other").chmod(0o600)
    path.with_suffix(".other").rename(path)


@pytest.mark.parametrize("name", ["record.db", "private.db"])
@pytest.mark.parametrize("make", [_version_3, _of_another])
def test_a_file_of_another_key_or_age(
    make: Callable[[Path, Key], None], name: str, told: Paths, key: Key
) -> None:
    make(told.data / name, key)
    before = files_of(told.data)

    with pytest.raises(SessionTuiError):
        open_record(told, find_key(told, PASSPHRASE))
    assert files_of(told.data) == before


# What carries its seal and is yet not what it should be


def test_an_old_page_put_back(
    paths: Paths, key: Key, tally: Callable[[str, str], Tally]
) -> None:
    """The seal of a page knows its place and not its time; the history does."""
    row = tally("yesterday's page put back", "noticed, or nothing of it can be told")
    tell(paths, key, sessions=2)
    earlier = {path: path.read_bytes() for path in (paths.record, paths.private)}
    tell(paths, key, sessions=2)
    wanted = all_said(paths, key)
    replaced = [
        (path, page)
        for path, old in earlier.items()
        for page in range(len(old) // PAGE)
        if old[page * PAGE : (page + 1) * PAGE]
        != path.read_bytes()[page * PAGE : (page + 1) * PAGE]
    ]
    unnoticed = 0
    for path, page in random.Random(2).sample(replaced, min(len(replaced), rounds(12))):
        whole = path.read_bytes()
        with path.open("r+b") as file:
            file.seek(page * PAGE)
            file.write(earlier[path][page * PAGE : (page + 1) * PAGE])
        try:
            found = _looked_at(paths, key)
        except (DamagedError, SessionTuiError):
            pass
        else:
            unnoticed += 1
            assert found == wanted, "an old word was passed off as the newest"
        row.round()
        path.write_bytes(whole)
    row.note(f"{unnoticed} pages held no words")


def test_a_recording_plugin_is_never_called(
    paths: Paths, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plugin of sqlite-utils would be handed the open record."""
    import sqlite_utils.plugins as plugins
    from sqlite_utils import hookimpl

    seen: list[object] = []

    class Recorder:
        @hookimpl
        def prepare_connection(self, conn: object) -> None:
            seen.append(conn)

    recorder = Recorder()
    plugins.pm.register(recorder)
    try:
        open_record(paths, key).close()
        assert seen == []
        Database(memory=True)
        assert seen
    finally:
        plugins.pm.unregister(recorder)


# Places that refuse


READS = ("summary", "clients", "verify")


@pytest.mark.parametrize("what", ["file", "folder", "mount"])
def test_a_place_that_is_read_only(
    what: str,
    template: Template,
    key: Key,
    tmp_path: Path,
    secret: Path,
    tally: Callable[[str, str], Tally],
) -> None:
    row = tally(f"read-only {what}", "can be read; writing says that it cannot")
    with contextlib.ExitStack() as held:
        folder = tmp_path / "place"
        disk = held.enter_context(small_disk(folder)) if what == "mount" else None
        folder.mkdir(exist_ok=True)
        paths = template.copy_to(folder / "record")
        tell(paths, key, sessions=1)
        if disk:
            disk.make("ro")
        elif what == "file":
            paths.record.chmod(0o400)
            paths.private.chmod(0o400)
        else:
            paths.data.chmod(0o500)
        before = files_of(paths.data)
        for command in (
            *(("summary", "KESTREL-4"), ("clients",), ("verify",)),
            *(("capture", "KESTREL-4", "--new-client"), ("backup",)),
        ):
            done = subprocess.run(
                [*without_privilege(), *SESSIONTUI, *command],
                input="one more\n",
                capture_output=True,
                text=True,
                timeout=60,
                env={
                    **os.environ,
                    "SESSIONTUI_HOME": str(paths.data),
                    "SESSIONTUI_PASSPHRASE_FILE": str(secret),
                },
            )
            wanted = 0 if command[0] in READS else 7
            if what == "file" and command[0] == "backup":
                wanted = 0
            assert done.returncode == wanted, (command, done.stderr)
            assert "inside SessionTUI" not in done.stderr
            row.round()
        now = files_of(paths.data)
        assert {name: now[name] for name in before} == before
        if disk:
            disk.make("rw")
        paths.data.chmod(0o700)


@pytest.mark.parametrize("home", ["/proc/nobody", "/dev/null/home"])
def test_a_home_that_cannot_be(home: str, secret: Path) -> None:
    done = subprocess.run(
        [*SESSIONTUI, "capture", "KESTREL-4", "--new-client"],
        input="a line\n",
        capture_output=True,
        text=True,
        timeout=60,
        env={
            **{name: value for name, value in os.environ.items() if "XDG" not in name},
            "HOME": home,
            "SESSIONTUI_PASSPHRASE_FILE": str(secret),
        },
    )
    assert done.returncode == 7, done.stderr
    assert "--home" in done.stderr
    assert "Traceback" not in done.stderr


# No descriptors


SCARCE = """
import os, resource, sys
from sessiontui.cli.commands.command_table import run
import sessiontui.services.caseload, sessiontui.store.backup.backup_and_restore
import sessiontui.settings.model
import sessiontui.domain.prints.render, encodings.idna
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]),) * 2)
sys.exit(run(sys.argv[2:]))
"""


def test_no_more_files_may_be_opened(
    told: Paths,
    key: Key,
    secret: Path,
    tally: Callable[[str, str], Tally],
) -> None:
    row = tally("no file descriptors left", "one sentence, or done; nothing lost")
    wanted = all_said(told, key)
    for most in range(4, 20, rounds(8, 1)):
        for command in (("capture", "KESTREL-4", "--new-client"), ("backup",)):
            done = subprocess.run(
                [sys.executable, "-c", SCARCE, str(most), *command],
                input=f"with {most}\n",
                capture_output=True,
                text=True,
                timeout=60,
                env={
                    **os.environ,
                    "SESSIONTUI_HOME": str(told.data),
                    "SESSIONTUI_PASSPHRASE_FILE": str(secret),
                },
            )
            assert "Traceback" not in done.stderr
            assert (done.stderr + done.stdout).strip()
            if done.returncode == 0 and command[0] == "capture":
                wanted.append(f"with {most}")
            found = all_said(told, key)
            row.round(len(set(wanted) - set(found)))
            assert set(found) - set(wanted) <= {f"with {most}"}
            wanted = found


def test_no_descriptors_while_a_session_is_open(paths: Paths, key: Key) -> None:
    record = open_record(paths, key)
    live = open_session(record, Clock())
    live.enter("before", Tab.NOTES)
    # What a print is made of is read once, and kept.
    live.prints.summary()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = []
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
    try:
        with contextlib.suppress(OSError):
            while True:
                taken.append(os.open("/dev/null", os.O_RDONLY))
        live.enter("while none were left", Tab.NOTES)
        live.enter("~ nor here", Tab.NOTES)
        with pytest.raises(CannotWriteError, match="too many files"):
            live.prints.write_summary()
    finally:
        for descriptor in taken:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert texts(record) == ["before", "while none were left", "nor here"]
    record.close()


# The clock


def test_a_clock_that_jumps(
    paths: Paths, key: Key, tally: Callable[[str, str], Tally]
) -> None:
    row = tally("clock set back and on by a day", "lines in the order of typing")
    clock = Clock(datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
    record = open_record(paths, key)
    live = open_session(record, clock)
    said = []
    chance = random.Random(4)
    for number in range(rounds(20)):
        clock.forward(hours=chance.choice((0, 0, 1, -1, 24, -24)), minutes=1)
        said.append(f"line {number:03}")
        live.enter(said[-1], Tab.NOTES)
        row.round(len(set(said) - {x.text for x in live.state.lines}))
    assert [x.text for x in live.state.lines] == said
    live.undo()
    assert [x.text for x in live.state.lines] == said[:-1]
    live.redo()
    assert verify(record) == ()
    record.close()
    watched, _ = open_or_watch(paths, key)
    assert texts(watched) == said
    watched.close()
