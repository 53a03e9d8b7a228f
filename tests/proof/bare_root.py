"""A root to change into that holds Python, pip, make, git and a shell's own tools.

Nothing else of this machine is there: no package, no library that these do not need
themselves, no home. It is made of copies, so nothing in it changes what they came from.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from urllib.parse import urlsplit

from tests.needs import need

PROGRAMS = (
    *("sh", "bash", "env", "make", "git", "test", "rm", "mkdir", "touch", "cat", "cp"),
    *("ln", "ls", "mv", "sed", "dirname", "basename", "uname", "head", "sort", "tr"),
)
"""What a machine has that can run make and git at all."""
_SETTINGS = (
    *("/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/usr/lib/locale/C.utf8"),
    *("/etc/ssl/certs/ca-certificates.crt", "/etc/pip.conf", "/etc/xdg/pip"),
    f"{Path.home()}/.config/pip/pip.conf",
)
"""What names are looked up by, and what they may be trusted for."""
_PARTS_OF_C = (
    *("libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1"),
    "libgcc_s.so.1",
)
"""What comes with the C library wherever there is one."""
_LIBRARY = re.compile(r"(/\S+) \(0x")
_BIN = Path("usr/bin")


class Root:
    """A folder as the root of whatever is run in it."""

    def __init__(self, folder: Path) -> None:
        """Fill the folder; only root can change into one."""
        need("a root of its own", os.geteuid() == 0, "only root can change into one")
        self.folder = folder
        for name in ("tmp", "proc", "dev", "etc", "home", "usr/bin"):
            (folder / name).mkdir(parents=True)
        (folder / "bin").symlink_to(_BIN)
        (folder / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\n")
        for path in map(Path, _SETTINGS):
            self._copy(path)
        for name in PROGRAMS:
            found = shutil.which(name)
            assert found, name
            self._add(Path(found), _BIN / name)
        self._shared: list[Path] = []
        self._add_python()
        self._shared = [x for x in _where_pip_looks() if not self._at(x).exists()]
        for path in self._shared:
            self._at(path).mkdir(parents=True)

    def command(self, *called: str, at: str = "/") -> list[str]:
        """A command as it is begun from outside: within the root, in a folder there."""
        mount, chroot = _tool("mount"), _tool("chroot")
        shared = "".join(
            f'{mount} --bind "{x}" "$0{x}" && ' for x in map(str, self._shared)
        )
        begin = (
            f'{mount} -t proc proc "$0/proc" && {mount} --rbind /dev "$0/dev" && '
            f"{shared}folder=$1 && shift && exec"
            f' {chroot} "$0" /usr/bin/sh -c \'cd "$0" && exec "$@"\' "$folder" "$@"'
        )
        own = [_tool("unshare"), "--mount", _tool("sh"), "-c", begin]
        return [*own, str(self.folder), at, *called]

    def _add_python(self) -> None:
        """The interpreter and its library, without what was installed beside them."""
        library = Path(sysconfig.get_path("stdlib"))
        shutil.copytree(
            library,
            self._at(library),
            symlinks=True,
            ignore=shutil.ignore_patterns(
                *("site-packages", "dist-packages", "__pycache__", "test", "*.a")
            ),
        )
        binary = Path(sys.base_prefix) / "bin" / Path(sys.executable).resolve().name
        self._add(binary, binary.relative_to("/"))
        for extension in (library / "lib-dynload").glob("*.so"):
            self._add_libraries(extension)
        (self.folder / _BIN / "python3").symlink_to(binary)
        pip = self.folder / _BIN / "pip"
        pip.write_text('#!/bin/sh\nexec python3 -m pip "$@"\n')
        pip.chmod(0o755)
        subprocess.run(
            self.command("/usr/bin/python3", "-m", "ensurepip"),
            check=True,
            capture_output=True,
            env={"PATH": "/usr/bin"},
        )

    def _add(self, program: Path, name: Path) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(program.resolve(), self.folder / name)
        self._add_libraries(program)

    def _add_libraries(self, program: Path) -> None:
        told = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
        for library in map(Path, _LIBRARY.findall(told)):
            if self._at(library).exists():
                continue
            self._copy(library)
            if library.name == "libc.so.6":
                for name in _PARTS_OF_C:
                    self._copy(library.with_name(name))

    def _copy(self, path: Path) -> None:
        """Put a file or a folder where it is here, if it is here."""
        there = self._at(path)
        there.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, there, dirs_exist_ok=True)
        elif path.is_file():
            shutil.copy2(path.resolve(), there)

    def _at(self, path: Path) -> Path:
        return self.folder / path.relative_to("/")


def _tool(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert found, name
    return found


def _where_pip_looks() -> list[Path]:
    """The folders that pip's own settings name on this machine."""
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
    ).stdout
    words = re.findall(r"[^\s'\"\\=]+", told.replace("\\n", " "))
    paths = {Path(urlsplit(x).path) for x in words if x.startswith(("/", "file:///"))}
    return sorted(path for path in paths if path.is_dir())
