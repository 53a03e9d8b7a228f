"""Places where something is amiss: a disk that is full, a folder that refuses."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.needs import lack, need

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = 4096


class Disk:
    """A small disk in memory, which can be filled, emptied and made read-only."""

    def __init__(self, folder: Path, size: str) -> None:
        self.folder = folder
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", folder],
            capture_output=True,
        )
        if done.returncode:
            folder.rmdir()
            lack("a small disk", done.stderr.decode().strip())

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"

    def fill(self, free: int = 0) -> None:
        """Take all that is free, but for so many bytes."""
        found = os.statvfs(self.folder)
        there = found.f_bavail * found.f_frsize - free
        with contextlib.suppress(OSError), self._filler.open("ab", buffering=0) as file:
            for _ in range(there // PAGE):
                file.write(b"x" * PAGE)

    def empty(self) -> None:
        """Free what `fill` took."""
        self._filler.unlink(missing_ok=True)

    def make(self, mode: str) -> None:
        """Mount it anew: ro or rw."""
        subprocess.run(["mount", "-o", f"remount,{mode}", self.folder], check=True)

    def gone(self) -> None:
        """Take the disk away."""
        subprocess.run(["umount", "-l", self.folder], check=True)
        self.folder.rmdir()


@contextlib.contextmanager
def small_disk(folder: Path, size: str = "2m") -> Iterator[Disk]:
    """A disk of its own for a test, or no test where none can be mounted."""
    if os.getuid() or shutil.which("mount") is None:
        pytest.skip("a small disk is missing: only root can mount one")
    disk = Disk(folder, size)
    try:
        yield disk
    finally:
        disk.gone()


def without_privilege() -> tuple[str, ...]:
    """What to put before a command so that even root is refused like anybody."""
    if os.getuid():
        return ()
    need("setpriv", shutil.which("setpriv"), "without it root may write anything")
    return ("setpriv", "--inh-caps=-all", "--bounding-set=-all", "--ambient-caps=-all")
