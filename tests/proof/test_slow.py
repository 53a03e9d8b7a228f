"""A link of 300 ms and 56 kbit/s, a link that stalls, and one that drops meanwhile.

It is proof, not test: the link takes its real 300 ms, and stalls for as long as a lock
waits.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from sessiontui.errors import InUseError
from sessiontui.store.open import open_record
from tests.proof.slow import SlowTerminal
from tests.ui.terminal import wait_for_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key

F2, F6, CTRL_Q = "\x1bOQ", "\x1b[17~", "\x11"
PATIENCE = 30
FLIPS = 100


@pytest.fixture
def start(paths: Paths, secret: Path) -> Iterator[Callable[[], SlowTerminal]]:
    """Opens the program at the far end of a slow link."""
    opened: list[SlowTerminal] = []

    def begin() -> SlowTerminal:
        opened.append(
            SlowTerminal(paths.data, "open", "KESTREL-4", passphrase_file=secret)
        )
        opened[-1].see("session 1", PATIENCE)
        opened[-1].read_for(0.5)
        return opened[-1]

    yield begin
    for window in opened:
        window.close()


def stall_the_link(user: SlowTerminal, flips: int = 30) -> None:
    """Take nothing, and press keys until the program cannot get rid of more."""
    user.stall()
    for _ in range(flips):
        user.type(F6)
        time.sleep(0.03)
        user.type(F2)
        time.sleep(0.03)


def test_every_letter_arrives_in_order_for_a_few_bytes(
    start: Callable[[], SlowTerminal],
) -> None:
    user = start()
    words = "the evenings are easier by the river, she said, and then no hurry"
    user.type(F2 + "x")
    user.see("note \u203a x")
    user.read_for(0.5)
    before = user.sent
    for letter in words:
        user.type(letter)
        user.read_for(0.05)
    user.see(words, PATIENCE)
    assert user.sent - before <= 4 * len(words)
    for keys, most in (("\r", 450), (F6, 1_500), (F2, 1_500)):
        before = user.sent
        user.type(keys)
        until = time.monotonic() + PATIENCE
        while user.sent == before or user.read_for(0.7):
            assert time.monotonic() < until, repr(keys)
        assert user.sent - before <= most
    # At rest nothing is sent, but for the minute in the corner.
    before = user.sent
    user.read_for(1)
    assert user.sent - before < 30
    user.type(CTRL_Q)
    assert user.wait(PATIENCE) == 0


def test_while_the_link_stalls_lines_are_recorded_and_behind_it_no_past_is_painted(
    start: Callable[[], SlowTerminal], paths: Paths, key: Key
) -> None:
    user = start()
    user.type(F2 + "one line\rand another\r")
    user.see("and another")
    # Six seconds.
    stall_the_link(user, FLIPS)
    user.type("typed while it stalls\rand half of")

    wait_for_record(paths, key, "typed while it stalls")

    user.type(" this")
    before = user.sent
    user.go_on()
    shown = user.see("and half of this", PATIENCE)
    user.read_for(1)
    assert "typed while it stalls" in shown
    # A change of tabs is some 700 bytes; what is gone by is not sent any more but
    # for what the system itself had taken.
    assert user.sent - before < FLIPS * 700
    user.type(", all of it\r")
    wait_for_record(paths, key, "and half of this, all of it")


@pytest.mark.parametrize("ending", ["kill", "drop"])
def test_an_end_while_the_link_stalls_loses_nothing(
    start: Callable[[], SlowTerminal], paths: Paths, key: Key, ending: str
) -> None:
    user = start()
    stall_the_link(user)
    user.type("typed while it stalls\rand half of this")
    wait_for_record(paths, key, "typed while it stalls")
    wait_for_record(paths, key, "and half of this")
    if ending == "kill":
        user.process.kill()
    else:
        user.hang_up()
    user.process.wait(timeout=30)

    again = start()

    shown = again.see("and half of this", PATIENCE)
    assert "typed while it stalls" in shown


def test_a_link_that_stays_stalled_does_not_keep_the_record_open(
    start: Callable[[], SlowTerminal], paths: Paths, key: Key
) -> None:
    paths.settings.write_text("lock_minutes = 0.1\n")
    user = start()
    stall_the_link(user)
    user.type("and half of this")
    wait_for_record(paths, key, "and half of this")

    until = time.monotonic() + PATIENCE * 2
    while is_held(paths, key):
        assert time.monotonic() < until
        time.sleep(0.2)
    user.process.kill()
    user.process.wait()

    paths.settings.write_text("")
    start().see("and half of this", PATIENCE)


def is_held(paths: Paths, key: Key) -> bool:
    """Whether somebody has the record open to write."""
    try:
        open_record(paths, key).close()
    except InUseError:
        return True
    return False
