"""Files and folders that only their owner can read, told apart before any SQL."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sessiontui.errors import (
    CannotWriteError,
    DamagedError,
    NotFoundError,
    SessionTuiError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = 4096
"""SQLCipher 4's page size in bytes; a whole record is a multiple of it."""
_PLAIN_HEADER = b"SQLite format 3\0"
_DESCRIPTORS = Path("/proc/self/fd")


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter, or check that it is one."""
    try:
        for missing in reversed(
            [f for f in (folder, *folder.parents) if not f.exists()]
        ):
            missing.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise CannotWriteError(
            f"The folder {folder} could not be made ({reason(error)}). "
            "Choose another with --home."
        ) from None
    check_private(folder)


def check_private(path: Path) -> None:
    """Refuse a file or folder that others can read or that another user owns.

    Raises:
        SessionTuiError: with the command that mends it.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise CannotWriteError(f"{path} cannot be read ({reason(error)}).") from None
    mode = 0o700 if stat.S_ISDIR(found.st_mode) else 0o600
    if found.st_uid != os.getuid():
        raise SessionTuiError(
            f"{path} belongs to another user. Use a folder of your own with --home."
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise SessionTuiError(
            f"Other users can read {path}. Close it with: chmod {mode:o} '{path}'"
        )


def check_record_file(path: Path) -> bytes:
    """Tell a possible record from everything else; returns its salt.

    SQLCipher has one error for all of these, so the file is looked at first.

    Raises:
        NotFoundError: there is no file.
        DamagedError: it is empty, cut short, plain SQLite or no regular file.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            raise DamagedError(f"{path} is a link that leads nowhere.") from None
        raise NotFoundError(f"There is no record at {path}.") from None
    except OSError as error:
        raise CannotWriteError(f"{path} cannot be read ({reason(error)}).") from None
    if not stat.S_ISREG(found.st_mode):
        raise DamagedError(f"{path} is not a regular file, so it is no record.")
    if found.st_size == 0:
        raise DamagedError(
            f"{path} is empty. Bring back a backup with: sessiontui restore FILE"
        )
    check_private(path)
    try:
        with path.open("rb") as file:
            head = file.read(len(_PLAIN_HEADER))
    except OSError as error:
        raise CannotWriteError(f"{path} cannot be read ({reason(error)}).") from None
    if head == _PLAIN_HEADER:
        raise DamagedError(
            f"{path} is an unencrypted SQLite file; it was not made by SessionTUI."
        )
    if found.st_size % PAGE:
        raise DamagedError(
            f"{path} is cut short or not a record. "
            "Bring back a backup with: sessiontui restore FILE"
        )
    return head


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Whatever writes to a path; a disk that refuses is told by its name.

    Raises:
        CannotWriteError: the disk refused, or the file exists.
    """
    try:
        yield
    except FileExistsError:
        raise CannotWriteError(f"{path} exists already; choose another name.") from None
    except OSError as error:
        raise CannotWriteError(
            f"{path} could not be written ({reason(error)})."
        ) from None


def create_private(path: Path) -> None:
    """Create an empty file with mode 0600; it must not exist."""
    with writing(path):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def write_private(path: Path, content: str | bytes, *, replace: bool = False) -> None:
    """Write a file that only its owner can read, whole or not at all.

    Raises:
        CannotWriteError: the file exists and `replace` is off, or the disk refused.
    """
    with private_file(path, replace=replace) as file:
        file.write(content.encode() if isinstance(content, str) else content)


@contextlib.contextmanager
def private_file(path: Path, *, replace: bool = False) -> Iterator[BinaryIO]:
    """A new file that only its owner can read, there at the end or not at all.

    Raises:
        CannotWriteError: the file exists and `replace` is off, or the disk refused.
    """
    if not replace and os.path.lexists(path):
        raise CannotWriteError(f"{path} exists already; choose another name.")
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    with writing(path):
        descriptor, nameless = _open_nameless(path.parent), True
        if descriptor is None:
            descriptor, nameless = _open_new(partial), False
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
                if nameless:
                    _name(file.fileno(), partial if replace else path)
            if replace:
                partial.replace(path)
                _sweep_partials(path)
            elif not nameless:
                _take_free_name(partial, path)
            sync(path.parent)
        finally:
            with contextlib.suppress(FileNotFoundError):
                partial.unlink()


def _sweep_partials(path: Path) -> None:
    """Remove what deaths just before the renaming of earlier ones left behind."""
    for stale in path.parent.glob(f".{glob.escape(path.name)}.*.partial"):
        stale.unlink(missing_ok=True)


def _open_nameless(folder: Path) -> int | None:
    """A file without a name, of which no death of the process leaves a trace.

    None where the system or the disk does not know such files.
    """
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not _DESCRIPTORS.is_dir():
        return None
    try:
        return os.open(folder, flag | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL}:
            return None
        raise


def _open_new(path: Path) -> int:
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)


def _name(descriptor: int, path: Path) -> None:
    folder = os.open(_DESCRIPTORS, os.O_RDONLY)
    try:
        # Only with a folder named does the call look through the link.
        os.link(str(descriptor), path, src_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def _take_free_name(partial: Path, path: Path) -> None:
    """Give a whole file its name, and never another file's.

    Not every disk knows links; there, a file that came meanwhile is seen just before.
    """
    try:
        path.hardlink_to(partial)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(path):
            raise FileExistsError from None
        partial.rename(path)


def sync(path: Path) -> None:
    """Make a file's content, or a rename in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def restore_salt(path: Path, salt: bytes) -> None:
    """Write a record's first bytes back where something scribbled over them."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(descriptor, salt, 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def identity(path: Path) -> tuple[int, int] | None:
    """The file at the path now, or None: to notice that it was replaced."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def reason(error: OSError) -> str:
    """An OS error in a few plain words, never with a path or content."""
    return {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk quota is used up",
        errno.EFBIG: "the file may not grow further",
        errno.EACCES: "permission is missing",
        errno.EPERM: "permission is missing",
        errno.EROFS: "the disk is read-only",
        errno.ENOENT: "the folder is missing",
        errno.EMFILE: "too many files are open",
    }.get(error.errno or 0, os.strerror(error.errno or 0).lower())
