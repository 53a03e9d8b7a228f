"""Draw the pictures of the documents from the demo: python docs/make_picture.py."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from sessiontui.services.demo import fill_demo, throw_away_folder
from sessiontui.services.demo_story import CODE, MID_HOUR
from sessiontui.settings.model import Settings
from sessiontui.ui.app import SessionApp

PICTURES = {
    "session": (CODE, "f2", "he said the evenings are easier"),
    "opening": (MID_HOUR, "f1"),
    "client-view": (CODE, "ctrl+t"),
    "progress": (CODE, "f8", "f2"),
    "take-home": (CODE, "f6", "/format takehome", "enter"),
}
"""Whose hour is under way, and what is pressed or typed there, by picture."""


async def draw(mid_hour: str, *pressed: str) -> str:
    """The session of today that the demo opens with, behind what is pressed."""
    with throw_away_folder() as paths:
        caseload = fill_demo(paths, mid_hour=mid_hour)
        app = SessionApp(caseload, Settings(), CODE)
        names = {" ": "space"}
        async with app.run_test(size=(80, 24)) as pilot:
            for keys in pressed:
                spelled = keys if " " in keys else [keys]
                await pilot.press(*(names.get(c, c) for c in spelled))
                await pilot.pause()
            picture = app.export_screenshot(title="SessionTUI")
            # A page that shows the picture must not fetch fonts from elsewhere.
            picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)
        caseload.close()
    return picture


for name, (mid_hour, *pressed) in PICTURES.items():
    picture = asyncio.run(draw(mid_hour, *pressed))
    Path(__file__).with_name(f"{name}.svg").write_text(picture)
