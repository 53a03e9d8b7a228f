"""A file that is only looked at, without what writing to it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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


class ReadOnlyDatabase:
    """Stands in for sqlite-utils' Database where a command only asks.

    Loading sqlite-utils takes longer than all that such a command asks. Whatever else
    is wanted of it, sqlite-utils is loaded for then.
    """

    def __init__(self, conn: Any) -> None:  # noqa: ANN401 - an untyped driver
        """Read through an open, keyed connection."""
        self.conn = conn

    def execute(self, sql: str, values: Sequence[object] = ()) -> Any:  # noqa: ANN401
        """A cursor on the rows of one statement."""
        return self.conn.execute(sql, values)

    def query(
        self, sql: str, values: Sequence[object] = ()
    ) -> Iterator[dict[str, Any]]:
        """The rows of a query by the names of their columns."""
        return rows_of(self.conn, sql, values)

    def close(self) -> None:
        """Let the file go."""
        self.conn.close()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever it has
        from sessiontui.store.sqlcipher.driver import Database

        return getattr(Database(self.conn, execute_plugins=False, strict=True), name)
