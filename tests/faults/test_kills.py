"""Killed while it does what takes several steps: the state before or the one after."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.preferences import Preferences
from sessiontui.services.caseload import Caseload
from sessiontui.store.backup.backup_and_restore import back_up, restore
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import find_key, open_record
from tests.exchange.whole import take, write_json
from tests.faults.conftest import SIGNER, all_said, files, tell, texts
from tests.store.killed import Victims
from tests.store.test_earlier import EARLIER
from tests.story import PASSPHRASE, TUESDAY, Clock, home_paths, put_back
from tests.tally import rounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key
    from tests.story import Template
    from tests.tally import Tally

QUICK = 5
pytestmark = pytest.mark.timeout(900)


def killed(victims: Victims, folder: Path, count: int, seed: int = 5) -> Iterator[bool]:
    """Kill a child in each round at another moment; the first one may finish.

    Says each time whether it said that it was done, and puts everything back after.
    """
    before = files(folder)
    chance = random.Random(seed)
    begun = time.monotonic()
    said = victims.kill_one(after=30)
    assert said, "left alone, it was not done either"
    took = time.monotonic() - begun
    for number in range(count):
        yield bool(said)
        put_back(folder, before)
        if number < count - 1:
            said = victims.kill_one(after=chance.uniform(0, took))


def assert_both(outcomes: set[bool]) -> None:
    """Some were killed before and some after; a few rounds need not show it."""
    assert outcomes == {True, False} or not rounds(0, 1)


@pytest.mark.parametrize("victims", ["sign"], indirect=True)
def test_signing(
    victims: Victims,
    paths: Paths,
    key: Key,
    tally: Callable[[str, str], Tally],
) -> None:
    row = tally("kill -9 while signing", "signed whole, or open with every line")
    tell(paths, key)
    before = all_said(paths, key)
    outcomes = set()
    for _ in killed(victims, paths.data, rounds(QUICK)):
        record = open_record(paths, key)
        assert verify(record) == ()
        live = Caseload(record, preferences=Preferences(signer=SIGNER)).past(
            Caseload(record).find_client("KESTREL-4"), 3
        )
        signed = live.state.session.signed_at is not None
        assert (
            record.signatures.signature(live.state.session.id) is not None
        ) is signed
        gone = {x for x in before if x.startswith("scratch")} if signed else set()
        now = texts(record)
        record.close()
        wanted = [x for x in before if x not in gone] if signed else before
        row.round(len([x for x in wanted if x not in now]))
        assert sorted(now) == sorted(wanted)
        outcomes.add(signed)
    assert_both(outcomes)


@pytest.fixture
def earlier(paths: Paths) -> Paths:
    """A record that the first program wrote, in the place of this one's."""
    put_back(paths.data, files(EARLIER / "schema-1"))
    return paths


def test_migrating(
    earlier: Paths, tally: Callable[[str, str], Tally], tmp_path: Path
) -> None:
    row = tally("kill -9 while migrating", "opens, migrated, with every line")
    key = find_key(earlier, PASSPHRASE)
    there = home_paths(tmp_path / "there")
    shutil.copytree(earlier.data, there.data)
    there.data.chmod(0o700)
    wanted = all_said(there, key)
    victims = Victims("migrate", earlier, key)
    outcomes = set()
    for done in killed(victims, earlier.data, rounds(QUICK)):
        record = open_record(earlier, key)
        assert verify(record) == ()
        assert record.is_current
        now = texts(record)
        record.close()
        row.round(len(set(wanted) - set(now)))
        assert now == wanted
        outcomes.add(done)
    victims.close()
    assert_both(outcomes)


