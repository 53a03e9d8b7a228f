"""The first signing asks once who signs, and keeps it in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.services.caseload import Caseload
from sessiontui.settings.model import load_settings
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.store.record import Record
    from tests.story import Clock


async def test_name_licence_and_usual_print_are_asked_for_once(
    record: Record, clock: Clock
) -> None:
    path = record.paths.settings
    path.write_text("# mine\nminutes = 45\n\n[keep]\nrecord_years = 9\n", "utf-8")
    caseload = Caseload(record, clock)
    async with at_the_keyboard(caseload, "KESTREL-4", (80, 24)) as user:
        await user.presses("f2")
        await user.enters("slept", "/sign")
        assert "Your name" in user.hint
        await user.presses("enter")
        assert "Type your name" in user.hint
        await user.enters("R. Amadi", "LMFT 12345", "soap")
        assert "Signed by R. Amadi, LMFT 12345, as soap" in " ".join(user.shown)
        await user.enters("/sign")
        assert user.live.state.session.signed_at is not None
    settings = load_settings(path)
    assert settings.therapist.signer == "R. Amadi, LMFT 12345"
    assert (settings.format, settings.minutes, settings.keep.record_years) == (
        "soap",
        45,
        9,
    )
    assert "# mine" in path.read_text("utf-8")


async def test_a_note_on_another_tab_is_no_answer_to_who_signs(
    caseload: Caseload,
) -> None:
    async with at_the_keyboard(caseload, "KESTREL-4", (80, 24)) as user:
        await user.presses("f2")
        await user.enters("slept", "/sign")
        assert "1 of 3" in user.hint
        await user.enters("R. Amadi")
        assert "2 of 3" in user.hint
        await user.presses("f2")
        await user.enters("forgot to say she came late")
        assert [line.text for line in user.live.state.lines][-1] == (
            "forgot to say she came late"
        )
        assert not user.live.state.preferences.signer
        await user.enters("/sign")
        assert "Your name" in user.hint
