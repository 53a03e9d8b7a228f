"""Damaged records, page by page: what can be read is saved, what cannot is told."""

from __future__ import annotations

import json
import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.errors import LockedError
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import find_key, open_record
from sessiontui.store.salvage.pages import reading_rows
from sessiontui.store.salvage.salvage import key_of, recover
from sessiontui.store.salvage.tables import NOTE_SHAPES, SHAPES
from sessiontui.store.schema.tables import PRIVATE_TABLES, RECORD_TABLES
from sessiontui.store.sqlcipher.files import PAGE
from tests.cli.program import Shell
from tests.faults.conftest import all_said, files, tell, texts
from tests.story import (
    PASSPHRASE,
    Clock,
    home_paths,
    open_session,
    put_back,
    recovery_text,
)
from tests.tally import rounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.salvage.salvage import Recovered
    from sessiontui.store.sqlcipher.key import Key
    from tests.tally import Tally

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def told(paths: Paths, key: Key, clock: Clock) -> Paths:
    """Two clients with signed and open sessions, an addition, and words on the line."""
    tell(paths, key, sessions=3)
    tell(paths, key, "WREN-7", sessions=2)
    record = open_record(paths, key)
    live = open_session(record, Clock(clock.forward(days=40)))
    live.enter("and today", Tab.NOTES)
    live.drafts.save(Tab.NOTES, "half typed", (0, 4), None)
    record.close()
    return paths


def spoil(path: Path, *pages: int) -> None:
    """Flip a bit in each of these pages."""
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * PAGE + 1234)
            (byte,) = file.read(1)
            file.seek(-1, 1)
            file.write(bytes([byte ^ 4]))


def recovered(damaged: Paths, key: Key, folder: Path) -> tuple[Recovered, list[str]]:
    """Recover into a folder; the new record opens and goes on, the old is untouched."""
    before = files(damaged.data)
    fresh = home_paths(folder)
    found = recover(damaged, key, fresh)
    assert files(damaged.data) == before
    record = open_record(fresh, key)
    for problem in verify(record):
        assert problem in found.lost
        assert "sign" in problem or "amendment" in problem, problem
    said = texts(record)
    live = open_session(record, Clock(), "HERON-2")
    live.enter("it goes on", Tab.NOTES)
    live.undo()
    record.close()
    return found, said


def ever_said(paths: Paths, key: Key) -> set[str]:
    """What lines and notes say, and said before: a history may be lost from its end."""
    record = open_record(paths, key)
    states = [
        json.loads(state)
        for db, _ in record.databases
        for row in db.execute("select before, after from change").fetchall()
        for state in row
        if state
    ]
    said = {*texts(record), *(x["text"] for x in states if "text" in x)}
    record.close()
    return said


def test_every_table_is_known_by_its_looks() -> None:
    """A table that is added later must be told in salvage, or be lost with a page."""
    # Half-typed answers look as half-typed lines do; undo begins anew.
    left_out = {"answering", "step", "forgot"}

    assert {table.name for table in RECORD_TABLES} == {*SHAPES} | left_out
    assert {table.name for table in PRIVATE_TABLES} == {*NOTE_SHAPES, "step"}


def test_a_whole_record_is_recovered_wholly(
    told: Paths, key: Key, tmp_path: Path
) -> None:
    wanted = all_said(told, key)

    found, said = recovered(told, key, tmp_path / "fresh")

    assert (found.lost, found.told) == ((), ())
    assert said == wanted
    record = open_record(home_paths(tmp_path / "fresh"), key)
    assert "half typed" in str(
        record.databases[0][0].execute("select text from draft").fetchall()
    )
    record.close()


