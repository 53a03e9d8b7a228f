"""A fault in any layer: it ends in one line, without a word of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.leaks.conftest import CANARY, holding
from tests.ui.terminal import LEFT, Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.settings.paths import Paths

BROKEN = """
import sys
from {module} import {owner}

def broken(self, *args, **kwargs):
    words = "{canary}"
    raise {error}("{canary} " + repr(args))

setattr({owner}, "{name}", broken)
from sessiontui.cli import main
sys.argv[0] = "sessiontui"
main()
"""
LAYERS = {
    "store": (
        "sessiontui.store.repositories.lines",
        "LineRepository",
        "add_line",
        "ValueError",
    ),
    "draft": (
        "sessiontui.store.repositories.drafts",
        "DraftRepository",
        "save_draft",
        "KeyError",
    ),
    "live": (
        "sessiontui.services.session.session",
        "LiveSession",
        "enter",
        "RuntimeError",
    ),
    "rows": ("sessiontui.ui.widgets.row_list", "RowList", "show", "TypeError"),
    "rendering": (
        "sessiontui.ui.widgets.row_list",
        "RowList",
        "render_line",
        "ValueError",
    ),
    "rich": (
        *("sessiontui.ui.screens.session", "SessionScreen", "enter"),
        "type('Told', (Exception,), {'__rich__': lambda self: self.args[0]})",
    ),
    "handler": ("sessiontui.ui.widgets.line_input", "LineInput", "_on_key", "OSError"),
    "keys": ("sessiontui.ui.terminal.reading.lexer", "Lexer", "feed", "ValueError"),
    "summary": (
        "sessiontui.services.session.prints",
        "Prints",
        "summary",
        "ValueError",
    ),
}
F2, F6 = "\x1bOQ", "\x1b[17~"


@pytest.mark.parametrize("layer", LAYERS)
def test_a_fault_says_where_and_never_what(
    layer: str, paths: Paths, secret: Path, tmp_path: Path
) -> None:
    module, owner, name, error = LAYERS[layer]
    broken = BROKEN.format(
        module=module,
        owner=owner,
        name=name,
        error=error,
        canary=CANARY,
    )
    user = Terminal(
        paths.data,
        *("open", "KESTREL-4"),
        passphrase_file=secret,
        program=("-c", broken),
    )
    try:
        # Before the screen has the terminal, Enter would not arrive as itself.
        if user.sees("1 Agenda"):
            user.type(f"{F2}a {CANARY} line\r{F6}")
        code = user.wait()
        assert code == 1, user.raw[-3000:]
        ending = user.raw[user.raw.rindex(LEFT) :] if LEFT in user.raw else user.raw
        assert CANARY.encode() not in ending
        assert b"Traceback" not in ending
        assert ending.count(b"\n") <= 4
        assert b"unexpectedly" in ending or b"wrong" in ending
        assert user.is_restored()
    finally:
        user.close()
    assert holding(tmp_path) == []
