"""The counting itself: what is content and what is overhead."""

from __future__ import annotations

import pytest

from tests.scenarios.room import Keys, overhead


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("he slept", 1),
        ("+ I rang", 2),
        ("+w I went out", 2),
        ('" better', 2),
        ("@2", 2),
        ("= #1 3", 2),
        ("/did psy the curve", 2),
        ("/move KESTREL-4", 2),
        ("& asked her", 2),
        ("&e the curve", 2),
        ("< nodded", 2),
        ("( shoulders came down", 2),
        ("(she laughed)", 1),
        ("<3", 1),
        ("#1", 1),
        (".5 mg", 1),
        ("@home she slept", 1),
        ("", 1),
    ],
)
def test_a_line_costs_its_mark_and_enter(typed: str, count: int) -> None:
    assert overhead([*typed, "enter"]) == count


def test_what_acts_without_being_text_costs_a_key() -> None:
    assert overhead(["up", " ", "shift+up", "f5", "ctrl+l"]) == 5
    assert overhead(["f5", *"The picture thing.", "enter", "enter"]) == 3


def test_one_key_too_many_is_too_many() -> None:
    keys = Keys()
    with keys.budget(2):
        keys.pressed += [*"+ I rang", "enter"]
    with pytest.raises(AssertionError, match="3 overhead keys of 2"), keys.budget(2):
        keys.pressed += [*"+ I rang", "enter", "enter"]
    with pytest.raises(AssertionError, match="nothing was done"), keys.budget(2):
        pass
