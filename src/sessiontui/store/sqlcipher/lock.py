"""One writer: who holds the record, and how a second copy finds out."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sessiontui.errors import CannotWriteError, InUseError
from sessiontui.store.sqlcipher.files import reason

if TYPE_CHECKING:
    from pathlib import Path


class WriterLock:
    """An advisory lock that the kernel drops when its holder dies, however it dies."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            InUseError: another process holds it; the sentence says which, since when.
            CannotWriteError: the lock file cannot be made.
        """
        try:
            self._file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise CannotWriteError(
                f"{path.parent} cannot be written ({reason(error)})."
            ) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _read_holder(self._file)
            os.close(self._file)
            raise InUseError(holder) from None
        except OSError as error:
            os.close(self._file)
            raise CannotWriteError(
                f"{path.parent} does not let files be locked ({reason(error)}). "
                "Keep the record on a disk of this machine, with --home."
            ) from None
        note = {
            "host": os.uname().nodename,
            "pid": os.getpid(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with contextlib.suppress(OSError):
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, json.dumps(note).encode(), 0)

    def release(self) -> None:
        """Give the lock up; the file stays, and means nothing without the lock."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._file, 0)
        with contextlib.suppress(OSError):
            os.close(self._file)


def _read_holder(descriptor: int) -> str:
    try:
        note = json.loads(os.pread(descriptor, 4096, 0))
        since = datetime.fromisoformat(note["since"]).astimezone()
        pid, host = int(note["pid"]), note["host"]
        who = f"process {pid} on {host}, since {since:%H:%M}"
    except (ValueError, KeyError, TypeError):
        return "The record is open elsewhere (another process)."
    # A silently dead link leaves its copy running, and only a signal ends that at once.
    way = f"; if its link is dead: kill {pid}" if host == os.uname().nodename else ""
    return f"The record is open elsewhere ({who}{way})."
