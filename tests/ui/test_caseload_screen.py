"""The caseload at the keyboard: who comes next, and how a new client is taken on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.amendment_requests import RequestKind
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.retention import Periods
from sessiontui.services.caseload import Caseload
from sessiontui.services.retention import Retention
from sessiontui.store.open import open_record
from tests.ui.typist import SIZES, at_the_keyboard

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record
    from tests.story import Clock
    from tests.ui.typist import Typist


async def test_a_first_start_asks_for_a_code_and_takes_it_with_a_second_enter(
    caseload: Caseload,
) -> None:
    async with at_the_keyboard(caseload, code=None) as user:
        assert "Type a code" in user.hint
        await user.types("KESTREL-4")
        await user.presses("enter")
        assert "KESTREL-4 is new" in user.hint
        assert caseload.clients() == ()
        await user.presses("enter")
        assert user.session.live.state.client.code == "KESTREL-4"


async def test_a_code_that_looks_like_one_that_is_there_is_told(
    caseload: Caseload,
) -> None:
    caseload.open("KESTREL-4").enter("hello", Tab.NOTES)
    async with at_the_keyboard(caseload, code=None) as user:
        await user.types("KESTREL\u20134")
        await user.presses("enter")
        assert "looks like KESTREL-4. Enter again begins" in user.hint
    async with at_the_keyboard(caseload, code="KESTREL\u20134") as user:
        assert "New client. KESTREL\u20134 looks like KESTREL-4" in user.hint
    async with at_the_keyboard(caseload, code="KESTREL-4") as user:
        assert "New client" not in user.hint


async def test_the_client_whose_hour_it_is_comes_first_and_enter_opens(
    caseload: Caseload, clock: Clock
) -> None:
    for code, wait in (("WREN-7", 24), ("HERON-2", 24), ("KESTREL-4", 24 * 5)):
        caseload.open(code).enter("hello", Tab.NOTES)
        clock.forward(hours=wait)
    async with at_the_keyboard(caseload, code=None) as user:
        assert "WREN-7" in user.shown[0]
        await user.presses("enter")
        assert user.session.live.state.client.code == "WREN-7"
        assert user.session.live.state.session.number == 2


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_appointment_of_a_client_without_a_session_is_shown(
    caseload: Caseload, size: tuple[int, int]
) -> None:
    for lines in (["/contact phone 10m", "/again Tue 24 10:00"], ["/again Tue 24"]):
        intake = caseload.open(f"WREN-{len(lines)}")
        for line in lines:
            intake.enter(line, Tab.NOTES)
        intake.leave()
    async with at_the_keyboard(caseload, code=None, size=size) as user:
        assert "next Tue 24 Mar 10:00  0 sessions" in user.picture
        assert "next Tue 24 Mar  0 sessions" in user.picture


async def test_typing_filters_and_an_arrow_chooses(
    caseload: Caseload, clock: Clock
) -> None:
    for code in ("WREN-7", "HERON-2", "KESTREL-4"):
        caseload.open(code).enter("hello", Tab.NOTES)
    clock.forward(days=7)
    async with at_the_keyboard(caseload, code=None) as user:
        await user.types("re")
        shown = [row.split()[0] for row in user.shown if row.strip()]
        assert shown[:2] == ["KESTREL-4", "WREN-7"]
        assert any("new client re" in row for row in user.shown)
        await user.presses("up", "up", "enter")
        assert user.session.live.state.client.code == "WREN-7"


async def test_where_a_line_was_left_half_typed_is_offered_first(
    caseload: Caseload, live: LiveSession
) -> None:
    caseload.open("HERON-2").enter("hello", Tab.NOTES)
    live.drafts.save(Tab.GOALS, "I just", (0, 6), None)
    async with at_the_keyboard(caseload, code=None) as user:
        assert "KESTREL-4" in user.shown[0]
        assert "half-typed line kept" in user.shown[0]
        await user.presses("enter")
        assert user.line == "I just"


async def test_back_on_the_caseload_the_session_counts(user: Typist) -> None:
    await user.enters("hello")
    await user.presses("ctrl+o")
    assert "1 session" in user.shown[0]
    assert user.line == ""


async def test_find_searches_every_client(caseload: Caseload) -> None:
    caseload.open("HERON-2").enter("Sunday lunch", Tab.NOTES)
    caseload.open("WREN-7").enter("Sunday walk", Tab.NOTES)
    async with at_the_keyboard(caseload, code=None) as user:
        await user.enters("/find sunday")
        found = "\n".join(user.shown)
        assert "HERON-2" in found
        assert "WREN-7" in found
        await user.presses("up", "enter")
        assert any("SESSION SUMMARY" in row for row in user.shown)
        await user.presses("escape", "escape", "escape")
        assert user.screen.panes.name_shown == "clients"


async def test_the_way_back_to_the_clients_leaves_no_word_of_what_was_found(
    caseload: Caseload,
) -> None:
    caseload.open("HERON-2").enter("Sunday lunch", Tab.NOTES)
    async with at_the_keyboard(caseload, code=None) as user:
        await user.enters("/find sunday")
        await user.presses("up", "enter")
        assert "what was found" in user.hint
        await user.presses("ctrl+o")
        assert user.screen.panes.name_shown == "clients"
        assert "found" not in user.hint


async def test_a_read_only_caseload_says_who_writes_and_takes_on_nobody(
    record: Record, clock: Clock
) -> None:
    from sessiontui.services.caseload import Caseload

    watching = open_record(record.paths, record.key, write=False)
    try:
        caseload = Caseload(watching, clock, "Open elsewhere (process 7).")
        async with at_the_keyboard(caseload, code=None) as user:
            assert "process 7" in user.hint
            await user.types("WREN-7")
            await user.presses("enter", "enter")
            assert "only read" in user.hint
            assert user.line == "WREN-7"
    finally:
        watching.close()


@pytest.mark.parametrize(
    "typed",
    ["drew it", "> to sleep", "~ a thought", "/sign", "/amend late he called again"],
)
async def test_what_a_read_only_copy_refuses_stays_on_the_line(
    record: Record, live: LiveSession, clock: Clock, typed: str
) -> None:
    from sessiontui.services.caseload import Caseload

    live.enter("a day at the sea", Tab.NOTES)
    watching = open_record(record.paths, record.key, write=False)
    try:
        async with at_the_keyboard(Caseload(watching, clock)) as user:
            await user.enters(typed)
            assert user.line == typed
            assert "only read" in user.hint
    finally:
        watching.close()


async def test_a_code_too_long_is_said_and_stays_on_the_line(
    caseload: Caseload,
) -> None:
    async with at_the_keyboard(caseload, code=None) as user:
        await user.types("x" * 41)
        await user.presses("enter", "enter")
        assert "1 to 40 characters" in user.hint
        assert user.line == "x" * 41


async def test_brackets_in_a_code_are_only_a_code(caseload: Caseload) -> None:
    async with at_the_keyboard(caseload, code=None) as user:
        await user.types("[/b] x")
        await user.presses("enter", "enter")
        assert "[/b] x" in user.picture
        await user.enters("hello")
        await user.presses("ctrl+o")
        assert "[/b] x" in user.picture


async def test_the_exact_code_opens_that_client_and_no_likelier_one(
    caseload: Caseload, clock: Clock
) -> None:
    caseload.open("WREN-7").enter("hello", Tab.NOTES)
    clock.forward(days=3)
    caseload.open("WREN-70").enter("hello", Tab.NOTES)
    clock.forward(days=7)
    async with at_the_keyboard(caseload, code=None) as user:
        assert "WREN-70" in user.shown[0]
        await user.types("WREN-7")
        await user.presses("enter")
        assert user.session.live.state.client.code == "WREN-7"


async def test_a_code_within_another_is_offered_as_new(caseload: Caseload) -> None:
    caseload.open("ANNE-2").enter("hello", Tab.NOTES)
    caseload.open("ANNE-3").enter("hello", Tab.NOTES)
    async with at_the_keyboard(caseload, code=None) as user:
        await user.types("ANN")
        await user.presses("enter")
        assert "ANN is new" in user.hint


async def test_a_paste_behind_enter_lands_in_the_session(caseload: Caseload) -> None:
    from textual import events

    caseload.open("KESTREL-4").enter("hello", Tab.NOTES)
    async with at_the_keyboard(caseload, code=None) as user:
        line_input = user.screen.line_input
        line_input.post_message(events.Key("enter", "\r"))
        line_input.post_message(events.Paste("pasted words"))
        for _ in range(4):
            await user.pilot.pause()
        assert user.session.line_input.text == "pasted words"


async def test_a_tab_typed_behind_enter_is_the_tab_that_is_shown(
    caseload: Caseload,
) -> None:
    from textual import events

    caseload.open("KESTREL-4").enter("hello", Tab.NOTES)
    async with at_the_keyboard(caseload, code=None) as user:
        for key in ("enter", "f2"):
            user.screen.line_input.post_message(events.Key(key, None))
        for _ in range(4):
            await user.pilot.pause()
        assert "2 Notes" in user.picture
        assert any("hello" in row for row in user.shown)


async def test_a_backup_that_was_not_made_is_said_here_and_in_no_session(
    record: Record, clock: Clock, tmp_path: Path
) -> None:
    """Nothing moves for it: it stands there the next time anybody does something."""
    (tmp_path / "file").touch()
    caseload = Caseload(record, clock, backups=(tmp_path / "file", 14))
    async with at_the_keyboard(caseload, code=None) as user:
        before = user.hint
        worker = caseload.back_up_aside()
        assert worker
        await asyncio.to_thread(worker.join)
        assert user.hint == before
        await user.types("k")
        await user.presses("backspace")
        assert "No backup was made" in user.hint
        await user.types("KESTREL-4")
        await user.presses("enter", "enter")
        assert "backup" not in user.hint
        await user.types("hello")
        await user.presses("enter")
        assert "backup" not in user.hint


@pytest.mark.parametrize("size", [(80, 24), (40, 20)], ids=["80x24", "40x20"])
async def test_waiting_leads_to_where_each_thing_is_answered(
    caseload: Caseload, clock: Clock, size: tuple[int, int]
) -> None:
    wren = caseload.open("WREN-7")
    for text in ("!f call Fri", "@ walk"):
        wren.enter(text, Tab.NOTES)
    clock.forward(days=2)
    async with at_the_keyboard(caseload, code=None, size=size) as user:
        assert "risk" not in user.picture
        await user.enters("/waiting")
        assert [" ".join(row.split()).split(" · ", 2)[2] for row in user.shown] == [
            "session 1 not signed, no end noted",
            "risk follow-up",
            "homework not looked at walk",
        ]
        assert "walk" in user.picture
        assert "call Fri" not in user.picture
        await user.presses("enter")
        assert "Select a row" in user.hint
        # Up from the line selects the last row.
        await user.presses("up", "up", "up", "enter")
        assert "Tue 10 Mar · not signed" in user.head
        await user.enters("/stop 10:50")
        # Left, it leads back to what still waits.
        await user.presses("escape", "ctrl+o")
        assert "session 1 not signed" in " ".join(user.picture.split())
        assert "no end" not in user.picture
        await user.presses("up", "up", "enter")
        assert user.session.live.state.client.code == "WREN-7"
        assert "risk follow-up" in user.picture
        await user.enters("/waiting")
        assert "for the caseload" in user.hint


async def test_a_request_that_waits_is_read_with_how_it_is_answered(
    record: Record, clock: Clock
) -> None:
    caseload = Caseload(record, clock)
    client = caseload.open("Jay 2").state.client
    Retention(record, Periods(), "R. Marsh", clock).add_request(
        client, RequestKind.REQUEST, "I never said that."
    )
    async with at_the_keyboard(caseload, code=None, size=(40, 20)) as user:
        await user.enters("/waiting")
        await user.presses("up", "enter")
        said = " ".join(user.picture.split())
        assert "I never said that." in said
        assert "sessiontui request 'Jay 2' --kind accepted --about 1" in said
        await user.presses("escape")
        assert "request for amendment" in " ".join(user.picture.split())


async def test_where_nothing_waits_it_says_so(caseload: Caseload) -> None:
    async with at_the_keyboard(caseload, code=None) as user:
        await user.enters("/waiting")
        assert "Nothing waits." in user.picture
        await user.presses("escape")
        assert "Nobody here yet" in user.picture


async def test_who_was_new_is_not_called_so_after_the_session(
    caseload: Caseload,
) -> None:
    async with at_the_keyboard(caseload, code=None) as user:
        await user.enters("OSPREY-2", "")
        await user.enters("slept badly")
        await user.presses("ctrl+o")
        assert "is new" not in user.hint


async def test_behind_a_look_at_a_client_the_next_letter_begins_anew(
    caseload: Caseload,
) -> None:
    for code in ("KESTREL-4", "WREN-7"):
        caseload.open(code).enter("hello", Tab.NOTES)
    async with at_the_keyboard(caseload, code=None) as user:
        await user.types("kest")
        await user.presses("f8", "escape")
        assert user.screen.line_input.text == "kest"
        await user.types("wren")
        assert user.screen.line_input.text == "wren"
        await user.presses("ctrl+z", "ctrl+z")
        assert user.screen.line_input.text == "kest"


async def test_the_list_of_actions_names_what_is_done_here(caseload: Caseload) -> None:
    async with at_the_keyboard(caseload, code=None) as user:
        offered = {x.title for x in user.app.get_system_commands(user.app.screen)}
        assert any("/progress" in title for title in offered)
        assert not any("/agenda" in x or "/feedback" in x for x in offered)
