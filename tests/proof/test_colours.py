"""In 16 colours, in 256, in all and in none: each cell as Textual alone paints it.

It is proof, not test: each cell is compared on two whole terminals, the real program in
both.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.ui.test_quiet_display import STOCK, Seen, besides_cursor

if TYPE_CHECKING:
    from pathlib import Path

    from pyte.screens import Char

    from tests.story import Template

PATIENCE = 10
F2, F3, F6, F7, F8, F9 = (
    "\x1bOQ",
    "\x1bOR",
    *(f"\x1b[{n}~" for n in (17, 18, 19, 20)),
)
CTRL_L, CTRL_P, CTRL_T, ESCAPE, UP = "\x0c", "\x10", "\x14", "\x1b", "\x1b[A"
SESSION = (
    *("half a line", "\x15", F2, UP, ESCAPE, F3, F6, F9, ESCAPE, F8, ESCAPE),
    *(CTRL_T, CTRL_T, F7, CTRL_T, CTRL_L, CTRL_L),
)
PALETTE = (CTRL_P, ESCAPE)
SIXTEEN = {"black", "red", "green", "brown", "blue", "magenta", "cyan", "white"}


@pytest.mark.parametrize(
    ("theme", "told"),
    [
        ("quiet-dark", {"TERM": "linux"}),
        ("quiet-light", {"TERM": "xterm"}),
        ("high-contrast-dark", {"TERM": "xterm-256color"}),
        ("high-contrast-light", {"COLORTERM": "truecolor"}),
        ("quiet-dark", {"NO_COLOR": "1"}),
    ],
    ids=lambda given: given if isinstance(given, str) else "-".join(given.values()),
)
def test_every_cell_has_the_colours_that_textual_gives_it(
    template: Template,
    tmp_path: Path,
    secret: Path,
    monkeypatch: pytest.MonkeyPatch,
    theme: str,
    told: dict[str, str],
) -> None:
    monkeypatch.delenv("COLORTERM", raising=False)
    opened = []
    try:
        for name, more in (("quiet", ""), ("stock", STOCK)):
            home = template.copy_to(tmp_path / name).data
            (home / "settings.toml").write_text(f'theme = "{theme}"\n{more}')
            opened.append(Seen(home, (80, 24), secret, **told))
        quiet, stock = opened
        for seen in opened:
            seen.terminal.see("New client.")
            seen.terminal.type("> sit at that wedding\r= #1 3\r+ I rang\r@ walk\r")
            seen.terminal.see("walk")
        for number, keys in enumerate(SESSION + PALETTE):
            for seen in opened:
                seen.terminal.type(keys)
            agree(quiet, stock, f"step {number}, {keys!r}")
            if number < len(SESSION):
                assert not unreadable(quiet), f"step {number}, {keys!r}"
        colours = {x for row in quiet.cells for cell in row for x in (cell.fg, cell.bg)}
    finally:
        for seen in opened:
            seen.terminal.close()
    if "NO_COLOR" in told:
        assert colours == {"default"}
    elif told.get("TERM") in {"linux", "xterm"}:
        named = {colour.removeprefix("bright") for colour in colours}
        assert named <= {*SIXTEEN, "yellow", "default"}
    else:
        assert len(colours) > 3


def agree(quiet: Seen, stock: Seen, when: str) -> None:
    """Look until both show the same cells but for the drawn cursor."""
    until = time.monotonic() + PATIENCE
    while True:
        for seen in (quiet, stock):
            seen.settle(0.06)
        found = besides_cursor(quiet, stock)
        if not found:
            return
        assert time.monotonic() < until, f"{when}: {found}"


def unreadable(seen: Seen) -> list[Char]:
    """Letters in the very colour that is behind them."""
    return [
        cell
        for row in seen.cells
        for cell in row
        if cell.data.isalnum() and cell.fg == cell.bg != "default"
    ]
