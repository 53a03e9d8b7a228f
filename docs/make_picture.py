"""Draw the README's picture from the demo: python docs/make_picture.py."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from sessiontui.demo import CODE, fill, throw_away_folder
from sessiontui.settings import Settings
from sessiontui.ui.app import SessionApp

HALF_TYPED = "he said the evenings are easier"


async def draw() -> str:
    """The Notes tab of the demo's session of today."""
    with throw_away_folder() as paths:
        caseload = fill(paths)
        app = SessionApp(caseload, Settings(), CODE)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("f2", *("space" if c == " " else c for c in HALF_TYPED))
            await pilot.pause()
            picture = app.export_screenshot(title="SessionTUI")
            # A page that shows the picture must not fetch fonts from elsewhere.
            picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)
        caseload.close()
    return picture


Path(__file__).with_name("session.svg").write_text(asyncio.run(draw()))
