"""Nobody is here: the screen rests, then the record locks, on every screen."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from textual import events

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.services.caseload import Caseload
from sessiontui.settings.model import Settings
from sessiontui.ui.idle_lock import IdleTimer
from sessiontui.ui.screens.base import BaseScreen
from sessiontui.ui.screens.caseload import CaseloadScreen
from sessiontui.ui.screens.progress import ProgressScreen
from sessiontui.ui.terminal.process import wake_clock as awake
from tests.story import type_all
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record
    from sessiontui.ui.exit import Place
    from tests.story import Clock
    from tests.ui.typist import Typist

MINUTE = 60.0


class TestClock:
    """Two clocks that stand still until they are told otherwise, and one alarm."""

    __test__ = False

    def __init__(self) -> None:
        self.now = [5_000.0, 1_770_000_000.0]
        self.alarm: tuple[float, Callable[[], None]] | None = None
        self.rung = 0

    @property
    def clocks(self) -> tuple[Callable[[], float], ...]:
        return (lambda: self.now[0], lambda: self.now[1])

    def wake_in(self, seconds: float, call: Callable[[], None]) -> None:
        self.alarm = self.now[0] + seconds, call

    def close(self) -> None:
        self.alarm = None

    def forward(self, seconds: float) -> None:
        """Let time pass awake: every alarm rings when it is due."""
        end = self.now[0] + seconds
        while self.alarm is not None and self.alarm[0] <= end:
            self._to(self.alarm[0])
            self._ring()
        self._to(end)

    def sleep(self, seconds: float) -> None:
        """Let time pass with the laptop shut; what is due rings on waking."""
        self._to(self.now[0] + seconds)
        if self.alarm is not None and self.alarm[0] <= self.now[0]:
            self._ring()

    def _to(self, moment: float) -> None:
        self.now = [moment, self.now[1] + moment - self.now[0]]

    def _ring(self) -> None:
        assert self.alarm is not None
        _, call = self.alarm
        self.alarm = None
        self.rung += 1
        call()


class Watched:
    """An idle lock with a limit of twenty minutes, and what it did."""

    def __init__(self) -> None:
        self.clock = TestClock()
        self.did: list[str] = []
        self.idle = IdleTimer(
            self.clock,
            20 * MINUTE,
            lambda: self.did.append("rest"),
            lambda idle: self.did.append(f"lock {idle:.0f}"),
        )
        self.idle.look()


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_first_it_rests_and_a_minute_later_it_locks_once(watched: Watched) -> None:
    watched.clock.forward(19.9 * MINUTE)
    assert watched.did == []
    watched.clock.forward(0.1 * MINUTE)
    assert watched.did == ["rest"]
    watched.clock.forward(0.9 * MINUTE)
    assert watched.did == ["rest"]
    watched.clock.forward(0.1 * MINUTE)
    assert watched.did == ["rest", "lock 1260"]
    watched.clock.forward(100 * MINUTE)
    assert watched.did == ["rest", "lock 1260"]


def test_a_key_starts_the_time_anew(watched: Watched) -> None:
    for _ in range(10):
        watched.clock.forward(19 * MINUTE)
        assert watched.idle.pressed()
    assert watched.did == []
    watched.clock.forward(20.5 * MINUTE)
    assert watched.did == ["rest"]
    assert watched.idle.pressed()
    watched.clock.forward(19.9 * MINUTE)
    assert watched.did == ["rest"]
    watched.clock.forward(1.1 * MINUTE)
    assert watched.did == ["rest", "rest", "lock 1260"]


def test_it_wakes_only_when_something_could_be_due(watched: Watched) -> None:
    for _ in range(600):
        watched.clock.forward(2)
        watched.idle.pressed()
    # Twenty minutes of typing: the one alarm that was set at their beginning.
    assert watched.clock.rung == 1
    watched.clock.forward(25 * MINUTE)
    assert watched.did == ["rest", "lock 1260"]
    assert watched.clock.rung == 4


def test_after_a_long_sleep_it_locks_at_once(watched: Watched) -> None:
    watched.clock.forward(5 * MINUTE)
    watched.clock.sleep(3 * 60 * MINUTE)
    assert watched.did == ["lock 11100"]


def test_a_short_sleep_counts(watched: Watched) -> None:
    watched.clock.forward(5 * MINUTE)
    watched.clock.sleep(15.5 * MINUTE)
    assert watched.did == ["rest"]
    watched.clock.forward(MINUTE / 2)
    assert watched.did == ["rest", "lock 1260"]


@pytest.mark.parametrize("which", [0, 1])
def test_the_clock_that_went_on_furthest_is_believed(
    watched: Watched, which: int
) -> None:
    watched.clock.now[which] += 30 * MINUTE
    watched.clock.now[1 - which] -= 30 * MINUTE
    assert not watched.idle.pressed()
    assert watched.did == ["lock 1800"]


def test_a_key_that_comes_too_late_counts_for_nothing(watched: Watched) -> None:
    watched.clock.now[0] += 22 * MINUTE
    assert not watched.idle.pressed()
    assert not watched.idle.pressed()
    assert watched.did == ["lock 1320"]


def test_never_is_never_and_another_screen_may_have_another_limit(
    watched: Watched,
) -> None:
    watched.idle.limit = 0
    watched.clock.forward(1000 * MINUTE)
    assert watched.idle.pressed()
    assert watched.did == []
    watched.idle.limit = 10 * MINUTE
    watched.idle.look()
    watched.clock.forward(10 * MINUTE)
    assert watched.did == ["rest"]


def test_a_limit_below_a_minute_makes_that_minute_as_short(watched: Watched) -> None:
    watched.idle.limit = 3
    watched.idle.look()
    watched.clock.forward(3)
    assert watched.did == ["rest"]
    watched.clock.forward(3)
    assert watched.did == ["rest", "lock 6"]


# In the app


def result(user: Typist) -> str | None:
    return user.app.return_value


def blank(user: Typist) -> bool:
    """Whether nothing at all is painted."""
    strips = user.app.screen._compositor.render_strips()
    return not "".join(part.text for strip in strips for part in strip).strip()


async def palette(user: Typist) -> None:
    await user.presses("ctrl+p")
    assert not isinstance(user.app.screen, BaseScreen)


async def choice_of_colours(user: Typist) -> None:
    user.app.action_change_theme()
    await user.pilot.pause()


async def client_view(user: Typist) -> None:
    await user.presses("ctrl+t")


async def help_text(user: Typist) -> None:
    await user.presses("f9")


async def feedback(user: Typist) -> None:
    await user.enters("/feedback")


async def progress(user: Typist) -> None:
    await user.enters("/progress KESTREL-4")
    assert isinstance(user.app.screen, ProgressScreen)


async def nothing(user: Typist) -> None:
    del user


SCREENS = [
    nothing,
    palette,
    choice_of_colours,
    client_view,
    help_text,
    feedback,
    progress,
]


@pytest.mark.parametrize("go", SCREENS, ids=lambda go: go.__name__)
@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_every_screen_of_a_session_rests_and_then_locks(
    live: LiveSession,
    caseload: Caseload,
    clock: Clock,
    size: tuple[int, int],
    go: Callable[[Typist], object],
) -> None:
    idle_clock = TestClock()
    async with at_the_keyboard(caseload, size=size, idle_clock=idle_clock) as user:
        await user.enters("said in the hour")
        await go(user)  # type: ignore[misc]
        idle_clock.forward(19.9 * MINUTE)
        await user.pilot.pause()
        assert not blank(user)
        idle_clock.forward(0.1 * MINUTE)
        await user.pilot.pause()
        assert blank(user)
        clock.forward(minutes=21)
        idle_clock.forward(MINUTE)
        await user.pilot.pause()
        assert result(user) == "lock"
    assert caseload.sessions(live.state.client)[0].stopped_at == clock.now - timedelta(
        minutes=21
    )


@pytest.mark.parametrize("go", [nothing, palette, help_text], ids=lambda g: g.__name__)
async def test_the_caseload_has_a_limit_of_its_own(
    caseload: Caseload, go: Callable[[Typist], object]
) -> None:
    idle_clock = TestClock()
    async with at_the_keyboard(caseload, None, idle_clock=idle_clock) as user:
        await go(user)  # type: ignore[misc]
        idle_clock.forward(10 * MINUTE)
        await user.pilot.pause()
        assert blank(user)
        idle_clock.forward(MINUTE)
        await user.pilot.pause()
        assert result(user) == "lock"


async def test_from_the_session_to_the_caseload_the_limit_changes(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    idle_clock = TestClock()
    async with at_the_keyboard(caseload, idle_clock=idle_clock) as user:
        await user.enters("one")
        stop = clock.forward(minutes=5)
        idle_clock.forward(5 * MINUTE)
        await user.presses("ctrl+o")
        assert isinstance(user.app.screen, CaseloadScreen)
        clock.forward(minutes=11)
        idle_clock.forward(11 * MINUTE)
        await user.pilot.pause()
        assert result(user) == "lock"
    # The session below was left before.
    assert caseload.sessions(live.state.client)[0].stopped_at == stop


async def test_within_the_minute_any_key_works_as_in_rest(caseload: Caseload) -> None:
    idle_clock = TestClock()
    async with at_the_keyboard(caseload, idle_clock=idle_clock) as user:
        idle_clock.forward(20.5 * MINUTE)
        await user.pilot.pause()
        await user.enters("typed on the blank screen")
        assert user.live.state.lines[-1].text == "typed on the blank screen"
        assert user.screen.rest.is_on
        await user.presses("escape")
        assert not user.screen.rest.is_on
        assert "typed on the blank screen" in user.picture
        idle_clock.forward(19 * MINUTE)
        await user.pilot.pause()
        assert not user.screen.rest.is_on
        assert result(user) is None


@pytest.mark.parametrize("what", ["key", "paste", "click"])
async def test_keys_pastes_and_clicks_all_say_that_somebody_is_here(
    caseload: Caseload, what: str
) -> None:
    idle_clock = TestClock()
    async with at_the_keyboard(caseload, idle_clock=idle_clock) as user:
        idle_clock.forward(15 * MINUTE)
        if what == "key":
            await user.presses("left")
        elif what == "paste":
            user.app.post_message(events.Paste("pasted"))
            await user.pilot.pause()
        else:
            await user.pilot.click("#panes")
        idle_clock.forward(15 * MINUTE)
        await user.pilot.pause()
        assert not user.screen.rest.is_on


async def test_a_screen_that_rests_already_locks_too(caseload: Caseload) -> None:
    idle_clock = TestClock()
    async with at_the_keyboard(caseload, idle_clock=idle_clock) as user:
        await user.presses("ctrl+l")
        idle_clock.forward(20.9 * MINUTE)
        await user.pilot.pause()
        assert user.screen.rest.is_on
        assert result(user) is None
        idle_clock.forward(0.1 * MINUTE)
        await user.pilot.pause()
        assert result(user) == "lock"


async def test_on_waking_the_first_key_reads_nothing_and_types_nothing(
    caseload: Caseload,
) -> None:
    idle_clock = TestClock()
    async with at_the_keyboard(caseload, idle_clock=idle_clock) as user:
        await user.types("half typed")
        live = user.live
        # The alarm has not rung yet: the key is faster.
        idle_clock.now[1] += 180 * MINUTE
        await user.types("x")
        await user.pilot.pause()
        assert result(user) == "lock"
        assert live.drafts.load().text == "half typed"


async def test_zero_turns_the_lock_off(caseload: Caseload) -> None:
    idle_clock = TestClock()
    settings = Settings(lock_minutes=0, lock_minutes_outside=0)
    async with at_the_keyboard(
        caseload, settings=settings, idle_clock=idle_clock
    ) as user:
        idle_clock.forward(10_000 * MINUTE)
        await user.presses("ctrl+o")
        idle_clock.forward(10_000 * MINUTE)
        await user.pilot.pause()
        assert not user.screen.rest.is_on
        assert result(user) is None


async def test_what_the_client_left_half_typed_is_kept(
    live: LiveSession, caseload: Caseload
) -> None:
    idle_clock = TestClock()
    async with at_the_keyboard(caseload, idle_clock=idle_clock) as user:
        await user.types("mine")
        await user.presses("ctrl+t")
        await user.types("the picture")
        idle_clock.forward(21 * MINUTE)
        await user.pilot.pause()
    again = caseload.open("KESTREL-4")
    assert again.state.lines == ()
    assert again.drafts.answering().text == "the picture"
    assert again.drafts.load().text == "mine"


async def locked(caseload: Caseload, *keys: str) -> Place | None:
    """Press keys in a session, let it lock; returns where it says it was."""
    idle_clock = TestClock()
    async with at_the_keyboard(caseload, idle_clock=idle_clock) as user:
        await user.presses(*keys)
        idle_clock.forward(21 * MINUTE)
        await user.pilot.pause()
        assert result(user) == "lock"
        return user.app.place


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
@pytest.mark.parametrize(
    ("keys", "resting"),
    [
        (("f3", "a"), False),
        (("f3",), False),
        (("f3", "ctrl+l"), False),
        (("f3", "f8"), False),
        (("f3", "ctrl+t", "a"), True),
        (("f3", "f7"), True),
        (("f3", "f7", "enter", "enter"), True),
    ],
)
async def test_behind_the_lock_the_session_stands_as_it_was_left(
    caseload: Caseload,
    record: Record,
    clock: Clock,
    keys: tuple[str, ...],
    resting: bool,
    size: tuple[int, int],
) -> None:
    place = await locked(caseload, *keys)
    assert place is not None
    clock.forward(minutes=40)
    again = Caseload(record, clock)
    async with at_the_keyboard(again, None, size=size, place=place) as user:
        assert blank(user) is resting
        if resting:
            await user.presses("escape")
        assert "KESTREL-4" in user.picture
        assert user.session.tab is Tab.GOALS
        assert user.line == ("a" if keys == ("f3", "a") else "")
        assert user.live.state.session.id == place.session_id


@pytest.mark.parametrize(
    "lines",
    [
        ["/contact phone 10m", "she rang"],
        ["/missed no word"],
        ["slept", "/start 8:30"],
    ],
)
async def test_behind_the_lock_an_entry_or_an_earlier_hour_stands_too(
    caseload: Caseload, record: Record, clock: Clock, lines: list[str]
) -> None:
    first = caseload.open("KESTREL-4")
    type_all(first, ["an hour of today"])
    first.leave()
    clock.forward(hours=2)
    caseload.open("KESTREL-4", new_session=True)
    clock.forward(minutes=1)
    idle_clock, client = TestClock(), first.state.client
    second = caseload.sessions(client)[-1].which
    async with at_the_keyboard(caseload, None, idle_clock=idle_clock) as user:
        user.app.finish(client, second)
        await user.pilot.pause()
        await user.enters(*lines)
        await user.types("half")
        idle_clock.forward(21 * MINUTE)
        await user.pilot.pause()
        place = user.app.place
    again = Caseload(record, clock)
    async with at_the_keyboard(again, None, place=place) as user:
        assert user.line == "half"
        assert user.live.state.session.id != first.state.session.id
    assert len(again.sessions(client)) == 2


@pytest.mark.parametrize(
    ("lines", "half", "kept"),
    [
        ([], "", ""),
        ([], "/amend late he ra", "/amend late he ra"),
        (["/amend late he rang"], "at no", "/amend late he rang\nat no"),
    ],
)
async def test_behind_the_lock_a_signed_session_stands_with_its_amendment(
    record: Record, clock: Clock, lines: list[str], half: str, kept: str
) -> None:
    def caseload() -> Caseload:
        return Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))

    idle_clock = TestClock()
    async with at_the_keyboard(caseload(), idle_clock=idle_clock) as user:
        await user.presses("f2")
        await user.enters("slept well", "/sign", "/sign", *lines)
        assert user.live.state.session.signed_at is not None
        await user.types(half)
        tab = user.session.tab
        idle_clock.forward(21 * MINUTE)
        await user.pilot.pause()
        place = user.app.place
    clock.forward(minutes=40)
    async with at_the_keyboard(caseload(), None, place=place) as user:
        assert user.session.tab is tab
        assert user.line == kept
        assert user.live.state.session.signed_at is not None
    (client,) = caseload().clients()
    assert client.sessions == 1


async def test_a_session_that_is_over_meanwhile_does_not_begin_anew(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    place = await locked(caseload, "a")
    clock.forward(days=1)
    again = Caseload(record, clock)
    async with at_the_keyboard(again, None, place=place) as user:
        assert isinstance(user.app.screen, CaseloadScreen)
    (client,) = again.clients()
    assert client.sessions == 1


async def test_a_lock_in_the_caseload_above_a_session_leads_to_no_session(
    caseload: Caseload,
) -> None:
    assert await locked(caseload, "a", "enter", "ctrl+o") is None


# The machine's clocks


async def until_one(rung: list[Any]) -> None:
    """Wait for an alarm, longer than any busy machine needs."""
    async with asyncio.timeout(25):
        while not rung:  # noqa: ASYNC110 - what rings only appends to it
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("kernel", [True, False])
async def test_the_real_alarm_rings_in_time_and_only_once(
    kernel: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not kernel:
        monkeypatch.setattr(awake, "_alarms", lambda: ())
    clock, rung = awake.WakeClock(), list[float]()
    begun = time.monotonic()
    clock.wake_in(30, lambda: rung.append(0))
    clock.wake_in(0.2, lambda: rung.append(time.monotonic() - begun))
    await until_one(rung)
    await asyncio.sleep(0.3)
    clock.close()

    assert len(rung) == 1
    assert 0.15 < rung[0] < 20


async def test_where_the_kernel_has_no_alarm_it_looks_from_time_to_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(awake, "_alarms", lambda: ())
    monkeypatch.setattr(awake, "_NAP", 0.05)
    clock, rung = awake.WakeClock(), list[int]()
    clock.wake_in(1000, lambda: rung.append(1))
    await until_one(rung)
    clock.close()

    assert rung == [1]


async def test_an_alarm_that_is_past_rings_at_once() -> None:
    clock, rung = awake.WakeClock(), list[int]()
    clock.wake_in(-100, lambda: rung.append(1))
    await until_one(rung)
    clock.close()

    assert rung == [1]


def test_the_real_clocks_go_on_alike() -> None:
    clock = awake.WakeClock()
    first = [read() for read in clock.clocks]
    time.sleep(0.2)
    gone = [read() - a for a, read in zip(first, clock.clocks, strict=True)]

    assert len(gone) == 2
    assert all(0.15 < each < 60 for each in gone)
