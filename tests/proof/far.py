"""The program at the far end of an SSH link, and the two kinds of link there are."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import stat
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncssh

from tests.ui.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src"
SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
SSH = shutil.which("ssh")
_FOR_ROOT = Path("/run/sshd")
"""What sshd wants to be there when root starts it."""
_CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {key}
AuthorizedKeysFile {allowed}
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
"""


@dataclass
class Link:
    """A server on loopback, and how its client is called."""

    server: subprocess.Popen[bytes]
    client: tuple[str, ...]
    """The client's program, without what it runs and -t or -T."""

    @property
    def is_python(self) -> bool:
        """Whether no OpenSSH is in it."""
        return self.client[0] != "-c"

    def call(self, tty: str, command: str) -> tuple[str, ...]:
        """The arguments with which Python becomes the client."""
        return (*self.client, tty, command)

    def terminal(
        self, home: Path, command: str, size: tuple[int, int] = (80, 24), **more: Any
    ) -> Terminal:
        """A command at the far end, on a terminal at this one."""
        return Terminal(home, program=self.call("-t", command), size=size, **more)

    def run(
        self, command: str, lines: str = "", tty: str = "-T"
    ) -> subprocess.CompletedProcess[bytes]:
        """A command at the far end without a terminal, to its end."""
        return subprocess.run(
            [sys.executable, *self.call(tty, command)],
            input=lines.encode(),
            capture_output=True,
            start_new_session=True,
            timeout=60,
        )

    def close(self) -> None:
        """End the server."""
        self.server.kill()
        self.server.wait()
        if self.server.stdout:
            self.server.stdout.close()


def command(home: Path, *words: str, secret: Path | None = None, **told: str) -> str:
    """What the shell at the far end is given."""
    file = ["--passphrase-file", str(secret)] if secret else []
    call = [sys.executable, "-m", "sessiontui", "--home", str(home), *file, *words]
    settings = [f"{k}={v}" for k, v in {"PYTHONPATH": str(SOURCE), **told}.items()]
    return shlex.join(["env", *settings, *call])


def processes_of(home: Path) -> list[int]:
    """Every process that was started on this record, by what it was called with."""
    mark = f"\0--home\0{home}\0".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            called = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if mark in called and called.startswith(sys.executable.encode()):
            found.append(int(entry.name))
    return found


def keys(folder: Path) -> tuple[Path, Path]:
    """A new key and the file that allows it in."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    private, public = folder / "key", folder / "key.pub"
    key.write_private_key(private)
    private.chmod(stat.S_IRUSR | stat.S_IWUSR)
    key.write_public_key(public)
    return private, public


def python_link(folder: Path) -> Link:
    """A link of Python alone, which is there on every machine."""
    key, allowed = keys(folder)
    server = subprocess.Popen(
        [sys.executable, str(HERE / "ssh_server.py"), str(key), str(allowed)],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert server.stdout is not None
    port = server.stdout.readline().decode().strip()
    return Link(server, (str(HERE / "ssh_client.py"), port, str(key)))


def openssh_link(folder: Path) -> tuple[Link | None, str]:
    """A link of sshd and ssh; None, and why, where that cannot be had."""
    if SSHD is None or SSH is None:
        return None, "sshd and ssh are not installed"
    if os.geteuid() == 0:
        _FOR_ROOT.mkdir(mode=0o755, exist_ok=True)
    key, allowed = keys(folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = folder / "sshd_config"
    config.write_text(_CONFIG.format(port=port, key=key, allowed=allowed))
    log = folder / "sshd.log"
    with log.open("wb") as errors:
        server = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", str(config)],
            stderr=errors,
            start_new_session=True,
        )
    options = (
        *("-F", "/dev/null", "-i", str(key), "-p", str(port), "-o", "LogLevel=ERROR"),
        *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"),
        *("-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-e", "none"),
    )
    become = "import os, sys; os.execv(sys.argv[1], [*sys.argv[1:-2], *_])".replace(
        "*_", "sys.argv[-2], '127.0.0.1', sys.argv[-1]"
    )
    link = Link(server, ("-c", become, SSH, *options))
    for _ in range(20):
        done = link.run("exit 7")
        if done.returncode == 7:
            return link, ""
        if server.poll() is not None:
            break
        time.sleep(0.1)
    link.close()
    return None, f"sshd lets nobody in here: {log.read_text()[-200:]}"


def wait_until_gone(home: Path, seconds: float) -> float:
    """Wait for the end of every process on a record; returns how long it took."""
    start = time.monotonic()
    while left := processes_of(home):
        assert time.monotonic() - start < seconds, f"still there: {left}"
        time.sleep(0.02)
    return time.monotonic() - start


def children_of(pid: int) -> Sequence[int]:
    """The processes that a process has started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(each) for each in found]
