"""The quiet output shows on every screen what Textual's own output shows."""

from __future__ import annotations

import contextlib
import fcntl
import struct
import termios
import time
from typing import TYPE_CHECKING, Any

import pyte
import pytest
import textual

from sessiontui.store.open import find_key, open_record
from sessiontui.ui.terminal.display import QuietDisplay
from sessiontui.ui.terminal.quiet_driver import QuietDriver
from sessiontui.ui.terminal.reading.lexer_driver import LexerDriver
from sessiontui.ui.terminal.supported import PROVEN, version
from sessiontui.ui.terminal.which_driver import driver
from tests.story import PASSPHRASE, open_session, type_all
from tests.ui.terminal import _NOT_FOR_PYTE, Cells, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyte.screens import Char

    from tests.story import Clock, Template

STOCK = "changed_cells = false\nterminal_cursor = false\n"
CELLS = "terminal_cursor = false\n"
F = {n: f"\x1b[{n + 10 + (n > 5)}~" for n in range(5, 10)} | {
    n: f"\x1bO{chr(ord('P') + n - 1)}" for n in range(1, 5)
}
PATIENCE = 8
"""Seconds that a slow machine may take until all three show the same."""
ESCAPE, UP, ENTER = "\x1b", "\x1b[A", "\r"
CTRL_L, CTRL_T, CTRL_P, CTRL_O, CTRL_G, CTRL_Z = (
    "\x0c",
    "\x14",
    "\x10",
    "\x0f",
    "\x07",
    "\x1a",
)
LONG = "a line that grows over the edge of the screen and goes on beneath it, "
STEPS = (
    "he said caf\u00e9 \u4f60\u597d and \u0e44\u0e21\u0e48 e\u0301",
    "\x7f\x7f\x1b[D\x1b[D\x1b[D",
    "XY",
    "\x1b[H",
    ENTER,
    *(F[number] for number in range(1, 7)),
    LONG * 3,
    "\x15",
    *(F[2], UP, UP, "\x1b[1;2B", ESCAPE),
    *("/find wed", ENTER, ESCAPE),
    *(CTRL_P, ESCAPE),
    *(CTRL_L, "in the dark", CTRL_L, "\x15"),
    *(CTRL_T, CTRL_T, F[9], ESCAPE, F[8], ESCAPE, CTRL_G, CTRL_Z, CTRL_O),
)


class Seen:
    """The program on a terminal whose cells are kept up to date."""

    def __init__(
        self, home: Path, size: tuple[int, int], secret: Path, **more: Any
    ) -> None:
        self.terminal = Terminal(
            home, "open", "KESTREL-4", size=size, passphrase_file=secret, **more
        )
        self.screen = Cells(*size)
        self._stream = pyte.ByteStream(self.screen)
        self._read = 0

    def settle(self, seconds: float = 0.15) -> None:
        """Wait until nothing more comes, and show it."""
        while self.terminal.read_for(seconds):
            pass
        new = self.terminal.raw[self._read :]
        self._read = len(self.terminal.raw)
        self.feed(_NOT_FOR_PYTE.sub(b"", new))

    def feed(self, sent: bytes) -> None:
        """Take what was sent to this terminal, by the program or by another."""
        self._stream.feed(sent)

    def resize(self, width: int, height: int) -> None:
        fcntl.ioctl(
            self.terminal.screen,
            termios.TIOCSWINSZ,
            struct.pack("HHHH", height, width, 0, 0),
        )
        self.screen.resize(height, width)

    @property
    def cells(self) -> list[list[Char]]:
        """Every cell of it."""
        return cells_of(self.screen)


def cells_of(screen: pyte.Screen) -> list[list[Char]]:
    """Every cell; a blank that is not reversed has no colour but the one behind."""
    return [
        [_plain(screen.buffer[y][x]) for x in range(screen.columns)]
        for y in range(screen.lines)
    ]


def _plain(cell: Char) -> Char:
    if cell.data == " " and not (cell.reverse or cell.underscore):
        return cell._replace(fg="default", bold=False, italics=False)
    return cell


