"""The real program on a real terminal: from unlock to the print, and every way out.

It is proof, not test: the real program is on a whole terminal, and one real minute is
waited out.
"""

from __future__ import annotations

import signal
import stat
import time
from typing import TYPE_CHECKING

import pytest

from tests.story import PASSPHRASE
from tests.ui.terminal import LEFT, Terminal, wait_for_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key
    from tests.story import Template

CTRL_U, CTRL_L, CTRL_Q, CTRL_S = "\x15", "\x0c", "\x11", "\x13"
F2, F6, F7, F8 = "\x1bOQ", "\x1b[17~", "\x1b[18~", "\x1b[19~"
CTRL_T, ESCAPE = "\x14", "\x1b"


@pytest.fixture
def terminal(paths: Paths, secret: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens the program on an existing, empty record."""
    opened: list[Terminal] = []

    def start(
        *arguments: str,
        home: Path = paths.data,
        asks: bool = False,
        size: tuple[int, int] = (80, 24),
        program: tuple[str, ...] = ("-m", "sessiontui"),
        **more: str,
    ) -> Terminal:
        window = Terminal(
            home,
            *(arguments or ("open", "KESTREL-4")),
            passphrase_file=None if asks else secret,
            size=size,
            program=program,
            **more,
        )
        opened.append(window)
        return window

    yield start
    for window in opened:
        window.close()


def test_a_session_from_unlock_to_the_written_summary(
    terminal: Callable[..., Terminal], paths: Paths
) -> None:
    user = terminal("open", asks=True)
    user.see("Passphrase")
    user.type(PASSPHRASE + "\r")
    user.see("Nobody here yet")
    user.type("KESTREL-4\r")
    user.see("is new")
    user.type("\r")
    user.see("Agenda")
    for line in (
        "sleep 15m",
        '" better than Sunday',
        "> sit at that wedding",
        "= #1 3",
        "+w went out in the rain",
        "! said better off without me",
        "~ felt lectured",
        "@ text him Fri %60",
    ):
        user.type(line + "\r")
    user.type(F6)
    user.see("SESSION SUMMARY")
    user.type(CTRL_S)
    user.see("Written as plain text")
    user.type(CTRL_Q)
    assert user.wait() == 0
    assert user.is_restored()
    (written,) = paths.summaries.iterdir()
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    text = written.read_text()
    assert text.startswith("SESSION SUMMARY  KESTREL-4  session 1")
    for words in (
        "RISK",
        "said better off without me",
        "[ ] sleep (15 min)",
        "#1 In the client's words: sit at that wedding",
        "Rating 3/10",
        "Win: went out in the rain",
        "In the client's words: better than Sunday",
        "text him Fri (likelihood 60%)",
    ):
        assert words in text
    assert text.index("RISK") < text.index("AGENDA")
    assert "lectured" not in text


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
def test_after_a_kill_in_the_middle_of_a_word_nothing_is_missing(
    terminal: Callable[..., Terminal], size: tuple[int, int]
) -> None:
    user = terminal(size=size)
    user.see("Agenda")
    user.type(F2 + "first\r" + "second\r" + '" I just wan')
    user.see("I just wan")
    user.process.kill()
    user.process.wait()
    again = terminal(size=size)
    shown = again.see("I just wan")
    assert "first" in shown
    assert "second" in shown
    assert "Notes" in shown


@pytest.mark.parametrize(
    "handed_over", [F7, "\x1b[15~" + CTRL_T], ids=["feedback", "turned"]
)
def test_after_a_kill_at_the_clients_turn_both_half_typed_lines_are_there(
    terminal: Callable[..., Terminal], handed_over: str
) -> None:
    user = terminal()
    user.see("Agenda")
    user.type("! means as")
    user.see("means as")
    user.type(handed_over)
    user.see("most helpful")
    user.type("the pict")
    user.see("the pict")
    assert "means" not in user.text()
    user.process.kill()
    user.process.wait()
    again = terminal()
    assert "the pict" not in again.see("means as")
    again.type(handed_over)
    again.see("the pict")
    # The rows below come with the rest of the same picture.
    again.read_for(0.3)
    assert "means" not in again.text()


@pytest.mark.parametrize(
    "number", [signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT], ids=lambda n: n.name
)
def test_a_deadly_signal_restores_the_terminal_and_loses_nothing(
    terminal: Callable[..., Terminal], number: signal.Signals
) -> None:
    user = terminal()
    user.see("Agenda")
    user.type("half typed")
    user.see("half typed")
    user.process.send_signal(number)
    assert user.wait() == 128 + number
    assert user.is_restored()
    assert LEFT in user.raw
    # The cursor's colour and what Alt is go back too.
    assert user.raw.rindex(b"\x1b]112\x07") > user.raw.index(b"\x1b]12;#8fb0a6\x07")
    assert user.raw.endswith(b"\x1b[?1036r")
    again = terminal()
    again.see("half typed")


def test_a_dropped_link_ends_the_program_and_keeps_the_words(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal()
    user.see("Agenda")
    user.type("half typed")
    user.see("half typed")
    user.hang_up()
    user.process.wait(timeout=30)
    terminal().see("half typed")


@pytest.mark.parametrize("way", ["ctrl+q", "term"])
def test_a_stalled_terminal_holds_nobody_and_loses_nothing(
    terminal: Callable[..., Terminal], paths: Paths, key: Key, way: str
) -> None:
    user = terminal()
    user.see("Agenda")
    for _ in range(120):
        user.type(F2 + F6)
        time.sleep(0.01)
    user.type(F2 + "typed while stalled")
    wait_for_record(paths, key, "typed while stalled")
    start = time.monotonic()
    if way == "ctrl+q":
        user.type(CTRL_Q)
    else:
        user.process.terminate()
    user.process.wait(timeout=30)
    assert time.monotonic() - start < 15
    assert user.is_restored()
    terminal().see("typed while stalled")


def test_after_a_stop_without_a_warning_it_goes_on_and_leaves_at_once(
    terminal: Callable[..., Terminal],
) -> None:
    took: list[float] = []
    # A busy machine may be slow once; the watchdog would need two seconds each time.
    while not took or (took[-1] >= 1.8 and len(took) < 5):
        user = terminal()
        user.see("Agenda")
        user.type(f"{CTRL_U}before")
        user.see("before")
        user.process.send_signal(signal.SIGSTOP)
        time.sleep(0.3)
        user.process.send_signal(signal.SIGCONT)
        user.type(" and behind")
        user.see("before and behind")
        start = time.monotonic()
        user.type(CTRL_Q)
        assert user.wait() == 0
        took.append(time.monotonic() - start)
        assert user.is_restored()
    assert took[-1] < 1.8


def test_keys_typed_from_the_first_millisecond_land(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal()
    user.type("typed ahead")
    user.see("typed ahead")


def test_keys_typed_behind_the_passphrase_land(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal(asks=True)
    user.see("Passphrase")
    user.type(PASSPHRASE + "\rtyped ahead")
    user.see("typed ahead")


def test_for_a_minute_nothing_is_sent_but_one_change_of_the_clock(
    terminal: Callable[..., Terminal], template: Template, tmp_path: Path
) -> None:
    """One minute for all: sessions, blank screens and looks over time."""
    sizes = [(80, 24), (40, 20)]

    def windows(name: str) -> list[Terminal]:
        homes = [template.copy_to(tmp_path / f"{name}-{width}") for width, _ in sizes]
        return [
            terminal(size=size, home=home.data)
            for size, home in zip(sizes, homes, strict=True)
        ]

    users, resting, over_time = windows("user"), windows("rest"), windows("time")
    for window in (*users, *resting, *over_time):
        window.see("Agenda", 20)
    for window in resting:
        window.type("half typed")
        window.see("half typed")
        window.type(CTRL_L)
    for window in over_time:
        window.type("> sit at that wedding\r= #1 4\rhalf a li" + F8 + F2)
        window.see("10 ┤")
    for window in (*resting, *over_time, *users):
        window.read_for(1)
    assert all(window.text().strip() == "" for window in resting)

    quiet = [users[0].read_for(62), users[1].read_for(1)]
    for sent in quiet:
        assert sent.count(b"\x1b[1;1H") <= 2
        assert len(sent) < 300
    # What they had sent all the while would be waiting now.
    for window in (*resting, *over_time):
        assert window.read_for(0.5) == b""

    for window in users:
        assert " of 50 min" in window.text()
        assert "0 of 50 min" not in window.text()
    for window, way_back, words in (
        *((window, CTRL_L, "half typed") for window in resting),
        *((window, ESCAPE, "half a li") for window in over_time),
    ):
        window.type(way_back)
        window.see(words)
        window.see("1 of 50 min", 5)


def test_from_rest_to_the_client_and_back_no_note_is_sent(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal()
    user.see("KESTREL-4 · session 1")
    user.type(F2 + "she held the teapot\r: sleep\r")
    user.see("sleep")
    user.type(CTRL_L)
    user.read_for(1)
    assert user.text().strip() == ""
    before = len(user.raw)
    user.type(CTRL_T)
    user.see("For today")
    user.type(CTRL_T)
    user.read_for(1)
    assert user.text().strip() == ""
    sent = user.raw[before:]
    assert b"For today" in sent
    for word in (b"teapot", b"KESTREL", b"note"):
        assert word not in sent
    user.type(CTRL_L)
    user.see("she held the teapot")


def test_bytes_that_are_no_text_do_no_harm(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal()
    user.see("Agenda")
    user.type(b"caf\xe9 \xff\xfe still here\r")
    user.see("still here")
    user.type("and on\r")
    user.see("and on")


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "xterm"}])
def test_without_colours_all_is_said(
    terminal: Callable[..., Terminal], variables: dict[str, str]
) -> None:
    user = terminal(**variables)
    user.see("Agenda")
    user.type(F2 + "plain\r")
    shown = user.see("plain")
    assert "Notes" in shown
    if "NO_COLOR" in variables:
        import re

        assert not re.search(rb"\x1b\[[0-9;]*[34]8;[25];", user.raw)


BROKEN = """
import sys
from sessiontui.ui.screens.session import SessionScreen

def enter(self):
    client_said = self.line_input.text
    raise ValueError(f"CANARY {client_said}")

SessionScreen.enter = enter
from sessiontui.cli import main
sys.argv[0] = "sessiontui"
main()
"""


def test_a_fault_ends_in_one_line_without_a_word_of_the_session(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal("open", "KESTREL-4", program=("-c", BROKEN))
    user.see("Agenda")
    user.type("she told me everything")
    user.see("everything")
    shown_before = len(user.raw)
    user.type("\r")
    assert user.wait() == 1
    ending = user.raw[shown_before:]
    assert b"ValueError" in ending
    assert b"CANARY" not in ending
    assert b"she told me" not in ending[ending.index(LEFT) :]
    assert b"Traceback" not in ending
    assert user.is_restored()
    terminal().see("she told me everything")


def test_nothing_of_the_session_is_in_the_terminals_title_or_clipboard(
    terminal: Callable[..., Terminal],
) -> None:
    user = terminal()
    user.see("Agenda")
    user.type("private words\r" + F2 + F6 + CTRL_L + CTRL_L + "\x14" + "\x1b")
    user.read_for(1)
    user.type(CTRL_T + CTRL_Q)
    user.wait()
    for sequence in (b"\x1b]0;", b"\x1b]1;", b"\x1b]2;", b"\x1b]52;"):
        assert sequence not in user.raw


def test_what_was_typed_is_in_no_file_but_encrypted(
    terminal: Callable[..., Terminal], paths: Paths, tmp_path: Path
) -> None:
    user = terminal()
    user.see("Agenda")
    user.type("CANARYNOTE\r~ CANARYNOTE\rCANARYNOTE half")
    user.see("half")
    user.process.kill()
    user.process.wait()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"CANARYNOTE" not in file.read_bytes(), file
