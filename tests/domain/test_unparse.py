"""Back from a recorded line to what one would type for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.story import TUESDAY

from sessiontui.domain.entities import Author, Line
from sessiontui.domain.grammar.parser import Entry, read_line
from sessiontui.domain.grammar.unparse import (
    EditedLine,
    changes_nothing,
    context_of,
    let_go,
    says_the_same,
    spelled,
)
from sessiontui.domain.kinds.lookup import KINDS, LEFT_OPEN, Kind, KindRow, Tail
from sessiontui.domain.text import clean

GOALS = frozenset({1, 2, 3})
STRENGTHS = 3


ANY_WORDS = st.text(st.sampled_from('ab #1"/~+:15m%0 \n/.é')) | st.text()
PLAIN_WORDS = st.text(st.sampled_from("abcé你"), min_size=1, max_size=9)


@st.composite
def recorded_lines(draw: st.DrawFn, words: st.SearchStrategy[str] = ANY_WORDS) -> Line:
    """Any line that the record may hold."""
    row = draw(st.sampled_from(KINDS))
    sub = draw(st.sampled_from(["", *(s.letter for s in row.subs)]))
    text = clean(draw(words)) + " 3/9" * (row.kind is Kind.SCORE)
    author = Author.THERAPIST
    if row.is_client_words(sub):
        author = Author.CLIENT
    if row.kind is Kind.AGENDA:
        author = draw(st.sampled_from(Author))
    maybe = st.none() | st.integers(1, 3)
    return Line(
        id=1,
        session_id=1,
        kind=row.kind,
        sub=sub,
        text=text,
        author=author,
        at=TUESDAY,
        goal=draw(maybe) if Tail.GOAL in row.tails_of(sub) else None,
        minutes=draw(st.none() | st.integers(1, 999))
        if Tail.MINUTES in row.tails_of(sub)
        else None,
        likely=draw(st.none() | st.integers(0, 100))
        if Tail.LIKELY in row.tails_of(sub)
        else None,
        strength=draw(maybe) if Tail.STRENGTH in row.tails_of(sub) else None,
        value=draw(st.integers(*row.scale)) if row.scale else None,
        number=1 if row.kind is Kind.GOAL and not sub else None,
    )


@given(recorded_lines())
def test_what_is_spelled_says_the_same_or_is_the_bare_words(line: Line) -> None:
    form = spelled(line, GOALS, STRENGTHS)
    reading = read_line(form, context_of(line, GOALS, STRENGTHS))

    assert says_the_same(reading, line) or form == line.text


@given(recorded_lines(PLAIN_WORDS))
def test_plain_words_always_have_a_spelling(line: Line) -> None:
    typed = spelled(line, GOALS, STRENGTHS)
    reading = read_line(typed, context_of(line, GOALS, STRENGTHS))

    assert says_the_same(reading, line)


@pytest.mark.parametrize("row", KINDS, ids=lambda row: row.kind)
def test_a_line_as_it_was_typed_comes_back_as_it_was_typed(row: KindRow) -> None:
    for sub in (None, *(s for s in row.subs if not s.assigned)):
        letter = sub.letter if sub else ""
        line = Line(
            id=1,
            session_id=1,
            kind=row.kind,
            sub=letter,
            text="mood" if row.scale else "he slept",
            value=2 if row.scale else None,
            author=Author.CLIENT
            if row.is_client_words(letter) or row.kind is Kind.AGENDA
            else Author.THERAPIST,
            at=TUESDAY,
        )
        entry = read_line(spelled(line, GOALS), context_of(line, GOALS))
        assert isinstance(entry, Entry)
        assert (entry.kind, entry.sub, entry.text.strip()) == (
            line.kind,
            letter,
            line.text,
        )


# An edit


def typed_at_the_cursor(line: Line, words: str) -> str:
    """What stands on the line once a line is opened and words are typed."""
    opening = EditedLine(line, GOALS, STRENGTHS).opened
    row, column = opening.cursor
    rows = opening.text.split("\n")
    rows[row] = rows[row][:column] + words + rows[row][column:]
    return "\n".join(rows)


@given(recorded_lines())
def test_a_line_that_is_opened_and_left_as_it_is_stays_as_it_is(line: Line) -> None:
    if line.row.sub(line.sub) and line.sub == LEFT_OPEN and line.text:
        return  # Never recorded: with words it is an answer.
    again = EditedLine(line, GOALS, STRENGTHS).read(
        EditedLine(line, GOALS, STRENGTHS).opened.text
    )

    assert changes_nothing(again, line)


@given(recorded_lines(), PLAIN_WORDS, st.sampled_from(["", " ", " and ", "\n"]))
def test_words_typed_at_the_cursor_of_any_line_are_added_and_all_else_stays(
    line: Line, words: str, between: str
) -> None:
    typed = (between if line.text else "") + words
    edited = EditedLine(line, GOALS, STRENGTHS).read(typed_at_the_cursor(line, typed))

    sub = "" if line.sub == LEFT_OPEN else line.sub
    expected = replace(line, text=line.text + typed, sub=sub)
    assert changes_nothing(edited, expected)
    assert let_go(line, edited) == ()


@given(recorded_lines(), ANY_WORDS)
def test_a_risk_stays_one_and_keeps_every_letter_whatever_is_typed(
    line: Line, typed: str
) -> None:
    risk = replace(line, kind=Kind.RISK, sub="f", number=None)
    edited = EditedLine(risk, GOALS, STRENGTHS).read(typed)

    assert edited.kind is Kind.RISK
    assert edited.sub
    assert edited.text in clean(typed)


@given(recorded_lines(), PLAIN_WORDS)
def test_without_its_mark_a_line_stays_what_it_is(line: Line, words: str) -> None:
    if line.row.scale:
        return
    edited = EditedLine(line, GOALS, STRENGTHS).read(words)

    assert edited.kind is line.kind
    assert edited.text == words
    assert edited.sub == ("" if line.sub == LEFT_OPEN else line.sub)
