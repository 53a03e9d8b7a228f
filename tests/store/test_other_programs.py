"""The files open in another SQLCipher 4 program, by the lines of the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import apsw
import pytest
from tests.story import PASSPHRASE

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.services.caseload import Caseload
from sessiontui.store.sqlcipher.driver import dbapi2

if TYPE_CHECKING:
    from tests.story import Template

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"
OTHER = ("PRAGMA cipher = 'sqlcipher'", "PRAGMA legacy = 4")
"""SQLite3 Multiple Ciphers, no relative of SQLCipher, asks for these first."""


def lines_of_the_page() -> list[str]:
    (block,) = re.findall(
        r"^```sql\n(.*?)^```$",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    return [line.removesuffix(";") for line in block.strip().split("\n")]


@pytest.fixture
def folder(template: Template, tmp_path: Path) -> Path:
    record = template.open_in(tmp_path / "home")
    live = Caseload(record).open("KESTREL-4")
    live.enter("she slept", Tab.NOTES)
    live.enter("~ felt lectured", Tab.NOTES)
    record.close()
    return tmp_path / "home"


def test_another_implementation_reads_both_files(folder: Path) -> None:
    flat = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert all(f"{pragma};" in flat for pragma in OTHER)
    key, *asked = lines_of_the_page()
    assert PASSPHRASE in key
    connection = apsw.Connection(str(folder / "record.db"))
    for pragma in (*OTHER, key):
        connection.execute(pragma).fetchall()
    assert [connection.execute(each).fetchall() for each in asked] == [
        [("KESTREL-4",)],
        [("she slept",)],
    ]
    connection.close()

    connection = apsw.Connection(str(folder / "private.db"))
    for pragma in (*OTHER, key):
        connection.execute(pragma).fetchall()
    found = connection.execute("select name from sqlite_master").fetchall()
    assert ("note",) in found or found
    connection.close()


def test_another_implementation_is_kept_out_by_a_wrong_passphrase(folder: Path) -> None:
    connection = apsw.Connection(str(folder / "record.db"))
    for pragma in (*OTHER, "PRAGMA key = 'five other words'"):
        connection.execute(pragma).fetchall()
    with pytest.raises(apsw.NotADBError):
        connection.execute("select * from sqlite_master").fetchall()
    connection.close()


def test_sqlcipher_itself_reads_it_by_the_passphrase_alone(folder: Path) -> None:
    connection = dbapi2.connect(str(folder / "record.db"))
    key, *asked = lines_of_the_page()
    connection.execute(key)
    assert connection.execute(asked[1]).fetchall() == [("she slept",)]
    connection.close()
