"""Functions of ours that SQL calls, and Ctrl+C that comes while one of them runs."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sessiontui.store.sqlcipher.driver import DBError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from sessiontui.store.sqlcipher.driver import Database


@contextlib.contextmanager
def calling_back(
    db: Database, functions: Mapping[str, tuple[int, Callable[..., object]]]
) -> Iterator[None]:
    """Let SQL call functions, each by a name and with so many arguments.

    The driver takes whatever is raised in one for an error of the statement; what ends
    the process, such as Ctrl+C, is raised again.
    """
    ended: list[BaseException] = []

    def ending(function: Callable[..., object]) -> Callable[..., Any]:
        def call(*values: object) -> object:
            try:
                return function(*values)
            except (KeyboardInterrupt, SystemExit) as end:
                ended.append(end)
                raise

        return call

    for name, (count, function) in functions.items():
        db.conn.create_function(name, count, ending(function), deterministic=True)
    try:
        yield
    except DBError:
        if ended:
            raise ended[0] from None
        raise
