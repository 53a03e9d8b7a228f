"""A line typed at a prompt: the words stay, and what a terminal says does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.ui.terminal.reading.typed_line import without_sequences
from tests.ui.test_lexer import KEYS, REPORTS, SILENT

SAID = [
    said
    for said in SILENT
    # What only the keys of st and SCO are, a click of a very old terminal, which is
    # not asked for, and a control that is none of these.
    if said not in {"\x1b[J", "\x84"} and not said.startswith("\x1b[M")
]
RAW = {f"\x1b{chr(n - 0x40)}": chr(n) for n in (0x90, 0x98, 0x9B, 0x9D, 0x9E, 0x9F)}
CUT_SHORT = (
    *("]11;rgb:ffff/ffff/ffff", "]11;rgb:ff", "]4;1;rgb:0000/0000/0000"),
    *("P1$r0m", 'P1$r0"p', "P>|XTerm(379)", "P!|7E565445", "_Gi=1;OK"),
    *("[?62;22", "[<35;5", "[1;5", "[?2026;2$"),
)
PASSPHRASES = ("quiet horse", "Otter", "[bracket", "Password", "Xylophone", "_x", "^y")


def eight_bits(said: str, raw: bool) -> str:
    """The same, where a terminal begins and ends a sequence by one control."""
    for seven, eight in {**RAW, "\x1b\\": "\x9c"}.items():
        said = said.replace(seven, eight)
    if raw:
        said = "".join(
            chr(ord(x) + 0xDC00) if "\x80" <= x < "\xa0" else x for x in said
        )
    return said


@pytest.mark.parametrize("words", PASSPHRASES)
def test_what_the_terminal_says_is_gone_and_each_word_stays(words: str) -> None:
    for said in (*SAID, *REPORTS):
        for form in (said, eight_bits(said, raw=False), eight_bits(said, raw=True)):
            if form[0] >= "\udc80" and len(form) == len("\x9bA"):
                # Two raw bytes may be letters of another encoding.
                continue
            assert without_sequences(f"five {form}{words}") == f"five {words}"
    for said in CUT_SHORT:
        assert without_sequences(f"five \x1b{said} {words}") == f"five  {words}"


@pytest.mark.parametrize(
    "key", ["up", "shift+home", "delete", "f1", "f5", "home", "ctrl+left"]
)
def test_a_key_that_types_nothing_types_nothing(key: str) -> None:
    for sequence in KEYS[key]:
        # Of rxvt's Ctrl with an arrow, the letter could have been typed.
        if sequence != "\x1bOd":
            assert without_sequences(f"a{sequence}b") == "ab", repr(sequence)


@pytest.mark.parametrize("words", PASSPHRASES)
def test_escape_before_a_word_takes_no_letter_of_it(words: str) -> None:
    assert without_sequences(f"\x1b{words}") == words
    assert without_sequences(f"a\x1b{words}\x1b") == f"a{words}"


def test_the_letters_of_another_encoding_stay() -> None:
    for letters in ("\x8f\x90\x9b", "\x9b\x9d1", "\x90P"):
        typed = letters.encode("latin-1").decode("utf-8", "surrogateescape")
        assert without_sequences(typed) == typed
    assert without_sequences("a\x00b") == "ab"
    assert without_sequences("tab\tumläut \udcff") == "tab\tumläut \udcff"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_without_a_control_nothing_is_taken(words: str) -> None:
    assert without_sequences(words) == words


@given(st.sampled_from([*SAID, *REPORTS]), st.text("abOP[]1;é ", max_size=8), st.data())
def test_whatever_is_typed_around_it_stays(
    said: str, words: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(words)))
    assert without_sequences(words[:at] + said + words[at:]) == words
