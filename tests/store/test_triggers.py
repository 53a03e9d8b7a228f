"""Past the guards there is one way, and at its end they stand again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.story import Clock, open_session, type_all

from sessiontui.errors import SessionTuiError
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_record
from sessiontui.store.schema.triggers import (
    PRIVATE_TRIGGERS,
    RECORD_TRIGGERS,
    without_triggers,
)
from sessiontui.store.sqlcipher.driver import IntegrityError

if TYPE_CHECKING:
    from tests.store.killed import Victims

    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key

FILES = [("line", RECORD_TRIGGERS), ("note", PRIVATE_TRIGGERS)]


def guards_of(record: Record) -> list[dict[str, str]]:
    return [{t.name: t.sql for t in db.triggers} for db, _ in record.databases]


@pytest.fixture
def told(record: Record, clock: Clock) -> Record:
    """A record with a line and a psychotherapy note in it."""
    type_all(open_session(record, clock), ["he slept", "~ a thought"])
    return record


PRIVATE_GONE = ("private.db: what was written in it, or when, was changed or is gone.",)


@pytest.mark.parametrize(("table", "triggers"), FILES)
def test_what_is_guarded_can_be_changed_only_in_between(
    told: Record, table: str, triggers: dict[str, str]
) -> None:
    before = guards_of(told)
    db = told.databases[triggers is PRIVATE_TRIGGERS][0]

    with db.atomic(), without_triggers(db, triggers):
        db.execute("delete from change")
        db.execute(f"delete from {table}")
        db.execute("delete from step")
        if table == "line":
            db.execute("insert into line_fts(line_fts) values ('rebuild')")

    assert guards_of(told) == before
    told.bind(whole=True)
    # What the record saw of private.db stood in no event of a destroying.
    assert verify(told) == (PRIVATE_GONE if table == "note" else ())
    db.execute("insert into step values (1, 1, 'do', null)")
    with pytest.raises(IntegrityError, match="history only grows"):
        db.execute("delete from step")


@pytest.mark.parametrize(("table", "triggers"), FILES)
def test_a_fault_in_between_takes_all_of_it_back(
    told: Record, table: str, triggers: dict[str, str]
) -> None:
    before = guards_of(told)
    db = told.databases[triggers is PRIVATE_TRIGGERS][0]

    def begin_and_fail() -> None:
        with db.atomic(), without_triggers(db, triggers):
            db.execute("delete from change")
            db.execute(f"delete from {table}")
            raise SessionTuiError("halfway")

    with pytest.raises(SessionTuiError, match="halfway"):
        begin_and_fail()

    assert guards_of(told) == before
    assert verify(told) == ()


def test_outside_a_transaction_nothing_is_lifted(told: Record) -> None:
    before = guards_of(told)
    db = told.databases[0][0]

    with pytest.raises(RuntimeError), without_triggers(db, RECORD_TRIGGERS):
        pass

    assert guards_of(told) == before


@pytest.mark.timeout(60)
@pytest.mark.parametrize("victims", ["lifted", "lifted-private"], indirect=True)
def test_a_kill_in_between_leaves_the_guards_standing(
    victims: Victims, paths: Paths, key: Key, clock: Clock
) -> None:
    record = open_record(paths, key)
    type_all(open_session(record, clock), ["he slept", "~ a thought"])
    before = guards_of(record)
    record.close()

    assert victims.kill_one(after=30) == [["lifted"]]

    # One that only looks makes no guards anew.
    record = open_record(paths, key, write=False)
    assert guards_of(record) == before
    assert verify(record) == ()
    assert len(open_session(record, clock).state.everything()) == 2
    record.close()
