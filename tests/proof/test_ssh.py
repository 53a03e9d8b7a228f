"""Over SSH: a whole session, dropped links, plain terminals, no terminal at all.

It is proof, not test: sshd is a daemon; the program runs at its far end on a whole
terminal.
"""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import sys
import termios
from typing import TYPE_CHECKING, Any

import pytest

from tests.needs import lack
from tests.proof.far import (
    Link,
    children_of,
    command,
    openssh_link,
    processes_of,
    python_link,
    wait_until_gone,
)
from tests.story import PASSPHRASE
from tests.ui.terminal import LEFT, Terminal, recorded, wait_for_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
F2, F5, F6, CTRL_Q = "\x1bOQ", "\x1b[15~", "\x1b[17~", "\x11"
GONE_WITHIN = 10
"""Seconds; it takes a tenth of one where nothing else runs."""


@pytest.fixture(scope="module", params=["openssh", "python"])
def link(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Link]:
    """Loopback, by OpenSSH where it is installed, and by Python alone everywhere."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "python":
        made: Link | None = python_link(folder)
    else:
        made, why = openssh_link(folder)
        if made is None:
            lack("OpenSSH", why)
    assert made is not None
    yield made
    made.close()


@pytest.fixture
def far(link: Link, paths: Paths, secret: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens the program at the far end."""
    opened: list[Terminal] = []

    def start(*words: str, asks: bool = False, **more: Any) -> Terminal:
        told = {name: more.pop(name) for name in ("LANG", "LC_ALL") if name in more}
        call = command(
            paths.data,
            *(words or ("open", "KESTREL-4")),
            secret=None if asks else secret,
            **told,
        )
        opened.append(link.terminal(paths.data, call, **more))
        return opened[-1]

    yield start
    for window in opened:
        window.close()


def resize(user: Terminal, width: int, height: int) -> None:
    size = struct.pack("HHHH", height, width, 0, 0)
    fcntl.ioctl(user.screen, termios.TIOCSWINSZ, size)
    user._size = (width, height)


def test_a_session_from_the_passphrase_to_the_print(
    link: Link, far: Callable[..., Terminal], paths: Paths, secret: Path
) -> None:
    user = far("open", asks=True)
    user.see("Passphrase")
    user.type(f"{PASSPHRASE}\rKESTREL-4\r")
    user.see("is new")
    user.type("\r")
    user.see("1 Agenda")
    user.type("sleep 15m\r> sit at that wedding\r= #1 3\r")
    user.type('" caf\u00e9 better than Sunday\r')
    user.see("sleep")
    resize(user, 40, 20)
    user.type(F2 + "typed when narrow\r")
    user.see("typed when narrow")
    assert max(map(len, user.text().split("\n"))) <= 40
    resize(user, 100, 30)
    user.type(F5)
    user.see("most helpful")
    user.type("the picture\r" + F6)
    user.see("SESSION SUMMARY")
    user.type(CTRL_Q)
    assert user.wait() == 0
    assert user.is_restored()
    assert LEFT in user.raw
    wait_until_gone(paths.data, GONE_WITHIN)

    done = link.run(command(paths.data, "summary", "KESTREL-4", secret=secret))

    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    print_ = done.stdout.decode()
    for words in (
        "sleep (15 min)",
        "sit at that wedding",
        "Rating 3/10",
        "caf\u00e9 better than Sunday",
        "typed when narrow",
        "the picture",
    ):
        assert words in print_


@pytest.mark.parametrize("dropped", ["client", "server"])
def test_a_dropped_link_ends_the_program_and_the_words_come_back(
    link: Link,
    far: Callable[..., Terminal],
    paths: Paths,
    secret: Path,
    tmp_path: Path,
    dropped: str,
) -> None:
    call = command(paths.data, "open", "KESTREL-4", secret=secret)
    own = None
    if dropped == "server" and link.is_python:
        # This server is one process; the others still need theirs.
        own = python_link(tmp_path)
    user = (own or link).terminal(paths.data, call)
    user.see("1 Agenda")
    user.type(F2 + "he slept\r" + '" I just wan')
    user.see("I just wan")
    assert processes_of(paths.data)
    if dropped == "client":
        user.process.kill()
    elif own:
        own.close()
    else:
        for pid in children_of(link.server.pid):
            os.kill(pid, signal.SIGKILL)
    wait_until_gone(paths.data, GONE_WITHIN)
    user.close()

    again = far()
    shown = again.see("I just wan")

    assert "he slept" in shown
    assert "2 Notes" in shown


def test_in_a_locale_without_utf_8_all_is_ascii_but_the_words(
    far: Callable[..., Terminal],
) -> None:
    user = far(LANG="C", LC_ALL="C")
    user.see("1 Agenda")
    user.type(F2 + "caf\u00e9\r")
    shown = user.see("caf\u00e9")
    assert {sign for sign in shown if not sign.isascii()} == {"\u00e9"}
    user.type(CTRL_Q)
    assert user.wait() == 0


@pytest.mark.parametrize("term", ["screen-256color", "linux"])
def test_the_type_of_the_terminal_arrives(
    link: Link, far: Callable[..., Terminal], paths: Paths, term: str
) -> None:
    asked = link.terminal(paths.data, "echo type=$TERM.", TERM=term)
    asked.see(f"type={term}.")
    asked.close()
    user = far(TERM=term)
    user.see("1 Agenda")
    user.type(F2 + "plain words\r")
    user.see("plain words")
    # A terminal of 16 or 256 colours is not sent others.
    assert b";2;" not in user.raw.replace(b"\x1b[?", b"")
    user.type(CTRL_Q)
    assert user.wait() == 0


def test_a_dumb_terminal_is_told_in_one_line_what_to_use(
    far: Callable[..., Terminal],
) -> None:
    user = far(TERM="dumb")
    assert user.wait() == 2
    said = user.raw.decode()
    assert "\x1b" not in said
    assert "sessiontui capture CLIENT" in said
    assert len(said.splitlines()) == 1


def test_capture_takes_lines_through_the_link_without_a_terminal(
    link: Link, paths: Paths, secret: Path
) -> None:
    told = '+ rang him\n@ walk %60\n" caf\u00e9\n/summary\n'
    call = command(paths.data, "capture", "KESTREL-4", "--new-client", secret=secret)

    done = link.run(call, told)

    assert done.returncode == 0, done.stderr
    assert b"rang him" in done.stdout
    assert "caf\u00e9".encode() in done.stdout
    assert b"Recorded 3 lines" in done.stderr
    assert b"\x1b" not in done.stdout + done.stderr


def test_a_link_that_drops_under_capture_keeps_every_line_that_was_ended(
    far: Callable[..., Terminal], paths: Paths, key: Key
) -> None:
    user = far("capture", "KESTREL-4")
    user.see("note \u203a")
    user.type("he slept\r+ rang him\r")
    wait_for_record(paths, key, "rang him")
    user.type("half of th")
    user.see("half of th")
    user.process.kill()
    wait_until_gone(paths.data, GONE_WITHIN)

    assert recorded(paths, key) == ["he slept", "rang him"]


def test_without_a_terminal_nobody_is_asked_for_a_passphrase(
    link: Link, paths: Paths
) -> None:
    done = link.run(command(paths.data, "clients"), PASSPHRASE + "\n")

    assert done.returncode == 3
    assert done.stdout == b""
    assert b"--passphrase-file FILE" in done.stderr
    opened = link.run(command(paths.data, "open"))
    assert opened.returncode == 2
    assert b"sessiontui capture CLIENT" in opened.stderr
