"""The SQLCipher driver, made the one that sqlite-utils uses.

sqlite-utils looks for a module named pysqlite3 before it takes the standard
library's sqlite3. Without the alias its error handling would not recognise this
driver's exceptions, and a failed statement could leave a transaction open for ever.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import sqlcipher3
from sqlcipher3 import dbapi2

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

__all__ = ["DBError", "Database", "IntegrityError", "Migrations", "dbapi2"]

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

DBError = dbapi2.Error
IntegrityError = dbapi2.IntegrityError

# 3.51.3 is the first release without the WAL-reset corruption fault.
_SQLITE_FLOOR = (3, 51, 3)

_early = sys.modules.get("sqlite_utils.utils")
if _early is not None and getattr(_early, "sqlite3", None) is not sqlcipher3:
    raise ImportError(
        "sqlite_utils was imported before the encrypted driver; "
        "import sessiontui.store first."
    )
if dbapi2.sqlite_version_info < _SQLITE_FLOOR:
    raise ImportError("The SQLCipher driver is too old: install sqlcipher3 0.6.4.")


def __getattr__(name: str) -> Any:  # noqa: ANN401 - what is asked for
    """Database and Migrations: sqlite-utils is loaded when one is asked for."""
    if name not in {"Database", "Migrations"}:
        raise AttributeError(name)
    # It must come after the alias, so everything imports the two from here.
    import sqlite_utils.utils

    if getattr(sqlite_utils.utils, "sqlite3", None) is not sqlcipher3:
        raise ImportError("sqlite_utils does not use the encrypted driver.")
    return getattr(sqlite_utils, name)