@pytest.mark.parametrize("victims", ["restore"], indirect=True)
def test_restoring(
    victims: Victims,
    paths: Paths,
    key: Key,
    tally: Callable[[str, str], Tally],
) -> None:
    row = tally("kill -9 while restoring", "the backup or what was there, whole")
    tell(paths, key, sessions=1)
    record = open_record(paths, key)
    back_up(record, paths.data.parent / "one.backup")
    record.close()
    earlier = all_said(paths, key)
    tell(paths, key, "WREN-7", sessions=1)
    later = all_said(paths, key)
    outcomes = set()
    for done in killed(victims, paths.data, rounds(QUICK)):
        record = open_record(paths, find_key(paths, PASSPHRASE))
        assert verify(record) == ()
        now = texts(record)
        record.close()
        assert now in (earlier, later)
        assert now == earlier or not done
        if now == earlier:
            (kept,) = paths.data.glob("before-restore-*")
            aside = all_said(home_paths(kept), key)
            row.round(len(set(later) - set(aside)))
        else:
            row.round()
        outcomes.add(now == earlier)
    assert_both(outcomes)


def test_restoring_cut_at_each_rename(
    paths: Paths,
    key: Key,
    tally: Callable[[str, str], Tally],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where no chance ever hits: between any two of its renames."""
    row = tally("cut at each rename of a restore", "the backup or what was there")
    tell(paths, key, sessions=1)
    record = open_record(paths, key)
    back_up(record, paths.data.parent / "one.backup")
    record.close()
    earlier = all_said(paths, key)
    tell(paths, key, "WREN-7", sessions=1)
    later = all_said(paths, key)
    before = files(paths.data)
    rename = Path.rename
    outcomes = set()
    for stop in range(30):
        left = [stop]

        def dying(path: Path, target: Path, left: list[int] = left) -> Path:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", dying)
        try:
            restore(paths, paths.data.parent / "one.backup", PASSPHRASE, TUESDAY)
        except KeyboardInterrupt:
            finished = False
        else:
            finished = True
        monkeypatch.setattr(Path, "rename", rename)
        now = all_said(paths, find_key(paths, PASSPHRASE))
        assert now in (earlier, later)
        lost = 0
        if now == earlier:
            (kept,) = paths.data.glob("before-restore-*")
            lost = len(set(later) - set(all_said(home_paths(kept), key)))
        row.round(lost)
        outcomes.add(now == earlier)
        put_back(paths.data, before)
        if finished:
            break
    assert finished
    assert outcomes == {True, False}


@pytest.mark.parametrize("victims", ["import"], indirect=True)
def test_importing(
    victims: Victims,
    paths: Paths,
    key: Key,
    template: Template,
    tally: Callable[[str, str], Tally],
    tmp_path: Path,
) -> None:
    row = tally("kill -9 while importing", "all of the file, or nothing of it")
    other = template.copy_to(tmp_path / "other")
    tell(other, key, "WREN-7")
    record = open_record(other, key)
    coming = texts(record)
    (paths.data.parent / "all.json").write_bytes(
        write_json(take(record, with_private=True))
    )
    record.close()
    tell(paths, key, sessions=1)
    there = all_said(paths, key)
    outcomes = set()
    for done in killed(victims, paths.data, rounds(QUICK)):
        record = open_record(paths, key)
        assert verify(record) == ()
        now = sorted(texts(record))
        record.close()
        row.round(len(set(there) - set(now)))
        came = now == sorted([*there, *coming])
        assert came or (now == sorted(there) and not done), "neither all nor nothing"
        outcomes.add(came)
    assert_both(outcomes)


@pytest.mark.parametrize("victims", ["print"], indirect=True)
def test_writing_a_print(
    victims: Victims,
    paths: Paths,
    key: Key,
    tally: Callable[[str, str], Tally],
) -> None:
    row = tally("kill -9 while writing a print", "whole files, and no half of one")
    tell(paths, key, sessions=1)
    chance = random.Random(3)
    sizes = set()
    for _ in range(rounds(QUICK)):
        victims.kill_one(after=chance.uniform(0, 0.03))
        for file in paths.summaries.iterdir():
            sizes.add(file.stat().st_size)
        row.round()
    # Whatever is there is whole, and the next print sweeps what never got its name.
    assert len(sizes) == 1
    record = open_record(paths, key)
    Caseload(record, Clock()).open("KESTREL-4").prints.write_summary()
    record.close()
    assert {file.suffix for file in paths.summaries.iterdir()} == {".txt"}
