"""The screen as the client sees it: what the table allows, and nothing else."""

from __future__ import annotations

import asyncio
import itertools
import random
from typing import TYPE_CHECKING

import pytest
from textual import events

from sessiontui.domain.entities import Author
from sessiontui.domain.grammar.parser import Entry
from sessiontui.domain.kinds.lookup import KINDS, Kind, Tab
from sessiontui.services.caseload import Caseload
from sessiontui.settings.model import Settings
from tests.story import type_all
from tests.ui.typist import SIZES, at_the_keyboard, said

if TYPE_CHECKING:
    from sessiontui.domain.kinds.lookup import KindRow
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record
    from tests.story import Clock
    from tests.ui.typist import Typist

EVERY_SUB = [
    (row, sub) for row in KINDS for sub in ("", *(sub.letter for sub in row.subs))
]
"""Every kind with every finer kind that the table has, given ones too."""
BURST = {"<": "ctrl+t", "^": "escape", "\r": "enter"}


def word(row: KindRow, sub: str, when: str) -> str:
    """One word that only such a line of such a session holds."""
    return f"{when}{row.kind}{sub or 'plain'}word"


def record_every_kind(live: LiveSession, when: str) -> None:
    """A line of every kind and finer kind, whether it can be typed or is given."""
    live.record_entry(Entry(kind=Kind.GOAL, text="a goal to stand on"), None)
    for row, sub in EVERY_SUB:
        live.record_entry(
            Entry(
                kind=row.kind,
                sub=sub,
                text=word(row, sub, when),
                value=3 if row.scale else None,
                author=Author.THERAPIST,
                goal=1,
            ),
            None,
        )


async def all_pages(user: Typist) -> str:
    """All that is painted while the view is paged from its top to its end."""
    pictures = []
    await user.presses(*["pageup"] * 40)
    for _ in range(40):
        pictures.append(user.picture)
        await user.presses("pagedown")
        if user.picture == pictures[-1]:
            break
    return "\n".join(pictures)