def test_any_one_bad_page_loses_no_line(
    told: Paths, key: Key, tmp_path: Path, tally: Callable[[str, str], Tally]
) -> None:
    row = tally("one bad page", "recover: every line and note is there")
    wanted = all_said(told, key)
    before = files(told.data)
    pages = [
        (path, page)
        for path in (told.record, told.private)
        for page in range(1, path.stat().st_size // PAGE + 1)
    ]
    chosen = random.Random(1).sample(pages, min(len(pages), rounds(3)))
    for number, (path, page) in enumerate(chosen):
        spoil(path, page)
        found, said = recovered(told, key, tmp_path / f"fresh-{number}")
        assert any(path.name in sentence for sentence in found.lost)
        row.round(len(set(wanted) - set(said)))
        assert set(said) <= set(wanted), "something was made up"
        put_back(told.data, before)
        shutil.rmtree(tmp_path / f"fresh-{number}")


def test_a_line_without_words_comes_from_the_history_too(
    told: Paths, key: Key, tmp_path: Path
) -> None:
    def ratings(paths: Paths) -> list[tuple[object, ...]]:
        record = open_record(paths, key)
        wanted = "select text, value from line where kind = 'rating' order by id"
        found = record.databases[0][0].execute(wanted).fetchall()
        record.close()
        return found

    wanted = ratings(told)
    with reading_rows(told.record, key, tmp_path / "pages") as (_, rows):
        rated = {row.page for row in rows if "rating" in row.values}
    spoil(told.record, *rated)

    found = recover(told, key, home_paths(tmp_path / "fresh"))

    assert any("from the history" in sentence for sentence in found.told)
    assert ratings(home_paths(tmp_path / "fresh")) == wanted


def test_of_a_long_line_whose_end_is_lost_nothing_is_made_up(
    told: Paths, key: Key, tmp_path: Path
) -> None:
    long = "and then he said it again, " * 400
    record = open_record(told, key)
    open_session(record, Clock()).enter(long, Tab.NOTES)
    record.close()
    before = files(told.data)
    lost = 0
    last = told.record.stat().st_size // PAGE
    for page in range(last - 7, last + 1):
        spoil(told.record, page)
        with reading_rows(told.record, key, tmp_path / f"{page}") as (_, rows):
            values = [value for row in rows for value in row.values]
        lost += long.strip() not in values
        assert not [x for x in values if isinstance(x, str) and "\0" in x]
        assert not [x for x in values if isinstance(x, bytes) and bytes(16) in x]
        put_back(told.data, before)
    assert lost


def test_many_bad_pages_lose_what_stood_there_alone(
    told: Paths, key: Key, tmp_path: Path, tally: Callable[[str, str], Tally]
) -> None:
    row = tally("a fifth of all pages bad", "recover: the rest saved, the lost listed")
    wanted, ever = all_said(told, key), ever_said(told, key)
    before = files(told.data)
    kept, chance = [], random.Random(2)
    for number in range(rounds(2, 60)):
        for path in (told.record, told.private):
            last = path.stat().st_size // PAGE
            spoil(path, *chance.sample(range(1, last + 1), last // 5))
        found, said = recovered(told, key, tmp_path / f"fresh-{number}")
        assert set(said) <= ever, "something was made up"
        if lost := set(wanted) - set(said):
            assert any("could not be read" in x for x in found.lost), lost
        kept.append(len(said) / len(wanted))
        row.round()
        put_back(told.data, before)
        shutil.rmtree(tmp_path / f"fresh-{number}")
    row.note(f"on average {100 * sum(kept) / len(kept):.0f} % of the lines saved")


@pytest.mark.parametrize("name", ["record.db", "private.db"])
def test_a_file_cut_anywhere_gives_what_is_left_of_it(
    told: Paths, key: Key, tmp_path: Path, name: str
) -> None:
    wanted = all_said(told, key)
    path = told.data / name
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 + 100)

    found, said = recovered(told, key, tmp_path / "fresh")

    assert said
    assert set(said) <= set(wanted)
    assert any(name in sentence for sentence in found.lost)


def test_both_starts_destroyed_open_with_the_sheet(
    told: Paths, key: Key, tmp_path: Path
) -> None:
    wanted = all_said(told, key)
    for path in (told.record, told.private):
        with path.open("r+b") as file:
            file.write(b"\0" * PAGE)

    with pytest.raises(LockedError, match="recovery sheet"):
        key_of(told, PASSPHRASE)
    assert key_of(told, recovery_text(key)) == key
    _, said = recovered(told, key, tmp_path / "fresh")

    assert said == wanted
    assert find_key(home_paths(tmp_path / "fresh"), PASSPHRASE) == key


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("record.db", os.mkdir),
        ("record.db", os.mkfifo),
        ("private.db", os.mkfifo),
        ("record.db-wal", os.mkfifo),
    ],
)
def test_what_stands_there_and_is_no_file_is_passed_over(
    told: Paths, tmp_path: Path, name: str, make: Callable[[Path], None]
) -> None:
    shell = Shell(told.data, tmp_path)
    there = told.data / name
    there.unlink(missing_ok=True)
    make(there)

    done = shell.run("recover", "-o", str(tmp_path / "fresh"))

    assert done.returncode == (0 if name.endswith("-wal") else 5), done.stderr
    assert done.stdout.startswith("Saved: ")
    if done.returncode:
        assert f"{name}: not one page could be read." in done.stdout


def test_what_was_saved_is_counted_in_words_that_fit(
    paths: Paths, key: Key, tmp_path: Path
) -> None:
    tell(paths, key, sessions=1)
    shell = Shell(paths.data, tmp_path)

    done = shell.call("recover", "-o", str(tmp_path / "fresh"))

    assert done.stdout.startswith("Saved: 1 client, 1 session, "), done.stdout


def test_what_stands_in_the_log_only_is_read_too(
    paths: Paths, key: Key, clock: Clock, tmp_path: Path
) -> None:
    record = open_record(paths, key)
    open_session(record, clock).enter("in the log only", Tab.NOTES)
    damaged = home_paths(tmp_path / "damaged")
    shutil.copytree(paths.data, damaged.data)
    damaged.data.chmod(0o700)
    record.close()
    spoil(damaged.record, 1, 3)

    _, said = recovered(damaged, key, tmp_path / "fresh")

    assert said == ["in the log only"]


def test_the_command_says_what_it_did_and_what_comes_next(
    told: Paths, key: Key, tmp_path: Path
) -> None:
    shell = Shell(told.data, tmp_path)
    spoil(told.record, 1, 2)
    before = files(told.data)

    done = shell.call("recover", "-o", str(tmp_path / "fresh"))

    assert done.returncode == 5
    assert "2 clients" in done.stdout
    assert "record.db: 2 pages could not be read." in done.stdout
    assert f"--home {tmp_path / 'fresh'} open" in done.stderr
    for word in ("wedding", "half typed", "brother"):
        assert word not in done.stdout + done.stderr
    assert {k: v for k, v in files(told.data).items() if k != "record.lock"} == {
        k: v for k, v in before.items() if k != "record.lock"
    }
    again = shell.call("recover", "-o", str(tmp_path / "fresh"))
    assert again.returncode == 7
    assert "already" in again.stderr
    assert shell.call("recover", "-o", str(told.data)).returncode == 7
    assert Shell(tmp_path / "fresh", tmp_path).call("verify").returncode in (0, 5)
    assert shell.call("recover", str(tmp_path / "no"), "-o", "x").returncode == 4
