"""The look-over before signing: what is open stands above the print, and is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.preferences import Preferences
from sessiontui.services.caseload import Caseload
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sessiontui.store.record import Record
    from tests.story import Clock
    from tests.ui.typist import Typist

HOUR = (
    "> sit at that wedding",
    "/did invited him in",
    "! means asked",
    "= mood 12",
    ". coffee",
)
SECRET = "invited him"


@pytest.fixture
async def user(record: Record, clock: Clock) -> AsyncIterator[Typist]:
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    async with at_the_keyboard(caseload, "KESTREL-4", (80, 60)) as user:
        await user.presses("f2")
        await user.enters(*HOUR)
        yield user


def above(user: Typist) -> list[str]:
    """What stands above the print, row by row."""
    rows = [row.strip() for row in user.shown]
    return rows[: next(i for i, row in enumerate(rows) if row.startswith("Signed by"))]


async def test_each_open_thing_is_a_row_that_says_what_and_how_many(
    user: Typist,
) -> None:
    await user.enters("/sign")
    assert [row for row in above(user) if row] == [
        "1 line not tied to a goal",
        "10:02  did",
        "A risk line has no follow-up: !f …",
        "It lasts 0 min: /start or /stop with a time sets that",
        "1 line begins with a mark that was not understood",
        "10:02  note",
        "1 scratch line will be destroyed",
    ]


async def test_enter_shows_the_words_and_any_key_closes_them(user: Typist) -> None:
    await user.enters("/sign")
    for key in ("enter", "escape", "space", "down", "delete", "enter"):
        await user.presses("enter")
        assert SECRET in " ".join(user.shown)
        assert "status" not in " ".join(user.shown)
        await user.presses(key)
        assert user.live.state.session.signed_at is None
    await user.presses("enter", "#", "1")
    assert "not tied" in " ".join(user.shown)
    assert user.line_input.text == "#1"
    await user.presses("enter")
    assert "not tied" not in " ".join(user.shown)


async def test_each_row_has_its_words(user: Typist) -> None:
    await user.enters("/sign")
    await user.presses("up")
    for words in (
        SECRET,
        SECRET,
        "means asked",
        None,
        "= mood 12",
        "= mood 12",
        "coff",
    ):
        if words:
            await user.presses("enter")
            assert words in " ".join(user.shown)
            assert "Signed by" not in " ".join(user.shown)
            await user.presses("escape")
        await user.presses("down")


async def test_a_removed_risk_has_its_words_behind_its_row(user: Typist) -> None:
    risk = user.live.state.lines[2]
    user.live.edits.remove((risk,))
    await user.enters("/sign")
    assert "removed: risk, 10:02" in above(user)
    assert "means asked" not in " ".join(user.shown)
    await user.presses("down", "enter")
    assert "means asked" in " ".join(user.shown)


async def test_enter_never_signs_and_one_key_sets_the_stop(
    user: Typist, clock: Clock
) -> None:
    clock.forward(hours=3)
    await user.enters("/sign")
    row = next(i for i, x in enumerate(above(user)) if "No stop was noted" in x)
    assert "10:52" in above(user)[row]
    await user.presses("down", "down")
    assert "Enter sets 10:52" in user.hint
    await user.presses("enter")
    assert "No stop" not in " ".join(user.shown)
    assert "stop 10:52" in " ".join(" ".join(user.shown).split())
    await user.presses("enter", "enter", "enter")
    assert user.live.state.session.signed_at is None
    assert "/sign signs for good" in user.hint
    await user.enters("/sign")
    assert user.live.state.session.signed_at is not None
    assert "stop 10:52 (50 min)" in user.live.prints.summary()


async def test_how_to_sign_is_seen_on_the_smallest_screen_whatever_is_selected(
    record: Record, clock: Clock
) -> None:
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    async with at_the_keyboard(caseload, "KESTREL-4", (40, 20)) as user:
        await user.presses("f2")
        await user.enters(*HOUR, "/sign")
        for _ in range(9):
            assert "/sign signs" in user.hint
            await user.presses("down")
