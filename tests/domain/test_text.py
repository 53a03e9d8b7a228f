"""The one cleaning, and wrapping that changes no word."""

from __future__ import annotations

import re
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.domain.progress.plot import sparkline
from sessiontui.domain.text import cell_width, clean, one_line, wrap

_CONTROLS = {chr(n) for n in (*range(0x20), *range(0x7F, 0xA0))} - {"\n", "\t"}
_REMOVED = _CONTROLS | {
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
    "\u2028",
    "\u2029",
    "\ufeff",
}


def test_every_code_point_is_either_kept_or_known_to_be_removed() -> None:
    for number in range(sys.maxunicode + 1):
        char = chr(number)
        if char == "\r":
            assert clean(char) == "\n"
        elif 0xD800 <= number <= 0xDFFF:
            assert clean(char) == "\ufffd"
        else:
            assert clean(char) == ("" if char in _REMOVED else char)


@given(st.text(st.characters(exclude_categories=())))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    once.encode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\x1b]52;c;aGk=\x07hi", "]52;c;aGk=hi"),
        ("\u202eevil\u202c", "evil"),
        ("cafe\u0301 café", "cafe\u0301 café"),
        ("👩‍👩‍👧 \u200bzero", "👩‍👩‍👧 \u200bzero"),
        ("שלום عالم 你好", "שלום عالم 你好"),
        ("half \ud83d", "half \ufffd"),
        ("a\x00b", "ab"),
    ],
)
def test_what_could_drive_a_terminal_goes_and_all_else_stays(
    typed: str, kept: str
) -> None:
    assert clean(typed) == kept


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_is_normalised(text: str) -> None:
    if not any(c in _REMOVED or c == "\r" or "\ud800" <= c <= "\udfff" for c in text):
        assert clean(text) == text


@pytest.mark.parametrize(
    ("char", "width"),
    [("a", 1), ("é", 1), ("\u0301", 0), ("你", 2), ("👍", 2), ("\u200d", 0), ("ｗ", 2)],
)
def test_the_width_of_a_character(char: str, width: int) -> None:
    assert cell_width(char) == width


@given(st.text(), st.integers(4, 60), st.integers(0, 3))
def test_wrapping_changes_no_word(text: str, width: int, indent: int) -> None:
    text = clean(text)
    wrapped = wrap(text, width, " " * indent)

    assert re.sub(r"[ \t\n]", "", wrapped) == re.sub(r"[ \t\n]", "", text)


@given(
    st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=8)),
    st.integers(20, 60),
)
def test_words_are_only_parted_where_a_space_was(words: list[str], width: int) -> None:
    text = " ".join(words)

    assert wrap(text, width).replace("\n", " ").split() == text.split()


@given(st.text(), st.integers(4, 60), st.integers(0, 2))
def test_no_wrapped_line_is_wider_than_the_page(
    text: str, width: int, indent: int
) -> None:
    for line in wrap(clean(text), width, " " * indent).split("\n"):
        assert sum(map(cell_width, line)) <= width


def test_width_nought_leaves_every_line_as_long_as_it_is() -> None:
    assert wrap("a  b " * 100, 0) == "a  b " * 100
    assert wrap("one\ntwo", 0, "   ") == "one\n   two"


def test_a_word_longer_than_the_page_is_parted_and_lost_nowhere() -> None:
    assert wrap("x" * 25, 10) == "\n".join(["x" * 10, "x" * 10, "x" * 5])


def test_one_line() -> None:
    assert one_line("one\ntwo\tthree") == "one / two three"
    assert one_line("abcdef", 4) == "abc…"
    assert one_line("abcd", 4) == "abcd"


def test_every_mark_that_takes_no_column_is_counted_so() -> None:
    marks = [c for c in map(chr, range(0x300, 0x370)) if unicodedata.combining(c)]

    assert {cell_width(mark) for mark in marks} == {0}


def test_five_and_six_are_not_the_same_bar() -> None:
    assert sparkline([0, 10]) == "▁█"
    assert sparkline([5, 6, 5]) == "▅▆▅"
    assert sparkline([1, 2]) == "▂▃"
    assert sparkline([9, 10, 9.5]) == "▆█▇"
    assert sparkline([3, 3, 3]) == "▃▃▃"


@given(st.lists(st.integers(0, 10), min_size=1))
def test_of_two_ratings_the_higher_has_never_the_lower_bar(ratings: list[int]) -> None:
    bars = sparkline(ratings)
    assert len(bars) == len(ratings)
    pairs = list(zip(ratings, bars, strict=True))
    for value, bar in pairs:
        for other, beside in pairs:
            assert (
                bar == beside if value == other else (value < other) <= (bar <= beside)
            )
            if len(set(ratings)) <= 8 and value != other:
                assert bar != beside


def test_a_letter_with_many_marks_costs_no_time() -> None:
    text = "a" + "\u0301" * 200_000
    began = time.perf_counter()
    assert wrap(text, 5) == text
    assert time.perf_counter() - began < 3


def test_in_columns_a_tab_is_spaces_so_that_a_row_keeps_to_the_page() -> None:
    assert wrap("a\tb", 20) == "a    b"
    assert wrap("a\tb", 5) == "a\nb"
    assert wrap("a\tb", 0) == "a\tb"
