"""A paste is one piece of text, whatever is in it and however it arrives."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from textual import events

from sessiontui.ui.terminal.driver import KeyReader, PasteSplitter

BEGIN, END = "\x1b[200~", "\x1b[201~"


def _pieces(*chunks: str) -> list[tuple[bool, str]]:
    splitter = PasteSplitter()
    found = [piece for chunk in chunks for piece in splitter.feed(chunk)]
    keys = "".join(text for pasted, text in found if not pasted)
    return [(False, keys), *[piece for piece in found if piece[0]]]


def test_escape_sequences_in_a_paste_are_only_text() -> None:
    nasty = "esc \x1b[31mred\x1b[0m \x1b]0;title\x07 \x1bOQ end"
    assert _pieces(f"a{BEGIN}{nasty}{END}b") == [(False, "ab"), (True, nasty)]


def test_a_lone_escape_is_passed_on_at_once() -> None:
    assert list(PasteSplitter().feed("\x1b")) == [(False, "\x1b")]


def test_a_lone_escape_acts_soon_and_the_rest_of_a_key_is_waited_for() -> None:
    reader = KeyReader()
    assert list(reader.feed("\x1b")) == []
    patience = reader.patience()
    assert patience is not None
    assert patience <= 0.025
    (key,) = reader.feed("OP")
    assert isinstance(key, events.Key)
    assert key.key == "f1"


@given(
    st.text(alphabet="ab\x1b[20~"),
    st.text(alphabet="ab[20~"),
    st.lists(st.integers(0, 60)),
)
def test_however_it_is_cut_the_same_text_arrives(
    pasted: str, keys: str, cuts: list[int]
) -> None:
    if END in pasted or BEGIN in keys:
        return
    # A cut right behind an Escape cannot be told from the Escape key.
    whole = f"{keys}{BEGIN}{pasted}{END}"
    places = sorted({c for c in cuts if 0 < c < len(whole) and whole[c - 1] != "\x1b"})
    edges = [0, *places, len(whole)]
    chunks = [whole[a:b] for a, b in pairwise(edges)]
    assert _pieces(*chunks) == [(False, keys), (True, pasted)]
