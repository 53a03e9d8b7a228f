"""A file without sqlite-utils, which takes longer to load than to open a record."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sessiontui.store.sqlcipher.driver import Database


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
