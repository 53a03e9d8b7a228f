"""What is open comes back until it is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.story import Clock, open_session, type_all

from sessiontui.cli.presenters.progress import progress_text
from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.preferences import USUAL_PREFERENCES, Preferences
from sessiontui.domain.progress.phrases import at_risk, done_about
from sessiontui.domain.session.head import is_alone
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.domain.entities import Line
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

_NOTES = Tab.NOTES


def test_done_answers_the_oldest_follow_up_and_says_which(
    record: Record, clock: Clock
) -> None:
    first = open_session(record, clock)
    call, letter = type_all(first, ["!f call Fri", "!f write to the GP"])
    clock.forward(days=7)
    live = open_session(record, clock)

    said = live.enter("!d rang her", _NOTES)

    assert said.line is not None
    assert said.line.about == call.id
    assert said.remark == "Answers the first follow-up of Tue 10 Mar; 1 more open."
    assert [line.id for line in live.state.follow_ups()] == [letter.id]


def test_done_answers_the_selected_follow_up(record: Record, clock: Clock) -> None:
    live = open_session(record, clock)
    _, letter = type_all(live, ["!f call Fri", "!f write to the GP"])

    said = live.enter("!d written", _NOTES, letter)

    assert said.line is not None
    assert said.line.about == letter.id
    day = "Tue 10 Mar"
    assert said.remark == f"Answers the second follow-up of {day}; 1 more open."


def test_done_without_a_follow_up_is_kept_and_says_so(
    record: Record, clock: Clock
) -> None:
    said = open_session(record, clock).enter("!d rang her", _NOTES)

    assert said.line is not None
    assert said.remark == "No risk follow-up is open; kept by itself."


def test_asked_and_nothing_voiced_is_a_sentence_in_the_print(
    record: Record, clock: Clock
) -> None:
    live = open_session(record, clock)
    type_all(live, ["!n"])

    printed = live.prints.summary("soap")

    assert "Asked about risk; nothing voiced.\n" in printed
    assert "Not recorded" not in printed
    assert not live.signing.checklist().unfollowed


def test_what_was_done_stands_under_the_follow_up_of_its_day(
    record: Record, clock: Clock
) -> None:
    type_all(open_session(record, clock), ["! cutting again", "!f call Fri"])
    clock.forward(days=7)
    live = open_session(record, clock)
    type_all(live, ["!d rang her"])

    printed = live.prints.summary("soap")

    assert "Follow-up: call Fri (from 2026-03-10)" in printed
    assert "Done: rang her" in printed


def week(
    record: Record, clock: Clock, *lines: str, tab: Tab = Tab.NOTES
) -> LiveSession:
    """The session of a week later, with what was typed in it."""
    clock.forward(days=7)
    live = open_session(record, clock)
    type_all(live, lines, tab)
    return live


def texts(lines: Iterable[Line]) -> list[str]:
    return [line.text for line in lines]


def test_a_follow_up_comes_back_with_its_day_until_it_is_answered(
    record: Record, clock: Clock
) -> None:
    week(record, clock, "! cutting again", "!f call Fri")
    for _ in range(4):
        last = week(record, clock, "a note").opening()
        assert texts(last.follow_ups) == ["call Fri"]

    last = week(record, clock).opening()
    (follow_up,) = last.follow_ups
    assert last.follow_up_words(follow_up) == "risk follow-up · call Fri · Tue 17 Mar"
    assert last.risk is None

    assert not week(record, clock, "!d rang her").opening().follow_ups
    assert not week(record, clock).opening().follow_ups


def test_the_words_of_a_follow_up_stand_in_clear_only_where_the_client_is_alone(
    record: Record, clock: Clock
) -> None:
    week(record, clock, "!f call Fri")
    live = week(record, clock)
    live.enter("/present client, mother", _NOTES)

    last = live.opening()

    assert last.follow_up_words(last.follow_ups[0]) == "risk follow-up · Tue 17 Mar"


@pytest.mark.parametrize("present", ["", "client", "The client ", "KESTREL-4", "alone"])
def test_the_client_alone(present: str) -> None:
    assert is_alone(present, "KESTREL-4")


@pytest.mark.parametrize("present", ["client and mother", "mother", "Klient", "a, b"])
def test_whoever_is_not_known_as_the_client_is_somebody_else(present: str) -> None:
    assert not is_alone(present, "KESTREL-4")


def test_a_risk_without_a_follow_up_is_told_once_and_one_with_nothing_voiced_is_not(
    record: Record, clock: Clock
) -> None:
    week(record, clock, "! cutting again")
    live = week(record, clock, "!n")
    assert live.opening().risk is not None

    assert week(record, clock).opening().risk is None


def test_what_a_contact_leaves_open_is_not_older_than_the_hour_before_it(
    record: Record, clock: Clock
) -> None:
    week(record, clock, "? ask about mum")
    clock.forward(days=1)
    contact = Caseload(record, clock).open("KESTREL-4")
    contact.enter("/contact phone 10m", Tab.NOTES)
    type_all(contact, ["? the move", ": the letter"])

    last = week(record, clock).opening()
    assert texts(last.parked) == ["the move", "ask about mum"]
    assert texts(last.unfinished) == ["the letter"]
    assert last.older_row is None


def test_a_risk_of_a_contact_is_told_until_a_follow_up_is_planned(
    record: Record, clock: Clock
) -> None:
    type_all(open_session(record, clock), ["slept"])
    clock.forward(days=1)
    contact = Caseload(record, clock).open("KESTREL-4")
    contact.enter("/contact phone 10m", Tab.NOTES)
    type_all(contact, ["! cutting again"])

    live = week(record, clock)
    assert live.opening().risk is not None
    type_all(live, ["! she showed me"])
    assert live.opening().risk is not None
    type_all(live, ["!f ring Friday"])
    assert live.opening().risk is None


def test_all_homework_that_was_not_looked_at_comes_back_the_last_first(
    record: Record, clock: Clock
) -> None:
    week(record, clock, "@ walk")
    week(record, clock, "@ write", "@ breathe")
    week(record, clock, "@ text him")
    live = week(record, clock)

    last = live.opening()
    assert [card.head.text for card in last.homework] == ["text him"]
    assert last.older_row is not None
    assert last.older_row.words == "and 3 older"
    assert texts(live.opening(all_older=True).older) == ["write", "breathe", "walk"]

    live.enter("@3", _NOTES)
    last = live.opening()
    assert [card.head.text for card in last.homework] == ["write", "breathe"]
    assert last.older_row is not None
    assert last.older_row.words == "and 1 older"


def test_letting_go_is_a_fact_of_today_and_is_taken_back(
    record: Record, clock: Clock
) -> None:
    earlier = week(record, clock, "@ walk", "? father")
    earlier.prints.choose_format("soap")
    live = week(record, clock)
    walk = live.opening().homework[0].head

    said = live.edits.remove((walk,))

    assert said.remark == "homework let go · Ctrl+Z brings it back"
    assert not live.opening().homework
    assert record.lines.line(walk.id) == walk
    printed = live.prints.summary("soap")
    assert "Let go: walk (from 2026-03-17)" in printed
    assert "walk" not in live.prints.summary("takehome")
    live.undo()
    assert [card.head for card in live.opening().homework] == [walk]


def test_what_is_let_go_may_be_of_a_signed_session(
    record: Record, clock: Clock
) -> None:
    preferences = replace(USUAL_PREFERENCES, signer="R. Marsh, LCSW")
    caseload = Caseload(record, clock, preferences=preferences)
    first = caseload.open("KESTREL-4")
    type_all(first, ["? father"])
    first.sign()
    clock.forward(days=7)
    live = caseload.open("KESTREL-4")

    live.edits.remove(live.opening().parked)

    assert not live.opening().parked
    assert [x.kind for x in live.state.lines] == [Kind.LET_GO]


def test_after_three_openings_what_was_parked_is_older(
    record: Record, clock: Clock
) -> None:
    week(record, clock, "? father")
    week(record, clock, "sleep", tab=Tab.AGENDA)
    for _ in range(2):
        last = week(record, clock, "a note").opening()
        assert texts(last.parked) == ["father"]
        assert texts(last.unfinished) == ["sleep"]
    live = week(record, clock, "a note")
    assert not live.opening().parked
    assert texts(live.opening().unfinished) == ["sleep"]
    assert texts(live.opening(all_older=True).older) == ["father"]
    assert texts(week(record, clock).opening(all_older=True).older) == [
        "sleep",
        "father",
    ]


def test_a_risk_and_a_request_are_answered_and_not_let_go(
    record: Record, clock: Clock
) -> None:
    week(record, clock, "!f call Fri", "/differently less homework")
    live = week(record, clock)
    last = live.opening()

    for line in (*last.follow_ups, *last.differently):
        assert not live.edits.remove((line,)).changed

    assert live.opening().follow_ups == last.follow_ups
    assert live.opening().differently == last.differently


def test_a_half_typed_line_of_another_day_comes_as_words(
    record: Record, clock: Clock
) -> None:
    before = open_session(record, clock)
    type_all(before, ["a note"])
    before.drafts.save(Tab.NOTES, "he said the", (0, 11), None)
    after = week(record, clock)

    assert after.drafts.load().tab is Tab.AGENDA
    assert after.drafts.load().text == "he said the"
    assert after.greeting == "Left half typed on Tue 10 Mar, on Notes."


def test_a_half_typed_line_of_today_is_said_to_be_of_today(
    record: Record, clock: Clock
) -> None:
    before = open_session(record, clock)
    type_all(before, ["a note"])
    before.drafts.save(Tab.NOTES, "he said the", (0, 11), None)
    caseload = Caseload(record, clock)
    clock.forward(hours=3)
    after = caseload.open("KESTREL-4", new_session=True)

    assert after.greeting == "Left half typed today, on Notes."


def test_an_order_of_another_day_comes_as_text_that_is_not_carried_out(
    record: Record, clock: Clock
) -> None:
    before = open_session(record, clock)
    type_all(before, ["a note"])
    before.drafts.save(Tab.NOTES, "/amend late he rang", (0, 19), None)
    after = week(record, clock)
    left = after.drafts.load()

    assert left.text == " /amend late he rang"
    assert left.cursor == (0, 20)
    came = after.enter(left.text, left.tab)
    assert came.slash is None
    assert came.line is not None
    assert came.line.text == "/amend late he rang"


def test_a_mark_of_another_day_stays_a_mark(record: Record, clock: Clock) -> None:
    before = open_session(record, clock)
    type_all(before, ["a note"])
    before.drafts.save(Tab.NOTES, "! he said", (0, 9), None)

    assert week(record, clock).drafts.load().text == "! he said"


def test_progress_tells_of_a_risk_and_of_what_was_done(
    record: Record, clock: Clock
) -> None:
    week(record, clock, "! cutting again", "!f call Fri", "!f write to the GP")
    live = week(record, clock, "!d rang her", "!n")

    risk = Caseload(record, clock).progress(live.state.client).risk

    assert [(at_risk(x), done_about(x)) for x in risk] == [
        ("cutting again", ()),
        ("Follow-up: call Fri", ("recorded as done 2026-03-24: rang her",)),
        ("Follow-up: write to the GP", ("still open",)),
        ("Asked about risk; nothing voiced.", ()),
    ]
    assert "RISK\n2026-03-17  cutting again" in progress_text(
        Caseload(record, clock).progress(live.state.client), 80
    )


@pytest.mark.parametrize("first", [True, False])
def test_what_was_written_under_a_clock_that_was_ahead_comes_back(
    record: Record, clock: Clock, first: bool
) -> None:
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    if not first:
        type_all(caseload.open("KESTREL-4"), ["hello"])
    right = clock.now
    clock.forward(days=1826)
    ahead = caseload.open("KESTREL-4")
    type_all(ahead, ["!f call her", "@ walk", "? father", "/differently Less talk."])
    ahead.sign()
    clock.now = right
    clock.forward(days=7)

    live = caseload.open("KESTREL-4")
    opening = live.opening(all_older=True)
    assert [x.text for x in opening.follow_ups] == ["call her"]
    assert [x.head.text for x in opening.homework] == ["walk"]
    assert [x.text for x in (*opening.parked, *opening.older)] == ["father"]
    assert [x.text for x in opening.differently] == ["Less talk."]
    type_all(live, ["!d rang", "@2", "/changed less"])
    live.leave()
    clock.forward(days=7)
    later = caseload.open("KESTREL-4").opening(all_older=True)
    assert (later.follow_ups, later.homework, later.differently) == ((), (), ())
    # What is finished late knows nothing of what came behind it.
    clock.forward(days=7)
    late = caseload.open("KESTREL-4", new_session=True, day=right.date())
    assert not late.opening(all_older=True).parked
    assert verify(record) == ()


def test_what_waits_stands_in_the_note_of_each_hour_until_it_is_taken_up(
    record: Record, clock: Clock
) -> None:
    """And a signed note stays as it was, whatever later hours take up."""
    type_all(open_session(record, clock), ["? the move", ": the letter", "? the cat"])
    clock.forward(days=7)
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    live = caseload.open("KESTREL-4")
    type_all(live, [": the cat", "slept"])
    row = "Still waiting from before: the move (2026-03-10); the letter (2026-03-10)"
    told = live.prints.summary("soap", 0)

    assert row in told
    assert f"{row}." in live.prints.summary("narrative", 0)
    assert "Not reached: the cat" in told
    assert "Still waiting" not in live.prints.summary("takehome")

    live.enter("/format soap", _NOTES)
    live.sign()
    clock.forward(days=7)
    later = open_session(record, clock)
    type_all(later, [": the move"])

    waits = "before: the cat (2026-03-17); the letter (2026-03-10)\n"
    assert waits in later.prints.summary("dap", 0)
    past = caseload.prints(later.state.client, 2)
    assert past.is_given_again()
    assert verify(record) == ()


@pytest.mark.parametrize("words", ["nothing", "Nothing.", "No", "– nothing at all!"])
def test_an_answer_that_asks_for_nothing_is_no_request(
    record: Record, clock: Clock, words: str
) -> None:
    first = open_session(record, clock)
    type_all(first, [f"/differently {words}", "/differently nothing on Mondays"])
    clock.forward(days=7)

    live = open_session(record, clock)

    assert [x.text for x in live.opening().differently] == ["nothing on Mondays"]
    assert words in first.prints.summary()
    told = progress_text(Caseload(record, clock).progress(first.state.client), 80)
    assert told.count("still open") == 1
