"""What the terminal shows, cell by cell, so that only what differs is sent.

Textual sends the whole region of a widget for each change in it. Over a slow line that
is felt, and so is a screen that is painted again beside somebody who is talking.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len, split_graphemes
from textual.strip import SGR_STYLES, Strip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.color import ColorSystem

Cell = tuple[str, str]
"""The text of a cell and its pen; the right half of a wide character is empty."""
_SHORT_GAP = 4
"""Cells that cost no more to send again than to jump over."""
_SURE = 0x2E80
"""Below are letters; from here on, emoji and clusters differ between terminals."""
_WIDE_LETTERS = ((0x2E80, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF00, 0xFF60))
_SEEN_WITHOUT_LETTERS = frozenset({"4", "5", "6", "7", "9", "21", "51", "52", "53"})
"""Underlined, blinking, reversed, struck through, framed: more than a background."""
_MANY_BLANKS = 12
_LONGEST_KEPT = 4_096
"""Styles and texts that are remembered at once."""


class Shadow:
    """The cells of a terminal as they were sent, its pen and its cursor."""

    def __init__(self, *, erases: bool = False) -> None:
        """Know nothing yet: the first painting sends everything.

        `erases` says that the terminal erases with the colour behind the pen.
        """
        self._erases = erases
        self._width = self._height = 0
        self._rows: list[list[Cell | None]] = []
        self._drawn: list[dict[int, Strip]] = []
        self._odd: set[int] = set()
        self._split: dict[tuple[str, str], tuple[list[Cell], bool]] = {}
        self.forget()

    def forget(self) -> None:
        """Something else may have written to the terminal: send all of it anew."""
        self._rows = [[None] * self._width for _ in range(self._height)]
        self._drawn = [{} for _ in range(self._height)]
        self._odd = set()
        self._pen: str | None = None
        self._at: tuple[int, int] | None = None

    def fit(self, width: int, height: int) -> None:
        """Follow the terminal's size; after a change nothing is known."""
        if (width, height) != (self._width, self._height):
            self._width, self._height = width, height
            self.forget()

    def paint(self, x: int, y: int, strip: Strip, colors: ColorSystem) -> str:
        """What to send so that a strip stands at a place."""
        if not 0 <= y < self._height or not 0 <= x < self._width:
            return ""
        drawn = self._drawn[y]
        before = drawn.get(x)
        if before is strip or (before is not None and before == strip):
            return ""
        cells, odd = self._cells(strip, colors)
        del cells[self._width - x :]
        end = x + len(cells)
        for start in [s for s, old in drawn.items() if s < end and _end(s, old) > x]:
            del drawn[start]
        drawn[x] = strip
        if odd:
            self._odd.add(y)
        sent: list[str] = []
        if y in self._odd:
            # How wide some of these are, the terminal decides: all of it is sent.
            self._send(x, y, cells, sent)
            if not odd and x == 0 and end == self._width:
                self._odd.discard(y)
            self._at = None
        else:
            self._send_changes(x, y, cells, sent)
        return "".join(sent)

    def move(self, x: int, y: int) -> str:
        """What to send so that the cursor stands at a place."""
        if self._at == (x, y):
            return ""
        before, self._at = self._at, (x, y)
        # In the middle of a change of size a place may lie outside.
        if before and before[1] == y and y < self._height:
            by = x - before[0]
            if by > 0:
                passed = self._rows[y][before[0] : x]
                if by < _SHORT_GAP and all(self._is_plain(cell) for cell in passed):
                    return "".join(cell[0] for cell in passed if cell)
                return "\x1b[C" if by == 1 else f"\x1b[{by}C"
            return "\b" if by == -1 else f"\x1b[{-by}D"
        return f"\x1b[{y + 1};{x + 1}H"

    def _is_plain(self, cell: Cell | None) -> bool:
        """Whether a cell can be written again as one byte."""
        if cell is None or not cell[0].isascii():
            return False
        text, pen = cell
        return pen == self._pen or (text == " " and pen == _behind(self._pen))

    def _send_changes(self, x: int, y: int, new: list[Cell], sent: list[str]) -> None:
        row = self._rows[y]
        place, end = 0, len(new)
        while place < end:
            if row[x + place] == new[place]:
                place += 1
                continue
            start = place
            last = place + 1
            same = 0
            while last < end and same < _SHORT_GAP:
                same = same + 1 if row[x + last] == new[last] else 0
                last += 1
            last -= same
            while last < end and not new[last][0]:
                # Both halves of a wide character are sent as one.
                last += 1
            self._send(x + start, y, new[start:last], sent)
            place = last

    def _send(self, x: int, y: int, cells: Sequence[Cell], sent: list[str]) -> None:
        sent.append(self.move(x, y))
        place, stands = 0, 0
        while place < len(cells):
            text, pen = cells[place]
            if pen != self._pen and not (text == " " and pen == _behind(self._pen)):
                sent.append(_change(self._pen, pen))
                self._pen = pen
            if text == " " and (blanks := self._many_blanks(cells, place)):
                sent.append(f"\x1b[{blanks}X")
                place += blanks
                continue
            if stands < place:
                sent.append(f"\x1b[{place - stands}C")
            sent.append(text)
            place += 1
            stands = place
        self._rows[y][x : x + place] = cells
        # Behind the last column terminals differ in where the cursor stands.
        self._at = (x + stands, y) if x + stands < self._width else None

    def _many_blanks(self, cells: Sequence[Cell], place: int) -> int:
        """How many blanks stand together, where erasing them is shorter."""
        if not self._erases:
            return 0
        end = place + 1
        while end < len(cells) and cells[end] == cells[place]:
            end += 1
        return end - place if end - place >= _MANY_BLANKS else 0

    def _cells(self, strip: Strip, colors: ColorSystem) -> tuple[list[Cell], bool]:
        cells: list[Cell] = []
        odd = False
        for text, style, control in strip:
            if control:
                continue
            pen = ""
            if style is not None:
                pen = style._ansi if style._ansi is not None else ""
                if style._ansi is None:
                    pen = Strip.render_ansi(style, colors)
            found = self._split.get((text, pen))
            if found is None:
                if len(self._split) > _LONGEST_KEPT:
                    self._split.clear()
                found = self._split[text, pen] = _split(text, pen)
            pieces, unsure = found
            odd = odd or unsure
            if unsure and cells and not cell_len(pieces[0][0]):
                # A mark at the start of a segment stands on what came before it.
                cells[-1] = (cells[-1][0] + pieces[0][0], cells[-1][1])
                pieces = pieces[1:]
            cells += pieces
        return cells, odd


