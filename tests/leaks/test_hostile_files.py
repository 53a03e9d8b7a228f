"""Files that somebody else made: settings, backups, records, exports, templates.

Each is told in one sentence that names the file; nothing is lost, and nothing hangs.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.text import clean
from sessiontui.errors import DamagedError, SessionTuiError, UsageError
from sessiontui.settings.model import load_settings
from sessiontui.store.backup.backup_and_restore import restore
from sessiontui.store.open import open_record
from sessiontui.store.sqlcipher.connection import connect
from tests.cli.program import Shell
from tests.leaks.conftest import CANARY
from tests.story import PASSPHRASE, TUESDAY, Clock, files_of, open_session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key

LONGEST_SENTENCE = 2_500
"""Characters: all settings there are, or all themes, and a path."""


# Settings


def _place(what: str) -> Callable[[Path], object]:
    return {
        "pipe": os.mkfifo,
        "folder": os.mkdir,
        "zero": lambda path: path.symlink_to("/dev/zero"),
        "loop": lambda path: path.symlink_to(path),
    }[what]


@pytest.mark.parametrize("what", ["pipe", "folder", "zero", "loop"])
def test_settings_that_are_no_file(tmp_path: Path, what: str) -> None:
    settings = tmp_path / "settings.toml"
    _place(what)(settings)

    with pytest.raises(UsageError, match=str(settings)):
        load_settings(settings)


SETTINGS: dict[str, bytes] = {
    "bytes": bytes(range(256)) * 9,
    "nothing but NUL": bytes(100),
    "UTF-16": "minutes = 50".encode("utf-16"),
    "beyond all measure": b"# " + b"x" * 1_000_000,
    "deep": b"a = " + b"[" * 100_000,
    "deep tables": b"a = " + b"{a = " * 2_000,
    "a number without end": b"minutes = " + b"9" * 5_000,
    "a huge number": b"minutes = 1e308",
    "a name that clears the screen": b'"\\u001b[2J" = 1',
    "a theme's name that does": b'[themes."\\u001b]0;x\\u0007"]\ntext = "#fff"',
    "a colour that does": b'[themes.x]\ntext = "\\u001b[2J"\nbackground = "#000000"',
    "a print that does": b'format = "\\u001b[2J"',
    "a frame that does": b'frame = "\\u001b[2J"',
    "keys that do": b'keys_preset = "\\u001b[2J"',
    "keys from elsewhere": b'keys_preset = "../keys"',
    "a print from elsewhere": b'format = "../../x"',
    "a folder that cannot be": b'[backups]\nfolder = "\\u0000x"',
    "a folder too long": b'[backups]\nfolder = "' + b"a" * 5_000 + b'"',
    "a name too long": b'"' + b"a" * 100_000 + b'" = 1',
    **{
        f"{name} of another type": f"{name} = [{{a = [1979-05-27]}}]".encode()
        for name in ("theme", "minutes", "plain", "keys", "closing", "snippets")
    },
}


@pytest.mark.parametrize("what", SETTINGS)
def test_settings_that_cannot_be(tmp_path: Path, what: str) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_bytes(SETTINGS[what])

    with pytest.raises(UsageError, match=str(settings)) as caught:
        load_settings(settings)

    said = str(caught.value)
    assert clean(said) == said
    assert "\n" not in said
    assert len(said) < LONGEST_SENTENCE


# Records


HOSTILE = {
    "a trigger that copies words": (
        0,
        "create trigger copied after insert on line begin"
        " insert into hold(client_id, at, action, reason)"
        " values (new.client_id, new.at, 'set', new.text); end",
    ),
    "a view in place of a table": (
        0,
        "alter table hold rename to held;"
        "create view hold as select 1 as id, 1 as client_id, '' as at, 'set' as action,"
        " (select group_concat(text) from line) as reason",
    ),
    "a view": (0, "create view told as select text from line"),
    "a table": (0, "create table told (text text)"),
    "a search index of its own": (0, "create virtual table told using fts5(text)"),
    "an index in place of a table": (
        0,
        "drop table destroying; create virtual table destroying using fts5(session_id)",
    ),
    "a trigger on the psychotherapy notes": (
        1,
        "create trigger copied after insert on note begin"
        " insert into draft values (1, 'notes', new.text, 0, 0, null, ''); end",
    ),
    "a table beside them": (1, "create table told (text text)"),
}


@pytest.fixture
def home(paths: Paths, key: Key, clock: Clock) -> Paths:
    """A record with a line in it."""
    record = open_record(paths, key)
    open_session(record, clock).enter(CANARY, Tab.NOTES)
    record.close()
    return paths


def _bundle(folder: Path, target: Path) -> Path:
    with tarfile.open(target, "w") as bundle:
        for name in ("record.db", "private.db"):
            bundle.add(folder / name, name)
    return target


@pytest.mark.parametrize("what", HOSTILE)
def test_a_record_with_something_in_it_that_acts(
    home: Paths, key: Key, tmp_path: Path, what: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(home.data, elsewhere)
    which, script = HOSTILE[what]
    path = elsewhere / ("record.db", "private.db")[which]
    db = connect(path, key)
    db.conn.executescript(script)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()
    theirs = type(home)(data=elsewhere, config=elsewhere)
    backup = _bundle(elsewhere, tmp_path / "theirs.backup")
    before = files_of(home.data)

    for write in (False, True):
        with pytest.raises(DamagedError, match=f"{path} .*did not make"):
            open_record(theirs, key, write=write)
    with pytest.raises(DamagedError, match=f"{backup} is damaged, or SessionTUI did"):
        restore(home, backup, PASSPHRASE, TUESDAY)
    assert files_of(home.data) == before


# Backups


def _sparse(name: str) -> bytes:
    """A header of a file that says it is a terabyte, and holds nothing of it."""
    head = tarfile.TarInfo(name)
    head.type, head.size = tarfile.GNUTYPE_SPARSE, 0
    block = bytearray(head.tobuf(tarfile.GNU_FORMAT))
    block[483:495] = b"\x80" + (1 << 40).to_bytes(11, "big")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + bytes(1024)


def _member(kind: bytes, name: str, to: str = "") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as bundle:
        for member in (name, "private.db"):
            head = tarfile.TarInfo(member)
            head.type, head.linkname = kind, to
            bundle.addfile(head)
    return made.getvalue()


BACKUPS = {
    "nothing": b"",
    "text": b"no backup " * 999,
    "a terabyte of holes": _sparse("record.db"),
    "a link to elsewhere": _member(tarfile.SYMTYPE, "record.db", "/etc/passwd"),
    "a hard link to nothing": _member(tarfile.LNKTYPE, "record.db", "nothing"),
    "a pipe": _member(tarfile.FIFOTYPE, "record.db"),
    "a folder": _member(tarfile.DIRTYPE, "record.db"),
    "names from elsewhere": _member(tarfile.REGTYPE, "../record.db"),
    "empty databases": _member(tarfile.REGTYPE, "record.db"),
    "headers in headers": b"".join(
        tarfile.TarInfo("x").tobuf()[:156] + b"L" + bytes(355) for _ in range(2_000)
    ),
}


@pytest.mark.parametrize("what", BACKUPS)
def test_a_backup_that_is_none(home: Paths, tmp_path: Path, what: str) -> None:
    backup = tmp_path / "theirs.backup"
    backup.write_bytes(BACKUPS[what])
    before = files_of(home.data)

    with pytest.raises(DamagedError, match=str(backup)):
        restore(home, backup, PASSPHRASE, TUESDAY)

    assert files_of(home.data) == before


# Exports


def test_an_export_that_cannot_be_is_named_and_nothing_comes(
    home: Paths, tmp_path: Path
) -> None:
    shell, file = Shell(home.data, tmp_path), tmp_path / "all.json"
    assert not shell.call("export", "--format", "json", "-o", str(file)).returncode
    good = file.read_text()
    before = files_of(home.data)
    hostile = {
        "deep": "[" * 1_000_000,
        "deep within": good.rstrip()[:-1] + ',"x":' + "[" * 10_000,
        "no number": good.replace('"position": 1.0', '"position": NaN'),
        "no end": good.replace('"position": 1.0', '"position": 1e999'),
        "digits": good.replace('"version": 1', '"version": 1' + "0" * 5_000),
        "a million wrong": good.replace(
            '"receipts": []', '"receipts": [' + "1," * 1_000_000 + "1]"
        ),
        "clears the screen": good.replace(CANARY, "\\u001b[2J"),
        "half a sign": good.replace(CANARY, "\\ud800"),
        "a key twice": good.replace('"clients"', '"version": "x", "clients"', 1),
    }
    for what, text in hostile.items():
        assert text != good, what
        file.write_text(text)
        done = shell.call("import", str(file))
        assert done.returncode == 5, (what, done.stderr)
        assert done.stderr.startswith(f"{file}: "), (what, done.stderr)
        assert done.stderr.count("\n") == 1, what
        assert CANARY not in done.stderr
    assert files_of(home.data) == before
    assert json.loads(good)


# Templates


TEMPLATES = {
    "Python": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals": "{{ sections.__globals__ }}",
    "by a filter": "{{ sections | attr('__globals__') }}",
    "by a format": "{{ '{0.__class__.__init__.__globals__}'.format(lines) }}",
    "by an import": "{% import 'os' as os %}{{ os.environ }}",
    "a file elsewhere": "{% include '../record.db' %}",
    "a file of the system": "{% include '/etc/passwd' %}",
    "itself": "{% include 'evil.txt.j2' %}",
    "loops in loops": "{% for a in range(999) %}{% for b in range(999) %}{{ a }}"
    "{% endfor %}{% endfor %}",
    "a range": "{% for a in range(10**12) %}{{ a }}{% endfor %}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a product": "{{ 'x' * 10**10 }}",
    "doubling": "{% set n = namespace(t='xxxxxxxx') %}{% for a in range(99) %}"
    "{% set n.t = n.t ~ n.t %}{% endfor %}{{ n.t }}",
    "width": "{{ '%9999999999s' % 'x' }}",
    "macros": "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "words in an error": "{{ range(lines[0].text) }}",
    "words as a name": "{{ lines[lines[0].text] }}",
    "no syntax": "{% for %}",
}


@pytest.mark.parametrize("what", TEMPLATES)
def test_a_template_that_reaches_out(
    record: Record, live: LiveSession, what: str
) -> None:
    live.enter(f"{CANARY} said so", Tab.NOTES)
    folder = record.paths.templates
    folder.mkdir()
    (folder / "evil.txt.j2").write_text(TEMPLATES[what])

    with pytest.raises(SessionTuiError, match=r"evil\.txt\.j2") as caught:
        live.prints.summary("evil")

    assert CANARY not in str(caught.value)
    assert "\n" not in str(caught.value)
