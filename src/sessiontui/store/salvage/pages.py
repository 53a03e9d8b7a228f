"""Reading a damaged file page by page: whatever still carries its HMAC, and no more.

SQLCipher seals each page with a key of its own, over what is encrypted and the page's
number. So what is genuine can be told without SQL; and under a first page of our own,
which calls one page after another the root of a table, SQLite reads each by itself.
"""

from __future__ import annotations

import contextlib
import hmac
import io
import struct
from collections import Counter
from dataclasses import dataclass
from hashlib import pbkdf2_hmac
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sessiontui.errors import SessionTuiError
from sessiontui.store.meter import Far, silent
from sessiontui.store.sqlcipher.connection import connect
from sessiontui.store.sqlcipher.driver import DBError
from sessiontui.store.sqlcipher.files import PAGE, create_private

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.sqlcipher.key import Key

_HMAC = 64
_SALT = 16
_LOG_HEAD, _FRAME_HEAD = 32, 24
_ROOM = 1 << 26
"""The room that is made at once; a value of 1 GB is more than the database takes."""
COLUMNS = 24
"""More than any of our tables has; what a row lacks reads as nothing."""
_COLUMNS = ",".join("abcdefghijklmnopqrstuvwxyz"[:COLUMNS])
_ZEROS = bytes(16)
_AT_ONCE = 20
"""The pages that are called tables at once; more could not all be told of on page 1."""
_MOST = 250
"""No page holds as many rows that are wanted. One that gives more leads to others,
each of which is read by itself."""


PagePlace = tuple[Path, int]
"""A file, and at which byte of it a page begins."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The genuine pages of a file and its log, where each stands, how many are not."""

    genuine: dict[int, PagePlace]
    damaged: int
    last: int

    @property
    def sources(self) -> set[Path]:
        """The files that they stand in."""
        return {path for path, _ in self.genuine.values()}


@dataclass(frozen=True, slots=True)
class SalvagedRow:
    """A row as it stands on a page: the page, its number, its values."""

    page: int
    id: int
    values: tuple[Any, ...]


def genuine_pages(path: Path, key: Key) -> Pages:
    """The newest genuine state of each page of a file, its log included."""
    genuine: dict[int, PagePlace] = {}
    spoilt: set[int] = set()
    size = path.stat().st_size if path.is_file() else 0
    for number, place, is_genuine in _judged(path, key):
        if is_genuine:
            genuine[number] = place
            spoilt.discard(number)
        else:
            spoilt.add(number)
    return Pages(genuine, len(spoilt) + bool(size % PAGE), max(genuine, default=0))


def _judged(path: Path, key: Key) -> Iterator[tuple[int, PagePlace, bool]]:
    """Each page of a file and then of its log: number, place, and if it is genuine."""
    mac_key = pbkdf2_hmac("sha512", key.raw, bytes(b ^ 0x3A for b in key.salt), 2, 32)
    log = Path(f"{path}-wal")
    with _opened(path) as file:
        number = 1
        while len(page := file.read(PAGE)) == PAGE:
            place = path, (number - 1) * PAGE
            yield number, place, _is_genuine(page, number, mac_key)
            number += 1
    with _opened(log) as file:
        for number, start in _frames(file):
            file.seek(start)
            page = file.read(PAGE)
            yield number, (log, start), _is_genuine(page, number, mac_key)


def _opened(path: Path) -> AbstractContextManager[BinaryIO]:
    """A file to read; what is none holds no page, and a pipe would never end."""
    return path.open("rb") if path.is_file() else contextlib.nullcontext(io.BytesIO())


def _is_genuine(page: bytes, number: int, mac_key: bytes) -> bool:
    start = _SALT if number == 1 else 0
    told = page[start:-_HMAC] + struct.pack("<I", number)
    return hmac.compare_digest(hmac.digest(mac_key, told, "sha512"), page[-_HMAC:])


def _frames(log: BinaryIO) -> list[tuple[int, int]]:
    """The pages committed to a log, by number and where each begins, in order."""
    found: list[tuple[int, int]] = []
    committed, start = 0, _LOG_HEAD
    salts = log.read(_LOG_HEAD)[16:24]
    while len(head := log.read(_FRAME_HEAD)) == _FRAME_HEAD:
        number, commit = struct.unpack(">II", head[:8])
        if head[8:16] != salts or len(log.read(PAGE)) < PAGE:
            break
        found.append((number, start + _FRAME_HEAD))
        if commit:
            committed = len(found)
        start += _FRAME_HEAD + PAGE
    return found[:committed]


