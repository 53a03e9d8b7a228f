"""An emulated screen: what a person would see once some bytes have arrived."""

from __future__ import annotations

import codecs
import re

import pyte

_MISREAD = re.compile(
    r"\x1b\[(?:[<=>][0-?]*[ -/]*[@-~]|[0-?]*[ -/]+[@-~]|\?[0-9;]*[^0-9;hl]|[0-9;]*t)"
    r"|\x1b[P_^X][^\x1b]*\x1b\\"
)
"""Sequences that pyte would print as text, and that paint nothing."""
_CUT_SHORT = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[P_^X][^\x1b]*\x1b?)?\Z")
"""The beginning of one of them, at the end of a chunk."""
_ALTERNATE = {47, 1047, 1049}


class _Cells(pyte.Screen):
    """pyte's cells, with the scrolling and the second screen that it leaves out."""

    _last = " "

    def draw(self, data: str) -> None:
        super().draw(data)
        self._last = data[-1]

    def repeat(self, count: int = 1) -> None:
        self.draw(self._last * (count or 1))

    def set_mode(self, *modes: int, **kwargs: bool) -> None:
        super().set_mode(*modes, **kwargs)
        if kwargs.get("private") and _ALTERNATE & set(modes):
            self.erase_in_display(2)

    def scroll_up(self, count: int = 1) -> None:
        self._scroll(count, up=True)

    def scroll_down(self, count: int = 1) -> None:
        self._scroll(count, up=False)

    def _scroll(self, count: int, *, up: bool) -> None:
        top, bottom = self.margins or (0, self.lines - 1)
        x, y = self.cursor.x, self.cursor.y
        for _ in range(count or 1):
            self.cursor.y = bottom if up else top
            (self.index if up else self.reverse_index)()
        self.cursor.x, self.cursor.y = x, y


class _Stream(pyte.Stream):
    csi = {**pyte.Stream.csi, "S": "scroll_up", "T": "scroll_down", "b": "repeat"}  # noqa: RUF012
    events = pyte.Stream.events | {"scroll_up", "scroll_down", "repeat"}


class Screen:
    """Fed with bytes, read as rows of text."""

    def __init__(self, rows: int, columns: int) -> None:
        self.columns = columns
        self._cells = _Cells(columns, rows)
        self._stream = _Stream(self._cells)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._waiting = ""

    def feed(self, data: bytes) -> None:
        text = self._waiting + self._decoder.decode(data)
        cut = _CUT_SHORT.search(text)
        self._waiting = cut[0] if cut else ""
        self._stream.feed(_MISREAD.sub("", text[: cut.start() if cut else None]))

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor."""
        return self._cells.cursor.x, self._cells.cursor.y

    def rows(self) -> list[str]:
        return self._cells.display

    def sees(self, text: str) -> bool:
        return any(text in row for row in self.rows())

    def letters(self) -> str:
        """All that is not blank, in reading order: wherever a line was wrapped."""
        return "".join("".join(self.rows()).split())

    def blank(self) -> bool:
        return not self.letters()
