"""A disk with too little room for what is asked: all of it, or all as it was."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sessiontui.errors import LockedError
from sessiontui.store.backup.backup_and_restore import back_up
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import find_key, open_record
from sessiontui.store.sqlcipher.key import derive
from tests.exchange.whole import take, write_json
from tests.faults.conftest import all_said, files, tell, texts
from tests.faults.places import PAGE, small_disk
from tests.store.victims import NEW_PASSPHRASE
from tests.story import PASSPHRASE, home_paths, put_back
from tests.tally import rounds
from tests.ui.terminal import Terminal, wait_for_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key
    from tests.story import Template
    from tests.tally import Tally

pytestmark = pytest.mark.timeout(900)

F2, F7, CTRL_T = "\x1bOQ", "\x1b[18~", "\x14"
CANNOT_WRITE = 7


def test_a_full_disk_while_typing(
    template: Template,
    tmp_path: Path,
    secret: Path,
    tally: Callable[[str, str], Tally],
) -> None:
    row = tally(
        "disk full while typing", "said so, words kept, goes on when there is room"
    )
    with contextlib.ExitStack() as closing:
        disk = closing.enter_context(small_disk(tmp_path / "disk"))
        paths = template.copy_to(disk.folder / "record")
        user = Terminal(paths.data, "open", "KESTREL-4", passphrase_file=secret)
        closing.callback(user.close)
        user.see("Agenda")
        user.type(F2)
        said = []
        for number in range(rounds(2, 6)):
            user.type(f"before {number}\r")
            user.see(f"note         before {number}")
            disk.fill()
            words = f"kept {number} " + "x" * 300
            shown = len(user.raw)
            user.type(words)
            while b"the disk is full" not in user.raw[shown:]:
                disk.fill()
                user.type("y")
                words += "y"
                user.read_for(0.05)
                assert len(words) < 2000
            user.see_unbroken(words[-40:])
            disk.empty()
            user.type(f" z\rafter {number}\r")
            user.see(f"note         after {number}")
            said += [f"before {number}", f"{words} z", f"after {number}"]
            row.round()
        user.type("\x11")
        assert user.wait() == 0
        record = open_record(paths, template.key)
        found = texts(record)
        problems = verify(record)
        record.close()
    assert problems == ()
    row.round(len(set(said) - set(found)))
    assert found == said


def test_on_a_full_disk_the_therapist_gets_the_notes_back(
    template: Template, tmp_path: Path, secret: Path
) -> None:
    with contextlib.ExitStack() as closing:
        disk = closing.enter_context(small_disk(tmp_path / "disk"))
        paths = template.copy_to(disk.folder / "record")
        user = Terminal(paths.data, "open", "KESTREL-4", passphrase_file=secret)
        closing.callback(user.close)
        user.see("1 Agenda")
        user.type(F7)
        user.see("most helpful")
        disk.fill()
        words = "picture"
        shown = len(user.raw)
        user.type(words)
        while b"the disk is full" not in user.raw[shown:]:
            disk.fill()
            user.type("e")
            words += "e"
            user.read_for(0.05)
            assert len(words) < 2000
        user.type(CTRL_T)
        user.see("1 Agenda")
        user.type(F7)
        user.see_unbroken(words[-40:])
        user.type(CTRL_T)
        user.see("1 Agenda")
        disk.empty()
        user.type(F2 + "there is room\r")
        user.see("note         there is room")
        wait_for_record(paths, template.key, words)


COMMANDS = {
    "recording": ("capture", "KESTREL-4", "--new-client"),
    "a backup": ("backup",),
    "a new passphrase": ("passphrase", "--new-passphrase-file", "NEW"),
    "restoring": ("restore", "BACKUP"),
    "importing": ("import", "EXPORT"),
    "signing": ("sign", "KESTREL-4"),
    "a print": ("summary", "KESTREL-4", "-o", "HOME/print.txt"),
    "an export": ("export", "--format", "json", "-o", "HOME/export.json"),
    "destroying": (
        *("destroy", "KESTREL-4", "--reason", "asked", "--before-time"),
        *("--yes-destroy", "KESTREL-4"),
    ),
}

PLACES = ("a full disk", "a limit on files")[: rounds(1, 2)]
"""Both in `make faults`; the first one every time."""

LIMITED = """
import resource, signal, sys
from sessiontui.cli.commands.command_table import run
import sessiontui.services.caseload, sessiontui.store.backup.backup_and_restore
import sessiontui.store.copies.rekey
import sessiontui.exchange.importing, sessiontui.exchange.exporting
most = int(sys.argv[1])
if most >= 0:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
sys.exit(run(sys.argv[2:]))
"""


@pytest.fixture
def told(
    paths: Paths, key: Key, template: Template, tmp_path: Path
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files of a record with a past, and beside it a backup and an export."""
    other = template.copy_to(tmp_path / "other")
    tell(other, key, "WREN-7", sessions=2)
    record = open_record(other, key)
    back_up(record, tmp_path / "one.backup")
    (tmp_path / "all.json").write_bytes(write_json(take(record, with_private=True)))
    record.close()
    (tmp_path / "new").write_text(NEW_PASSPHRASE + "\n")
    (tmp_path / "new").chmod(0o600)
    tell(paths, key, sessions=2)
    paths.settings.write_text('[therapist]\nname = "R. Amadi"\n')
    paths.settings.chmod(0o600)
    return files(paths.data), tuple(all_said(paths, key))


