"""A session as domain.md tells it: what is done, in how many keys, and what is seen."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import contextmanager
from datetime import timedelta
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from textual import events
from textual.screen import ModalScreen

from sessiontui.ui.screens.session import SessionScreen
from sessiontui.ui.widgets.row_list import RowList
from tests.story import PASSPHRASE
from tests.ui.terminal import Terminal
from tests.ui.typist import Typist, key_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from textual.pilot import Pilot

    from sessiontui.domain.entities import Line
    from tests.story import Clock

_MARK = re.compile(r'"|[:>+@=^!?~.&<(](?:[a-z]|(?<=@)[0-4])?(?=\s|$)|/[a-z]+')
"""What domain.md counts as one key: a mark with its letter, or a /word."""
_UNKIND = re.compile(
    r"incomplete|fail\w*|non-?complian\w*|den(?:y|ies|ied)\b|miss(?:ed|ing)|poor"
    r"|unable|refus\w+|only\b|didn't|\bnot done|\bx/4",
    re.IGNORECASE,
)
_SENT = {"enter": "\r", "f2": "\x1bOQ", "ctrl+l": "\x0c", "ctrl+q": "\x11"}
"""What a terminal sends for a key."""
_SHORT_TIMER = 1.0
"""Seconds below which a timer belongs to the drawing, not to the story."""
_A_MOMENT = 0.1 / 60
"""Minutes after which the clock that wakes at a minute has come round."""
BAR = " ▁▂▃▄▅▆▇█"
_HEAD = 1
"""Rows at the top that the minute may change."""
_SAYING = 4
"""Letters from which a client's words are told from words of the app."""


def overhead(keys: Iterable[str]) -> int:
    """Keys that are no content: marks, Enter, and whatever acts without being text.

    This is the rule of domain.md section 6. It is read from the keys alone, so that
    it holds whatever the app makes of them.
    """
    count, typed = 0, ""
    for key in keys:
        if len(key) == 1 and (typed or key != " "):
            typed += key
            continue
        count += 1
        if key == "enter":
            count += bool(_MARK.match(typed))
            typed = ""
    return count


class Keys:
    """The keys that were pressed, and what they may cost."""

    def __init__(self) -> None:
        self.pressed: list[str] = []

    @contextmanager
    def budget(self, most: int) -> Iterator[None]:
        """What is told within may cost so many overhead keys, and no more."""
        start = len(self.pressed)
        yield
        pressed = self.pressed[start:]
        spent = overhead(pressed)
        assert spent, "nothing was done"
        assert spent <= most, f"{spent} overhead keys of {most}: {pressed}"


class Hours:
    """The story's clock, and with it the app's own timers: an hour goes by at once."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._ahead = 0.0
        self._asleep: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> float:
        """What Textual's timers take for the time."""
        return time.monotonic() + self._ahead

    async def sleep(self, seconds: float) -> None:
        """Sleep as the story's time goes by."""
        if seconds < _SHORT_TIMER:
            await asyncio.sleep(max(0.0, seconds))
            return
        waiting = asyncio.get_running_loop().create_future()
        self._asleep.append((self.clock.now + timedelta(seconds=seconds), waiting))
        await waiting

    async def forward(
        self, minutes: float, settled: Callable[[], Awaitable[None]]
    ) -> None:
        """Let time pass; whoever sleeps until some moment wakes at that moment."""
        until = self.clock.now + timedelta(minutes=minutes)
        while True:
            self._asleep = [x for x in self._asleep if not x[1].done()]
            due = min((at for at, _ in self._asleep), default=until)
            now = max(self.clock.now, min(due, until))
            self._ahead += (now - self.clock.now).total_seconds()
            self.clock.now = now
            woken = [waiting for at, waiting in self._asleep if at <= now]
            for waiting in woken:
                waiting.set_result(None)
            if not woken:
                return
            await settled()


class Idle:
    """What the lock takes for the time since the last key: the story's own."""

    def __init__(self, hours: Hours) -> None:
        self._hours = hours
        self._alarm: asyncio.Task[None] | None = None

    @property
    def clocks(self) -> tuple[Callable[[], float], ...]:
        """The story's time, in seconds."""
        return (self._now,)

    def _now(self) -> float:
        return self._hours.clock.now.timestamp()

    def wake_in(self, seconds: float, call: Callable[[], None]) -> None:
        """Call then, in place of any call asked for before."""
        self.close()
        self._alarm = asyncio.create_task(self._ring(seconds, call))

    def close(self) -> None:
        """Call no more."""
        if self._alarm is not None and self._alarm is not asyncio.current_task():
            self._alarm.cancel()

    async def _ring(self, seconds: float, call: Callable[[], None]) -> None:
        await self._hours.sleep(seconds)
        call()


