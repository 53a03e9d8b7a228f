"""For every eye and terminal: ASCII alone, high contrast, no colour, own colours."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from sessiontui.errors import SettingError
from sessiontui.settings.keymaps import preset_keys, preset_names
from sessiontui.settings.model import Settings
from sessiontui.settings.own_themes import OwnTheme, contrast
from sessiontui.ui.keymap import check_keys, key_label
from tests.story import secret_in, type_all
from tests.ui.terminal import Terminal
from tests.ui.test_pictures import LAST_WEEK, TODAY
from tests.ui.typist import Typist, at_the_keyboard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from rich.color import Color

    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from tests.story import Clock, Template

ROUND = (
    ("opening",),
    ("notes", "f2"),
    ("a row", "up"),
    ("goals", "escape", "f3"),
    ("strengths", "f4"),
    ("helped", "f5"),
    ("summary", "f6"),
    ("agenda", "f1"),
    ("a mark", "f2", "at"),
    ("a word", "ctrl+u", "slash"),
    ("help", "ctrl+u", "f9"),
    ("progress", "escape", "f8"),
    ("plot", "f2"),
    ("said", "f3"),
    ("more", "f4"),
    ("back", "f8"),
    ("turned", "ctrl+t"),
    ("turned back", "ctrl+t"),
    ("questions", "f7"),
    ("after the questions", "escape", "escape"),
    ("awake", "f2"),
    ("palette", "ctrl+p"),
    ("no palette", "escape"),
    ("caseload", "ctrl+o"),
)
"""A way past every screen, each stop with the keys that lead there."""


@pytest.fixture
def full(caseload: Caseload, live: LiveSession, clock: Clock) -> Caseload:
    """KESTREL-4 in the second week, in words that are ASCII but for one."""
    type_all(live, LAST_WEEK)
    live.leave()
    clock.forward(days=7)
    type_all(caseload.open("KESTREL-4"), (*TODAY, "caf\xe9 and a long note " * 20))
    return caseload


async def _stops(typist: Typist) -> AsyncIterator[str]:
    for stop, *keys in ROUND:
        await typist.presses(*keys)
        yield stop


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_plain_draws_every_screen_in_ascii_and_keeps_the_words(
    full: Caseload, size: tuple[int, int]
) -> None:
    seen = ""
    async with at_the_keyboard(
        full, size=size, settings=Settings(plain=True)
    ) as typist:
        async for stop in _stops(typist):
            picture = typist.picture
            seen += picture
            strange = {x for x in picture if not x.isascii()} - {"\xe9"}
            assert not strange, (stop, strange, picture)
    assert "caf\xe9" in seen
    assert "over time" in seen
    assert "---" in seen


@pytest.mark.parametrize("name", ["high-contrast-dark", "high-contrast-light"])
async def test_high_contrast_is_seven_to_one_on_every_screen(
    full: Caseload, name: str
) -> None:
    async with at_the_keyboard(full, settings=Settings(theme=name)) as typist:
        async for stop in _stops(typist):
            for text, pair in _pairs(typist):
                assert contrast(*pair) >= 7, (stop, text, pair)


def _pairs(typist: Typist) -> list[tuple[str, tuple[str, str]]]:
    """Every piece of text on the screen with its two colours."""
    found = []
    for strip in typist.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if style is None or not any(map(str.isalnum, text)):
                continue
            found.append((text, (_hex(style.color), _hex(style.bgcolor))))
    assert found or typist.app.screen.has_class("-rest")
    return found


def _hex(colour: Color | None) -> str:
    assert colour is not None
    return colour.get_truecolor().hex


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"LANG": "C"}, ">"),
        ({"LANG": "de_DE.ISO-8859-1"}, ">"),
        ({"LANG": "de_DE.UTF-8"}, "\u203a"),
        ({"PYTHONIOENCODING": "latin-1"}, ">"),
    ],
)
def test_a_terminal_without_utf_8_gets_ascii_by_itself(
    template: Template, tmp_path: Path, environment: dict[str, str], said: str
) -> None:
    with closing(_window(template, tmp_path, **environment)) as window:
        window.see(f"agenda {said}")
        if said == ">":
            window.raw.decode("ascii")


def test_without_colour_only_attributes_reach_the_terminal(
    template: Template, tmp_path: Path
) -> None:
    with closing(_window(template, tmp_path, NO_COLOR="1")) as window:
        window.see("agenda \u203a")
        window.type("/notes\rone\r\x1b[A")
        window.see("Enter edit")
        window.type("\x1b\x1bOP\x1bOR")
        window.read_for(1)
        codes = {
            code
            for found in re.findall(rb"\x1b\[([0-9;:]*)m", window.raw)
            for code in re.split(rb"[;:]", found)
        }
    ends = {b"22", b"24", b"27"}
    assert codes - {b"", b"0"} <= {b"1", b"2", b"4", b"7"} | ends, codes
    assert b"7" in codes


def _window(template: Template, tmp_path: Path, **environment: str) -> Terminal:
    paths = template.copy_to(tmp_path / "home")
    file = secret_in(tmp_path)
    more = {"LANG": "C.UTF-8", "LC_ALL": "", "LC_CTYPE": "", **environment}
    arguments = ("open", "WREN-7")
    return Terminal(paths.data, *arguments, passphrase_file=file, **more)  # type: ignore[arg-type]


async def test_a_theme_of_ones_own_colours_the_screens(full: Caseload) -> None:
    dusk = OwnTheme(text="#d8d0c0", background="#101418", accent="#00ff00")
    settings = Settings(theme="dusk", themes={"dusk": dusk})
    async with at_the_keyboard(full, settings=settings) as typist:
        await typist.presses("f2")
        colours = {colour for _, pair in _pairs(typist) for colour in pair}
        assert {"#d8d0c0", "#101418", "#00ff00"} <= colours, colours


@pytest.mark.parametrize("name", preset_names())
def test_a_set_of_keys_that_comes_along_binds_no_key_that_types(name: str) -> None:
    check_keys(Settings(keys_preset=name).chosen_keys)
    with pytest.raises(SettingError):
        check_keys({**preset_keys(name), "rest": "a"})


async def test_the_keys_in_force_are_those_that_help_names(full: Caseload) -> None:
    settings = Settings(keys_preset="f-keys", keys={"view": "ctrl+b"})
    async with at_the_keyboard(full, settings=settings) as typist:
        await typist.presses("f9")
        told = "\n".join(typist.shown)
        for key_id, key in (("rest", "F12"), ("undo", "F10"), ("view", "Ctrl+B")):
            assert key_label(settings.chosen_keys[key_id]) == key
            assert f" {key} " in told
        await typist.presses("escape", "f2")
        await typist.enters("one more")
        await typist.presses("f10", "f10")
        assert "one more" not in "\n".join(typist.shown)
