"""Pictures of the screens, to be looked at when one changes.

One Python decides them: fonts and widths are drawn the same, tracebacks are not.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from sessiontui.settings.model import checked
from sessiontui.ui.app import SessionApp
from tests.story import type_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from tests.story import Clock

    Compare = Callable[..., bool]

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="pictures are drawn by Python 3.11"
)

LAST_WEEK = (
    "> I want to sit at that wedding and not plan my escape",
    "= #1 2",
    "+ I rang my brother before it got bad",
    "+c breathing out slowly on the stairs",
    "+w I went out once even in the rain",
    "@ three short walks, any weather %75",
    "/differently Less homework talk at the start",
    "? father called",
)
TODAY = (
    ": sleep 15m",
    ": sister's wedding",
    ": work email mine",
    '" better than Sunday',
    "= mood 4",
    "= #1 3",
    "/did psy adrenaline curve, drew it #1",
    "/response so it peaks and drops if I stay",
    "/back agreed to picture it first",
    "@ text my brother Sat 10am %60",
    "~ felt lectured; named it",
    "/helped The picture thing.",
)


@pytest.fixture
def second_week(caseload: Caseload, live: LiveSession, clock: Clock) -> Caseload:
    """KESTREL-4 a week after the first session."""
    type_all(live, LAST_WEEK)
    live.leave()
    clock.forward(days=6, hours=23, minutes=50)
    return caseload


@pytest.fixture
def full(second_week: Caseload) -> Caseload:
    """The same with today's lines."""
    type_all(second_week.open("KESTREL-4"), TODAY)
    return second_week


def _keys(*keys: str) -> Callable[[Pilot[str]], object]:
    async def press(pilot: Pilot[str]) -> None:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()

    return press


def _app(caseload: Caseload, code: str | None = "KESTREL-4", **settings: str) -> object:
    return SessionApp(caseload, checked(settings), code)


def test_the_caseload(full: Caseload, snap_compare: Compare) -> None:
    full.open("HERON-2")
    full.open("WREN-7")
    assert snap_compare(_app(full, None), terminal_size=(80, 24))


def test_from_last_time(second_week: Caseload, snap_compare: Compare) -> None:
    assert snap_compare(_app(second_week), terminal_size=(80, 24))


@pytest.mark.parametrize("key", ["f1", "f2", "f3", "f5"])
def test_a_tab(full: Caseload, snap_compare: Compare, key: str) -> None:
    assert snap_compare(_app(full), run_before=_keys(key), terminal_size=(80, 24))


def test_notes_on_a_narrow_light_screen_with_a_selected_row(
    full: Caseload, snap_compare: Compare
) -> None:
    assert snap_compare(
        _app(full, theme="quiet-light"),
        run_before=_keys("f2", "up"),
        terminal_size=(40, 20),
    )


def test_the_summary_on_a_wide_screen(full: Caseload, snap_compare: Compare) -> None:
    assert snap_compare(_app(full), run_before=_keys("f6"), terminal_size=(200, 60))


def test_the_client_view(full: Caseload, snap_compare: Compare) -> None:
    assert snap_compare(_app(full), run_before=_keys("ctrl+t"), terminal_size=(80, 24))


def test_goals_over_time(full: Caseload, snap_compare: Compare) -> None:
    assert snap_compare(
        _app(full), run_before=_keys("f8", "f2"), terminal_size=(80, 24)
    )


def test_sessions_over_time_on_a_narrow_light_screen(
    full: Caseload, snap_compare: Compare
) -> None:
    assert snap_compare(
        _app(full, None, theme="quiet-light"),
        run_before=_keys("f8", "up"),
        terminal_size=(40, 20),
    )
