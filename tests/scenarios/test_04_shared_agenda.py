"""Scenario 4, a shared agenda with three items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.entities import Author
from sessiontui.domain.kinds.lookup import Tab
from tests.scenarios.room import quiet_rows

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice
    from tests.scenarios.room import Room

ORDER = ["sleep", "sister's wedding", "work email"]


def items(room: Room) -> list[str]:
    return [line.text for line in room.live.state.of_tab(Tab.AGENDA) if not line.sub]


async def test_4_shared_agenda_with_three_items(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters("@ three walks", "/differently less homework talk")
    practice.next_tuesday()

    async with practice.session() as room:
        with room.budget(9):
            await room.enters(": sister's wedding", ": sleep 15m", ": work email mine")
            await room.presses("down", "down", "shift+up")

        assert items(room) == ORDER
        owners = [x.author for x in room.live.state.of_tab(Tab.AGENDA)]
        assert owners == [Author.CLIENT, Author.CLIENT, Author.THERAPIST]
        shown = [row for row in room.shown if "[ ]" in row]
        assert [row.split("[ ] ")[1] for row in shown] == [
            "sleep  15m",
            "sister's wedding",
            "work email  mine",
        ]
        planned = [row for row in quiet_rows(room) if "min" in row]
        assert planned == ["15 of 50 min planned"]

        await room.presses("escape", "f2", "f1")
        assert items(room) == ORDER
        printed = room.live.prints.summary(width=0)
        assert (
            printed.index("sleep") < printed.index("wedding") < printed.index("email")
        )


async def test_4_an_over_full_agenda_is_stated_and_never_blocked(
    practice: Practice,
) -> None:
    async with practice.session() as room:
        with room.budget(6):
            await room.enters(": sister's wedding 30m", ": sleep 15m", ": the week 20m")
        assert items(room) == ["sister's wedding", "sleep", "the week"]
        assert quiet_rows(room) == ["65 of 50 min planned: more than the session holds"]
        painted = " ".join(room.picture.split())
        assert "65 of 50 min planned: more than the session holds" in painted
