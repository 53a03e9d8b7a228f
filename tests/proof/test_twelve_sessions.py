"""A course of twelve sessions, every line of it by keys; it takes half a minute.

Its plan stands at session 2, its review at 8, its ending at 12. What it comes to is
read as an auditor, a successor and the client would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.preferences import Preferences
from sessiontui.domain.prints.catalog import OVER_SESSIONS
from sessiontui.domain.waiting import Waits
from sessiontui.services.caseload import Caseload
from tests.story import TUESDAY, Clock
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.store.record import Record
    from tests.ui.typist import Typist

FIRST = [
    "/stop 10:50",
    "> sleep past four",
    ">g sleep through four nights of seven",
    "= #1 2",
    "= PHQ-9 17/27",
    "!n",
    "+ walked in the rain",
]
PLAN = [
    "/card for insomnia (F51.0)",
    "/card came woken at four since May",
    "/card often weekly",
    "/card until 27 April 2026",
    "/card by CBT-I",
    "/card done when four nights of seven",
    "/card agreed plan 2026-03-17",
]
EACH = ["& kept the log together #1", "< drew it", "/again Tue 10:00"]
REVIEW = ["= PHQ-9 9/27", "/helped the log", "/card until 30 June 2026"]
ENDING = [
    "= #1 8",
    "= PHQ-9 5/27",
    "+w four nights of seven",
    "!n",
    "/helped the log, and no blame",
    "/card ended goals reached",
    "/card advice the same log for one week if it comes back",
    "/card how to come back ring the practice",
]


async def _read(user: Typist, down: int, question: str = "") -> str:
    """Read one of the prints over sessions, under progress."""
    await user.presses("f7", *["up"] * 9)
    while user.screen.at().chosen != tuple(OVER_SESSIONS)[down]:
        await user.presses("down")
    await user.presses("enter")
    if question:
        await user.enters(question)
    text = "\n".join(user.shown)
    await user.presses("escape")
    return text


async def test_a_course_of_twelve_sessions(record: Record, clock: Clock) -> None:
    usual = Preferences(signer="R. Amadi, LMFT 12345", service="individual therapy")
    caseload = Caseload(record, clock, preferences=usual)
    said: dict[int, list[str]] = {1: FIRST, 2: PLAN, 8: REVIEW, 12: ENDING}
    plan = reviewed = ""
    for number in range(1, 13):
        async with at_the_keyboard(caseload) as user:
            lines = [x for x in EACH if number < 12 or not x.startswith("/again")]
            await user.enters(*lines, *said.get(number, ()))
            live = user.live
            live.times.stop("10:50")
            live.sign()
        if number in {2, 8, 12}:
            async with at_the_keyboard(caseload, None) as user:
                await user.presses("f8")
                if number == 2:
                    plan = await _read(user, 0)
                elif number == 8:
                    reviewed = await _read(user, 0)
                else:
                    course = await _read(user, 1)
                    asked = await _read(user, 2, "did I end too early?")
                    ending = await _read(user, 3)
        clock.forward(days=7)
        late = [x.what for x in caseload.waiting()]
        assert late == ([Waits.PLAN] if number == 7 else [])

    # As an auditor: each element, or that it is not recorded.
    for told in (
        "Type: individual therapy",
        "How often: weekly",
        "Valid until: 2026-04-27",
        "Approach: CBT-I",
        "Problem and diagnosis: insomnia (F51.0)",
        "Objective, in the therapist's words: sleep through four nights of seven",
        "at the start 2 (2026-03-10)",
        "plan 2026-03-17",
    ):
        assert told in " ".join(plan.split()), told
    assert "Valid until: 2026-06-30" in reviewed
    # As a successor: why, what, first and last, how it ended.
    course = " ".join(course.split())
    for told in (
        "12 sessions, 2026-03-10 to 2026-05-26",
        "woken at four since May",
        "Rating: 2/10 on 2026-03-10, 8/10 on 2026-05-26",
        "PHQ-9: 17/27 on 2026-03-10, 5/27 on 2026-05-26",
        "Reason for ending: goals reached",
        "How to come back: ring the practice",
    ):
        assert told in course, told
    assert "improved" not in course
    assert "did I end too early?" in asked
    # As the client: the sheet of the last hour, and that of the whole course.
    ending = " ".join(ending.split())
    for told in (
        "sleep past four my rating 2/10, then 8/10",
        "Wins: four nights of seven",
        "walked in the rain",
        "the log, and no blame",
    ):
        assert told in ending, told
    for ours in ("F51.0", "CBT-I", "weekly", "PHQ-9", "kept the log together"):
        assert ours not in ending, ours
    client = caseload.find_client("KESTREL-4")
    live = caseload.past(client, 12)
    sheet = live.prints.summary("takehome", 0)
    assert "four nights of seven" in sheet
    assert "meet again" not in sheet
    # Signed twelve times, nothing waits, and coming back is told in the first line.
    clock.now = TUESDAY.replace(year=2027)
    async with at_the_keyboard(caseload) as user:
        assert "The course ended on 2026-05-26." in user.picture
