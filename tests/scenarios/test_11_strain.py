"""Scenario 11, strain: two keys, kept apart, and next time only "check in first"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.prints.formats import FORMATS
from tests.store.pages import decrypted
from tests.story import hits_of

if TYPE_CHECKING:
    from tests.scenarios.conftest import Practice
    from tests.scenarios.room import Room

SAID = "felt lectured; named it, she softened"


async def test_11_strain(practice: Practice) -> None:
    record = practice.record
    async with practice.session() as room:
        await room.enters(
            "> sit at that wedding", "/notes", '" you sound like my mother'
        )
        before = room.rows

        with room.budget(2):
            await room.enters(f"~ strain: {SAID}")

        assert room.rows_new(before) <= 3
        assert [line.text for line in room.live.state.lines] == [
            "sit at that wedding",
            "you sound like my mother",
        ]
        (note,) = record.private_notes.notes(room.live.state.session.id)
        assert note.text == f"strain: {SAID}"
        await is_nowhere(room)
        assert hits_of(record, "lectured") == ()

    assert SAID.encode() not in decrypted(record.paths.record, record.key)
    assert SAID.encode() in decrypted(record.paths.private, record.key)

    practice.next_tuesday()
    async with practice.session() as room:
        assert "check in first" in room.picture
        assert "lectured" not in room.picture
        assert "strain" not in room.picture
        await room.presses("ctrl+t")
        assert "check in" not in room.picture
        await room.presses("ctrl+t")
        await room.enters(": sleep")
        assert "check in" not in room.picture

    practice.next_tuesday()
    async with practice.session() as room:
        assert "check in" not in room.picture


async def is_nowhere(room: Room) -> None:
    """No print, no client view and no search of a session has the strain in it."""
    for name in FORMATS:
        text = room.live.prints.summary(name)
        assert "lectured" not in text
        assert "strain" not in text
    await room.presses("ctrl+t")
    assert "lectured" not in room.picture
    assert "strain" not in room.picture
    await room.presses("ctrl+t")
    await room.enters("/find lectured")
    assert "felt lectured" not in room.picture
    await room.presses("escape")
