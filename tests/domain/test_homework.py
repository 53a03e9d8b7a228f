"""Homework cards: one typed line, and what was said about it since."""

from __future__ import annotations

from typing import Any

import pytest
from tests.story import TUESDAY

from sessiontui.domain.entities import Line
from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.session.homework import cards, when_of


@pytest.mark.parametrize(
    ("typed", "moments"),
    [
        ("text my brother Sat 10am", "Sat 10am"),
        ("text him Fri night instead", "Fri night"),
        ("walk every morning before breakfast", "every morning before breakfast"),
        ("leave at one on Wednesday, say only goodbye", "Wednesday"),
        ("breathe out twice a day", "twice a day"),
        ("ring him tonight, and write on Sunday", "tonight, Sunday"),
        ("five things, at night", "at night"),
        ("Sat at noon", "Sat at noon"),
        ("three short walks, any weather", ""),
        ("what he said when we sat in the sun", ""),
        ("the day we sat down", ""),
        ("sit in the sun", ""),
        ("the wed couple, mon ami", ""),
        ("text him on sat or ring", "sat"),
        ("ring her by fri, at work", "fri"),
        ("walk this sun if dry", "sun"),
        ("text him sat", "sat"),
        ("text him sat 10am", "sat 10am"),
        ("text him fri night", "fri night"),
        ("walk mon, wed and fri", "mon, wed and fri"),
        ("Sat in the park", "Sat"),
        ("ring on Tue or Thurs", "Tue, Thurs"),
        ("every sun a walk", "every sun"),
        ("Mondays and sundays", "Mondays and sundays"),
        ("sunny side of the street", ""),
        ("weddings only", ""),
        ("sit by the door in Monday's meeting", ""),
        ("read today’s list, Sat 10am", "Sat 10am"),
        ("", ""),
    ],
)
def test_the_moments_that_homework_names(typed: str, moments: str) -> None:
    assert when_of(typed) == moments


def homework(number: int, text: str = "", sub: str = "", **more: object) -> Line:
    values: dict[str, Any] = {"kind": Kind.HOMEWORK, "at": TUESDAY, "session_id": 1}
    return Line(id=number, text=text, sub=sub, **values | more)


def test_a_card_puts_together_what_was_said_about_one_piece_of_homework() -> None:
    walk = homework(1, "walk", likely=50)
    text = homework(2, "text him Sat", likely=60)
    phone_off = homework(3, "phone off", "o", about=2)
    smaller = homework(4, "text him Fri night", "s", about=2, likely=95)
    rain = homework(5, "rain", "o", about=1)
    went, again = homework(6, "", "2", about=1), homework(7, "", "3", about=1)

    first, second = cards([walk, text, phone_off, smaller, rain, went, again])

    assert (first.head, first.obstacles, first.went) == (walk, (rain,), 3)
    assert (second.obstacles, second.smaller) == ((phone_off,), (smaller,))
    assert second.likely == (60, 95)
    assert second.went is None
    assert set(second.lines) == {text, phone_off, smaller}


def test_a_line_about_homework_that_is_not_here_makes_no_card() -> None:
    assert cards([homework(3, "phone off", "o", about=2)]) == ()
