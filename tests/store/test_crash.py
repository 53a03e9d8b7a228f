"""Really killed, at random moments: no acknowledged word is lost."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from tests.store.victims import NEW_PASSPHRASE
from tests.story import (
    PASSPHRASE,
    TUESDAY,
    Clock,
    Template,
    files_of,
    home_paths,
    open_session,
    put_back,
    type_all,
)
from tests.tally import rounds

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.errors import DamagedError, LockedError, NotFoundError
from sessiontui.services.caseload import Caseload
from sessiontui.store.backup.backup_and_restore import restore
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import find_key, open_record
from sessiontui.store.sqlcipher.files import make_folder
from sessiontui.store.sqlcipher.key import derive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.store.killed import Victims
    from tests.tally import Tally

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key

KILLS = rounds(60)
KILLED_CHANGES = rounds(14, 60)
KILLED_BACKUPS = rounds(20)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("victims", ["lines"], indirect=True)
def test_no_acknowledged_word_is_lost(
    victims: Victims,
    paths: Paths,
    key: Key,
    clock: Clock,
    tally: Callable[[str, str], Tally],
) -> None:
    row = tally(
        "kill -9 while recording and editing",
        "every acknowledged line, edit and draft is there",
    )
    chance = random.Random(20260310)
    wanted: set[str] = set()
    draft = ""
    acknowledged = 0
    for number in range(1, KILLS + 1):
        said = victims.kill_one(after=chance.uniform(0, 0.02), said=chance.randrange(8))
        maybe: set[str] = set()
        drafts = {draft}
        for done, what, *texts in said:
            if done == "try":
                drafts = {draft, texts[0] if what == "draft" else ""}
                maybe = set(texts) if what != "draft" else set()
                wanted -= maybe
                continue
            acknowledged += 1
            draft = texts[0] if what == "draft" else ""
            drafts, maybe = {draft}, set()
            if what != "draft":
                wanted.add(texts[-1])

        record = open_record(paths, key)
        assert verify(record) == (), f"after kill {number}"
        live = open_session(record, clock)
        there = [line.text for line in live.state.everything()]
        kept = live.drafts.load().text
        record.close()

        assert len(there) == len(set(there)), f"a line stands twice after {number}"
        assert wanted <= set(there), f"lost after kill {number}"
        assert set(there) - wanted <= maybe, f"made up after kill {number}"
        assert len(set(there) & maybe) <= 1
        assert kept in drafts, f"the draft after kill {number}"
        row.round(len(wanted - set(there)))
        wanted, draft = set(there), kept
    assert acknowledged > KILLS


@pytest.mark.parametrize("victims", ["snippets"], indirect=True)
def test_a_kill_before_a_snippet_is_spelled_out_leaves_the_line_as_typed(
    victims: Victims, paths: Paths, key: Key, clock: Clock
) -> None:
    for _ in ("a private line", "a line"):
        assert victims.kill_one(after=30) == []

    record = open_record(paths, key)
    live = open_session(record, clock)
    assert sorted((x.kind, x.text) for x in live.state.everything()) == [
        (Kind.NOTE, "hr kept"),
        (Kind.PRIVATE, "hr kept"),
    ]
    assert live.drafts.load().text == ""
    assert verify(record) == ()
    for _ in range(2):
        assert live.undo().changed
    assert live.state.everything() == ()
    record.close()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("victims", ["passphrase"], indirect=True)
def test_a_killed_change_of_passphrase_leaves_the_old_or_the_new_one(
    victims: Victims,
    paths: Paths,
    key: Key,
    clock: Clock,
    tally: Callable[[str, str], Tally],
) -> None:
    row = tally(
        "kill -9 while changing the passphrase",
        "the old or the new one opens, all is there",
    )
    record = open_record(paths, key)
    type_all(open_session(record, clock), ["he slept", "~ a thought"] * 30)
    record.close()
    before = files_of(paths.data)
    chance = random.Random(4)
    outcomes = set()
    # The first child has no time for anything, the last one is left to finish.
    delays = [chance.uniform(0.08, 0.30) for _ in range(KILLED_CHANGES - 1)]
    for number, delay in enumerate([0.0, *delays, 30.0]):
        said = victims.kill_one(after=delay)

        salt = paths.record.read_bytes()[:16]
        new = salt != key.salt
        now = derive(NEW_PASSPHRASE, salt) if new else key
        record = open_record(paths, now)
        assert verify(record) == (), f"after kill {number}"
        assert len(open_session(record, clock).state.everything()) == 60
        record.close()
        names = {path.name for path in paths.data.iterdir()}
        assert names == {"record.db", "private.db", "record.lock"}
        assert paths.private.read_bytes()[:16] == salt
        with pytest.raises(LockedError):
            open_record(paths, derive(PASSPHRASE if new else NEW_PASSPHRASE, salt))
        outcomes.add((new, bool(said)))
        row.round(0)
        put_back(paths.data, before)
    assert {(False, False), (True, True)} <= outcomes


@pytest.mark.timeout(900)
@pytest.mark.parametrize("victims", ["backup"], indirect=True)
def test_a_killed_backup_is_whole_or_is_none(
    victims: Victims,
    paths: Paths,
    key: Key,
    clock: Clock,
    tmp_path: Path,
    tally: Callable[[str, str], Tally],
) -> None:
    row = tally("kill -9 while backing up", "whole or none; the record untouched")
    record = open_record(paths, key)
    type_all(open_session(record, clock), ["he slept", "~ a thought"] * 30)
    record.close()
    make_folder(paths.backups)
    chance = random.Random(7)
    whole = 0
    for number in range(1, KILLED_BACKUPS + 1):
        said = victims.kill_one(after=chance.uniform(0, 0.06) if number > 1 else 0)
        row.round(0)
        target = paths.backups / f"{number}.backup"
        if not target.exists():
            assert not said
            continue
        whole += 1
        back = home_paths(tmp_path / f"back-{number}")
        restore(back, target, PASSPHRASE, TUESDAY)
        record = open_record(back, key)
        assert len(Caseload(record, clock).open("KESTREL-4").state.everything()) == 60
        record.close()
    for leftover in paths.backups.rglob("*.partial"):
        with pytest.raises((DamagedError, LockedError, NotFoundError)):
            restore(home_paths(tmp_path / "none"), leftover, "x", TUESDAY)
    record = open_record(paths, key)
    assert verify(record) == ()
    record.close()
    assert whole < KILLED_BACKUPS


def test_the_template_is_what_find_key_derives(template: Template) -> None:
    assert find_key(template.paths, PASSPHRASE) == template.key
