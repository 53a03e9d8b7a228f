"""Taking the record out and bringing it in, as it is done at the prompt."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import stat
import subprocess
import sys
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sessiontui.errors import UsageError
from sessiontui.exchange.age.keys import is_age_file
from sessiontui.exchange.age.passphrase import encrypting_with
from sessiontui.store.open import open_record
from sessiontui.store.sqlcipher.spool import spooling
from tests.cli.program import Shell, plain
from tests.needs import need
from tests.story import (
    PASSPHRASE,
    Clock,
    files_of,
    home_paths,
    open_session,
    type_all,
)

if TYPE_CHECKING:
    from tests.story import Template

AGE = "seven other words for the file"


@pytest.fixture
def other(template: Template, tmp_path: Path) -> Shell:
    """A shell on an empty record."""
    folder = tmp_path / "other"
    folder.mkdir()
    return Shell(template.copy_to(folder / "home").data, folder)


def test_a_record_goes_out_and_comes_in_elsewhere(
    shell: Shell, other: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "all.json"
    out = shell.call("export", "--format", "json", "-o", str(file))

    assert out.returncode == 0
    assert out.stdout == ""
    assert "not encrypted" in out.stderr
    assert "not encrypted" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    back = other.call("import", str(file))
    assert (back.returncode, back.stderr) == (
        0,
        "Brought in; its check holds: 1 client.\n",
    )
    assert other.call("verify").returncode == 0
    assert other.call("summary", "KESTREL-4").stdout == (
        shell.call("summary", "KESTREL-4").stdout
    )
    again = tmp_path / "again.json"
    other.call("export", "--format", "json", "-o", str(again))
    assert again.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("name", "words"), [("markdown", "# KESTREL-4"), ("fhir", '"Bundle"')]
)
def test_other_forms_are_written_alike(
    shell: Shell, tmp_path: Path, name: str, words: str
) -> None:
    file = tmp_path / "out"
    done = shell.call("export", "kestrel-4", "--format", name, "-o", str(file))

    assert done.returncode == 0
    assert "not encrypted" in done.stderr
    assert words in file.read_text()
    assert "lectured" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert shell.call("import", str(file)).returncode == 5


def test_a_file_that_is_there_is_never_overwritten(
    shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "all.json"
    file.symlink_to(tmp_path / "nowhere")
    done = shell.call("export", "--format", "json", "-o", str(file))

    assert done.returncode == 7
    assert "exists already" in done.stderr
    assert not (tmp_path / "nowhere").exists()
    assert [x.name for x in tmp_path.iterdir() if "partial" in x.name] == []


def test_psychotherapy_notes_go_along_only_when_they_are_asked_for(
    shell: Shell, other: Shell, tmp_path: Path
) -> None:
    usual, whole = tmp_path / "usual.json", tmp_path / "whole.json"
    shell.call("export", "KESTREL-4", "--format", "json", "-o", str(usual))
    shell.call("export", "--format", "json", "--with-private", "-o", str(whole))

    assert "felt lectured" not in usual.read_text()
    assert "felt lectured" in whole.read_text()
    other.call("import", str(whole))
    assert other.call("verify").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("export", "--format", "json"), 2),
        (("export", "-o", "x"), 2),
        (("export", "--format", "xml", "-o", "x"), 2),
        (("export", "--format", "markdown", "--with-private", "-o", "x"), 2),
        (("export", "NOBODY-1", "--format", "json", "-o", "x"), 4),
        (("export", "--format", "json", "-o", "nowhere/x"), 7),
        (("export", "--format", "json", "--recipient", "age1no", "-o", "x"), 2),
        (("export", "--format", "json", "--recipient", "\udcff", "-o", "x"), 2),
        (
            ("export", "--format=json", "--encrypt", "--recipient=age1no", "-o", "x"),
            2,
        ),
        (("import", "nowhere"), 4),
        (("import", "."), 4),
        (("import", "/dev/null"), 5),
    ],
)
def test_what_is_off_is_one_sentence_and_a_code(
    shell: Shell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = shell.call(*arguments)

    assert done.returncode == code
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "x").exists()


def test_a_damaged_file_leaves_the_record_as_it_was(
    shell: Shell, other: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "all.json"
    shell.call("export", "--format", "json", "-o", str(file))
    file.write_text(file.read_text().replace("wedding", "weeding"))
    before = files_of(other.home)
    done = other.call("import", str(file))

    assert done.returncode == 5
    assert "wedding" not in done.stderr
    assert files_of(other.home) == before


def bytes_read() -> int:
    """How much this process has read, of files and of whatever else."""
    return int(Path("/proc/self/io").read_text().split()[1])


def test_a_file_beyond_all_measure_is_not_even_read(
    other: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "huge.json"
    with file.open("wb") as opened:
        opened.truncate((256 << 20) + 1)
    before = bytes_read()
    done = other.call("import", str(file))
    read = bytes_read() - before
    file.unlink()

    assert done.returncode == 5
    assert read < 1 << 20
    assert "not a whole SessionTUI export" in done.stderr


def test_it_is_taken_out_while_the_app_is_open(
    shell: Shell, template: Template, tmp_path: Path
) -> None:
    record = open_record(home_paths(shell.home), template.key)
    live = open_session(record, Clock(), "WREN-7")
    type_all(live, ["just typed"])
    file = tmp_path / "all.json"
    out = shell.call("export", "--format", "json", "-o", str(file))
    back = shell.call("import", str(file))
    record.close()

    assert out.returncode == 0
    assert "just typed" in file.read_text()
    assert back.returncode == 6


def test_a_client_who_is_there_is_refused(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    shell.call("export", "--format", "json", "-o", str(file))
    done = shell.call("import", str(file))

    assert done.returncode == 1
    assert "stand in your record already" in done.stderr


def test_a_client_comes_in_by_a_former_code(
    shell: Shell, other: Shell, tmp_path: Path
) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    shell.call("export", "--format", "json", "-o", str(before))
    shell.call("rename", "KESTREL-4", "HERON-2")
    shell.call("rename", "HERON-2", "OWL-9")
    shell.call("export", "--format", "json", "-o", str(after))

    done = other.call("import", str(after), "--only", "kestrel-4", "--only", "OWL-9")
    assert done.returncode == 0
    assert "kestrel-4 is OWL-9 now." in done.stderr
    assert other.call("import", str(after), "--only", "WREN-7").returncode == 4
    there = other.call("import", str(before)).stderr
    assert "(KESTREL-4 is OWL-9 now)" in there


def test_an_encrypted_file_is_asked_for_twice_and_opens_with_its_passphrase(
    shell: Shell, other: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "all.json.age"
    given = {"SESSIONTUI_PASSPHRASE_FILE": str(shell.file)}
    window = shell.terminal(
        "export", "--format", "json", "--encrypt", "-o", str(file), **given
    )
    window.answer("Passphrase for the file: ", "passwordpassword")
    window.see("too easy to guess")
    window.answer("Passphrase for the file: ", AGE)
    window.answer("The same once more: ", "something else")
    window.see("These two differ")
    window.answer("Passphrase for the file: ", AGE)
    window.answer("The same once more: ", AGE)
    code, told = window.end()

    assert code == 0
    assert "is encrypted" in plain(told)
    assert is_age_file(file.read_bytes())
    assert b"wedding" not in file.read_bytes()
    assert AGE not in told

    window = other.terminal("import", str(file), **given)
    window.answer("Passphrase of the file: ", "a wrong one")
    window.see("does not open the file")
    window.answer("Passphrase of the file: ", AGE)
    code, told = window.end()
    assert code == 0
    assert "Brought in; its check holds: 1 client." in plain(told)
    assert "wedding" in other.call("summary", "KESTREL-4").stdout


def test_a_file_for_an_age_key_needs_no_passphrase(
    shell: Shell, other: Shell, tmp_path: Path
) -> None:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    keys, wrong = tmp_path / "keys.txt", tmp_path / "wrong.txt"
    keys.write_text(f"# made for a test\n{identity}\nAGE-PLUGIN-OF-ANOTHER-KIND-1\n")
    wrong.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    file = tmp_path / "all.json.age"
    recipient = str(identity.to_public())
    shell.call("export", "--format=json", "--recipient", recipient, "-o", str(file))

    assert other.call("import", str(file)).returncode == 2
    assert other.call("import", str(file), "--identity", str(wrong)).returncode == 3
    assert other.call("import", str(file), "--identity", str(file)).returncode == 5
    assert other.call("import", str(file), "--identity", str(keys)).returncode == 0


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_file_that_came_as_text_opens_like_the_file_itself(
    shell: Shell, other: Shell, tmp_path: Path, ends: str
) -> None:
    bare, mailed = tmp_path / "all.json", tmp_path / "mailed.txt"
    shell.call("export", "--format=json", "-o", str(bare))
    sealed = BytesIO()
    with encrypting_with(AGE, sealed) as file:
        file.write(bare.read_bytes())
    lines = b64encode(sealed.getvalue()).decode()
    rows = [lines[at : at + 64] for at in range(0, len(lines), 64)]
    begin, end = (f"-----{x} AGE ENCRYPTED FILE-----" for x in ("BEGIN", "END"))
    mailed.write_bytes(ends.join([begin, *rows, end, ""]).encode())

    given = {"SESSIONTUI_PASSPHRASE_FILE": str(shell.file)}
    window = other.terminal("import", str(mailed), **given)
    window.answer("Passphrase of the file: ", AGE)
    assert window.end()[0] == 0
    mailed.write_bytes(mailed.read_bytes()[:-200])
    done = other.call("import", str(mailed))
    assert done.returncode == 5
    assert "is not whole" in done.stderr


def test_a_pipe_takes_the_very_bytes_and_a_screen_takes_none(
    shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "all.json"
    shell.call("export", "--format=json", "-o", str(file))
    piped = shell.call("export", "--format=json", "-o", "-")
    assert (piped.returncode, piped.stderr) == (0, "")
    assert piped.stdout == file.read_text()
    assert shell.call("summary", "KESTREL-4", "-o", "-").stdout

    window = shell.terminal("export", "--format=json", "-o", "-")
    code, told = window.end()
    assert code == 2
    assert "wedding" not in told
    assert not (tmp_path / "-").exists()


def test_a_passphrase_that_is_no_text_is_refused() -> None:
    with pytest.raises(UsageError), encrypting_with("\udcff", BytesIO()):
        pass


def test_without_the_extra_packages_one_sentence_says_what_to_install(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    done = shell.call(
        "export", "--format", "json", "--encrypt", "-o", str(tmp_path / "x")
    )

    assert done.returncode == 2
    assert "pip install 'sessiontui[age]'" in done.stderr

    monkeypatch.setitem(sys.modules, "fhir.resources.R4B.bundle", None)
    done = shell.call("export", "--format", "fhir", "-o", str(tmp_path / "x"))

    assert done.returncode == 2
    assert "pip install 'sessiontui[fhir]'" in done.stderr
    assert not (tmp_path / "x").exists()


def test_the_first_import_begins_a_record(
    shell: Shell, fresh: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "all.json"
    shell.call("export", "--format", "json", "-o", str(file))
    empty = Shell(tmp_path / "new-home", tmp_path)

    assert empty.call("import", str(file)).returncode == 0
    assert "KESTREL-4" in empty.call("clients").stdout


def test_a_refused_import_leaves_no_empty_record(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    shell.call("export", "--format", "json", "-o", str(file))
    empty = Shell(tmp_path / "new-home", tmp_path)

    done = empty.call("import", str(file), "--only", "NOBODY")
    assert done.returncode == 4
    assert "its recovery sheet is void" in done.stderr
    assert not (empty.home / "record.db").exists()
    assert not (empty.home / "private.db").exists()
    assert empty.call("import", str(file)).returncode == 0


def test_taking_out_waits_for_no_screen(tmp_path: Path) -> None:
    code = (
        "import sys, sessiontui.cli.commands.exchange, sessiontui.exchange.exporting,"
        " sessiontui.exchange.importing, sessiontui.exchange.json_format\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "textual" not in done.stdout.split()
    assert "pyrage" not in done.stdout.split()
    assert PASSPHRASE not in os.environ.values()


def test_printing_commands_know_nothing_of_it(shell: Shell) -> None:
    code = (
        "import sys\n"
        "from sessiontui.cli.commands.command_table import run\n"
        "run(['summary', 'KESTREL-4'])\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=shell.environment(SESSIONTUI_PASSPHRASE_FILE=str(shell.file)),
    )
    assert "wedding" in done.stdout
    assert "sessiontui.exchange" not in done.stdout


def test_one_session_or_entry_goes_out_alone(
    shell: Shell, other: Shell, tmp_path: Path
) -> None:
    told = ("capture", "KESTREL-4", "--new-session", "--date")
    shell.call(*told, "2026-04-02", lines="/contact phone 10m\nspoke of the train\n")
    shell.call(*told, "2026-04-03", lines="@3 he answered\n@ ring on Sunday\n")

    def out(form: str, *which: str) -> str:
        file = tmp_path / f"{form}{which[-1]}"
        call = ("export", "KESTREL-4", *which, "--format", form, "-o", str(file))
        assert shell.call(*call).returncode == 0
        return _words_of(file)

    for form in ("json", "markdown", "fhir"):
        contact = out(form, "--entry", "2026-04-02")
        assert "spoke of the train" in contact
        assert "Sunday" not in contact
        assert "brother" not in contact
        hour = out(form, "--session", "2")
        assert "ring on Sunday" in hour
        assert "spoke of the train" not in hour
        assert "went out in the rain" not in hour
    # What it was about is read with it, though it stands in another session.
    assert "text my brother" in (tmp_path / "markdown2").read_text()

    back = other.call("import", str(tmp_path / "json2026-04-02"))
    assert back.returncode == 0
    assert "spoke of the train" in (
        other.call("summary", "KESTREL-4", "--entry", "2026-04-02").stdout
    )
    assert other.call("verify").returncode == 0


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("--session", "1"), 2),
        (("KESTREL-4", "--session", "7"), 4),
        (("KESTREL-4", "--entry", "2026-04-02"), 4),
        (("KESTREL-4", "--session", "1", "--entry", "2026-04-02"), 2),
    ],
)
def test_a_session_that_is_not_there_is_not_taken_out(
    shell: Shell, tmp_path: Path, call: tuple[str, ...], code: int
) -> None:
    file = tmp_path / "one.json"
    done = shell.call("export", *call, "--format", "json", "-o", str(file))
    assert done.returncode == code
    assert done.stderr.count("\n") == 1
    assert not file.exists()


def test_a_former_code_is_taken_out_under_the_new_one(
    shell: Shell, tmp_path: Path
) -> None:
    shell.call("rename", "KESTREL-4", "HERON-2")
    file = tmp_path / "former.md"
    call = ("export", "KESTREL-4", "--format", "markdown", "-o", str(file))
    assert shell.call(*call).returncode == 0
    assert "# HERON-2" in file.read_text()


def _words_of(file: Path) -> str:
    """The words of an export, also those of a print that FHIR holds as base64."""
    text = file.read_text()
    prints = re.findall(r'"data": "([^"]+)"', text)
    return "\n".join((text, *(b64decode(x).decode() for x in prints)))


@pytest.mark.parametrize("encrypted", [False, True])
def test_an_export_comes_in_from_a_pipe_and_nothing_of_it_lies_on_the_disk(
    shell: Shell, fresh: Shell, tmp_path: Path, encrypted: bool
) -> None:
    need("pyrage", not encrypted or importlib.util.find_spec("pyrage"))
    arguments: tuple[str, ...] = ()
    if encrypted:
        pyrage = importlib.import_module("pyrage")
        identity = pyrage.x25519.Identity.generate()
        keys = fresh.keep(tmp_path / "keys", str(identity))
        arguments = ("--identity", str(keys))
    out = tmp_path / "all.json"
    more = ("--recipient", str(identity.to_public())) if encrypted else ()
    shell.call("export", "--format", "json", "-o", str(out), *more)
    fresh.home = tmp_path / "fresh"

    done = fresh.run("import", "-", *arguments, lines=out.read_bytes())

    assert done.returncode == 0, done.stderr
    assert "its check holds: 1 client" in done.stderr
    assert fresh.call("summary", "KESTREL-4").stdout
    assert not list(tmp_path.rglob(".sessiontui-*"))
    broken = fresh.run("import", "-", *arguments, lines=out.read_bytes()[:-300])
    assert broken.returncode == (3 if encrypted else 5), broken.stderr
    assert not list(tmp_path.rglob(".sessiontui-*"))


def test_what_waits_out_of_a_pipe_is_read_as_often_as_wanted_and_is_encrypted(
    tmp_path: Path,
) -> None:
    words = b"the words of a whole practice, " * 40_000
    path = tmp_path / "spool"
    with spooling(path) as spool:
        assert spool.fill(BytesIO(words)) == len(words)
        assert path.stat().st_mode & 0o777 == 0o600
        assert b"whole practice" not in path.read_bytes()
        for _ in range(2):
            with spool.opened() as file:
                assert file.read(10) == words[:10]
                file.seek(0)
                assert file.read() == words
