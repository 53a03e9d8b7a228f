"""The pages of a file: authentic, and in agreement with one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.interrupts import interrupts_end
from sessiontui.store.sqlcipher.driver import DBError

if TYPE_CHECKING:
    from sessiontui.store.sqlcipher.driver import Database


def check_pages(db: Database) -> list[str]:
    """Check that every page is authentic and every table and index agrees."""
    try:
        if db.execute("PRAGMA cipher_integrity_check").fetchall():
            return ["some pages do not carry their seal."]
        with interrupts_end(db):
            rows = db.execute("PRAGMA integrity_check(10)").fetchall()
    except DBError:
        return ["some pages cannot be read."]
    if rows != [("ok",)]:
        return ["tables and indexes do not agree."]
    return []
