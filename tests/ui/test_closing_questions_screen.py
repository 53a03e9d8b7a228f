"""The client at the keyboard: the closing questions, a box for each, and then rest."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest
from textual import events

from sessiontui.domain.kinds.lookup import LEFT_OPEN, Kind
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.session.closing_questions import Prompt
from sessiontui.services.caseload import Caseload
from sessiontui.store.open import open_record
from tests.story import type_all
from tests.ui.typist import SIZES, at_the_keyboard, said

if TYPE_CHECKING:
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record
    from tests.story import Clock
    from tests.ui.typist import Typist

LONG = (
    "Thinking of the whole hour, of what we spoke about and of what we left unsaid, "
    "what would you like me to know before we meet again?"
)
OWN = Preferences(
    closing=(
        Prompt("What was most helpful today?", Kind.HELPED),
        Prompt("Was könnten wir nächstes Mal anders machen?", Kind.DIFFERENTLY),
        Prompt("今日はどうでしたか？", Kind.ANSWER),
        Prompt(LONG, Kind.ANSWER),
    )
)

THANKS = "Thank you."


@pytest.mark.parametrize("size", SIZES)
async def test_one_key_to_hand_over_one_enter_a_box_and_then_rest(
    caseload: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(caseload, size=size) as user:
        await user.enters("! means asked")
        await user.presses("f7")
        assert "What was most helpful today?" in user.picture
        await user.types("The picture thing.")
        await user.presses("enter")
        await user.types("Less homework talk at the start.")
        await user.presses("enter")
        assert said(user)[1:] == [
            (Kind.HELPED, "The picture thing.", "client", True),
            (Kind.DIFFERENTLY, "Less homework talk at the start.", "client", True),
        ]
        assert user.picture.strip() == THANKS
        await user.presses("ctrl+t", "f2")
        assert "typed by the client" in " ".join(user.picture.split())


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_else_stands_on_the_screen(
    caseload: Caseload, live: LiveSession, size: tuple[int, int]
) -> None:
    type_all(live, ["! means asked", "> the wedding", "+ my brother", "a note"])
    live.drafts.save(live.drafts.load().tab, "half a thought", (0, 5), None)
    async with at_the_keyboard(caseload, size=size) as user:
        await user.presses("f7")
        for never in ("KESTREL", "means", "wedding", "brother", "note", "half", "min"):
            assert never not in user.picture
        lines = [row.strip("│┌┐└┘─ ") for row in user.picture.split("\n")]
        words = " ".join(row for row in lines if row)
        assert words == (
            "What was most helpful today? What could we do differently for our next "
            "session? Enter goes on"
        )


async def test_the_same_by_its_word(user: Typist) -> None:
    await user.enters("/feedback")
    assert user.is_asking
    assert user.line == ""


async def test_an_empty_box_is_a_question_that_was_asked_and_left_open(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    async with at_the_keyboard(caseload) as user:
        await user.presses("f7", "enter")
        assert [(x.kind, x.sub) for x in user.live.state.lines] == [
            (Kind.HELPED, LEFT_OPEN)
        ]
        await user.enters("Less homework")
        assert [(x.kind, x.sub) for x in user.live.state.lines] == [
            (Kind.HELPED, LEFT_OPEN),
            (Kind.DIFFERENTLY, ""),
        ]
        await user.presses("ctrl+t", "f5")
        assert "not answered" in user.picture
    summary = Caseload(record, clock).open("KESTREL-4").prints.summary()
    assert "Most helpful today: not answered" in summary
    assert "(typed by the client): Less homework" in summary


async def test_a_question_with_an_answer_is_not_left_open_by_an_empty_box(
    user: Typist,
) -> None:
    await user.enters("/helped The picture thing.", "/differently slower")
    await user.presses("f7", "enter")
    assert len(user.live.state.lines) == 2
    assert user.picture.strip() == THANKS


@pytest.mark.parametrize("size", SIZES)
async def test_where_all_is_answered_it_stands_there_and_there_is_room_for_more(
    caseload: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(caseload, size=size) as user:
        await user.enters("/helped The picture thing.", "/differently slower")
        await user.presses("f7")
        for words in ("The picture thing.", "slower", "Anything else?"):
            assert words in user.picture
        assert "Enter, and that is all" in user.picture
        await user.presses("ctrl+t")
        assert "KESTREL-4" in user.picture
        assert len(user.live.state.lines) == 2
        await user.presses("f7")
        await user.enters("and the chairs")
        assert user.picture.strip() == THANKS
        assert said(user)[2:] == [(Kind.ANSWER, "and the chairs", "client", True)]
        await user.presses("ctrl+t", "f7")
        assert "and the chairs" in user.picture
        await user.presses("escape", "ctrl+t")
        assert len(user.live.state.lines) == 3


async def test_a_question_that_was_answered_before_is_passed_over(user: Typist) -> None:
    await user.enters("/differently slower")
    await user.presses("f7")
    assert "Enter, and that is all" in user.picture
    await user.enters("The picture thing.")
    assert user.picture.strip() == THANKS
    assert len(user.live.state.lines) == 2


async def test_a_question_left_open_may_be_answered_after_all(user: Typist) -> None:
    await user.presses("f7", "enter", "enter", "ctrl+t", "f7")
    await user.types("The picture thing.")
    await user.presses("escape")
    assert [(x.kind, x.sub, x.text) for x in user.live.state.lines] == [
        (Kind.DIFFERENTLY, LEFT_OPEN, ""),
        (Kind.HELPED, "", "The picture thing."),
    ]
    await user.presses("ctrl+t", "ctrl+z")
    assert [(x.kind, x.sub) for x in user.live.state.lines] == [
        (Kind.HELPED, LEFT_OPEN),
        (Kind.DIFFERENTLY, LEFT_OPEN),
    ]


async def test_it_begins_at_the_first_question_without_an_answer(user: Typist) -> None:
    await user.enters("/helped The picture thing.")
    await user.presses("f7")
    assert "The picture thing." in user.picture
    await user.enters("slower")
    assert user.live.state.lines[-1].kind is Kind.DIFFERENTLY
    assert user.picture.strip() == THANKS


async def test_leaving_early_records_what_stands_in_the_box_and_rests(
    user: Typist,
) -> None:
    await user.presses("f7", "escape")
    assert user.picture.strip() == THANKS
    assert user.live.state.lines == ()
    await user.presses("ctrl+t", "f7")
    await user.types("The picture th")
    await user.presses("escape")
    assert user.picture.strip() == THANKS
    assert said(user) == [(Kind.HELPED, "The picture th", "client", True)]


async def test_the_therapists_own_key_goes_straight_back_and_keeps_the_words(
    user: Typist,
) -> None:
    await user.types("she seems")
    await user.presses("f7")
    await user.types("The picture th")
    await user.presses("ctrl+t")
    assert "KESTREL-4" in user.picture
    assert user.line == "she seems"
    assert said(user) == [(Kind.HELPED, "The picture th", "client", True)]


@pytest.mark.parametrize("size", SIZES)
async def test_behind_the_last_question_one_key_alone_shows_the_notes(
    caseload: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(caseload, size=size) as user:
        await user.enters("/note a note of mine")
        await user.types("she seems")
        await user.presses("f7", "enter", "enter")
        assert user.picture.strip() == THANKS
        before = user.live.state.everything()
        for key in ("x", "left", "enter", "escape", "ctrl+l", "f2", "f7", "ctrl+z"):
            await user.presses(key)
            assert user.picture.strip() == THANKS
        await user.types("and one more thing")
        await user.presses("enter", "ctrl+c", "ctrl+o", "ctrl+p", "tab")
        await user.pastes("a paste")
        assert user.picture.strip() == THANKS
        assert user.live.state.everything() == before
        assert user.live.drafts.answering().text == ""
        await user.presses("ctrl+t")
        assert "KESTREL-4" in user.picture
        assert user.line == user.live.drafts.load().text == "she seems"


async def test_rest_and_back_in_the_middle_of_an_answer(user: Typist) -> None:
    await user.presses("f7")
    await user.types("The pic")
    await user.presses("ctrl+l")
    assert user.picture.strip() == ""
    await user.types("ture")
    assert "The picture" in user.picture
    await user.presses("ctrl+l", "escape")
    assert user.is_asking
    assert "The picture" in user.picture


@pytest.mark.parametrize("size", SIZES)
async def test_own_questions_of_any_length_and_language_each_have_a_box(
    record: Record, clock: Clock, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(
        Caseload(record, clock, preferences=OWN), size=size
    ) as user:
        await user.presses("f7")
        for number, prompt in enumerate(OWN.closing):
            seen = "".join(user.picture.split())
            assert "".join(prompt.question.split()) in seen, number
            await user.types(f"answer {number}")
            assert f"answer {number}" in user.picture
            await user.presses("enter")
        assert user.picture.strip() == THANKS
        assert [(x.kind, x.asked, x.text) for x in user.live.state.lines] == [
            (prompt.kind, prompt.asked, f"answer {number}")
            for number, prompt in enumerate(OWN.closing)
        ]


@pytest.mark.parametrize("size", [(80, 24), (40, 20), (40, 8), (20, 5), (5, 2)])
async def test_what_is_being_typed_is_in_sight_at_any_size(
    record: Record, clock: Clock, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(Caseload(record, clock, preferences=OWN)) as user:
        await user.presses("f7")
        await user.types("abc")
        await user.presses("enter", "enter")
        await user.pilot.resize_terminal(*size)
        await user.types("xyz")
        await user.pilot.pause()
        if size[0] > 20:
            assert "xyz" in user.picture
        await user.presses("enter", "enter")
        assert user.live.state.lines[2].text == "xyz"


async def test_a_long_answer_grows_and_stays_in_sight(caseload: Caseload) -> None:
    async with at_the_keyboard(caseload, size=(40, 20)) as user:
        await user.presses("f7")
        await user.types("many words " * 30 + "the end")
        await user.pilot.pause()
        assert "the end" in user.picture
        assert user.line_input.size.height == 5


@pytest.mark.parametrize("own", ["", "~ felt lectured", "! means asked"])
async def test_a_half_typed_answer_is_there_again_after_a_death_of_the_process(
    caseload: Caseload, record: Record, clock: Clock, own: str
) -> None:
    async with at_the_keyboard(caseload) as user:
        await user.types(own)
        await user.presses("f7", "enter")
        await user.types("Less home")
        assert user.live.drafts.answering().text == "Less home"
    async with at_the_keyboard(Caseload(record, clock)) as user:
        assert user.line == own
        await user.presses("f7")
        assert user.line == "Less home"
        await user.types("work")
        await user.presses("enter")
        answered = user.live.state.lines[-1]
        assert (answered.kind, answered.text) == (Kind.DIFFERENTLY, "Less homework")
        assert user.session.line_input.text == own


async def test_nobody_leaves_the_app_from_here_and_the_words_are_kept(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    async with at_the_keyboard(caseload) as user:
        await user.presses("f7")
        await user.types("The picture thing")
        await user.presses("ctrl+q")
        assert "What was most helpful today?" in user.picture
    live = Caseload(record, clock).open("KESTREL-4")
    assert live.drafts.answering().text == "The picture thing"


async def test_an_answer_that_cannot_be_saved_stays_in_its_box(
    user: Typist, record: Record
) -> None:
    await user.presses("f7")
    await user.types("The picture thing")
    moved = record.paths.record.with_name("elsewhere.db")
    record.paths.record.rename(moved)
    for key in ("enter", "escape"):
        await user.presses(key)
        assert user.is_asking
        assert user.line == "The picture thing"
        assert "Not saved" in user.picture
    moved.rename(record.paths.record)
    await user.presses("enter")
    assert "Not saved" not in user.picture
    assert user.live.state.lines[-1].text == "The picture thing"


async def test_a_copy_that_may_only_look_says_so(
    record: Record, live: LiveSession, clock: Clock
) -> None:
    type_all(live, ["first"])
    watching = open_record(record.paths, record.key, write=False)
    try:
        async with at_the_keyboard(Caseload(watching, clock)) as user:
            await user.presses("f7")
            assert "can only read" in user.hint
            assert "KESTREL-4" in user.head
    finally:
        watching.close()


async def test_only_its_own_keys_work_and_no_word_is_read(user: Typist) -> None:
    await user.enters("/note a note")
    await user.presses("f7", "f2", "f7", "f9", "ctrl+o", "ctrl+g", "ctrl+p", "tab")
    await user.presses("up", "down", "delete", "ctrl+z", "ctrl+c")
    assert user.is_asking
    assert "Ctrl+Q" not in user.picture
    await user.enters("/quit", "~ [/b] not private")
    assert said(user)[1:] == [
        (Kind.HELPED, "/quit", "client", True),
        (Kind.DIFFERENTLY, "~ [/b] not private", "client", True),
    ]


async def test_undo_here_takes_back_letters_and_never_a_record(user: Typist) -> None:
    await user.presses("f7")
    await user.enters("The picture thing.")
    await user.types("x")
    await user.presses("ctrl+z", "ctrl+z", "ctrl+z")
    assert user.line == ""
    assert len(user.live.state.lines) == 1


@pytest.mark.parametrize("seed", range(10))
async def test_keys_typed_ahead_stay_in_their_order(
    caseload: Caseload, seed: int
) -> None:
    chance = random.Random(seed)
    burst = ["f7", *"abc", "enter", *"de", "backspace", "f", "enter", *"own"]
    async with at_the_keyboard(caseload) as user:
        for key in burst:
            char = key if len(key) == 1 else {"enter": "\r"}.get(key)
            user.app.post_message(events.Key(key, char))
            for _ in range(chance.choice([0, 0, 1, 30])):
                await asyncio.sleep(0)
        for _ in range(6):
            await user.pilot.pause()
        assert [x.text for x in user.live.state.lines] == ["abc", "df"]
        assert user.session.line_input.text == ""
        assert user.picture.strip() == THANKS


async def test_a_paste_and_a_new_line_are_one_answer(user: Typist) -> None:
    await user.presses("f7")
    await user.pastes("one\r\ntwo\x1b]0;title\x07")
    await user.types("\nthree")
    await user.presses("enter")
    assert user.live.state.lines[0].text == "one\ntwo]0;title\nthree"
    assert "one" in user.picture


async def test_a_signed_session_takes_no_answers_and_tells_the_client_nothing_of_it(
    record: Record, clock: Clock
) -> None:
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    async with at_the_keyboard(caseload) as user:
        await user.enters("/helped the picture thing")
        user.live.sign()
        await user.presses("f7")
        assert user.hint == "This session is signed. Add to it with /amend."
        await user.presses("ctrl+t")
        await user.types("one more thing")
        await user.presses("enter", "escape")
        assert "the picture thing" in user.picture
        assert "one more" not in user.picture
        assert "signed" not in user.picture
        await user.presses("ctrl+t")
        assert "KESTREL-4" in user.head
