"""The files that one typed letter runs through, as CONTRIBUTING.md lists them."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import sessiontui
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from types import FrameType

    from sessiontui.services.caseload import Caseload

SOURCE = Path(sessiontui.__file__).parent
MOST = 22
TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")


async def test_the_path_of_a_key_is_the_one_that_is_told(caseload: Caseload) -> None:
    section = TEXT.partition("## The path of a key\n")[2].partition("\n## ")[0]
    told = re.findall(r"^- `([\w/]+\.py)`: ", section, re.MULTILINE)
    traced: list[set[Path]] = []

    def called(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            traced[-1].add(Path(frame.f_code.co_filename))

    async with at_the_keyboard(caseload) as typist:
        # The first ones find things out that the later ones know.
        await typist.presses(*"he s")
        for key in "laid":
            traced.append(set())
            sys.setprofile(called)
            try:
                await typist.pilot.press(key)
            finally:
                sys.setprofile(None)
    # What runs for one of them only is a clock's or a repaint's.
    common = set.intersection(*traced)
    path = {str(x.relative_to(SOURCE)) for x in common if x.is_relative_to(SOURCE)}

    assert path == set(told)
    assert len(path) <= MOST
    assert f"through {len(path)} files" in section
