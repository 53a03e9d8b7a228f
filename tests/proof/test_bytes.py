"""What a terminal sends, cut anywhere, on a real one: nothing is lost, nothing made up.

It is proof, not test: the pauses are those of a slow link. `tests/ui/test_lexer.py`
goes through every sequence; this is a sample of it, with the program killed in it.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.ui.terminal import Terminal, recorded, wait_for_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key
    from tests.story import Template

F2, F7, CTRL_Q, CTRL_T = "\x1bOQ", "\x1b[18~", "\x11", "\x14"
BEGIN, END = "\x1b[200~", "\x1b[201~"
SAID = (
    *(
        "\x1b]11;rgb:0/0/0\x1b\\",
        "\x1b[?62;22c",
        "\x1bP1$r0m\x1b\\",
        "\x1b_Gi=1;OK\x1b\\",
    ),
    *("\x1b]52;c;d29y\x07", "\x1b[?1u", "\x1b[?997;1n", "\x1b[4h", "\x1b[1;1R"),
)


@pytest.fixture
def paths(template: Template, tmp_path: Path) -> Paths:
    return template.copy_to(tmp_path / "home")


@pytest.fixture
def start(paths: Paths, secret: Path) -> Iterator[Callable[[], Terminal]]:
    """Opens the program on the Notes tab of one record."""
    opened: list[Terminal] = []

    def begin() -> Terminal:
        opened.append(Terminal(paths.data, "open", "KESTREL-4", passphrase_file=secret))
        opened[-1].see("1 Agenda")
        opened[-1].type(F2)
        return opened[-1]

    yield begin
    for window in opened:
        window.close()


def lines(paths: Paths, key: Key) -> list[str]:
    return [text for text in recorded(paths, key) if text]


def test_a_paste_whose_end_is_cut_lands_and_keys_work_behind_it(
    start: Callable[[], Terminal], paths: Paths, key: Key
) -> None:
    user = start()
    words = "w" * (4095 - len(BEGIN) - 1)
    user.type(BEGIN + words + "\x1b")
    user.read_for(0.5)
    user.type(END[1:] + "x\r")
    wait_for_record(paths, key, words + "x")
    user.type("behind it\r" + CTRL_Q)
    assert user.wait() == 0


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGHUP])
@pytest.mark.parametrize(
    ("paste", "cut"),
    [
        (BEGIN, "\x1b[20"),
        *(("", cut) for cut in ("\x1b", "\x1bO", BEGIN[:4], BEGIN, "\x1b[<35;5")),
        *(("", cut) for cut in ("\x1b]52;c;d2", "\x1bP1$r", "\x1b_Gi=1")),
    ],
)
def test_killed_in_a_paste_or_a_sequence_the_words_are_kept(
    start: Callable[[], Terminal],
    paths: Paths,
    key: Key,
    end: signal.Signals,
    paste: str,
    cut: str,
) -> None:
    user = start()
    user.type(f"typed {paste}and pasted{cut}")
    wait_for_record(paths, key, "typed and pasted")
    user.process.send_signal(end)
    user.wait()
    start().see("typed and pasted")


def test_a_paste_that_never_ends_lets_go_of_the_keys(
    start: Callable[[], Terminal], paths: Paths, key: Key
) -> None:
    user = start()
    user.type(f"{BEGIN}one\rtwo")
    wait_for_record(paths, key, "one\ntwo")
    user.read_for(1.2)
    user.type("\r")
    user.read_for(0.2)
    user.type(f"three{END}\r")
    wait_for_record(paths, key, "three")
    assert lines(paths, key)[-2:] == ["one\ntwo", "three"]
    user.type(CTRL_Q)
    assert user.wait() == 0


def test_what_a_terminal_says_is_nobodys_words(
    start: Callable[[], Terminal], paths: Paths, key: Key
) -> None:
    user = start()
    turns = (
        *(("", "my words", ""), (CTRL_T, "their words", CTRL_T)),
        (F7, "their answer", CTRL_T),
    )
    for turn, words, back in turns:
        user.type(turn)
        user.read_for(0.3)
        for said in SAID:
            for piece in (said[:4], said[4:]):
                user.type(piece)
                user.read_for(0.06)
        user.type(words)
        wait_for_record(paths, key, words)
        user.type("\r" + back)
    user.read_for(0.5)
    assert lines(paths, key) == [words for _, words, _ in turns]
    user.type(CTRL_Q)
    assert user.wait() == 0


@pytest.mark.parametrize(
    "pieces",
    [
        ("\x1b[1", ";5", "D"),
        ("\x1b[<35", ";50;", "20", "M"),
        ("\x1b[15", "~"),
        ("\x1b[?62;", "22", "c"),
        ("\x1b[97;", "1:", "3u"),
    ],
)
def test_a_sequence_in_pieces_that_come_late_is_nobodys_words(
    start: Callable[[], Terminal], paths: Paths, key: Key, pieces: tuple[str, ...]
) -> None:
    user = start()
    for piece in pieces:
        user.type(piece)
        user.read_for(0.4)
    user.type("\x1bOQ")
    for letter in "Don't: 5":
        user.type(letter)
    wait_for_record(paths, key, "Don't: 5")
    user.process.kill()
    user.wait()
    start().see("Don't: 5")


@pytest.mark.parametrize("enter", ["\x1b[13;2u", "\x1b[27;2;13~", "\x1bOM", "\x1b\r"])
def test_enter_is_enter_in_every_dialect_and_a_mark_stays_one(
    start: Callable[[], Terminal], paths: Paths, key: Key, enter: str
) -> None:
    user = start()
    user.type(f"a{enter}+ b\x1b[32;2uc{enter}\x1b= mood 4{enter}")
    wait_for_record(paths, key, "mood")
    assert lines(paths, key) == ["a", "b c", "mood"]
    user.type(CTRL_Q)
    assert user.wait() == 0


def test_a_burst_without_a_paste_marker_is_one_change(
    start: Callable[[], Terminal], paths: Paths, key: Key
) -> None:
    user = start()
    user.read_for(0.5)
    before = user.processor_seconds()
    words, sent = "word " * 780, len(user.raw)
    user.type(words)
    wait_for_record(paths, key, words)
    user.see("word")
    user.read_for(0.5)
    assert user.processor_seconds() - before < 1
    # One picture of the few rows that a line may have, and not one for each letter.
    assert len(user.raw) - sent < 3 * 80 * 24
