"""Ctrl+C, or a request to end, while something long goes on: all of it or nothing."""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

import pytest

from sessiontui.cli import meter
from sessiontui.store.integrity import values
from tests.cli.program import Shell
from tests.faults.conftest import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from subprocess import CompletedProcess

    from sessiontui.store.meter import Far

SHARES = (0.0, 0.5, 0.9)
COMMANDS = {
    "verify": ("verify",),
    "backup": ("backup", "{}/new.backup"),
    "backup among the others": ("backup",),
    "export json": ("export", "--format", "json", "-o", "{}/new.json"),
    "export markdown": ("export", "--format", "markdown", "-o", "{}/new.md"),
    "export fhir": ("export", "--format", "fhir", "-o", "{}/new.fhir"),
    "restore": ("restore", "{}/a.backup"),
    "import": ("import", "{}/other.json"),
    "recover": ("recover", "-o", "{}/recovered"),
}
ENDS = {
    "Ctrl+C": (KeyboardInterrupt(), 130, "Stopped; nothing is left half done.\n"),
    "SIGTERM": (SystemExit(143), 143, ""),
}


class Stopping:
    """A meter that ends its command at a share of the way."""

    def __init__(self, share: float, end: BaseException) -> None:
        self.share, self.end = share, end
        self.stopped = False

    @contextlib.contextmanager
    def watched(self, what: str) -> Iterator[Far]:
        """Stand in for what tells how far it is."""
        yield self.far

    def far(self, share: float) -> None:
        """Go no further than the share."""
        if share >= self.share:
            self.stopped = True
            raise self.end


def left(folder: Path) -> dict[str, bytes]:
    """All that lies there, but for who held the record last and what comes and goes."""
    return {
        name: content
        for name, content in files(folder).items()
        if not name.endswith(("record.lock", "-shm", "-wal"))
    }


def ended_by(call: Callable[[], CompletedProcess[str]]) -> tuple[int, str, str]:
    """The code, the output and the sentences of a command that was stopped."""
    try:
        done = call()
    except SystemExit as ended:
        return int(str(ended.code)), "", ""
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def shell_with_files(shell: Shell, tmp_path: Path) -> Shell:
    """A shell with a backup of its record, and with another record's export."""
    shell.call("backup", str(tmp_path / "a.backup"))
    other = Shell(tmp_path / "other", tmp_path)
    other.call("capture", "WREN-7", lines="slept badly again\n+ rang my brother\n")
    done = other.call("export", "--format", "json", "-o", str(tmp_path / "other.json"))
    assert done.returncode == 0, done.stderr
    return shell


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("what", COMMANDS)
def test_what_is_stopped_leaves_all_as_it_was(
    shell_with_files: Shell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    how: str,
) -> None:
    shell = shell_with_files
    command = [word.format(tmp_path) for word in COMMANDS[what]]
    end, code, said = ENDS[how]
    before = left(tmp_path)
    stopped = 0
    for share in SHARES:
        stopping = Stopping(share, end)
        with monkeypatch.context() as patch:
            patch.setattr(meter, "_watched", stopping.watched)
            ended = ended_by(lambda: shell.call(*command))
        if not stopping.stopped:
            break
        assert ended == (code, "", said)
        assert left(tmp_path) == before
        assert not list(tmp_path.rglob(".sessiontui-*"))
        stopped += 1
    assert stopped
    assert shell.call("verify").returncode == 0


def test_an_import_that_is_stopped_leaves_no_record_that_began_for_it(
    shell_with_files: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = Shell(tmp_path / "fresh", tmp_path)
    fresh.keep(fresh.file, "quiet river under seven bridges")
    stopping = Stopping(0.9, KeyboardInterrupt())
    monkeypatch.setattr(meter, "_watched", stopping.watched)
    done = fresh.call("import", str(tmp_path / "other.json"))
    assert done.returncode == 130
    assert not (tmp_path / "fresh" / "record.db").exists()


def test_a_stop_while_a_value_is_looked_at_is_no_damage(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(text: str) -> str:
        signal.raise_signal(signal.SIGINT)
        return text

    monkeypatch.setattr(values, "clean", stop)

    done = shell.call("verify")

    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "Stopped; nothing is left half done.\n"
