"""The screens of an installed SessionTUI, by Pilot, with nothing of the checkout.

Called with a folder that does not exist yet, by a clean environment's Python.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.services.caseload import Caseload
from sessiontui.settings.model import Settings
from sessiontui.settings.paths import Paths
from sessiontui.store.open import create_record, open_record
from sessiontui.ui.app import SessionApp

TYPED = ("he slept better", "+ rang his brother", '"better than Sunday')


async def type_a_session(caseload: Caseload) -> None:
    """Type a few lines into today's session, go through the tabs, and quit."""
    app = SessionApp(caseload, Settings(), "KESTREL-4")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("f2")
        for text in TYPED:
            await pilot.press(*text, "enter")
        for tab in ("f1", "f3", "f4", "f5", "f6", "f2"):
            await pilot.press(tab)
            await pilot.pause()
        await pilot.press("ctrl+q")


def main(home: Path) -> None:
    """Type a session, then read it back from the files."""
    paths = Paths(data=home, config=home)
    record = create_record(paths, "five quiet words for testing")
    key = record.key
    asyncio.run(type_a_session(Caseload(record)))
    record.close()
    record = open_record(paths, key)
    live = Caseload(record).open("KESTREL-4")
    kinds = [line.kind for line in live.state.lines]
    texts = [line.text for line in live.state.lines]
    record.close()
    if kinds != [Kind.NOTE, Kind.STRENGTH, Kind.WORDS] or texts != [
        "he slept better",
        "rang his brother",
        "better than Sunday",
    ]:
        sys.exit(f"The screens did not record what was typed: {kinds} {texts}")
    import sessiontui

    sys.stdout.write(f"typed and read back, with {Path(sessiontui.__file__).parent}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