@pytest.mark.parametrize("size", SIZES)
async def test_no_kind_and_no_finer_kind_is_seen_that_the_table_does_not_allow(
    caseload: Caseload, live: LiveSession, clock: Clock, size: tuple[int, int]
) -> None:
    record_every_kind(live, "past")
    live.leave()
    clock.forward(days=7)
    record_every_kind(caseload.open("HERON-2"), "other")
    record_every_kind(caseload.open("KESTREL-4"), "now")
    async with at_the_keyboard(caseload, size=size) as user:
        await user.types("/note a half-typed thought")
        await user.presses("ctrl+t")
        painted = await all_pages(user)
        seen = "".join(user.shown).replace(" ", "")
        for row, sub in EVERY_SUB:
            if not row.shown_to_client(sub):
                for when in ("past", "now"):
                    assert word(row, sub, when) not in seen, (row.kind, sub, when)
                    assert word(row, sub, when) not in painted, (row.kind, sub, when)
        assert "pastgoalplainword" in seen
        assert "nowagendaplainword" in seen
        for never in ("otherg", "HERON", "KESTREL", "half-typed", "saved", "/10"):
            assert never not in painted
            assert never not in seen


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_typed_in_the_hour_is_held_to_the_table_too(
    caseload: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(caseload, size=size) as user:
        await user.presses("f2")
        await user.enters("> the wedding")
        typed: dict[str, bool] = {}
        for row in (x for x in KINDS if x.words):
            for sub in (None, *(s for s in row.subs if not s.assigned)):
                letter = sub.letter if sub else ""
                if row.kind is Kind.CARD and not letter:
                    continue
                name = f"typed{row.kind}{letter or 'plain'}word"
                if row.mark:
                    lead = f"{row.mark}{letter} "
                elif sub and sub.word:
                    lead = f"/{sub.word} "
                else:
                    lead = f"/{row.words[0]} {letter} " if sub else f"/{row.words[0]} "
                await user.enters(f"{lead}{'3' if row.scale else name}")
                typed[name] = row.shown_to_client(letter)
        await user.presses("ctrl+t")
        seen = "".join(user.shown).replace(" ", "")
        assert not [
            name for name, allowed in typed.items() if not allowed and name in seen
        ]
        assert "typedstrengthwword" in seen


def above_the_line(user: Typist) -> str:
    """The row above the one that is typed on."""
    rows = user.picture.split("\n")
    return rows[next(n for n, row in enumerate(rows) if "›" in row) - 1].strip()


@pytest.mark.parametrize("size", SIZES)
async def test_the_question_stands_above_the_line_and_what_was_said_in_sight(
    caseload: Caseload, live: LiveSession, size: tuple[int, int]
) -> None:
    type_all(live, [f"+ strength number {n}" for n in range(30)])
    before = len(live.state.lines)
    async with at_the_keyboard(caseload, size=size) as user:
        await user.presses("f5", "ctrl+t")
        assert above_the_line(user) == "What was most helpful today?"
        assert "differently" not in user.picture
        await user.enters("The picture thing.")
        assert above_the_line(user).endswith("next session?")
        assert "· The picture thing." in user.picture
        await user.enters("Less homework")
        assert above_the_line(user) == "Thank you."
        assert "· Less homework" in user.picture
        await user.presses("enter", "enter")
        await user.enters("and the chairs")
        assert above_the_line(user) == "Thank you."
        assert "Anything else?" in user.picture
        assert "· and the chairs" in user.picture
        await user.presses("ctrl+t", "ctrl+t")
        assert "What I bring" in user.picture, "it begins at its beginning"
        assert said(user)[before:] == [
            (Kind.HELPED, "The picture thing.", "client", True),
            (Kind.DIFFERENTLY, "Less homework", "client", True),
            (Kind.ANSWER, "and the chairs", "client", True),
        ]


async def test_nothing_is_asked_before_the_therapist_opened_what_helped(
    user: Typist,
) -> None:
    await user.presses("ctrl+t")
    assert above_the_line(user) == ""
    assert "?" not in user.picture
    await user.enters("can we open a window")
    assert said(user) == [
        (Kind.ANSWER, "can we open a window", "client", True),
    ], "what is typed all the same is the client's, and no answer to it"
    assert above_the_line(user) == ""
    await user.presses("ctrl+t", "f5", "f2", "ctrl+t")
    assert above_the_line(user) == "What was most helpful today?"


async def test_questions_go_on_being_asked_once_they_were(caseload: Caseload) -> None:
    async with at_the_keyboard(caseload) as user:
        await user.presses("f7", "enter", "ctrl+t", "ctrl+t")
        assert above_the_line(user).endswith("?")
    async with at_the_keyboard(caseload) as user:
        await user.presses("ctrl+t")
        assert above_the_line(user).endswith("?"), "also behind a lock"


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("size", [(80, 24), (40, 20), (60, 30), (40, 10)])
async def test_no_title_stands_over_nothing(
    caseload: Caseload, live: LiveSession, size: tuple[int, int], asked: bool
) -> None:
    for count in range(1, 8):
        type_all(live, [f": item {count}"])
        if count == 1:
            type_all(live, ["> sleep through", "+ rang him", "@ a walk"])
        async with at_the_keyboard(caseload, size=size) as user:
            await user.presses(*(("f5", "f2") if asked else ()), "ctrl+t")
            last = [row for row in user.picture.split("\n") if row.strip("│ ▁▂▃▄▅▆▇█")]
            titles = ("For today", "What I want", "What I bring", "To try")
            above = last[-3] if asked else last[-2]
            assert not above.strip().startswith(titles)
            assert "For today" in user.picture


async def test_a_question_left_open_is_asked_once_more_behind_the_others(
    caseload: Caseload, live: LiveSession
) -> None:
    live.record_entry(Entry(kind=Kind.HELPED, sub="none", text=""), None)
    async with at_the_keyboard(caseload) as user:
        await user.presses("ctrl+t")
        assert user.shown == []
        assert above_the_line(user).endswith("next session?")
        await user.enters("slower")
        assert above_the_line(user) == "What was most helpful today?"


@pytest.mark.parametrize("size", SIZES)
async def test_escape_clears_the_box_then_rests_and_never_shows_the_notes(
    caseload: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(caseload, size=size) as user:
        await user.enters("/note a note of mine", "+ my brother")
        await user.presses("ctrl+t")
        await user.types("The picture")
        await user.presses("escape")
        assert (user.line, user.live.drafts.answering().text) == ("", "")
        assert "my brother" in user.picture
        await user.presses("ctrl+z")
        assert user.line == user.live.drafts.answering().text == "The picture"
        await user.presses("escape", "escape")
        assert user.picture.strip() == ""
        await user.presses("escape")
        assert "my brother" in user.picture
        for _ in range(20):
            await user.presses("escape")
            assert user.is_turned
        await user.presses("escape")
        assert user.picture.strip() == ""
        await user.types("T")
        assert "my brother" in user.picture
        assert "› T" in user.picture
        await user.presses("ctrl+t")
        assert "KESTREL-4" in user.picture
        assert "a note of mine" in user.picture or user.session.tab is not Tab.NOTES


async def test_from_its_rest_the_therapists_own_key_brings_the_notes_back(
    caseload: Caseload,
) -> None:
    async with at_the_keyboard(caseload, settings=Settings(keys={"view": "f12"})) as u:
        await u.presses("f12", "escape")
        assert u.picture.strip() == ""
        await u.presses("ctrl+t")
        assert u.is_turned
        await u.presses("f12")
        assert "KESTREL-4" in u.picture


@pytest.mark.parametrize("seed", range(3))
async def test_a_client_who_presses_everything_sees_no_notes(
    caseload: Caseload, seed: int
) -> None:
    chance = random.Random(seed)
    keys = [f"f{n}" for n in range(1, 13)]
    keys += [f"alt+{n}" for n in range(1, 7)]
    keys += [f"ctrl+{x}" for x in "abcdefghijklmnoprsuvwxyz"]
    keys += ["escape", "enter", "tab", "shift+tab", "up", "down", "left", "right"]
    keys += ["pageup", "pagedown", "delete", "backspace", "space", "insert", *"ab/~!."]
    async with at_the_keyboard(caseload, size=(40, 20)) as user:
        await user.presses("f2")
        await user.enters("! means asked", "~ felt lectured")
        for key in ("ctrl+t", "f7"):
            await user.presses(key)
            for _ in range(80):
                await user.presses(chance.choice(keys))
                assert user.is_turned or user.is_asking
                for never in ("KESTREL", "means", "lectured", "min", "saved"):
                    assert never not in user.picture
            await user.presses("ctrl+t")
            assert "KESTREL-4" in user.picture
        assert user.line == ""
        own = [x for x in user.live.state.everything() if x.author is not Author.CLIENT]
        assert [x.text for x in own] == ["means asked", "felt lectured"]
        assert all(
            x.keyed for x in user.live.state.lines if x.text != "means asked" and x.text
        )


async def test_homework_stands_with_its_smaller_version(user: Typist) -> None:
    await user.enters("@ text my brother %60", "@s text him Fri night %95")
    await user.presses("ctrl+t")
    seen = " ".join(" ".join(user.shown).split())
    assert "text my brother · or smaller: text him Fri night" in seen


async def test_the_therapists_line_waits_with_its_cursor_and_its_own_undo(
    user: Typist,
) -> None:
    await user.types("he slept")
    await user.presses("left", "left", "ctrl+t")
    await user.enters("The picture thing.")
    await user.presses("ctrl+t")
    await user.types("XX")
    assert user.line == "he sleXXpt"
    await user.presses("ctrl+z")
    assert user.line == "he slept"


@pytest.mark.parametrize("own", ["", "~ felt lectured"])
async def test_what_the_client_left_half_typed_stays_theirs(
    user: Typist, own: str
) -> None:
    await user.presses("f5")
    await user.types(own)
    await user.presses("ctrl+t")
    await user.types("The picture th")
    await user.presses("ctrl+t")
    assert user.line == own
    assert user.hint == "The client's unfinished words wait behind Ctrl+T."
    assert "picture" not in user.picture
    await user.presses("ctrl+u", "enter", "ctrl+t")
    assert user.line == "The picture th"
    assert user.live.state.everything() == ()
    await user.enters("ing")
    assert said(user) == [(Kind.HELPED, "The picture thing", "client", True)]
    await user.presses("ctrl+t")
    assert "wait" not in user.hint


async def test_a_half_typed_answer_comes_back_after_a_death_of_the_process(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    async with at_the_keyboard(caseload) as user:
        await user.presses("f2", "ctrl+t")
        await user.types("The picture th")
        assert user.live.drafts.load().text == ""
        assert user.live.state.lines == ()
    async with at_the_keyboard(Caseload(record, clock)) as user:
        assert user.line == ""
        assert "wait behind Ctrl+T" in user.hint
        await user.presses("ctrl+t")
        assert user.line == "The picture th"


@pytest.mark.parametrize("own", ["~ felt lectured", "! means asked"])
async def test_an_answer_does_not_end_the_therapists_own_draft(
    caseload: Caseload, record: Record, clock: Clock, own: str
) -> None:
    async with at_the_keyboard(caseload) as user:
        await user.types(own)
        await user.presses("ctrl+t")
        await user.enters("The picture thing.")
        assert user.live.drafts.load().text == own
    async with at_the_keyboard(Caseload(record, clock)) as user:
        assert user.line == own


async def test_a_half_typed_answer_waits_for_its_screen_where_a_line_has_words(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    async with at_the_keyboard(caseload) as user:
        await user.types("! means asked")
        await user.presses("ctrl+t")
        await user.types("The picture th")
    async with at_the_keyboard(Caseload(record, clock)) as user:
        assert user.line == "! means asked"
        await user.presses("ctrl+t")
        assert user.line == "The picture th"
        await user.types("ing")
        await user.presses("enter", "ctrl+t")
        assert user.line == "! means asked"
        assert [x.text for x in user.live.state.lines] == ["The picture thing"]
        await user.presses("ctrl+t")
        assert user.line == ""


async def test_both_half_typed_lines_come_along_to_the_next_session(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    async with at_the_keyboard(caseload) as user:
        await user.types("he slept")
        await user.presses("ctrl+t")
        await user.types("The picture th")
    clock.forward(days=7)
    async with at_the_keyboard(Caseload(record, clock)) as user:
        assert user.live.state.session.number == 2
        assert user.line == "he slept"
        await user.presses("ctrl+t")
        assert user.line == "The picture th"


async def test_nobody_leaves_the_app_from_here_and_what_both_had_typed_is_kept(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    async with at_the_keyboard(caseload) as user:
        await user.types("he slept")
        await user.presses("ctrl+t")
        await user.types("The picture thing")
        await user.presses("ctrl+q")
        assert user.line == "The picture thing"
    live = Caseload(record, clock).open("KESTREL-4")
    assert live.drafts.load().text == "he slept"
    assert live.drafts.answering().text == "The picture thing"
    assert live.state.lines == ()


async def test_rest_holds_across_both_sides_of_the_screen(user: Typist) -> None:
    await user.enters("! means asked", ": sleep")
    await user.presses("ctrl+l", "ctrl+t")
    assert "sleep" in user.picture
    assert "means asked" not in user.picture
    await user.presses("ctrl+l", "ctrl+t")
    assert not user.is_turned
    assert user.picture.strip() == ""
    await user.presses("ctrl+l")
    assert "KESTREL-4" in user.picture


async def test_nothing_is_completed_and_no_word_is_read_here(user: Typist) -> None:
    await user.presses("ctrl+t")
    await user.types("/stre")
    await user.presses("tab")
    assert user.line == "/stre"
    await user.presses("enter")
    await user.enters("/rest", "/view")
    assert user.is_turned
    assert [x.text for x in user.live.state.lines] == ["/stre", "/rest", "/view"]
    await user.presses("ctrl+c")
    assert "Ctrl+Q" not in user.picture


async def test_no_list_of_actions_opens_over_the_client_view(
    user: Typist, caseload: Caseload
) -> None:
    await user.presses("ctrl+t", "ctrl+p", "f9", "f7")
    assert user.is_turned
    await user.presses("ctrl+t", "ctrl+p")
    await user.types("caseload")
    assert "Back to the caseload  /clients" in user.picture
    assert "Ctrl+O" in user.picture
    assert "Key:" not in user.picture
    assert "\N{RIGHT-POINTING MAGNIFYING GLASS}" not in user.picture


async def test_turning_and_resizing_leaves_both_sides_fitting(user: Typist) -> None:
    await user.enters("> " + "a long goal in her own words " * 5)
    await user.presses("f3", "ctrl+t")
    await user.pilot.resize_terminal(40, 20)
    await user.pilot.pause()
    assert max(map(len, user.shown)) <= 40
    await user.presses("ctrl+t")
    await user.pilot.pause()
    assert max(map(len, user.picture.split("\n"))) <= 40
    assert all(len(part) <= 40 for row in user.shown for part in row.split("\n"))
    assert "KESTREL-4 · 1" in user.head


async def test_a_minute_that_passes_touches_nothing_while_the_screen_is_turned(
    user: Typist, clock: Clock
) -> None:
    await user.presses("ctrl+t")
    clock.forward(minutes=5)
    user.session._minute()
    await user.pilot.pause()
    assert "min" not in user.picture
    await user.presses("ctrl+t")
    assert "5 of 50 min" in user.head


@pytest.mark.parametrize("seed", range(12))
async def test_keys_typed_ahead_reach_the_side_they_were_typed_for(
    caseload: Caseload, seed: int
) -> None:
    chance = random.Random(seed)
    async with at_the_keyboard(caseload) as user:
        answers, own, burst = [], "ab", "ab"
        for letter in itertools.islice(itertools.cycle("klmnop"), 7):
            answer = letter * chance.randint(1, 4)
            more = "xyz"[: chance.randint(0, 3)]
            burst += "<" + answer
            if chance.random() < 0.5:
                # Cleared, rested, woken by a letter that is cleared too.
                burst += chance.choice(["^", "^^^", "^^^^w^"]) + answer
            burst += "\r" + chance.choice(["<", "^<", "^^<"]) + more
            answers.append(answer)
            own += more
        await user.presses("f2")
        for char in burst:
            user.app.post_message(events.Key(BURST.get(char, char), char))
            for _ in range(chance.choice([0, 0, 1, 30])):
                await asyncio.sleep(0)
        for _ in range(8):
            await user.pilot.pause()
        assert user.line == own
        assert [line.text for line in user.live.state.lines] == answers


async def test_a_paste_typed_ahead_lands_where_it_belongs(user: Typist) -> None:
    user.app.post_message(events.Key("ctrl+t", None))
    user.app.post_message(events.Paste("a pasted answer"))
    user.app.post_message(events.Key("enter", "\r"))
    user.app.post_message(events.Key("ctrl+t", None))
    user.app.post_message(events.Paste("a pasted note"))
    for _ in range(6):
        await user.pilot.pause()
    assert user.line == "a pasted note"
    assert [x.text for x in user.live.state.lines] == ["a pasted answer"]


async def test_the_client_view_of_a_client_with_years_behind_them_opens_at_once(
    caseload: Caseload, live: LiveSession
) -> None:
    type_all(live, [f"+ strength number {n}" for n in range(60)])
    async with at_the_keyboard(caseload, size=(40, 20)) as user:
        await user.presses("ctrl+t")
        assert "strength number 59" in user.picture
