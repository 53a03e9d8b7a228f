"""Brackets, escapes, right-to-left and joined characters, typed and pasted anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.client_codes import code_of
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.text import clean
from sessiontui.services.caseload import Caseload
from tests.input.test_evil_screens import SIZES, stands
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sessiontui.store.record import Record
    from tests.story import Clock
    from tests.ui.typist import Typist

WORDS = {
    "markup": "[@click=app.quit]go[/] [b \\[x [[ [/b]",
    "a link": "[link=file:///x]a[/link] $accent",
    "an escape": "a\x1b[31mred\x1b]0;title\x07b\x9b2J",
    "right to left": "\u05d0\u05d1 \u202egnorw\u202c \u0627\u0644",
    "joined": "\U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301 \u0e44\u0e21\u0e48",
}
MARKS = (": ", "> ", '" ', "+ ", "@ ", "! ", "? ", "~ ", ". ", "")

ORDERS = (
    *("/find ", "/did psy ", "/held ", "/present ", ">g ", "/ask ", "/changed "),
    *("= 4 importance #1 ", "= 4 ", "/pace ", "/consent ", "/move ", "/retag "),
    *("/format ", "/save ", "/start ", "/stop ", "/progress ", "/amend ", "/"),
)


async def type_them(user: Typist, words: str) -> None:
    # A control character is a key and no letter: it cannot be typed as one.
    await user.types(clean(words))


async def paste_them(user: Typist, words: str) -> None:
    await user.pastes(words)


@pytest.mark.parametrize(
    ("put", "size"),
    [(type_them, SIZES[0]), (paste_them, SIZES[1])],
    ids=["typed", "pasted"],
)
@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
async def test_in_every_field_they_are_words(
    record: Record,
    clock: Clock,
    put: Callable[[Typist, str], Awaitable[None]],
    words: str,
    size: tuple[int, int],
) -> None:
    plain = clean(words)
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    async with at_the_keyboard(caseload, size=size) as user:

        async def fill(before: str, *after: str) -> None:
            await user.types(before)
            await put(user, words)
            await user.presses(*after)
            # The emulator has no joined characters; what it shows is compared else.
            assert (user.picture if "\u200d" in words else stands(user)) is not None

        for mark in MARKS:
            await fill(mark, "enter")
        for order in ORDERS:
            await fill(order, "enter")
            await user.presses("escape", "ctrl+u", "f2")
        await user.presses("f2", "up", "enter", "ctrl+u")
        await fill("an edited ", "enter")
        await user.presses("f7")
        for _ in range(2):
            await fill("", "enter")
        await user.presses("ctrl+t", "f2")
        said = [line.text for line in user.live.state.lines]
        assert said.count(plain) >= len(MARKS)
        assert [x.text for x in user.live.state.lines if x.keyed] == [plain, plain]
        await user.presses("escape")
        await user.enters("/sign")
        await user.enters("/sign")
        assert user.live.state.session.signed_at, user.hint
        await fill("/amend addendum ", "enter")
        assert "Why this addendum?" in user.hint
        await fill("", "enter")
        for key in ("f8", "escape", "ctrl+o"):
            await user.presses(key)
            assert user.picture.strip()
        await fill("", "ctrl+u")
    (added,) = record.signatures.amendments(1)
    assert (added.text, added.reason) == (plain, plain)


@pytest.mark.parametrize("put", [type_them, paste_them], ids=["typed", "pasted"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
async def test_a_client_code_of_them_is_a_code(
    record: Record,
    clock: Clock,
    put: Callable[[Typist, str], Awaitable[None]],
    words: str,
    size: tuple[int, int],
) -> None:
    code = code_of(words)
    caseload = Caseload(record, clock)
    async with at_the_keyboard(caseload, code=None, size=size) as user:
        await put(user, words)
        assert f"new client {code}"[:20] in user.picture
        await user.presses("enter")
        assert "is new" in user.hint
        await user.presses("enter")
        assert user.live.state.client.code == code
        await user.enters("+ went by train")
        await user.enters("/clients")
        await put(user, words)
        await user.presses("f8")
        assert user.picture.strip()
        await user.presses("escape", "ctrl+u")
        await user.enters("KESTREL-4", "", "+ moved to the other")
        await user.presses("up")
        await user.types("/move ")
        await put(user, words)
        await user.presses("enter")
    said = [x.text for x in caseload.past(caseload.find_client(code)).state.lines]
    assert said == ["went by train", "moved to the other"]
