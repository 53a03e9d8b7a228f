"""A therapist's own ways in a session: closing questions in any wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.story import Clock, type_all

from sessiontui.caseload import Caseload
from sessiontui.domain.kinds import LEFT_OPEN, Kind, Tab
from sessiontui.domain.line import Entry
from sessiontui.domain.ways import Ways
from sessiontui.settings import Settings

if TYPE_CHECKING:
    from sessiontui.live import LiveSession
    from sessiontui.store.record import Record

HELPED = "Was war heute am hilfreichsten?"
DIFFERENTLY = "Was machen wir beim nächsten Mal anders?"
TAKE = "Was nimmst du mit?"
TELL = "Wem erzählst du davon?"
GERMAN = Settings.model_validate(
    {"closing": {"helped": HELPED, "differently": DIFFERENTLY, "more": [TAKE, TELL]}}
).ways()
MORE = Settings.model_validate({"closing": {"more": [TAKE]}}).ways()


def session(record: Record, clock: Clock, ways: Ways) -> LiveSession:
    return Caseload(record, clock, ways=ways).open("KESTREL-4")


def said(live: LiveSession) -> list[tuple[str, list[str]]]:
    """Every closing question with the answers under it."""
    return [(p.question, [x.text for x in lines]) for p, lines in live.answers()]


@pytest.fixture
def german(record: Record, clock: Clock) -> LiveSession:
    return session(record, clock, GERMAN)


def test_own_questions_are_asked_one_at_a_time_in_their_order(
    german: LiveSession,
) -> None:
    asked = []
    for answer in ("das Bild", "weniger Hausaufgaben", "den Satz", "meinem Bruder"):
        asked.append(german.prompt().question)
        type_all(german, [answer], Tab.HELPED)

    assert asked == [HELPED, DIFFERENTLY, TAKE, TELL]
    assert [line.kind for line in german.lines] == [
        *(Kind.HELPED, Kind.DIFFERENTLY, Kind.ANSWER, Kind.ANSWER),
    ]
    assert said(german) == [
        (HELPED, ["das Bild"]),
        (DIFFERENTLY, ["weniger Hausaufgaben"]),
        (TAKE, ["den Satz"]),
        (TELL, ["meinem Bruder"]),
    ]
    assert german.prompt().question == TELL


def test_the_usual_questions_stay_the_first_two(record: Record, clock: Clock) -> None:
    live = session(record, clock, MORE)
    type_all(live, ["the drawing", "less homework talk", "a stone"], Tab.HELPED)

    assert [(line.kind, line.asked) for line in live.lines] == [
        (Kind.HELPED, ""),
        (Kind.DIFFERENTLY, ""),
        (Kind.ANSWER, TAKE),
    ]


def test_an_answer_typed_with_its_word_stands_under_the_question_too(
    german: LiveSession,
) -> None:
    type_all(
        german,
        ["/answer meinem Heft", "/differently später anfangen", "/helped die Pause"],
    )

    assert said(german)[:3] == [
        (HELPED, ["die Pause"]),
        (DIFFERENTLY, ["später anfangen"]),
        (TAKE, ["meinem Heft"]),
    ]
    assert german.prompt().question == TELL


def test_what_the_client_types_is_given_to_the_current_question(
    german: LiveSession,
) -> None:
    for words in ("das Bild", "mehr Zeit", "Mut"):
        german.answer(words)

    assert [(line.asked, line.text) for line in german.lines] == [
        (HELPED, "das Bild"),
        (DIFFERENTLY, "mehr Zeit"),
        (TAKE, "Mut"),
    ]


def test_an_answer_without_any_question_has_a_place(live: LiveSession) -> None:
    type_all(live, ["/answer it was warm in here"])

    assert said(live)[-1] == ("Anything else?", ["it was warm in here"])
    assert "Anything else? it was warm in here" in live.prints.summary(width=0)


def test_an_answer_stays_with_its_question_when_the_settings_change(
    record: Record, clock: Clock, german: LiveSession
) -> None:
    type_all(german, ["das Bild", "mehr Zeit", "Mut"], Tab.HELPED)

    later = session(record, clock, MORE)

    assert said(later) == [
        ("What was most helpful today?", []),
        ("What could we do differently for our next session?", []),
        (TAKE, ["Mut"]),
        (HELPED, ["das Bild"]),
        (DIFFERENTLY, ["mehr Zeit"]),
    ]
    assert later.prompt().question == "What was most helpful today?"
    for live in (german, later, session(record, clock, Ways())):
        assert f"{HELPED} das Bild" in live.prints.summary(width=0)
        assert f"{TAKE} Mut" in live.prints.summary(width=0)


def test_an_edited_answer_keeps_its_question(
    record: Record, clock: Clock, german: LiveSession
) -> None:
    type_all(german, ["das Bidl"], Tab.HELPED)
    later = session(record, clock, MORE)
    (line,) = later.lines

    later.changes.edit(line, "das Bild")

    assert [(x.asked, x.text) for x in later.lines] == [(HELPED, "das Bild")]


def test_a_retagged_answer_goes_to_the_question_of_its_new_kind(
    german: LiveSession,
) -> None:
    (line,) = type_all(german, ["ein Heft"], Tab.HELPED)

    german.changes.retag(line, "answer")
    assert [(x.kind, x.asked) for x in german.lines] == [(Kind.ANSWER, TAKE)]
    german.changes.retag(german.lines[0], "note")
    assert [(x.kind, x.asked) for x in german.lines] == [(Kind.NOTE, "")]
    german.undo()
    german.undo()
    assert [(x.kind, x.asked) for x in german.lines] == [(Kind.HELPED, HELPED)]


def test_a_question_left_open_is_not_asked_again_and_prints_so(
    german: LiveSession, live: LiveSession
) -> None:
    for each in (german, live):
        for kind in (Kind.HELPED, Kind.DIFFERENTLY):
            each.record_entry(Entry(kind=kind, text="", sub=LEFT_OPEN), None)

    assert german.prompt().question == TAKE
    assert f"{HELPED} not answered" in german.prints.summary(width=0)
    assert "Most helpful today: not answered" in live.prints.summary(width=0)
    assert "not answered" not in live.prints.summary("takehome", width=0)


def test_words_given_later_take_the_place_of_a_question_left_open(
    live: LiveSession,
) -> None:
    left = live.record_entry(Entry(kind=Kind.HELPED, text="", sub=LEFT_OPEN), None)
    assert left.line is not None

    live.changes.edit(left.line, "the drawing, after all")

    assert [(x.sub, x.text) for x in live.lines] == [("", "the drawing, after all")]
    assert "Most helpful today: the drawing, after all" in live.prints.summary()


def test_the_next_session_brings_back_what_to_do_differently(
    record: Record, clock: Clock, german: LiveSession
) -> None:
    type_all(german, ["das Bild", "später anfangen"], Tab.HELPED)
    clock.forward(days=7)

    opening = session(record, clock, GERMAN).opening()

    assert [line.text for line in opening.differently] == ["später anfangen"]
