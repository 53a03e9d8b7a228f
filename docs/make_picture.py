"""Draw the README's pictures from the demo: python docs/make_picture.py."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from sessiontui.demo import CODE, fill, throw_away_folder
from sessiontui.settings import Settings
from sessiontui.ui.app import SessionApp

HALF_TYPED = "he said the evenings are easier"


PICTURES = {"session": ("f2", HALF_TYPED), "opening": ("f1", "/last\n")}
"""The key of a tab and what is typed there, by the picture's name."""


async def draw(tab: str, typed: str) -> str:
    """The demo's session of today on a tab, with something typed."""
    with throw_away_folder() as paths:
        caseload = fill(paths)
        app = SessionApp(caseload, Settings(), CODE)
        names = {" ": "space", "\n": "enter", "/": "slash"}
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press(tab, *(names.get(c, c) for c in typed))
            await pilot.pause()
            picture = app.export_screenshot(title="SessionTUI")
            # A page that shows the picture must not fetch fonts from elsewhere.
            picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)
        caseload.close()
    return picture


for name, (tab, typed) in PICTURES.items():
    picture = asyncio.run(draw(tab, typed))
    Path(__file__).with_name(f"{name}.svg").write_text(picture)
