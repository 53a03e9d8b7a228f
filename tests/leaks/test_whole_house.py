"""Every command that touches words: only the files that were asked for hold any."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.services.caseload import Caseload
from sessiontui.store.open import open_record
from tests.cli.program import Shell
from tests.leaks.conftest import CANARY, holding
from tests.story import Clock, handed_over

if TYPE_CHECKING:
    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key

CLIENT = "KESTREL-4"
SHARED = (Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"))
BESIDE = """
import sys, time
from pathlib import Path
from tests.story import home_paths, read_handed_over
from sessiontui.services.caseload import Caseload
from sessiontui.store.open import open_record
paths, key = read_handed_over()
caseload = Caseload(open_record(paths, key), backups=(paths.backups, 3))
live = caseload.open("KESTREL-4")
from sessiontui.domain.kinds.lookup import Tab
live.enter("{canary} once more", Tab.NOTES)
live.drafts.save(Tab.NOTES, "half a {canary}", (0, 4), None)
worker = caseload.back_up_aside()
print("open", flush=True)
worker.join()
print("backed up", flush=True)
time.sleep(60)
"""


def top_of(folders: tuple[Path, ...]) -> set[Path]:
    """The files that lie directly there; folders belong to other programs."""
    return {x for f in folders if f.is_dir() for x in f.iterdir() if x.is_file()}


@pytest.fixture
def house(
    paths: Paths, key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """A record with words in every place, and every place to write to looked at."""
    for name in ("TMPDIR", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("HISTFILE", str(tmp_path / "history"))
    monkeypatch.setenv("EDITOR", f'{sys.executable} -c \'open("edited", "w")\'')
    monkeypatch.chdir(tmp_path)
    paths.settings.write_text('[therapist]\nname = "R. Amadi"\n')
    clock = Clock()
    record = open_record(paths, key)
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    live = caseload.open(CLIENT)
    for mark in (": ", "> ", '" ', "+ ", "@ ", "! ", "? ", "~ ", ". ", ""):
        live.enter(f"{mark}{CANARY} said", Tab.NOTES)
    live.sign()
    clock.forward(days=7)
    caseload.open(CLIENT).enter(f"{CANARY} again", Tab.NOTES)
    record.close()
    return Shell(paths.data, tmp_path)


def test_only_what_was_asked_for_holds_words(
    house: Shell, paths: Paths, key: Key, tmp_path: Path
) -> None:
    before = top_of(SHARED)
    asked: set[Path] = set()

    def does(*call: str, lines: str = "", writes: str = "", code: int = 0) -> str:
        given = [str(tmp_path / x) if x == writes and x else x for x in call]
        done = house.call(*given, lines=lines)
        assert done.returncode == code, (call, done.stderr)
        assert CANARY not in done.stderr, call
        if writes:
            asked.add(tmp_path / writes)
        asked.update(paths.summaries.glob("*") if "/save" in lines else ())
        assert set(holding(tmp_path)) <= asked, call
        return done.stdout

    assert CANARY in does("summary", CLIENT)
    does("summary", CLIENT, "-o", "print.txt", writes="print.txt")
    does("summary", CLIENT, "-o", "print.txt", writes="print.txt", code=7)
    for name in ("json", "markdown"):
        does("export", "--format", name, "-o", f"all.{name}", writes=f"all.{name}")
    does("export", "--format", "json", "-o", "/dev/stdout", code=7)
    does("export", "--format", "json", "-o", "/dev/full", code=7)
    does("private", CLIENT, "-o", "notes.txt", writes="notes.txt")
    does(
        "capture",
        CLIENT,
        "--new-client",
        lines=f'"{CANARY}\n/edit 1 {CANARY}\n/undo\n/save\n',
    )
    assert any(paths.summaries.iterdir())
    does("request", CLIENT, "--session", "1", lines=f"{CANARY} was not so\n")
    does(
        *("amend", CLIENT, "--session", "1", "--kind", "addendum"),
        *("--reason", f"{CANARY} came up"),
        lines=f"{CANARY} besides\n",
    )
    does("hold", CLIENT, "--reason", f"{CANARY} asked by court")
    does("find", CANARY)
    does("progress", CLIENT)
    does("waiting")
    does("backup", str(tmp_path / "by-hand.backup"))
    does("backup")
    does("recover", "-o", str(tmp_path / "recovered"))
    does("restore", str(tmp_path / "by-hand.backup"))
    does("import", str(tmp_path / "all.json"), code=1)
    other = Shell(tmp_path / "other", tmp_path)
    assert other.call("import", str(tmp_path / "all.json")).returncode == 0
    does("verify")

    child = subprocess.Popen(
        [sys.executable, "-c", BESIDE.format(canary=CANARY)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdin
    assert child.stdout
    child.stdin.write(handed_over(paths, key))
    child.stdin.close()
    assert child.stdout.readline() == "open\n"
    assert set(holding(tmp_path)) <= asked, "while a backup is made"
    assert child.stdout.readline() == "backed up\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert any(paths.backups.iterdir())
    assert set(holding(tmp_path)) == {x for x in asked if x.is_file()}
    assert not any(_holds(x) for x in top_of(SHARED) - before)
    assert not (tmp_path / "history").exists()
    assert not (tmp_path / "edited").exists()


def _holds(path: Path) -> bool:
    try:
        return CANARY.encode() in path.read_bytes()
    except OSError:
        return False


def test_an_encrypted_export_holds_no_word(house: Shell, tmp_path: Path) -> None:
    from pyrage import x25519

    file = tmp_path / "all.json.age"
    recipient = str(x25519.Identity.generate().to_public())
    done = house.call(
        *("export", "--format", "json", "-o", str(file), "--with-private"),
        *("--recipient", recipient),
    )

    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert holding(tmp_path) == []


def test_neither_words_nor_a_typed_passphrase_stand_beside_an_encrypted_export(
    house: Shell, tmp_path: Path
) -> None:
    secret = f"{CANARY} of four words"
    file = tmp_path / "all.json.age"
    window = house.terminal(
        *("export", "--format", "json", "--encrypt", "-o", str(file)),
        SESSIONTUI_PASSPHRASE_FILE=str(house.file),
    )
    window.answer("Passphrase for the file: ", secret)
    window.see("The same once more: ")
    process = Path(f"/proc/{window.pid}")
    for name in ("environ", "cmdline", "comm"):
        assert CANARY.encode() not in (process / name).read_bytes()
    assert holding(tmp_path) == [], "while it asks"
    window.type(secret + "\n")
    code, told = window.end()

    assert code == 0
    assert CANARY not in told
    assert "\x1b" not in told.replace("\r\x1b[K", ""), "but for how far it is"
    assert file.stat().st_mode & 0o777 == 0o600
    assert holding(tmp_path) == []


def test_a_reader_that_leaves_early_leaves_nothing(
    house: Shell, tmp_path: Path
) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "sessiontui", "summary", CLIENT],
            stdout=write,
            stderr=subprocess.PIPE,
            env=house.environment(SESSIONTUI_PASSPHRASE_FILE=str(house.file)),
            timeout=30,
        )
    finally:
        os.close(write)

    assert done.returncode == 141
    assert done.stderr == b""
    assert holding(tmp_path) == []
