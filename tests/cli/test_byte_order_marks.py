"""Files as some editors write them: with a byte order mark, or as UTF-16."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from sessiontui.store.open import create_record, find_key, open_record
from tests.story import PASSPHRASE, home_paths

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Shell

MARK = b"\xef\xbb\xbf"


def _rewrite(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)


def test_a_passphrase_file_is_read_without_its_mark(shell: Shell):
    _rewrite(shell.file, MARK + PASSPHRASE.encode() + b"\r\n")
    done = shell.run("clients")
    assert done.returncode == 0, done.stderr
    assert "byte order mark" not in done.stderr


def test_a_record_that_was_made_with_the_mark_opens_and_is_set_right(
    shell: Shell, tmp_path: Path
):
    paths = home_paths(tmp_path / "other")
    create_record(paths, f"\ufeff{PASSPHRASE}").close()
    _rewrite(shell.file, MARK + PASSPHRASE.encode() + b"\n")
    done = shell.run("--home", str(paths.data), "clients")
    assert done.returncode == 0, done.stderr
    assert "holds the byte order mark" in done.stderr
    assert "--new-passphrase-file" in done.stderr
    name = str(shell.file)
    done = shell.run(
        "--home", str(paths.data), "passphrase", "--new-passphrase-file", name
    )
    assert done.returncode == 0, done.stderr
    with closing(open_record(paths, find_key(paths, PASSPHRASE))):
        pass
    assert (
        "byte order mark"
        not in shell.run("--home", name and str(paths.data), "clients").stderr
    )


def test_a_record_that_was_made_with_a_line_end_opens_and_is_set_right(
    shell: Shell, tmp_path: Path
):
    paths = home_paths(tmp_path / "other")
    create_record(paths, f"{PASSPHRASE}\rnotes").close()
    _rewrite(shell.file, PASSPHRASE.encode() + b"\rnotes\r")
    done = shell.run("--home", str(paths.data), "clients")
    assert done.returncode == 0, done.stderr
    assert "holds a line end" in done.stderr


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\rand more\r", ""])
@pytest.mark.parametrize("mark", [b"", MARK])
def test_a_passphrase_ends_with_its_line(shell: Shell, mark: bytes, end: str):
    _rewrite(shell.file, mark + (PASSPHRASE + end).encode())
    done = shell.run("clients")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("form", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_passphrase_file_in_utf_16_is_named(shell: Shell, form: str):
    _rewrite(shell.file, PASSPHRASE.encode(form))
    done = shell.run("clients")
    assert done.returncode == 3
    assert done.stderr == f"{shell.file} is UTF-16. Save it as UTF-8.\n"


def test_a_template_may_begin_with_a_mark_and_utf_16_is_named(shell: Shell):
    folder = shell.home / "templates"
    folder.mkdir(exist_ok=True)
    part, own = folder / "_part.txt.j2", folder / "own.txt.j2"
    for end in ("\n", "\r\n", "\r"):
        part.write_bytes(MARK + f"part{end}".encode())
        own.write_bytes(MARK + f"top{end}{{% include '_part.txt.j2' %}}end".encode())
        done = shell.run("summary", "KESTREL-4", "--format", "own")
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == ["top", "part", "end"]
    for wrong in (part, own):
        wrong.write_bytes("x".encode("utf-16"))
        done = shell.run("summary", "KESTREL-4", "--format", "own")
        assert done.returncode == 2
        assert done.stderr == f"{wrong} is UTF-16. Save it as UTF-8.\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_time_zone_is_read_from_any_settings(shell: Shell, end: str):
    settings = shell.home / "settings.toml"
    text = f'minutes = 45{end}timezone = "Nowhere/At_All"{end}'
    settings.write_bytes(MARK + text.encode())
    done = shell.run("clients")
    assert "timezone: there is no such zone" in done.stderr


def test_settings_may_begin_with_a_mark_and_utf_16_is_named(shell: Shell):
    settings = shell.home / "settings.toml"
    text = 'minutes = 45\n[snippets]\n"sl" = "slept"\n'
    settings.write_bytes(MARK + text.encode())
    done = shell.run("capture", "KESTREL-4", lines="one\n")
    assert done.returncode == 0, done.stderr
    settings.write_bytes(text.encode("utf-16"))
    done = shell.run("capture", "KESTREL-4", lines="one\n")
    assert done.returncode == 2
    assert done.stderr == f"{settings} is UTF-16. Save it as UTF-8.\n"


def test_what_is_captured_may_begin_with_a_mark(shell: Shell):
    done = shell.run("capture", "HERON-2", lines=MARK + b"/agenda\n: sleep\n/rows\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1. agenda: sleep\n"
    done = shell.run("capture", "HERON-2", lines="+ rang\n".encode("utf-16"))
    assert done.returncode == 2
    assert "The input is UTF-16." in done.stderr


def test_an_export_may_begin_with_a_mark(shell: Shell, tmp_path: Path):
    file = tmp_path / "all.json"
    done = shell.run("export", "--format", "json", "-o", str(file))
    assert done.returncode == 0, done.stderr
    content = file.read_bytes()
    json.loads(content)
    file.write_bytes(content.decode().encode("utf-16"))
    fresh = ("--home", str(tmp_path / "fresh"))
    done = shell.run(*fresh, "import", str(file))
    assert done.returncode == 5
    assert "UTF-16" in done.stderr
    file.write_bytes(MARK + content)
    done = shell.run(*fresh, "import", str(file))
    assert done.returncode == 0, done.stderr


def test_a_template_may_begin_with_a_mark(shell: Shell):
    folder = shell.home / "templates"
    folder.mkdir()
    template = folder / "mine.txt.j2"
    text = "{# for my supervisor #}\n{{ client }}\n"
    template.write_bytes(MARK + text.encode())
    done = shell.run("summary", "KESTREL-4", "--format", "mine")
    assert done.returncode == 0, done.stderr
    assert "\ufeff" not in done.stdout
    assert "for my supervisor" in shell.run("formats").stdout
    template.write_bytes(text.encode("utf-16"))
    done = shell.run("summary", "KESTREL-4", "--format", "mine")
    assert done.returncode == 2
    assert "UTF-16" in done.stderr
