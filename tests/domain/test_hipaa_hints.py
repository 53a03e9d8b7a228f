"""What in a psychotherapy note hints at the record, word by word."""

from __future__ import annotations

import pytest

from sessiontui.domain.hipaa_hints import SUBJECTS, belongs_in_record, candidates

HINTS = {
    "safety": ["thought of suicide", "self-harm again", "he might kill himself"],
    "medication": [
        "sertraline 50 mg",
        "50mg at night",
        "meds stopped",
        "the dose",
        "on sertraline",
        "Lithium since May",
    ],
    "times of the session": ["we started at 10:10", "left 10.40 sharp"],
    "modality or frequency": ["weekly is too much", "more CBT", "every other week"],
    "a test's result": ["PHQ-9 was 14", "PHQ9", "scored high", "GAD-7"],
    "diagnosis": ["diagnosis unclear", "F41.1?", "PTSD after all", "a disorder"],
    "functional status": ["on sick leave", "his functioning"],
    "treatment plan": ["not in the treatment plan", "care plan"],
    "symptoms": ["insomnia", "panic attacks on Sunday", "the symptoms"],
    "prognosis": ["prognosis good"],
    "progress to date": ["little progress", "improved since May"],
}
WORDS = [(what, text) for what, texts in HINTS.items() for text in texts]


@pytest.mark.parametrize(("what", "text"), WORDS, ids=[text for _, text in WORDS])
def test_a_word_hints_at_what_belongs_into_the_record(what: str, text: str) -> None:
    assert belongs_in_record(text) == (what,)


def test_every_subject_of_the_law_has_its_words() -> None:
    assert set(HINTS) == set(SUBJECTS)


@pytest.mark.parametrize(
    "text",
    [
        "strain: felt lectured; named it, she softened",
        "my own father again, careful",
        "I wanted to act too early",
        "his moment of core shame",
        "she began to cry",
        "images of the sea, omega",
        "the audit at her work",
        "I left him alone with it",
    ],
)
def test_thoughts_about_the_conversation_are_left_alone(text: str) -> None:
    assert belongs_in_record(text) == ()


def test_candidates_are_named_by_their_place() -> None:
    found = list(candidates(["a thought", "PHQ 14, 20 mg", "another"]))

    assert found == [(2, ("medication", "a test's result"))]