class Room(Typist, Keys):
    """The therapist at the keyboard, with a client there.

    Whatever a story tells, this holds at every key: it is not answered by a dialog, a
    notice or a sound, the line keeps the focus, no hint says words of the client, and
    nothing is drawn that no key asked for but the minute.
    """

    def __init__(self, pilot: Pilot[str], hours: Hours, alarms: list[str]) -> None:
        Typist.__init__(self, pilot)
        Keys.__init__(self)
        self.hours = hours
        self._alarms = alarms
        self.drawings = 0
        self._settled_at: int | None = None
        self._carried: tuple[Line, ...] | None = None

    # What is done

    async def types(self, text: str) -> None:
        """Type letters one by one."""
        await self._press([(key_name(char), char) for char in text])

    async def presses(self, *keys: str) -> None:
        """Press keys that are no text."""
        for key in keys:
            await self._press([(key, None)])
            self._is_unbothered()

    async def _press(self, keys: list[tuple[str, str | None]]) -> None:
        assert self._settled_at in {None, self.drawings}, "drawn without a key"
        for key, char in keys:
            self.pressed.append(char or key)
            self.app.post_message(events.Key(key, char))
        await self._settle()

    async def enters(self, *lines: str) -> None:
        """Type lines, each with Enter."""
        for line in lines:
            typed: list[tuple[str, str | None]] = [(key_name(x), x) for x in line]
            await self._press([*typed, ("enter", None)])
            self._is_unbothered()

    async def minutes_pass(self, minutes: float) -> None:
        """Nobody touches the keyboard; only the minute in the head may change."""
        await self._drawn()
        before, drawn = self.rows, self.drawings
        resting = not self.picture.strip()
        await self.hours.forward(minutes + _A_MOMENT, self._settle)
        after = self.rows
        assert after[_HEAD:] == before[_HEAD:]
        if resting:
            assert after == before
        assert self.drawings - drawn <= (0 if resting else minutes)

    async def _drawn(self) -> None:
        """Wait until all that was to be drawn is; Textual draws up to 1/60 s later."""
        drawn = -1
        while drawn != self.drawings:
            drawn = self.drawings
            await asyncio.sleep(0.05)
            await self._settle()

    # What is seen

    @property
    def rows(self) -> list[str]:
        """What is painted, row by row."""
        return self.picture.split("\n")

    def rows_changed(self, before: list[str]) -> int:
        """How many rows are not what they were, each at its place."""
        return sum(a != b for a, b in zip(before, self.rows, strict=True))

    def rows_new(self, before: list[str]) -> int:
        """How many rows were not there at all, wherever; the others made room.

        The bar that tells how far a text goes on is no part of its rows.
        """
        old, new = ([row.rstrip(BAR) for row in rows] for rows in (before, self.rows))
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        return sum(end - start for *_, start, end in _changes(matcher))

    # What holds at every key

    async def _settle(self) -> None:
        await self.pilot.pause()
        self._settled_at = self.drawings

    def _is_unbothered(self) -> None:
        stack = self.app.screen_stack
        assert not any(isinstance(screen, ModalScreen) for screen in stack)
        assert self._alarms == []
        assert self.app.focused is self.line_input
        hint = self.hint.casefold()
        for text in self._said_by_the_client():
            assert text.casefold() not in hint

    def _said_by_the_client(self) -> Iterator[str]:
        if not any(isinstance(x, SessionScreen) for x in self.app.screen_stack):
            return
        live = self.live
        if self._carried is None:
            last = live.opening()
            self._carried = (*last.strengths, *last.wins, *last.differently)
            self._carried += (*last.parked, *last.unfinished)
        for line in (*live.state.everything(), *live.state.goals, *self._carried):
            if not line.row.scale and len(line.text) >= _SAYING:
                yield line.text


def _changes(matcher: SequenceMatcher[str]) -> Iterator[tuple[str, int, int, int, int]]:
    return (code for code in matcher.get_opcodes() if code[0] != "equal")


def quiet_rows(room: Room) -> list[str]:
    """The rows of the list that are dim from end to end, each in one line."""
    pane = room.screen.panes.shown
    assert isinstance(pane, RowList)
    contents = (row.content for row in pane._shown)
    return [
        " ".join(content.plain.split())
        for content in contents
        if any(
            span.style == "dim" and span.end - span.start == len(content)
            for span in content.spans
        )
    ]


def unkind_words(text: str) -> list[str]:
    """Words of not being good enough, wherever they were printed or painted."""
    return _UNKIND.findall(text)


class Desk(Terminal, Keys):
    """The same with the real program in a real terminal, started from the shell."""

    def __init__(self, home: Path, size: tuple[int, int]) -> None:
        Terminal.__init__(self, home, size=size)
        Keys.__init__(self)

    def unlock(self) -> None:
        """Answer the passphrase prompt; that is not counted."""
        self.see("Passphrase")
        self.type(f"{PASSPHRASE}\r")

    def reads(self, words: str, seconds: float = 20) -> str:
        """Wait until the words stand there, over however many rows."""
        until = time.monotonic() + seconds
        while words not in (said := " ".join(self.text().split())):
            assert time.monotonic() < until, f"{words!r} did not come:\n{self.text()}"
            self.read_for(0.05)
        return said

    def types(self, text: str) -> None:
        """Type letters."""
        self.pressed += text
        self.type(text)

    def presses(self, *keys: str) -> None:
        """Press keys that are no text."""
        for key in keys:
            self.pressed.append(key)
            self.type(_SENT[key])
