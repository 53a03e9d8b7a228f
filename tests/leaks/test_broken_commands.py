"""A fault in any layer below any command: one line, no words, and the exit code."""

from __future__ import annotations

import os
import shutil
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from sessiontui.cli.commands.command_table import COMMAND_MODULES
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.services.caseload import Caseload
from sessiontui.store.open import open_record
from tests.cli.program import Shell
from tests.leaks.conftest import CANARY
from tests.story import Clock
from tests.tally import rounds

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key
    from tests.story import Template

CLIENT = "KESTREL-4"
LINES = f'"{CANARY}\n/rows\n/edit 1 {CANARY}\n/undo\n'
CALLS: dict[str, tuple[tuple[str, ...], str]] = {
    "capture": ((CLIENT, "--new-client"), LINES),
    "clients": ((), ""),
    "sessions": ((CLIENT,), ""),
    "summary": ((CLIENT,), ""),
    "sign": ((CLIENT, "--session", "2"), ""),
    "amend": (
        (CLIENT, "--session", "1", "--kind", "addendum", "--reason", CANARY),
        CANARY,
    ),
    "private": ((CLIENT,), ""),
    "progress": ((CLIENT,), ""),
    "plan": ((CLIENT,), ""),
    "course": ((CLIENT,), ""),
    "supervision": ((CLIENT,), CANARY),
    "ending": ((CLIENT,), ""),
    "waiting": ((), ""),
    "find": ((CANARY,), ""),
    "export": (("--format", "json", "-o", "OUT", "--with-private"), ""),
    "import": (("EXPORT", "--only", "WREN-7"), ""),
    "request": ((CLIENT, "--session", "1"), CANARY),
    "requests": ((), ""),
    "due": ((), ""),
    "keep": ((CLIENT, "--until", "2050-01-01"), ""),
    "hold": ((CLIENT, "--reason", CANARY), ""),
    "move": ((CLIENT, "WREN-7", "--line", "1", "--held", "--reason", CANARY), ""),
    "rename": ((CLIENT, "HERON-2"), f"{CLIENT}\n"),
    "merge": (("WREN-7", CLIENT, "--yes-merge", "WREN-7", CLIENT), ""),
    "destroy": ((CLIENT, "--reason", CANARY, "-o", "OUT"), f"{CLIENT}\n"),
    "verify": ((), ""),
    "passphrase": (("--new-passphrase-file", "FILE"), ""),
    "recovery-key": ((), ""),
    "backup": (("OUT",), ""),
    "restore": (("BACKUP",), ""),
    "recover": (("-o", "OUT"), ""),
}
DOCUMENTS = ("man", "marks", "guide", "schema", "settings")
WITHOUT_A_RECORD = {
    "open",
    "demo",
    "help",
    "formats",
    "where",
    "completion",
    *DOCUMENTS,
}
"""Commands that open no record, or only on a terminal."""
FAULTS = {
    "queries": (
        "sessiontui.store.repository",
        "Repository",
        "all",
        ArithmeticError,
    ),
    "writing": (
        "sessiontui.store.undo_log",
        "UndoLog",
        "unit",
        RuntimeError,
    ),
    "opening": ("sessiontui.store.record", "Record", "__init__", KeyError),
    "the disk": ("sessiontui.store.open", "", "connect", OSError),
}


