"""Scenario 9, psychoeducation and teach-back: under the goal, her words to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice

TAUGHT = "adrenaline curve, drew it"
BACK = "so it peaks and drops if I stay"


async def test_09_psychoeducation_and_teach_back(practice: Practice) -> None:
    async with practice.session() as room:
        await room.enters("> sit at that wedding")
        await room.presses("f2")
        with room.budget(4):
            await room.enters(f"&e {TAUGHT} #1", f"<t {BACK}")
        assert "teach-back: also on the client's sheet" in room.hint

        did, response = room.live.state.lines[1:]
        assert (did.kind, did.sub, did.goal) == (Kind.INTERVENTION, "psy", 1)
        assert (response.kind, response.about) == (Kind.RESPONSE, did.id)
        printed = room.live.prints.summary("girp", 0)
        goal, taught, said = map(printed.index, ("GOAL\n", TAUGHT, BACK))
        assert goal < printed.index("INTERVENTION\n") < taught
        assert taught < printed.index("RESPONSE\n") < said
        assert f"{TAUGHT}  #1\n" in printed
        assert BACK in room.live.prints.summary("takehome", 0)
        assert TAUGHT not in room.live.prints.summary("takehome", 0)
        assert room.live.signing.checklist().untied == ()


async def test_09_if_she_does_not_want_it_on_her_sheet_it_stays_off(
    practice: Practice,
) -> None:
    async with practice.session() as room:
        await room.enters(f"/did psy {TAUGHT}", f"<t {BACK}", "/retag response")
        assert BACK not in room.live.prints.summary("takehome", 0)
        assert BACK in room.live.prints.summary("girp", 0)
