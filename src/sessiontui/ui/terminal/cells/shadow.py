"""The terminal's screen, cell by cell, so that only what differs is sent.

Textual sends the whole region of a widget for each change in it. Over a slow line that
is felt, and so is a screen that is painted again beside somebody who is talking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.strip import Strip

from sessiontui.ui.terminal.cells.glyphs import split
from sessiontui.ui.terminal.cells.moves import SHORT_GAP, straight, ways
from sessiontui.ui.terminal.cells.runs import Run, by_pen, pen_of
from sessiontui.ui.terminal.cells.sgr import behind, change, for_blank, is_colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.color import ColorSystem

    from sessiontui.ui.terminal.cells.glyphs import Cell

_MANY_BLANKS = 12
_LAST_BLANKS = 5
"""Blanks from which on erasing is shorter, in the middle of a run and at its end."""
_FEW = 3
"""Runs, below which no order of theirs is shorter than another."""
_LONGEST_KEPT = 4_096
"""Texts with their pens that are remembered at once."""


class Shadow:
    """The cells of a terminal as they were sent, its pen and its cursor."""

    def __init__(self, *, erases: bool = False, resets: bool = False) -> None:
        """Know nothing yet: the first painting sends everything.

        `erases` says that the terminal erases with the colour behind the pen,
        `resets` that it ends attributes only all at once.
        """
        self._erases, self._resets = erases, resets
        self._width = self._height = 0
        self._rows: list[list[Cell | None]] = []
        self._drawn: list[dict[int, Strip]] = []
        self._odd: set[int] = set()
        self.knows_nothing = True
        """True until the first painting."""
        self.newlines = False
        """True where a newline steps down in its column."""
        self._split: dict[tuple[str, str], tuple[list[Cell], bool]] = {}
        self.forget()

    def forget(self) -> None:
        """Something else may have written to the terminal: send all of it anew."""
        self.knows_nothing = True
        self._rows = [[None] * self._width for _ in range(self._height)]
        self._drawn = [{} for _ in range(self._height)]
        self._odd = set()
        self._pen: str | None = None
        self._at: tuple[int, int] | None = None
        self._erased: dict[int, int] = {}
        """The columns from which on rows were erased to the edge in this painting."""
        self._behind: tuple[int, int] | None = None
        """The cursor's place by our count, if the terminal may count otherwise."""

    def forget_texts(self) -> None:
        """Remember no text but what stands there."""
        self._split.clear()

    def fit(self, width: int, height: int) -> None:
        """Follow the terminal's size; after a change nothing is known."""
        if (width, height) != (self._width, self._height):
            self._width, self._height = width, height
            self.forget()

    def paint_all(
        self, strips: Iterable[tuple[int, int, Strip]], colors: ColorSystem
    ) -> str:
        """The shortest text to send so that strips stand at their places."""
        self.knows_nothing = False
        runs: list[Run] = []
        kept = [self._take(*strip, colors, runs) for strip in strips]
        before = self._pen, self._at
        text = self._write(runs)
        if len(runs) < _FEW or not all(kept):
            return text
        # A column in one colour may cost less than going to and fro between two.
        after = self._pen, self._at
        self._pen, self._at = before
        shorter = self._write(by_pen(runs, self._pen, self._at))
        # What is typed next mostly wants the pen that was there before.
        if len(shorter + self._back(before[0])) < len(text):
            return shorter
        self._pen, self._at = after
        return text

    def _back(self, pen: str | None) -> str:
        """The change to a pen of before."""
        return "" if pen in {None, self._pen} else change(self._pen, pen or "")

    def _take(
        self, x: int, y: int, strip: Strip, colors: ColorSystem, runs: list[Run]
    ) -> bool:
        """Note what a strip changes; False where its order must be kept."""
        if not 0 <= y < self._height or not 0 <= x < self._width:
            return True
        drawn = self._drawn[y]
        before = drawn.get(x)
        if before is strip or (before is not None and before == strip):
            return True
        cells, odd = self._cells(strip, colors)
        del cells[self._width - x :]
        end = x + len(cells)
        for start in [s for s, old in drawn.items() if s < end and _end(s, old) > x]:
            del drawn[start]
        drawn[x] = strip
        if odd:
            self._odd.add(y)
        if y not in self._odd:
            self._changes(x, y, cells, runs)
            self._rows[y][x:end] = cells
            return True
        # How wide some of these are, the terminal decides: all of it is sent.
        runs.append(Run(x, y, cells, sure=False))
        self._rows[y][x:end] = cells
        if not odd and x == 0 and end == self._width:
            self._odd.discard(y)
        return False

    def stand(self, x: int, y: int) -> str:
        """The text to send so that the cursor stands behind what is left of a place.

        Where the terminal decides how wide that is, it is written once more.
        """
        cells = self._rows[y][:x] if y in self._odd else []
        if not cells or None in cells:
            return self.move(x, y)
        if self._behind == (x, y):
            return ""
        sent = [self.move(0, y)]
        for text, pen in filter(None, cells):
            self._take_up(pen, sent, blank=text == " ")
            sent.append(text)
        self._at, self._behind = None, (x, y)
        return "".join(sent)

    def move(self, x: int, y: int) -> str:
        """The text to send so that the cursor stands at a place."""
        self._behind = None
        if self._at == (x, y):
            return ""
        before, self._at = self._at, (x, y)
        # In the middle of a change of size a place may lie outside.
        if before is None or not max(before[1], y) < self._height:
            return straight((x, y))
        row = self._rows[y]

        def again(start: int, end: int) -> str | None:
            passed = row[start:end]
            if all(self._is_plain(cell) for cell in passed):
                return "".join(cell[0] for cell in passed if cell)
            return None

        return min(ways(before, (x, y), again, newlines=self.newlines), key=len)

    def _is_plain(self, cell: Cell | None) -> bool:
        """Tell whether a cell can be written again as one byte."""
        if cell is None or self._pen is None or not cell[0].isascii():
            return False
        text, pen = cell
        return pen == self._pen or (text == " " and pen == behind(self._pen))

    def _changes(self, x: int, y: int, new: list[Cell], runs: list[Run]) -> None:
        """The runs of cells that differ from what stands there, each in one pen."""
        row = self._rows[y]
        place, end = 0, len(new)
        while place < end:
            if row[x + place] == new[place]:
                place += 1
                continue
            while place and not new[place][0]:
                place -= 1
            start, last, same = place, place + 1, 0
            pen = pen_of(new[start])
            while last < end and same < SHORT_GAP:
                cell = new[last]
                if cell[0] != " ":
                    if pen is None and new[start][1] == behind(cell[1]):
                        pen = cell[1]
                    if pen != cell[1]:
                        break
                elif cell[1] != (new[start][1] if pen is None else behind(pen)):
                    break
                same = same + 1 if row[x + last] == cell else 0
                last += 1
            place = last
            last -= same
            while last < end and not new[last][0]:
                # Both halves of a wide character are sent as one.
                last += 1
            runs.append(Run(x + start, y, new[start:last], pen))

    def _write(self, runs: Iterable[Run]) -> str:
        """The text to send for runs, one behind the other."""
        sent: list[str] = []
        self._erased = {}
        last: Run | None = None
        for run in runs:
            if last:
                self._send(last, sent, goes_on=run.follows(last))
            last = run
        if last:
            self._send(last, sent)
        return "".join(sent)

    def _send(self, run: Run, sent: list[str], *, goes_on: bool = False) -> None:
        """Send one run; `goes_on` says that the next one begins where it ends."""
        if run.x >= self._erased.get(run.y, self._width):
            return
        cells, place, stands = run.cells, 0, 0
        if run.pen is not None and cells[0][1] in {run.pen, behind(run.pen)}:
            # One change of the pen does for the way, for a blank, and what follows it.
            self._take_up(run.pen, sent, blank=False)
        sent.append(self.move(run.x, run.y))
        while place < len(cells):
            text, pen = cells[place]
            self._take_up(pen, sent, blank=text == " ")
            if text == " " and (blanks := self._many_blanks(cells, place, goes_on)):
                rest = self._rows[run.y][run.x + place + blanks :]
                to_edge = all(cell == cells[place] for cell in rest)
                if to_edge:
                    self._erased[run.y] = run.x + place
                sent.append("\x1b[K" if to_edge else f"\x1b[{blanks}X")
                place += blanks
                continue
            if stands < place:
                sent.append(f"\x1b[{place - stands}C")
            sent.append(text)
            place += 1
            stands = place
        # Behind the last column terminals differ in where the cursor stands.
        end = run.x + stands
        self._at = (end, run.y) if run.sure and end < self._width else None

    def _take_up(self, pen: str, sent: list[str], *, blank: bool) -> None:
        """Change to a pen; for a blank only what is behind it counts."""
        if blank:
            if self._pen is not None and pen == behind(self._pen):
                return
            pen = for_blank(self._pen, pen)
        if pen != self._pen:
            sent.append(change(self._pen, pen, self._resets))
            self._pen = pen

    def _many_blanks(self, cells: Sequence[Cell], place: int, goes_on: bool) -> int:
        """The number of blanks that stand together, where erasing them is shorter."""
        if not self._erases or not is_colour(cells[place][1]):
            return 0
        end = place + 1
        while end < len(cells) and cells[end] == cells[place]:
            end += 1
        at_end = end == len(cells) and not goes_on
        enough = _LAST_BLANKS if at_end else _MANY_BLANKS
        return end - place if end - place >= enough else 0

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
                found = self._split[text, pen] = split(text, pen)
            pieces, unsure = found
            odd = odd or unsure
            if unsure and cells and not cell_len(pieces[0][0]):
                # A mark at the start of a segment stands on what came before it.
                cells[-1] = (cells[-1][0] + pieces[0][0], cells[-1][1])
                pieces = pieces[1:]
            cells += pieces
        return cells, odd


def _end(x: int, strip: Strip) -> int:
    return x + strip.cell_length
