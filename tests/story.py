"""What the stories in the tests are told with: fictional clients, a clock, a record."""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.search_query import Wanted
from sessiontui.domain.text import clean
from sessiontui.services.caseload import Caseload
from sessiontui.settings.paths import Paths
from sessiontui.store.open import create_record, open_record
from sessiontui.store.sqlcipher.key import Key
from sessiontui.store.sqlcipher.recovery_sheet import recovery_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.domain.entities import Line, SearchHit
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

PASSPHRASE = "five quiet words for testing"
TUESDAY = datetime(2026, 3, 10, 10, 2, tzinfo=UTC)
"""When the stories begin: a Tuesday morning."""


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self, now: datetime = TUESDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        """Let time pass: `clock.forward(minutes=5)`."""
        self.now += timedelta(**by)
        return self.now


class Template:
    """A new, empty record, made once and copied wherever one is needed."""

    def __init__(self, folder: Path) -> None:
        self.paths = home_paths(folder)
        record = create_record(self.paths, PASSPHRASE)
        self.key: Key = record.key
        record.close()

    def copy_to(self, folder: Path) -> Paths:
        """A copy of the empty record in a folder that does not exist yet."""
        paths = home_paths(folder)
        shutil.copytree(self.paths.data, paths.data)
        os.chmod(paths.data, 0o700)
        return paths

    def open_in(self, folder: Path) -> Record:
        """A copy of the empty record, open for writing."""
        return open_record(self.copy_to(folder), self.key)


def home_paths(folder: Path) -> Paths:
    """The paths of a home folder, as --home gives them."""
    return Paths(data=folder, config=folder)


def handed_over(paths: Paths, key: Key) -> str:
    """What a child process needs to open a record, to be written to its stdin."""
    return json.dumps([str(paths.data), key.raw.hex(), key.salt.hex()]) + "\n"


def read_handed_over() -> tuple[Paths, Key]:
    """In a child process: where the record is, and its key."""
    folder, raw, salt = json.loads(sys.stdin.readline())
    return home_paths(Path(folder)), Key(bytes.fromhex(raw), bytes.fromhex(salt))


def open_session(record: Record, clock: Clock, code: str = "KESTREL-4") -> LiveSession:
    """A client's session of today."""
    return Caseload(record, clock).open(code)


def next_week(caseload: Caseload, clock: Clock) -> LiveSession:
    """The session with KESTREL-4 that begins a week later."""
    clock.forward(days=7)
    return caseload.open("KESTREL-4")


def type_all(
    live: LiveSession, lines: Iterable[str], tab: Tab = Tab.NOTES
) -> list[Line]:
    """Type lines on a tab, a minute apart; returns what was recorded."""
    recorded = []
    for text in lines:
        outcome = live.enter(text, tab)
        assert outcome.line is not None, f"nothing was recorded for {text!r}"
        recorded.append(outcome.line)
        if isinstance(live.state.clock, Clock):
            live.state.clock.forward(minutes=1)
    return recorded


def hits_of(record: Record, words: str) -> tuple[SearchHit, ...]:
    """The lines of a record in which all these words stand, newest first."""
    return record.search.lines(Wanted(words=tuple(clean(words).split())), None)


def moves_of(record: Record, session_id: int) -> list[tuple[int, int, int]]:
    """The moves of lines out of a session and into it: line, from where, to where."""
    rows = record.databases[0][0].execute(
        "select row_id, from_session, to_session from moved"
        " where ?1 in (from_session, to_session) order by id",
        (session_id,),
    )
    return [tuple(row) for row in rows]


def recovery_text(key: Key) -> str:
    """The rows of the recovery sheet in one, without their numbers."""
    return "-".join(row.split()[1] for row in recovery_lines(key))


def secret_in(folder: Path) -> Path:
    """A file with the passphrase that only its owner reads, as scripts are given it."""
    file = folder / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    return file


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a record with its bytes, to show that none was changed."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "record.lock"
    }


def put_back(folder: Path, files: dict[str, bytes]) -> None:
    """Let a folder hold these files again, and no other."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True, parents=True)
        path.touch(0o600)
        path.write_bytes(content)
