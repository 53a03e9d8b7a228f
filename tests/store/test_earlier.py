"""Records that earlier programs wrote open in this one, with all that was in them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.story import PASSPHRASE, Clock, home_paths, type_all

from sessiontui.errors import DamagedError
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import find_key, open_record

if TYPE_CHECKING:
    from sessiontui.store.record import Record

EARLIER = Path(__file__).parent / "earlier"
"""Real files, a folder for each schema, written by the program of that time."""


def opened(schema: str, folder: Path) -> Record:
    paths = home_paths(folder / "record")
    shutil.copytree(EARLIER / schema, paths.data)
    os.chmod(paths.data, 0o700)
    for file in paths.data.iterdir():
        os.chmod(file, 0o600)
    return open_record(paths, find_key(paths, PASSPHRASE))


def test_a_file_without_an_entry_of_its_migrations_is_told_in_a_sentence(
    record: Record,
) -> None:
    db, _ = record.databases[0]
    with db.atomic():
        db.execute("delete from _sqlite_migrations where name = 'm004_standing'")
    paths, key = record.paths, record.key
    record.close()
    with pytest.raises(DamagedError, match=r"The tables of .* are not those"):
        open_record(paths, key)


def test_the_first_schema_comes_along_whole(tmp_path: Path) -> None:
    record = opened("schema-1", tmp_path)
    caseload = Caseload(record)
    last = caseload.past(caseload.find_client("KESTREL-4"))

    assert verify(record) == ()
    assert [line.text for line in last.state.goals] == ["I want to sit at that wedding"]
    assert [
        line.text for line in last.state.everything() if line.kind == "private"
    ] == ["felt lectured; named it"]
    assert "Differently next session: Start with the diary." in last.prints.summary()
    record.close()


def test_what_was_done_before_can_be_taken_back_and_built_on_after(
    tmp_path: Path,
) -> None:
    record = opened("schema-1", tmp_path)
    began = (
        Caseload(record)
        .past(Caseload(record).find_client("KESTREL-4"))
        .state.session.started_at
    )
    live = Caseload(record, Clock(began)).open("KESTREL-4")

    live.undo()
    assert "Start with the diary" not in live.prints.summary()
    live.redo()
    assert "Start with the diary" in live.prints.summary()

    (card,) = type_all(live, ["@ walk #+1"])
    assert live.state.built_on([card])[card.builds_on or 0].text == (
        "I rang my brother before it got bad"
    )
    assert verify(record) == ()
    record.close()


def test_what_only_looks_at_an_earlier_record_brings_it_up_to_date_first(
    tmp_path: Path,
) -> None:
    paths = home_paths(tmp_path / "record")
    shutil.copytree(EARLIER / "schema-1", paths.data)
    os.chmod(paths.data, 0o700)
    for file in paths.data.iterdir():
        os.chmod(file, 0o600)

    record = open_record(paths, find_key(paths, PASSPHRASE), write=False)

    caseload = Caseload(record)
    client = caseload.find_client("KESTREL-4")
    assert record.readonly
    assert "sit at that wedding" in caseload.past(client).prints.summary()
    record.close()


@pytest.mark.parametrize("schema", sorted(folder.name for folder in EARLIER.iterdir()))
def test_a_record_of_each_earlier_schema_opens_verifies_and_goes_on(
    schema: str, tmp_path: Path
) -> None:
    record = opened(schema, tmp_path)
    caseload = Caseload(record)
    earlier = caseload.past(caseload.find_client("KESTREL-4"))
    live = caseload.open("KESTREL-4", new_session=True)
    type_all(live, ["@ walk #1 #+1", "@o rain", ". coffee", "~ check in first"])
    live.undo()

    assert verify(record) == ()
    assert record.is_current
    assert "I want to sit at that wedding" in earlier.prints.summary()
    assert live.state.session.number == earlier.state.session.number + 1
    record.close()
