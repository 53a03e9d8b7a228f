"""What is open comes back until it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.story import Clock, open_session, type_all

from sessiontui.domain.kinds.index import Tab

if TYPE_CHECKING:
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
    assert said.remark == "Answers the follow-up of Tue 10 Mar; 1 more open."
    assert [line.id for line in live.state.follow_ups()] == [letter.id]


def test_done_answers_the_selected_follow_up(record: Record, clock: Clock) -> None:
    live = open_session(record, clock)
    _, letter = type_all(live, ["!f call Fri", "!f write to the GP"])

    said = live.enter("!d written", _NOTES, letter)

    assert said.line is not None
    assert said.line.about == letter.id


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
    assert not live.signing.closing().unfollowed


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
