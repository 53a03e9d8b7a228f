"""Scenario 15, honest feedback: the client keys it herself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.entities import Author
from sessiontui.domain.kinds.lookup import Kind

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice

CHANGE = "Less homework talk at the start."


async def test_15_honest_feedback_is_keyed_by_the_client(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters('" better than Sunday')
        await room.types("she seems")
        with room.budget(3):
            await room.presses("f7")
            assert "What was most helpful today?" in room.picture
            assert "Sunday" not in room.picture
            assert "KESTREL" not in room.picture
            await room.types("The picture thing.")
            await room.presses("enter")
            await room.types(CHANGE)
            await room.presses("enter")

        assert room.picture.strip() == "Thank you."
        said = [(x.kind, x.text, x.author, x.keyed) for x in room.live.state.lines[1:]]
        assert said == [
            (Kind.HELPED, "The picture thing.", Author.CLIENT, True),
            (Kind.DIFFERENTLY, CHANGE, Author.CLIENT, True),
        ]
        printed = room.live.prints.summary(width=0)
        assert "Most helpful today (typed by the client): The picture thing." in printed
        await room.presses("ctrl+t")
        assert room.line == "she seems"


async def test_15_the_change_returns_until_it_was_acted_on(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters(f"/differently {CHANGE}")
    for _ in range(2):
        practice.next_tuesday()
        async with practice.session() as room:
            assert CHANGE in " ".join(room.picture.split())
            await room.enters("a note")

    practice.next_tuesday()
    async with practice.session() as room:
        await room.presses("down")
        while CHANGE not in str(getattr(room.session.selected(), "text", "")):
            await room.presses("down")
        await room.presses("space")
        (changed,) = room.live.state.lines
        assert changed.kind is Kind.CHANGED
        await room.presses("escape")
    practice.next_tuesday()
    async with practice.session() as room:
        assert "homework talk" not in room.picture


async def test_15_an_empty_second_box_is_kept_as_not_answered(
    practice: Practice,
) -> None:
    for week in range(3):
        async with practice.session() as room:
            assert "left open" not in room.picture
            with room.budget(3):
                await room.presses("f7")
                await room.types(f"The picture thing, {week}.")
                await room.presses("enter", "enter")
            assert room.picture.strip() == "Thank you."
            empty = room.live.state.lines[-1]
            assert (empty.kind, empty.sub, empty.text) == (
                Kind.DIFFERENTLY,
                "none",
                "",
            )
            printed = room.live.prints.summary(width=0)
            assert "Differently next session: not answered" in printed
        practice.next_tuesday()

    async with practice.session() as room:
        said = " ".join(room.picture.split())
        assert "closing questions were left open three times. Another way:" in said
        assert "The picture thing" not in said
