"""Values that no SessionTUI writes, in any column: a sentence, and verify, tell."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.text import clean
from sessiontui.errors import DamagedError, NotFoundError, SessionTuiError
from sessiontui.store.integrity.verify import verify
from sessiontui.store.schema.triggers import PRIVATE_TRIGGERS, RECORD_TRIGGERS
from tests.exchange.whole import take, write_json, write_markdown
from tests.input.evil import SAID, signed_hour
from tests.tally import rounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sessiontui.domain.entities import Client
    from sessiontui.services.caseload import Caseload
    from sessiontui.store.record import Record
    from tests.story import Clock


@pytest.fixture
def told(record: Record, clock: Clock) -> Caseload:
    """A signed hour and one that is not, with everything in them."""
    caseload = signed_hour(record, clock)
    for db, _ in record.databases:
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute("PRAGMA ignore_check_constraints=ON")
    return caseload


@contextlib.contextmanager
def written(record: Record, which: int, sql: str) -> Iterator[None]:
    """What another tool with the key wrote there, for a while."""
    db, _ = record.databases[which]
    db.conn.execute("begin")
    try:
        for name in (RECORD_TRIGGERS, PRIVATE_TRIGGERS)[which]:
            db.conn.execute(f"drop trigger {name}")
        db.conn.execute(sql)
        assert db.conn.execute("select changes()").fetchone()[0]
        yield
    finally:
        db.conn.rollback()


def _print(caseload: Caseload, client: Client, number: int, name: str) -> str:
    return caseload.past(client, number).prints.summary(name)


def ways_to_look(caseload: Caseload, record: Record) -> dict[str, Callable[[], object]]:
    """Every way in which a record is shown, printed or taken out."""
    client = caseload.find_client("KESTREL-4")
    retention = record.retention
    return {
        "clients": lambda: [x.client.code for x in caseload.clients()],
        "sessions": lambda: caseload.sessions(client),
        "find": lambda: [x.line.text for x in caseload.search("want")],
        "private": lambda: caseload.private_notes(client),
        "progress": lambda: caseload.progress(client),
        "kept": lambda: (
            retention.standings(),
            retention.requests(),
            retention.receipts(),
        ),
        "opening": lambda: caseload.past(client).opening(),
        "draft": caseload.past(client).drafts.load,
        "json": lambda: write_json(take(record, (), with_private=True)),
        "markdown": lambda: write_markdown(take(record, ())).decode(),
        **{
            f"print {number} {name}": partial(_print, caseload, client, number, name)
            for number in (1, 2)
            for name in ("summary", "soap", "takehome")
        },
    }


def test_whatever_stands_there_is_said_in_a_sentence_and_named_by_verify(
    told: Caseload, record: Record
) -> None:
    looks = ways_to_look(told, record)
    for name, look in looks.items():
        assert look() is not None, name
    failed = []
    # Each of them under make faults, every fifth otherwise.
    for what, (which, sql) in list(SAID.items())[:: rounds(5, whole=1)]:
        with written(record, which, sql):
            for name, look in looks.items():
                try:
                    shown = look()
                except DamagedError as error:
                    shown = str(error)
                    if clean(shown) != shown:
                        failed.append((what, name, "controls"))
                except SessionTuiError as error:
                    # Where its number is another, a session is not found by it.
                    if not isinstance(error, NotFoundError):
                        failed.append((what, name, str(error)))
                except Exception as error:  # noqa: BLE001 - all of them are told at once
                    failed.append((what, name, repr(error)[:100]))
                else:
                    if isinstance(shown, str) and clean(shown) != shown:
                        failed.append((what, name, "controls"))
            try:
                if not verify(record):
                    failed.append((what, "verify", "nothing"))
            except Exception as error:  # noqa: BLE001
                failed.append((what, "verify", repr(error)[:100]))
    assert not failed, "\n".join(map(str, failed))
    assert verify(record) == ()
