"""Scenario 16, homework set, and she is not sure she will."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.session.homework import when_of

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice

HINT = "obstacle? @o … smaller version? @s …"


async def test_16_practice_set_not_sure_she_will(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters(": sister's wedding")
        with room.budget(6):
            await room.enters("@ text my brother Sat 10am %60")
            assert room.hint == HINT
            for part in ("obstacle? @o …", "smaller version? @s …"):
                assert part in room.picture
            await room.minutes_pass(1)
            await room.types("@")
            assert "obstacle?" not in room.picture
            await room.types("o phone off")
            await room.presses("enter")
            assert "smaller" not in room.hint
            await room.enters("@s text him Fri night instead %95")
            assert "smaller" not in room.hint
            assert "obstacle" not in room.hint

        (card,) = room.live.state.cards()
        assert card.head.text == "text my brother Sat 10am"
        assert when_of(card.head.text) == "Sat 10am"
        assert card.likely == (60, 95)
        assert [line.text for line in card.obstacles] == ["phone off"]
        assert card.smaller[-1].text == "text him Fri night instead"

        painted = " ".join(room.picture.split())
        for words in (
            "text my brother Sat 10am",
            "when: Sat 10am · when smaller: Fri night",
            "likely: 60 → 95%",
            "phone off",
            "text him Fri night instead",
        ):
            assert words in painted
        assert room.session.tab.value == "agenda"


async def test_16_at_ninety_or_more_no_hint_appears(practice: Practice) -> None:
    async with practice.session() as room:
        for likely in (90, 95, 100):
            await room.enters(f"@ text my brother %{likely}")
            assert "obstacle" not in room.picture
        await room.enters("@ text my brother %89")
        assert room.hint == HINT
