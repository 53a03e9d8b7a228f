"""A client opened again long after the hour: how to begin another is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.services.caseload import Caseload
from tests.story import open_session, type_all
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.store.record import Record
    from tests.story import Clock

TOLD = "a second hour is Another session today (Ctrl+P)."


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
@pytest.mark.parametrize(("away", "told"), [(75, True), (45, False)])
async def test_how_to_begin_another_is_told_until_the_first_key(
    record: Record, clock: Clock, size: tuple[int, int], away: int, told: bool
) -> None:
    live = open_session(record, clock)
    type_all(live, ["a quieter week"])
    clock.forward(minutes=50)
    live.leave()
    clock.forward(minutes=away)

    async with at_the_keyboard(Caseload(record, clock), size=size) as user:
        assert (TOLD in " ".join(user.picture.split())) is told
        await user.types("a")
        assert "Another session" not in user.picture


def test_a_short_hour_is_not_over_yet(record: Record, clock: Clock) -> None:
    live = open_session(record, clock)
    clock.forward(minutes=5)
    live.leave()

    clock.forward(minutes=40)
    assert open_session(record, clock).how_to_begin_another() == ""
