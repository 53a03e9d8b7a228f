"""The loop from one session to the next: what was asked for, agreed on, left over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.story import next_week, open_session, type_all

from sessiontui.domain.entities import Author
from sessiontui.domain.grammar.parser import Entry
from sessiontui.domain.kinds.lookup import ACTIVE, LET_GO, REACHED, Kind, Tab
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.domain.session.goals import status
from sessiontui.errors import UsageError
from sessiontui.services.caseload import Caseload

if TYPE_CHECKING:
    from tests.story import Clock

    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record


def left_open(live: LiveSession, kind: Kind = Kind.DIFFERENTLY) -> None:
    live.record_entry(Entry(kind=kind, sub="none", text="", author=Author.CLIENT), None)


# What the client asked to do differently


def test_a_request_returns_at_each_opening_until_it_was_acted_on(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["/differently less homework talk", "/differently the blue chair"])
    second = next_week(caseload, clock)
    type_all(second, ["a note"])
    third = next_week(caseload, clock)
    assert [x.text for x in third.opening().differently] == [
        "the blue chair",
        "less homework talk",
    ]

    (changed,) = type_all(third, ["/changed moved the chairs"])

    assert changed.about == live.state.lines[1].id
    assert [x.text for x in third.opening().differently] == ["less homework talk"]
    assert "asked (the blue chair): moved the chairs" in third.prints.summary(width=0)
    third.undo()
    assert len(third.opening().differently) == 2


def test_one_key_on_the_row_marks_a_request_as_acted_on(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["/differently less homework talk", "/differently the blue chair"])
    again = next_week(caseload, clock)

    older = again.opening().differently[1]
    outcome = again.edits.tick(older)

    assert outcome.line
    assert (outcome.line.kind, outcome.line.about) == (Kind.CHANGED, older.id)
    assert [x.text for x in again.opening().differently] == ["the blue chair"]


def test_what_was_changed_goes_to_the_selected_request(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["/differently less homework talk", "/differently the blue chair"])
    again = next_week(caseload, clock)

    older = again.opening().differently[1]
    outcome = again.enter("/changed homework last", Tab.AGENDA, older)

    assert outcome.line
    assert outcome.line.about == older.id


def test_three_sessions_without_an_answer_suggest_another_way(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    left_open(live)
    for _ in range(2):
        live = next_week(caseload, clock)
        assert not live.opening().ask_anew
        left_open(live)
    live = next_week(caseload, clock)
    assert live.opening().ask_anew
    assert not live.opening().differently

    type_all(live, ["/differently sit closer"])
    assert not next_week(caseload, clock).opening().ask_anew


def test_questions_left_open_are_counted_by_sessions(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    for number in range(3):
        asked = Entry(kind=Kind.DIFFERENTLY, sub="none", text="", asked=f"Q{number}?")
        live.record_entry(asked, None)
    again = next_week(caseload, clock)
    assert not again.opening().ask_anew
    left_open(again)
    third = next_week(caseload, clock)
    assert not third.opening().ask_anew
    left_open(third)
    assert next_week(caseload, clock).opening().ask_anew


# What was left over


def test_parked_items_return_until_they_are_taken_up_or_let_go(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["? father called"])
    again = next_week(caseload, clock)
    assert [x.text for x in again.opening().parked] == ["father called"]

    type_all(again, ["a note"])
    again = next_week(caseload, clock)
    assert [x.text for x in again.opening().parked] == ["father called"]

    again.edits.remove(again.opening().parked)
    assert next_week(caseload, clock).opening().parked == ()


def test_what_was_not_reached_is_offered_and_taken_up_with_one_key(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, [": sleep 15m", ": work email mine", "? father called", "/changed"])
    live.enter("/next", Tab.AGENDA)
    again = next_week(caseload, clock)
    (email,) = again.opening().unfinished
    (father,) = again.opening().parked
    assert email.text == "work email"

    taken = [again.edits.tick(line).line for line in (email, father)]

    assert [(x.text, x.author) for x in taken if x] == [
        ("work email", Author.THERAPIST),
        ("father called", Author.CLIENT),
    ]
    assert again.opening().unfinished == again.opening().parked == ()
    assert [x.text for x in again.state.of_tab(Tab.AGENDA)] == [
        "work email",
        "father called",
    ]
    again.undo()
    assert [x.text for x in again.opening().parked] == ["father called"]


# Strengths


def test_the_opening_leads_with_what_most_was_built_on(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(
        live,
        [
            "+ first",
            "+c second",
            "+p third",
            "+v fourth",
            "+w a win",
            "+w another",
            *("@ walk #+2", "@ ring #+2", "> sit there #+1"),
            *("@ sing #+5", "@ hum #+5", "@ row #+6", "@ wave #+6"),
        ],
    )

    strengths = next_week(caseload, clock).opening().strengths

    assert [x.text for x in strengths] == ["second", "first", "fourth"]


def test_where_a_strength_shows_up_stands_with_it(live: LiveSession) -> None:
    rang, shows, other = type_all(
        live, ["+ I rang my brother", "+s with my cousins too", "+ I sing"]
    )

    assert shows.about == rang.id
    assert [x.id for x in live.state.strengths()] == [other.id, rang.id, shows.id]
    assert live.state.strength_count == 2
    assert live.state.strength_numbers(live.state.strengths()) == {
        rang.id: 1,
        other.id: 2,
    }


def test_a_number_behind_a_hash_and_plus_ties_to_that_strength(
    live: LiveSession,
) -> None:
    rang, _, walk = type_all(live, ["+ I rang him", "+w went out", "@ walk %60 #+1"])

    assert (walk.text, walk.likely, walk.builds_on) == ("walk", 60, rang.id)
    assert live.edits.spelled(walk) == "@ walk %60 #+1"
    outcome = live.enter("#+2", Tab.AGENDA, walk)
    assert outcome.line
    assert outcome.line.strength == 2
    (plain,) = type_all(live, ["@ bring a friend #+9"])
    assert plain.text == "bring a friend #+9"


# Goals


def test_a_goal_has_a_status_a_gloss_and_reasons_without_becoming_another_goal(
    live: LiveSession,
) -> None:
    goal, *_ = type_all(
        live,
        ["> sit at that wedding", ">g company while afraid", ">m for me", ">e for her"],
    )

    assert live.state.goals == (goal,)
    assert [(x.sub, x.about, x.goal) for x in live.state.goal_notes] == [
        (letter, goal.id, 1) for letter in "gme"
    ]
    assert [x.author for x in live.state.goal_notes] == [
        Author.THERAPIST,
        Author.CLIENT,
        Author.CLIENT,
    ]


@pytest.mark.parametrize("mend", ["edit", "tie"])
def test_what_was_said_of_the_wrong_goal_goes_over_to_the_right_one(
    live: LiveSession, mend: str
) -> None:
    *_, reached = type_all(live, ["> sleep", "> the wedding", ">r slept #1"])

    if mend == "edit":
        live.edits.edit(reached, ">r slept #2")
    else:
        live.enter("#2", Tab.NOTES, reached)

    sleep, wedding = live.state.goals
    assert status(sleep, live.state.goal_notes) == ACTIVE
    assert status(wedding, live.state.goal_notes) == REACHED
    live.undo()
    assert status(live.state.goals[0], live.state.goal_notes) == REACHED


def test_a_goal_that_there_is_not_stands_for_no_other_one(live: LiveSession) -> None:
    type_all(live, ["> sleep"])

    for typed in (">r #3", "/reached #3", ">g company while afraid #3"):
        with pytest.raises(UsageError, match="no goal 3 yet; the words stay here"):
            live.enter(typed, Tab.NOTES)

    assert len(live.state.lines) == 1
    assert status(live.state.goals[0], live.state.goal_notes) == ACTIVE
    assert "#3" not in live.prints.summary()


@pytest.mark.parametrize("typed", [">r #1", "/reached #1", ">r"])
def test_a_goal_is_reached_and_no_longer_among_the_active_ones(
    live: LiveSession, typed: str
) -> None:
    (goal,) = type_all(live, ["> sit at that wedding"])

    type_all(live, [typed])
    assert status(goal, live.state.goal_notes) == REACHED
    assert live.state.active_goals() == ()

    live.undo()
    assert live.state.active_goals() == (goal,)


def test_a_goal_that_was_let_go_leaves_later_prints_and_stays_in_earlier_ones(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["> sit at that wedding", "> sleep"])
    again = next_week(caseload, clock)
    (let_go,) = type_all(again, ["/letgo #2"])
    later = next_week(caseload, clock)
    client = live.state.client

    assert status(again.state.goals[1], later.state.goal_notes) == LET_GO
    assert let_go.about == live.state.lines[1].id
    assert "#2" not in later.prints.summary()
    assert "Let go" in again.prints.summary()
    earliest = caseload.past(client, 1).prints.summary()
    assert "#2 In the client's words: sleep" in earliest
    assert "Let go" not in earliest


def test_a_line_about_a_goal_needs_one(live: LiveSession) -> None:
    assert "Which goal?" in live.enter(">r", Tab.NOTES).remark
    assert live.state.lines == ()

    type_all(live, ["> one", "> two"])
    live.undo()
    live.undo()
    outcome = live.enter(">g words of mine", Tab.NOTES)
    assert outcome.line
    assert outcome.line.text == "words of mine"
    assert "Which goal?" in outcome.remark


def test_rulers_belong_to_the_goal_in_hand_and_ask_the_two_questions(
    live: LiveSession,
) -> None:
    type_all(live, ["> one", "> two", "a note #1"])

    outcome = live.enter("= imp 7", Tab.NOTES)

    assert outcome.line
    assert outcome.line.goal == 1
    assert outcome.remark == "Why 7 and not lower?   What would make it 8?"
    assert live.enter("= conf 0", Tab.NOTES).remark == "What would make it 1?"
    assert live.enter("= ready 10", Tab.NOTES).remark == "Why 10 and not lower?"
    mood = live.enter("= mood 4", Tab.NOTES)
    assert mood.line
    assert mood.line.goal is None
    assert mood.remark == ""


# Homework


def test_homework_below_ninety_brings_one_quiet_question(live: LiveSession) -> None:
    asked = "obstacle? @o …   smaller version? @s …"

    assert live.enter("@ text him Sat 10am %60", Tab.NOTES).remark == asked
    assert live.enter("@s text him Fri night %95", Tab.NOTES).remark == ""
    assert live.enter("@ walk %90", Tab.NOTES).remark == ""
    assert live.enter("@ walk", Tab.NOTES).remark == ""
    assert live.enter("@s one step %89", Tab.NOTES).remark == asked


def test_the_cards_of_today_and_of_last_time(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["@ three walks", "@ ring him"])
    again = next_week(caseload, clock)
    type_all(again, ["@3", "@o rain", "@ text him %60", "@s wave %95"])

    walks, ring, text = again.state.cards()

    assert (walks.head.text, walks.went) == ("three walks", 3)
    assert (ring.head.text, ring.went) == ("ring him", None)
    assert (text.smaller[-1].text, text.likely) == ("wave", (60, 95))


def test_a_bare_outcome_goes_to_the_oldest_that_waits_then_to_the_next(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    walks, ring = type_all(live, ["@ three walks", "@ ring him"])
    again = next_week(caseload, clock)

    first, second = type_all(again, ["@2 one of them", "@3"])

    assert (first.about, second.about) == (walks.id, ring.id)
    assert again.state.answered(again.state.lines) == {first.id: walks, second.id: ring}


def test_an_outcome_goes_to_the_homework_that_is_selected(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    walks, ring = type_all(live, ["@ three walks", "@ ring him"])
    again = next_week(caseload, clock)

    outcome = again.enter("@4", Tab.AGENDA, ring).line

    assert outcome
    assert outcome.about == ring.id
    (next_one,) = type_all(again, ["@1"])
    assert next_one.about == walks.id


def test_one_outcome_more_corrects_the_last_of_this_session(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["@ three walks", "@ ring him"])
    again = next_week(caseload, clock)
    type_all(again, ["@2 in the rain", "@1 the machine"])

    corrected = again.enter("@3", Tab.AGENDA)

    assert corrected.remark == "All of it was looked at; this corrects the last."
    assert [card.went for card in again.state.cards()] == [2, 3]
    printed = again.prints.summary(width=0)
    assert "together: 2/4: in the rain\n" in printed
    assert "together: 3/4: the machine\n" in printed
    assert "1/4" not in printed
    now = caseload.progress(live.state.client).glance(again.state.session.id)
    assert now
    assert [(x.outcome, x.line.text) for x in now.went] == [
        (2, "in the rain"),
        (3, "the machine"),
    ]
    again.undo()
    assert [card.went for card in again.state.cards()] == [2, 1]


def test_an_outcome_without_homework_stays_as_typed(live: LiveSession) -> None:
    outcome = live.enter("@2 one of them", Tab.AGENDA)

    assert outcome.line
    assert live.edits.spelled(outcome.line) == "@2 one of them"
    assert outcome.remark == "No homework from before is open; kept by itself."


# Pace and consent


@pytest.mark.parametrize(("typed", "value"), [("-2", -2), ("+1", 1), ("0", 0)])
def test_the_client_states_a_place_between_support_and_challenge(
    live: LiveSession, typed: str, value: int
) -> None:
    (line,) = type_all(live, [f"/pace {typed}"])

    assert (line.kind, line.value, line.author) == (Kind.PACE, value, Author.CLIENT)
    assert live.edits.spelled(line) == f"/pace {typed}"


@pytest.mark.parametrize("typed", ["4", "-5", "+10", "fast", "1.5"])
def test_what_is_no_place_on_the_dial_stays_a_line(
    live: LiveSession, typed: str
) -> None:
    outcome = live.enter(f"/pace {typed}", Tab.NOTES)

    assert outcome.line
    assert (outcome.line.kind, outcome.line.text) == (Kind.NOTE, f"/pace {typed}")
    assert "from -3 to +3" in outcome.remark


@pytest.mark.parametrize(
    ("said", "asked_again"),
    [("yes", False), ("declined", False), ("later", True), ("Later", True)],
)
def test_consent_is_asked_for_once(
    live: LiveSession,
    caseload: Caseload,
    clock: Clock,
    said: str,
    asked_again: bool,
) -> None:
    assert live.opening().consent_open

    type_all(live, [f"/consent {said}"])

    assert not live.opening().consent_open
    assert next_week(caseload, clock).opening().consent_open is asked_again


def test_consent_is_answered_in_one_of_three_words(live: LiveSession) -> None:
    with pytest.raises(UsageError, match="yes, declined or later"):
        live.enter("/consent maybe", Tab.NOTES)

    assert live.state.lines == ()
    assert live.opening().consent_open


@pytest.mark.parametrize(
    ("said", "answer"), [("yes", "yes"), ("later", "later"), ("maybe", None)]
)
def test_a_note_that_becomes_consent_is_an_answer_or_stays_a_note(
    live: LiveSession, said: str, answer: str | None
) -> None:
    (note,) = type_all(live, [said])

    outcome = live.edits.retag((note,), "consent")

    if answer is None:
        assert outcome.remark == "Say which: /consent yes, declined or later."
        with pytest.raises(UsageError):
            live.edits.edit(note, f"/consent {said}")
        assert live.state.lines == (note,)
    else:
        assert [(x.kind, x.sub) for x in live.state.lines] == [(Kind.CONSENT, answer)]


# A number by itself


def test_a_number_by_itself_rates_the_only_goal_in_work(live: LiveSession) -> None:
    assert live.enter("= 5", Tab.NOTES).remark == ""
    type_all(live, ["> sleep", "> the wedding", ">r #2"])

    outcome = live.enter("= 6", Tab.NOTES)

    assert outcome.line
    assert (outcome.line.goal, outcome.remark) == (1, "For goal 1.")
    assert live.state.lines[0].goal is None
    mood = live.enter("= mood 4", Tab.NOTES).line
    assert mood
    assert mood.goal is None


def test_with_several_goals_a_number_by_itself_asks_for_which(
    live: LiveSession,
) -> None:
    _, wedding = type_all(live, ["> sleep", "> the wedding"])

    outcome = live.enter("= 5", Tab.NOTES)

    assert outcome.line
    assert outcome.line.goal is None
    assert outcome.remark == "For which goal? = #1 5"
    selected = live.enter("= 5", Tab.GOALS, wedding).line
    assert selected
    assert selected.goal == 2


@pytest.mark.parametrize(
    ("typed", "let_go"),
    [
        ("/let it go, she said", False),
        ("/letgo", True),
        ("/let", True),
        ("/let go", True),
        ("/Let go of being ready #1", True),
        ("/let #1", True),
        ("/reach for the stars", False),
    ],
)
def test_a_goal_is_let_go_only_where_that_is_what_was_typed(
    live: LiveSession, typed: str, let_go: bool
) -> None:
    type_all(live, ["> sleep"])

    outcome = live.enter(typed, Tab.NOTES)

    assert outcome.line
    assert (status(live.state.goals[0], live.state.goal_notes) == LET_GO) is let_go
    if not let_go:
        assert (outcome.line.kind, outcome.line.text) == (Kind.NOTE, typed)
        assert outcome.remark == "No such /word; kept as an ordinary line."


@pytest.mark.parametrize("typed", ["@9", "@10 tasks", "@5 pm she rings"])
def test_homework_beyond_its_scale_is_an_ordinary_line_and_says_so(
    live: LiveSession, typed: str
) -> None:
    outcome = live.enter(typed, Tab.NOTES)

    assert outcome.line
    assert (outcome.line.kind, outcome.line.text) == (Kind.NOTE, typed)
    assert outcome.remark == "Homework goes 0 to 4; kept as an ordinary line."
    assert live.enter(live.edits.spelled(outcome.line), Tab.NOTES).line


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("!x she means it", "No such mark"),
        ("!F call Fri", "No such mark"),
        ("+z", "No such mark"),
        ("!f", "No words behind the mark"),
        ("+w ", "No words behind the mark"),
        (".5 mg", ""),
        ("<3", ""),
    ],
)
def test_a_mark_with_a_letter_that_counts_for_nothing_says_so(
    live: LiveSession, typed: str, why: str
) -> None:
    outcome = live.enter(typed, Tab.NOTES)

    assert outcome.line
    assert outcome.line.kind is Kind.NOTE
    assert outcome.remark == (f"{why}; kept as an ordinary line." if why else "")


def test_a_rating_beyond_its_scale_says_so(live: LiveSession) -> None:
    outcome = live.enter("= 11", Tab.NOTES)

    assert outcome.line
    assert (outcome.line.kind, outcome.line.text) == (Kind.NOTE, "= 11")
    assert outcome.remark == "A rating is a name and 0 to 10; kept as an ordinary line."


# Lines that became something else


def test_words_that_became_scratch_stand_in_no_print_through_a_tie(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    """A tie shows the words of another line: only while that one is printed itself."""
    strength, homework, asked = type_all(
        live, ["+ hushed strength", "@ hushed walk #+1", "/differently hushed wish"]
    )
    again = next_week(caseload, clock)
    type_all(again, ["@2", "@ ring him #+1", "/changed the chairs"])
    assert again.prints.summary(width=0).count("hushed") == 4

    again.edits.retag((strength, homework, asked), "scratch")

    for name in FORMATS:
        assert "hushed" not in again.prints.summary(name, width=0)
    (card,) = again.state.cards()
    assert again.state.built_on((card.head,)) == {}


def test_what_builds_on_no_strength_any_more_has_no_number_of_another(
    live: LiveSession,
) -> None:
    _, second, homework = type_all(live, ["+ rang him", "+ breathing", "@ walk #+2"])

    live.edits.retag((second,), "note")

    (line,) = (x for x in live.state.lines if x.id == homework.id)
    assert line.strength is None
    assert live.edits.spelled(line) == "@ walk"


def test_a_session_that_was_opened_by_mistake_keeps_nothing_from_the_next(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["? father called", ": sleep"])
    by_mistake = next_week(caseload, clock)
    (line,) = type_all(by_mistake, ["meant for another client"])
    caseload.open("HERON-2")
    by_mistake.edits.move((line,), "HERON-2")
    by_mistake.leave()

    opening = next_week(caseload, clock).opening()

    assert [x.text for x in opening.parked] == ["father called"]
    assert [x.text for x in opening.unfinished] == ["sleep"]


def test_of_several_smaller_versions_the_clients_sheet_shows_the_last(
    live: LiveSession,
) -> None:
    type_all(live, ["@ walk an hour", "@s walk half of it", "@s walk to the corner"])

    printed = live.prints.summary("takehome", width=0)

    assert "walk an hour · or smaller: walk to the corner\n" in printed
    assert "half of it" not in printed


def test_the_moment_of_a_smaller_version_is_not_that_of_the_task(
    live: LiveSession,
) -> None:
    type_all(live, ["@ read", "@s a page by Friday", "@ phone off from 10 pm"])
    type_all(live, ["@s phone in the hall", "@ walk on Monday", "@s stand by Friday"])

    printed = live.prints.summary("takehome", width=0)

    moments = printed.partition("When:")[2].partition("\n\n")[0].splitlines()
    assert [x.strip() for x in moments] == [
        "or smaller: Friday",
        "10 pm",
        "Monday · or smaller: Friday",
    ]


def test_a_task_of_last_time_stands_with_the_smaller_version_found_today(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["@ walk an hour", "+ I sing"])
    again = next_week(caseload, clock)
    (walk,) = again.state.outstanding()
    again.enter("@s walk to the corner", Tab.AGENDA, walk)

    printed = again.prints.summary("takehome", width=0)

    assert "walk an hour · or smaller: walk to the corner\n" in printed
    assert "I sing" not in printed


def test_the_clients_sheet_shows_a_strength_with_where_it_shows_up(
    live: LiveSession,
) -> None:
    type_all(live, ["+w rang him", "+s with cousins", "+s at work", "+ I sing"])

    printed = live.prints.summary("takehome", width=0)

    assert "rang him · shows up: with cousins · shows up: at work\n" in printed
    assert printed.count("shows up") == 2


def test_a_goal_that_rests_is_not_what_the_client_wants_today(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["> sit at the wedding", "> sleep through", ">z #2 until May"])
    again = next_week(caseload, clock)
    type_all(again, ["slept badly"])

    assert "sleep through" not in again.prints.summary("takehome")
    assert "sit at the wedding" in again.prints.summary("takehome")


def test_what_one_key_records_is_the_therapists(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["/differently less homework talk"])
    again = next_week(caseload, clock)

    pressed = [
        again.mark(Kind.STEPPED_BACK),
        again.edits.tick(again.state.requests()[0]),
    ]

    assert [x.line.author for x in pressed if x.line] == [Author.THERAPIST] * 2
    assert [again.edits.spelled(x) for x in again.state.lines] == ["/back", "/changed"]


def test_a_line_that_is_edited_or_retagged_into_a_finer_kind_finds_its_place(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["@ three walks", "/differently less homework talk"])
    again = next_week(caseload, clock)
    went, changed, way = type_all(again, ["2 one of them", "agenda first", "rain"])

    again.edits.edit(went, "@2 one of them")
    again.edits.edit(changed, "/changed agenda first")
    again.edits.retag((way,), "@o")

    assert again.state.outstanding() == again.state.requests() == ()
    (card,) = again.state.cards()
    assert card.went == 2
    assert [x.text for x in card.obstacles] == ["rain"]
    again.undo()
    again.undo()
    assert len(again.state.requests()) == 1


def test_an_edited_line_belongs_to_what_was_said_before_it(live: LiveSession) -> None:
    first, way, _ = type_all(live, ["@ three walks", "rain", "@ ring him"])

    changed = live.edits.edit(way, "@o rain").line

    assert changed
    assert changed.about == first.id


@pytest.mark.parametrize(
    ("typed", "anew"), [("@3 fine", "@2 fine"), ("@o rain", "@2 fine")]
)
def test_an_outcome_that_is_corrected_says_nothing_of_a_homework_it_still_has(
    live: LiveSession, caseload: Caseload, clock: Clock, typed: str, anew: str
) -> None:
    (walk,) = type_all(live, ["@ walk"])
    live.leave()
    clock.forward(days=7)
    again = caseload.open("KESTREL-4")
    (went,) = type_all(again, ["@3"] if typed == "@o rain" else [typed])
    if typed == "@o rain":
        (went,) = type_all(again, [typed])

    outcome = again.edits.edit(went, anew)

    assert outcome.line
    assert (outcome.line.about, outcome.line.sub) == (walk.id, "2")
    assert "kept by itself" not in outcome.remark


def test_what_was_said_last_counts_wherever_it_stands(live: LiveSession) -> None:
    _, ring = type_all(live, ["@ three walks", "@ ring him"])
    live.edits.reorder(ring, -1, Tab.AGENDA)

    (way,) = type_all(live, ["@o phone off"])

    assert way.about == ring.id


@pytest.mark.parametrize("mark", ["~ ", ""])
def test_words_made_a_response_are_not_on_the_clients_sheet_by_that_alone(
    live: LiveSession, mark: str
) -> None:
    _, line = type_all(live, ["/did psy drew the curve", f"{mark}looked bored"])

    live.edits.retag((line,), "response")

    assert "looked bored" in live.prints.summary(width=0)
    assert "looked bored" not in live.prints.summary("takehome", width=0)


# Mending what was typed as something else


@pytest.mark.parametrize("mend", ["retag", "edit"])
def test_homework_typed_by_itself_becomes_the_smaller_version_of_the_one_before(
    live: LiveSession, mend: str
) -> None:
    text, wave = type_all(live, ["@ text him Sat", "@ wave %95"])

    if mend == "retag":
        live.edits.retag((wave,), "smaller")
    else:
        live.edits.edit(wave, "@s wave %95")

    (card,) = live.state.cards()
    assert (card.head.id, [x.id for x in card.smaller]) == (text.id, [wave.id])
    live.undo()
    assert [card.head.id for card in live.state.cards()] == [text.id, wave.id]


def test_a_note_becomes_the_gloss_of_the_goal_in_hand_and_a_note_again(
    live: LiveSession,
) -> None:
    goal, note = type_all(live, ["> sit there", "company while afraid"])

    live.edits.retag((note,), "gloss")
    assert [(x.about, x.goal) for x in live.state.goal_notes] == [(goal.id, 1)]

    live.edits.retag((live.state.goal_notes[0],), "note")
    assert live.state.goal_notes == ()
    assert live.state.lines[-1].about is None


def test_a_response_may_be_kept_off_the_clients_sheet(live: LiveSession) -> None:
    did, back = type_all(live, ["/did psy adrenaline curve", "<t it peaks"])
    assert back.sub == "t"

    live.edits.retag((back,), "response")

    plain = live.state.lines[-1]
    assert (plain.sub, plain.about) == ("", did.id)
    assert "it peaks" not in live.prints.summary("takehome")


def test_a_line_made_another_kind_can_be_edited_as_that_kind(live: LiveSession) -> None:
    (words,) = type_all(live, ['" better than Sunday'])

    live.edits.retag((words,), "note")
    note = live.state.lines[0]

    assert note.author is Author.THERAPIST
    live.edits.edit(note, "better than Sunday, she said")
    assert live.state.lines[0].text == "better than Sunday, she said"


def test_a_key_pressed_twice_takes_up_and_marks_once(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    earlier = type_all(live, ["? father called", ": sleep", "/differently slower"])
    again = next_week(caseload, clock)

    pressed = [again.edits.tick(line) for line in earlier for _ in range(2)]

    assert [x.changed for x in pressed] == [True, False] * 3
    assert len(again.state.lines) == 3


def test_of_years_of_notes_on_a_goal_the_newest_are_read_and_each_print_has_its_own(
    record: Record, clock: Clock
) -> None:
    for number in range(15):
        live = open_session(record, clock)
        goal = ["> sit at the wedding"] if not number else []
        status = ">z #1" if number == 2 else ">n #1"
        type_all(live, [*goal, f">g gloss {number} #1", status])
        live.leave()
        clock.forward(days=7)
    live = open_session(record, clock)
    assert [x.text for x in live.state.goal_notes if x.sub == "g"] == [
        f"gloss {number}" for number in range(3, 15)
    ]
    assert len(live.state.active_goals()) == 1
    type_all(live, [">g one more #1", "> sleep", ">l #2"])
    again = open_session(record, clock)
    assert again.state.goals == live.state.goals
    assert set(again.state.goal_notes) <= set(live.state.goal_notes)
    assert [x.text for x in live.state.active_goals()] == ["sit at the wedding"]

    fourth = Caseload(record, clock).past(live.state.client, 4)
    assert [x.text for x in fourth.state.goal_notes if x.sub == "g"] == [
        f"gloss {number}" for number in range(4)
    ]
    assert "gloss 14" not in fourth.prints.summary()


def test_the_most_useful_strengths_are_found_behind_many_that_are_none_any_more(
    record: Record, clock: Clock
) -> None:
    live = open_session(record, clock)
    type_all(live, [f"+ strength {n}" for n in range(1, 16)])
    type_all(live, [f"@ try it #+{n}" for n in range(1, 16) for _ in range(2)])
    type_all(live, ["@ again #+2", "+ a new one"])
    for line in live.state.lines[3:15]:
        live.edits.retag((line,), "note")
    live.leave()
    clock.forward(days=7)
    found = open_session(record, clock).opening().strengths
    assert [x.text for x in found] == ["strength 2", "strength 3", "strength 1"]
    carried = record.carryover.useful_strengths(live.state.client.id, 99, 6)
    assert [x.text for x in carried] == [
        "strength 2",
        "strength 3",
        "strength 1",
        "a new one",
    ]


# Which goal


def test_it_is_said_which_goal_is_closed_before_and_behind_enter(
    live: LiveSession,
) -> None:
    type_all(live, ["> sleep", "> the wedding", "slept #1"])

    assert live.goal_told(">r", Tab.NOTES, None) == "goal 1 reached"
    assert live.goal_told(">z #2", Tab.NOTES, None) == "goal 2 resting"
    assert live.goal_told(">g for me", Tab.NOTES, None) == ""
    assert live.goal_told("> sleep", Tab.NOTES, None) == ""
    assert live.enter(">r", Tab.NOTES).remark == "goal 1 reached"


def test_a_goal_is_said_to_be_reached_once(live: LiveSession) -> None:
    type_all(live, ["> sleep", "> the wedding", ">r #2"])

    again = live.enter(">r #2", Tab.NOTES)
    assert again.is_refused
    assert again.remark == "goal 2 is reached already"
    assert live.prints.summary("girp").count("Reached") == 1
    assert live.enter(">r slept nine hours #2", Tab.NOTES).line
    assert live.enter(">n #2", Tab.NOTES).remark == "goal 2 active"
