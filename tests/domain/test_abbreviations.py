"""Snippets: only an abbreviation that stands by itself is spelled out."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sessiontui.domain.grammar.abbreviations import expanded

OURS = {
    "pt": "prefers the picture",
    "ptsd": "what happened in May",
    "w/": "together with",
    "tw": "pt tw",
    "::": "so it goes",
    "two": "first line\nsecond line",
}


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("pt", "prefers the picture"),
        ("so pt, again", "so prefers the picture, again"),
        ("(pt) “pt”… pt!", "(prefers the picture) “prefers the picture”… prefers the"
         " picture!"),
        ("pt\npt", "prefers the picture\nprefers the picture"),
        ("ptsd", "what happened in May"),
        ("tea w/ him", "tea together with him"),
        ("tw", "pt tw"),
        ("::", "so it goes"),
        ("two", "first line\nsecond line"),
    ],
)  # fmt: skip
def test_an_abbreviation_by_itself_is_spelled_out(typed: str, recorded: str) -> None:
    assert expanded(typed, OURS) == recorded


@pytest.mark.parametrize(
    "typed",
    [
        "PT Pt",
        "pt's pt-led pt/ot pt@home.example opt pts",
        "pt\u0301",
        ":::",
        "p t",
        "pt2 2pt pt_",
        "",
    ],
)
def test_other_words_stay_as_they_are(typed: str) -> None:
    assert expanded(typed, OURS) == typed


def test_the_longest_abbreviation_wins() -> None:
    both = {"b/": "short", "b/.": "long", "b": "bare"}

    assert expanded("b/. b/, b.", both) == "long short, bare."


texts = st.text(
    st.one_of(st.characters(), st.sampled_from("pt \n.,'w/:-(“")), max_size=60
)
abbreviations = st.text(
    st.characters(exclude_categories=("Z", "C")), min_size=2, max_size=20
).filter(lambda word: not any(map(str.isspace, word)))


@given(texts)
def test_without_snippets_nothing_changes(text: str) -> None:
    assert expanded(text, {}) == text


@given(texts, st.dictionaries(abbreviations, st.text(min_size=1), max_size=4))
@example("pt pt. (pt)", {"pt": "x"})
@example(" \tpt \n", {"pt": "", "t": "y"})
def test_every_word_but_an_abbreviation_stays_byte_for_byte(
    text: str, snippets: dict[str, str]
) -> None:
    pieces = re.split(r"(\s+)", text)

    def one(piece: str) -> str:
        holds = [word for word in snippets if word in piece]
        done = expanded(piece, snippets)
        # Spaces, and words in which no abbreviation occurs at all, are not touched.
        assert holds or done == piece
        # Where something was put in, only punctuation stood around it.
        if done != piece:
            assert any(
                done == before + snippets[word] + after
                for word in holds
                for before, _, after in [piece.partition(word)]
                if not re.search(r"\w", before + after)
            )
        return done

    # Nor does any word depend on its neighbours.
    assert expanded(text, snippets) == "".join(map(one, pieces))


@given(st.lists(st.sampled_from(["pt", "opt", "pt.", "other", "ptsd"])))
def test_what_was_put_in_is_not_looked_at_again(words: list[str]) -> None:
    spelled = {"pt": "ptsd", "ptsd": "pt"}
    other = {"pt": "ptsd", "pt.": "ptsd.", "ptsd": "pt"}

    assert expanded(" ".join(words), spelled) == " ".join(
        other.get(word, word) for word in words
    )