@pytest.fixture
def trio(
    template: Template, clock: Clock, tmp_path: Path, secret: Path
) -> Iterator[list[Seen]]:
    """The same record three times: as Textual sends it, by cells, and with a cursor."""
    opened = []
    for name, told in (("stock", STOCK), ("cells", CELLS), ("cursor", "")):
        paths = template.copy_to(tmp_path / name)
        record = open_record(paths, find_key(paths, PASSPHRASE))
        live = open_session(record, clock)
        type_all(
            live, ["> I want to sit at that wedding", "= #1 3", "+ I rang", "@ walk"]
        )
        live.leave()
        record.close()
        (paths.config / "settings.toml").write_text(told)
        opened.append(Seen(paths.data, (80, 24), secret))
    yield opened
    for seen in opened:
        seen.terminal.close()


def test_every_screen_looks_as_textual_paints_it(trio: list[Seen]) -> None:
    stock, cells, cursor = trio
    for seen in trio:
        seen.terminal.see("saved")
        seen.settle()
    for number, keys in enumerate(("", *STEPS)):
        for seen in trio:
            seen.terminal.type(keys)
        _compare(stock, cells, cursor, f"step {number}, {keys!r}")
    for size in ((40, 20), (100, 30), (23, 7), (80, 24)):
        for seen in trio:
            seen.resize(*size)
        _compare(stock, cells, cursor, f"at {size}")


def _compare(stock: Seen, cells: Seen, cursor: Seen, when: str) -> None:
    """Look until all three agree: none of them is in step with the others."""
    until = time.monotonic() + PATIENCE
    while True:
        for seen in (stock, cells, cursor):
            seen.settle()
        different = differing(cells.cells, stock.cells) or besides_cursor(cursor, stock)
        if not different:
            return
        assert time.monotonic() < until, f"{when}: {different}"


def besides_cursor(cursor: Seen, stock: Seen) -> str:
    """What differs where the terminal's cursor stands instead of a drawn one."""
    wanted, shown = stock.cells, cursor.cells
    if not cursor.screen.cursor.hidden:
        x, y = cursor.screen.cursor.x, cursor.screen.cursor.y
        if not stock.screen.buffer[y][x].reverse:
            return f"no cursor is drawn at {x}, {y}"
        wanted[y][x] = _plain(wanted[y][x]._replace(reverse=False))
    return differing(shown, wanted)


def differing(shown: list[list[Char]], wanted: list[list[Char]]) -> str:
    """The first cell that differs: its place, what stands there, what should."""
    for y, (has, should) in enumerate(zip(shown, wanted, strict=True)):
        for x, (found, expected) in enumerate(zip(has, should, strict=True)):
            if found != expected:
                return f"at {x}, {y}: {found} is not {expected}"
    return ""


@pytest.fixture
def unknown_textual(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    assert textual.__version__ in PROVEN
    monkeypatch.setattr(textual, "__version__", "99.0.0")
    version.cache_clear()
    yield
    version.cache_clear()


@pytest.mark.parametrize(
    ("code", "head", "row"),
    [((), "Caseload", "Nobody here"), (("KESTREL-4",), "session 1", "What would")],
    ids=["caseload", "session"],
)
def test_the_first_frame_comes_in_one_part(
    template: Template,
    tmp_path: Path,
    secret: Path,
    code: tuple[str, ...],
    head: str,
    row: str,
) -> None:
    home = template.copy_to(tmp_path / "home").data
    terminal = Terminal(home, "open", *code, passphrase_file=secret)
    with contextlib.closing(terminal):
        terminal.see(head)
        terminal.see(row)
        # What is sent in one part goes from the top to the bottom.
        assert terminal.raw.index(head.encode()) < terminal.raw.index(row.encode())


@pytest.mark.usefixtures("unknown_textual")
def test_an_unknown_textual_switches_the_quiet_output_off() -> None:
    app = QuietDisplay()
    app.be_quiet(cells=True, cursor=True)

    assert app._cells is None
    assert not app._own_cursor
    assert driver(sleeping=True) is LexerDriver


def test_each_quiet_part_can_be_switched_off() -> None:
    app = QuietDisplay()
    app.be_quiet(cells=True, cursor=False)

    assert app._cells is not None
    assert not app._own_cursor
    assert driver(sleeping=True) is QuietDriver
    assert driver(sleeping=False) is LexerDriver
