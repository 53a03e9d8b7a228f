"""A client who was left is left: no screen of theirs lives on, and none of their words.

The draft of a half-typed line is in the record; memory has none of it.
"""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import TYPE_CHECKING

import pytest
from textual import events

from sessiontui.ui.screens.base import BaseScreen
from sessiontui.ui.screens.client_view import ClientViewScreen
from sessiontui.ui.screens.closing_questions import ClosingQuestionsScreen
from tests.story import type_all
from tests.ui.reachable import holders, words_held
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from tests.story import Clock
    from tests.ui.typist import Typist

WORDS = (
    "zebrafinch",
    "quokkasong",
    "marmaladeheron",
    "okapidream",
    "axolotlyes",
    "pangolinhalf",
    "wombatsum",
    "narwhalcopy",
)
"""No module and no other test has these."""


class Watch:
    """Every screen that was ever on the stack, with all that stood on it."""

    def __init__(self, typist: Typist) -> None:
        self._typist = typist
        self._seen: weakref.WeakSet[DOMNode] = weakref.WeakSet()
        self.look()

    def look(self) -> None:
        # Textual's palette goes a little later, with its own timers; it has no words.
        for screen in self._typist.app.screen_stack:
            if isinstance(screen, BaseScreen):
                self._seen.update((screen, *screen.walk_children()))

    async def presses(self, *keys: str) -> None:
        """Press keys, and note the screens that come."""
        for key in keys:
            await self._typist.presses(key)
            self.look()

    def living(self) -> list[DOMNode]:
        """Those that are alive without being on the stack, still closing or closed."""
        gc.collect()
        standing = {
            id(node)
            for screen in self._typist.app.screen_stack
            for node in (screen, *screen.walk_children())
        }
        return [node for node in self._seen if id(node) not in standing]


async def settled(typist: Typist, watch: Watch) -> None:
    """Let closing screens close, and what they posted be done; a second at the most."""
    for _ in range(50):
        await typist.pilot.pause(0.02)
        if not watch.living():
            return


async def an_hour(typist: Typist, watch: Watch) -> None:
    """Past every screen of a client, with words said on each."""
    await typist.enters(": quokkasong", '" marmaladeheron said', "+ okapidream")
    await typist.types("narwhalcopy")
    await watch.presses("shift+home", "ctrl+c", "ctrl+u", "ctrl+z", "ctrl+u")
    await watch.presses("f2", "f3", "f4", "f5", "f6", "f1", "ctrl+t")
    await typist.enters("axolotlyes")
    await typist.types("pangolinhalf")
    await watch.presses("ctrl+t", "f7", "ctrl+t", "f8", "f2", "f3", "f1", "enter")
    await watch.presses("escape", "escape", "ctrl+l", "ctrl+l")
    await typist.enters("/find quokkasong")
    await watch.presses("escape", "f9", "escape", "ctrl+p", "escape", "f2")
    await typist.types("wombatsum")


@pytest.fixture
def known(caseload: Caseload, live: LiveSession, clock: Clock) -> Caseload:
    """KESTREL-4 was here a week ago."""
    type_all(live, ["> zebrafinch", "= #1 4", "a day at the sea"])
    live.leave()
    clock.forward(days=7)
    return caseload


@pytest.mark.parametrize("code", ["KESTREL-4", None], ids=["at once", "from the list"])
async def test_a_client_who_is_left_leaves_no_screen_and_no_word(
    known: Caseload, code: str | None
) -> None:
    async with at_the_keyboard(known, code) as typist:
        watch = Watch(typist)
        if code is None:
            await watch.presses("enter")
        await an_hour(typist, watch)
        await watch.presses("ctrl+o")
        await settled(typist, watch)
        assert [*map(holders, watch.living())] == []
        assert words_held(typist.app, WORDS) == {}
        await watch.presses("enter")
        assert typist.line == "wombatsum"
        assert "marmaladeheron" in typist.picture


async def test_what_was_clicked_does_not_stay(known: Caseload) -> None:
    async with at_the_keyboard(known, None) as typist:
        watch = Watch(typist)
        await watch.presses("enter")
        await typist.enters("quokkasong")
        await typist.pilot.click("#panes", offset=(5, 2))
        await typist.pilot.hover("#panes", offset=(5, 2))
        typist.app.post_message(events.AppBlur())
        await watch.presses("ctrl+o")
        await settled(typist, watch)
        assert [*map(holders, watch.living())] == []
        assert words_held(typist.app, WORDS) == {}


