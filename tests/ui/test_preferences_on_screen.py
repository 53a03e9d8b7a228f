"""What a therapist brings of their own, on the screen: wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.session.open_questions import BANK, Moment
from sessiontui.services.caseload import Caseload
from sessiontui.settings.model import Settings, checked
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from sessiontui.store.record import Record
    from tests.story import Clock
    from tests.ui.typist import Typist

WIDE, NARROW = (80, 24), (40, 20)
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["80x24", "40x20"])
HELPED = "Was war heute am hilfreichsten?"
TAKE = "Was nimmst du mit?"
OWN = checked(
    {
        "goals_label": "hopes",
        "closing": {"helped": HELPED, "more": [TAKE]},
        "snippets": {"hr": "heart rate"},
        "questions": {"goals": ["Wozu das alles?"]},
    }
)


class Room:
    """A therapist with settings of their own, at a screen of some size."""

    def __init__(self, record: Record, clock: Clock) -> None:
        self._record, self._clock = record, clock

    def open(
        self, settings: Settings = OWN, size: tuple[int, int] = WIDE
    ) -> AbstractAsyncContextManager[Typist]:
        caseload = Caseload(
            self._record, self._clock, preferences=settings.preferences()
        )
        return at_the_keyboard(caseload, settings=settings, size=size)


@pytest.fixture
def room(record: Record, clock: Clock) -> Room:
    return Room(record, clock)


@SIZES
async def test_own_closing_questions_are_asked_one_by_one(
    room: Room, size: tuple[int, int]
) -> None:
    async with room.open(size=size) as user:
        await user.presses("f5")
        assert user.shown[0] == f"› {HELPED}"
        assert user.chip == "helped"
        await user.enters("das Bild", "weniger Hausaufgaben")
        assert user.chip == "answer"
        assert f"› {TAKE}" in user.shown
        await user.enters("Mut")
        rows = user.shown
        assert rows[:2] == [f"  {HELPED}", "    das Bild"]
        assert rows[-2:] == [f"  {TAKE}", "    Mut"]
        await user.presses("f6")
        assert any(f"{TAKE} Mut" in row for row in user.shown)


async def test_the_client_is_asked_in_the_same_words(room: Room) -> None:
    async with room.open() as user:
        await user.presses("f5", "ctrl+t")
        assert HELPED in user.picture
        await user.enters("hr, das Bild")
        assert TAKE not in user.picture
        await user.enters("ja")
        assert TAKE in user.picture
        await user.presses("ctrl+t", "ctrl+z")
        (line,) = user.live.state.lines
        assert (line.asked, line.text) == (HELPED, "hr, das Bild")


async def test_an_own_question_stands_beside_its_answer_among_the_notes(
    room: Room,
) -> None:
    async with room.open() as user:
        await user.presses("f2")
        await user.enters("/answer Mut")
        assert user.shown[-1].endswith(f"answer       {TAKE} Mut")


@SIZES
async def test_a_snippet_is_spelled_out_at_enter_and_given_back(
    room: Room, size: tuple[int, int]
) -> None:
    async with room.open(size=size) as user:
        await user.presses("f2")
        await user.types("hr went down")
        assert user.line == "hr went down"
        await user.presses("enter")
        assert user.hint == "expanded · Ctrl+Z as typed"
        assert user.shown[-1].endswith("heart rate went down")
        await user.presses("ctrl+z")
        assert user.shown[-1].endswith("hr went down")
        await user.presses("ctrl+z")
        assert not user.live.state.lines


async def test_a_snippet_says_so_until_the_next_key(room: Room) -> None:
    async with room.open() as user:
        await user.presses("f4")
        await user.enters("/note hr")
        assert user.hint == "expanded · Ctrl+Z as typed"
        await user.types("x")
        assert "expanded" not in user.hint


@SIZES
@pytest.mark.parametrize(
    ("key", "moment"),
    [
        ("f1", Moment.OPENING),
        ("f2", Moment.AMBIVALENCE),
        ("f4", Moment.STRENGTHS),
        ("f5", Moment.CLOSING),
        ("f6", Moment.AMBIVALENCE),
    ],
)
async def test_ask_shows_one_question_until_the_next_key(
    room: Room, size: tuple[int, int], key: str, moment: Moment
) -> None:
    first, second = BANK[moment][:2]
    async with room.open(size=size) as user:
        await user.presses(key)
        assert first not in user.hint
        await user.enters("/ask")
        assert user.hint == first
        whole = " ".join(user.picture.split("\n")[-3:])
        assert first in " ".join(whole.split())
        await user.enters("/ask")
        assert user.hint == second
        await user.types("x")
        assert second not in user.picture
        assert not user.live.state.everything()


async def test_ask_takes_the_own_questions_first_and_a_moment_by_its_name(
    room: Room,
) -> None:
    async with room.open() as user:
        await user.presses("f3")
        await user.enters("/ask")
        assert user.hint == "Wozu das alles?"
        await user.enters("/ask")
        assert user.hint == BANK[Moment.GOALS][0]
        await user.enters("/ask str")
        assert user.hint == BANK[Moment.STRENGTHS][0]
        await user.enters("/ask x")
        assert user.hint.startswith("There are these moments: opening, goals,")


@SIZES
async def test_the_longest_question_of_ones_own_is_shown_whole(
    room: Room, size: tuple[int, int]
) -> None:
    question = " ".join(["What would you tell a friend"] * 7)[:199].strip() + "?"
    settings = checked({"questions": {"opening": [question]}})
    async with room.open(settings, size=size) as user:
        await user.enters("/ask")
        assert len(question) == 200
        assert question in " ".join(user.picture.split())
        await user.types("x")
        assert "friend" not in user.picture


async def test_on_the_caseload_nobody_is_asked_anything(caseload: Caseload) -> None:
    async with at_the_keyboard(caseload, code=None) as user:
        await user.enters("/ask")
        assert user.hint == "/ask is for a session; open a client first."


async def test_the_goals_tab_has_the_name_that_was_chosen(room: Room) -> None:
    async with room.open() as user:
        assert " 3 Hopes " in user.picture
        assert "Goals" not in user.picture
        for word in ("/hopes", "/goals", "/aims", "/hope"):
            await user.presses("f2")
            await user.enters(word)
            assert user.session.tab is Tab.GOALS
        await user.enters("/help")
        assert any("/hopes" in row and "the Hopes tab" in row for row in user.shown)
        names = [
            command.title for command in user.app.get_system_commands(user.app.screen)
        ]
        assert "The Hopes tab  /hopes" in names
        await user.presses("f6")
        assert any("GOALS" in row for row in user.shown)


async def test_a_narrow_screen_names_the_goals(room: Room) -> None:
    async with room.open(size=NARROW) as user:
        assert " 3Hopes " in user.picture


@pytest.mark.parametrize("label", ["wants", "was ich will", "hoffnungen und"])
async def test_any_name_leads_there_and_the_tabs_still_fit(
    room: Room, label: str
) -> None:
    async with room.open(Settings(goals_label=label)) as user:
        title = label[0].upper() + label[1:]
        tabs = user.picture.split("\n")[1]
        assert f" 3 {title} " in tabs
        assert tabs.endswith(" 6 Summary")
        await user.types("/" + label[:3])
        assert user.hint.startswith(f"/{label}")
        await user.presses("tab")
        assert user.line == f"/{label}"
        await user.presses("enter")
        assert user.session.tab is Tab.GOALS
        await user.enters("to dance again")
        assert [x.kind for x in user.live.state.lines] == [Kind.GOAL]


async def test_a_screen_too_narrow_for_a_whole_name_shortens_it(room: Room) -> None:
    settings = Settings(goals_label="hoffnungen und")
    async with room.open(settings, size=(70, 24)) as user:
        assert (
            user.picture.split("\n")[1]
            == " 1 Agenda  2 Notes  3 Hoffnung  4 Strengths  5 What helped  6 Summary"
        )