class PageReader:
    """Rows of one page after another, from a scratch file that holds only those."""

    def __init__(self, scratch: Path, key: Key, pages: Pages) -> None:
        """Lay the genuine pages out at `scratch`, under a first page of our own."""
        self._path, self._key = scratch, key
        self._pages = pages
        create_private(scratch)
        db = connect(scratch, key, fresh=True)
        db.execute("PRAGMA journal_mode=DELETE").fetchone()
        db.execute(f"create table found({_COLUMNS})")
        # Room for all pages, so that the file's own count of them holds.
        size = (pages.last + 2) * PAGE
        db.execute("PRAGMA secure_delete=OFF").fetchone()
        with db.atomic():
            for start in range(0, size, _ROOM):
                room = min(size - start, _ROOM)
                db.execute("insert into found(a) values (zeroblob(?))", (room,))
            db.execute("delete from found")
        db.close()
        with scratch.open("r+b") as file, contextlib.ExitStack() as held:
            sources = {x: held.enter_context(x.open("rb")) for x in pages.sources}
            # No HMAC fits this: what is lost must read as an error, never as nothing.
            end = file.seek(0, 2) // PAGE
            for number in range(2, end + 1):
                file.seek((number - 1) * PAGE)
                page = b"\1" * PAGE
                if place := pages.genuine.get(number):
                    source = sources[place[0]]
                    source.seek(place[1])
                    page = source.read(PAGE)
                file.write(page)
        self._db: Database | None = None
        self._version = 1000

    def rows(self, far: Far = silent) -> Iterator[SalvagedRow]:
        """Every row that can be read, with its page; rows of any table, or of none."""
        numbers = [number for number in sorted(self._pages.genuine) if number > 1]
        for start in range(0, len(numbers), _AT_ONCE):
            self._call_tables(numbers[start : start + _AT_ONCE])
            for number in numbers[start : start + _AT_ONCE]:
                far(number / self._pages.last)
                yield from self._rows_of(number)

    def close(self) -> None:
        """Let the scratch file go."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _rows_of(self, number: int) -> list[SalvagedRow]:
        try:
            found = self._read(f"select rowid, * from p{number} limit {_MOST + 1}")
            if len(found) > _MOST:
                return []
            if not any(map(_is_broken, found)):
                return [SalvagedRow(number, row[0], row[1:]) for row in found]
        except DBError:
            if not self._met_a_lost_page():
                # It is of another kind, such as an index.
                return []
        self.close()
        return self._one_by_one(number)

    def _met_a_lost_page(self) -> bool:
        """Tell whether SQLCipher reads nothing any more, as it does behind one."""
        try:
            self._read("PRAGMA shrink_memory")
            self._read("select 1 from sqlite_master limit 1")
        except DBError:
            return True
        return False

    def _one_by_one(self, number: int) -> list[SalvagedRow]:
        ids: list[int] = []
        found = []
        with contextlib.suppress(DBError):
            ids += [
                row[0]
                for row in self._read(f"select rowid from p{number} limit {_MOST}")
            ]
        self.close()
        for one in ids:
            try:
                rows = self._read(f"select * from p{number} where rowid = {one}")
            except DBError:
                self.close()
                continue
            if any(map(_is_broken, rows)):
                # All that is read behind it would be zeros, too.
                self.close()
            else:
                found += [SalvagedRow(number, one, row) for row in rows]
        return found

    def _read(self, sql: str) -> list[tuple[Any, ...]]:
        db = self._db = self._db or self._open()
        return list(db.execute(sql).fetchall())

    def _call_tables(self, numbers: list[int]) -> None:
        """Call each of these pages the root of a table."""
        db = self._db = self._db or self._open()
        self._version += 1
        db.execute("PRAGMA writable_schema=ON")
        with db.atomic():
            db.execute("delete from sqlite_master")
            for number in numbers:
                db.execute(
                    "insert into sqlite_master values ('table', ?1, ?1, ?2, ?3)",
                    (f"p{number}", number, f"create table p{number}({_COLUMNS})"),
                )
        db.execute(f"PRAGMA schema_version={self._version}")

    def _open(self) -> Database:
        # Not by `connect`, which would look into a file that is meant to be broken.
        db = connect(self._path, self._key, fresh=True)
        db.execute("PRAGMA journal_mode=MEMORY").fetchone()
        db.execute("PRAGMA synchronous=OFF")
        db.execute("PRAGMA cell_size_check=OFF")
        return db


def _is_broken(row: tuple[Any, ...]) -> bool:
    """True where a long value goes on in a page that is lost.

    SQLCipher tells no error then, but gives zeros, which no text of ours holds; a hash
    may hold one, and no more.
    """
    return any(
        "\0" in value if isinstance(value, str) else _ZEROS in value
        for value in row
        if isinstance(value, str | bytes)
    )


def opens_a_page(paths: tuple[Path, ...], key: Key) -> bool:
    """True where a key fits any page of these files."""
    return any(fits for path in paths for _, _, fits in _judged(path, key))


def salts(paths: tuple[Path, ...]) -> list[bytes]:
    """The salts that these files begin with, the likelier one first."""
    heads: Counter[bytes] = Counter()
    for path in filter(Path.is_file, paths):
        with contextlib.suppress(OSError), path.open("rb") as file:
            heads[file.read(_SALT)] += 1
    return [head for head, _ in heads.most_common() if len(head) == _SALT]


@contextlib.contextmanager
def reading_rows(
    path: Path, key: Key, scratch: Path, far: Far = silent
) -> Iterator[tuple[Pages, Iterator[SalvagedRow]]]:
    """The pages of a file, told apart, and every row of it that can be read.

    Raises:
        SessionTuiError: the scratch file cannot be written.
    """
    pages = genuine_pages(path, key)
    try:
        reader = PageReader(scratch, key, pages)
        try:
            yield pages, reader.rows(far)
        finally:
            reader.close()
    except DBError:
        raise SessionTuiError(
            "What stands in the file could not be laid out."
        ) from None
