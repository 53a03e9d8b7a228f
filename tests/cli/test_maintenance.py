"""Looking after the record: checks, passphrases, sheets and backups."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from sessiontui.store.sqlcipher.recovery_sheet import recovery_lines
from tests.cli.program import Shell, plain
from tests.story import PASSPHRASE, files_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.story import Template

OTHER = "another sentence to remember"


def test_a_whole_record_is_told_in_one_line(shell: Shell):
    done = shell.run("verify")
    assert done.returncode == 0
    assert done.stdout.startswith("All is well")


@pytest.mark.parametrize("name", ["record.db", "private.db"])
def test_a_damaged_page_is_five_and_changes_nothing(shell: Shell, name: str):
    file = shell.home / name
    content = bytearray(file.read_bytes())
    content[-2000] ^= 1
    file.write_bytes(content)
    before = files_of(shell.home)
    done = shell.call("verify")
    assert done.returncode == 5
    assert name in done.stdout + done.stderr
    assert "sessiontui restore FILE" in done.stderr
    assert files_of(shell.home)[name] == before[name]


def test_a_missing_private_file_is_five(shell: Shell):
    (shell.home / "private.db").unlink()
    done = shell.call("verify")
    assert done.returncode == 5
    assert "private.db is missing" in done.stderr


def test_the_sheet_is_printed_for_paper(shell: Shell, template: Template):
    done = shell.call("recovery-key")
    assert done.stdout.splitlines() == list(recovery_lines(template.key))
    assert "keep them on paper" in done.stderr


def test_a_new_passphrase_from_a_file(shell: Shell, tmp_path: Path):
    backup = shell.call("backup").stdout.strip()
    new = shell.keep(tmp_path / "new", OTHER)
    done = shell.call("passphrase", "--new-passphrase-file", str(new))
    assert done.returncode == 0
    assert "Earlier backups still need the old one." in done.stderr
    assert shell.call("clients").returncode == 3
    assert shell.call("clients", "--passphrase-file", str(new)).returncode == 0
    assert shell.call("restore", backup, "--passphrase-file", str(new)).returncode == 3
    assert shell.call("restore", backup).returncode == 0
    assert shell.call("clients").returncode == 0


def test_a_new_passphrase_from_the_keyboard_comes_with_a_new_sheet(
    shell: Shell, template: Template
):
    window = shell.terminal("passphrase")
    window.answer("Passphrase: ", PASSPHRASE)
    window.answer("New passphrase: ", OTHER)
    window.answer("The same once more: ", OTHER)
    page = plain(window.answer("later: sessiontui recovery-key", "y"))
    assert "RECOVERY SHEET" in page
    assert recovery_lines(template.key)[0] not in page
    code, shown = window.end()
    assert code == 0
    assert "Earlier backups still need the old one." in " ".join(shown.split())
    assert OTHER not in shown
    assert shell.call("clients").returncode == 3


def test_without_a_terminal_the_new_one_must_come_from_a_file(shell: Shell):
    before = files_of(shell.home)
    done = shell.run("passphrase")
    assert done.returncode == 3
    assert "--new-passphrase-file FILE" in done.stderr
    assert files_of(shell.home) == before


def test_a_short_new_passphrase_changes_nothing(shell: Shell, tmp_path: Path):
    new = shell.keep(tmp_path / "new", "short")
    done = shell.call("passphrase", "--new-passphrase-file", str(new))
    assert done.returncode == 2
    assert shell.call("clients").returncode == 0


def test_a_backup_is_one_private_file_that_comes_back(shell: Shell, tmp_path: Path):
    done = shell.call("backup", str(tmp_path / "kept"))
    assert done.stdout == f"{tmp_path / 'kept'}\n"
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o600
    shell.call("capture", "KESTREL-4", lines="written after the backup\n")
    back = shell.call("restore", str(tmp_path / "kept"))
    assert back.returncode == 0
    assert "The former record is kept in " in back.stderr
    told = shell.call("verify")
    assert "A backup was put in place on" in told.stderr
    assert "its own state stands" not in told.stderr
    assert "Nothing was found" in shell.call("find", "written").stderr
    assert "rang my brother" in shell.call("find", "brother").stdout


def test_backups_have_a_place_of_their_own(shell: Shell, tmp_path: Path):
    first = shell.call("backup").stdout.strip()
    assert first.startswith(f"{shell.home}/backups/sessiontui-20")
    assert first.endswith(".backup")
    folder = tmp_path / "stick"
    folder.mkdir()
    assert shell.call("backup", str(folder)).stdout.startswith(
        f"{folder}/sessiontui-20"
    )
    done = shell.call("backup", first)
    assert done.returncode == 7
    assert "exists already" in done.stderr


def test_a_record_comes_back_where_there_is_none(shell: Shell, tmp_path: Path):
    shell.call("backup", str(tmp_path / "kept"))
    other = Shell(tmp_path / "other", tmp_path)
    done = other.call("restore", str(tmp_path / "kept"))
    assert done.returncode == 0
    assert "former" not in done.stderr
    assert "KESTREL-4" in other.call("clients").stdout
    told = other.call("verify")
    assert told.returncode == 0
    assert "A backup was put in place on" in told.stderr
    assert "its own state stands" in told.stderr


def test_restore_asks_for_the_passphrase_of_the_backup(shell: Shell, tmp_path: Path):
    shell.call("backup", str(tmp_path / "kept"))
    window = shell.terminal("restore", str(tmp_path / "kept"))
    window.answer("Passphrase of the backup: ", "not that one, alas")
    window.answer("Passphrase of the backup: ", PASSPHRASE)
    assert window.end()[0] == 0


@pytest.mark.parametrize(("content", "code"), [(b"no backup", 5), (None, 4)])
def test_what_is_no_backup_changes_nothing(
    shell: Shell, tmp_path: Path, content: bytes | None, code: int
):
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    before = files_of(shell.home)
    assert shell.call("restore", str(file)).returncode == code
    assert files_of(shell.home) == before


def test_where_names_every_path_and_needs_nothing(fresh: Shell):
    done = fresh.run("where", unlocked=False)
    assert done.returncode == 0
    rows = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert rows["record"] == f"{fresh.home}/record.db"
    assert rows["settings"] == f"{fresh.home}/settings.toml"
    assert rows["last-backup"] == "none yet"
    assert len(rows) == 8
    assert not fresh.home.exists()


def test_a_folder_that_is_not_there_is_no_file(shell: Shell, tmp_path: Path):
    stick = f"{tmp_path}/stick/"
    for order in (
        ("backup", stick),
        ("backup", f"{stick}."),
        ("summary", "KESTREL-4", "-o", stick),
    ):
        done = shell.call(*order)
        assert done.returncode == 7
        assert f"There is no folder {stick}" in done.stderr
    assert not (tmp_path / "stick").exists()


def test_tips_take_no_other_files_place(shell: Shell, tmp_path: Path) -> None:
    tips, empty = tmp_path / "tips.txt", tmp_path / "empty.txt"
    empty.touch()
    before = files_of(shell.home)

    for other in (shell.home / "record.db", empty, shell.file):
        done = shell.call("verify", "--tips", str(other))
        assert done.returncode == 7
        assert "holds no tips" in done.stderr
    assert files_of(shell.home) == before
    assert shell.call("verify", "--tips", str(tips)).returncode == 0
    assert shell.call("verify", "--tips", str(tips)).returncode == 0
    assert shell.call("verify", "--against", str(tips)).returncode == 0
    # What was cut off to nothing says nothing.
    assert shell.call("verify", "--against", str(empty)).returncode == 2


def test_an_empty_name_is_no_place_to_write_to(shell: Shell) -> None:
    assert shell.call("backup", "").returncode == 2
    assert shell.call("summary", "KESTREL-4", "-o", "").returncode == 2
