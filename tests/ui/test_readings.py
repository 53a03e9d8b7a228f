"""A letter is read at most once, and what was typed once more at the most by Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.grammar import parser
from sessiontui.domain.kinds.lookup import Tab
from tests.story import type_all
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.domain.grammar.parser import Context, Reading
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from tests.ui.typist import Typist

KEYS = {
    " ": "space",
    ">": "greater_than_sign",
    "/": "slash",
    '"': "quotation_mark",
    "&": "ampersand",
    "<": "less_than_sign",
}


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is read as a line, in order."""
    seen: list[str] = []
    read_line, read_words = parser.read_line, parser.read_words
    inside = False

    def counted(line: str, context: Context) -> Reading:
        nonlocal inside
        seen.append(line)
        inside = True
        try:
            return read_line(line, context)
        finally:
            inside = False

    def counted_words(line: str, context: Context) -> parser.Entry:
        if not inside:
            seen.append(line)
        return read_words(line, context)

    for module in ("domain.grammar.parser", "domain.grammar.unparse"):
        monkeypatch.setattr(f"sessiontui.{module}.read_line", counted)
        monkeypatch.setattr(f"sessiontui.{module}.read_words", counted_words)
    for module in ("ui.presenters.hints",):
        monkeypatch.setattr(f"sessiontui.{module}.read_line", counted)
    return seen


@pytest.mark.parametrize(
    "text",
    [
        *("he slept #1", "> a goal", '"I am "fine""', "/find x", "/goal on", "/tab"),
        *("~ hm", "& drew it", "< 5 min", "&e fear", ">>x"),
    ],
)
async def test_each_key_and_enter_read_the_line_at_most_once(
    user: Typist, readings: list[str], text: str
) -> None:
    await user.presses("f2")
    for letter in text:
        readings.clear()
        await user.presses(KEYS.get(letter, letter))
        assert len(readings) <= 1, letter
    readings.clear()
    await user.presses("enter")
    assert len(readings) <= 1


async def test_what_cannot_be_done_is_read_once_too(
    user: Typist, readings: list[str]
) -> None:
    await user.types("/stop 99:99")
    readings.clear()
    await user.presses("enter")
    assert len(readings) <= 1


async def test_an_edit_reads_what_is_typed_once_and_seeks_the_spelling_once(
    caseload: Caseload, live: LiveSession, readings: list[str]
) -> None:
    type_all(live, ["he slept badly"], Tab.NOTES)
    async with at_the_keyboard(caseload) as user:
        await user.presses("f2", "up", "enter")
        for letter in " now":
            readings.clear()
            await user.presses(KEYS.get(letter, letter))
            assert len(readings) <= 1, letter
        readings.clear()
        await user.presses("enter")
        assert len(readings) <= 1
        assert "he slept badly now" in user.picture
