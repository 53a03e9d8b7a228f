"""Reading a damaged file page by page: whatever still carries its HMAC, and no more.

SQLCipher seals each page with a key of its own, over what is encrypted and the page's
number. So what is genuine can be told without SQL; and under a first page of our own,
which calls one page after another the root of a table, SQLite reads each by itself.
"""

from __future__ import annotations

import contextlib
import hmac
import struct
from collections import Counter
from dataclasses import dataclass
from hashlib import pbkdf2_hmac
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sessiontui.errors import SessionTuiError
from sessiontui.store.sqlcipher.connection import connect
from sessiontui.store.sqlcipher.driver import DBError
from sessiontui.store.sqlcipher.files import PAGE, create_private

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.sqlcipher.key import Key

_HMAC = 64
_SALT = 16
_LOG_HEAD, _FRAME_HEAD = 32, 24
COLUMNS = 24
"""More than any of our tables has; what a row lacks reads as nothing."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The genuine pages of a file and its log, and how many are not."""

    genuine: dict[int, bytes]
    damaged: int
    last: int


@dataclass(frozen=True, slots=True)
class SalvagedRow:
    """A row as it stands on a page: the page, its number, its values."""

    page: int
    id: int
    values: tuple[Any, ...]


def genuine_pages(path: Path, key: Key) -> Pages:
    """The newest genuine state of each page of a file, its log included."""
    mac_key = pbkdf2_hmac("sha512", key.raw, bytes(b ^ 0x3A for b in key.salt), 2, 32)
    content = _content(path)
    last = len(content) // PAGE
    genuine: dict[int, bytes] = {}
    for number in range(1, last + 1):
        page = content[(number - 1) * PAGE : number * PAGE]
        if _is_genuine(page, number, mac_key):
            genuine[number] = page
    spoilt = set(range(1, last + 1)) - set(genuine)
    log = Path(f"{path}-wal")
    for number, page in _frames(_content(log)):
        if _is_genuine(page, number, mac_key):
            genuine[number] = page
            spoilt.discard(number)
        else:
            spoilt.add(number)
    return Pages(
        genuine, len(spoilt) + bool(len(content) % PAGE), max(genuine, default=0)
    )


def _content(path: Path) -> bytes:
    """All of a file; what is none holds no page, and a pipe would never end."""
    return path.read_bytes() if path.is_file() else b""


def _is_genuine(page: bytes, number: int, mac_key: bytes) -> bool:
    start = _SALT if number == 1 else 0
    told = page[start:-_HMAC] + struct.pack("<I", number)
    return hmac.compare_digest(hmac.digest(mac_key, told, "sha512"), page[-_HMAC:])


def _frames(log: bytes) -> list[tuple[int, bytes]]:
    """The pages committed to a log, each with its number, in order."""
    step = _FRAME_HEAD + PAGE
    found, committed = [], 0
    salts = log[16:24]
    for start in range(_LOG_HEAD, len(log) - step + 1, step):
        number, commit = struct.unpack(">II", log[start : start + 8])
        if log[start + 8 : start + 16] != salts:
            break
        found.append((number, log[start + _FRAME_HEAD : start + step]))
        if commit:
            committed = len(found)
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
        names = ", ".join(f"c{n}" for n in range(COLUMNS))
        db.execute(f"create table found({names})")
        # Room for all pages, so that the file's own count of them holds.
        size = (pages.last + 2) * PAGE
        with db.atomic():
            db.execute("insert into found(c0) values (zeroblob(?))", (size,))
            db.execute("delete from found")
        db.close()
        with scratch.open("r+b") as file:
            # No HMAC fits this: what is lost must read as an error, never as nothing.
            end = file.seek(0, 2) // PAGE
            for number in range(2, end + 1):
                file.seek((number - 1) * PAGE)
                file.write(pages.genuine.get(number, b"\1" * PAGE))
        self._db: Database | None = None
        self._version = 1000

    def rows(self) -> Iterator[SalvagedRow]:
        """Every row that can be read, with its page; rows of any table, or of none."""
        for number in sorted(self._pages.genuine):
            if number > 1:
                yield from self._rows_of(number)

    def close(self) -> None:
        """Let the scratch file go."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _rows_of(self, number: int) -> list[SalvagedRow]:
        try:
            found = self._at(number).execute("select rowid, * from found").fetchall()
            return [SalvagedRow(number, row[0], row[1:]) for row in found]
        except DBError:
            # A page of another kind, or a row that goes on where nothing can be read.
            self.close()
        return self._one_by_one(number)

    def _one_by_one(self, number: int) -> list[SalvagedRow]:
        ids: list[int] = []
        found = []
        with contextlib.suppress(DBError):
            ids.extend(
                row[0] for row in self._at(number).execute("select rowid from found")
            )
        self.close()
        for one in ids:
            try:
                row = (
                    self._at(number)
                    .execute("select * from found where rowid = ?", (one,))
                    .fetchone()
                )
            except DBError:
                self.close()
                continue
            if row is not None:
                found.append(SalvagedRow(number, one, row))
        return found

    def _at(self, number: int) -> Database:
        """A connection on which one page is the root of the table."""
        db = self._db or self._open()
        self._version += 1
        db.execute("PRAGMA writable_schema=ON")
        with db.atomic():
            db.execute("update sqlite_master set rootpage = ?", (number,))
        db.execute(f"PRAGMA schema_version={self._version}")
        return db

    def _open(self) -> Database:
        # Not by `connect`, which would look into a file that is meant to be broken.
        self._db = connect(self._path, self._key, fresh=True)
        self._db.execute("PRAGMA journal_mode=MEMORY").fetchone()
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("PRAGMA cell_size_check=OFF")
        return self._db


def opens_a_page(paths: tuple[Path, ...], key: Key) -> bool:
    """True where a key fits any page of these files."""
    return any(genuine_pages(path, key).genuine for path in paths)


def salts(paths: tuple[Path, ...]) -> list[bytes]:
    """The salts that these files begin with, the likelier one first."""
    heads: Counter[bytes] = Counter()
    for path in filter(Path.is_file, paths):
        with contextlib.suppress(OSError), path.open("rb") as file:
            heads[file.read(_SALT)] += 1
    return [head for head, _ in heads.most_common() if len(head) == _SALT]


def read_rows(path: Path, key: Key, scratch: Path) -> tuple[Pages, list[SalvagedRow]]:
    """Every row of a file that can be read, and what its pages are like.

    Raises:
        SessionTuiError: the scratch file cannot be written.
    """
    pages = genuine_pages(path, key)
    reader = PageReader(scratch, key, pages)
    try:
        return pages, list(reader.rows())
    except DBError:
        raise SessionTuiError(
            "What stands in the file could not be laid out."
        ) from None
    finally:
        reader.close()
