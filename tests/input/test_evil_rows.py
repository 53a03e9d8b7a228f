"""Rows written straight into the database, and brackets: every screen shows words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Tab
from tests.story import type_all
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record


EVIL = "a\x1b]52;c;aGk=\x07b\x1b[2J\x9b31m\u202ec\u2066\rd"
_KINDS = (": {}", "> {}", '" {}', "+ {}", "@ {}", "! {}", "? {}", "~ {}", ". {}", "{}")
_PLACES = ("f1", "f2", "f3", "f4", "f5", "f6", "f8", "escape", "f9", "escape")


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
async def test_evil_rows_reach_no_screen_and_no_print(
    caseload: Caseload, live: LiveSession, record: Record, size: tuple[int, int]
) -> None:
    type_all(live, [kind.format(f"word {n}") for n, kind in enumerate(_KINDS)])
    live.drafts.save(Tab.NOTES, "half typed", (0, 4), None)
    (lines, _), (notes, _) = record.databases
    lines.execute("drop trigger client_kept_update")
    for db, column in (
        (lines, "line set text"),
        (lines, "line set asked"),
        (lines, "session set held"),
        (lines, "session set present"),
        (lines, "session set format"),
        (lines, "client set code"),
        (lines, "draft set text"),
        (notes, "note set text"),
    ):
        field = column.rpartition(" ")[2]
        with db.atomic():
            db.execute(f"update {column} = {field} || ?", (EVIL,))

    async with at_the_keyboard(caseload, size=size) as user:
        for key in (*_PLACES, "ctrl+t", "ctrl+t"):
            await user.presses(key)
            assert user.picture.strip()
        await user.presses("ctrl+u")
        await user.enters("/find word")
        assert "word" in user.picture
        printed = user.live.prints.summary("summary")
    assert not set(printed) & set("\x1b\x07\x9b\u202e\u2066\r")


@pytest.mark.parametrize("words", ["[@click=app.quit]go[/] [b \\[x [["])
async def test_brackets_are_words_on_every_screen(
    caseload: Caseload, words: str
) -> None:
    async with at_the_keyboard(caseload) as user:
        for kind in _KINDS:
            await user.enters(kind.format(words))
        for key in _PLACES:
            await user.presses(key)
            assert user.picture.strip()
        await user.presses("f2")
        assert sum(words in row for row in user.shown) == len(_KINDS) - 1, (
            "a private row says no more than that"
        )
        await user.presses("f3")
        assert words in user.picture
        await user.presses("ctrl+t")
        assert words in user.picture
        await user.presses("ctrl+t")
        await user.enters(f"/find {words}")
        assert user.picture.strip()
        await user.presses("escape")
        assert words in user.live.prints.summary()
        assert user.live.enter(f"{words} #1", Tab.NOTES).line is not None