@pytest.fixture(scope="module")
def told(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """A record with a signed session, one that is not, an export and a backup."""
    folder = tmp_path_factory.mktemp("told")
    paths = template.copy_to(folder / "home")
    clock = Clock()
    record = open_record(paths, template.key)
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    for code in (CLIENT, "WREN-7"):
        live = caseload.open(code)
        for text in (f'"{CANARY}', f"~ {CANARY}", f"> {CANARY}", f"+ {CANARY}"):
            live.enter(text, Tab.NOTES)
        live.sign()
        clock.forward(days=7)
        caseload.open(code).enter(f"{CANARY} again", Tab.NOTES)
    record.close()
    return paths


@pytest.fixture
def shell(
    told: Paths, key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """A shell on a copy of it, where no key takes a tenth of a second."""
    import sessiontui.cli.unlock
    import sessiontui.store.open
    import sessiontui.store.salvage.salvage

    for module in (
        sessiontui.cli.unlock,
        sessiontui.store.open,
        sessiontui.store.salvage.salvage,
    ):
        monkeypatch.setattr(module, "derive", lambda *_: key)
    home = tmp_path / "home"
    shutil.copytree(told.data, home)
    home.chmod(0o700)
    (home / "settings.toml").write_text('[therapist]\nname = "R. Amadi"\n')
    return Shell(home, tmp_path)


def test_each_command_that_opens_a_record_is_tried() -> None:
    assert set(CALLS) | WITHOUT_A_RECORD == set(COMMAND_MODULES)


def call(shell: Shell, folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    arguments, lines = CALLS[name]
    named = {"OUT": f"out-{name}", "EXPORT": "export", "BACKUP": "backup"}
    given = [
        str(folder / named[x])
        if x in named
        else (str(shell.file) if x == "FILE" else x)
        for x in arguments
    ]
    return shell.call(name, *given, lines=lines)


def raising(error: type[Exception], hit: list[object]) -> Callable[..., None]:
    """What stands in the place of something that works."""

    def broken(*args: object, **_: object) -> None:
        words = CANARY
        hit.append(words)
        raise error(f"{words} {args!r}")

    return broken


def test_a_fault_below_any_command(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export, backup = str(tmp_path / "export"), str(tmp_path / "backup")
    assert not shell.call("export", "--format", "json", "-o", export).returncode
    assert not shell.call("backup", backup).returncode
    # Each with each under make faults, otherwise each command with one of them.
    every = rounds(len(FAULTS), whole=1)
    for place, (fault, (module, owner, name, error)) in enumerate(FAULTS.items()):
        hit: list[object] = []
        broken = raising(error, hit)
        for command in list(CALLS)[place % every :: every]:
            with monkeypatch.context() as patch:
                there = import_module(module)
                target = getattr(there, owner) if owner else there
                patch.setattr(target, name, broken)
                hit.clear()
                done = call(shell, tmp_path, command)
            where = f"{command}, {fault}: {done.returncode} {done.stderr!r}"
            made = list(tmp_path.glob("out-*"))
            for file in made:
                shutil.rmtree(file) if file.is_dir() else file.unlink()
            if not hit:
                continue
            assert done.returncode in {1, 5, 7}, where
            assert CANARY not in done.stdout + done.stderr, where
            assert "Traceback" not in done.stderr, where
            assert done.stderr.count("\n") == 1, where
            assert not made or command == "recover", where
    checked = shell.call("verify")
    assert checked.returncode == 0, checked.stdout


def test_a_fault_while_the_key_is_derived(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sessiontui.cli.unlock

    broken = raising(RuntimeError, [])
    monkeypatch.setattr(sessiontui.cli.unlock, "derive", broken)
    done = shell.call("clients")

    assert CANARY not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "five quiet words" not in done.stderr


@pytest.mark.parametrize("where", ["is_due", "write_backup"])
def test_a_fault_in_the_backup_beside_the_session(
    told: Paths, key: Key, where: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import sessiontui.store.backup.schedule

    broken = raising(RuntimeError, [])
    monkeypatch.setattr(sessiontui.store.backup.schedule, where, broken)
    said: list[str] = []
    monkeypatch.setattr("threading.excepthook", lambda x: said.append(str(x)))
    record = open_record(told, key)
    caseload = Caseload(record, Clock(), backups=(tmp_path / "backups", 3))
    worker = caseload.back_up_aside()
    assert worker is not None
    worker.join()
    record.close()

    assert said == [], "it would be written over the screen"
    assert "No backup was made" in caseload.backup_notice
    assert CANARY not in caseload.backup_notice


def test_a_fault_in_the_first_imports_shows_no_traceback(
    shell: Shell, tmp_path: Path
) -> None:
    """As a broken installation has it, in a process of its own."""
    (tmp_path / "sqlcipher3.py").write_text(f"words = {CANARY!r}\n1 / 0\n")
    done = shell.run("clients", PYTHONPATH=_before(tmp_path))

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert CANARY not in done.stderr
    assert done.stderr.count("\n") == 1


def _before(folder: Path) -> str:
    return os.pathsep.join([str(folder), *filter(None, sys.path)])
