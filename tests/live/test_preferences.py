"""A therapist's own ways in a session: closing questions in any wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.story import Clock, type_all

from sessiontui.domain.grammar.parser import Entry
from sessiontui.domain.kinds.lookup import LEFT_OPEN, Kind, Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.session.open_questions import BANK, Moment
from sessiontui.errors import CannotWriteError
from sessiontui.services.caseload import Caseload
from sessiontui.settings.model import checked

if TYPE_CHECKING:
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

HELPED = "Was war heute am hilfreichsten?"
DIFFERENTLY = "Was machen wir beim nächsten Mal anders?"
TAKE = "Was nimmst du mit?"
TELL = "Wem erzählst du davon?"
GERMAN = checked(
    {"closing": {"helped": HELPED, "differently": DIFFERENTLY, "more": [TAKE, TELL]}}
).preferences()
MORE = checked({"closing": {"more": [TAKE]}}).preferences()


def session(record: Record, clock: Clock, preferences: Preferences) -> LiveSession:
    return Caseload(record, clock, preferences=preferences).open("KESTREL-4")


def said(live: LiveSession) -> list[tuple[str, list[str]]]:
    """Every closing question with the answers under it."""
    return [(p.question, [x.text for x in lines]) for p, lines in live.state.answers()]


@pytest.fixture
def german(record: Record, clock: Clock) -> LiveSession:
    return session(record, clock, GERMAN)


def test_own_questions_are_asked_one_at_a_time_in_their_order(
    german: LiveSession,
) -> None:
    asked = []
    for answer in ("das Bild", "weniger Hausaufgaben", "den Satz", "meinem Bruder"):
        asked.append(german.state.prompt().question)
        type_all(german, [answer], Tab.HELPED)

    assert asked == [HELPED, DIFFERENTLY, TAKE, TELL]
    assert [line.kind for line in german.state.lines] == [
        *(Kind.HELPED, Kind.DIFFERENTLY, Kind.ANSWER, Kind.ANSWER),
    ]
    assert said(german) == [
        (HELPED, ["das Bild"]),
        (DIFFERENTLY, ["weniger Hausaufgaben"]),
        (TAKE, ["den Satz"]),
        (TELL, ["meinem Bruder"]),
    ]
    assert german.state.prompt().question == TELL


def test_the_usual_questions_stay_the_first_two(record: Record, clock: Clock) -> None:
    live = session(record, clock, MORE)
    type_all(live, ["the drawing", "less homework talk", "a stone"], Tab.HELPED)

    assert [(line.kind, line.asked) for line in live.state.lines] == [
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
    assert german.state.prompt().question == TELL


def test_what_the_client_types_is_given_to_the_current_question(
    german: LiveSession,
) -> None:
    for words in ("das Bild", "mehr Zeit", "Mut"):
        german.answer(words)

    assert [(line.asked, line.text) for line in german.state.lines] == [
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
    assert later.state.prompt().question == "What was most helpful today?"
    for live in (german, later, session(record, clock, Preferences())):
        assert f"{HELPED} das Bild" in live.prints.summary(width=0)
        assert f"{TAKE} Mut" in live.prints.summary(width=0)


def test_an_edited_answer_keeps_its_question(
    record: Record, clock: Clock, german: LiveSession
) -> None:
    type_all(german, ["das Bidl"], Tab.HELPED)
    later = session(record, clock, MORE)
    (line,) = later.state.lines

    later.edits.edit(line, "das Bild")

    assert [(x.asked, x.text) for x in later.state.lines] == [(HELPED, "das Bild")]


def test_a_retagged_answer_goes_to_the_question_of_its_new_kind(
    german: LiveSession,
) -> None:
    (line,) = type_all(german, ["ein Heft"], Tab.HELPED)

    german.edits.retag((line,), "answer")
    assert [(x.kind, x.asked) for x in german.state.lines] == [(Kind.ANSWER, TAKE)]
    german.edits.retag((german.state.lines[0],), "note")
    assert [(x.kind, x.asked) for x in german.state.lines] == [(Kind.NOTE, "")]
    german.undo()
    german.undo()
    assert [(x.kind, x.asked) for x in german.state.lines] == [(Kind.HELPED, HELPED)]


def test_a_question_left_open_is_not_asked_again_and_prints_so(
    german: LiveSession, live: LiveSession
) -> None:
    for each in (german, live):
        for kind in (Kind.HELPED, Kind.DIFFERENTLY):
            each.record_entry(Entry(kind=kind, text="", sub=LEFT_OPEN), None)

    assert german.state.prompt().question == TAKE
    assert f"{HELPED} not answered" in german.prints.summary(width=0)
    assert "Most helpful today: not answered" in live.prints.summary(width=0)
    assert "not answered" not in live.prints.summary("takehome", width=0)


def test_words_given_later_take_the_place_of_a_question_left_open(
    live: LiveSession,
) -> None:
    left = live.answer_to(live.state.prompt(), "")
    assert left.line is not None

    live.edits.edit(left.line, "the drawing, after all")

    assert [(x.sub, x.text) for x in live.state.lines] == [
        ("", "the drawing, after all")
    ]
    assert "Most helpful today: the drawing, after all" in live.prints.summary()


def test_the_next_session_brings_back_what_to_do_differently(
    record: Record, clock: Clock, german: LiveSession
) -> None:
    type_all(german, ["das Bild", "später anfangen"], Tab.HELPED)
    clock.forward(days=7)

    opening = session(record, clock, GERMAN).opening()

    assert [line.text for line in opening.differently] == ["später anfangen"]


SNIPPETS = Preferences(
    snippets={"hr": "heart rate", "md": "mood", "two": "first line\nsecond line"}
)


@pytest.fixture
def brief(record: Record, clock: Clock) -> LiveSession:
    """A session of a therapist who abbreviates."""
    return session(record, clock, SNIPPETS)


def test_enter_spells_out_an_abbreviation_and_undo_gives_it_as_typed(
    brief: LiveSession,
) -> None:
    outcome = brief.enter("hr down, two", Tab.NOTES)

    assert outcome.remark == "expanded · Ctrl+Z as typed"
    assert outcome.line is not None
    assert outcome.line.text == "heart rate down, first line\nsecond line"
    assert [x.text for x in brief.state.lines] == [outcome.line.text]
    assert brief.undo().changed
    assert [x.text for x in brief.state.lines] == ["hr down, two"]
    assert brief.undo().changed
    assert brief.state.everything() == ()
    brief.redo()
    brief.redo()
    assert [x.text for x in brief.state.everything()] == [outcome.line.text]


def test_private_words_are_spelled_out_and_given_back_too(brief: LiveSession) -> None:
    outcome = brief.enter("~ hr was mine", Tab.NOTES)

    assert outcome.line is not None
    assert outcome.line.text == "heart rate was mine"
    assert outcome.remark == "expanded · Ctrl+Z as typed"
    brief.undo()
    assert [x.text for x in brief.state.everything()] == ["hr was mine"]
    brief.undo()
    assert brief.state.everything() == ()


def test_marks_tails_and_commands_are_never_spelled_out(
    record: Record, clock: Clock
) -> None:
    preferences = Preferences(
        snippets={"#1": "number one", "15m": "long", "/next": "x", "+w": "y"}
    )
    live = session(record, clock, preferences)
    type_all(live, ["> sit there", "drew it #1", ": sleep 15m", "+w went out"])

    assert live.enter("/next", Tab.NOTES).line is not None
    assert [(x.text, x.goal, x.minutes, x.done) for x in live.state.lines[1:]] == [
        ("drew it", 1, None, False),
        ("sleep", None, 15, True),
        ("went out", None, None, False),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        '" two of us, hr up',
        "> hr under two",
        ">m hr down",
        "/helped hr talk",
        "/differently two chairs",
        "^d hr down",
        "+ hr down",
    ],
)
def test_the_clients_words_stay_as_typed(brief: LiveSession, typed: str) -> None:
    brief.enter("> sleep", Tab.NOTES)
    before = brief.state.lines

    outcome = brief.enter(typed, Tab.NOTES)

    assert outcome.line is not None
    assert outcome.line.text in typed
    assert "expanded" not in outcome.remark
    brief.undo()
    assert brief.state.lines == before


def test_a_gloss_is_the_therapists_own(brief: LiveSession) -> None:
    brief.enter("> sleep", Tab.NOTES)

    gloss = brief.enter(">g hr down", Tab.NOTES).line

    assert gloss is not None
    assert gloss.text == "heart rate down"


def test_a_name_of_a_rating_may_be_abbreviated(brief: LiveSession) -> None:
    (line,) = type_all(brief, ["= md 4"])

    assert (line.text, line.value) == ("mood", 4)


def test_what_else_there_is_to_say_is_said_first(brief: LiveSession) -> None:
    outcome = brief.enter("hr up #3", Tab.NOTES)

    assert outcome.remark == (
        "There is no goal 3 yet; kept as words · expanded · Ctrl+Z as typed"
    )


def test_what_the_client_types_and_what_is_edited_stays_as_it_is(
    brief: LiveSession,
) -> None:
    brief.answer("hr")
    (line,) = type_all(brief, ["plain"])
    brief.edits.edit(line, "plain hr")

    assert [x.text for x in brief.state.lines] == ["hr", "plain hr"]


def test_a_line_taken_back_to_its_letters_can_be_edited_in_peace(
    brief: LiveSession,
) -> None:
    brief.enter("hr", Tab.NOTES)
    brief.undo()

    brief.edits.edit(brief.state.lines[0], "hr, as she calls it")

    assert [x.text for x in brief.state.lines] == ["hr, as she calls it"]


def test_an_entry_that_cannot_be_spelled_out_stays_recorded_as_typed(
    record: Record, brief: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise CannotWriteError("Not saved: the disk is full.")

    monkeypatch.setattr(record.lines, "change_line", full)
    outcome = brief.enter("hr", Tab.NOTES)

    assert outcome.changed
    assert outcome.remark == ""
    assert [x.text for x in brief.state.lines] == ["hr"]


def test_a_half_typed_line_is_never_spelled_out(brief: LiveSession) -> None:
    brief.drafts.save(Tab.NOTES, "hr and", (0, 6), None)

    assert brief.drafts.load().text == "hr and"


def test_ask_goes_round_the_questions_of_the_open_tab(live: LiveSession) -> None:
    bank = BANK[Moment.GOALS]
    asked = [live.enter("/ask", Tab.GOALS).remark for _ in range(len(bank) + 1)]

    assert asked == [*bank, bank[0]]
    assert live.state.everything() == ()


def test_ask_takes_the_moment_by_its_name_and_keeps_each_ones_place(
    live: LiveSession,
) -> None:
    asked = [
        live.enter(text, Tab.NOTES).remark
        for text in ("/ask", "/ask clo", "/ask", "/ask CLOSING", "/ask s")
    ]

    assert asked == [
        *(BANK[Moment.AMBIVALENCE][0], BANK[Moment.CLOSING][0]),
        *(BANK[Moment.AMBIVALENCE][1], BANK[Moment.CLOSING][1]),
        BANK[Moment.STRENGTHS][0],
    ]


def test_ask_says_which_moments_there_are(live: LiveSession) -> None:
    assert live.enter("/ask middle", Tab.NOTES).remark == (
        "There are these moments: opening, goals, ambivalence, strengths, closing."
    )


def test_own_questions_are_asked_first(record: Record, clock: Clock) -> None:
    settings = checked(
        {"goals_label": "hopes", "questions": {"goals": ["Wozu das alles?"]}}
    )
    live = session(record, clock, settings.preferences())

    assert live.enter("/ask hopes", Tab.NOTES).remark == "Wozu das alles?"
    assert live.enter("/ask goals", Tab.NOTES).remark == BANK[Moment.GOALS][0]


@pytest.mark.parametrize("word", ["/hopes", "/aims", "/goals", "/Was ich will", "/was"])
def test_the_goals_are_found_by_every_name(
    record: Record, clock: Clock, word: str
) -> None:
    live = session(record, clock, Preferences(goals_label="was ich will"))

    assert live.enter(word, Tab.NOTES).goto is Tab.GOALS


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [("/wants x", "/wants x"), ("/wantsx", "/wantsx"), ("/want some", "/want some")],
)
def test_words_behind_the_goals_name_are_never_lost(
    record: Record, clock: Clock, typed: str, recorded: str
) -> None:
    live = session(record, clock, Preferences(goals_label="wants"))

    assert [x.text for x in type_all(live, [typed])] == [recorded]
