"""The SQLCipher driver, made the one that sqlite-utils uses.

sqlite-utils looks for a module named pysqlite3 before it takes the standard
library's sqlite3. Without the alias its error handling would not recognise this
driver's exceptions, and a failed statement could leave a transaction open for ever.
"""

from __future__ import annotations

import sys

import sqlcipher3
from sqlcipher3 import dbapi2

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

# These must come after the alias, so everything else imports them from here.
import sqlite_utils.utils  # noqa: E402
from sqlite_utils import Database, Migrations  # noqa: E402

__all__ = ["DBError", "Database", "IntegrityError", "Migrations", "dbapi2"]

DBError = dbapi2.Error
IntegrityError = dbapi2.IntegrityError

# 3.51.3 is the first release without the WAL-reset corruption fault.
_SQLITE_FLOOR = (3, 51, 3)

if getattr(sqlite_utils.utils, "sqlite3", None) is not sqlcipher3:
    raise ImportError(
        "sqlite_utils was imported before the encrypted driver; "
        "import sessiontui.store first."
    )
if dbapi2.sqlite_version_info < _SQLITE_FLOOR:
    raise ImportError("The SQLCipher driver is too old: install sqlcipher3 0.6.4.")
