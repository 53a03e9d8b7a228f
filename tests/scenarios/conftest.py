"""Where the scenarios take place: one record, its clock, and both sizes of screen."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from textual import _time, timer

from sessiontui.services.caseload import Caseload
from sessiontui.settings.model import Settings, Therapist
from sessiontui.store.open import open_record
from sessiontui.ui.app import SessionApp
from tests.scenarios.room import Desk, Hours, Idle, Room
from tests.story import TUESDAY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key
    from tests.story import Clock


@pytest.fixture(params=[(80, 24), (40, 20)], ids=["80x24", "40x20"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """A usual terminal, and a narrow one."""
    chosen: tuple[int, int] = request.param
    return chosen


@pytest.fixture
def desk(paths: Paths, size: tuple[int, int]) -> Iterator[Callable[..., Desk]]:
    """Starts `sessiontui` from the shell, on an existing record."""
    opened: list[Desk] = []

    def start() -> Desk:
        window = Desk(paths.data, size)
        opened.append(window)
        return window

    yield start
    for window in opened:
        window.close()


@contextmanager
def opened(paths: Paths, key: Key) -> Iterator[Record]:
    """The record while no program has it open."""
    record = open_record(paths, key)
    try:
        yield record
    finally:
        record.close()


class Practice:
    """R. Amadi's practice: sessions one after the other on one record."""

    def __init__(self, record: Record, hours: Hours, size: tuple[int, int]) -> None:
        self.record = record
        self.hours = hours
        self.size = size
        self.settings = Settings(therapist=Therapist(name="R. Amadi"))
        self.alarms: list[str] = []
        self.rooms: list[Room] = []

    @property
    def clock(self) -> Clock:
        return self.hours.clock

    @asynccontextmanager
    async def session(self, code: str | None = "KESTREL-4") -> AsyncIterator[Room]:
        """A session with a client from its start until the therapist leaves it.

        Without a code it begins at the caseload.
        """
        caseload = Caseload(
            self.record, self.clock, preferences=self.settings.preferences()
        )
        idle = Idle(self.hours)
        app = SessionApp(caseload, self.settings, code, idle_clock=idle)
        async with app.run_test(size=self.size) as pilot:
            room = Room(pilot, self.hours, self.alarms)
            self.rooms.append(room)
            await pilot.pause()
            yield room
            if app.is_running:
                await room.minutes_pass(2)
                await room.presses("ctrl+q")
        self.rooms.remove(room)

    def drawn(self, app: object) -> None:
        """Something was sent to a screen."""
        for room in self.rooms:
            if room.pilot.app is app:
                room.drawings += 1

    def next_tuesday(self, at: timedelta = timedelta()) -> None:
        """A week goes by; it is Tuesday again, at the time of the first session."""
        weeks = (self.clock.now - TUESDAY) // timedelta(days=7) + 1
        self.clock.now = TUESDAY + timedelta(days=7 * weeks) + at


@pytest.fixture
def practice(
    record: Record,
    clock: Clock,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> Practice:
    """A practice with nobody in it yet; its time passes when the story says so."""
    hours = Hours(clock)
    story = Practice(record, hours, size)
    monkeypatch.setattr(_time, "get_time", hours.now)
    monkeypatch.setattr(timer, "sleep", hours.sleep)
    monkeypatch.setattr(SessionApp, "bell", lambda _: story.alarms.append("bell"))
    monkeypatch.setattr(
        SessionApp, "notify", lambda *_, **__: story.alarms.append("notice")
    )
    draw = SessionApp._display

    def display(app: SessionApp, screen: Any, renderable: Any) -> None:
        if renderable is not None and not app._batch_count:
            story.drawn(app)
        draw(app, screen, renderable)

    monkeypatch.setattr(SessionApp, "_display", display)
    return story
