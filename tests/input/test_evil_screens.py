"""Evil rows past every screen, at both sizes: words or a sentence, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyte
import pytest
from rich.color import ColorSystem
from textual import events

from sessiontui.ui.terminal.cells.shadow import Shadow
from tests.input.evil import REFUSED, SAID, signed_hour, write_evil
from tests.ui.typist import at_the_keyboard, key_name

if TYPE_CHECKING:
    from sessiontui.store.record import Record
    from tests.story import Clock
    from tests.ui.typist import Typist

SIZES = ((80, 24), (40, 20))
TOUR = (
    ("agenda", "f1"),
    ("notes", "f2"),
    ("a row edited", "up", "enter"),
    ("goals", "escape", "escape", "f3"),
    ("strengths", "f4"),
    ("what helped", "f5"),
    ("summary", "f6"),
    ("its end", "pagedown", "pagedown"),
    ("found", "/find want\n"),
    ("a past print", "up", "enter"),
    ("notes found", "escape", "escape", "/find in:private mine\n"),
    ("help", "escape", "escape", "f9"),
    ("from last time", "escape", "/last\n"),
    ("signing", "/sign\n"),
    ("over time", "escape", "escape", "f8"),
    ("a session over time", "up", "enter"),
    ("amending", "escape", "up", "enter", "/amend addendum x\n"),
    ("goals over time", "escape", "escape", "escape", "f2"),
    ("a goal over time", "up", "enter"),
    ("you said", "escape", "f3"),
    ("wins", "f4"),
    ("turned", "escape", "ctrl+t"),
    ("questions", "ctrl+t", "f7"),
    ("palette", "ctrl+t", "ctrl+p"),
)
"""Every screen of a session, with the keys that lead there from the one before."""
OUTSIDE = (
    ("caseload",),
    ("filtered", "K"),
    ("found in all", "ctrl+u", "/find want\n"),
    ("change talk", "escape", "escape", "f8", "f5"),
)


async def visits(user: Typist, *keys: str) -> str:
    """Press keys, type what ends with a newline; what is seen then."""
    for key in keys:
        text, enters, _ = key.partition("\n")
        if not enters:
            user.app.post_message(events.Key(key, key if len(key) == 1 else None))
            continue
        for char in text:
            user.app.post_message(events.Key(key_name(char), char))
        user.app.post_message(events.Key("enter", None))
    await user.pilot.pause()
    # A fault is told when the app has ended; until then a blank screen stands there.
    assert user.app._exception is None
    return stands(user)


def stands(user: Typist) -> str:
    """The picture, which an emulated terminal shows cell by cell as it was drawn."""
    picture = user.picture
    width, height = user.app.size
    terminal, shadow = pyte.Screen(width, height), Shadow()
    stream = pyte.Stream(terminal)
    shadow.fit(width, height)
    strips = user.app.screen._compositor.render_strips()
    for y, strip in enumerate(strips[:height]):
        for text, style, _ in strip:
            assert style is None or not style.link, text
            assert style is None or "@click" not in style.meta, text
        stream.feed(shadow.paint_all([(0, y, strip)], ColorSystem.TRUECOLOR))
    assert [row.rstrip() for row in terminal.display] == picture.split("\n")
    return picture


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("half", [0, 1])
async def test_evil_values_are_words_on_every_screen(
    record: Record, clock: Clock, size: tuple[int, int], half: int
) -> None:
    """All columns at once; where two values are for one column, each in one half."""
    caseload = signed_hour(record, clock)
    shown = [name for name in SAID if name not in REFUSED][half::2]
    # Whose code is another one, is not opened by the old one.
    after = {"client.code"} & set(shown)
    write_evil(record, *(name for name in shown if name not in after))
    async with at_the_keyboard(caseload, size=size) as user:
        write_evil(record, *after)
        for stop, *keys in (*TOUR, ("caseload", "escape", "ctrl+o"), *OUTSIDE[1:]):
            picture = await visits(user, *keys)
            assert picture.strip(), stop
            assert "never writes" not in picture, stop


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", sorted(REFUSED))
async def test_what_no_screen_can_read_is_said_on_it(
    record: Record, clock: Clock, size: tuple[int, int], name: str
) -> None:
    """Written beneath an open session, each alone."""
    caseload = signed_hour(record, clock)
    seen = ""
    async with at_the_keyboard(caseload, size=size) as user:
        write_evil(record, name)
        for stop, *keys in (*TOUR, ("caseload", "escape", "ctrl+o"), *OUTSIDE[1:]):
            picture = await visits(user, *keys)
            assert picture.strip(), stop
            seen += picture
    if name != "a half-typed line's tab":
        # That one goes with the next letter, which is kept in its place.
        assert "never writes" in " ".join(seen.split())
    async with at_the_keyboard(caseload, None, size=size) as user:
        for stop, *keys in OUTSIDE:
            assert (await visits(user, *keys)).strip(), stop
