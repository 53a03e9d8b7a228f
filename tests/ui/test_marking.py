"""Marking rows on the Notes tab: what is done then is done to all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.services.caseload import Caseload
from sessiontui.ui.presenters.hints import choosing
from tests.story import type_all
from tests.ui.typist import SIZES, at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record
    from tests.story import Clock
    from tests.ui.typist import Typist


def marked(user: Typist) -> list[str]:
    return [row for row in user.shown if row.startswith("✓")]


@pytest.mark.parametrize("size", SIZES)
async def test_two_lines_of_the_wrong_client_go_where_they_belong(
    caseload: Caseload, size: tuple[int, int]
) -> None:
    caseload.open("KESTREL-4").enter("here", Tab.NOTES)
    async with at_the_keyboard(caseload, code="HERON-2", size=size) as user:
        await user.presses("f2")
        await user.enters("hers, and stays", '" not Heron at all', "! means asked")
        await user.presses("up", "space", "up")
        assert "2 lines" in user.hint
        await user.enters("/move KESTREL-4")
        assert "2 lines moved" in user.hint
        assert [x.text for x in user.live.state.lines] == ["hers, and stays"]
        assert marked(user) == []
        for key in ("f1", "f2", "f6"):
            await user.presses(key)
            assert "means" not in "\n".join(user.shown)
        await user.enters("/find means")
        assert "0 found" in user.hint
        assert user.live.drafts.load().text == ""
        there = caseload.open("KESTREL-4")
        assert [x.text for x in there.state.lines] == [
            "here",
            "not Heron at all",
            "means asked",
        ]
        await user.presses("escape", "ctrl+z")
        assert len(user.live.state.lines) == 3


@pytest.mark.parametrize("size", SIZES)
async def test_a_mark_is_seen_without_colour_and_moves_nothing(
    caseload: Caseload, live: LiveSession, size: tuple[int, int]
) -> None:
    type_all(live, [f"entry number {n}" for n in range(60)])
    async with at_the_keyboard(caseload, size=size) as user:
        await user.presses("f2", *["up"] * 10)
        rows = user.session.panes.rows
        assert rows is not None
        before, top = user.picture.split("\n"), rows.scroll_y
        await user.presses("space")
        after = user.picture.split("\n")
        assert rows.scroll_y == top
        changed = [
            n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b
        ]
        assert len(changed) == 2, "the row and the hint"
        row = after[changed[0]]
        assert row.startswith("✓")
        assert row[1:] == before[changed[0]][1:]
        await user.presses("space")
        assert user.picture.split("\n") == before


async def test_escape_lets_go_of_marks_and_a_tab_does_too(user: Typist) -> None:
    await user.presses("f2")
    await user.enters("one", "two", "three")
    for leaving in ("escape", "f3", "f7", "ctrl+t"):
        await user.presses("up", "space", "up", "space")
        assert len(marked(user)) == 2
        await user.presses(leaving)
        if leaving in {"f7", "ctrl+t"}:
            await user.presses("ctrl+t")
        await user.presses("f2")
        if user.screen.rest.is_on:
            await user.presses("ctrl+l")
        assert marked(user) == []
        await user.enters("/retag words")
        assert sum(x.kind is Kind.WORDS for x in user.live.state.lines) == 1
        await user.presses("ctrl+z")


async def test_marks_outlive_the_way_back_to_the_line(user: Typist) -> None:
    await user.presses("f2")
    await user.enters("one", "two", "three")
    await user.presses("up", "up", "space", "up", "space", "down", "down", "down")
    assert user.session.selected() is None
    assert "2 lines" in user.hint
    await user.enters("/retag words")
    assert [x.kind for x in user.live.state.lines] == [
        Kind.WORDS,
        Kind.WORDS,
        Kind.NOTE,
    ]
    await user.presses("ctrl+z")
    assert [x.kind for x in user.live.state.lines] == [Kind.NOTE] * 3


async def test_a_tie_and_a_removal_apply_to_all_that_are_marked(user: Typist) -> None:
    await user.presses("f2")
    await user.enters("> the wedding", "one", "two", "three")
    await user.presses("up", "space", "up", "space", "up")
    await user.enters("#1")
    assert [x.goal for x in user.live.state.lines] == [None, 1, 1, 1]
    await user.presses("up", "space", "up", "delete")
    assert [x.text for x in user.live.state.lines] == ["the wedding", "one"]
    assert "2 lines removed" in user.hint
    assert marked(user) == []
    await user.presses("ctrl+z")
    assert len(user.live.state.lines) == 4


async def test_an_ordinary_line_is_recorded_and_lets_go_of_the_marks(
    user: Typist,
) -> None:
    await user.presses("f2")
    await user.enters("one", "two")
    await user.presses("up", "space")
    await user.enters("three")
    assert [x.text for x in user.live.state.lines] == ["one", "two", "three"]
    assert marked(user) == []


async def test_a_client_who_is_not_there_leaves_lines_and_marks(
    user: Typist, caseload: Caseload
) -> None:
    await user.presses("f2")
    await user.enters("one", "two")
    await user.presses("up", "space", "up", "space")
    await user.enters("/move HERON-9")
    assert "nothing was moved" in user.hint
    assert len(marked(user)) == 2
    caseload.open("HERON-2")
    await user.enters("/move HERON-2")
    assert user.live.state.lines == ()


async def test_a_marked_line_that_undo_takes_away_is_marked_no_more(
    user: Typist,
) -> None:
    await user.presses("f2")
    await user.enters("one", "two")
    await user.presses("up", "space", "ctrl+z")
    assert [x.text for x in user.live.state.lines] == ["one"]
    await user.enters("/retag words")
    assert [x.kind for x in user.live.state.lines] == [Kind.WORDS]


@pytest.mark.parametrize("typed", ["@ walk", "/park the brother", "/again Tue 10:00"])
async def test_space_is_named_only_for_what_it_ticks(user: Typist, typed: str) -> None:
    await user.presses("f1")
    await user.enters(typed)
    await user.presses("up")
    assert "Del remove" in user.hint
    assert "Space" not in user.hint


async def test_space_keeps_its_meaning_elsewhere_and_the_hint_says_which(
    caseload: Caseload,
) -> None:
    async with at_the_keyboard(caseload) as user:
        await user.presses("f1")
        await user.enters("sleep", "> the wedding")
        await user.presses("up")
        assert "Space tick" in user.hint
        await user.presses("space")
        assert user.live.state.lines[0].done
        await user.presses("f2", "up")
        assert "Space mark" in user.hint
        await user.presses("f3", "up")
        assert "Space" not in user.hint
    for tab in Tab:
        for width in (20, 40, 80):
            assert len(choosing(width, tab)) <= width


async def test_at_rest_nothing_is_marked(user: Typist) -> None:
    await user.presses("f2")
    await user.enters("one", "two")
    await user.presses("ctrl+l", "up", "space", "delete", "ctrl+l")
    assert marked(user) == []
    assert len(user.live.state.lines) == 2


async def test_private_lines_are_marked_and_moved_with_the_others(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    caseload.open("HERON-2")
    async with at_the_keyboard(caseload) as user:
        await user.presses("f2")
        await user.enters("one", "~ a thought")
        await user.presses("up", "space", "up")
        await user.enters("/move heron-2")
        assert "Ctrl+Z twice" in user.hint
        assert user.live.state.everything() == ()
        there = Caseload(record, clock).open("HERON-2")
        assert [x.text for x in there.state.everything()] == ["one", "a thought"]
