"""The client's own answers to the closing questions, and what is half typed of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.cli.presenters.list_columns import hit_block
from sessiontui.domain.kinds.lookup import LEFT_OPEN, Kind, Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.session.closing_questions import CLOSING, Prompt
from sessiontui.errors import UsageError
from sessiontui.services.caseload import Caseload

if TYPE_CHECKING:
    from tests.story import Clock

    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

HELPED, DIFFERENTLY = CLOSING
OWN = Prompt("Was war heute anders?", Kind.ANSWER)


def test_an_answer_typed_by_the_client_says_so_and_keeps_its_question(
    live: LiveSession,
) -> None:
    outcome = live.answer_to(OWN, "Ich war ruhiger\r\n")
    line = outcome.line
    assert line is not None
    assert (line.kind, line.asked, line.text) == (
        OWN.kind,
        OWN.question,
        "Ich war ruhiger\n",
    )
    assert (line.author, line.keyed) == ("client", True)


def test_a_question_is_left_open_once_and_not_where_it_has_an_answer(
    live: LiveSession,
) -> None:
    assert live.answer_to(HELPED, " \n").changed
    assert not live.answer_to(HELPED, "").changed
    live.answer_to(DIFFERENTLY, "slower")
    assert not live.answer_to(DIFFERENTLY, "").changed
    assert [(x.kind, x.sub, x.text, x.keyed) for x in live.state.lines] == [
        (Kind.HELPED, LEFT_OPEN, "", False),
        (Kind.DIFFERENTLY, "", "slower", True),
    ]


def test_any_answer_takes_the_place_of_the_blank_one_in_one_step(
    live: LiveSession,
) -> None:
    live.answer_to(HELPED, "")
    live.enter("/helped the picture, said at the door", Tab.NOTES)
    assert [(x.sub, x.keyed) for x in live.state.lines] == [("", False)]
    live.undo()
    assert [x.sub for x in live.state.lines] == [LEFT_OPEN]
    live.redo()
    assert [x.text for x in live.state.lines] == ["the picture, said at the door"]


def test_a_blank_answer_to_another_question_stays(live: LiveSession) -> None:
    live.answer_to(OWN, "")
    live.answer_to(Prompt("Noch etwas?", Kind.ANSWER), "nein")
    assert [(x.asked, x.sub) for x in live.state.lines] == [
        (OWN.question, LEFT_OPEN),
        ("Noch etwas?", ""),
    ]


def test_lists_say_who_typed_an_answer_and_what_was_left_open(
    live: LiveSession, caseload: Caseload
) -> None:
    live.answer_to(HELPED, "the picture thing")
    assert "the picture thing (typed by the client)" in hit_block(
        caseload.search("picture")[0]
    )


def test_the_clients_half_typed_words_and_the_therapists_never_meet(
    live: LiveSession,
) -> None:
    live.drafts.save(Tab.GOALS, "~ a thought", (0, 3), None)
    live.drafts.save_answering("The pic", (0, 7))
    assert live.drafts.load().text == "~ a thought"
    live.answer_to(HELPED, "The picture")
    assert live.drafts.answering().text == ""
    assert live.drafts.load().text == "~ a thought"


def test_what_the_client_left_never_comes_onto_the_therapists_line(
    live: LiveSession,
) -> None:
    live.drafts.save_answering("The pic", (0, 7))
    assert live.drafts.load().text == ""
    live.enter("The picture", Tab.HELPED)
    assert live.drafts.load().text == ""
    assert live.drafts.answering().text == "The pic"


def test_what_the_client_types_answers_one_question_after_the_other(
    live: LiveSession,
) -> None:
    assert live.asks_client() == HELPED
    live.answer("the picture")
    live.answer_to(DIFFERENTLY, "")
    assert live.asks_client() == DIFFERENTLY
    live.answer("slower")
    assert live.asks_client() is None
    assert not live.answer(" \n").changed
    live.answer("and thank you")
    live.answer("see you")
    assert [(x.kind, x.text, x.author, x.keyed) for x in live.state.lines] == [
        (Kind.HELPED, "the picture", "client", True),
        (Kind.DIFFERENTLY, "slower", "client", True),
        (Kind.ANSWER, "and thank you", "client", True),
        (Kind.ANSWER, "see you", "client", True),
    ]
    assert "Anything else? (typed by the client): and thank you" in " ".join(
        live.prints.summary(width=0).split()
    )


def test_a_session_with_nothing_but_a_half_typed_answer_is_kept(
    caseload: Caseload, live: LiveSession
) -> None:
    live.drafts.save_answering("The pic", (0, 7))
    live.leave()
    assert caseload.half_typed() == {live.state.client.id}
    assert caseload.clients()[0].client == live.state.client
    assert caseload.open("KESTREL-4").drafts.answering().text == "The pic"


def test_words_that_the_therapist_changed_were_not_typed_by_the_client(
    live: LiveSession,
) -> None:
    line = live.answer_to(live.state.prompt(), "the pictur").line
    assert line
    assert line.keyed

    changed = live.edits.edit(line, "the picture of the stairs").line

    assert changed
    assert not changed.keyed
    live.undo()
    assert live.state.lines == (line,)


def test_nothing_is_signed_over_the_clients_unfinished_words(
    record: Record, clock: Clock
) -> None:
    live = Caseload(record, clock, preferences=Preferences(signer="R. Amadi")).open(
        "KESTREL-4"
    )
    live.enter("a note", Tab.NOTES)
    live.drafts.save_answering("The pic", (0, 7))
    with pytest.raises(UsageError, match="wait in the client view"):
        live.sign()
    live.answer("The picture")
    live.sign()
    assert live.state.session.signed_at is not None
