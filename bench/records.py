"""Fictional records to measure with, made through the store's own modules.

The passphrase is no secret: it guards nothing but filler text.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.fill import CLIENT, PASSPHRASE
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.services.caseload import Caseload
from sessiontui.settings.paths import find_paths
from sessiontui.store.backup.schedule import keep_backed_up
from sessiontui.store.open import create_record, open_record
from sessiontui.store.schema import migrations as schema
from sessiontui.store.sqlcipher.key import derive

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSPHRASE_FILE = "passphrase"
ENTRIES = 8
_MARKS = ((": ", "Agenda"), ("> ", "Goals"), ("+ ", "Strengths"))


class StandingClock:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@contextlib.contextmanager
def opened(home: Path, now: datetime | None = None) -> Iterator[Caseload]:
    """The caseload of a record that stands there already."""
    paths = find_paths(home)
    key = derive(PASSPHRASE, paths.record.read_bytes()[:16])
    clock = StandingClock(now) if now else (lambda: datetime.now(UTC))
    caseload = Caseload(open_record(paths, key), clock)
    try:
        yield caseload
    finally:
        caseload.close()


def begin(home: Path) -> None:
    """An empty record, and a file with its passphrase."""
    home.mkdir(mode=0o700, parents=True)
    secret = home / PASSPHRASE_FILE
    secret.write_text(PASSPHRASE + "\n")
    secret.chmod(0o600)
    create_record(find_paths(home), PASSPHRASE).close()


def today(home: Path, *, notes: int = 0, seconds_ago: float = 0) -> None:
    """A session of today with eight lines on each tab."""
    with opened(home, datetime.now(UTC) - timedelta(seconds=seconds_ago)) as caseload:
        live = caseload.open(CLIENT)
        for mark, name in _MARKS:
            for n in range(ENTRIES):
                live.enter(f"{mark}{name} entry number {n}", Tab.NOTES)
        for n in range(ENTRIES):
            live.enter(f"/helped Helped entry number {n}", Tab.NOTES)
        for n in range(notes):
            live.enter(
                f"note {n}: a quieter week, and the evenings are easier", Tab.NOTES
            )
        live.drafts.save(Tab.AGENDA, "", (0, 0), None)


def second_start(home: Path) -> None:
    """Leave a record as it is at each start but the first of a day, and of a month.

    The first of a day makes its backup beside the typing, the first of a month judges
    the passphrase.
    """
    paths = find_paths(home)
    with opened(home) as caseload:
        key = caseload._record.key
    keep_backed_up(paths, key, paths.backups, 1, datetime.now(UTC))
    paths.passphrase_judged.touch(mode=0o600)


def with_past(sessions: int, entries: int) -> Path:
    """A record with a long past, today begun; made once a day, kept in a folder."""
    made = f"{zlib.crc32(Path(schema.__file__).read_bytes()):08x}"
    day = datetime.now(UTC).date()
    folder = Path(tempfile.gettempdir()) / f"sessiontui-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    home = folder / f"{day}-{made}-{sessions}x{entries}"
    for old in folder.iterdir():
        if not old.name.startswith(f"{day}-{made}-"):
            shutil.rmtree(old, ignore_errors=True)
    if not home.exists():
        fresh = home.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        begin(fresh)
        step = [sys.executable, "-m", "bench.fill", fresh, str(sessions), str(entries)]
        subprocess.run(step, check=True, cwd=Path(__file__).parent.parent)
        today(fresh)
        fresh.rename(home)
    return home
