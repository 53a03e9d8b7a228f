"""The closing questions: in order, in any wording, each known by its answers."""

from __future__ import annotations

import pytest

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.session.closing_questions import (
    CLOSING,
    Prompt,
    current_prompt,
    prompt_for,
    prompt_of,
    said_under,
)

HELPED = Prompt("Was war heute am hilfreichsten?", Kind.HELPED)
DIFFERENTLY = CLOSING[1]
TAKE = Prompt("Was nimmst du mit?", Kind.ANSWER)
TELL = Prompt("Wem erzählst du davon?", Kind.ANSWER)
OWN = (HELPED, DIFFERENTLY, TAKE, TELL)


def test_the_closing_questions_come_one_after_the_other() -> None:
    first, second = CLOSING

    assert current_prompt(CLOSING, frozenset()) == first
    assert current_prompt(CLOSING, {first.key}) == second
    assert current_prompt(CLOSING, {second.key}) == first
    assert current_prompt(CLOSING, {first.key, second.key}) == second


def test_further_questions_are_told_apart_by_their_words() -> None:
    answered = {HELPED.key, DIFFERENTLY.key}

    assert current_prompt(OWN, answered) == TAKE
    assert current_prompt(OWN, {*answered, TAKE.key}) == TELL
    assert current_prompt(OWN, {*answered, TELL.key}) == TAKE
    assert current_prompt(OWN, {prompt.key for prompt in OWN}) == TELL


def test_an_answer_in_the_usual_wording_does_not_answer_another_one() -> None:
    assert current_prompt(OWN, {CLOSING[0].key}) == HELPED


def test_only_another_wording_is_kept_with_the_answer() -> None:
    assert [prompt.asked for prompt in CLOSING] == ["", ""]
    assert [prompt.asked for prompt in OWN] == [
        "Was war heute am hilfreichsten?",
        "",
        "Was nimmst du mit?",
        "Wem erzählst du davon?",
    ]


@pytest.mark.parametrize("prompt", [*CLOSING, *OWN], ids=lambda p: p.question)
def test_a_question_is_found_again_from_its_answer(prompt: Prompt) -> None:
    assert prompt_of(*prompt.key) == prompt


def test_an_answer_typed_with_its_word_is_given_to_a_question_of_its_kind() -> None:
    assert prompt_for(OWN, Kind.DIFFERENTLY, ()) == DIFFERENTLY
    assert prompt_for(OWN, Kind.ANSWER, ()) == TAKE
    assert prompt_for(OWN, Kind.ANSWER, {TAKE.key}) == TELL
    assert prompt_for(CLOSING, Kind.ANSWER, ()) == Prompt("Anything else?", Kind.ANSWER)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Most helpful today", "Most helpful today: the drawing"),
        ("Was nimmst du mit?", "Was nimmst du mit? the drawing"),
        ("ما الذي ساعدك؟", "ما الذي ساعدك؟ the drawing"),
        ("何が役に立ちましたか？", "何が役に立ちましたか？ the drawing"),
        ("One word for today", "One word for today: the drawing"),
    ],
)
def test_a_question_and_its_answer_stand_on_one_line(question: str, line: str) -> None:
    assert said_under(question, "the drawing") == line