@lru_cache(maxsize=_LONGEST_KEPT)
def _behind(pen: str | None) -> str:
    """All of a pen that shows where there is no letter."""
    attributes, _, background = _parts(pen or "")
    if attributes & _SEEN_WITHOUT_LETTERS:
        return pen or ""
    return background


@lru_cache(maxsize=_LONGEST_KEPT)
def _change(before: str | None, pen: str) -> str:
    """The shortest way from one pen to another: what differs, or all anew."""
    whole = f"\x1b[0;{pen}m" if pen else "\x1b[m"
    if before is None:
        return whole
    old, new = _parts(before), _parts(pen)
    if old[0] - new[0]:
        return whole
    wanted = [
        *sorted(new[0] - old[0]),
        *([new[1] or "39"] if new[1] != old[1] else ()),
        *([new[2] or "49"] if new[2] != old[2] else ()),
    ]
    return min(f"\x1b[{';'.join(wanted)}m", whole, key=len)


def _parts(pen: str) -> tuple[frozenset[str], str, str]:
    """A pen as its attributes, the colour of its text, and the one behind it."""
    attributes: set[str] = set()
    colors = {"3": "", "4": ""}
    codes = iter(pen.split(";") if pen else ())
    for code in codes:
        if code in {"38", "48"}:
            kind = next(codes)
            more = [kind, *(next(codes) for _ in range(1 if kind == "5" else 3))]
            colors[code[0]] = ";".join([code, *more])
        elif code in SGR_STYLES:
            attributes.add(code)
        else:
            # 30 to 37 and 90 to 97 are text, 40 to 47 and 100 to 107 the background.
            colors["3" if code[0] in "39" else "4"] = code
    return frozenset(attributes), colors["3"], colors["4"]


def _split(text: str, pen: str) -> tuple[list[Cell], bool]:
    blank = (" ", _behind(pen))
    if text.isascii():
        return [blank if each == " " else (each, pen) for each in text], False
    cells: list[Cell] = []
    odd = False
    for start, end, width in split_graphemes(text)[0]:
        piece = text[start:end]
        odd = odd or not _is_sure(piece, width)
        if piece == " ":
            cells.append(blank)
        elif width or not cells:
            cells.append((piece, pen))
            cells += [("", pen)] * (width - 1)
        else:
            cells[-1] = (cells[-1][0] + piece, pen)
    return cells, odd


def _is_sure(piece: str, width: int) -> bool:
    """Whether every terminal gives this piece the same width."""
    if len(piece) > 1:
        return False
    letter = ord(piece)
    if letter < _SURE:
        return width == 1
    return width == 2 and any(low <= letter <= high for low, high in _WIDE_LETTERS)


def _end(x: int, strip: Strip) -> int:
    return x + strip.cell_length
