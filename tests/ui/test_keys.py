"""The one table of keys: complete, rebindable, and refused where it cannot work."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from textual import events

from sessiontui.domain.grammar.parser import Context, Entry, read_line
from sessiontui.errors import SettingError
from sessiontui.ui.keymap import (
    BY_ID,
    KEYS,
    check_keys,
    in_force,
    key_label,
    keys_to_ids,
)
from sessiontui.ui.widgets.palette import Palette

if TYPE_CHECKING:
    from tests.ui.typist import Typist


def test_every_key_of_a_command_or_tab_has_a_word_that_is_read() -> None:
    for row in KEYS:
        if row.page:
            continue
        assert row.word.startswith("/"), row.id
        reading = read_line(row.word, Context())
        assert isinstance(reading, Entry) == (row.kind is not None), row.id
        if isinstance(reading, Entry):
            assert (reading.kind, reading.text) == (row.kind, ""), row.id


def test_ids_are_unique_and_no_two_actions_share_a_key() -> None:
    assert len(BY_ID) == len(KEYS)
    check_keys({})


def test_a_chosen_key_takes_the_place_of_the_usual_one() -> None:
    check_keys({"rest": "f12, alt+r"})
    assert in_force({"rest": "f12"})["rest"] == "f12"
    assert keys_to_ids({"rest": "f12, alt+r"})["alt+r"] == "rest"
    assert "ctrl+l" not in keys_to_ids({"rest": "f12"})
    assert key_label("ctrl+l") == "Ctrl+L"
    assert key_label("pageup") == "PgUp"
    assert key_label("ctrl+underscore, f5") == "Ctrl+_"
    assert key_label("alt+full_stop") == "Alt+."
    assert key_label("shift+f12") == "Shift+F12"
    assert key_label("alt+delete") == "Alt+Delete"


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        ({"nap": "f12"}, "nap"),
        ({"rest": "ctrl+t"}, "view"),
        ({"rest": "ctrl+t"}, "rest"),
        ({"rest": "x"}, "'x'"),
        ({"rest": "shift+x"}, "'shift+x'"),
        ({"rest": "enter"}, "'enter'"),
        ({"rest": "ctrl+j"}, "'ctrl+j'"),
        ({"rest": "space"}, "'space'"),
        ({"rest": ""}, "rest"),
        ({"rest": "hyper+q"}, "'hyper+q'"),
    ],
)
def test_a_key_that_cannot_work_is_refused_by_name(
    chosen: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingError) as refused:
        check_keys(chosen)
    assert named in str(refused.value)


async def test_keys_that_mean_nothing_come_to_an_end(user: Typist) -> None:
    for name in ("f20", "f21", "insert"):
        user.line_input.post_message(events.Key(name, None))
    with patch.object(
        type(user.line_input), "post_message", autospec=True
    ) as post_message:
        await asyncio.sleep(0.2)
    again = [call.args[1] for call in post_message.call_args_list]
    assert not [each for each in again if isinstance(each, events.Key)]


async def test_what_is_typed_ahead_of_the_palette_is_not_the_lines(
    user: Typist,
) -> None:
    for name in ("ctrl+p", "x", "escape"):
        character = name if len(name) == 1 else None
        user.line_input.post_message(events.Key(name, character))
    for _ in range(100):
        await user.pilot.pause(0.02)
        if not isinstance(user.app.screen, Palette) and not user.line:
            break
    assert not isinstance(user.app.screen, Palette)
    assert user.line == ""


@pytest.mark.parametrize("keys", ["", "x", "goals"])
async def test_what_is_typed_behind_escape_from_the_palette_is_the_lines(
    user: Typist, keys: str
) -> None:
    user.app.post_message(events.Key("ctrl+p", None))
    user.app.post_message(events.AppBlur())
    for name in (*keys, "escape", "s", "h", "e", "enter", "b"):
        character = name if len(name) == 1 else None
        user.app.post_message(events.Key(name, character))
    for _ in range(100):
        await user.pilot.pause(0.02)
        if not isinstance(user.app.screen, Palette) and user.line == "b":
            break
    assert user.line == "b"
    assert [line.text for line in user.live.state.everything()] == ["she"]


async def test_the_palette_is_not_deaf_when_the_window_loses_its_focus(
    user: Typist,
) -> None:
    await user.presses("ctrl+p")
    user.app.post_message(events.AppBlur())
    await user.pilot.pause(0.1)
    for name in ("g", "o", "escape", "x"):
        character = name if len(name) == 1 else None
        user.app.post_message(events.Key(name, character))
    await user.pilot.pause(0.3)
    assert user.line == "x"


async def test_what_is_typed_behind_escape_from_the_themes_is_the_lines_too(
    user: Typist,
) -> None:
    user.app.action_change_theme()
    for name in ("q", "escape", "x"):
        character = name if len(name) == 1 else None
        user.app.post_message(events.Key(name, character))
    await user.pilot.pause(0.3)
    assert user.line == "x"
