"""The quiet clock, the phases of an hour, and whose session it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.text import cell_width
from sessiontui.settings.model import Settings
from sessiontui.ui.presenters.header import head_content
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from tests.story import Clock
    from tests.ui.typist import Typist

LONG_CODE = "KESTREL-EVENING-GROUP-2026-NORTH-A4"
SAID = [
    (0, "0 of 50 min"),
    (27, "27 of 50 min"),
    (39, "39 of 50 min"),
    (40, "10 left"),
    (44, "10 left"),
    (45, "5 left"),
    (49, "5 left"),
    (50, "50 min"),
    (52, "52 min"),
]


@pytest.mark.parametrize(("minutes", "words"), SAID)
@pytest.mark.parametrize("width", [40, 80, 100])
def test_the_clock_says_minutes_then_what_is_left_on_every_screen(
    live: LiveSession, clock: Clock, minutes: int, words: str, width: int
) -> None:
    clock.forward(minutes=minutes, seconds=20)
    head = str(head_content(live, Settings(), width))

    assert head.endswith(f" {words}")
    assert head.startswith(" KESTREL-4 · ")
    assert len(head) == width - 1


@pytest.mark.parametrize(
    ("usual", "minutes", "words"),
    [
        (5, 0, "5 left"),
        (8, 2, "2 of 8 min"),
        (8, 3, "5 left"),
        (10, 0, "10 left"),
        (90, 79, "79 of 90 min"),
        (90, 80, "10 left"),
    ],
)
def test_it_goes_by_the_usual_length_of_the_settings(
    live: LiveSession, clock: Clock, usual: int, minutes: int, words: str
) -> None:
    clock.forward(minutes=minutes)
    head = str(head_content(live, Settings(minutes=usual), 80))

    assert head.endswith(f" {words}")


@pytest.mark.parametrize(("minutes", "words"), SAID)
def test_near_the_end_nothing_changes_but_the_words_of_the_clock(
    live: LiveSession, clock: Clock, minutes: int, words: str
) -> None:
    clock.forward(minutes=minutes)
    head = head_content(live, Settings(), 80)

    assert head.spans == []
    assert str(head) == " KESTREL-4 · session 1".ljust(79 - len(words)) + words


@pytest.mark.parametrize(
    ("minutes", "phase"),
    [
        (0, "mood · 4"),
        (4, "bridge · 2"),
        (12, "homework · 7"),
        (39, "new homework · 5"),
        (49, "summary · 7"),
    ],
)
def test_a_frame_names_the_phase_that_the_clock_is_in_and_dims_it(
    live: LiveSession, clock: Clock, minutes: int, phase: str
) -> None:
    clock.forward(minutes=minutes)
    head = head_content(live, Settings(frame="cbt"), 80)

    assert f"  {phase}  " in str(head)
    (span,) = head.spans
    assert (str(head)[span.start : span.end], span.style) == (phase, "dim")


def test_past_the_usual_length_no_phase_is_named(
    live: LiveSession, clock: Clock
) -> None:
    clock.forward(minutes=50)
    head = str(head_content(live, Settings(frame="mi"), 80))

    assert head.split() == ["KESTREL-4", "·", "session", "1", "50", "min"]


def test_by_itself_no_phase_is_named(live: LiveSession, clock: Clock) -> None:
    for _ in range(50):
        assert head_content(live, Settings(), 80).spans == []
        clock.forward(minutes=1)


def test_a_narrow_screen_has_the_word_alone_or_none(
    live: LiveSession, clock: Clock
) -> None:
    seen = []
    for _ in range(50):
        head = str(head_content(live, Settings(frame="cbt"), 40))
        assert len(head) == 39
        seen.append(head)
        clock.forward(minutes=1)

    assert seen[0] == " KESTREL-4 · 1    mood · 4  0 of 50 min"
    assert seen[12] == " KESTREL-4 · 1   homework  12 of 50 min"
    assert seen[45] == " KESTREL-4 · 1      summary · 7  5 left"


@pytest.mark.parametrize("frame", ["free", "cbt", "mi"])
@pytest.mark.parametrize("code", [LONG_CODE, "鶏" * 20, "x" * 40])
@pytest.mark.parametrize("width", [30, 40, 59, 60, 80, 100])
def test_with_a_long_code_and_a_long_item_code_and_clock_are_still_there(
    caseload: Caseload, clock: Clock, width: int, code: str, frame: str
) -> None:
    live = caseload.open(code)
    live.enter(": the whole long story of the wedding " * 3000, live.drafts.load().tab)
    for _ in range(53):
        head = str(head_content(live, Settings(frame=frame), width))
        assert sum(map(cell_width, head)) == width - 1
        assert head.endswith((" min", " left"))
        assert head.startswith(f" {code[0]}")
        assert " · " in head
        clock.forward(minutes=1)


def test_a_code_that_does_not_fit_keeps_both_ends(caseload: Caseload) -> None:
    head = str(head_content(caseload.open(LONG_CODE), Settings(frame="cbt"), 40))

    assert head == " KESTREL-EV…6-NORTH-A4 · 1  0 of 50 min"


# On the screen


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_after_stop_the_clock_says_when_and_stands_still(
    caseload: Caseload, clock: Clock, size: tuple[int, int]
) -> None:
    clock.forward(minutes=13)
    async with at_the_keyboard(caseload, size=size) as user:
        clock.forward(minutes=36)
        await user.enters("/stop 10:50")
        assert user.hint == "Stopped 10:50."
        assert user.head.endswith("stopped 10:50")
        clock.forward(minutes=30)
        await user.enters("the note, finished")
        assert user.head.endswith("stopped 10:50")


async def test_the_clock_follows_the_start(user: Typist, clock: Clock) -> None:
    clock.forward(minutes=28)
    await user.enters("/start 10:05")
    assert user.hint == "Started 10:05 (was 10:02)."
    assert user.head.endswith("25 of 50 min")


@pytest.mark.parametrize("typed", ["/start soon", "/stop 9:50"])
async def test_a_time_that_cannot_be_is_told_and_changes_nothing(
    user: Typist, clock: Clock, typed: str
) -> None:
    clock.forward(minutes=28)
    await user.enters(typed)
    assert user.hint.startswith(("Type a time such as", "The session began at"))
    assert user.live.state.session.stopped_at is None


async def test_the_clock_changes_on_the_minute_of_the_start(
    caseload: Caseload, clock: Clock
) -> None:
    clock.forward(seconds=59.6)
    async with at_the_keyboard(caseload) as user:
        await user.enters("one")
        # A start at the full minute: the next one is 0.4 seconds away.
        await user.enters("/start 10:02")
        assert user.head.endswith("0 of 50 min")
        clock.forward(seconds=1)
        await user.pilot.pause(0.8)
        assert user.head.endswith("1 of 50 min")


@pytest.mark.parametrize("width", [40, 80, 100])
def test_a_day_with_nothing_but_lines_of_the_card_shows_no_clock(
    live: LiveSession, clock: Clock, width: int
) -> None:
    def head() -> str:
        return str(head_content(live, Settings(), width))

    live.enter("/card often weekly", Tab.NOTES)
    clock.forward(minutes=20)
    assert "min" not in head()
    assert "arrive" not in head()
    live.enter("slept badly", Tab.NOTES)
    assert "20 of 50 min" in head() or "20 min" in head()
    live.undo()
    assert "min" not in head()
    live.enter("/held video", Tab.NOTES)
    assert "min" in head()
