"""A file for what comes once, out of a pipe, and is to be read more than once.

It is encrypted under a key that nobody keeps: once this process has ended, nothing of
it can be read, even where it could not be taken away.
"""

from __future__ import annotations

import contextlib
import io
import secrets
from typing import TYPE_CHECKING

from sessiontui.store.sqlcipher.connection import connect, translated
from sessiontui.store.sqlcipher.files import create_private
from sessiontui.store.sqlcipher.key import KEY_BYTES, Key, new_salt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from sessiontui.store.sqlcipher.driver import Database

_PIECE = 1 << 18


class Spool:
    """All that came, a piece a row."""

    def __init__(self, db: Database, path: Path) -> None:
        """Take in an open scratch file."""
        self._db = db
        self._path = path

    def opened(self) -> BinaryIO:
        """The bytes from their beginning, as they are read."""
        return io.BufferedReader(_SpoolReader(self), _PIECE)

    def fill(self, file: BinaryIO) -> int:
        """Take all of a file; returns how much it was."""
        size = 0
        with translated(self._path), self._db.atomic():
            while piece := file.read(_PIECE):
                self._db.execute("insert into piece(content) values (?)", [piece])
                size += len(piece)
        return size

    def piece(self, number: int) -> bytes:
        """One piece, or nothing behind the last."""
        with translated(self._path):
            found = self._db.execute(
                "select content from piece where id = ?", [number]
            ).fetchone()
        return bytes(found[0]) if found else b""


@contextlib.contextmanager
def spooling(path: Path) -> Iterator[Spool]:
    """An empty spool in a new file, whose key goes with it.

    Raises:
        CannotWriteError: the disk refused.
    """
    create_private(path)
    key = Key(secrets.token_bytes(KEY_BYTES), new_salt())
    with contextlib.closing(connect(path, key, fresh=True, handed_on=True)) as db:
        with translated(path):
            db.execute("PRAGMA journal_mode=OFF").fetchone()
            db.execute("PRAGMA synchronous=OFF")
            db.execute("create table piece(id integer primary key, content blob)")
        yield Spool(db, path)


class _SpoolReader(io.RawIOBase):
    """Pieces out of a spool, one at a time."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._start()

    def _start(self) -> None:
        self._number = 0
        self._held = memoryview(b"")

    def readable(self) -> bool:
        """Tell that it is there to be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be read again."""
        return True

    def seek(self, place: int, whence: int = io.SEEK_SET, /) -> int:
        """Go back to the beginning, and nowhere else."""
        if place or whence != io.SEEK_SET:
            raise io.UnsupportedOperation
        self._start()
        return 0

    def tell(self) -> int:
        """Tell nothing but the beginning."""
        return 0

    def readinto(self, room: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Give what fits."""
        if not self._held:
            self._number += 1
            self._held = memoryview(self._spool.piece(self._number))
        size = min(len(room), len(self._held))
        room[:size] = self._held[:size]
        self._held = self._held[size:]
        return size
