"""A record of fictional clients that lives for one call and leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sessiontui.services.demo_story import (
    MID_HOUR,
    MINUTES,
    QUESTION,
    STORIES,
    TODAY,
    TODAY_MINUTES,
)
from sessiontui.settings.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sessiontui.domain.preferences import Preferences
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession


@contextlib.contextmanager
def throw_away_folder() -> Iterator[Paths]:
    """A private folder that is gone afterwards, even when this process is killed.

    Call it before any other thread starts.
    """
    folder = Path(tempfile.mkdtemp(prefix="sessiontui-demo-"))
    try:
        with _watched(folder):
            yield Paths(data=folder, config=folder)
            # Gone before the watcher is told that it may go too.
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill_demo(
    paths: Paths,
    now: Callable[[], datetime] | None = None,
    preferences: Preferences | None = None,
    mid_hour: str = MID_HOUR,
) -> Caseload:
    """A caseload with some weeks behind it; its key is known to this process only.

    The past is told in a fictional therapist's ways, so that it is the same for
    everybody; `preferences` is for what is typed from now on. The hour of the client
    `mid_hour` is under way.
    """
    from sessiontui.domain.kinds.lookup import Kind
    from sessiontui.domain.preferences import USUAL_PREFERENCES, Preferences
    from sessiontui.domain.session.closing_questions import CLOSING, Prompt
    from sessiontui.services.caseload import Caseload, utc_now
    from sessiontui.store.open import create_record

    now = now or utc_now
    clock = _StoryClock(now())
    record = create_record(paths, secrets.token_urlsafe(32))
    closing = (*CLOSING, Prompt(QUESTION, Kind.ANSWER))
    told = Caseload(record, clock, preferences=Preferences(closing=closing))
    weeks = max(len(story.sessions) for story in STORIES)
    for week in range(weeks, 0, -1):
        for story in STORIES:
            if week <= len(story.sessions):
                clock.now = _earlier(now(), week) + story.after
                live = told.open(story.code)
                _tell(live, clock, story.sessions[-week], MINUTES)
                live.leave()
    clock.now = _just_now(now())
    _tell(told.open(mid_hour), clock, TODAY[mid_hour], TODAY_MINUTES)
    return Caseload(record, now, preferences=preferences or USUAL_PREFERENCES)


class _StoryClock:
    """A clock that stands where the story is."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def _tell(live: LiveSession, clock: _StoryClock, text: str, minutes: int) -> None:
    from sessiontui.domain.kinds.lookup import Tab

    lines = [line for line in text.splitlines() if line.strip()]
    pause = timedelta(minutes=minutes) / (len(lines) + 1)
    for line in lines:
        clock.now += pause
        live.enter(line, Tab.NOTES)
    clock.now += pause
    # Where a therapist would have left off, so that the caseload leads with it.
    live.drafts.save(Tab.NOTES, "", (0, 0), None)


def _earlier(now: datetime, weeks: int) -> datetime:
    """The same weekday and time on the clock, some weeks ago."""
    local = now.astimezone().replace(tzinfo=None, second=0, microsecond=0)
    return (local - timedelta(weeks=weeks)).astimezone(UTC)


def _just_now(now: datetime) -> datetime:
    """Some minutes ago, but still today."""
    midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return max(midnight, now.astimezone() - timedelta(minutes=TODAY_MINUTES))


@contextlib.contextmanager
def _watched(folder: Path) -> Iterator[None]:
    """Have a child process remove the folder as soon as this one is gone."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(writing)
            _outlive(reading)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os._exit(0)
    os.close(reading)
    try:
        yield
    finally:
        os.close(writing)
        os.waitpid(child, 0)


def _outlive(reading: int) -> None:
    """Wait, away from the terminal and its signals, until the other end is closed."""
    os.setsid()
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    while os.read(reading, 1):
        pass
