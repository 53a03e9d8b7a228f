"""One file that holds both databases, written whole and read back, or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tarfile
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sessiontui.errors import CannotWriteError, DamagedError, NotFoundError
from sessiontui.store.copies.database_copy import copy_whole
from sessiontui.store.sqlcipher.files import (
    create_private,
    reason,
    sync,
    writing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.sqlcipher.key import Key

_WORKSHOP = ".sessiontui-"
_STALE_SECONDS = 24 * 60 * 60


def write_bundle(
    databases: Iterable[tuple[Database, Path]],
    key: Key,
    target: Path,
    look: Callable[[Path], None] | None = None,
) -> None:
    """Write consistent copies of open databases as one file, and read it back.

    `look` may look into the folder of the copies before they are packed.

    Raises:
        CannotWriteError: the target exists or the disk refused; nothing is left.
        DamagedError: a copy did not read back; nothing is left.
    """
    if target.exists():
        raise CannotWriteError(f"{target} exists already; choose another name.")
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with writing(target):
            with workshop(target.parent) as folder:
                copies = [
                    copy_whole(db, path, folder / path.name, key)
                    for db, path in databases
                ]
                if look is not None:
                    look(folder)
                create_private(partial)
                with tarfile.open(partial, "w") as bundle:
                    for copy in copies:
                        bundle.add(copy, copy.name, filter=_anonymous)
                sync(partial)
                _compare(partial, copies)
            partial.rename(target)
            sync(target.parent)
    finally:
        partial.unlink(missing_ok=True)


def unpack(source: Path, inside: Paths) -> None:
    """Take both databases out of a file, into a folder of their own.

    Raises:
        NotFoundError: there is no file, or it cannot be read.
        DamagedError: it is not a whole backup.
    """
    wanted = {path.name: path for path in (inside.record, inside.private)}
    if not source.exists():
        raise NotFoundError(f"There is no file {source}.")
    if not source.is_file():
        raise DamagedError(f"{source} is not a whole SessionTUI backup.")
    try:
        source.open("rb").close()
    except OSError as error:
        raise NotFoundError(f"{source} cannot be read ({reason(error)}).") from None
    try:
        with tarfile.open(source, "r:") as bundle:
            for member in bundle:
                # A sparse file or a link could become any size, or any other file.
                plain = member.isreg() and not member.issparse()
                path = wanted.pop(member.name, None) if plain else None
                content = bundle.extractfile(member) if path else None
                if path is None or content is None:
                    continue
                create_private(path)
                with path.open("wb") as file:
                    while block := content.read(1 << 20):
                        file.write(block)
    except (tarfile.TarError, ValueError, EOFError, RecursionError):
        # What a file claims of itself may be anything; the library raises all these.
        wanted = {"": source}
    if wanted:
        raise DamagedError(f"{source} is not a whole SessionTUI backup.")


@contextlib.contextmanager
def workshop(beside: Path) -> Iterator[Path]:
    """A folder for what is in the making, gone at the end."""
    _sweep(beside)
    with tempfile.TemporaryDirectory(prefix=_WORKSHOP, dir=beside) as folder:
        yield Path(folder)


def _compare(bundle: Path, copies: Iterable[Path]) -> None:
    """Read what was written back from the disk, byte for byte."""
    with tarfile.open(bundle, "r:") as written:
        for copy in copies:
            content = written.extractfile(copy.name)
            with copy.open("rb") as file:
                wanted = _digest(file)
            if not content or _digest(content) != wanted:
                raise DamagedError("The copy did not read back; nothing was written.")


def _digest(file: IO[bytes]) -> bytes:
    found = hashlib.sha256()
    while block := file.read(1 << 20):
        found.update(block)
    return found.digest()


def _sweep(beside: Path) -> None:
    """Remove what a backup that was killed left behind, once it is a day old."""
    for folder in beside.glob(f"{_WORKSHOP}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(folder)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """No names of users or machines in a backup."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
