"""One keyed connection, and every database error as a sentence.

It does without sqlite-utils, which takes longer to load than to open a record.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any, cast

from sessiontui.errors import (
    CannotWriteError,
    DamagedError,
    InUseError,
    LockedError,
    SessionTuiError,
    UsageError,
)
from sessiontui.store.sqlcipher.driver import DBError, dbapi2
from sessiontui.store.sqlcipher.files import check_record_file
from sessiontui.store.trigger_refusals import REFUSALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.sqlcipher.key import Key

_BUSY_SECONDS = 5.0
_PRAGMAS = (
    "synchronous=FULL",
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "mmap_size=0",
    "secure_delete=ON",
)


STRANGE = (
    "The record holds a value that SessionTUI never writes. Look where with: "
    "sessiontui verify"
)
THESE = "(select value from json_each(?1))"
"""Many values that are bound as one, as JSON, so that there may be any number."""
_NO_TEXT = "Could not decode"


def connect(
    path: Path,
    key: Key,
    *,
    readonly: bool = False,
    fresh: bool = False,
    handed_on: bool = False,
) -> Database:
    """Open a record file with its key; a `fresh` one is still empty.

    One that is `handed_on` is used by one thread after another, never by two at once.

    An empty file would open with any key, as an empty record.

    Raises:
        LockedError: the key does not open it: a wrong one, or a damaged start.
        DamagedError: the file is not whole.
        CannotWriteError: the disk or folder refused.
    """
    if not fresh:
        check_record_file(path)
    conn = _open(path, readonly=readonly, handed_on=handed_on)
    try:
        with translated(path):
            # Before the key: else SQLCipher writes to the terminal on a wrong one.
            conn.execute("PRAGMA cipher_log=off")
            conn.execute("PRAGMA cipher_memory_security=ON")
            conn.execute(f'PRAGMA key="{key.pragma()}"')
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if readonly:
                conn.execute("PRAGMA query_only=ON")
            else:
                conn.execute("PRAGMA journal_mode=WAL").fetchone()
            for pragma in _PRAGMAS:
                conn.execute(f"PRAGMA {pragma}").fetchall()
            conn.enable_load_extension(False)
    except SessionTuiError:
        conn.close()
        raise
    return cast("Database", BareDatabase(conn))


def _open(path: Path, *, readonly: bool, handed_on: bool) -> Any:  # noqa: ANN401 - an untyped driver
    """A bare connection; a folder that cannot be written needs the immutable form."""
    unwritable = readonly and not os.access(path.parent, os.W_OK)
    log = path.with_name(f"{path.name}-wal")
    if unwritable and log.exists() and log.stat().st_size:
        raise CannotWriteError(
            f"The last lines still stand in {log}, which can only be read with its "
            "folder writable. Make it so, or open the app once from a copy."
        )
    uri = path.absolute().as_uri()
    if readonly:
        uri += "?mode=ro&immutable=1" if unwritable else "?mode=rw"
    else:
        uri += "?mode=rw"
    with translated(path):
        return dbapi2.connect(
            uri,
            uri=True,
            isolation_level=None,
            timeout=_BUSY_SECONDS,
            check_same_thread=not handed_on,
        )


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the driver's errors into sentences; their own text may quote content."""
    try:
        yield
    except DBError as error:
        raise as_sentence(error, path) from None


def as_sentence(error: Exception, path: Path) -> SessionTuiError:
    """The sentence for a driver error, by its name and never by its text."""
    name = str(getattr(error, "sqlite_errorname", "") or "")
    if name.startswith("SQLITE_NOTADB"):
        return LockedError(
            "That passphrase does not open this record. "
            "Check Caps Lock and the keyboard layout."
        )
    if name.startswith("SQLITE_CORRUPT"):
        return DamagedError(
            f"Part of {path} is damaged; nothing was changed. "
            "Bring back a backup with: sessiontui restore FILE"
        )
    if name.startswith("SQLITE_FULL"):
        return CannotWriteError("Not saved: the disk is full. Free some space.")
    if name.startswith("SQLITE_READONLY"):
        return CannotWriteError(f"Not saved: {path} can only be read.")
    if name.startswith("SQLITE_IOERR"):
        return CannotWriteError("Not saved: the disk refused the write.")
    if name.startswith("SQLITE_CANTOPEN"):
        return CannotWriteError(f"{path} could not be opened; look at its folder.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return InUseError("The record is busy in another program. Try again.")
    # What is no UTF-8 the driver tells by its text alone, which goes on to quote it.
    if not name and str(error).startswith(_NO_TEXT):
        return DamagedError(STRANGE)
    # The driver names every broken rule alike; only our own triggers say these words.
    if refused := REFUSALS.get(str(error)):
        return UsageError(refused)
    return SessionTuiError(f"The record did not take that ({name or 'unknown'}).")


def rows_of(
    conn: Any,  # noqa: ANN401 - an untyped driver
    sql: str,
    values: Sequence[object] = (),
) -> Iterator[dict[str, Any]]:
    """The rows of a query by the names of their columns.

    sqlite-utils would put each between a savepoint and its release: three statements.
    """
    cursor = conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def insert_sql(table: str, columns: Iterable[str]) -> str:
    """A statement that puts a row in, its values bound by their columns' names."""
    names = [*columns]
    values = ", ".join(f":{name}" for name in names)
    return f"insert into {table}({', '.join(names)}) values ({values})"


class BareDatabase:
    """Stands in for sqlite-utils' Database, in what an ordinary day asks of one.

    Whatever else is wanted of it, such as its tables, sqlite-utils is loaded for then.
    """

    def __init__(self, conn: Any) -> None:  # noqa: ANN401 - an untyped driver
        """Read and write through an open, keyed connection that commits by itself."""
        self.conn = conn

    def execute(self, sql: str, values: Sequence[object] = ()) -> Any:  # noqa: ANN401
        """A cursor on the rows of one statement; outside `atomic` it is committed."""
        return self.conn.execute(sql, values)

    def query(
        self, sql: str, values: Sequence[object] = ()
    ) -> Iterator[dict[str, Any]]:
        """The rows of a query by the names of their columns."""
        return rows_of(self.conn, sql, values)

    @contextlib.contextmanager
    def atomic(self) -> Iterator[BareDatabase]:
        """All of it, or nothing; within another one, that one's end decides."""
        begin, end, back = (
            ("SAVEPOINT inner", "RELEASE inner", "ROLLBACK TO inner")
            if self.conn.in_transaction
            else ("BEGIN", "COMMIT", "ROLLBACK")
        )
        self.conn.execute(begin)
        try:
            yield self
            self.conn.execute(end)
        except BaseException:
            # A guard may have ended the whole transaction already.
            if self.conn.in_transaction:
                self.conn.execute(back)
                if back != "ROLLBACK":
                    self.conn.execute(end)
            raise

    def close(self) -> None:
        """Let the file go."""
        self.conn.close()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it has
        return getattr(whole(self), name)


def whole(db: BareDatabase | Database) -> Database:
    """sqlite-utils' own Database on the same connection."""
    from sessiontui.store.sqlcipher.driver import Database

    return Database(db.conn, execute_plugins=False, strict=True)
