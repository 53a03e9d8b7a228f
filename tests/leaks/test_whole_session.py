"""Words of a client through a whole session, and everywhere they must not be after."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import KINDS, Kind
from tests.leaks.conftest import CANARY, holding
from tests.story import PASSPHRASE
from tests.ui.terminal import LEFT, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.settings.paths import Paths

F2, F6, F7, F8 = "\x1bOQ", "\x1b[17~", "\x1b[18~", "\x1b[19~"
CTRL_L, CTRL_Q, CTRL_S, CTRL_T, CTRL_U = "\x0c", "\x11", "\x13", "\x14", "\x15"
ESCAPE = "\x1b"
FORBIDDEN = (b"\x1b]0;", b"\x1b]1;", b"\x1b]2;", b"\x1b]52;", b"\x1b]9;", b"\x1b]777;")
"""Titles, the clipboard, and notices of the desktop."""
SETTINGS = '[therapist]\nname = "R. Amadi"\nlicence = "LMFT 12345"\n'
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Every place a program may write to, each a folder of its own."""
    made = {}
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_STATE_HOME", "cwd"):
        made[name] = tmp_path / name.lower()
        made[name].mkdir()
        if name != "cwd":
            monkeypatch.setenv(name, str(made[name]))
    monkeypatch.chdir(made["cwd"])
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    return made


@pytest.fixture
def user(paths: Paths, secret: Path, places: dict[str, Path]) -> Iterator[Terminal]:
    """The program, open on a session."""
    paths.settings.write_text(SETTINGS)
    window = Terminal(paths.data, "open", "KESTREL-4", passphrase_file=secret)
    yield window
    window.close()


def tmp_files() -> set[Path]:
    """What lies directly in /tmp, but for other people's folders."""
    return {path for path in Path("/tmp").iterdir() if path.is_file()}


def tell_everything(user: Terminal) -> None:
    """A line of every kind, a client's answer, a search, a look at every screen."""
    user.see("KESTREL-4 · session 1")
    for row in KINDS:
        if row.words and not row.scale and row.kind is not Kind.CONSENT:
            field = "for " if row.kind is Kind.CARD else ""
            user.type(f"/{row.words[0]} {field}{CANARY} {row.kind.value}\r")
    user.type(f"{F2}~ {CANARY} of my own\r. {CANARY} scratch\r! {CANARY} said so\r")
    user.type(f"{F2}the last {CANARY}\r")
    user.see("the last")
    user.type(F7)
    user.see("most helpful")
    user.type(f"{CANARY} helped\r")
    user.type(CTRL_T)
    user.see("KESTREL-4")
    user.type(f"/find {CANARY}\r")
    user.see("found")
    user.type(ESCAPE)
    user.read_for(0.3)
    user.type(F8)
    user.read_for(0.5)
    user.type(ESCAPE)
    user.read_for(0.3)
    user.type(CTRL_T)
    user.read_for(0.3)
    user.type(CTRL_T)
    user.read_for(0.3)
    user.type(f"{F2}half a {CANARY}")
    user.see("half a")


def memory(pid: int) -> bytes:
    """All that a process may read and write, as it stands now."""
    found = []
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem:
        for line in maps:
            where, rights, *_ = line.split()
            start, end = (int(x, 16) for x in where.split("-"))
            if not rights.startswith("rw") or "[v" in line:
                continue
            try:
                mem.seek(start)
                found.append(mem.read(end - start))
            except (OSError, OverflowError, ValueError):
                continue
    return b"".join(found)


def test_of_a_whole_session_nothing_is_left_in_clear_anywhere(
    user: Terminal, tmp_path: Path, paths: Paths
) -> None:
    before = tmp_files()
    tell_everything(user)

    process = Path(f"/proc/{user.process.pid}")
    for name in ("cmdline", "environ", "comm"):
        assert CANARY.encode() not in (process / name).read_bytes().lower()
        assert PASSPHRASE.encode() not in (process / name).read_bytes()
    assert resource.prlimit(user.process.pid, resource.RLIMIT_CORE) == (0, 0)
    # Of what cannot be dumped, /proc belongs to root, or it is closed to others.
    assert (process / "environ").stat().st_uid == 0
    assert CANARY.encode() in memory(user.process.pid), "the search finds nothing"

    assert holding(tmp_path) == []
    user.type(f"{CTRL_U}/sign\r")
    user.see("›")
    user.read_for(0.5)
    user.type(f"{CTRL_U}/sign\r")
    user.see("signed ›")
    user.type(f"{CTRL_U}/amend late a {CANARY} more\r")
    user.read_for(0.3)
    user.type(f"{CANARY} came to me\r")
    user.read_for(0.5)
    assert holding(tmp_path) == []

    user.type(f"{F6}{CTRL_S}")
    user.see("ritten")
    written = list(paths.summaries.iterdir())
    assert holding(tmp_path) == written

    user.type("/lock\r")
    user.see("Passphrase")
    user.read_for(0.3)
    assert CANARY.encode() not in memory(user.process.pid).lower()
    end = user.raw.rindex(LEFT)
    for shown in (user.raw[: user.raw.index(b"\x1b[?1049h")], user.raw[end:]):
        assert CANARY.encode() not in shown, "it is on the main screen"
    for sequence in FORBIDDEN:
        assert sequence not in user.raw
    assert holding(tmp_path) == written
    assert holding_files(tmp_files() - before) == []


def holding_files(files: set[Path]) -> list[Path]:
    """Which of some files hold the canary."""
    found = []
    for path in files:
        try:
            if CANARY.encode() in path.read_bytes().lower():
                found.append(path)
        except OSError:
            continue
    return found
