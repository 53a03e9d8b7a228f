"""A paste is words only, whatever is in it, however it comes, and if it never ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.reads import read

BEGIN, END = "\x1b[200~", "\x1b[201~"


def test_escape_sequences_in_a_paste_are_only_text() -> None:
    nasty = "esc \x1b[31mred\x1b[0m \x1b]0;title\x07 \x1bOQ end"
    assert read(f"a{BEGIN}{nasty}{END}b") == ["'a'", f"«{nasty}»", "'b'"]


@pytest.mark.parametrize("cut", range(1, len(END)))
@pytest.mark.parametrize("pause", [0.0, 0.5, 3.0])
def test_an_end_that_is_cut_ends_the_paste(cut: int, pause: float) -> None:
    found = read(f"{BEGIN}words{END[:cut]}", pause, END[cut:], "x\r")
    assert found == ["«words»", "'x'", "enter"]


@pytest.mark.parametrize("cut", range(1, len(BEGIN)))
@pytest.mark.parametrize("pause", [0.0, 0.06, 0.5])
def test_a_beginning_that_is_cut_begins_it(cut: int, pause: float) -> None:
    found = read(BEGIN[:cut], pause, f"{BEGIN[cut:]}a\rb{END}", "x")
    acted = ["escape"] if cut == 1 and pause else []
    assert found == [*acted, "«a\nb»", "'x'"]


def test_behind_an_escape_that_acted_a_paste_is_still_one() -> None:
    assert read("\x1b", 0.06, f"[200~a\rb{END}x") == ["escape", "«a\nb»", "'x'"]


def test_what_is_pasted_is_there_before_its_end() -> None:
    assert read(f"{BEGIN}one", 0.2, " two\r", 0.2, "three") == ["«one two\nthree»"]


def test_in_a_paste_that_never_ends_a_key_is_a_key_after_a_second() -> None:
    assert read(f"{BEGIN}words", 1.1, "a", 0.1, "b", 0.1, "\r", "c") == [
        "«words»",
        "'ab'",
        "enter",
        "'c'",
    ]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("\x1b", "escape"),
        ("\x0c", "ctrl+l"),
        ("\x14", "ctrl+t"),
        ("\x11", "ctrl+q"),
        ("\r", "enter"),
        ("\x1b[13;2u", "enter"),
        ("\x1bOQ", "f2"),
    ],
)
def test_such_a_key_ends_the_paste_and_a_late_end_is_swallowed(
    key: str, name: str
) -> None:
    found = read(f"{BEGIN}words", 1.1, key, 0.2, f"x{END}y\r")
    assert found == ["«words»", name, "'xy'", "enter"]


@pytest.mark.parametrize("known", ["\x1b", "\x1b[20"])
@pytest.mark.parametrize("key", ["a", "\r", "\x0c", "\x1b", "\x1bOQ"])
def test_an_end_of_which_only_a_part_came_keeps_no_key(known: str, key: str) -> None:
    assert read(f"{BEGIN}b{known}", 1.1, key) == read(f"{BEGIN}b", 1.1, key)


def test_a_key_may_be_cut_behind_its_escape_there_too() -> None:
    assert read(f"{BEGIN}b", 1.1, "\x1b", 0.01, "OQ", "x") == ["«b»", "f2", "'x'"]


@pytest.mark.parametrize(
    "said",
    [
        *("\x1b]11;rgb:0/0/0\x1b\\", "\x1b[?1;2c", "\x1bP>|a\x1b\\", "\x1b[97;1:3u"),
        *("\x1b[I", "\x1b[I\x1b[O", "\x1b[<0;1;1M\x1b[<0;1;1m", "\x1b[<64;1;1M" * 3),
    ],
)
def test_what_a_terminal_says_in_a_paste_that_never_ends_is_no_word(said: str) -> None:
    assert read(f"{BEGIN}a", 1.1, said, 0.1, "x", "\r") == [
        "«a»",
        *read(said),
        "'x'",
        "enter",
    ]


def test_what_is_pasted_late_is_still_no_order() -> None:
    assert read(f"{BEGIN}a", 1.1, "b\r/quit\r", 1.1, f"c\rd{END}\r") == [
        "«ab\n/quit\nc\nd»",
        "enter",
    ]


def test_before_a_second_has_passed_even_one_newline_is_pasted() -> None:
    assert read(f"{BEGIN}a", 0.9, "\r", 0.9, "b", 0.1, f"{END}") == ["«a\nb»"]


def test_whatever_ends_a_line_elsewhere_is_a_newline() -> None:
    for end in ("\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029"):
        assert read(f"\x1b[200~a{end}b\x1b[201~") == ["«a\nb»"]


def test_a_control_character_of_eight_bits_ends_no_paste() -> None:
    assert read(f"{BEGIN}a\x9b201~\r{END}") == ["«a\x9b201~\n»"]


@given(
    st.text(alphabet="ab\x1b[20~\r\n"),
    st.text(alphabet="ab[20~"),
    st.lists(st.integers(0, 60)),
)
def test_however_it_is_cut_the_same_text_arrives(
    pasted: str, keys: str, cuts: list[int]
) -> None:
    if END in pasted or BEGIN in pasted + END[:-1] or BEGIN in keys:
        return
    whole = f"{keys}{BEGIN}{pasted}{END}"
    edges = [0, *sorted({c for c in cuts if 0 < c < len(whole)}), len(whole)]
    words = pasted.replace("\r\n", "\n").replace("\r", "\n")
    assert read(*(whole[a:b] for a, b in pairwise(edges))) == [
        *([f"'{keys}'"] if keys else []),
        *([f"«{words}»"] if words else []),
    ]