@pytest.mark.parametrize(
    "keys",
    [
        ("f8", "f2", "up", "enter", "escape", "escape", "escape", "escape"),
        ("f8", "enter", "f8"),
        ("f8", "ctrl+p", "escape", "f8"),
        ("f8", "z", "e", "b", "r", "a", "enter", "ctrl+o"),
    ],
    ids="-".join,
)
async def test_a_client_who_was_looked_at_leaves_no_word(
    known: Caseload, keys: tuple[str, ...]
) -> None:
    async with at_the_keyboard(known, None) as typist:
        watch = Watch(typist)
        await watch.presses(*keys)
        assert typist.head == "Caseload"
        await settled(typist, watch)
        assert [*map(holders, watch.living())] == []
        assert words_held(typist.app, WORDS) == {}


@pytest.mark.parametrize(
    "keys",
    [
        ("f8", "f8"),
        ("f8", "ctrl+p", "escape", "f8"),
        ("enter", "f7", "ctrl+t", "ctrl+o"),
        ("enter", "ctrl+t", "ctrl+t", "ctrl+p", "escape", "ctrl+o"),
    ],
    ids="-".join,
)
async def test_where_nothing_follows_a_screen_is_let_go_of_all_the_same(
    known: Caseload, keys: tuple[str, ...]
) -> None:
    """Pilot sends a message of its own behind each key, and so hides who holds what."""
    async with at_the_keyboard(known, None) as typist:
        watch = Watch(typist)
        for key in keys:
            typist.app.post_message(events.Key(key, None))
            for _ in range(20):
                await asyncio.sleep(0.01)
                watch.look()
        for _ in range(100):
            await asyncio.sleep(0.02)
            if not watch.living():
                break
        assert typist.head == "Caseload"
        assert [*map(holders, watch.living())] == []


@pytest.mark.parametrize(
    "keys",
    [
        ("escape",),
        ("up", "enter", "escape", "escape"),
        ("up", "f8", "escape", "escape"),
        ("ctrl+o",),
    ],
    ids="-".join,
)
async def test_what_was_found_over_all_clients_goes_with_its_list(
    known: Caseload, keys: tuple[str, ...]
) -> None:
    async with at_the_keyboard(known, None) as typist:
        watch = Watch(typist)
        await typist.enters("/find zebrafinch")
        assert "zebrafinch" in typist.picture
        await watch.presses(*keys)
        if "escape" in keys:
            await watch.presses("escape")
        await settled(typist, watch)
        assert "KESTREL-4" in typist.picture
        assert "zebrafinch" not in typist.picture
        assert [*map(holders, watch.living())] == []
        assert words_held(typist.app, WORDS) == {}


async def test_turning_the_screen_many_times_leaves_one_screen(known: Caseload) -> None:
    async with at_the_keyboard(known) as typist:
        watch = Watch(typist)
        for _ in range(5):
            await watch.presses("ctrl+t", "ctrl+t", "f7", "ctrl+t", "f8", "f8")
            await watch.presses("ctrl+p", "escape")
        await settled(typist, watch)
        assert watch.living() == []


async def test_what_was_asked_of_a_screen_that_closes_is_not_done(
    known: Caseload, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its widgets are gone by then; the loop may still come to what waited.
    for kind in (ClosingQuestionsScreen, ClientViewScreen):
        late = "_bring_into_sight" if kind is ClosingQuestionsScreen else "_fit"
        monkeypatch.setattr(kind, "on_unmount", getattr(kind, late), raising=False)
    async with at_the_keyboard(known) as typist:
        await typist.presses("f7", "ctrl+t", "ctrl+t", "ctrl+t")
        assert not typist.is_turned


@pytest.mark.parametrize("turns", [0, 1, 3, 6, 9, 14, 20, 27, 35])
async def test_a_burst_of_keys_over_screens_that_come_and_go_ends_nothing(
    known: Caseload, turns: int
) -> None:
    """Each key comes after a few turns of the loop, in the middle of what goes on."""
    type_all(known.open("KESTREL-4"), ["= #1 5", "/helped the picture"])
    async with at_the_keyboard(known) as typist:
        watch = Watch(typist)
        for keys in (
            ("f8", "f2", "f8"),
            ("f7", "ctrl+t"),
            ("ctrl+t", "f7", "ctrl+t"),
            ("f8", "ctrl+o", "enter"),
            ("ctrl+p", "escape"),
            ("ctrl+o", "enter"),
        ):
            for key in keys:
                typist.app.post_message(events.Key(key, None))
                for _ in range(turns):
                    await asyncio.sleep(0)
            await settled(typist, watch)
        await typist.types("still here")
        for _ in range(100):
            if typist.line.endswith("still here"):
                break
            await typist.pilot.pause(0.02)
        assert typist.line.endswith("still here")