def carried_out(
    home: Path, beside: Path, what: str, most: int = -1
) -> subprocess.CompletedProcess[str]:
    """Run one command on a record, perhaps with a limit on the size of files."""
    names = {
        "NEW": str(beside / "new"),
        "BACKUP": str(beside / "one.backup"),
        "EXPORT": str(beside / "all.json"),
    }
    arguments = [names.get(x, x).replace("HOME", str(home)) for x in COMMANDS[what]]
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(most), *arguments],
        input="said with no room " + "x" * 3000 + "\n",
        capture_output=True,
        text=True,
        timeout=60,
        env={
            **os.environ,
            "SESSIONTUI_HOME": str(home),
            "SESSIONTUI_PASSPHRASE_FILE": str(beside / "passphrase"),
        },
    )


def looked_through(
    paths: Paths, before: tuple[str, ...], done: subprocess.CompletedProcess[str]
) -> set[str]:
    """What is gone that was there before; the record must be whole."""
    key = find_key(paths, PASSPHRASE)
    new = derive(NEW_PASSPHRASE, key.salt)
    try:
        record = open_record(paths, key)
    except LockedError:
        record = open_record(paths, new)
        assert done.returncode == 0
    assert verify(record) == (), done.stderr
    found = texts(record)
    record.close()
    return set(before) - set(found)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", COMMANDS)
def test_a_command_without_room(
    what: str,
    place: str,
    told: tuple[dict[str, bytes], tuple[str, ...]],
    tmp_path: Path,
    secret: Path,
    tally: Callable[[str, str], Tally],
) -> None:
    row = tally(f"{place}: {what}", "said so, nothing changed; or all of it was done")
    before, said = told
    largest = max(map(len, before.values()))
    with small_disk(tmp_path / "disk", "3m") as disk:
        paths = home_paths(disk.folder / "record")
        paths.data.mkdir(mode=0o700)
        put_back(paths.data, before)
        codes = set()
        for number in range(rounds(1, 12)):
            room = PAGE * (1, 40, 4, 8, 12, 20, 30, 60, 80, 100, 120, 150)[number]
            if place == "a full disk":
                disk.fill(room)
                done = carried_out(paths.data, tmp_path, what)
                disk.empty()
            else:
                done = carried_out(paths.data, tmp_path, what, largest // 3 + room)
            codes.add(done.returncode)
            assert done.returncode in (0, CANNOT_WRITE), done.stderr
            assert "inside SessionTUI" not in done.stderr
            assert "Traceback" not in done.stderr
            gone = looked_through(paths, said, done)
            if done.returncode == 0:
                if what in ("restoring", "destroying"):
                    gone = set()
                if what == "signing":
                    gone -= {"scratch for the hour"}
            row.round(len(gone))
            left = {
                path.name
                for path in paths.data.rglob("*")
                if path.name.endswith((".partial", ".making", ".next"))
                or path.name.startswith(".sessiontui")
            }
            assert not left
            if what == "a backup":
                for backup in paths.backups.glob("*"):
                    assert backup.stat().st_size > largest
            put_back(paths.data, before)
        row.note(f"exit codes {sorted(codes)}")
