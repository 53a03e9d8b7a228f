"""Scenario 17, the link drops in mid-word: SSH dies while she is being quoted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.services.caseload import Caseload
from tests.scenarios.conftest import opened
from tests.story import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key
    from tests.scenarios.room import Desk

UNDER_WAY = timedelta(minutes=20, seconds=20)


def test_17_link_drops_mid_word(
    desk: Callable[[], Desk], paths: Paths, key: Key
) -> None:
    with opened(paths, key) as record:
        clock = Clock(datetime.now(UTC) - UNDER_WAY)
        live = Caseload(record, clock).open("KESTREL-4")
        live.enter("he slept", Tab.NOTES)
        Caseload(record, clock).open("HERON-2").leave()

    user = desk()
    user.unlock()
    user.see("KESTREL-4")
    user.presses("enter")
    user.see("0 min", 5)
    user.presses("f2")
    user.see("he slept")
    user.types("walked twice")
    user.presses("enter")
    user.types('" I just want')
    user.see("I just want")
    user.hang_up()
    user.process.wait(timeout=30)

    again = desk()
    again.unlock()
    again.see("KESTREL-4")
    with again.budget(1):
        again.presses("enter")
        shown = again.see('" I just want')
    for words in ("he slept", "walked twice", "Notes"):
        assert words in shown
    minutes = shown.split("\n")[0].split()
    assert "20" in minutes or "21" in minutes

    second = desk()
    second.unlock()
    second.reads("is open elsewhere")
    second.reads("You can only read here.")
    second.presses("enter")
    second.see("he slept")
    second.types("mine")
    second.see("mine")
    second.presses("enter")
    second.reads("This copy can only read")
    assert "mine" in second.text()
    again.types("ed")
    again.presses("enter")
    again.see("I just wanted")
    again.presses("ctrl+q")
    assert again.wait() == 0
    with opened(paths, key) as record:
        texts = [line.text for line in record.lines.lines(live.state.session.id)]
        assert texts == ["he slept", "walked twice", "I just wanted"]
