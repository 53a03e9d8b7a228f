"""Draw the README's pictures from the demo: python docs/make_picture.py."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from sessiontui.services.demo import CODE, fill, throw_away_folder
from sessiontui.services.demo_story import MID_HOUR
from sessiontui.settings.model import Settings
from sessiontui.ui.app import SessionApp

HALF_TYPED = "he said the evenings are easier"


PICTURES = {"session": (CODE, "f2", HALF_TYPED), "opening": (MID_HOUR, "f1", "")}
"""Whose hour is under way, a tab's key and what is typed there, by picture."""


async def draw(mid_hour: str, tab: str, typed: str) -> str:
    """The session of today that the demo opens with, with something typed."""
    with throw_away_folder() as paths:
        caseload = fill(paths, mid_hour=mid_hour)
        app = SessionApp(caseload, Settings(), CODE)
        names = {" ": "space"}
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press(tab, *(names.get(c, c) for c in typed))
            await pilot.pause()
            picture = app.export_screenshot(title="SessionTUI")
            # A page that shows the picture must not fetch fonts from elsewhere.
            picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)
        caseload.close()
    return picture


for name, (mid_hour, tab, typed) in PICTURES.items():
    picture = asyncio.run(draw(mid_hour, tab, typed))
    Path(__file__).with_name(f"{name}.svg").write_text(picture)
